"""The library's verbs: scan what people have, and report on it.

The module is not named after its main verb because ``logscan.scan`` is the function.
"""

from __future__ import annotations

import gc
import time
from collections import Counter
from dataclasses import fields, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from logscan import __version__
from logscan.analysis import Timeline, analyse
from logscan.catalogue import collect_catalogue
from logscan.catalogue.runbook_cache import builtin_runbook
from logscan.engine.filters import Filters
from logscan.engine.options import ParserOptions
from logscan.engine.parser import Parser, Plan
from logscan.errors import CatalogueError, UsageError
from logscan.intake.addresses import is_address
from logscan.intake.clock import Clock
from logscan.intake.expansion import expand
from logscan.intake.layouts import LAYOUTS, layout_named
from logscan.intake.sources import Source, source_at
from logscan.model import Catalogue, Event, Kind, Severity, SourceInfo, Stats, Text
from logscan.model import Report as PlainReport
from logscan.notices import notices
from logscan.redaction import Redactor

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pandas as pd

    from logscan.intake.layouts import Layout
    from logscan.model import UnknownLine

CHUNK_BYTES = 512 * 1024
_RARE_COLLECTIONS = (100_000, 50, 100)


def collect_rarely() -> None:
    """Let the garbage collector run rarely, in a program that does nothing but scan.

    A scan makes millions of tuples and hardly a cycle: at the usual pace the collector would
    take an eighth of the time.
    """
    gc.freeze()
    gc.set_threshold(*_RARE_COLLECTIONS)
    gc.enable()


class Report(PlainReport):
    """A report with the conveniences of the library."""

    __slots__ = ()

    def to_frame(self, table: str = "timeline") -> pd.DataFrame:
        """Return a table as a pandas DataFrame; times are UTC.

        ``timeline`` has one row an entry, ``attempts`` one a build, deploy or boot, and ``rates``
        one a minute with the occurrences of each signature. Raises ``UsageError`` for others.
        """
        from logscan.analysis.frames import TABLES  # noqa: PLC0415 - pandas is heavy

        if table not in TABLES:
            raise UsageError(f"no table is called {table!r}: there are {', '.join(TABLES)}")
        return TABLES[table](self)


class Scanner:
    """A catalogue made ready, with the choices of a run; use it for any number of scans.

    *catalogue* names files and folders that add to the built-in signatures; *only* and
    *exclude* are ids of signatures (lifecycle marks always stay: attempts need them).
    *redactor* makes what takes secrets out, a new one for each scan, where *redact* is on.
    Raises ``CatalogueError`` and ``UsageError``.
    """

    def __init__(
        self,
        *,
        catalogue: Sequence[str | Path] = (),
        tolerant: bool = False,
        redact: bool = True,
        only: Sequence[str] = (),
        exclude: Sequence[str] = (),
        min_severity: Severity = Severity.INFO,
        filters: Filters | None = None,
        layout: str | None = None,
        zone: dt.tzinfo | None = None,
        date: dt.date | None = None,
        context: int = 3,
        now_ns: int | None = None,
        redactor: Callable[[], Redactor] = Redactor,
    ) -> None:
        loaded = collect_catalogue([Path(path) for path in catalogue])
        if loaded.problems and not tolerant:
            raise CatalogueError(loaded.problems)
        self.problems = loaded.problems
        self.catalogue = _chosen(loaded.catalogue, only, exclude)
        self.min_severity = min_severity
        self._new_redactor = redactor if redact else None
        self._filters = filters or Filters()
        self._layout = _layout(layout)
        self._zone, self._date, self.now_ns = zone, date, now_ns
        self._context = context
        self.plan = Plan(self.catalogue.signatures)

    def clock(self) -> Clock:
        """Return a new clock with the run's zone, date and idea of now."""
        return Clock(zone=self._zone, date=self._date, now_ns=self.now_ns)

    def redactor(self) -> Redactor | None:
        """Return what takes secrets out of one scan, if that is wanted."""
        return self._new_redactor() if self._new_redactor else None

    def options(self, redactor: Redactor | None) -> ParserOptions:
        """Return what the run wants of its parsers, with *redactor* to take secrets out."""
        return ParserOptions(
            accept=self._filters.accept if self._filters else None,
            redact=redactor.redact if redactor else str,
            redact_lines=redactor.redact_lines if redactor else list,
            context=self._context,
            layout=self._layout,
        )

    def parser(self, name: str = "stdin") -> Scan:
        """Return a scan of one stream whose bytes are pushed."""
        scan = self.start()
        scan.open(name)
        return scan

    def start(self) -> Scan:
        """Return a new scan with no stream opened yet."""
        redactor = self.redactor()
        return Scan(self, self.options(redactor), redactor)

    def scan(
        self,
        sources: Iterable[Source],
        *,
        on_event: Callable[[Event], None] | None = None,
        stopped: Callable[[], bool] = bool,
    ) -> Report:
        """Read all *sources* one after the other and return the report.

        *on_event* is called with each event as it is found. *stopped* is asked between
        chunks; once it says yes, reading ends and the report is that of what was read.
        """
        scan = self.start()
        for source in sources:
            for event in scan.read(source, stopped):
                if on_event is not None and self.shows(event):
                    on_event(event)
            if stopped():
                break
        return scan.report()

    def shows(self, event: Event) -> bool:
        """Say whether an event is grave enough to be shown."""
        return self.catalogue[event.signature_id].severity >= self.min_severity


