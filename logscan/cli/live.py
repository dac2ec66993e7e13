"""Follow sources and show what happens as it happens, until they end or somebody stops it.

Reading never waits for judging: the verdict is worked out in a thread of its own, from a copy
of the state, as often as that costs little.
"""

from __future__ import annotations

import os
import stat
import sys
import threading
import time
from collections import deque
from contextlib import closing
from dataclasses import field
from typing import TYPE_CHECKING

from logscan.cli.signals import STOP
from logscan.errors import UsageError
from logscan.intake.following import PipeTail, follow, tails_of
from logscan.intake.restarting import CommandTail
from logscan.model import Text
from logscan.report.live import LiveState
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from logscan.cli.alerts import Alerts
    from logscan.cli.sinks import Sink
    from logscan.intake.following import Tail
    from logscan.intake.sources import Source
    from logscan.model import Event, Signature
    from logscan.scanner import Report, Scan, Scanner, Stream

JUDGE_SECONDS = 0.2  # between two judgements, at least
BUSY_SECONDS = 2.0  # a stream that never rests is judged this often
SETTLE_SECONDS = 0.015  # what is held back waits until a stream was quiet this long
HALF_SECONDS = 0.1  # the same for one that ends in half a line
BEGIN_SECONDS = 0.03  # the start of a stream that is never quiet waits this long
SWITCH_SECONDS = 0.001  # how long the judging thread may keep reading from going on
TAIL_SECONDS = 30.0  # a pipe from Render that lasted this long has probably timed out
_JUDGING_SHARE = 4  # the pause, as a multiple of what the work took
_COPYING_SHARE = 50  # copying the state happens in the reading thread
_EVENTS_KEPT, _NOTES_KEPT, _SECONDS_KEPT = 200, 5, 60
_RATE_SECONDS = 10
_USUAL_LINES = (
    b"2025-10-24T12:00:00Z  Error: connect ECONNREFUSED 10.0.0.5:5432\n"
    b"2025-10-24T12:00:01Z  ==> Exited with status 1\n"
)


# ---------------------------------------------------------------- judging beside reading


