"""The secrets of HTTP: authorization schemes and cookies; names and schemes stay."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

from logscan.redaction.diagnosis import is_benign, looks_random
from logscan.redaction.kinds import Hit

if TYPE_CHECKING:
    from collections.abc import Iterator

_JOINT = r"\\{0,8}[\"'`\])]{0,4}\s{0,4}(?:=>|[:=,])\s{0,4}b?\[?\s?\\{0,8}[\"'`]?"
_SCHEMES = {
    "bearer": "bearer-token", "basic": "basic-auth", "token": "token", "digest": "digest-auth",
    "aws4-hmac-sha256": "aws-signature", "negotiate": "negotiate-auth", "ntlm": "negotiate-auth",
}  # fmt: skip
_AUTHORIZATION = re.compile(
    rf"authorization{_JOINT}"
    r"(?:(?P<scheme>[a-z][a-z0-9_-]{2,24})(?:\s{1,4}|:\s?)(?=[^\s\"'`,;]{4}))?"
    r"(?P<secret>[^\s\"'`\\<>]+(?:,\s{0,4}[a-z]+=\\*\"?[^\s\"\\,]+\\*\"?)*)"
)
_SCHEME = re.compile(
    r"(?<![a-z0-9_-])(?P<scheme>bearer|basic)(?:[ \t]{1,4}|=|:\s?|\+)[\"']?(?P<secret>[a-z0-9._~+/=\-]{8,})"
)
_COOKIE = re.compile(rf"(?<![a-z])(?:set-)?cookies?2?{_JOINT}(?P<pairs>[^\n\"\\`]*)")
_PAIR = re.compile(r"(?P<name>[^\s=;,'\"]{1,80})=(?P<secret>[^\s;'\"\\]+)")
_ATTRIBUTES = frozenset(
    {"path", "domain", "expires", "max-age", "samesite", "priority", "version", "comment"}
)


class Authorization:
    """The rule for what follows an authorization header's name or scheme."""

    hints = ("authorization", r"bearer[ =:+]", r"basic[ =:+]")

    def find(self, text: str, lowered: str) -> Iterator[Hit]:
        """Yield the credentials of every authorization header in *text*."""
        for match in _AUTHORIZATION.finditer(lowered):
            start, end = match.span("secret")
            scheme = match["scheme"] or ""
            if _is_credential(scheme, text[start:end]):
                yield Hit(_SCHEMES.get(scheme, "authorization"), start, end, match.start(), end)
        for match in _SCHEME.finditer(lowered):
            start, end = match.span("secret")
            if _is_credential(match["scheme"], text[start:end]):
                yield Hit(_SCHEMES[match["scheme"]], start, end, match.start(), end)


def _is_credential(scheme: str, value: str) -> bool:
    """Say that *value* is a credential of *scheme*, not a word about one."""
    if is_benign(value) or value.rstrip("=").isalpha() and len(value) < 16 and scheme != "basic":  # noqa: PLR2004 - a longer run of letters is no word
        return False
    if scheme == "basic":
        return _is_base64_pair(value) or looks_random(value)
    return not value.startswith(("realm=", "error=", "scope="))


def _is_base64_pair(value: str) -> bool:
    """Say that *value* is ``user:password`` in base64."""
    body = value.rstrip("=")
    try:
        return b":" in base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False


class Cookies:
    """The rule for the values of cookies."""

    hints = ("cookie",)

    def find(self, text: str, lowered: str) -> Iterator[Hit]:
        """Yield the value of every cookie in a cookie header of *text*."""
        for header in _COOKIE.finditer(lowered):
            for pair in _PAIR.finditer(text, *header.span("pairs")):
                if pair["name"].lower() not in _ATTRIBUTES and not is_benign(pair["secret"]):
                    yield Hit("cookie", *pair.span("secret"), header.start(), pair.end())
