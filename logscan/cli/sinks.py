"""Show a running scan where somebody looks: on a terminal's screen, line by line, as JSON."""

from __future__ import annotations

import os
import sys
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Protocol

from logscan.cli import config
from logscan.cli.notes import say
from logscan.cli.signals import STOP
from logscan.report import one_line
from logscan.report.live import LiveScreen, LiveState, live_line, verdict_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from logscan.cli.forms import EventForm
    from logscan.cli.output import FileTarget, StandardOutput
    from logscan.model import Event, Signature, Status, Text

FRAME_SECONDS = 0.02  # between two drawings, at least
CLOCK_SECONDS = 0.5  # between two drawings when nothing happens
_DRAWING_SHARE = 3  # the pause, as a multiple of what a drawing took


class Sink(Protocol):
    """Where a running scan is shown."""

    judged: bool  # whether it shows verdicts

    def event(self, event: Event, signature: Signature) -> None:
        """Show one event."""
        ...

    def note(self, text: Text) -> None:
        """Show something that is worth saying at once."""
        ...

    def update(self, state: Callable[[], LiveState], *, changed: bool) -> None:
        """Show the state of things; called many times a second."""
        ...


class EventsAlone:
    """Events in a form for programs."""

    judged = False

    def __init__(self, events: EventForm, language: str) -> None:
        self._events, self._language = events, language

    def event(self, event: Event, signature: Signature) -> None:
        """Write the event."""
        self._events.add(event, signature)

    def note(self, text: Text) -> None:
        """Say it beside the results."""
        say(f"logscan: {one_line(text.in_language(self._language))}")

    def update(self, state: Callable[[], LiveState], *, changed: bool) -> None:
        """Show nothing: events alone are asked for."""


class PlainLines:
    """Events and changes of the verdict as lines for people, where there is no terminal."""

    judged = True

    def __init__(self, write: Callable[[str], None], language: str) -> None:
        self._write, self._language = write, language
        self._last: tuple[Status, str | None] | None = None

    def event(self, event: Event, signature: Signature) -> None:
        """Write the event."""
        self._write(live_line(event, signature, self._language))

    def note(self, text: Text) -> None:
        """Say it beside the results."""
        say(f"logscan: {one_line(text.in_language(self._language))}")

    def update(self, state: Callable[[], LiveState], *, changed: bool) -> None:
        """Write the verdict where it is another than before."""
        report = state().report if changed else None
        if report is None:
            return
        verdict = (report.verdict.status, report.verdict.cause)
        if verdict != self._last:
            self._last = verdict
            self._write(verdict_line(report, self._language))


class Drawing:
    """The screen of a terminal, drawn again when something has changed."""

    judged = True

    def __init__(self, screen: LiveScreen) -> None:
        self._screen = screen
        self._changed, self._next, self._clock = True, 0.0, 0.0

    def event(self, event: Event, signature: Signature) -> None:
        """Draw soon: the state holds the event."""
        del event, signature
        self._changed = True

    def note(self, text: Text) -> None:
        """Draw soon: the state holds the note."""
        del text
        self._changed = True

    def update(self, state: Callable[[], LiveState], *, changed: bool) -> None:
        """Draw if something has changed and the last drawing was a moment ago."""
        self._changed = self._changed or changed
        now = time.monotonic()
        if now < self._next or not (self._changed or now >= self._clock):
            return
        self._screen.show(state())
        done = time.monotonic()
        self._next = done + max(FRAME_SECONDS, _DRAWING_SHARE * (done - now))
        self._clock, self._changed = done + CLOCK_SECONDS, False


class Silent:
    """Nothing is shown before the report."""

    judged = False

    def event(self, event: Event, signature: Signature) -> None:
        """Show nothing."""

    def note(self, text: Text) -> None:
        """Show nothing."""

    def update(self, state: Callable[[], LiveState], *, changed: bool) -> None:
        """Show nothing."""


@contextmanager
def sink_for(
    form: str,
    target: FileTarget | StandardOutput,
    events: EventForm | None,
    *,
    language: str,
    color: str,
    quiet: bool,
    pasted: bool,
) -> Iterator[Sink]:
    """Choose where to show the run: with the results if they are for people, else beside them.

    Where *events* are the results, they are all there is to show.

    A terminal that the log is *pasted* into is no screen: what is typed would be drawn over.
    """
    if events is not None:
        yield EventsAlone(events, language)
        return
    if quiet:
        yield Silent()
        return
    is_result = form == "terminal" and target.path is None
    stream = sys.stdout if is_result else sys.stderr
    terminal = _terminal_of(stream)
    if terminal is None or pasted:
        yield PlainLines(
            lambda line: target.write(f"{line}\n") if is_result else say(line), language
        )
        return
    with ExitStack() as stack:
        file = stack.enter_context(
            open(terminal, "w", encoding="utf-8", errors="replace", closefd=False)
        )
        colored = config.wants_color(color, os.environ, is_terminal=True)
        STOP.restorers.append(lambda: _give_back(terminal))
        stack.callback(STOP.restorers.clear)
        screen = LiveScreen(file, language=language, color=colored)
        yield Drawing(stack.enter_context(screen))


def _give_back(terminal: int) -> None:
    """Show the cursor, and what was on the terminal before."""
    os.write(terminal, b"\x1b[?25h\x1b[?1049l")


def _terminal_of(stream: object) -> int | None:
    """Return the descriptor of a terminal that can hold a screen, or None."""
    if stream is None or os.environ.get("TERM") in (None, "", "dumb"):
        return None
    try:
        descriptor = stream.fileno()  # type: ignore[attr-defined] # whatever has none is no terminal
    except (AttributeError, OSError, ValueError):
        return None
    return descriptor if os.isatty(descriptor) else None
