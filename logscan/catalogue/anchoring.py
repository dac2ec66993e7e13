"""Prove that every match of a pattern contains one of the anchors.

The proof is an emptiness test: the pattern's automaton runs beside the automaton of all
texts that hold no anchor, and no accepting state may be reachable. It is sound because
the first automaton accepts at least what the engine matches: assertions let everything
through, long repeats become endless, back-references become any text. Where it fails it
has a text that shows why, a short one without an anchor.

A positive lookahead or lookbehind whose own content is proven counts: it reads the same
line that the anchor is searched in.
"""

from __future__ import annotations

from collections import deque
from dataclasses import field
from typing import TYPE_CHECKING, TypeAlias

from logscan.catalogue.patterns import (
    ALL,
    Atomic,
    Back,
    Chars,
    Choice,
    Edge,
    Look,
    PatternError,
    Repeat,
    Sequence,
    mask_of,
    sample,
)
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence as Strings

    from logscan.catalogue.patterns import Pattern, Tree

MAX_COPIES = 4  # a repeat is written out this often, then it is endless
MAX_STATES = 20_000
MAX_PAIRS = 400_000
_Moves: TypeAlias = list[tuple[int, str]]  # the next state, and a character that leads there


@dataclass(frozen=True, slots=True)
class Unanchored:
    """Why a pattern is not anchored: a matching text, and the alternative it takes."""

    witness: str
    branch: str


def unanchored(pattern: Pattern, anchors: Strings[str]) -> Unanchored | None:
    """Return None when every match of *pattern* contains one of *anchors*.

    Raises ``PatternError`` for a pattern that is too large to be judged.
    """
    avoidance = _Avoidance(anchors)
    found = _escape_route(pattern.tree, avoidance)
    if found is None:
        return None
    witness, entered = found
    branch = next(
        (span for span in entered if _is_the_odd_one(pattern.tree, span, avoidance)), None
    )
    return Unanchored(witness, pattern.text[slice(*branch)] if branch else "")


# ---------------------------------------------------------------- texts without an anchor


class _Avoidance:
    """The automaton of all texts that hold no anchor (Aho-Corasick, its ends left out).

    A state is the longest beginning of an anchor that the text ends in; state 0 is the
    empty one. A row gives the next state for each letter of the anchors, None where the
    letter completes an anchor; every other letter leads to state 0.
    """

    def __init__(self, anchors: Iterable[str]) -> None:
        self._letters = "".join(sorted(set("".join(anchors))))
        self._letters_mask = mask_of(self._letters)
        self._rows = _rows(frozenset(anchors), self._letters)
        self._moves: dict[tuple[int, int], _Moves] = {}

    def moves(self, state: int, mask: int) -> _Moves:
        """Return where the characters of *mask* lead from *state* without an anchor."""
        key = (state, mask)
        if key not in self._moves:
            self._moves[key] = self._compute(state, mask)
        return self._moves[key]

    def _compute(self, state: int, mask: int) -> _Moves:
        found: dict[int, str] = {}
        if mask & ~self._letters_mask:
            found[0] = sample(mask & ~self._letters_mask)
        for letter, target in self._rows[state].items():
            if target is not None and mask >> ord(letter) & 1:
                found.setdefault(target, letter)
        return list(found.items())


def _rows(anchors: frozenset[str], letters: str) -> list[dict[str, int | None]]:
    """Return the rows of all states, shorter beginnings first."""
    prefixes = sorted({a[:n] for a in anchors for n in range(len(a))} | {""}, key=len)
    number = {prefix: n for n, prefix in enumerate(prefixes)}
    shorter = {"": 0}  # the state of the longest other beginning that a prefix ends in
    rows: list[dict[str, int | None]] = []
    for prefix in prefixes:
        row: dict[str, int | None] = {}
        for letter in letters:
            text = prefix + letter
            otherwise = rows[shorter[prefix]][letter] if prefix else 0
            if text in anchors or otherwise is None:
                row[letter] = None
                shorter[text] = 0
            else:
                row[letter] = number.get(text, otherwise)
                shorter[text] = otherwise
        rows.append(row)
    return rows


# ---------------------------------------------------------------- texts of the pattern


@dataclass(slots=True)
class Automaton:
    """The pattern as states; state 0 begins, *accepting* ends.

    *silent* moves read nothing; *moves* read one character of a mask. *entered* gives the
    alternative that begins in a state.
    """

    silent: list[list[int]] = field(default_factory=list)
    moves: list[list[tuple[int, int]]] = field(default_factory=list)
    entered: dict[int, tuple[int, int]] = field(default_factory=dict)
    accepting: int = 0

    def add(self) -> int:
        """Return a new state."""
        if len(self.silent) >= MAX_STATES:
            raise PatternError("too many nested repeats to be judged", 0, "write it simpler")
        self.silent.append([])
        self.moves.append([])
        return len(self.silent) - 1


def build(tree: Tree, avoidance: _Avoidance | None = None) -> Automaton:
    """Return the automaton of *tree*; looks proven against *avoidance* close their path."""
    automaton = Automaton()
    start = automaton.add()
    automaton.accepting = _add(tree, start, automaton, avoidance)
    return automaton


