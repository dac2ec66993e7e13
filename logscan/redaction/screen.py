"""Say fast that a text holds no secret, and else which rules to ask.

Each hint begins with a literal. ``re`` tries an alternation at every character that one of
its branches begins with, so hints are turned round: each is tried where the rarest character
of its literal stands, and looks back for what comes before. A literal of frequent letters
alone (``pass``) is a *guard* instead: its expression is asked only when ``in`` finds it.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from logscan.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from logscan.redaction.kinds import Rule

_SPECIAL = frozenset("\\.^$*+?{}[]|()")
_QUANTIFIERS = frozenset("?*+{")
# Characters of log text, the most frequent first; all others are rarer than these.
_FREQUENT = ' etornsaicd10l2:pum"5gf463789.h/-kbvw=,[]()y_jxqz'
#: From here on a character is rare enough to be looked for in every text.
_RARE = _FREQUENT.index(".")
# ``re`` walks through all branches at each character that begins one of them, so the many
# branches for very rare characters are kept apart from the few for less rare ones.
_RAREST = _FREQUENT.index("=")
_TIERS = ("\0less rare", "\0rarest")
_NEVER = "(?!)"
_WIDEST = 2  # characters before an anchor that tell the hints of one anchor apart
_SHORT = 40  # no hint for the beginning of a text is as short
_FEW = 200  # texts, for which compiling one expression for all hints does not pay


class _Hint(NamedTuple):
    """A hint cut at one literal character: *before*, *anchor* and what follows."""

    before: str
    anchor: str
    after: str
    guard: str

    @property
    def key(self) -> str:
        """Return the anchor with the last literal characters before it."""
        return self.before[-_WIDEST:] + self.anchor


class _Group:
    """Hints that share a guard, and the rules that they stand for."""

    __slots__ = ("_by_key", "pattern")

    def __init__(self, hints: Iterable[tuple[_Hint, int, Rule]]) -> None:
        self._by_key: dict[str, dict[int, Rule]] = {}
        for hint, rank, rule in hints:
            self._by_key.setdefault(hint.key, {})[rank] = rule
        self.pattern = lazy(_alternation(sorted({hint for hint, _, _ in hints})) or _NEVER)

    def add_rules(self, lowered: str, first: re.Match[str], found: dict[int, Rule]) -> None:
        """Put the rules whose hints *lowered* holds, from *first* on, into *found* by rank."""
        match: re.Match[str] | None = first
        while match is not None:
            place = match.start()
            for width in range(min(place, _WIDEST) + 1):
                key = lowered[place - width : place + 1]
                found.update(self._by_key.get(key, {}))
            match = self.pattern.search(lowered, place + 1)


def lower(text: str) -> str:
    """Return *text* in lower case with every character in its place."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def line_starts(block: str, find: Callable[[str, int], int]) -> Iterator[int]:
    """Yield the start of each line of *block* in which *find* finds something, or -1 nothing."""
    start = 0
    while start < len(block) and (place := find(block, start)) >= 0:
        yield block.rfind("\n", 0, place) + 1
        start = block.find("\n", place) + 1 or len(block)


def searcher(pattern: re.Pattern[str]) -> Callable[[str, int], int]:
    """Return what finds the next match of *pattern* from a place on."""

    def find(text: str, start: int) -> int:
        match = pattern.search(text, start)
        return match.start() if match else -1

    return find


def _finder(literal: str, pattern: re.Pattern[str]) -> Callable[[str, int], int]:
    """Return what finds the next match of *pattern*, each of which begins with *literal*."""
    if len(literal) == 1:
        return searcher(pattern)

    def find(text: str, start: int) -> int:
        place = text.find(literal, start)
        while place >= 0 and pattern.match(text, place) is None:
            place = text.find(literal, place + 1)
        return place

    return find


class Screen:
    """The hints of *rules*, and which rules a text calls for."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        heads: list[str] = []
        self._by_head: dict[int, Rule] = {}
        self._always = {rank: rule for rank, rule in enumerate(rules) if not rule.hints}
        self._texts = 0
        self._apart: list[tuple[str, re.Pattern[str], int, Rule]] = []
        groups: dict[str, list[tuple[_Hint, int, Rule]]] = {}
        hints: dict[str, set[_Hint]] = {}
        for rank, rule in enumerate(rules):
            for text in rule.hints:
                if text.startswith("^"):
                    heads.append(text[1:])
                    self._by_head[rank] = rule
                else:
                    hint = _cut(text)
                    self._apart.append(("".join(_literal(text)[0]), lazy(text), rank, rule))
                    groups.setdefault(hint.guard, []).append((hint, rank, rule))
                    is_rare = hint.guard in _TIERS
                    hints.setdefault(hint.anchor if is_rare else hint.guard, set()).add(hint)
        self._head = lazy("|".join(heads) or _NEVER)
        self._later_head = lazy(f"\n(?:{'|'.join(heads)})" if heads else _NEVER)
        self._less_rare = _Group(groups.pop(_TIERS[0], ()))
        self._rarest = _Group(groups.pop(_TIERS[1], ()))
        self._guarded = tuple((guard, _Group(hints)) for guard, hints in groups.items())

        self._hints = hints

    def rules(self, text: str) -> list[tuple[int, Rule]]:
        """Return the rules that the hints in *text*, in lower case, call for, with their rank.

        None for nearly every text of a log: that is what this is fast at.
        """
        self._texts += 1
        found = self._by_one(text) if self._texts <= _FEW else self._by_all(text)
        if len(text) > _SHORT and self._head.match(text) is not None:
            found.update(self._by_head)
        if self._always:
            found.update(self._always)
        return sorted(found.items(), key=_rank) if found else []

    def _by_one(self, text: str) -> dict[int, Rule]:
        """Ask hint by hint: for the few texts of a short log."""
        return {
            rank: rule
            for literal, hint, rank, rule in self._apart
            if literal in text and hint.search(text) is not None
        }

    def _by_all(self, text: str) -> dict[int, Rule]:
        """Ask all hints at once; a rule or two may be called that another's hint stands for."""
        found: dict[int, Rule] = {}
        if (match := self._less_rare.pattern.search(text)) is not None:
            self._less_rare.add_rules(text, match, found)
        if (match := self._rarest.pattern.search(text)) is not None:
            self._rarest.add_rules(text, match, found)
        for guard, group in self._guarded:
            if guard in text and (match := group.pattern.search(text)) is not None:
                group.add_rules(text, match, found)
        return found

    @cached_property
    def _finders(self) -> tuple[Callable[[str, int], int], ...]:
        """Return a search for each literal: ``re`` passes fast over all that is not the one."""
        return tuple(
            _finder(literal, re.compile(_alternation(sorted(same))))
            for literal, same in self._hints.items()
        )

    def lines(self, block: str) -> Iterator[int]:
        """Yield where the lines of *block*, in lower case, begin for which rules are called.

        Some come twice, in no order, and some call for no rule when they stand alone.
        """
        if self._always:
            yield from line_starts(block, lambda _, start: start)
            return
        for find in self._finders:
            yield from line_starts(block, find)
        if self._head.match(block):
            yield 0
        for head in self._later_head.finditer(block):
            yield head.start() + 1


