"""What is happening now, on one screen that never scrolls away, or line by line without one."""

from __future__ import annotations

import unicodedata
from dataclasses import field
from typing import TYPE_CHECKING, Self, TextIO

from logscan.catalogue import fill
from logscan.model import Kind, Outcome, Severity, Status, Text
from logscan.report.folding import fold_attempts, sparkline
from logscan.report.sanitize import one_line
from logscan.report.times import clock, day_and_clock, duration
from logscan.report.view import STATUS_SYMBOLS, all_steps, main_incident, titles
from logscan.report.words import name_of
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.live import Live
    from rich.text import Text as RichText

    from logscan.model import Event, Report, Signature
    from logscan.report.folding import AttemptRow

_SECOND_NS = 1_000_000_000
_LONG_SILENCE_SECONDS = 60  # after this long without a line the silence is shown in colour
_MAX_TEXT = 500
_SEVERITY_CELLS = 8
_STEP_INDENT = "    "
_MAX_ATTEMPTS, _MAX_STEPS, _MAX_NOTES = 4, 3, 2

_WORDS: Mapping[str, Text] = {
    "waiting": Text(en="waiting for lines", ko="로그를 기다리는 중"),
    "since": Text(en="since {time} UTC", ko="{time} UTC부터"),
    "sure": Text(en="{percent}% sure", ko="확신 {percent}%"),
    "next": Text(en="DO NEXT", ko="지금 할 일"),
    "attempts": Text(en="ATTEMPTS", ko="시도"),
    "events": Text(en="LAST EVENTS", ko="최근 이벤트"),
    "none": Text(en="none yet", ko="아직 없음"),
    "status": Text(en="status {n}", ko="상태 {n}"),
    "lines": Text(en="{n:,} lines ({rate:.1f}/s)", ko="{n:,}줄({rate:.1f}/초)"),
    "seen": Text(en="{n:,} events ({rate:.1f}/s)", ko="이벤트 {n:,}건({rate:.1f}/초)"),
    "quiet": Text(en="last line {time} ago", ko="마지막 줄 {time} 전"),
    "now": Text(en="last line just now", ko="방금 들어옴"),
    "ended": Text(en="{name} (ended)", ko="{name}(끝남)"),
    "alerts": Text(
        en="alerts: {sent} sent, {failed} failed", ko="알림: 전송 {sent}, 실패 {failed}"
    ),
    "stop": Text(en="Ctrl-C: end with the report", ko="Ctrl-C: 보고서를 쓰고 종료"),
}
_STATUS_STYLE: Mapping[Status, str] = {
    Status.FAILING: "bold red",
    Status.DEGRADED: "bold yellow",
    Status.RECOVERED: "bold green",
    Status.HEALTHY: "bold green",
    Status.INCONCLUSIVE: "bold cyan",
}
_SEVERITY_STYLE: Mapping[Severity, str] = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}
_OUTCOME_STYLE: Mapping[Outcome, str] = {
    Outcome.LIVE: "green",
    Outcome.FAILED: "red",
    Outcome.EXITED: "red",
}

Seen = tuple["Event", "Signature"]
Part = tuple[str, str]  # text and style


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveState:
    """Everything the screen shows; *events* are the last ones, oldest first.

    *rates* counts the lines of the last seconds, one number a second.
    """

    report: Report | None = None  # the latest judgement
    events: Sequence[Seen] = ()
    sources: Sequence[tuple[str, bool]] = ()  # name, and whether it has ended
    lines: int = 0
    events_seen: int = 0
    lines_per_second: float = 0.0
    events_per_second: float = 0.0
    rates: Sequence[int] = field(default=())
    quiet_seconds: float | None = None  # since the last line; None before the first
    notes: Sequence[Text] = ()
    alerts_sent: int = 0
    alerts_failed: int = 0


# ---------------------------------------------------------------- line by line


def live_line(event: Event, signature: Signature, language: str) -> str:
    """Return one event as one line: time, severity, title, place, message."""
    return one_line("  ".join(text for text, _ in _event_parts((event, signature), language)))


def verdict_line(report: Report, language: str) -> str:
    """Return the verdict as one line."""
    verdict = report.verdict
    symbol, status = STATUS_SYMBOLS[verdict.status], name_of(verdict.status, language)
    return one_line(f"{symbol} {status}: {verdict.headline.in_language(language)}")


def event_title(event: Event, signature: Signature, language: str) -> str:
    """Return the headline with captured values, or the title where a value is missing."""
    if signature.headline is not None:
        said = fill(signature.headline.in_language(language), dict(event.captures))
        if said is not None:
            return said
    return signature.title.in_language(language)


