"""Turn chunks of log bytes into events, in bounded memory.

Push: ``feed(bytes)`` as they arrive, then ``close()``. The events depend on the bytes alone,
never on where the chunks were cut.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from logscan.engine.above import dated, head_of_block, time_above
from logscan.engine.answering import last_answer
from logscan.engine.backwards import ClockWatch
from logscan.engine.blocks import may_continue
from logscan.engine.confirm import NOTHING, Confirmer, Match, Reading
from logscan.engine.errorlike import ERROR_ANCHORS, looks_like_error
from logscan.engine.evidence import shown
from logscan.engine.excerpts import ExcerptKeeper
from logscan.engine.matcher import Anchor, Matcher, best_matcher
from logscan.engine.opening import Opening
from logscan.engine.options import ParserOptions
from logscan.engine.repeated import RecordIds
from logscan.engine.sampling import TimeRange
from logscan.engine.segments import Places, start_of_segment
from logscan.engine.stream import RecordStream, Span
from logscan.engine.telling import Place, Telling
from logscan.intake.detection import CHROME_ANCHORS, HEAD_BYTES, Detection, detect, is_chrome
from logscan.intake.layouts import CANONICAL, PLAIN, quoted, rewriter
from logscan.model import Event, Mark, SourceInfo, UnknownLine

if TYPE_CHECKING:
    from logscan.intake.clock import Clock
    from logscan.intake.fields import Fields
    from logscan.intake.rewriting import Rewriter
    from logscan.model import Excerpt, Signature

UTF8_MARK = b"\xef\xbb\xbf"
_UNKNOWN_KEPT = 20_000
_UNKNOWN_KEPT_LATER = 1_000  # in each segment but the first
_UNKNOWN_CHARS = 1000
_ENDS = frozenset({Mark.EXIT, Mark.RESTART, Mark.DEPLOY_FAILED, Mark.BOOT_START})

MatcherMaker = Callable[[Sequence[Anchor]], Matcher]


class Plan:
    """What a catalogue demands of the engine, made once and shared by its parsers.

    Owners below ``len(signatures)`` are signatures; the two above stand for error-looking
    words and for the dashboard's chrome.
    """

    def __init__(
        self, signatures: Sequence[Signature], make_matcher: MatcherMaker = best_matcher
    ) -> None:
        self.signatures = tuple(signatures)
        self.ids = [signature.id for signature in signatures]
        self.burst_gaps_ns = [signature.burst_gap_ns for signature in signatures]
        self.ends = [signature.mark in _ENDS for signature in signatures]
        self.looks = len(self.signatures)
        self.chrome = self.looks + 1
        anchors = [(a.encode(), i) for i, s in enumerate(signatures) for a in s.anchors]
        anchors += [(anchor, self.looks) for anchor in ERROR_ANCHORS]
        anchors += [(anchor.encode(), self.chrome) for anchor in CHROME_ANCHORS]
        self.matcher = make_matcher(anchors)
        self.confirmer = Confirmer(self.signatures)


class Parser:
    """One stream of log bytes; cheap to make, not shared between threads."""

    def __init__(
        self, source: str, plan: Plan, clock: Clock, options: ParserOptions | None = None
    ) -> None:
        self.counters: Counter[str] = Counter()
        self.error_lines = self.explained_error_lines = self.events = 0
        self._source, self._plan, self._clock = source, plan, clock
        self._options = options or ParserOptions()
        self._excerpts = ExcerptKeeper(self._options.context, self._options.redact_lines)
        self._unknown: list[UnknownLine] = []
        self._retold: list[Event] = []
        self._times = TimeRange()
        self._head = b""
        self._detection: Detection | None = None
        self._provisional = False
        self._judged_bytes = 0  # of the head, when its layout was last looked for
        self._rewriter: Rewriter | None = None
        self._stream: RecordStream | None = None
        self._ids = RecordIds(CANONICAL, self.counters)
        self._bytes = self._raw_line_ends = self._records = self._bom_bytes = 0
        self._ends_open = False  # the last byte was not a line end
        self._telling = Telling(plan.signatures, plan.confirmer.supersedes)
        self._watch = ClockWatch()
        self._places = Places()
        self._border = self._options.segment_bytes  # where the next segment may begin
        self._unknown_kept = _UNKNOWN_KEPT
        self._unknown_seen = 0  # in this segment
        self._timeouts_before = plan.confirmer.timeouts

    # ------------------------------------------------------------ the public verbs

    def feed(self, data: bytes) -> list[Event]:
        """Take the next bytes and return the events they complete."""
        return list(chain.from_iterable(self.feeding(data)))

    def feeding(self, data: bytes) -> Iterator[list[Event]]:
        """Do the same in portions: a text that was held as a whole may give very many at once."""
        if not data:
            return
        self._count(data)
        if self._detection is None:
            self._head += data
            if len(self._head) >= HEAD_BYTES:
                yield self.settle()
            return
        if self._provisional:
            self._detect_again(data)
        yield from self._consume(data)

    def settle(self) -> list[Event]:
        """Decide on the layout with what has arrived, and return the events so far.

        For live input: a pipe that is silent now should not wait for the head to fill.
        """
        if self._detection is not None:
            return self._released()
        if not self._head:
            return []
        head, self._head = self._head, b""
        if head.startswith(UTF8_MARK):
            self._bom_bytes, head = len(UTF8_MARK), head[len(UTF8_MARK) :]
        self.counters["nul_bytes"] = head.count(0, 0, HEAD_BYTES)
        self._choose(self._detected(head))
        if self._rewriter is not None:
            self._raw_line_ends += head.count(b"\n")
        self._provisional = len(head) < HEAD_BYTES
        if self._provisional:
            self._head, self._judged_bytes = head, len(head)
        return list(chain.from_iterable(self._consume(head)))

    def close(self) -> list[Event]:
        """Return the events of what is left; the stream ends here."""
        return list(chain.from_iterable(self.closing()))

    def closing(self) -> Iterator[list[Event]]:
        """Do the same in portions."""
        yield self.settle()
        if self._stream is None:
            return
        if self._rewriter is not None:
            yield from map(self._scan_new, self._rewriter.close())
            self.counters.update(self._rewriter.counters)
        events: list[Event] = []
        stop = len(self._stream.held)
        if self._stream.held[self._stream.unread : stop].strip():
            last = self._scan(self._stream.unread, stop)
            self._watch.note(last)
            events += last
            self._records += 1
            self.counters["records_cut"] += self._stream.oversize(self._stream.unread, stop)
        self._stream.unread = stop
        events += self._released()
        self._excerpts.close()
        self._times.note_tail(self._stream)
        self.counters["confirm_timeouts"] = self._plan.confirmer.timeouts - self._timeouts_before
        yield events

    def _released(self) -> list[Event]:
        """Return the announcements that nothing followed."""
        released = self._telling.release()
        self.events += len(released)
        self._watch.note(released)
        self.counters["clock_back"] = self._watch.steps
        return released

    def info(self) -> SourceInfo:
        """Return what the source held so far."""
        layout = self._detection.layout if self._detection else PLAIN
        return SourceInfo(
            name=self._source,
            layout=layout.name,
            why=self._detection.why if self._detection else "empty",
            lines=self._line_ends() + self._ends_open,
            records=max(0, self._records - self.counters["duplicate_records"]),
            bytes=self._bytes,
            first_ns=self._times.first_ns,
            last_ns=self._times.last_ns,
            answered_ns=last_answer(self._stream, self._options.accept) if self._stream else None,
        )

    def _line_ends(self) -> int:
        if self._rewriter is not None or self._stream is None:
            return self._raw_line_ends
        return self._stream.line_ends()

    def place(self, event: Event) -> int:
        """Return where an event without a time stands among its like."""
        return self._places.place(event.order)

    def take_excerpts(self) -> list[Excerpt]:
        """Return the excerpts that are complete and were not taken yet."""
        return self._excerpts.take(self._telling.held())

    def take_retold(self) -> list[Event]:
        """Return what told an error again; it counts no more, but may end an attempt."""
        taken, self._retold = self._retold, []
        return taken

    def take_unknown(self) -> list[UnknownLine]:
        """Return the unexplained error-looking lines that were not taken yet."""
        taken, self._unknown = self._unknown, []
        return taken

    # ------------------------------------------------------------ the layout

    @property
    def position(self) -> int:
        """How many bytes of the stream were matched."""
        return self._stream.base + self._stream.unread if self._stream else 0

    def opening(self) -> Opening | None:
        """Return what the first part of the stream tells of the rest, once it was read.

        None for a layout whose records do not stand alone.
        """
        if self._detection is None or self._rewriter is not None:
            return None
        layout, why = self._detection.layout, self._detection.why
        return Opening(
            layout=layout.name, quote=layout.quote, why=why, dated=self._times.head_dated
        )

    def _detected(self, head: bytes) -> Detection:
        if self._options.layout is not None:
            return Detection(layout=self._options.layout, why="chosen with --layout")
        return detect(head[:HEAD_BYTES], self._clock)  # the same however much came at once

    def _choose(self, detection: Detection) -> None:
        self._detection = detection
        self._rewriter = rewriter(detection.layout, self._clock)
        layout = CANONICAL if self._rewriter else detection.layout
        read = layout.read if self._rewriter else quoted(layout)
        base = 0 if self._rewriter else self._bom_bytes
        self._stream = RecordStream(layout, read, self._clock, base)
        self._ids = RecordIds(layout, self.counters)

    def _detect_again(self, data: bytes) -> None:
        """Look again at a head that was judged before it was full, each time it has doubled.

        Only the way a line is read may still change; where records end may not.
        """
        self._head = (self._head + data)[:HEAD_BYTES]
        self._provisional = len(self._head) < HEAD_BYTES
        if self._provisional and len(self._head) < 2 * self._judged_bytes:
            return  # a look costs milliseconds: a line that comes alone must not wait for one
        self._judged_bytes = len(self._head)
        found = self._detected(self._head)
        now = self._detection
        if now is None or found.layout.name == now.layout.name or self._rewriter is not None:
            return
        if found.layout.separator == now.layout.separator and not rewriter(
            found.layout, self._clock
        ):
            self._detection = found
            if self._stream is not None:
                self._stream.read_with(quoted(found.layout))
            self._ids.read_with(found.layout)

    # ------------------------------------------------------------ bytes to records

    def _count(self, data: bytes) -> None:
        self._bytes += len(data)
        if self._rewriter is not None:  # otherwise the stream counts line ends once for all
            self._raw_line_ends += data.count(b"\n")
        self._ends_open = not data.endswith(b"\n")

    def _consume(self, data: bytes) -> Iterator[list[Event]]:
        yield from map(self._scan_new, self._rewriter.feed(data) if self._rewriter else (data,))

    def _scan_new(self, data: bytes) -> list[Event]:
        """Scan the records that *data* completes; keep the unfinished rest, bounded."""
        stream = self._stream
        if stream is None or not data:
            return []
        stream.append(data)
        events: list[Event] = []
        cut = stream.complete()
        if cut and stream.hole_bytes:  # first the long record alone: what follows stands whole
            events += self._scan_segments(stream.end_of_record(stream.unread))
            cut = stream.complete()
        if cut:
            events += self._scan_segments(cut)
        stream.squeeze()
        return events

    def _scan_segments(self, cut: int) -> list[Event]:
        """Match the unread records up to *cut*; where a segment starts, begin it."""
        stream = self._stream
        if stream is None:
            return []
        events: list[Event] = []
        beyond = len(stream.held) - cut
        while stream.unread < (cut := len(stream.held) - beyond):
            start = start_of_segment(stream, self._border, cut)
            if start > stream.unread or start == -1:
                events += self._scan_to(cut if start == -1 else start)
            if start != -1:
                events += self._begin_segment(stream)
        return events

    def _begin_segment(self, stream: RecordStream) -> list[Event]:
        """Let go what was held back, and forget what only the segment before may know."""
        events = self._released()
        self._excerpts.begin_segment()
        self._times.begin_segment()
        self._watch.forget()
        self._telling = Telling(self._plan.signatures, self._plan.confirmer.supersedes)
        self._unknown_kept, self._unknown_seen = _UNKNOWN_KEPT_LATER, 0
        self._ids.begin_segment(stream)
        self._places.begin(stream.next_line(), self._border // self._options.segment_bytes)
        self._border += self._options.segment_bytes
        return events

    def _scan_to(self, cut: int) -> list[Event]:
        """Match the unread records up to *cut*, where one ends, and let them go."""
        stream = self._stream
        if stream is None:
            return []
        start = stream.unread
        ended = stream.ends_before(start)
        events = self._scan(start, cut)
        self._watch.note(events)
        self.counters["clock_back"] = self._watch.steps
        self._records += stream.ends_before(cut) - ended
        self.counters["records_cut"] += stream.oversize(start, cut)
        self._excerpts.shift(stream.forget(cut))
        return events

    def _scan(self, start: int, stop: int) -> list[Event]:
        """Match the records in ``held[start:stop]``."""
        stream = self._stream
        if stream is None:
            return []
        self._excerpts.extend(stream, start, stop)
        self._ids.remember(stream, start, stop)
        self._times.note_block(stream, start, stop)
        events: list[Event] = []
        span, owners = Span(start, start - 1), set[int]()
        for end, owner in self._plan.matcher.candidates(memoryview(stream.held)[start:stop]):
            place = start + end - 1
            if place >= span.high:
                if owners:
                    events += self._take(span, owners, stop)
                span, owners = stream.around(place, start, stop), set()
            if place < span.low + stream.cut_bytes or place >= span.high - stream.cut_bytes:
                owners.add(owner)
        if owners:
            events += self._take(span, owners, stop)
        self.events += len(events)
        return events

    # ------------------------------------------------------------ one record

    def _take(self, span: Span, owners: set[int], stop: int) -> list[Event]:
        """Return the events of one record that holds anchors of *owners*."""
        stream = self._stream
        if stream is None:
            return []
        fields = stream.fields(span)
        if self._plan.chrome in owners:
            owners.discard(self._plan.chrome)
            if self._is_chrome(fields.message):
                self.counters["junk_lines"] += 1
                self._records -= 1
                return []
        if not owners or self._ids.is_repeated(stream, span, fields):
            return []
        self._note(fields)
        looks = self._plan.looks in owners
        owners.discard(self._plan.looks)
        reading = self._plan.confirmer.confirm(fields.message, owners) if owners else NOTHING
        if not reading.matches and not (looks and looks_like_error(fields.message, fields.level)):
            return []
        if fields.time_ns is None and self._times.dated:
            fields = dated(stream, span, fields)
        return self._keep(span, fields, reading, stop)

    def _keep(self, span: Span, fields: Fields, reading: Reading, stop: int) -> list[Event]:
        """Return the events of a record that says something, if the run wants it."""
        if not self._is_wanted(fields):
            self.counters["filtered_records"] += 1
        elif reading.matches:
            return self._events(span, fields, reading, stop)
        else:
            self._take_unknown(span, fields)
        return []

    def _is_chrome(self, message: str) -> bool:
        detection = self._detection
        return detection is not None and detection.layout.pasted and is_chrome(message)

    def _is_wanted(self, fields: Fields) -> bool:
        accept = self._options.accept
        return accept is None or accept(fields)

    def _note(self, fields: Fields) -> None:
        if "\ufffd" in fields.message:
            self.counters["invalid_utf8_records"] += 1
        self._times.note(fields.time_ns)

    def _events(self, span: Span, fields: Fields, reading: Reading, stop: int) -> list[Event]:
        stream = self._stream
        assert stream is not None  # noqa: S101 - records come from it
        self.error_lines += reading.has_error
        self.explained_error_lines += reading.has_error
        telling, matches = self._telling, reading.matches
        line = stream.line(span)
        place = Place(fields.instance, line, fields.time_ns)
        head = stream.base + span.low
        if reading.may_continue and (reading.is_part or stream.follows_frames(span)):
            head = head_of_block(stream, span, fields, matches[0].text)
        for match in matches:
            if telling.waiting(match, head):
                telling.complete(match, head, self._event(span, fields, match, line).captures)
        needless, events = telling.settle(matches, place, head)
        for event in needless:
            self._excerpts.drop(event)
        fresh, again = telling.sort(matches, head, place)
        for match in again:
            self._retold.append(self._event(span, fields, match, line))
        for match in fresh:
            event = self._event(span, fields, match, line)
            self._excerpts.offer(event, self._plan.burst_gaps_ns[match.owner], stream, span, stop)
            if telling.must_wait(match):
                telling.hold(event, place, match.owner, head)
            else:
                events.append(event)
        return events

    def _event(self, span: Span, fields: Fields, match: Match, line: int) -> Event:
        """Return the event of *match*; *line* is that of its record in reading order."""
        stream = self._stream
        assert stream is not None  # noqa: S101 - records come from it
        plan, owner = self._plan, match.owner
        evidence = self._options.redact(match.text)
        captures = match.captures
        if captures and evidence != match.text:
            captures = tuple([(name, shown(value, evidence)) for name, value in captures])
        return Event(
            plan.ids[owner],
            self._source,
            line if fields.line is None else fields.line,
            stream.offset(span) if fields.offset is None else fields.offset,
            fields.time_ns,
            self._options.shorten(evidence),
            fields.service,
            fields.instance,
            fields.level,
            captures,
            line,
            time_above(stream, span, fields) if plan.ends[owner] else None,
        )

    def _line(self, span: Span, fields: Fields) -> int:
        if fields.line is not None:
            return fields.line
        return self._stream.line(span) if self._stream else 0

    # ------------------------------------------------------------ unknown errors

    def _take_unknown(self, span: Span, fields: Fields) -> None:
        stream = self._stream
        assert stream is not None  # noqa: S101 - records come from it
        self.error_lines += 1
        first = fields.message.split("\n", 1)[0]
        own = stream.base + span.low
        head = head_of_block(stream, span, fields, first) if may_continue(first) else own
        if self._telling.knows(fields.instance, head):
            self.explained_error_lines += 1
            return
        self._unknown_seen += 1
        if self._unknown_seen > self._unknown_kept:
            self.counters["unexplained_not_grouped"] += 1
            return
        self._unknown.append(
            UnknownLine(
                source=self._source,
                line=self._line(span, fields),
                time_ns=fields.time_ns,
                text=self._options.redact(first[:_UNKNOWN_CHARS].strip()),
            )
        )
