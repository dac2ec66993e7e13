"""The report reaches the summary page of a GitHub job, and nothing else changes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import logscan as library
from logscan.cli import step_summary
from logscan.cli.step_summary import LIMIT_BYTES, add_to_summary

ROOT = Path(__file__).parent.parent.parent
REPORT = library.scan(ROOT / "samples" / "database-down-at-boot" / "input.log")
LINE = "2025-10-24T12:00:01Z Error: connect ECONNREFUSED 10.0.0.5:5432 password=hunter2x\n"


@pytest.fixture(autouse=True)
def alone(tmp_path, monkeypatch):
    """A folder with a log, and a place for the summary that no machine has set."""
    for name in list(os.environ):
        if name.startswith("LOGSCAN_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.log").write_text(LINE)


def logscan(*words, **more):
    """Run the real command."""
    return subprocess.run(
        [sys.executable, "-m", "logscan", *map(str, words)],
        check=False, timeout=60, **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more,
    )  # fmt: skip


def add(**changes):
    """Add a known report to the summary."""
    options = {"taken": (), "language": "en", "context": 2, "command": "logscan app.log"}
    add_to_summary(REPORT, **options | changes)


@pytest.mark.parametrize("form", ["terminal", "json", "jsonl", "sarif", "markdown"])
def test_the_report_is_appended_whatever_the_form(form):
    """Standard output and error are what they are without it."""
    words = ("app.log", "--format", form)
    Path("summary.md").write_text("# An earlier step")
    done, plain = logscan(*words), logscan(*words, "--no-step-summary")
    summary = Path("summary.md").read_text()
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout.splitlines()) == len(plain.stdout.splitlines())
    assert summary.startswith("# An earlier step\n\n# ✗ FAILING: ")
    assert summary.count("# ✗ FAILING: ") == 1
    assert "hunter2x" not in summary


def test_it_can_be_switched_off():
    """By option, by variable, by file."""
    assert logscan("app.log", "--no-step-summary").returncode == 0
    env = os.environ | {"LOGSCAN_STEP_SUMMARY": "no"}
    assert logscan("app.log", env=env).returncode == 0
    Path("logscan.toml").write_text("step-summary = false\n")
    assert logscan("app.log").returncode == 0
    assert not Path("summary.md").exists()


def test_exit_codes_stay():
    """A finding is still 1, and the language is the report's."""
    assert logscan("app.log", "--fail-on", "high", "--lang", "ko").returncode == 1
    assert "장애" in Path("summary.md").read_text()


@pytest.mark.parametrize("place", ["nowhere/summary.md", ".", "/dev/full"])
def test_what_cannot_be_written_is_a_warning(place):
    """No folder, a folder, a full disk: one line, and the exit code of the scan."""
    if place.startswith("/dev") and not Path(place).exists():
        pytest.skip("no such device here")
    done = logscan("app.log", env=os.environ | {"GITHUB_STEP_SUMMARY": place})
    assert done.returncode == 0
    assert done.stdout
    assert done.stderr.startswith(b"logscan: the step summary was not written: ")
    assert done.stderr.count(b"\n") == 1


def test_nothing_is_said_twice():
    """Where a user has sent the report there, by -o or by redirection, nothing is added."""
    logscan("app.log", "--format", "markdown", "-o", "summary.md")
    once = Path("summary.md").read_text()
    logscan("app.log", "--format", "markdown", "-o", "./summary.md")
    with Path("redirected.md").open("wb") as file:
        env = os.environ | {"GITHUB_STEP_SUMMARY": str(Path("redirected.md").resolve())}
        logscan("app.log", "--format", "markdown", stdout=file, env=env)
    assert Path("summary.md").read_text().count("# ✗ FAILING: ") == once.count("# ✗ FAILING: ") == 1
    assert Path("redirected.md").read_text().count("# ✗ FAILING: ") == 1


def test_an_input_is_never_written_to():
    """A log that happens to be the summary stays as it is."""
    Path("summary.md").write_text(LINE)
    logscan("summary.md")
    assert Path("summary.md").read_text() == LINE


@pytest.mark.parametrize("before", [0, LIMIT_BYTES - 200_000, LIMIT_BYTES - 9_000])
def test_the_limit_is_kept(monkeypatch, before):
    """GitHub shows nothing of a longer file: the report is shortened until it fits."""
    monkeypatch.setitem(step_summary.MAX_CHARS, "github", 10**9)
    Path("summary.md").write_bytes(b"x" * before)
    add(language="ko")
    size = Path("summary.md").stat().st_size
    assert before < size <= LIMIT_BYTES


def test_a_full_summary_is_left_alone(capsys):
    """There is no room for a report: one warning, in the report's language."""
    Path("summary.md").write_bytes(b"x" * (LIMIT_BYTES - 100))
    add(language="ko")
    assert Path("summary.md").stat().st_size == LIMIT_BYTES - 100
    assert "가득" in capsys.readouterr().err


def test_reports_are_apart():
    """Two steps' parts have an empty line between them, and never more."""
    add()
    add()
    first, second = Path("summary.md").read_text().split("# ✗ FAILING: ")[1:]
    assert first.endswith("\n\n")
    assert not first.endswith("\n\n\n")
    assert second


def test_a_partial_report_is_added(tmp_path):
    """What could be read is told there, too."""
    assert logscan("app.log", "missing.log").returncode == 2
    assert "missing.log" in Path("summary.md").read_text()
