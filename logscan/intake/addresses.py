"""Know an address from a path, and show it without the secrets that it may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.patterns import lazy

if TYPE_CHECKING:
    import re

# A scheme has two letters at least: one is a drive. Several may be chained with ``::``.
_ADDRESS = lazy(r"(?i)(?:[a-z][a-z0-9+.-]+::)*[a-z][a-z0-9+.-]+://")
_LOGIN = lazy(r"(?i)([a-z][a-z0-9+.-]*)://([^/?#@]*(?:@[^/?#@]*)*)@")
# A password with a slash in it; ``http://localhost:5173/@vite`` is a port and a path.
_ODD_LOGIN = lazy(r"://([^/?#@:]*):(?![0-9]{1,5}[/?#])[^@]*@")
_WEB_QUERY = lazy(r"(?is)(https?://[^?#]*)[?#].*")
_QUERY = lazy(r"(?s)\?[^?]*=.*")
_WEB = frozenset({"http", "https"})


def is_address(name: str) -> bool:
    """Say whether *name* is an address such as ``s3://bucket/app.log``, and no path."""
    return _ADDRESS.match(name) is not None


def shown(address: str) -> str:
    """Return *address* without passwords, tokens and signatures: what may be printed.

    A user's name stays, except on the web, where tokens stand in its place. The query goes
    as a whole: signatures have too many names to know them all.
    """
    address = _LOGIN.sub(_without_login, address)
    address = _ODD_LOGIN.sub(r"://\1@", address)
    address = _WEB_QUERY.sub(r"\1?[redacted]", address)
    return _QUERY.sub("?[redacted]", address)


def _without_login(match: re.Match[str]) -> str:
    scheme, login = match.groups()
    if scheme.lower() in _WEB:
        return f"{scheme}://"
    return f"{scheme}://{login.partition(':')[0]}@"
