"""Find the credentials of HTTP's authorization schemes; the scheme's name stays."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from logscan.patterns import lazy
from logscan.redaction.diagnosis import is_benign, looks_random
from logscan.redaction.kinds import Hit

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMES: dict[str, str] = {
    "bearer": "bearer-token",
    "basic": "basic-auth",
    "token": "token",
    "negotiate": "negotiate-auth",
    "ntlm": "negotiate-auth",
}
OTHER_SCHEME = "authorization"

_HEADER = lazy(
    r"(?<![a-z])authorization(?!::)\\{0,8}[\"'`\])]{0,4}\s{0,4}(?:=>|[:=,])\s{0,4}(?:b(?=[\"']))?\[?\s?"
    r"\\{0,8}[\"'`]?(?:(?P<scheme>[a-z][a-z0-9_-]{2,24})(?:\s{1,4}|:\s?)(?=[^\s\"'`,;]{4}))?"
    r"(?P<secret>[^\s\"'`\\<>&]+)"
)
_SCHEME = lazy(
    r"(?<![a-z0-9_-])(?P<scheme>bearer|basic)(?:[ \t]{1,4}|=|:\s?|\+)[\"']?"
    r"(?P<secret>[a-z0-9._~+/\-]{8,}={0,2})(?!=)"
)
# Parameters of a scheme: the secret ones among them have rules of their own.
_PARAMETER = lazy(r"[a-z-]+=[\"\\]*(?:[^=].*)?")
_LONG_WORD = 16


class Authorization:
    """The rule for what follows an authorization header's name or scheme."""

    kinds = (*dict.fromkeys(SCHEMES.values()), OTHER_SCHEME)
    hints = ("authorization", r"bearer[ \t=:+]", r"basic[ \t=:+]")

    def find(self, text: str, lowered: str) -> Iterator[Hit]:
        """Yield the credentials of every authorization header in *text*."""
        for pattern in (_HEADER, _SCHEME):
            for match in pattern.finditer(lowered):
                start, end = match.span("secret")
                scheme = match["scheme"] or ""
                if _is_credential(scheme, text[start:end]):
                    kind = SCHEMES.get(scheme, OTHER_SCHEME)
                    yield Hit(kind, start, end, match.start(), end)


def _is_credential(scheme: str, value: str) -> bool:
    """Say that *value* is a credential of *scheme*, not a word about one."""
    if _PARAMETER.fullmatch(value.lower()) or is_benign(value):
        return False
    if scheme == "basic":
        return _is_base64_pair(value) or looks_random(value)
    return looks_random(value) or (scheme in SCHEMES and len(value) >= _LONG_WORD)


def _is_base64_pair(value: str) -> bool:
    """Say that *value* is ``user:password`` in base64."""
    body = value.rstrip("=")
    try:
        return b":" in base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
