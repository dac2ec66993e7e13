"""Bounded collections that keep the earliest and the latest of what they were given.

What is among the earliest of a part is the only thing that can be among the earliest of the
whole, so trimming at any moment gives the same end as trimming once: order of arrival and
merging do not matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Ends(Generic[T]):
    """The earliest *head* and the latest *tail* values by *key*, and how many there were."""

    __slots__ = ("_head", "_key", "_ordered", "_room", "_tail", "_values", "seen")

    def __init__(self, key: Callable[[T], object], head: int, tail: int) -> None:
        self._key = key
        self._head = head
        self._tail = tail
        self._room = 2 * (head + tail) + 16
        self._values: list[T] = []
        self._ordered = 0  # so many there were when they were last put in order
        self.seen = 0

    def add(self, value: T) -> None:
        """Take one more value."""
        self.seen += 1
        self._values.append(value)
        if len(self._values) > self._room:
            self._trim()

    def absorb(self, other: Ends[T]) -> None:
        """Take everything that *other* was given; *other* stays as it is."""
        self.seen += other.seen
        self._values.extend(other._values)
        self._trim()

    def alter(self, change: Callable[[T], T]) -> None:
        """Put what *change* makes of each value in its place; their order stays the same."""
        self._values = [change(value) for value in self._values]

    def kept(self) -> list[T]:
        """Return what is kept, in order."""
        self._trim()
        return list(self._values)

    @property
    def dropped(self) -> int:
        """How many values are not kept."""
        return max(0, self.seen - self._head - self._tail)

    def _trim(self) -> None:
        if len(self._values) == self._ordered:
            return  # they only ever grow in number in between
        self._values.sort(key=self._key)  # type: ignore[arg-type]  # keys are comparable tuples
        if len(self._values) > self._head + self._tail:
            del self._values[self._head : len(self._values) - self._tail]
        self._ordered = len(self._values)
