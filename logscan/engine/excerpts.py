"""Keep the records around the events that a person will want to see.

Not every event gets its surroundings: the first few of each signature do, and the first of
each new burst, up to a bound. In later segments of a long stream they are fewer.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from logscan.model import Event, Excerpt
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from logscan.engine.stream import RecordStream, Span

_ALWAYS = 3  # the first events of a signature
_AT_MOST = 12  # of one signature
_ALWAYS_LATER = _AT_MOST_LATER = 1  # the same in each segment but the first
_CHARS = 500  # of one line of context


@dataclass(slots=True)
class _Open:
    """An excerpt that waits for the records after its event."""

    event: Event
    before: list[str]
    next: int  # the position where the next record starts
    after: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Seen:
    """How often a signature was offered, and when last."""

    times: int = 0
    kept: int = 0
    last_ns: int | None = None


class ExcerptKeeper:
    """The excerpts of one stream, complete and waiting."""

    def __init__(self, context: int, redact: Callable[[list[str]], list[str]]) -> None:
        self._context, self._redact = context, redact
        self._seen: dict[str, _Seen] = {}
        self._open: list[_Open] = []
        self._done: list[Excerpt] = []
        self._always, self._at_most = _ALWAYS, _AT_MOST

    def begin_segment(self) -> None:
        """Finish what is open, and count anew: another segment of the stream begins."""
        self.close()
        self._seen.clear()
        self._always, self._at_most = _ALWAYS_LATER, _AT_MOST_LATER

    def offer(self, event: Event, gap_ns: int, stream: RecordStream, span: Span, stop: int) -> None:
        """Keep the event's surroundings where it is one of the first of its burst."""
        if not self._wanted(event, gap_ns):
            return
        # One record more than is shown: its end may tell that the next line is a secret.
        above = [s for s, _ in zip(stream.before(span), range(self._context + 1), strict=False)]
        before = [stream.fields(s).message[:_CHARS] for s in reversed(above)]
        entry = _Open(event, before, span.high + stream.separator_bytes)
        self._fill(entry, stream, stop)
        if len(entry.after) < self._context:
            self._open.append(entry)
        else:
            self._finish(entry)

    def extend(self, stream: RecordStream, start: int, stop: int) -> None:
        """Give waiting excerpts the records of ``held[start:stop]``."""
        waiting, self._open = self._open, []
        for entry in waiting:
            entry.next = max(entry.next, start)
            self._fill(entry, stream, stop)
            if len(entry.after) < self._context:
                self._open.append(entry)
            else:
                self._finish(entry)

    def shift(self, by: int) -> None:
        """Follow the stream when it forgets its first *by* bytes."""
        for entry in self._open:
            entry.next -= by

    def close(self) -> None:
        """Finish the excerpts that will see no more records."""
        for entry in self._open:
            self._finish(entry)
        self._open = []

    def drop(self, event: Event) -> None:
        """Forget the excerpt of an event that turned out to be a repetition."""
        self._open = [entry for entry in self._open if entry.event is not event]
        self._done = [excerpt for excerpt in self._done if excerpt.event is not event]

    def take(self, undecided: Sequence[Event] = ()) -> list[Excerpt]:
        """Return the complete excerpts that were not taken yet, but for *undecided* events."""
        waiting = {id(event) for event in undecided}
        taken = [excerpt for excerpt in self._done if id(excerpt.event) not in waiting]
        self._done = [excerpt for excerpt in self._done if id(excerpt.event) in waiting]
        return taken

    def _wanted(self, event: Event, gap_ns: int) -> bool:
        seen = self._seen.setdefault(event.signature_id, _Seen())
        last, seen.last_ns = seen.last_ns, event.time_ns
        seen.times += 1
        fresh = last is not None and event.time_ns is not None and event.time_ns - last > gap_ns
        wanted = seen.times <= self._always or (fresh and seen.kept < self._at_most)
        seen.kept += wanted
        return wanted

    def _fill(self, entry: _Open, stream: RecordStream, stop: int) -> None:
        for span in stream.between(entry.next, stop):
            if len(entry.after) == self._context:
                break
            entry.after.append(stream.fields(span).message[:_CHARS])
            entry.next = span.high + stream.separator_bytes

    def _finish(self, entry: _Open) -> None:
        """Redact the messages together: a key may be printed over several of them."""
        lines = self._redact([*entry.before, entry.event.evidence, *entry.after])
        at = len(entry.before)
        before = tuple(lines[max(0, at - self._context) : at])
        self._done.append(Excerpt(event=entry.event, before=before, after=tuple(lines[at + 1 :])))
