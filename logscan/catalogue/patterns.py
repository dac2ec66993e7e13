r"""Read a signature's pattern into a small tree that can be reasoned about.

The language of signatures is a subset of what the ``regex`` module reads. What is not in
it (fuzzy matching, recursion, conditionals, verbose mode, ``\K``) is refused here, so that
the tree never means less than the engine matches. A character class is a bit mask over
ASCII plus four bits for everything else; where the engine's class is not known exactly, the
mask is wider. Wider is safe: the anchor proof must hold for every text that the mask lets
through.
"""

from __future__ import annotations

import re
import sys
from typing import TypeAlias

from logscan.values import dataclass

MAX_PATTERN_CHARS = 4000
MAX_NESTING = 40
MAX_REPEAT = 1000
MAX_WEIGHT = 20_000  # characters of the pattern with its repeats written out

_ASCII = 128
# Outside ASCII the classes still do not overlap: digits, other word characters, white
# space, the rest.
_OTHER_DIGITS, _OTHER_WORD, _OTHER_BLANKS, _OTHER_REST = (1 << (_ASCII + n) for n in range(4))
OTHER = _OTHER_DIGITS | _OTHER_WORD | _OTHER_BLANKS | _OTHER_REST
ALL = OTHER | ((1 << _ASCII) - 1)

Span: TypeAlias = tuple[int, int]


