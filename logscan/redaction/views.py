r"""Show a text to the rules as its readers would decode it, and map findings back.

A secret may stand in a log JSON-escaped (``\u0026``), URL-encoded (``%40``),
HTML-escaped (``&amp;``), cut by colour codes or by invisible characters, and several of
these at once. A *view* is the text with one more layer taken off; ``View.span`` gives
the place of a finding in the text that came in.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from logscan.patterns import lazy
from logscan.redaction.screen import line_starts, searcher
from logscan.values import dataclass

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

#: JSON inside JSON inside JSON needs four; the rest is room for a URL around it.
MOST_VIEWS = 16

# Colour codes, whole or with the ESC lost on the way (``[31m``) or made visible (``^[[31m``),
# and every character that a reader does not see. Introducers of OSC, DCS, SOS, PM and APC
# become line ends, because their content can hold a secret (a link's address) of its own.
_INVISIBLE = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    r"\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    r"\ufff9-\ufffd\ud800-\udfff\U000e0000-\U000e0fff"
)
_STRIP = lazy(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?P<string>\x1b[\]PX^_]|[\x90\x98\x9d-\x9f\x9c\x07]|\x1b\\)"
    r"|\x1b[ -/]*[0-Z\\^-~]"
    r"|(?:\^\[|\u241b)\[[0-9;]{0,20}m"
    rf"|[{_INVISIBLE}]"
)
_STRINGS = lazy(r"(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?")
_HAS_STRING = lazy(r"\x1b[\]PX^_]|[\x90\x98\x9d-\x9f]")
_RESIDUE = lazy(r"\[[0-9;]{1,12}m")
_ODD = lazy(rf"[{_INVISIBLE}]|{_RESIDUE.pattern}")
_UNSEEN = lazy(rf"[{_INVISIBLE}]")
# Each begins with a literal, which is found fast, and matches at the least of a layer.
_ESCAPE, _PERCENT, _AMPERSAND = lazy(r"\\"), lazy(r"%[0-9A-Fa-f]{2}"), lazy(r"&[#a-z]")
_VISIBLE = b"\t\n\r" + bytes(range(0x20, 0x7F))
# Each is one layer: what is decoded together was encoded together.
_LAYERS = (
    # What is left of a colour code when its ESC got lost; not where the ESC is still encoded.
    ("m", lazy(r"(?<!1[bB])(?<!033)(?<!\\e)(?<!\})\[[0-9]{1,3}(?:;[0-9]{1,3}){0,6}m")),
    (
        "\\",
        lazy(
            r"\\(?:u(?P<unicode>[0-9A-Fa-f]{4})|u\{(?P<point>[0-9A-Fa-f]{1,6})\}"
            r"|x(?P<hex>[0-9A-Fa-f]{2})|(?P<octal>[0-3][0-7]{2})"
            r"|(?P<letter>[abefnrtv])|(?P<sign>[^\w\s]))"
        ),
    ),
    (
        "%",
        lazy(
            r"(?P<utf_8>%[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f]){1,3})"
            r"|%(?P<percent>[0-9A-Fa-f]{2})"
        ),
    ),
    (
        "&",
        lazy(
            r"&(?:#(?P<decimal>[0-9]{1,7})|#[xX](?P<hexref>[0-9A-Fa-f]{1,6})"
            r"|(?P<name>amp|lt|gt|quot|apos));"
        ),
    ),
)
_LETTERS = {
    "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
}  # fmt: skip
_NAMES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_LAST_CODE_POINT = 0x10FFFF


@dataclass(frozen=True, slots=True)
class View:
    """A text with one layer decoded; *parent* is the view that it was made from.

    The four tuples describe the replaced pieces in order: where each begins and ends
    here, and where it began and ended in the parent.
    """

    text: str
    parent: View | None = None
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    parent_begins: tuple[int, ...] = ()
    parent_ends: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the characters from *start* to *end* stand in the first text."""
        if self.parent is None:
            return start, end
        return self.parent.span(self._place(start)[0], self._place(end - 1)[1])

    def _place(self, index: int) -> tuple[int, int]:
        """Return begin and end in the parent of the one character at *index*."""
        piece = bisect_right(self.begins, index) - 1
        # Pieces that vanished stand where the next character begins: step over none of them.
        if piece < 0:
            return index, index + 1
        if index < self.ends[piece]:
            return self.parent_begins[piece], self.parent_ends[piece]
        begin = self.parent_ends[piece] + index - self.ends[piece]
        return begin, begin + 1


def is_plain(text: str) -> bool:
    """Say that *text* has no other view than itself; cheap, and right on doubt's side."""
    if "\\" in text or "%" in text or "&" in text:
        return False
    if text.isascii() and text.isprintable():
        return "[" not in text or not _RESIDUE.search(text)
    return not _ODD.search(text)


def odd_lines(text: str) -> Iterator[int]:
    """Yield where the lines of *text* begin that may have another view than themselves."""
    for pattern in (_ESCAPE, _PERCENT, _AMPERSAND, _RESIDUE):
        yield from line_starts(text, searcher(pattern))
    if not text.isascii() or text.encode().translate(None, _VISIBLE):
        yield from line_starts(text, searcher(_UNSEEN))


def views(text: str) -> Iterator[View]:
    """Yield *text* as it is, then with ever more layers taken off, in every order."""
    whole = View(text)
    waiting = [_strip(whole)]
    if _HAS_STRING.search(text):
        waiting.append(_replace(whole, _STRINGS, _nothing))
    seen = {view.text for view in waiting}
    while waiting:
        view = waiting.pop(0)
        yield view
        for sign, pattern in _LAYERS:
            if sign not in view.text:
                continue
            inner = _strip(_replace(view, pattern, _decode))
            if inner.text not in seen and len(seen) < MOST_VIEWS:
                seen.add(inner.text)
                waiting.append(inner)


def _strip(view: View) -> View:
    """Return *view* without colour codes and invisible characters."""
    return _replace(view, _STRIP, _boundary) if _ODD.search(view.text) else view


def _replace(view: View, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str]) -> View:
    """Return *view* with each match of *pattern* replaced, or *view* itself without one."""
    pieces: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    parent_begins: list[int] = []
    parent_ends: list[int] = []
    done = length = 0
    for match in pattern.finditer(view.text):
        new = by(match)
        length += match.start() - done
        pieces += (view.text[done : match.start()], new)
        begins.append(length)
        length += len(new)
        ends.append(length)
        parent_begins.append(match.start())
        done = match.end()
        parent_ends.append(done)
    if not begins:
        return view
    pieces.append(view.text[done:])
    return View(
        "".join(pieces), view, tuple(begins), tuple(ends), tuple(parent_begins), tuple(parent_ends)
    )


def _nothing(_match: re.Match[str]) -> str:
    """Return the empty string."""
    return ""


def _boundary(match: re.Match[str]) -> str:
    """Return a line end for the frame of a terminal string, nothing for the rest."""
    return "\n" if match["string"] else ""


def _decode(match: re.Match[str]) -> str:
    """Return the character that an escape stands for."""
    kind = match.lastgroup or ""
    if not kind:
        return ""
    value = match[kind]
    if kind == "letter":
        return _LETTERS[value]
    if kind == "sign":
        return value
    if kind == "name":
        return _NAMES[value]
    if kind == "utf_8":
        return bytes.fromhex(value.replace("%", "")).decode("utf-8", "replace")
    base = {"octal": 8, "decimal": 10}.get(kind, 16)
    return chr(min(int(value, base), _LAST_CODE_POINT))
