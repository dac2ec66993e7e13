r"""Private keys that go over many lines, from BEGIN to END or to the end of the input.

A key may stand in one text, line by line with a time in front of each, or on one line with
``\n`` for the line ends. A marker alone is no key: what follows it must look like one,
because error messages quote the marker (``must start with -----BEGIN PRIVATE KEY-----``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from logscan.patterns import lazy
from logscan.redaction.kinds import Hit

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND = "private-key"

BEGIN = lazy(
    r"-{4,5} ?BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)? ?-{4,5}|PuTTY-User-Key-File-\d:"
)
END = lazy(
    r"-{4,5} ?END (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)? ?-{4,5}"
    r"|Private-(?:MAC|Hash): ?[0-9a-f]*"
)
#: A time, and the instance that may follow it, as platforms print them before a line.
PREFIX = lazy(
    r"[ \t]*[\[(]?(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[^\s]*"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2} (?:\d{4} )?"
    r"\d\d:\d\d:\d\d(?: ?[AP]M)?|\d\d:\d\d:\d\d(?:[.,]\d+)?)[\])]?[ \t]+(?:\[[\w-]{3,40}\][ \t]+)?"
)
_BODY = lazy(r"(?=[A-Za-z+/=]*[0-9])[A-Za-z0-9+/=]{16,}|[A-Za-z0-9+/=]{40,}")
_HEADER = lazy(r"(?:Proc-Type|DEK-Info|Version|Comment|Encryption|Public-Lines): ")
_ALONE = lazy(
    r"^(?:[ \t]{0,8})(?P<secret>(?=[^\n]*[a-z])(?=[^\n]*[A-Z])(?=[^\n]*[0-9])"
    r"[A-Za-z0-9+/]{60,76}={0,2})"
    r"[ \t\r]*$",
    re.MULTILINE,
)
#: How many lines after the marker are looked at for the first line of the key.
LOOK_AHEAD = 5
_FRONT = 4_000
_TRIMMINGS = " \t\r\"'`\\,;+()"


class PrivateKeys:
    """The rule for private keys inside one text."""

    kinds = (KIND,)
    hints = (
        "private key",
        "putty-user-key",
        r"^[ \t]{0,8}[a-z0-9+/]{60}",
        "\n[ \\t]{0,8}[a-z0-9+/]{60}",
    )

    def find(self, text: str, lowered: str) -> Iterator[Hit]:  # noqa: ARG002 - a Rule's signature
        """Yield every private key in *text*, and lines that can only be the inside of one."""
        position = 0
        while begin := BEGIN.search(text, position):
            position = begin.end()
            end = key_end(text, begin)
            if end is not None:
                yield Hit(KIND, begin.start(), end, begin.start(), end)
                position = end
        for line in _ALONE.finditer(text):
            yield Hit(KIND, *line.span("secret"), *line.span("secret"))


def key_end(text: str, begin: re.Match[str]) -> int | None:
    """Return where the key that *begin* opens ends in *text*; None where it is only quoted."""
    following = BEGIN.search(text, begin.end())
    limit = following.start() if following else len(text)
    end = END.search(text, begin.end(), limit)
    if end is not None:
        body = text[begin.end() : end.start()]
        return end.end() if _BODY.search(body) else None
    if not is_key(text[begin.end() : min(limit, begin.end() + _FRONT)]):
        return None
    quote = text[begin.start() - 1 : begin.start()]
    closing = text.find(quote, begin.end(), limit) if quote in {'"', "'"} else -1
    return limit if closing < 0 else min(closing, limit)


def is_key(after_marker: str) -> bool:
    """Say that what follows a marker looks like a key: base64 or a header within a few lines."""
    for line in after_marker.split("\n", LOOK_AHEAD)[:LOOK_AHEAD]:
        body = PREFIX.sub("", line, count=1).strip(_TRIMMINGS)
        if _HEADER.match(body):
            return True
        last = body.rpartition(" ")[2].strip(_TRIMMINGS)
        if _BODY.fullmatch(last) or _BODY.match(body):
            return True
    return False
