r"""Nothing from a log may steer the terminal, the page or the reader's eye.

Every renderer passes every untrusted string (log text, file names, instance names,
catalogue texts) through this module before it escapes it for its own format.
"""

from __future__ import annotations

from logscan.patterns import lazy

# Emoji and pictographs: the only places where a joiner or a variation selector is wanted.
_PICTURE = "\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff"

# Complete terminal sequences (ECMA-48): control sequences, then strings with their end, then
# the short escapes. A string without its end stays, and its first character is made visible.
_SEQUENCE = lazy(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-OQ-WYZ\\`-~]"
)

# Characters that are invisible, or change the order or the place of others.
_HIDDEN = lazy(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
    f"|(?<![{_PICTURE}\ufe0f])\u200d|\u200d(?![{_PICTURE}])"
    f"|(?<![{_PICTURE}0-9#*])[\ufe00-\ufe0f]"
)

# One cheap look that lets almost every string pass untouched.
_SUSPECT = lazy(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)

_CONTROL_PICTURES = 0x2400  # U+2400 is the picture of NUL; the others follow in order
_DELETE = 0x7F
_SPACE = 0x20


def visible(text: str) -> str:
    r"""Return *text* without terminal sequences and with every hidden character written out.

    Line breaks (``\n``; ``\r\n`` becomes one) and tabs stay. A control character becomes its
    picture (``␛``), any other hidden character its escape (``\u202e``). Joiners and variation
    selectors stay inside emoji. Never raises; the result encodes to UTF-8.
    """
    if not _SUSPECT.search(text):
        return text
    text = _SEQUENCE.sub("", text.replace("\r\n", "\n"))
    return _HIDDEN.sub(lambda match: _written_out(match[0]), text)


def one_line(text: str) -> str:
    r"""Return ``visible(text)`` on one line: breaks become `` ⏎ ``, tabs a blank."""
    shown = visible(text)
    if "\n" in shown or "\t" in shown:
        shown = " ⏎ ".join(shown.rstrip("\n").split("\n")).replace("\t", " ")
    return shown


def _written_out(character: str) -> str:
    """Return a printable stand-in for one hidden character."""
    code = ord(character)
    if code < _SPACE:
        return chr(_CONTROL_PICTURES + code)
    if code == _DELETE:
        return "␡"
    if code <= 0xFF:  # noqa: PLR2004 - the last code that two hexadecimal digits can write
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - the same