def _add(  # noqa: PLR0911 -- one answer for each kind of tree
    tree: Tree, start: int, into: Automaton, avoidance: _Avoidance | None
) -> int:
    """Add *tree* behind *start* and return the state at its end."""
    match tree:
        case Chars(mask):
            end = into.add()
            into.moves[start].append((mask, end))
            return end
        case Sequence(items):
            for item in items:
                start = _add(item, start, into, avoidance)
            return start
        case Choice():
            return _add_choice(tree, start, into, avoidance)
        case Repeat():
            return _add_repeat(tree, start, into, avoidance)
        case Atomic(item):
            return _add(item, start, into, avoidance)
        case Look():
            return _add_look(tree, start, into, avoidance)
        case Edge():
            return start
        case Back():
            into.moves[start].append((ALL, start))
            return _skip(start, into)


def _skip(start: int, into: Automaton) -> int:
    end = into.add()
    into.silent[start].append(end)
    return end


def _add_choice(tree: Choice, start: int, into: Automaton, avoidance: _Avoidance | None) -> int:
    end = into.add()
    for branch in tree.branches:
        first = _skip(start, into)
        into.entered[first] = branch.span
        into.silent[_add(branch, first, into, avoidance)].append(end)
    return end


def _add_repeat(tree: Repeat, start: int, into: Automaton, avoidance: _Avoidance | None) -> int:
    for _ in range(min(tree.low, MAX_COPIES)):
        start = _add(tree.item, start, into, avoidance)
    if tree.high is None or tree.high > MAX_COPIES:
        loop = _skip(start, into)
        into.silent[_add(tree.item, loop, into, avoidance)].append(loop)
        return _skip(loop, into)
    end = into.add()
    for _ in range(tree.high - tree.low):
        into.silent[start].append(end)
        # A state of its own, so that a loop inside the item does not reach the copy before.
        start = _add(tree.item, _skip(start, into), into, avoidance)
    into.silent[start].append(end)
    return end


def _add_look(tree: Look, start: int, into: Automaton, avoidance: _Avoidance | None) -> int:
    proven = avoidance and not tree.negative and _escape_route(tree.item, avoidance) is None
    return into.add() if proven else start


# ---------------------------------------------------------------- the emptiness test

_Pair: TypeAlias = tuple[int, int]


def _escape_route(tree: Tree, avoidance: _Avoidance) -> tuple[str, list[tuple[int, int]]] | None:
    """Return a short text of *tree* without an anchor and the alternatives it takes."""
    automaton = build(tree, avoidance)
    reached: dict[_Pair, tuple[_Pair, str] | None] = {(0, 0): None}
    queue = deque([(0, 0)])
    while queue:
        if len(reached) > MAX_PAIRS:
            raise PatternError("too many ways to be judged", 0, "write it simpler")
        pair = queue.popleft()
        if pair[0] == automaton.accepting:
            return _retrace(pair, reached, automaton)
        for target, character in _steps(pair, automaton, avoidance):
            if target not in reached:
                reached[target] = (pair, character)
                # Silent moves first: the text that is found stays short.
                (queue.append if character else queue.appendleft)(target)
    return None


def _steps(pair: _Pair, automaton: Automaton, avoidance: _Avoidance) -> list[tuple[_Pair, str]]:
    """Return the pairs that follow *pair*, each with the character read."""
    state, avoided = pair
    steps = [((target, avoided), "") for target in automaton.silent[state]]
    for mask, target in automaton.moves[state]:
        steps += [((target, n), character) for n, character in avoidance.moves(avoided, mask)]
    return steps


def _retrace(
    pair: _Pair, reached: dict[_Pair, tuple[_Pair, str] | None], automaton: Automaton
) -> tuple[str, list[tuple[int, int]]]:
    """Return the text that led to *pair* and the alternatives on the way, first one first."""
    text: list[str] = []
    entered: list[tuple[int, int]] = []
    step: tuple[_Pair, str] | None = (pair, "")
    while step is not None:
        current, character = step
        text.append(character)
        if current[0] in automaton.entered:
            entered.append(automaton.entered[current[0]])
        step = reached[current]
    return "".join(reversed(text)), entered[::-1]


def _is_the_odd_one(tree: Tree, span: tuple[int, int], avoidance: _Avoidance) -> bool:
    """Return whether a sibling of the alternative at *span* is anchored."""
    choice = _choice_with(tree, span)
    return choice is not None and any(
        _escape_route(branch, avoidance) is None for branch in choice.branches
    )


def _choice_with(tree: Tree, span: tuple[int, int]) -> Choice | None:
    """Return the choice that has an alternative at *span*."""
    if isinstance(tree, Choice) and any(branch.span == span for branch in tree.branches):
        return tree
    match tree:
        case Sequence(parts) | Choice(parts):
            found = (_choice_with(part, span) for part in parts)
            return next((choice for choice in found if choice), None)
        case Repeat(item) | Atomic(item) | Look(item):
            return _choice_with(item, span)
    return None