class PatternError(Exception):
    """A construct that signatures do not have; *index* counts characters from 0."""

    def __init__(self, message: str, index: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.index = index
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Chars:
    """One character out of *mask*."""

    mask: int
    span: Span


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts that follow each other."""

    items: tuple[Tree, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives, tried from left to right."""

    branches: tuple[Tree, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Repeat:
    """*item* at least *low* and at most *high* times; None is without end."""

    item: Tree
    low: int
    high: int | None
    possessive: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Atomic:
    """*item*, never tried a second way once it matched."""

    item: Tree
    span: Span


@dataclass(frozen=True, slots=True)
class Look:
    """A condition on the text beside the match, which it does not consume."""

    item: Tree
    negative: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Edge:
    r"""A place between characters: ``^``, ``$``, ``\b`` and their like."""

    span: Span


@dataclass(frozen=True, slots=True)
class Back:
    """The text of an earlier group once more."""

    span: Span


Tree: TypeAlias = Chars | Sequence | Choice | Repeat | Atomic | Look | Edge | Back


@dataclass(frozen=True, slots=True)
class Pattern:
    """The tree of a pattern and the names of its groups."""

    text: str
    tree: Tree
    names: frozenset[str]


def parse_pattern(text: str) -> Pattern:
    """Return the tree of *text*; raise ``PatternError`` for what signatures do not have."""
    if len(text) > MAX_PATTERN_CHARS:
        raise PatternError(f"longer than {MAX_PATTERN_CHARS} characters", 0)
    reader = _Reader(text)
    tree = reader.whole()
    if _weight(tree) > MAX_WEIGHT:
        raise PatternError("repeats that multiply too far", 0, "use * or + for one of them")
    return Pattern(text, tree, frozenset(reader.names))


def _weight(tree: Tree) -> int:
    """Return how many characters *tree* has with its repeats written out.

    The engine writes them out when it compiles: three nested ones take gigabytes.
    """
    match tree:
        case Sequence(parts) | Choice(parts):
            return sum(_weight(part) for part in parts)
        case Repeat(item, low, high):
            return max(low, high or 0, 1) * _weight(item)
        case Atomic(item) | Look(item):
            return _weight(item)
    return 1


def group_names(text: str) -> frozenset[str]:
    """Return the names of the groups of a pattern that is known to be well-formed."""
    return frozenset(_NAMED.findall(text))


# ---------------------------------------------------------------- character classes


def mask_of(characters: str) -> int:
    """Return the mask of exactly these characters; one outside ASCII stands for all."""
    mask = 0
    for character in characters:
        mask |= 1 << ord(character) if ord(character) < _ASCII else OTHER
    return mask


def sample(mask: int) -> str:
    """Return a readable character of *mask*."""
    for character in " x0a.:-_/X'()=#":
        if mask >> ord(character) & 1:
            return character
    for code in [*range(33, 127), *range(33), 127]:
        if mask >> code & 1:
            return chr(code)
    return "é" if mask & _OTHER_WORD else "…" if mask & OTHER else ""


def letter_of(mask: int) -> str:
    """Return the one ASCII character, in lower case, that *mask* stands for in any case, or ``""``.

    A letter that folds to one outside ASCII counts: ``literals.fold`` brings those back.
    """
    ascii_mask = mask & ~OTHER
    first = (ascii_mask & -ascii_mask).bit_length() - 1
    letter = chr(first).lower() if first >= 0 else ""
    both = mask_of(letter + letter.upper()) if letter else 0
    outside = mask & OTHER
    folds = outside == _OTHER_WORD and ascii_mask == both and bool(both & _FOLDS_OUTSIDE)
    return letter if letter and not ascii_mask & ~both and (not outside or folds) else ""


def _range_mask(first: int, last: int) -> int:
    ascii_last = min(last, _ASCII - 1)
    mask = ((1 << (ascii_last + 1)) - 1) & ~((1 << first) - 1) if first <= ascii_last else 0
    return mask | (OTHER if last >= _ASCII else 0)


_DIGITS = mask_of("0123456789")
_LETTERS = _range_mask(65, 90) | _range_mask(97, 122)
_WORD = _DIGITS | _LETTERS | mask_of("_")
_BLANKS = mask_of(" \t\n\r\f\v")
_CLASSES = {
    "d": _DIGITS | _OTHER_DIGITS,
    "D": ALL & ~(_DIGITS | _OTHER_DIGITS),
    "w": _WORD | _OTHER_DIGITS | _OTHER_WORD,
    "W": ALL & ~(_WORD | _OTHER_DIGITS | _OTHER_WORD),
    "s": _BLANKS | _OTHER_BLANKS,
    "S": ALL & ~(_BLANKS | _OTHER_BLANKS),
}
_CONTROL = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_EDGES = "bBAZmM"
_HEX_DIGITS = {"x": 2, "u": 4, "U": 8}

# In a case-insensitive pattern these meet characters outside ASCII: the Kelvin sign,
# the long s, the dotted capital and the dotless small i.
_FOLDS_OUTSIDE = mask_of("kKsSiI")


def _folded(mask: int) -> int:
    """Return *mask* with the other case of each letter, never less than the engine has."""
    upper = _range_mask(65, 90)
    lower = _range_mask(97, 122)
    wide = mask | ((mask & upper) << 32) | ((mask & lower) >> 32)
    if mask & _OTHER_WORD:
        wide |= _FOLDS_OUTSIDE
    if mask & _FOLDS_OUTSIDE:
        wide |= _OTHER_WORD
    return wide


# ---------------------------------------------------------------- the reader

_QUANTIFIER = re.compile(r"\{(\d*)(,?)(\d*)\}")
_NAMED = re.compile(r"\?P?<([A-Za-z_][A-Za-z0-9_]*)>")
_FLAGS = re.compile(r"\?([aims]*)(-[ims]+)?([:)])")
_BACK = re.compile(r"\\(?:[1-9][0-9]?|g<\w+>)")
_NO_FLAGS_HINT = "flags are i, m, s and a: (?i:...) for a part, (?i) as the very first word"


class _Reader:
    """Recursive descent over the text of one pattern."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._ignore_case = False
        self.names: set[str] = set()

    def whole(self) -> Tree:
        """Read the pattern to its end."""
        self._leading_flags()
        tree = self._choice()
        if self._at < len(self._text):
            raise PatternError("a ) without its (", self._at, "write \\) for the character")
        return tree

    def _leading_flags(self) -> None:
        found = re.compile(r"\(\?([aims]+)\)").match(self._text)
        if found:
            self._at = found.end()
            self._ignore_case = "i" in found.group(1)

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _choice(self) -> Tree:
        """Read alternatives up to a ``)`` or the end."""
        start = self._at
        branches = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._sequence())
        if len(branches) == 1:
            return branches[0]
        return Choice(tuple(branches), (start, self._at))

    def _sequence(self) -> Tree:
        start = self._at
        items: list[Tree] = []
        while self._peek() not in {"", "|", ")"}:
            items.append(self._quantified(self._at, self._atom()))
        return Sequence(tuple(items), (start, self._at))

    def _quantified(self, start: int, item: Tree) -> Tree:
        """Return *item*, which began at *start*, with its quantifier if it has one."""
        bounds = self._bounds()
        if bounds is None:
            return item
        possessive = self._peek() == "+"
        if self._peek() in {"?", "+"}:
            self._at += 1
        if self._peek() in {"*", "+", "?"} or _QUANTIFIER.match(self._text, self._at):
            raise PatternError("two quantifiers in a row", self._at, "group the inner one: (?:...)")
        return Repeat(item, *bounds, possessive, (start, self._at))

    def _bounds(self) -> tuple[int, int | None] | None:
        """Read a quantifier and return its bounds, or None where there is none."""
        simple: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        if self._peek() in simple:
            self._at += 1
            return simple[self._text[self._at - 1]]
        found = _QUANTIFIER.match(self._text, self._at)
        if not found or not (found.group(1) or found.group(3)):
            return None
        low = int(found.group(1)[:6] or 0)
        high = int(found.group(3)[:6]) if found.group(3) else None if found.group(2) else low
        if max(low, high or 0) > MAX_REPEAT:
            raise PatternError(f"a repeat of more than {MAX_REPEAT}", self._at, "use * or +")
        if high is not None and high < low:
            raise PatternError("a repeat whose bounds are the wrong way round", self._at)
        self._at = found.end()
        return low, high

    def _atom(self) -> Tree:
        """Read one thing that a quantifier could follow."""
        start = self._at
        character = self._text[start]
        if character == "(":
            return self._group()
        if character == "[":
            return Chars(self._fold(self._set()), (start, self._at))
        if character == "\\":
            return self._escape()
        self._at += 1
        if character in "^$":
            return Edge((start, self._at))
        if character == ".":
            return Chars(ALL, (start, self._at))
        if character in "*+?":
            raise PatternError("nothing to repeat", start, f"write \\{character} for the character")
        if character == "{":
            raise PatternError("a bare {", start, "write \\{ for the character")
        return Chars(self._fold(mask_of(character)), (start, self._at))

    def _fold(self, mask: int) -> int:
        return _folded(mask) if self._ignore_case else mask

    # ------------------------------------------------------------ groups

    def _group(self) -> Tree:
        start = self._at
        self._at += 1
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise PatternError(f"groups nested deeper than {MAX_NESTING}", start)
        before = self._ignore_case
        tree = self._group_body(start)
        self._ignore_case = before
        self._depth -= 1
        return tree

    def _group_body(self, start: int) -> Tree:
        """Read what follows a ``(`` up to and with its ``)``."""
        if self._peek() != "?":
            return self._closed(start)
        for opening, negative in (("?=", False), ("?!", True), ("?<=", False), ("?<!", True)):
            if self._text.startswith(opening, self._at):
                self._at += len(opening)
                return Look(self._closed(start), negative, (start, self._at))
        if self._text.startswith("?>", self._at):
            self._at += 2
            return Atomic(self._closed(start), (start, self._at))
        if self._text.startswith("?#", self._at):
            return self._to_bracket(start)
        if self._text.startswith("?P=", self._at):
            return Back(self._to_bracket(start).span)
        return self._named_or_flagged(start)

    def _named_or_flagged(self, start: int) -> Tree:
        named = _NAMED.match(self._text, self._at)
        if named:
            self.names.add(named.group(1))
            self._at = named.end()
            return self._closed(start)
        flags = _FLAGS.match(self._text, self._at)
        if not flags:
            raise PatternError("a kind of group that signatures do not have", start)
        if flags.group(3) == ")":
            raise PatternError("flags in the middle of a pattern", start, _NO_FLAGS_HINT)
        self._ignore_case = ("i" in flags.group(1) or self._ignore_case) and "i" not in (
            flags.group(2) or ""
        )
        self._at = flags.end()
        return self._closed(start)

    def _closed(self, start: int) -> Tree:
        tree = self._choice()
        if self._peek() != ")":
            raise PatternError("a ( without its )", start, "write \\( for the character")
        self._at += 1
        return tree

    def _to_bracket(self, start: int) -> Edge:
        """Skip a comment or a reference up to its ``)``."""
        end = self._text.find(")", self._at)
        if end < 0:
            raise PatternError("a ( without its )", start)
        self._at = end + 1
        return Edge((start, self._at))

    # ------------------------------------------------------------ escapes and sets

    def _escape(self) -> Tree:
        start = self._at
        back = _BACK.match(self._text, start)
        if back:
            self._at = back.end()
            return Back((start, self._at))
        if self._text[start + 1 : start + 2] in tuple(_EDGES):
            self._at += 2
            return Edge((start, self._at))
        mask, _ = self._escaped()
        return Chars(self._fold(mask), (start, self._at))

    def _escaped(self) -> tuple[int, int | None]:
        """Read an escape; return its mask and, for a single character, its code point."""
        start = self._at
        letter = self._text[start + 1 : start + 2]
        self._at += 2
        if not letter:
            raise PatternError("a lone \\ at the end", start, "write \\\\ for the character")
        if letter in _CLASSES:
            return _CLASSES[letter], None
        if letter in "pP":
            return self._property(start)
        if letter in _HEX_DIGITS:
            return self._code_point(start, _HEX_DIGITS[letter])
        if letter in _CONTROL:
            letter = _CONTROL[letter]
        elif letter.isalnum():
            raise PatternError(f"the escape \\{letter}, which signatures do not have", start)
        return mask_of(letter), ord(letter)

    def _property(self, start: int) -> tuple[int, None]:
        end = self._text.find("}", start)
        if self._peek() != "{" or end < 0:
            raise PatternError("a property without braces", start, "write \\p{L}")
        self._at = end + 1
        return ALL, None

    def _code_point(self, start: int, digits: int) -> tuple[int, int]:
        code = self._text[self._at : self._at + digits]
        if not re.fullmatch(f"[0-9A-Fa-f]{{{digits}}}", code) or int(code, 16) > sys.maxunicode:
            raise PatternError(f"an escape that needs {digits} hexadecimal digits", start)
        self._at += digits
        return mask_of(chr(int(code, 16))), int(code, 16)

    def _set(self) -> int:
        """Read ``[...]`` and return its mask."""
        start = self._at
        self._at += 1
        negated = self._peek() == "^"
        self._at += negated
        mask = sure = 0
        first = True
        while first or self._peek() != "]":
            if not self._peek():
                raise PatternError("a [ without its ]", start, "write \\[ for the character")
            part, whole = self._set_part()
            mask |= part
            # One letter of the rest does not make all of the rest a member.
            sure |= part if whole else part & ~OTHER
            first = False
        self._at += 1
        return ALL & ~sure if negated else mask

    def _set_part(self) -> tuple[int, bool]:
        """Read a character, class or range of a set; say whether its mask is exact."""
        start = self._at
        mask, low = self._set_member()
        if low is None:
            return mask, self._text[start + 1 : start + 2] not in {"p", "P"}
        if self._peek() != "-" or self._text[self._at + 1 : self._at + 2] == "]":
            return mask, False
        dash = self._at
        self._at += 1
        if not self._peek():
            return mask, False
        _, high = self._set_member()
        if high is None or high < low:
            raise PatternError("a range without two ends in order", dash, "write \\- for the dash")
        return _range_mask(low, high), False

    def _set_member(self) -> tuple[int, int | None]:
        character = self._peek()
        if character == "[" or self._text[self._at : self._at + 2] in {"--", "&&", "||", "~~"}:
            hint = f"write \\{character} for the character"
            raise PatternError(f"{character} in a set can mean two things", self._at, hint)
        if character != "\\":
            self._at += 1
            return mask_of(character), ord(character)
        if self._text[self._at + 1 : self._at + 2] == "b":
            raise PatternError("\\b in a set is a backspace", self._at)
        return self._escaped()
