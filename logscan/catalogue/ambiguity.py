"""Find loops that can read the same text in more than one way.

A backtracking engine tries every way before it gives up, so such a loop costs exponential
time on a text that does not match in the end. The pattern becomes its position automaton:
one state for each character class, one edge for each way from a class to the next. A loop
is ambiguous when two different ways through it lead from one state back to it over the
same text (Weber and Seidl 1991, criterion EDA).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import field
from typing import TYPE_CHECKING

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
)
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from logscan.catalogue.patterns import Pattern, Span, Tree

MAX_POSITIONS = 4000
MAX_EDGES = 200_000
MAX_STEPS = 2_000_000
MAX_COPIES = 4  # a repeat of at most so many rounds is no loop


def ambiguous_loop(pattern: Pattern) -> Span | None:
    """Return where the first ambiguous loop of *pattern* stands, or None.

    Raises ``PatternError`` for a pattern that is too large to be judged.
    """
    positions = _Positions()
    positions.add(pattern.tree)
    for knot in _knots(positions.follow):
        pair = _ambiguous_pair(knot, positions)
        if pair:
            return _loop_around(pattern.tree, *(positions.spans[p] for p in pair))
    return None


@dataclass(frozen=True, slots=True)
class _Part:
    """The positions that can begin and end a part, and whether it can be empty."""

    empty: bool
    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()


@dataclass(slots=True)
class _Positions:
    """The position automaton; *follow* counts the ways from one position to the next."""

    masks: list[int] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    follow: dict[int, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    edges: int = 0

    def add(self, tree: Tree) -> _Part:  # noqa: PLR0911 -- one answer for each kind of tree
        """Add a part and return its ends."""
        match tree:
            case Chars(mask, span):
                return self._position(mask, span)
            case Sequence(items):
                return self._sequence(self.add(item) for item in items)
            case Choice(branches):
                parts = [self.add(branch) for branch in branches]
                return _Part(
                    any(part.empty for part in parts),
                    tuple(p for part in parts for p in part.first),
                    tuple(p for part in parts for p in part.last),
                )
            case Repeat():
                return self._repeat(tree)
            case Atomic(item, span):
                return self._closed(item, span)
            case Look(item):
                self.add(item)  # judged on its own; it reads nothing here
                return _Part(empty=True)
            case Edge():
                return _Part(empty=True)
            case Back(span):
                part = self._position(ALL, span)
                self._join(part, part)
                return _Part(True, part.first, part.last)

    def _position(self, mask: int, span: Span) -> _Part:
        if len(self.masks) >= MAX_POSITIONS:
            raise PatternError("too many nested repeats to be judged", 0, "write it simpler")
        self.masks.append(mask)
        self.spans.append(span)
        number = len(self.masks) - 1
        return _Part(False, (number,), (number,))

    def _join(self, before: _Part, after: _Part) -> None:
        self.edges += len(before.last) * len(after.first)
        if self.edges > MAX_EDGES:
            raise PatternError("too many alternatives to be judged", 0, "write it simpler")
        for last in before.last:
            self.follow[last].update(after.first)

    def _sequence(self, parts: Iterable[_Part]) -> _Part:
        whole = _Part(empty=True)
        for part in parts:
            self._join(whole, part)
            whole = _Part(
                whole.empty and part.empty,
                whole.first + part.first if whole.empty else whole.first,
                whole.last + part.last if part.empty else part.last,
            )
        return whole

    def _repeat(self, tree: Repeat) -> _Part:
        if tree.possessive:
            part = self._closed(tree.item, tree.span)
        elif tree.high is None or tree.high > MAX_COPIES:
            part = self.add(tree.item)
            self._join(part, part)
        else:
            optional = tree.high - tree.low
            copies = [self.add(tree.item) for _ in range(tree.high)]
            loose = [_Part(True, part.first, part.last) for part in copies[-optional:]]
            part = self._sequence([*copies[: tree.low], *(loose if optional else [])])
        return _Part(part.empty or tree.low == 0, part.first, part.last)

    def _closed(self, item: Tree, span: Span) -> _Part:
        """Add what is never tried a second way: to the rest it is like one character."""
        before = len(self.masks)
        inner = self.add(item)
        mask = 0
        for number in range(before, len(self.masks)):
            mask |= self.masks[number]
        outer = self._position(mask, span)
        return _Part(inner.empty, outer.first, outer.last)


# ---------------------------------------------------------------- loops


def _knots(follow: dict[int, Counter[int]]) -> list[frozenset[int]]:
    """Return the sets of positions that reach each other, single ones only with a loop."""
    backward: dict[int, list[int]] = defaultdict(list)
    for number, targets in follow.items():
        for target in targets:
            backward[target].append(number)
    forward = {number: list(targets) for number, targets in follow.items()}
    knots = []
    seen: set[int] = set()
    for number in reversed(_finishing_order(forward)):
        if number in seen:
            continue
        knot = _reach(number, backward, without=seen)
        seen |= knot
        if len(knot) > 1 or number in follow.get(number, ()):
            knots.append(frozenset(knot))
    return knots


def _finishing_order(forward: dict[int, list[int]]) -> list[int]:
    """Return the positions in the order in which a depth-first walk leaves them."""
    order: list[int] = []
    seen: set[int] = set()
    for start in forward:
        stack = [(start, False)]
        while stack:
            number, done = stack.pop()
            if done:
                order.append(number)
            elif number not in seen:
                seen.add(number)
                stack.append((number, True))
                stack += [(target, False) for target in forward.get(number, ())]
    return order


def _reach(start: int, edges: dict[int, list[int]], *, without: set[int]) -> set[int]:
    reached = {start}
    waiting = [start]
    while waiting:
        for target in edges.get(waiting.pop(), ()):
            if target not in reached and target not in without:
                reached.add(target)
                waiting.append(target)
    return reached


def _ambiguous_pair(knot: frozenset[int], positions: _Positions) -> tuple[int, int] | None:
    """Return two positions that two ways through the knot reach over the same text."""
    follow = {n: {t: c for t, c in positions.follow[n].items() if t in knot} for n in sorted(knot)}
    doubled = ((n, t) for n, targets in follow.items() for t, ways in targets.items() if ways > 1)
    return next(doubled, None) or _parted_pair(follow, positions.masks)


def _parted_pair(follow: dict[int, dict[int, int]], masks: list[int]) -> tuple[int, int] | None:
    """Return where two walkers that began together and parted are about to meet again.

    Both read the same text all the way.
    """
    waiting = [(number, number) for number in follow]
    seen = set(waiting)
    steps = 0
    while waiting:
        pair = waiting.pop()
        steps += len(follow[pair[0]]) * len(follow[pair[1]])
        if steps > MAX_STEPS:
            raise PatternError("a loop too large to be judged", 0, "write it simpler")
        for step in _common_steps(pair, follow, masks):
            if step[0] == step[1] and pair[0] != pair[1]:
                return pair
            if step not in seen:
                seen.add(step)
                waiting.append(step)
    return None


def _common_steps(
    pair: tuple[int, int], follow: dict[int, dict[int, int]], masks: list[int]
) -> list[tuple[int, int]]:
    """Return where two walkers can be after they read one more character, the same one."""
    return [
        (min(one, other), max(one, other))
        for one in follow[pair[0]]
        for other in follow[pair[1]]
        if masks[one] & masks[other]
    ]


def _loop_around(tree: Tree, one: Span, other: Span) -> Span:
    """Return where the smallest repeat stands that holds both places."""
    start, end = min(one[0], other[0]), max(one[1], other[1])
    best = (start, end)
    for span in loop_spans(tree):
        if span[0] <= start and end <= span[1]:
            best = span
    return best


def loop_spans(tree: Tree) -> list[Span]:
    """Return where the loops of *tree* stand, each before the loops inside it."""
    found = [tree.span] if is_loop(tree) else []
    for part in parts_of(tree):
        found += loop_spans(part)
    return found


def is_loop(tree: Tree) -> bool:
    """Return whether *tree* is a repeat of many rounds."""
    return isinstance(tree, Repeat) and (tree.high is None or tree.high > MAX_COPIES)


def parts_of(tree: Tree) -> tuple[Tree, ...]:
    """Return what *tree* is made of."""
    match tree:
        case Sequence(parts) | Choice(parts):
            return parts
        case Repeat(item) | Atomic(item) | Look(item):
            return (item,)
    return ()