def _event_parts(seen: Seen, language: str) -> Iterator[Part]:
    event, signature = seen
    is_error = signature.kind is Kind.ERROR
    yield clock(event.time_ns) or "--:--:--", "dim"
    severity = name_of(signature.severity, language)
    yield severity + " " * (_SEVERITY_CELLS - _cells(severity)), _SEVERITY_STYLE[signature.severity]
    yield event_title(event, signature, language), "bold" if is_error else ""
    place = f"{event.source}:{event.line}"
    yield f"{event.instance} {place}" if event.instance else place, "dim"
    yield event.evidence.lstrip("\n").partition("\n")[0][:_MAX_TEXT], "" if is_error else "dim"


def _cells(text: str) -> int:
    """Return how wide a short text is; Korean letters take two cells."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


# ---------------------------------------------------------------- the screen


class LiveScreen:
    """The screen of a terminal, held from ``__enter__`` to ``__exit__``.

    *stream* is the terminal, as UTF-8. The size is looked up at each drawing, so that a
    resized terminal is filled again.
    """

    def __init__(self, stream: TextIO, *, language: str, color: bool) -> None:
        from rich.console import Console  # noqa: PLC0415 - rich is heavy

        self._console = Console(
            file=stream,
            force_terminal=True,
            color_system="standard" if color else None,
            highlight=False,
            markup=False,
            emoji=False,
        )
        self._language = language
        self._live: Live | None = None

    def __enter__(self) -> Self:
        """Take the screen."""
        from rich.live import Live  # noqa: PLC0415 - rich is heavy

        self._live = Live(
            console=self._console,
            screen=True,
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Give the screen back as it was."""
        if self._live is not None:
            self._live.stop()

    def show(self, state: LiveState) -> None:
        """Draw *state*."""
        if self._live is not None:
            self._live.update(_Screen(state, self._language), refresh=True)


class _Screen:
    """One drawing: lines that fit the terminal, whatever its size is."""

    def __init__(self, state: LiveState, language: str) -> None:
        self._state, self._language = state, language

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines from top to bottom."""
        width, height = max(options.max_width, 1), max(options.size.height, 1)
        for line in screen_lines(self._state, self._language, height, width):
            line.truncate(width, overflow="ellipsis")
            line.no_wrap = True
            yield line


def screen_lines(state: LiveState, language: str, height: int, width: int) -> list[RichText]:
    """Return exactly *height* lines: the verdict on top, the rates below, events between.

    Events keep a third of the screen; what is least needed gives way. Where there is room
    beside half a screen of events, what to do is told in full.
    """
    verdict, *facts = _top(state, language)
    steps, attempts = list(_steps(state, language)), list(_attempts(state, language))
    bottom = list(_bottom(state, language))
    for block in (attempts, steps, facts, bottom):
        while block and 1 + sum(map(len, (facts, steps, attempts, bottom))) > height - height // 3:
            block.pop(0 if block is bottom else -1)
            if len(block) == 1 and (block is attempts or block is steps):
                block.clear()  # a heading alone says nothing
    fixed = 1 + sum(map(len, (facts, steps, attempts, bottom)))
    spare = height - fixed - min(len(state.events) + 1, height // 2)
    top = [verdict, *facts, *_unfolded(steps, width, spare), *attempts]
    room = max(height - len(top) - len(bottom), 0)
    events = list(_events(state, language, room))
    blank: list[Sequence[Part]] = [()] * (room - len(events))
    return [_styled(parts) for parts in (*top, *events, *blank, *bottom)][:height]


def _unfolded(steps: Sequence[Sequence[Part]], width: int, spare: int) -> Iterator[Sequence[Part]]:
    """Yield the steps, the first ones on several lines as long as *spare* more are to be had."""
    for parts in steps:
        box, *rest = parts
        lines = _wrapped("".join(text for text, _ in rest), width, _cells(box[0]))
        if not 1 <= len(lines) - 1 <= spare:
            yield parts
            continue
        spare -= len(lines) - 1
        yield [box, (lines[0], "")]
        yield from ([(_STEP_INDENT + line, "")] for line in lines[1:])


def _wrapped(text: str, width: int, used: int) -> list[str]:
    """Return *text* on lines of *width* cells, the first of which is *used* up to there."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and used + _cells(longer) > width:
            lines.append(line)
            line, used = word, len(_STEP_INDENT)
        else:
            line = longer
    return [*lines, line]


def _styled(parts: Sequence[Part]) -> RichText:
    from rich.text import Text as RichText  # noqa: PLC0415 - rich is heavy

    line = RichText(end="\n")
    for text, style in parts:
        line.append(one_line(text), style=style)
    return line


