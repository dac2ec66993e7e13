"""Who may ask: the host's name, the site the request comes from, and the token."""

from __future__ import annotations

import hmac
import ipaddress
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from logscan.web.answers import refuse
from logscan.web.refusals import RefusalError
from logscan.web.settings import LOOPBACK_NAMES

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from logscan.web.settings import Settings

TOKEN_HEADER = "x-logscan-token"  # noqa: S105 - the name of a header, not a secret
HEALTH_PATH = "/healthz"  # asked by the platform under names of its own; it tells nothing
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?", re.ASCII)

# The page may run its own script and style and talk to its own server, and nothing else.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"x-robots-tag", b"noindex"),
    (b"cache-control", b"no-store"),
)


class Door:
    """Lets in only requests for a name of this server; puts the safe headers on all answers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *HEADERS]
            await send(message)

        if scope["path"] != HEALTH_PATH and not self._is_own(Headers(scope=scope)):
            await refuse(RefusalError("wrong-host"), scope, receive, send_safely)
            return
        await self._app(scope, receive, send_safely)

    def _is_own(self, headers: Headers) -> bool:
        """Say whether there is one Host header and it names this server."""
        given = headers.getlist("host")
        match = _HOST.fullmatch(given[0].lower()) if len(given) == 1 else None
        if match is None:
            return False
        name = match[1].strip("[]") if match[1].startswith("[") else match[1]
        if name in LOOPBACK_NAMES or name in self._settings.hosts:
            return True
        return self._settings.wide and _is_address(name)


class TokenOnly:
    """Lets in only requests of the page itself or of a program, with the token."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._token = settings.token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = Headers(scope=scope)
        if not _same_site(headers):
            await refuse(RefusalError("cross-site"), scope, receive, send)
        elif not hmac.compare_digest(_token(headers).encode(), self._token):
            await refuse(RefusalError("no-token"), scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _is_address(name: str) -> bool:
    """Say whether *name* is a plain IP address in its usual form."""
    try:
        return str(ipaddress.ip_address(name)) == name
    except ValueError:
        return False


def _same_site(headers: Headers) -> bool:
    """Say whether a browser sent this for the page itself, or no browser sent it."""
    if headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    parts = urlsplit(origin)
    return parts.scheme in {"http", "https"} and parts.netloc.lower() == headers["host"].lower()


def _token(headers: Headers) -> str:
    """Return the token that was sent: in logscan's own header or as a bearer."""
    kind, _, value = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and value:
        return value.strip()
    return headers.get(TOKEN_HEADER, "")
