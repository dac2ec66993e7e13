"""Find the places in a block of bytes where an anchor stands.

A matcher may report too many candidates, never too few; the parser confirms. Only literal
anchors reach the multi-pattern engine: its regular expressions are known to miss matches
(vectorscan issues 358 and 382), its literals agreed with ``bytes.find`` in every test.
"""

from __future__ import annotations

import base64
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from logscan.catalogue import cache

if TYPE_CHECKING:
    from collections.abc import Sequence

    import hyperscan

_CACHE_NAME = "literals"
_MANY = 200  # fewer anchors are compiled in no time

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


def _compiled(literals: list[bytes]) -> hyperscan.Database:
    import hyperscan  # noqa: PLC0415 - where no wheel exists PlainMatcher takes over

    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=literals,
        ids=list(range(len(literals))),
        elements=len(literals),
        flags=[0] * len(literals),
        literal=True,
    )
    return database


def _kept(literals: list[bytes]) -> hyperscan.Database:
    """Return the compiled literals, from the cache if they are there and fit this machine."""
    import hyperscan  # noqa: PLC0415 - the same

    key = cache.key_of([str(getattr(hyperscan, "__version__", "")), *literals])
    kept = cache.read(_CACHE_NAME, key)
    if isinstance(kept, str):
        with suppress(hyperscan.HyperscanError, ValueError):
            database = hyperscan.loadb(base64.b64decode(kept), hyperscan.HS_MODE_BLOCK)
            database.scratch = hyperscan.Scratch(database)
            return database
    database = _compiled(literals)
    cache.write(_CACHE_NAME, key, base64.b64encode(hyperscan.dumpb(database)).decode())
    return database


def best_matcher(anchors: Sequence[Anchor]) -> Matcher:
    """Return the fast matcher, or the plain one where its engine is not installed."""
    if not anchors:
        return PlainMatcher(anchors)
    try:
        return LiteralMatcher(anchors, keep=len(anchors) >= _MANY)
    except ImportError:
        return PlainMatcher(anchors)
