"""Send an answer so that the client gets to read it, also where its body was not read."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from logscan.model import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import Receive, Scope, Send

    from logscan.web.refusals import RefusalError

JSON = "application/json"
NDJSON = "application/x-ndjson"
LINGER_SECONDS = 10.0


async def answer(
    send: Send,
    body: bytes,
    *,
    status: int = 200,
    media: str = JSON,
    more: Iterable[tuple[bytes, bytes]] = (),
    last: bool = True,
) -> None:
    """Send one whole answer; without *last* the exchange stays open after it."""
    headers = [
        (b"content-type", media.encode()),
        (b"content-length", str(len(body)).encode()),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": not last})


async def refuse(
    refusal: RefusalError,
    scope: Scope,
    receive: Receive,
    send: Send,
    *,
    was_read: bool = False,
    **more: Any,
) -> None:
    """Send a refusal, then read on for a while: a closed door would cut the answer off.

    *was_read* says that the body has come to its end; *more* goes into the answer.
    """
    body = as_json(refusal.said(language_of(scope)) | more)
    headers = [(b"connection", b"close")]
    if refusal.code in {"too-many", "stopping"}:
        headers.append((b"retry-after", b"5"))
    if refusal.code == "no-token":
        headers.append((b"www-authenticate", b'Bearer realm="logscan"'))
    await answer(send, body, status=refusal.status, more=headers, last=False)
    if not was_read:
        await _read_away(receive)
    await send({"type": "http.response.body", "body": b""})


async def _read_away(receive: Receive) -> None:
    """Throw away the rest of a body, within bounds of time."""
    try:
        async with asyncio.timeout(LINGER_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect" or not message.get("more_body"):
                    return
    except TimeoutError:
        return


def as_json(value: Any) -> bytes:
    """Return *value* as JSON that is safe in any place: ASCII, no NaN."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False).encode() + b"\n"


def language_of(scope: Scope) -> str:
    """Return the language that the query asks for first, else English."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    wanted = query.get("lang", ["en"])[0]
    return wanted if wanted in LANGUAGES else "en"
