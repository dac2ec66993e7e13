"""Scan one part of the input, here or in any other process."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from logscan.engine.evidence import EVIDENCE_CHARS, shortened
from logscan.engine.part import PartParser, first_byte
from logscan.intake.sources import CHUNK_BYTES
from logscan.redaction.provisional import Provisional
from logscan.scale.portion import Portion
from logscan.scanner import Scan, Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from logscan.intake.sources import Chunks
    from logscan.model import UnknownLine
    from logscan.redaction.provisional import Numbering
    from logscan.scale.parts import Part
    from logscan.scale.settings import Settings
    from logscan.scanner import Scanner

_SPARE = 2  # provisional placeholders are longer: so many times the evidence is kept for them


def scan_part(settings: Settings, part: Part, stopped: Callable[[], bool] = bool) -> Portion:
    """Return what the part gives; *stopped* is asked between chunks.

    Never raises for what the input is or for what cannot be read: that is told as a fault.
    """
    return PartScan(settings.scanner(), settings).portion(part, stopped)


class PartScan(Scan):
    """The scan of one part: lines and secrets are numbered by itself."""

    def __init__(self, scanner: Scanner, settings: Settings) -> None:
        redactor = settings.redactor()
        options = replace(
            scanner.options(redactor),
            shorten=keeping(settings.numbering),
            segment_bytes=settings.segment_bytes,
        )
        super().__init__(scanner, options, redactor)
        self._numbering = settings.numbering
        self._later: list[UnknownLine] = []

    def unknown(self, line: UnknownLine) -> None:
        """Take in an unexplained line; its shape may have to wait for its placeholders."""
        if self._numbering.holds(line.text):
            self._later.append(line)
        else:
            super().unknown(line)

    def portion(self, part: Part, stopped: Callable[[], bool]) -> Portion:
        """Read the part and return all that was found."""
        if part.opening is not None:
            return self._range(part, stopped)
        is_stopped = False
        for source in part.sources:
            for _ in self.read(replace(source), stopped):
                pass
            is_stopped = stopped()
            if is_stopped:
                break
        return replace(self._found(), is_stopped=is_stopped)

    def _range(self, part: Part, stopped: Callable[[], bool]) -> Portion:
        (source,), opening = part.sources, part.opening
        source = replace(source, faults=[], notes=[])
        assert opening is not None  # noqa: S101 - a range has one
        clock = self._scanner.clock()
        parser = PartParser(
            source.name, self._scanner.plan, clock, self._options,
            opening=opening, start=part.start, stop=part.stop,
        )  # fmt: skip
        stream = Stream(self, parser, clock, self._timeline)
        self._streams.append(stream)
        offset, is_stopped = first_byte(part.start), False
        for chunk in aligned(source.chunks_from(offset), offset):
            stream.feed(chunk)
            is_stopped = stopped()
            if parser.done or is_stopped:
                break
        stream.close()
        return replace(
            self._found(),
            is_range=True,
            continues=part.start > 0,
            is_final=parser.is_final,
            is_stopped=is_stopped,
            assumed=clock.assumed,
            faults=tuple(source.faults),
            notes=tuple(source.notes),
        )

    def _found(self) -> Portion:
        self._timeline.shapes.forget_texts()
        secrets = self._redactor.pseudonyms if self._redactor else None
        return Portion(
            timeline=self._timeline,
            infos=tuple(self._infos),
            counters=dict(self._counters),
            events=self._events,
            undated=self._undated,
            error_lines=self._error_lines,
            explained=self._explained,
            is_range=False,
            faults=tuple(self.faults),
            notes=tuple(self.notes),
            appeared=tuple(secrets.appeared()) if isinstance(secrets, Provisional) else (),
            redacted=dict(secrets.counts) if secrets else {},
            unknown=tuple(self._later),
        )


def keeping(numbering: Numbering) -> Callable[[str], str]:
    """Return what keeps enough of a redacted line for its final placeholders."""

    def kept(evidence: str) -> str:
        long = evidence[: _SPARE * EVIDENCE_CHARS]
        return long if numbering.holds(long) else shortened(evidence)

    return kept


def aligned(chunks: Chunks, offset: int) -> Iterator[bytes]:
    """Yield the bytes in the chunks in which the whole source would be read.

    Secrets are numbered as their texts are finished, and some texts wait for the next chunk.
    """
    room, waiting = CHUNK_BYTES - offset % CHUNK_BYTES, b""
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= room:
            yield waiting[:room]
            waiting, room = waiting[room:], CHUNK_BYTES
    if waiting:
        yield waiting
