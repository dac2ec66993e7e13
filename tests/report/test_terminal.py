"""The terminal report can be read anywhere and steers nothing."""

import re
import subprocess
import sys
from dataclasses import replace

import pytest
from hostile import CORPUS, hostile_report
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builders import REPORTS, crash_loop, empty, entry, nothing_found, recovered
from rich.cells import cell_len

from logscan.model import Kind, Role, Severity
from logscan.report import render

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069"
    "\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("width", [1, 2, 7, 20, 40, 59, 60, 80, 99, 160])
@pytest.mark.parametrize("name", REPORTS)
def test_no_line_is_wider_than_the_terminal(name, width, language):
    """At every width, in cells and not in characters, two-cell letters included."""
    text = render(REPORTS[name], width=width, language=language, verbosity=1)
    widest = max(cell_len(line) for line in text.splitlines())
    assert widest <= max(width, 4)
    assert widest > width // 2


@pytest.mark.parametrize("text", CORPUS)
@pytest.mark.parametrize("options", [{"width": 80, "color": True}, {}, {"width": 7}], ids=str)
def test_log_text_steers_nothing(text, options):
    """Whatever a log holds, the output has colours of ours, line ends and visible text only."""
    out = render(hostile_report(text), verbosity=1, **options)
    assert not FORBIDDEN.search(COLOURS.sub("", out) if options.get("color") else out)
    assert not any(line.lstrip().startswith("::") for line in out.splitlines())
    assert out.encode()


def test_markup_stays_text():
    """Square brackets are printed as they stand in the log."""
    for text in ("[/nope]", "GET /[id]/x", "[bold red]x[/]", ":smile:"):
        assert text in render(hostile_report(text))


@pytest.mark.parametrize("name", REPORTS)
def test_a_pipe_gets_plain_lines(name):
    """Without a width nothing is wrapped, no line ends in blanks, and there is no escape."""
    text = render(REPORTS[name])
    assert "\x1b" not in text
    assert all(line == line.rstrip() for line in text.splitlines())
    assert not re.search("[\u2500-\u257f]", text)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_colour_changes_no_word():
    """The coloured report without its colour codes is the plain one."""
    for report in REPORTS.values():
        coloured = render(report, width=80, color=True)
        assert "\x1b[" in coloured
        assert COLOURS.sub("", coloured) == render(report, width=80)


def test_only_safe_colours():
    """No white, black or bright colour is used: each vanishes on one ground or the other."""
    codes = {
        code
        for report in REPORTS.values()
        for match in re.findall(r"\x1b\[([0-9;]*)m", render(report, color=True, verbosity=1))
        for code in match.split(";")
    }
    assert codes <= {"0", "1", "2", "31", "32", "33", "36", "39", "49", "22"}


def test_the_answer_stands_first():
    """Verdict, reason, steps, timeline, attempts, findings and the rest, in this order."""
    text = render(crash_loop())
    headings = ["FAILING", "WHY", "DO NEXT", "TIMELINE", "ATTEMPTS", "FINDINGS"]
    headings += ["UNEXPLAINED", "NOTES", "READ"]
    places = [re.search(rf"^(. )?{heading}", text, re.MULTILINE).start() for heading in headings]
    assert places == sorted(places)


def test_steps_stand_in_time_boxes():
    """Each box is named once, the most urgent first, and each step says its source."""
    text = render(crash_loop())
    boxes = ["Within 2 minutes", "Within 5 minutes", "Within 10 minutes", "Later"]
    assert [text.count(box) for box in boxes] == [1, 1, 1, 1]
    assert sorted(boxes, key=text.index) == boxes
    assert "minutes.  [runbook: immediate actions, step 3]" in text


def test_a_crash_loop_is_folded():
    """Fourteen boots are one row in the attempts and three in the timeline."""
    text = render(crash_loop())
    assert "boot x14" in text
    assert text.count("Start command runs") == 1
    assert re.search(r"x14 +▸ Start command runs", text)
    assert re.search(r"x27 \S+ +✗ Connection refused", text)