class _Judge:
    """Makes one report at a time in a thread of its own."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._result: Report | BaseException | None = None
        self._began = self._next = 0.0
        self._copied_seconds = 0.0

    def begin(self, scan: Scan) -> bool:
        """Begin a judgement of the present state, unless one is running or was just made."""
        now = time.monotonic()
        if self._thread is not None or now < self._next:
            return False
        make = scan.snapshot()
        self._began = time.monotonic()
        self._copied_seconds = self._began - now
        self._thread = threading.Thread(target=self._work, args=(make,), name="judge", daemon=True)
        self._thread.start()
        return True

    def _work(self, make: Callable[[], Report]) -> None:
        try:
            self._result = make()
        except BaseException as error:  # noqa: BLE001 - it is raised again where it is taken
            self._result = error

    def take(self) -> Report | None:
        """Return the report that was begun, if it is done."""
        if self._thread is None or self._thread.is_alive():
            return None
        self._thread, result = None, self._result
        took_seconds = time.monotonic() - self._began
        pause_seconds = max(
            JUDGE_SECONDS, _JUDGING_SHARE * took_seconds, _COPYING_SHARE * self._copied_seconds
        )
        self._next = time.monotonic() + pause_seconds
        if isinstance(result, BaseException):
            raise result
        return result


# ---------------------------------------------------------------- the run


@dataclass(slots=True)
class _Rates:
    """Lines and events of the last minute, second by second."""

    began: float = field(default_factory=time.monotonic)
    seconds: deque[tuple[int, int, int]] = field(
        default_factory=lambda: deque(maxlen=_SECONDS_KEPT)
    )

    def add(self, lines: int, events: int) -> None:
        """Count what has come now."""
        second = int(time.monotonic())
        if self.seconds and self.seconds[-1][0] == second:
            _, some_lines, some_events = self.seconds.pop()
            lines, events = lines + some_lines, events + some_events
        self.seconds.append((second, lines, events))

    def now(self) -> tuple[float, float]:
        """Return lines and events a second, over the last ten seconds."""
        now = time.monotonic()
        length = min(_RATE_SECONDS, max(now - self.began, 1.0))
        recent = [one for one in self.seconds if one[0] > now - _RATE_SECONDS]
        return sum(one[1] for one in recent) / length, sum(one[2] for one in recent) / length

    def history(self) -> tuple[int, ...]:
        """Return the lines of each of the last sixty seconds, oldest first."""
        now, counts = int(time.monotonic()), {second: lines for second, lines, _ in self.seconds}
        return tuple(counts.get(now - back, 0) for back in range(_SECONDS_KEPT - 1, -1, -1))


class _Open:
    """One followed source with its stream and what the view must know of it."""

    def __init__(self, tail: Tail, stream: Stream) -> None:
        self.tail, self.stream = tail, stream
        self.began = self.fed = time.monotonic()
        self.first: float | None = None  # when its first bytes came
        self.ended = False
        self.begun = False  # its layout was decided on
        self.unsettled = False  # something has come since it was settled
        self._whole = True  # it ends with a whole line

    def feed(self, data: bytes) -> list[Event]:
        """Take what has come, and return the events it completes."""
        now = self.fed = time.monotonic()
        self.first = now if self.first is None else self.first
        self.unsettled, self._whole = True, data.endswith(b"\n")
        events = self.stream.feed(data)
        if not self.begun and now - self.first > BEGIN_SECONDS:
            events += self.settle()
        return events

    def is_resting(self) -> bool:
        """Say whether nothing more seems to belong to what has come."""
        quiet_seconds = time.monotonic() - self.fed
        return quiet_seconds > (SETTLE_SECONDS if self._whole else HALF_SECONDS)

    def settle(self) -> list[Event]:
        """Return the events that were held back for what could follow."""
        self.unsettled, self.begun = False, True
        return self.stream.settle()


class Session:
    """One run over sources that grow; ``run`` returns the full report."""

    def __init__(self, scanner: Scanner, sink: Sink, alerts: Alerts | None) -> None:
        self._scanner, self._sink, self._alerts = scanner, sink, alerts
        self._scan = scanner.start()
        self._judge = _Judge()
        self._rates = _Rates()
        self._open: list[_Open] = []
        self._events: deque[tuple[Event, Signature]] = deque(maxlen=_EVENTS_KEPT)
        self._notes: deque[Text] = deque(maxlen=_NOTES_KEPT)
        self._report: Report | None = None
        self._lines = self._events_seen = 0
        self._last_line: float | None = None
        self._is_news = False  # something has come since the last judgement began
        self._judged_at = time.monotonic()
        if alerts is not None:
            alerts.tell_failures(self.note)

    def note(self, text: Text) -> None:
        """Show something that is worth saying at once; any thread may call it."""
        self._notes.append(text)
        self._sink.note(text)

    def run(self, tails: Sequence[Tail]) -> Report:
        """Follow until all *tails* have ended, and return the report."""
        self._open = [_Open(tail, self._scan.attach(tail.source.name)) for tail in tails]
        self._warm_up()
        before = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_SECONDS)
        try:
            with closing(follow(tails)) as arrivals:
                for source, data in arrivals:
                    if source is None:
                        self._rest()
                    elif data:
                        self._arrived(self._opened(source), data)
                    else:
                        self._ended(self._opened(source))
                    self._show(resting=source is None)
        finally:
            sys.setswitchinterval(before)
        return self._scan.report()

    def _warm_up(self) -> None:
        """Let what is made ready at its first use be ready before the first line comes."""
        stream = self._scanner.start().attach("")
        stream.feed(_USUAL_LINES)
        stream.close()

    def _opened(self, source: Source) -> _Open:
        return next(one for one in self._open if one.tail.source is source)

    # ------------------------------------------------------------ what comes

    def _arrived(self, one: _Open, data: bytes) -> None:
        lines, events = data.count(b"\n"), one.feed(data)
        self._lines += lines
        self._rates.add(lines, len(events))
        self._last_line = one.fed
        self._is_news = True
        self._take(events)

    def _rest(self) -> None:
        """Use a quiet moment to let go what streams hold back."""
        for one in self._open:
            if one.unsettled and not one.ended and one.is_resting():
                events = one.settle()
                self._rates.add(0, len(events))
                self._is_news = True
                self._take(events)

    def _ended(self, one: _Open) -> None:
        self._take(one.stream.close())
        one.ended = one.begun = self._is_news = True
        source = one.tail.source
        if isinstance(one.tail, PipeTail) and not STOP.asked():
            source.notes.append(_end_of(one))
        for text in source.notes:
            self.note(text)
        self._scan.conclude(source, stopped=STOP.asked())

    def _take(self, events: list[Event]) -> None:
        self._events_seen += len(events)
        for event in events:
            signature = self._scanner.catalogue[event.signature_id]
            if self._alerts is not None:
                self._alerts.event(event)
            if self._scanner.shows(event):
                self._events.append((event, signature))
                self._sink.event(event, signature)

    # ------------------------------------------------------------ what is shown

    def _show(self, *, resting: bool) -> None:
        report = self._judge.take()
        if report is not None:
            self._report = report
        if self._report is not None and self._alerts is not None:
            self._alerts.verdict(self._report)
        self._sink.update(self._state, changed=report is not None)
        wanted = self._sink.judged or self._alerts is not None
        if wanted and self._is_news and all(one.begun or one.first is None for one in self._open):
            now = time.monotonic()
            if (resting or now - self._judged_at > BUSY_SECONDS) and self._judge.begin(self._scan):
                self._is_news, self._judged_at = False, now

    def _state(self) -> LiveState:
        lines_per_second, events_per_second = self._rates.now()
        last = self._last_line
        return LiveState(
            report=self._report,
            events=tuple(self._events),
            sources=[(one.tail.source.name, one.ended) for one in self._open],
            lines=self._lines,
            events_seen=self._events_seen,
            lines_per_second=lines_per_second,
            events_per_second=events_per_second,
            rates=self._rates.history(),
            quiet_seconds=None if last is None else time.monotonic() - last,
            notes=tuple(self._notes),
            alerts_sent=self._alerts.sent if self._alerts else 0,
            alerts_failed=self._alerts.failed if self._alerts else 0,
        )


def _end_of(one: _Open) -> Text:
    """Return what to say about a pipe that has ended without a word."""
    name, seconds = one.tail.source.name, time.monotonic() - one.began
    en, ko = f"{name} ended after {seconds:.0f} s", f"{name}이(가) {seconds:.0f}초 뒤에 끝났습니다"
    layout = one.stream.parser.info().layout
    if seconds >= TAIL_SECONDS and layout.startswith(("render", "dashboard")):
        en += (
            ": `render logs --tail` ends by itself after about a minute; "
            "`logscan run -- render logs ... --tail` starts it again"
        )
        ko += (
            ". `render logs --tail`은 약 1분 뒤에 저절로 끝납니다. "
            "`logscan run -- render logs ... --tail`을 쓰면 다시 시작합니다"
        )
    return Text(en=en, ko=ko)


def tails_for(
    sources: Sequence[Source], command: Sequence[str], announce: Callable[[Text], None]
) -> list[Tail]:
    """Return the tails of what was asked for: a command to run, or sources to follow.

    Raises ``UsageError`` where standard output goes into a followed file: it would never end.
    """
    if command:
        return [CommandTail(command, STOP.asked, announce)]
    for source in sources:
        if source.path is not None and _is_output(source.path):
            raise UsageError(f"{source.name} is where the output goes: it would read itself")
    return tails_of(sources, STOP.asked)


def _is_output(path: Path) -> bool:
    """Say whether standard output goes into the file."""
    try:
        output = os.fstat(sys.stdout.fileno())
        return stat.S_ISREG(output.st_mode) and os.path.samestat(path.stat(), output)
    except (OSError, ValueError, AttributeError):  # no such file; a closed or replaced output
        return False
