"""What people see is looked at once, then held: a change of it is a choice.

``LOGSCAN_SNAPSHOTS=write pytest tests/report/test_snapshots.py`` writes the files anew; the
difference is then read before it is committed.
"""

import os
import re
from pathlib import Path

import pytest
from report_builders import REPORTS, crash_loop, event, nothing_found, signature

from logscan.report import event_line, render
from logscan.report.csv import event_row, events_head

FOLDER = Path(__file__).parent / "snapshots"
COMMAND = "logscan --format markdown app.log"
CASES = {
    **{
        f"{name}-{width}-{language}.txt": (name, "terminal", {"width": width, "language": language})
        for name in REPORTS
        for width in (80, 160)
        for language in ("en", "ko")
    },
    "crash-loop-piped.txt": ("crash-loop", "terminal", {}),
    "crash-loop-40-ko.txt": ("crash-loop", "terminal", {"width": 40, "language": "ko"}),
    "crash-loop-quiet.txt": ("crash-loop", "terminal", {"width": 80, "verbosity": -1}),
    "crash-loop-verbose.txt": ("crash-loop", "terminal", {"width": 80, "verbosity": 1}),
    "crash-loop-color.txt": ("crash-loop", "terminal", {"width": 80, "color": True}),
    "crash-loop-en.md": ("crash-loop", "markdown", {"command": COMMAND}),
    "crash-loop-ko.md": ("crash-loop", "markdown", {"command": COMMAND, "language": "ko"}),
    "crash-loop-slack.md": ("crash-loop", "markdown", {"max_chars": 3000}),
    "nothing-found-en.md": ("nothing-found", "markdown", {}),
    "crash-loop-en.slack.txt": ("crash-loop", "slack", {}),
    "nothing-found-ko.slack.txt": ("nothing-found", "slack", {"language": "ko"}),
    "crash-loop-en.json": ("crash-loop", "json", {}),
    "crash-loop-ko.csv": ("crash-loop", "csv", {"language": "ko"}),
    "crash-loop-en.html": ("crash-loop", "html", {}),
    "nothing-found-ko.html": ("nothing-found", "html", {"language": "ko"}),
    "crash-loop-en.sarif": ("crash-loop", "sarif", {"command": COMMAND}),
    "recovered-ko.sarif": ("recovered", "sarif", {"language": "ko"}),
    "crash-loop-en.junit.xml": ("crash-loop", "junit", {}),
    "nothing-found-ko.junit.xml": ("nothing-found", "junit", {"language": "ko"}),
}


def held(name, text):
    """Compare *text* with the file, or write it where that is asked for."""
    path = FOLDER / name
    if os.environ.get("LOGSCAN_SNAPSHOTS") == "write":
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    assert text == path.read_text(encoding="utf-8")


def without_assets(page):
    """Return a page without its style, its script and their hashes."""
    page = re.sub(r"(?s)(<(style|script)>).*?(</\2>)", r"\1\3", page)
    return re.sub(r"sha256-[\w+/=]+'", "sha256-'", page)


@pytest.mark.parametrize("name", CASES)
def test_outputs(name):
    """Each output of a known report is what was looked at."""
    report, form, options = CASES[name]
    text = render(REPORTS[report], form, **options)
    held(name, without_assets(text) if form == "html" else text)


def test_events():
    """So is one event in each of its forms."""
    held("event.jsonl", event_line(event(), signature()) + "\n")
    held("event.csv", events_head() + event_row(event(), signature()))


def test_no_snapshot_is_forgotten():
    """Each file in the folder belongs to a case."""
    names = {path.name for path in FOLDER.iterdir()}
    assert names == {*CASES, "event.jsonl", "event.csv"}


def test_outputs_do_not_depend_on_the_environment(monkeypatch):
    """The terminal's own variables are the caller's business, not the renderer's."""
    before = render(crash_loop(), width=80), render(nothing_found(), color=True)
    for name, value in {
        "NO_COLOR": "1",
        "COLUMNS": "33",
        "FORCE_COLOR": "1",
        "TERM": "dumb",
    }.items():
        monkeypatch.setenv(name, value)
    assert (render(crash_loop(), width=80), render(nothing_found(), color=True)) == before