def test_quiet_is_the_answer_only():
    """Quiet shows the verdict, the cause and the steps."""
    text = render(crash_loop(), verbosity=-1)
    assert "Database connection refused" in text
    assert "DATABASE_URL is unset" in text
    assert "Restart the service" in text
    assert "TIMELINE" not in text
    assert "FINDINGS" not in text


def test_verbose_holds_back_nothing():
    """Verbose shows the layout's reason, all evidence, harmless findings and references."""
    text = render(crash_loop(), verbosity=1)
    assert "98 of 100 lines begin with a date" in text
    assert "stdin:40 >" in text
    assert "port probe" in text
    assert "https://nodejs.org/api/errors.html" in text
    assert "; -v shows" not in text


def test_what_is_held_back_is_said():
    """Each bound of the page names how many rows it left out."""
    rows = tuple(entry(f"12:{n % 60:02}:{n // 60:02}", f"mark-{n * n}") for n in range(100))
    many = replace(crash_loop(), timeline=rows, next_steps=crash_loop().next_steps * 3)
    text = render(many)
    assert "… 76 more rows; -v shows all" in text
    assert "8 more steps; -v shows all" in text
    assert "1 more place; -v shows it" in text
    assert "… 1 more line" in text


def test_bounds_that_were_hit_are_said():
    """Counters above zero and secrets removed are in the notes, zeros are not."""
    text = render(crash_loop(complete=False))
    assert text.count("3 records longer than 64 KiB were cut") == 1
    assert "records cut:" not in text
    assert "2 marks in the middle of the timeline were left out" in text
    assert "secrets removed: bearer-token 1, postgres-password 2" in text
    assert "captured" not in text
    assert "this report is incomplete" in text
    assert "bytes odd: 7" in render(
        replace(crash_loop(), stats=replace(crash_loop().stats, counters={"bytes_odd": 7}))
    )


def test_nothing_found_is_an_answer():
    """It says what was read, what stays unexplained and what to fetch next."""
    text = render(nothing_found())
    assert "read 1,000 lines, 2025-10-24 12:00:00\u201312:27:02 UTC" in text
    assert "3 error-looking lines are unexplained" in text
    assert "render logs -r SERVICE --limit 1000" in text
    assert "Error: <*> failed after <*> ms" in text


def test_nothing_read_says_how_to_begin():
    """An empty log gives a command to try, not an empty page."""
    assert "render logs -r SERVICE -o text | logscan" in render(empty())


def test_several_days_and_sources_are_told_apart():
    """Times get their day, and places their source, only where there are several."""
    text = render(recovered())
    assert "10-25 00:04:00" in text
    assert "logs/app.log:400" in text
    assert "10-24" not in render(crash_loop()).split("TIMELINE  2025-10-24")[1]


def test_context_is_chosen():
    """``context`` counts the messages on each side; none is possible."""
    assert "node app.js" not in render(crash_loop(), context=0)
    text = render(crash_loop(), context=1)
    assert "> node app.js" in text
    assert "bemore-backend@1.0.0 start" not in text


def test_a_long_line_is_cut_and_says_so():
    """A record of 64 KiB does not fill the screen."""
    finding = crash_loop().findings[0]
    long = replace(finding.evidence[0], text="x" * 65_536)
    text = render(replace(crash_loop(), findings=(replace(finding, evidence=(long,)),)), width=80)
    assert len(text) < 8_000
    assert "more characters" in text


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.integers(1, 120), st.sampled_from([-1, 0, 1]))
def test_any_text_at_any_width(text, width, verbosity):
    """No log text and no width makes the page fail."""
    assert render(hostile_report(text), width=width, verbosity=verbosity).encode()


def test_undated_rows_say_so():
    """A burst without a time keeps its place in the timeline."""
    rows = (
        entry(None, "x", kind=Kind.ERROR, severity=Severity.HIGH, role=Role.INDEPENDENT),
        entry("12:00:00"),
    )
    assert re.search(
        r"no time +line 3 +! Deploy started", render(replace(crash_loop(), timeline=rows))
    )


def test_rich_is_imported_late():
    """Importing the package costs nothing that a reader of JSON does not need."""
    heavy = "('rich', 'pandas', 'csv', 'logscan.report.html', 'importlib.resources')"
    code = f"import sys, logscan.report; print([m for m in {heavy} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
