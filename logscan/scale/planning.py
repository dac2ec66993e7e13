"""Plan the parts in which the input is read: whole sources, or ranges of a large one."""

from __future__ import annotations

import stat
from dataclasses import replace
from typing import TYPE_CHECKING

from logscan.engine.parser import Parser
from logscan.engine.sampling import WHOLE_BYTES
from logscan.intake.sources import CHUNK_BYTES, Source, is_stored_plain
from logscan.scale.parts import Part
from logscan.scale.reading import aligned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from logscan.engine.opening import Opening
    from logscan.scale.settings import Settings

_MOST_HEAD_BYTES = 8 * CHUNK_BYTES  # where the first records are longer, nothing is split
_MOST_SOURCES = 1_000  # in one part
# Each part costs its hand-over, so they are few; they are planned in rounds, one part for each
# worker, every round with smaller ones, so that all workers end together.
_MOST_SEGMENTS = 32  # 512 MiB: so much is read again where a worker is lost
_SHARE = 2 / 3  # of what is left, for one round


def plan_parts(
    settings: Settings,
    sources: Iterable[Source],
    workers: int,
    sizes: Sequence[int | None] | None = None,
) -> list[Part]:
    """Return the parts in the order of the input, for so many *workers*.

    *sizes* are the stored bytes of the sources where they are known otherwise than from the
    file system; None is a source that is read as a whole.
    """
    sources = list(sources)
    known = [size_of(source) for source in sources] if sizes is None else list(sizes)
    planner = _Planner(settings, workers, sum(size or 0 for size in known))
    for source, size in zip(sources, known, strict=True):
        planner.add(source, size)
    return planner.parts()


def size_of(source: Source) -> int | None:
    """Return how many bytes a source has stored, None for what is not a plain file on disk."""
    if source.path is None or source.opener is not None:
        return None
    try:
        found = source.path.stat()
    except (OSError, ValueError):
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


class _Planner:
    """The parts so far, and the sources that wait to become one."""

    def __init__(self, settings: Settings, workers: int, left: int) -> None:
        self._settings, self._workers, self._left = settings, workers, left
        self._parts: list[Part] = []
        self._waiting: list[Source] = []
        self._waiting_bytes = 0
        self._room = self._room_now()

    def add(self, source: Source, size: int | None) -> None:
        opening = self._opening(source, size or 0)
        if size is None or opening is None:
            self._waiting.append(source)
            self._waiting_bytes += size or 0
            if self._waiting_bytes >= self._room or len(self._waiting) >= _MOST_SOURCES:
                self._put_waiting()
            return
        self._put_waiting()
        for start, stop in self._ranges(size):
            length = (size if stop is None else stop) - start
            self._put(Part(sources=(source,), size=length, start=start, stop=stop, opening=opening))

    def parts(self) -> list[Part]:
        self._put_waiting()
        return self._parts

    def _room_now(self) -> int:
        """Return how many bytes each part of the next round should have: whole segments."""
        segment = self._settings.segment_bytes
        share = round(self._left * _SHARE / self._workers / segment)
        return min(max(1, share), _MOST_SEGMENTS) * segment

    def _put(self, part: Part) -> None:
        self._parts.append(part)
        self._left -= part.size
        if len(self._parts) % self._workers == 0:
            self._room = self._room_now()

    def _put_waiting(self) -> None:
        if self._waiting:
            self._put(Part(sources=tuple(self._waiting), size=self._waiting_bytes))
        self._waiting, self._waiting_bytes = [], 0

    def _ranges(self, size: int) -> Iterator[tuple[int, int | None]]:
        """Yield the ranges of a source; each one is put before the next one is measured."""
        start = 0
        while start + self._room < size:
            stop = start + self._room
            yield start, stop
            start = stop
        yield start, None

    def _opening(self, source: Source, size: int) -> Opening | None:
        """Return what the head of a source tells, if it can be split and is worth it."""
        if size <= self._settings.segment_bytes:
            return None
        return opening_of(self._settings, source)


def opening_of(settings: Settings, source: Source) -> Opening | None:
    """Read the first records of a source; return None where it can only be read as a whole."""
    scanner = settings.scanner()
    parser = Parser(source.name, scanner.plan, scanner.clock(), scanner.options(None))
    read = 0
    for chunk in aligned(replace(source, faults=[], notes=[]).chunks_from(0), 0):
        if not read and not is_stored_plain(chunk):
            return None
        parser.feed(chunk)
        read += len(chunk)
        if parser.position >= WHOLE_BYTES:
            return parser.opening()
        if read > _MOST_HEAD_BYTES:
            return None
    parser.close()
    return parser.opening()
