"""Find texts that every match of a pattern holds: a cheap question before an expensive one.

``needed`` returns a few literals, in lower case, of which each matching line (folded, see
``folding``) contains at least one. Where none of them stands the pattern need not be asked.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from logscan.catalogue.patterns import (
    Atomic,
    Back,
    Chars,
    Choice,
    Edge,
    Look,
    PatternError,
    Repeat,
    Sequence,
    letter_of,
    parse_pattern,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from logscan.catalogue.patterns import Tree

_ASK_ONE = 0.05  # microseconds for one ``in``; a search takes about one
_CHANCE = (1.0, 0.5, 0.2, 0.05)  # that a literal of this length stands in a line by chance
_RARE = 0.01
# Words that nearly every line has that is asked at all.
_EVERYWHERE = ("error", "fail", "fatal", "connect", "could not", "cannot")


@lru_cache(maxsize=4096)
def needed(pattern: str) -> tuple[str, ...]:
    """Return lower-case literals, one of which every match of *pattern* holds; () for unknown."""
    try:
        tree = parse_pattern(pattern).tree
    except PatternError:
        return ()
    return _needed(tree) or ()


def refers_back(pattern: str) -> bool:
    """Say whether *pattern* uses what an earlier group of it matched."""
    try:
        return _has_reference(parse_pattern(pattern).tree)
    except PatternError:
        return True


def _has_reference(tree: Tree) -> bool:
    match tree:
        case Back():
            return True
        case Sequence(parts) | Choice(parts):
            return any(map(_has_reference, parts))
        case Atomic(item) | Look(item) | Repeat(item):
            return _has_reference(item)
    return False


def _needed(tree: Tree) -> tuple[str, ...] | None:
    """Return the cheapest literals that *tree* cannot be without, None where it has none."""
    match tree:
        case Choice(branches):
            found = [_needed(branch) for branch in branches]
            known = [literals for literals in found if literals is not None]
            if len(known) < len(found):
                return None
            return tuple(dict.fromkeys(literal for literals in known for literal in literals))
        case Repeat(item, low):
            return _needed(item) if low else None
        case Sequence() | Atomic() | Chars():
            return min(_offers(tree), key=_cost, default=None)
    return None


def _offers(tree: Tree) -> Iterator[tuple[str, ...]]:
    """Yield what the parts of *tree*, which follow each other, cannot be without."""
    run = ""
    for part in _parts(tree):
        letter = letter_of(part.mask) if isinstance(part, Chars) else ""
        if letter:
            run += letter
        elif not isinstance(part, Edge | Look):  # those take no room: the run goes on
            if run:
                yield (run,)
            run = ""
            literals = _needed(part) if isinstance(part, Choice | Repeat) else None
            if literals is not None:
                yield literals
    if run:
        yield (run,)


def _parts(tree: Tree) -> Iterator[Tree]:
    """Yield the parts of *tree* in order, groups opened."""
    match tree:
        case Sequence(items):
            for item in items:
                yield from _parts(item)
        case Atomic(item):
            yield from _parts(item)
        case _:
            yield tree


def _cost(literals: tuple[str, ...]) -> float:
    """Return about what it costs to look for *literals*, and to search where one stands."""
    return sum(_ASK_ONE + _chance(literal) for literal in literals)


def _chance(literal: str) -> float:
    if any(word in literal or literal in word for word in _EVERYWHERE):
        return _CHANCE[1]
    return _CHANCE[len(literal)] if len(literal) < len(_CHANCE) else _RARE
