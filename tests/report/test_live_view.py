"""The live screen fits any terminal, shows what matters first, and obeys no log text."""

import io
import re
from dataclasses import replace

import pytest
from hostile import MARKUP, TERMINAL
from hypothesis import given
from hypothesis import strategies as st

from logscan.model import Event, Status, Text
from logscan.report import live
from logscan.report.live import LiveScreen, LiveState, live_line, screen_lines, verdict_line
from logscan.report.view import all_steps
from logscan.scanner import Scanner

LINES = [
    "==> Deploying...",
    "==> Running 'node app.js'",
    "Error: connect ECONNREFUSED 10.0.0.5:5432",
    "==> Exited with status 1",
] * 5
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202e\u2066]")


@pytest.fixture(scope="module")
def state():
    """A failing service in a crash loop, seen by two sources."""
    scanner = Scanner()
    scan = scanner.start()
    stream = scan.attach("app.log")
    text = "".join(f"2025-10-24T12:00:{n:02d}Z  {line}\n" for n, line in enumerate(LINES))
    events = stream.feed(text.encode()) + stream.settle()
    return LiveState(
        report=scan.snapshot()(),
        events=[(event, scanner.catalogue[event.signature_id]) for event in events],
        sources=[("app.log", False), ("stdin", True)],
        lines=1234,
        events_seen=len(events),
        lines_per_second=12.3,
        events_per_second=0.4,
        rates=[0, 1, 2, 3] * 15,
        quiet_seconds=75.0,
        notes=[Text(en="stdin ended after 61 s", ko="끝남")],
        alerts_sent=2,
    )


def shown(state, height=30, language="en", width=100):
    """The screen as text."""
    return "\n".join(line.plain for line in screen_lines(state, language, height, width))


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("height", [*range(1, 12), 20, 30, 60])
def test_it_has_as_many_lines_as_the_terminal(state, height, language):
    """Never more, never fewer; the verdict is always among them."""
    lines = screen_lines(state, language, height, 100)
    assert len(lines) == height
    assert ("FAILING" if language == "en" else "장애") in lines[0].plain


def test_a_screen_of_usual_size_shows_everything(state):
    """Verdict, incident, what to do, attempts, events, rates, silence, sources, notes."""
    text = shown(state)
    for part in (
        "FAILING", "Connection refused by 10.0.0.5:5432", "↳", "DO NEXT", "ATTEMPTS",
        "LAST EVENTS", "1,234 lines (12.3/s)", "20 events (0.4/s)", "last line 1m 15s ago",
        "app.log, stdin (ended)", "stdin ended after 61 s", "alerts: 2 sent, 0 failed", "█",
    ):  # fmt: skip
        assert part in text
    assert text.index("DO NEXT") < text.index("ATTEMPTS") < text.index("LAST EVENTS")


@pytest.mark.parametrize("height", [9, 12, 16, 30])
def test_events_keep_a_third_of_the_screen(state, height):
    """The last event is always the last line above the rates."""
    events = [line for line in shown(state, height).splitlines() if "app.log:" in line]
    assert len(events) >= height // 3 - 1
    assert "app.log:20" in events[-1]


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("width", [1, 20, 60, 100])
def test_steps_are_told_in_full_where_there_is_room(state, width, language):
    """No word is missing, and no line is wider than the terminal where its words are not."""
    few = replace(state, events=state.events[-2:])
    text = shown(few, 200, language, width)
    step = all_steps(few.report)[0].text.in_language(language)
    assert " ".join(step.split()) in " ".join(text.split())
    if width >= 60:
        heading, end = ("DO NEXT", "ATTEMPTS") if language == "en" else ("지금 할 일", "시도")
        lines = text.split(f"{heading}\n")[1].split(f"\n{end}")[0].splitlines()
        assert max(map(live._cells, lines)) <= width


@pytest.mark.parametrize("height", [24, 30, 45])
def test_steps_leave_half_of_the_screen_to_events(state, height):
    """Where events would be pushed out of their half, steps stay one line each."""
    shows = lambda text: sum("app.log:" in line for line in text.splitlines())  # noqa: E731 - short
    folded = shows(shown(state, height, width=10_000))
    assert shows(shown(state, height)) >= min(folded, height // 2 - 1)


def test_what_is_over_asks_for_nothing(state):
    """Steps are shown while something is wrong."""
    report = state.report
    over = replace(report, verdict=replace(report.verdict, status=Status.RECOVERED))
    assert "DO NEXT" not in shown(replace(state, report=over))


def test_before_the_first_line():
    """It says that it waits."""
    text = shown(LiveState(sources=[("app.log", False)]), 8)
    assert text.count("waiting for lines") == 2
    assert "none yet" in text


def test_every_word_of_the_interface_is_korean(state):
    """Nothing falls back to English."""
    assert all(word.ko for word in live._WORDS.values())
    assert not re.search(r"LAST EVENTS|ATTEMPTS|lines|ago", shown(state, 40, "ko"))


@pytest.mark.parametrize("text", TERMINAL + MARKUP)
def test_log_text_is_shown_not_obeyed(state, text):
    """No control, no invisible character, no second line."""
    event, signature = state.events[2]
    hostile = event._replace(
        evidence=text, source=text, instance=text, captures=(("host", text), ("port", text))
    )
    report = replace(
        state.report, verdict=replace(state.report.verdict, headline=Text(en=text, ko=text))
    )
    drawn = replace(state, report=report, events=[(hostile, signature)], sources=[(text, False)])
    for line in (
        *shown(drawn).split("\n"), live_line(hostile, signature, "en"), verdict_line(report, "ko")
    ):  # fmt: skip
        assert not CONTROLS.search(line)
        assert "\n" not in line
    assert len(shown(drawn).split("\n")) == 30


@given(width=st.integers(1, 200), height=st.integers(1, 60))
def test_drawing_fits_any_size(state, width, height):
    """No line is wider than the terminal, so nothing scrolls or wraps."""
    stream = io.StringIO()
    screen = LiveScreen(stream, language="ko", color=False)
    screen._console.size = (width, height)
    with screen:
        stream.truncate(0)
        stream.seek(0)
        screen.show(state)
        drawn = stream.getvalue()
    rows = re.sub(r"\x1b\[[?\d;]*[a-zA-Z]", "", drawn).split("\n")
    assert len(rows) <= height
    assert all(live._cells(row.rstrip("\r")) <= width for row in rows)


def test_an_event_without_time_or_values():
    """It has the title of its signature, and a place for the time."""
    signature = next(s for s in Scanner().catalogue.signatures if s.id == "econnrefused")
    event = Event(
        signature_id="econnrefused", source="x", line=3, offset=0, time_ns=None, evidence="e"
    )
    line = live_line(event, signature, "en")
    assert line.startswith("--:--:--  critical  Connection refused  x:3  e")