def _rank(item: tuple[int, Rule]) -> int:
    """Return the rank of a rule."""
    return item[0]


def check_hint(hint: str) -> None:
    """Raise ``ValueError`` where *hint* cannot be used."""
    if not hint.startswith("^"):
        _cut(hint)


def _cut(hint: str) -> _Hint:
    """Return *hint* cut at one character of the literal that it begins with, and its guard.

    Raise ``ValueError`` where it begins with none: no text could be passed over fast.
    """
    literal, rest = _literal(hint)
    if not literal:
        raise ValueError(f"a hint must begin with a literal character: {hint}")
    place = max(range(len(literal)), key=lambda index: _rarity(literal[index]))
    rarity = _rarity(literal[place])
    if rarity < _RARE:
        place = 0
    guard = _TIERS[rarity >= _RAREST] if rarity >= _RARE else "".join(literal)
    after = "".join(map(re.escape, literal[place + 1 :])) + rest
    return _Hint("".join(literal[:place]), literal[place], after, guard)


def _literal(hint: str) -> tuple[list[str], str]:
    """Return the literal characters that *hint* begins with, and the rest of it."""
    literal: list[str] = []
    place = 0
    while place < len(hint):
        size = 2 if hint[place] == "\\" and not hint[place + 1].isalnum() else 1
        if size == 1 and hint[place] in _SPECIAL:
            break
        if hint[place + size : place + size + 1] in _QUANTIFIERS:
            break
        literal.append(hint[place + size - 1])
        place += size
    return literal, hint[place:]


def _rarity(char: str) -> int:
    """Return how rare *char* is in log text; the higher the rarer."""
    place = _FREQUENT.find(char)
    return len(_FREQUENT) if place < 0 else place


def _alternation(hints: Sequence[_Hint]) -> str:
    """Return one expression for *hints* that begins with a literal in each branch."""
    by_anchor: dict[str, dict[str, set[str]]] = {}
    for hint in hints:
        by_anchor.setdefault(hint.anchor, {}).setdefault(hint.after, set()).add(hint.before)
    return "|".join(
        re.escape(anchor) + _one_of(_branches(anchor, follows))
        for anchor, follows in by_anchor.items()
    )


def _branches(anchor: str, follows: dict[str, set[str]]) -> list[str]:
    """Return the branches behind *anchor*: one for what stands at nothing, one for the rest.

    The second begins with the cheapest look: whether the character before the anchor is right.
    """
    bare = [_behind({""}, anchor, after) for after, befores in follows.items() if "" in befores]
    others = {after: befores for after, befores in follows.items() if "" not in befores}
    if not others:
        return bare
    last = "".join(sorted({re.escape(one[-1]) for befores in others.values() for one in befores}))
    behind = [_behind(befores, anchor, after) for after, befores in others.items()]
    return [*bare, f"(?<=[{last}]{re.escape(anchor)}){_one_of(behind)}"]


def _behind(befores: set[str], anchor: str, after: str) -> str:
    """Return a look ahead for *after* and back from behind *anchor* for one of *befores*."""
    if "" in befores:
        return after
    by_length: dict[int, list[str]] = {}
    for before in sorted(befores):
        by_length.setdefault(len(before), []).append(before)
    back = [f"(?<={_tree(group)}{re.escape(anchor)})" for group in by_length.values()]
    ahead = f"(?={after})" if after else ""
    # One look back is cheap; many are tried only where what follows fits.
    return back[0] + ahead if len(back) == 1 else ahead + _one_of(back)


def _tree(words: Sequence[str]) -> str:
    """Return an expression for *words* of one length that branches once on each character."""
    branches: dict[str, list[str]] = {}
    for word in words:
        if word:
            branches.setdefault(word[0], []).append(word[1:])
    return _one_of([re.escape(char) + _tree(rests) for char, rests in branches.items()])


def _one_of(parts: Sequence[str]) -> str:
    """Return an alternation of *parts*."""
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})" if parts else ""
