"""Find the places in a block of bytes where an anchor stands.

A matcher may report too many candidates, never too few; the parser confirms. Only literal
anchors reach the multi-pattern engine: its regular expressions are known to miss matches
(vectorscan issues 358 and 382), its literals agreed with ``bytes.find`` in every test.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from logscan.catalogue import cache
from logscan.engine.chosen_heads import HEADS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import hyperscan

MANY = 200
"""Fewer anchors are compiled in no time, and searched for at full speed."""

CROWDED_BYTES = 4096
"""A block with more than one candidate in so many bytes is searched for the anchors at once."""

PATIENCE = 8
"""After so many blocks in a row that were not crowded it pays to load the heads."""


Anchor = tuple[bytes, int]  # the literal and the index of its owner
Candidate = tuple[int, int]  # the end of an anchor in the block and the index of its owner


class Matcher(Protocol):
    """Anything that can point at candidates."""

    def candidates(self, block: bytes | memoryview) -> list[Candidate]:
        """Return ``(end, owner)`` pairs in ascending order of *end*."""
        ...


class LiteralMatcher:
    """Multi-literal search with vectorscan; one per thread.

    With *keep* the compiled literals are kept in the user's cache folder: compiling a
    thousand of them takes as long as scanning fifty megabytes.
    """

    def __init__(self, anchors: Sequence[Anchor], *, keep: bool = False) -> None:
        self._owner = [owner for _, owner in anchors]
        literals = [literal for literal, _ in anchors]
        self._database = _kept(literals) if keep else _compiled(literals)

    def candidates(self, block: bytes | memoryview) -> list[Candidate]:
        """Return ``(end, owner)`` pairs in ascending order of *end*."""
        found: list[Candidate] = []
        owner, add = self._owner, found.append

        def on_match(anchor: int, _start: int, end: int, _flags: int, _context: object) -> None:
            add((end, owner[anchor]))

        self._database.scan(block, match_event_handler=on_match)  # type: ignore[type-var] # the stub says AnyStr, the C code takes any buffer
        return found


class HeadMatcher:
    """The same answers sooner, where there is little to find; one per thread.

    A thousand literals halve the engine's speed. So a block is searched for a few hundred
    *heads* first: every anchor holds one of them, a healthy line hardly ever does. The anchors
    are looked for where a head stands, and everywhere while blocks are crowded with them.
    """

    def __init__(self, anchors: Sequence[Anchor], heads: Sequence[bytes] = HEADS) -> None:
        self._all = LiteralMatcher(anchors, keep=True)
        self._literals = [literal for literal, _ in anchors]
        self._choice = heads
        self._reach = max(map(len, self._literals))
        self._heads: hyperscan.Database | None = None  # a short log never needs them
        self._sparse_blocks = 0

    def candidates(self, block: bytes | memoryview) -> list[Candidate]:
        """Return ``(end, owner)`` pairs in ascending order of *end*."""
        bound = len(block) // CROWDED_BYTES
        places = self._places(block) if self._sparse_blocks >= PATIENCE else None
        if places is None or len(places) > bound:
            found = self._all.candidates(block)
        else:
            found = self._around(block, places)
        self._sparse_blocks = self._sparse_blocks + 1 if len(found) <= bound else 0
        return found

    def _places(self, block: bytes | memoryview) -> list[int]:
        """Return the ends of all heads in the block, in order."""
        if self._heads is None:
            self._heads = _kept(self._literals, self._choice)
        places: list[int] = []
        add = places.append

        def on_match(_head: int, _start: int, end: int, _flags: int, _context: object) -> None:
            add(end)

        self._heads.scan(block, match_event_handler=on_match)  # type: ignore[type-var] # as above
        return places

    def _around(self, block: bytes | memoryview, places: list[int]) -> list[Candidate]:
        """Look for the anchors as far around the heads as an anchor may reach."""
        found: list[Candidate] = []
        reach, index = self._reach, 0
        while index < len(places):
            low = max(0, places[index] - reach)
            high = places[index] + reach
            while index < len(places) and places[index] - reach <= high:
                high = places[index] + reach
                index += 1
            found += [(low + end, owner) for end, owner in self._all.candidates(block[low:high])]
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


def heads_of(literals: Iterable[bytes], heads: Sequence[bytes]) -> list[bytes]:
    """Return those of *heads* that the literals hold, and every literal that holds none."""
    return sorted({next((head for head in heads if head in one), one) for one in literals})


def _compiled(literals: Sequence[bytes]) -> hyperscan.Database:
    import hyperscan  # noqa: PLC0415 - where no wheel exists PlainMatcher takes over

    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=list(literals),
        ids=list(range(len(literals))),
        elements=len(literals),
        flags=[0] * len(literals),
        literal=True,
    )
    return database


def _kept(literals: Sequence[bytes], heads: Sequence[bytes] = ()) -> hyperscan.Database:
    """Return the compiled literals, or the *heads* that they need.

    They come from the cache if they are there and fit this machine.
    """
    import hyperscan  # noqa: PLC0415 - the same

    name = "heads" if heads else "literals"
    key = cache.key_of([str(getattr(hyperscan, "__version__", "")), *literals, *heads])
    kept = cache.read(name, key)
    if isinstance(kept, bytes):
        with suppress(hyperscan.HyperscanError, ValueError):
            database = hyperscan.loadb(kept, hyperscan.HS_MODE_BLOCK)
            database.scratch = hyperscan.Scratch(database)
            return database
    database = _compiled(heads_of(literals, heads) if heads else literals)
    cache.write(name, key, bytes(hyperscan.dumpb(database)))
    return database


def best_matcher(anchors: Sequence[Anchor]) -> Matcher:
    """Return the fast matcher, or the plain one where its engine is not installed."""
    if not anchors:
        return PlainMatcher(anchors)
    try:
        return HeadMatcher(anchors) if len(anchors) >= MANY else LiteralMatcher(anchors)
    except ImportError:
        return PlainMatcher(anchors)
