"""Take patterns apart into branches, each with the literals of which it needs one.

Taking apart all patterns of the catalogue takes a quarter of a second, so that is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from logscan.catalogue import cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from logscan.model import Signature

MANY = 100
"""Fewer signatures are taken apart one by one, when a line asks for them."""

Branch: TypeAlias = tuple[str, tuple[str, ...]]  # a pattern, and literals in lower case
Apart: TypeAlias = tuple[Branch, ...]


def take_apart(pattern: str) -> Apart:
    """Return the outer branches of *pattern*; one that refers to its groups stays whole.

    A branch without literals may match anything.
    """
    from logscan.catalogue import alternatives, literals  # noqa: PLC0415 - what is kept needs neither

    whole = literals.refers_back(pattern)
    texts = (pattern,) if whole else alternatives.alternatives(pattern)
    return tuple((text, literals.needed(text)) for text in texts)


def taker(signatures: Sequence[Signature]) -> Callable[[str], Apart]:
    """Return what takes the patterns of *signatures* apart, or knows how the last run did."""
    if len(signatures) < MANY:
        return take_apart
    patterns = sorted({text for one in signatures for text in (one.pattern, *one.unless)})
    return _kept(patterns).__getitem__


def _kept(patterns: Iterable[str]) -> dict[str, Apart]:
    key = cache.key_of(patterns)
    found = cache.read("branches", key)
    if isinstance(found, dict):
        return found
    made = {pattern: take_apart(pattern) for pattern in patterns}
    cache.write("branches", key, made)
    return made
