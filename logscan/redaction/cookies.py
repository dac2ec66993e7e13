"""Find the values of cookies, in headers, lists of headers and objects; their names stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.patterns import lazy
from logscan.redaction.diagnosis import is_benign
from logscan.redaction.kinds import Hit

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

KIND = "cookie"

_HEADER = lazy(
    r"(?<![a-z])(?:set-|http_)?cookies?2?\\{0,8}[\"'`\])]{0,4}\s{0,4}(?:=>|[:=,])\s{0,4}b?"
    r"(?:(?P<object>\{)|(?P<list>\[)?\s?\\{0,8}[\"'`]?)"
)
_CRUMB = lazy(
    r"\s{0,4}(?P<name>[^\s=;,'\"{}]{1,120})(?:=\\{0,8}\"?(?P<secret>[^\s;,'\"\\]*)\\{0,8}\"?)?"
)
_AND = lazy(r"[ \t]{0,4}(?:;|,(?=[ \t]?[\w.-]{1,80}=))")
_AND_IN_LIST = lazy(r"\\{0,8}[\"']?\s{0,8}(?:;|,\s{0,8}\\{0,8}[\"'])")
_FIELD = lazy(
    r"[\s,]{0,8}\\{0,8}[\"']?(?P<name>[\w.-]{1,120})\\{0,8}[\"']?\s{0,4}(?::|=>)\s{0,4}"
    r"(?:\\{0,8}[\"'](?P<secret>[^\"'\\\n]*)\\{0,8}[\"']|[\w.+-]{1,40})"
)
_ATTRIBUTES = frozenset(
    {"path", "domain", "expires", "_expires", "max-age", "samesite", "priority", "version"}
)
_SHORTEST = 3


class Cookies:
    """The rule for the values of cookies."""

    kinds = (KIND,)
    hints = (r"cookies?2?\\{0,8}[\"'`\])]{0,4}\s{0,4}[:=,]",)

    def find(self, text: str, lowered: str) -> Iterator[Hit]:
        """Yield the value of every cookie in *text*."""
        for header in _HEADER.finditer(lowered):
            crumbs = _fields(text, header.end()) if header["object"] else _crumbs(text, header)
            for crumb in crumbs:
                if _is_secret(crumb):
                    yield Hit(KIND, *crumb.span("secret"), header.start(), crumb.end())


def _crumbs(text: str, header: re.Match[str]) -> Iterator[re.Match[str]]:
    """Yield ``name=value`` and attribute after another, as a header has them."""
    joint = _AND_IN_LIST if header["list"] else _AND
    crumb = _CRUMB.match(text, header.end())
    while crumb is not None:
        yield crumb
        following = joint.match(text, crumb.end())
        crumb = _CRUMB.match(text, following.end()) if following else None


def _fields(text: str, position: int) -> Iterator[re.Match[str]]:
    """Yield ``name: 'value'`` after another, as an object has them."""
    while field := _FIELD.match(text, position):
        yield field
        position = field.end()


def _is_secret(crumb: re.Match[str]) -> bool:
    """Say that *crumb* has a value and is no attribute such as ``Path=/``."""
    secret = crumb["secret"] or ""
    name = crumb["name"].lower()
    return len(secret) >= _SHORTEST and name not in _ATTRIBUTES and not is_benign(secret)
