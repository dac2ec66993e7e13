"""Find the places in a block of bytes where an anchor stands.

A matcher may report too many candidates, never too few; the parser confirms. Only literal
anchors reach the multi-pattern engine: its regular expressions are known to miss matches
(vectorscan issues 358 and 382), its literals agreed with ``bytes.find`` in every test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

Anchor = tuple[bytes, int]  # the literal and the index of its owner
Candidate = tuple[int, int]  # the end of an anchor in the block and the index of its owner


class Matcher(Protocol):
    """Anything that can point at candidates."""

    def candidates(self, block: bytes | memoryview) -> list[Candidate]:
        """Return ``(end, owner)`` pairs in ascending order of *end*."""
        ...


class LiteralMatcher:
    """Multi-literal search with vectorscan; one per thread."""

    def __init__(self, anchors: Sequence[Anchor]) -> None:
        import hyperscan  # noqa: PLC0415 - where no wheel exists PlainMatcher takes over

        self._owner = [owner for _, owner in anchors]
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(
            expressions=[literal for literal, _ in anchors],
            ids=list(range(len(anchors))),
            elements=len(anchors),
            flags=[0] * len(anchors),
            literal=True,
        )

    def candidates(self, block: bytes | memoryview) -> list[Candidate]:
        """Return ``(end, owner)`` pairs in ascending order of *end*."""
        found: list[Candidate] = []
        owner, add = self._owner, found.append

        def on_match(anchor: int, _start: int, end: int, _flags: int, _context: object) -> None:
            add((end, owner[anchor]))

        self._database.scan(block, match_event_handler=on_match)  # type: ignore[type-var] # the stub says AnyStr, the C code takes any buffer
        return found


class PlainMatcher:
    """The same answers with ``bytes.find``: slow, obvious, the oracle in tests."""

    def __init__(self, anchors: Sequence[Anchor]) -> None:
        self._anchors = anchors

    def candidates(self, block: bytes | memoryview) -> list[Candidate]:
        """Return ``(end, owner)`` pairs in ascending order of *end*."""
        data = bytes(block)
        found = []
        for literal, owner in self._anchors:
            start = data.find(literal)
            while start != -1:
                found.append((start + len(literal), owner))
                start = data.find(literal, start + 1)
        return sorted(found)


def best_matcher(anchors: Sequence[Anchor]) -> Matcher:
    """Return the fast matcher, or the plain one where its engine is not installed."""
    if not anchors:
        return PlainMatcher(anchors)
    try:
        return LiteralMatcher(anchors)
    except ImportError:
        return PlainMatcher(anchors)