def _say(key: str, language: str, **values: object) -> str:
    return _WORDS[key].in_language(language).format_map(values)


def _top(state: LiveState, language: str) -> Iterator[Sequence[Part]]:
    """Yield the verdict and the current incident."""
    report = state.report
    if report is None:
        yield [(_say("waiting", language), "bold cyan")]
        return
    verdict = report.verdict
    style = _STATUS_STYLE[verdict.status]
    status = f"{STATUS_SYMBOLS[verdict.status]} {name_of(verdict.status, language)}"
    yield [(status, style), ("  ", ""), (verdict.headline.in_language(language), "bold")]
    facts = []
    if verdict.since_ns is not None:
        facts.append(_say("since", language, time=day_and_clock(verdict.since_ns)))
    if verdict.confidence > 0:
        facts.append(_say("sure", language, percent=round(verdict.confidence * 100)))
    incident = main_incident(report)
    facts += [reason.in_language(language) for reason in incident.because[:2]] if incident else []
    if facts:
        yield [("  " + " · ".join(facts), "dim")]
    if incident is not None and incident.consequences:
        named = titles(report, language)
        effects = ", ".join(named.get(one, one) for one in incident.consequences)
        yield [(f"  ↳ {effects}", "")]


def _steps(state: LiveState, language: str) -> Iterator[Sequence[Part]]:
    """Yield what to do, as long as there is something wrong."""
    report = state.report
    if report is None or report.verdict.status not in (Status.FAILING, Status.DEGRADED):
        return
    steps = all_steps(report)[:_MAX_STEPS]
    if steps:
        yield [(_say("next", language), "bold")]
    for step in steps:
        text = step.text.in_language(language)
        yield [(f"  {name_of(step.within, language)}: ", "dim"), (text, "")]


def _attempts(state: LiveState, language: str) -> Iterator[Sequence[Part]]:
    rows = fold_attempts(state.report.attempts) if state.report else []
    if not rows:
        return
    yield [(_say("attempts", language), "bold")]
    for row in rows[-_MAX_ATTEMPTS:]:
        yield _attempt(row, language)


def _attempt(row: AttemptRow, language: str) -> Sequence[Part]:
    first = row.first
    phase = name_of(first.phase, language) + (f" x{row.attempts:,}" if row.attempts > 1 else "")
    end = name_of(first.outcome, language)
    if first.exit_status is not None:
        end += f" ({_say('status', language, n=first.exit_status)})"
    when = " – ".join(filter(None, dict.fromkeys((clock(row.start_ns), clock(row.end_ns)))))  # noqa: RUF001 - a span
    return [
        (f"  {phase}  ", ""),
        (f"{when}  " if when else "", "dim"),
        (end, _OUTCOME_STYLE.get(first.outcome, "")),
    ]


def _events(state: LiveState, language: str, room: int) -> Iterator[Sequence[Part]]:
    """Yield the last events that fit below their heading, oldest first."""
    if room < 1:
        return
    if room > 1:
        count = "" if state.events else f"  {_say('none', language)}"
        yield [(_say("events", language), "bold"), (count, "dim")]
        room -= 1
    for seen in list(state.events)[-room:]:
        parts: list[Part] = []
        for text, style in _event_parts(seen, language):
            parts += [(text, style), ("  ", "")]
        yield parts


def _bottom(state: LiveState, language: str) -> Iterator[Sequence[Part]]:
    """Yield what was said last, then the rates and the sources."""
    for note in state.notes[-_MAX_NOTES:]:
        yield [(note.in_language(language), "yellow")]
    names = (_say("ended", language, name=name) if ended else name for name, ended in state.sources)
    yield [(", ".join(names), "bold"), ("  ", ""), (sparkline(state.rates, 30), "cyan")]
    facts = [
        _say("lines", language, n=state.lines, rate=state.lines_per_second),
        _say("seen", language, n=state.events_seen, rate=state.events_per_second),
    ]
    if state.alerts_sent or state.alerts_failed:
        alerts = {"sent": state.alerts_sent, "failed": state.alerts_failed}
        facts.append(_say("alerts", language, **alerts))
    parts = [(" · ".join(facts) + " · ", "dim"), _silence(state, language)]
    yield [*parts, (" · " + _say("stop", language), "dim")]


def _silence(state: LiveState, language: str) -> Part:
    seconds = state.quiet_seconds
    if seconds is None:
        return _say("waiting", language), "dim"
    if seconds < 1:
        return _say("now", language), "green"
    said = _say("quiet", language, time=duration(int(seconds) * _SECOND_NS, language))
    return said, "yellow" if seconds >= _LONG_SILENCE_SECONDS else "dim"
