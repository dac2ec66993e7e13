"""The server's own log: one line of JSON for each request, never a query, a token or log text."""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
import traceback
from typing import TYPE_CHECKING, Any

from logscan.report import one_line
from logscan.web.answers import refuse
from logscan.web.refusals import RefusalError

if TYPE_CHECKING:
    from types import TracebackType

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOGGER = logging.getLogger("logscan.web")
_MAX_PATH = 80


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON with its UTC time, as log viewers like it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of one record."""
        made: dict[str, Any] = {
            "timestamp": dt.datetime.fromtimestamp(record.created, dt.UTC)
            .isoformat(timespec="milliseconds")
            .replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "message": one_line(record.getMessage()),
        }
        made |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[0]:
            made["error"] = record.exc_info[0].__name__
            made["stack"] = _places(record.exc_info[2])
        return json.dumps(made, ensure_ascii=True)


def _places(trace: TracebackType | None) -> list[str]:
    """Return where an error came through; its message may hold log text and is left out."""
    return [f"{one.filename}:{one.lineno} {one.name}" for one in traceback.extract_tb(trace)]


def log_config() -> dict[str, Any]:
    """Return the logging settings for uvicorn: all of it through one handler to stderr."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "json",
                "stream": "ext://sys.stderr",
            }
        },
        "loggers": {
            name: {"handlers": ["stderr"], "level": level, "propagate": False}
            for name, level in (
                ("uvicorn", "WARNING"),
                ("uvicorn.error", "WARNING"),
                ("logscan.web", "INFO"),
            )
        },
    }


class Journal:
    """Writes down each request when it is over: method, path, status, sizes, seconds."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.monotonic()
        facts: dict[str, Any] = {"status": 0, "bytes_in": 0, "bytes_out": 0}

        async def receive_counted() -> Message:
            message = await receive()
            facts["bytes_in"] += len(message.get("body", b""))
            return message

        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                facts["status"] = message["status"]
            facts["bytes_out"] += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive_counted, send_counted)
        finally:
            facts["seconds"] = round(time.monotonic() - started, 3)
            _write(scope, facts)


class Failures:
    """Answers a bug with a calm 500 and writes down where it was, without what was read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        started = False

        async def send_seen(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_seen)
        except Exception:
            LOGGER.exception("a request failed")
            if started or scope["type"] != "http":
                raise
            await refuse(RefusalError("failed"), scope, receive, send)


def _write(scope: Scope, facts: dict[str, Any]) -> None:
    quiet = scope["path"] == "/healthz" and facts["status"] == 200  # noqa: PLR2004 - asked every few seconds
    path = one_line(scope["path"])[:_MAX_PATH]
    status = facts["status"] or "no answer"
    LOGGER.log(
        logging.DEBUG if quiet else logging.INFO,
        "%s %s %s",
        scope["method"],
        path,
        status,
        extra={"facts": facts},
    )
