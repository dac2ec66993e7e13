"""Make the text of a record clean: no colour codes, no control characters.

Signatures are confirmed on clean text, so a colour code inside an error does not hide it and
a carriage return cannot glue two lines together.
"""

from __future__ import annotations

from logscan.patterns import pattern

# CSI, OSC, DCS/SOS/PM/APC (ended or not), charset choices such as ``ESC ( B``, other two-byte
# escapes; then their 8-bit forms. Unterminated sequences run to the end of the line.
_ESCAPES = pattern(
    r"\x1b\[[0-?]*[ -/]*(?:[@-~]|$)"
    r"|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\|$)?"
    r"|\x1b[PX^_][^\x1b\n]*(?:\x1b\\|$)?"
    r"|\x1b[ -/][0-~]"
    r"|\x1b[0-~]?"
    r"|\x9b[0-?]*[ -/]*[@-~]?"
    r"|[\x9d\x90\x98\x9e\x9f][^\x9c\x07\n]*[\x9c\x07]?"
)
_CONTROLS = pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATES = pattern(r"[\ud800-\udfff]")  # JSON can spell half a character
_ODD = pattern(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_ENDS = pattern(r"\r\n|\r")


def decode(raw: bytes) -> str:
    """Return *raw* as text; bytes that are not UTF-8 become U+FFFD."""
    return raw.decode("utf-8", "replace")


def clean(text: str) -> str:
    r"""Return *text* without escape sequences and control characters.

    A carriage return ends a line (progress bars rewrite theirs with it): it becomes ``\n``.
    Tabs and the blanks at the start stay; trailing line ends go.
    """
    if text.isprintable():  # nearly all are, and this is six times as fast as the search
        return text
    if _ODD.search(text) is None:
        return text.rstrip("\n") if text.endswith("\n") else text
    text = _ESCAPES.sub("", text)
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    return _SURROGATES.sub("\ufffd", text.rstrip("\n"))