class Stream:
    """One open stream of a scan: a parser of its own, and the timeline that all share.

    Several may be open at once; ``close`` hands what was counted over to the scan.
    """

    def __init__(self, scan: Scan, parser: Parser, clock: Clock, timeline: Timeline) -> None:
        self._scan, self.parser, self._clock = scan, parser, clock
        self._timeline = timeline

    def feed(self, data: bytes) -> list[Event]:
        """Take the next bytes and return the events they complete."""
        return list(chain.from_iterable(self.feeding(data)))

    def feeding(self, data: bytes) -> Iterator[list[Event]]:
        """Do the same in portions, so that nobody need hold all of them."""
        return map(self._keep, self.parser.feeding(data))

    def settle(self) -> list[Event]:
        """Return the events of what has arrived, when nothing more is coming for now."""
        return self._keep(self.parser.settle())

    def close(self) -> list[Event]:
        """End the stream and return its last events."""
        return list(chain.from_iterable(self.closing()))

    def closing(self) -> Iterator[list[Event]]:
        """Do the same in portions; the stream is closed when all are taken."""
        yield from map(self._keep, self.parser.closing())
        self._scan.closed(self)

    def warnings(self) -> tuple[Text, ...]:
        """Return what had to be assumed about the times of the stream."""
        return tuple(self._clock.warnings())

    def _keep(self, events: list[Event]) -> list[Event]:
        timeline = self._timeline
        for event in events:
            timeline.add(event, None if event.time_ns is not None else self.parser.place(event))
        self._scan.count(events)
        for excerpt in self.parser.take_excerpts():
            timeline.add_excerpt(excerpt)
        for event in self.parser.take_retold():
            timeline.add_mark(event)
        for line in self.parser.take_unknown():
            self._scan.unknown(line)
        return events


class Scan:
    """One run over one or more streams: parsers, the timeline they fill, the report."""

    def __init__(self, scanner: Scanner, options: ParserOptions, redactor: Redactor | None) -> None:
        self.faults: list[Text] = []  # what could not be read: the report is not complete
        self.notes: list[Text] = []  # odd but harmless
        self._scanner, self._options = scanner, options
        self._redactor = redactor
        self._timeline = Timeline(scanner.catalogue)
        self._started = time.perf_counter()
        self._streams: list[Stream] = []  # open ones, in the order of their opening
        self._current: Stream | None = None  # the one that open() began
        self._infos: list[SourceInfo] = []
        self._counters: Counter[str] = Counter()
        self._events = self._undated = self._error_lines = self._explained = 0

    # ------------------------------------------------------------ pushing

    def attach(self, name: str) -> Stream:
        """Open a stream beside those that are open; whoever opens it closes it."""
        clock = self._scanner.clock()
        parser = Parser(name, self._scanner.plan, clock, self._options)
        stream = Stream(self, parser, clock, self._timeline)
        self._streams.append(stream)
        return stream

    def open(self, name: str) -> None:
        """Begin the next stream; the one before it is closed."""
        self.close()
        self._current = self.attach(name)

    def feed(self, data: bytes) -> list[Event]:
        """Take the next bytes of the open stream and return the events they complete."""
        return self._current.feed(data) if self._current else []

    def settle(self) -> list[Event]:
        """Return the events of what has arrived, when nothing more is coming for now."""
        return self._current.settle() if self._current else []

    def close(self) -> list[Event]:
        """End the open stream and return its last events."""
        events = self._current.close() if self._current else []
        self._current = None
        return events

    def count(self, events: Sequence[Event]) -> None:
        """Count events that a stream has put on the timeline."""
        self._events += len(events)
        self._undated += sum(event.time_ns is None for event in events)

    def unknown(self, line: UnknownLine) -> None:
        """Take in an error-looking line that no signature explains."""
        self._timeline.add_unknown(line)

    def closed(self, stream: Stream) -> None:
        """Take over what a stream has counted."""
        parser = stream.parser
        self._streams.remove(stream)
        self._infos.append(parser.info())
        self._counters.update(parser.counters)
        self._error_lines += parser.error_lines
        self._explained += parser.explained_error_lines
        self.notes += (text for text in stream.warnings() if text not in self.notes)

    # ------------------------------------------------------------ pulling

    def read(self, source: Source, stopped: Callable[[], bool] = bool) -> Iterator[Event]:
        """Yield the events of a whole source as they are found."""
        self.close()
        stream, stop = self.attach(source.name), False
        for chunk in source.chunks():
            if chunk:
                for events in stream.feeding(chunk):
                    yield from events
            elif source.is_live:
                yield from stream.settle()
            stop = stopped()
            if stop:
                break
        for events in stream.closing():
            yield from events
        self.conclude(source, stopped=stop)

    def conclude(self, source: Source, *, stopped: bool) -> None:
        """Note what was wrong with a source; its stream is the one that was closed last."""
        if stopped:
            line = self._infos[-1].lines
            self.faults.append(
                Text(
                    en=f"stopped at line {line} of {source.name}",
                    ko=f"{source.name}의 {line}번째 줄에서 중단했습니다",
                )
            )
        self.faults += source.faults
        self.notes += source.notes

    # ------------------------------------------------------------ the answer

    def report(self) -> Report:
        """Return the report on everything that was read; every stream is closed."""
        self.close()
        for stream in tuple(self._streams):
            stream.close()
        return self._maker(self._timeline)()

    def snapshot(self) -> Callable[[], Report]:
        """Return what makes the report of this moment; the streams stay open.

        The copy of the state is cheap. Making the report is not, and may happen in another
        thread while the scan goes on.
        """
        frozen = Timeline(self._scanner.catalogue)
        frozen.merge(self._timeline)
        return self._maker(frozen)

    def _maker(self, timeline: Timeline) -> Callable[[], Report]:
        """Return the making of the report on *timeline* with today's counts."""
        scanner, stats, faults = self._scanner, self._stats(), tuple(self.faults)
        infos = self._all_infos()
        open_notes = (note for stream in self._streams for note in stream.warnings())
        notes = dict.fromkeys((*self.notes, *open_notes))

        def make() -> Report:
            report = analyse(
                timeline,
                catalogue=scanner.catalogue,
                sources=infos,
                stats=stats,
                warnings=(*faults, *notes, *notices(stats.counters)),
                complete=not faults,
                version=__version__,
                runbook=builtin_runbook(),
                now_ns=scanner.clock().now_ns,
            )
            return _shown(report, scanner.min_severity, faults)

        return make

    def _all_infos(self) -> tuple[SourceInfo, ...]:
        return (*self._infos, *(stream.parser.info() for stream in self._streams))

    def _stats(self) -> Stats:
        infos = self._all_infos()
        parsers = [stream.parser for stream in self._streams]
        counters = sum((parser.counters for parser in parsers), self._counters.copy())
        counters["secrets_not_numbered"] = self._redactor.unnumbered if self._redactor else 0
        return Stats(
            lines=sum(info.lines for info in infos),
            records=sum(info.records for info in infos),
            bytes=sum(info.bytes for info in infos),
            events=self._events,
            undated_events=self._undated,
            error_lines=self._error_lines + sum(p.error_lines for p in parsers),
            explained_error_lines=self._explained + sum(p.explained_error_lines for p in parsers),
            elapsed_seconds=time.perf_counter() - self._started,
            counters={name: count for name, count in counters.items() if count},
            redacted=dict(self._redactor.counts) if self._redactor else {},
        )


