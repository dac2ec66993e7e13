"""Reads ``real_lines.txt``: lines as drivers, shells and frameworks print them.

In the file «...» marks each secret; a line without a mark must come out as it is. ⏎ stands
for a line end, ⇥ for a tab, and a name in braces for a token that is put together here, so
that no file holds one that looks live.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_MARK = re.compile(r"«([^»]*)»")
_TOKENS = {
    "{aws-id}": "AKIA" + "IOSFODNN7" + "EXAMPLE",
    "{aws-secret}": "wJalrXUtnFEMI/" + "K7MDENG/" + "bPxRfiCYEXAMPLEKEY",
    "{stripe}": "sk_" + "live_" + "51H8xYzAbCdEfGhIjKlMnOp",
    "{github}": "ghs" + "_1234567890abcdefABCDEF" + "1234567890abcd",
    "{telegram}": "123456789" + ":AA" + "Hk3j4h5g6f7d8s9a0qwertyuiopzxcvbnm",
    "{jwt}": "eyJhbGciOiJIUzI1NiJ9" + ".eyJyb2xlIjoiYW5vbiJ9" + ".abcDEF123_-x",
    "{begin}": "-----BEGIN " + "PRIVATE KEY-----",
    "{end}": "-----END " + "PRIVATE KEY-----",
    "{key-line}": "MIIEvQIBADANBgkqhkiG" + "9w0BAQEFAASC",
}


class MarkedLine(NamedTuple):
    """A log text and the secrets in it."""

    text: str
    secrets: tuple[str, ...]


def marked_lines() -> list[MarkedLine]:
    """Return every line of the file."""
    path = Path(__file__).with_name("real_lines.txt")
    return [_read(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _read(line: str) -> MarkedLine:
    """Return one line with its tokens and signs in place."""
    for name, token in _TOKENS.items():
        line = line.replace(name, token)
    line = line.replace("⏎", "\n").replace("⇥", "\t")
    return MarkedLine(_MARK.sub(r"\1", line), tuple(_MARK.findall(line)))