def scan(source: str | Path | bytes | BinaryIO | Iterable[bytes], **choices: object) -> Report:
    """Scan one log and return its report.

    *source* is a path, an address, the bytes themselves, a binary file object, or an iterable
    of bytes; *choices* are those of ``Scanner``. Raises ``SourceError`` for a path that is no file.
    """
    scanner = Scanner(**choices)  # type: ignore[arg-type] # the names are checked by Scanner itself
    if isinstance(source, str) and is_address(source):
        return scanner.scan(expand([source]))
    if isinstance(source, str | Path):
        return scanner.scan([source_at(source)])
    pushed = scanner.parser(getattr(source, "name", None) or "input")
    for chunk in _pieces(source):
        pushed.feed(chunk)
    return pushed.report()


def _pieces(source: bytes | BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
    elif hasattr(source, "read"):
        while chunk := source.read(CHUNK_BYTES):
            yield chunk
    else:
        yield from source


def _chosen(whole: Catalogue, only: Sequence[str], exclude: Sequence[str]) -> Catalogue:
    """Return the catalogue without what the user left out; unknown ids are an error."""
    known = {signature.id for signature in whole.signatures}
    for name in (*only, *exclude):
        if name not in known:
            raise UsageError(f"no signature has the id {name!r}: see `logscan signatures list`")
    kept = tuple(
        signature
        for signature in whole.signatures
        if signature.id not in exclude
        and (not only or signature.id in only or signature.kind is Kind.LIFECYCLE)
    )
    return whole if len(kept) == len(known) else replace(whole, signatures=kept)


def _layout(name: str | None) -> Layout | None:
    if name is None:
        return None
    layout = layout_named(name)
    if layout is None:
        names = ", ".join(layout.name for layout in LAYOUTS)
        raise UsageError(f"no layout is named {name!r}: choose one of {names}")
    return layout


def _shown(report: PlainReport, least: Severity, faults: tuple[Text, ...]) -> Report:
    """Return the library's form of the report, without findings below *least*."""
    values = {field.name: getattr(report, field.name) for field in fields(report)}
    values["faults"] = faults
    if least > Severity.INFO:
        kept = tuple(f for f in report.findings if f.signature.severity >= least)
        values["findings"] = kept
        values["timeline"] = tuple(
            entry
            for entry in report.timeline
            if entry.kind is Kind.LIFECYCLE or entry.severity >= least
        )
    return Report(**values)
