"""``-f`` goes on with what is added, shows it at once, and ends with the full report."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import jsonschema
import pytest
from follow_helpers import COMMAND, SECONDS, Live, append, environment, error, hosts

from logscan.report import schema

HALF = 12


@pytest.fixture
def log(tmp_path):
    """A log with one error."""
    path = tmp_path / "app.log"
    path.write_text(error(1))
    return path


def addresses(numbers):
    """The hosts of errors with these numbers."""
    return [f"10.0.{n // 250}.{n % 250}" for n in numbers]


# ---------------------------------------------------------------- files


def test_from_the_start_then_what_is_added(tmp_path, log):
    """Events come while the file grows; Ctrl-C gives 130."""
    with Live(tmp_path, "-f", log, "--format", "jsonl") as live:
        live.wait_for_events(1)
        append(log, error(2))
        live.wait_for_events(2)
        append(log, error(3))
        live.wait_for_events(3)
        assert live.end() == 130
    assert hosts(live.events) == addresses([1, 2, 3])
    for event in live.events:
        jsonschema.validate(event, schema("event"))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_gives_the_full_report(tmp_path, log, number, code):
    """It is the report of all that was read; it says that the run was stopped."""
    with Live(tmp_path, "-f", log, "--format", "json") as live:
        append(log, error(2))
        deadline = time.monotonic() + SECONDS
        while "10.0.0.2" not in "".join(live.said) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert live.end(number) == code
    found = json.loads("".join(live.lines))
    jsonschema.validate(found, schema("report"))
    assert found["findings"][0]["occurrences"] == 2
    assert (found["complete"], found["stats"]["lines"]) == (False, 2)
    assert f"stopped at line 2 of {log}" in found["warnings"]


def rename(path):
    """Rename and create."""
    path.rename(path.with_suffix(".log.1"))
    path.touch()


def copytruncate(path):
    """Copy and truncate."""
    shutil.copy(path, path.with_suffix(".log.1"))
    os.truncate(path, 0)


def rewrite_longer(path):
    """Truncate and write more than was there before."""
    text = "".join(error(n) for n in range(2, 12))
    path.write_text(text)


def recreate(path):
    """Delete and create."""
    path.unlink()
    path.touch()


@pytest.mark.fault(37)
@pytest.mark.parametrize("way", [rename, copytruncate, rewrite_longer, recreate])
def test_no_line_is_lost_or_repeated(tmp_path, log, way):
    """Whatever happens to the file, each line is read once."""
    with Live(tmp_path, "-f", log, "--format", "jsonl") as live:
        live.wait_for_events(1)
        way(log)
        if way is not rewrite_longer:
            append(log, "".join(error(n) for n in range(2, 12)))
        live.wait_for_events(11)
        append(log, error(12))
        live.wait_for_events(12)
        assert live.end() == 130
    assert hosts(live.events) == addresses(range(1, 13))


@pytest.mark.fault(38)
def test_half_a_line_says_nothing_yet(tmp_path):
    """A time that has come up to its zone is not taken for one without a zone."""
    with Live(tmp_path, "-f", "-", "--format", "json", stdin=subprocess.PIPE) as live:
        live.feed("2025-10-24T12:00:00Z Error: connect ECONNREFUSED 10.0.0.5:5432\n" * 2000)
        time.sleep(1)
        live.feed("2025-10-24T12:00:01")
        time.sleep(2)  # the verdict is judged meanwhile
        live.feed("Z GET /health 200 1ms\n")
        live.process.stdin.close()
        assert live.end(None) == 0
        warnings = json.loads("".join(live.lines))["warnings"]
    assert not any("time zone" in warning for warning in warnings)


@pytest.mark.fault(38)
def test_half_a_line_is_one_line(tmp_path, log):
    """The rest comes later: one line, not two."""
    line = error(2)
    with Live(tmp_path, "-f", log, "--format", "jsonl") as live:
        live.wait_for_events(1)
        append(log, line[:-HALF])
        time.sleep(0.5)
        assert len(live.lines) == 1
        append(log, line[-HALF:])
        live.wait_for_events(2)
        assert live.end() == 130
    assert (live.events[1]["line"], *hosts(live.events[1:])) == (2, *addresses([2]))


def test_several_at_once(tmp_path, log):
    """Files and a pipe side by side, each with its own lines."""
    other = tmp_path / "other.log"
    other.touch()
    words = ("-f", log, "-", other, "--format", "jsonl")
    with Live(tmp_path, *words, stdin=subprocess.PIPE) as live:
        live.wait_for_events(1)
        live.feed(error(2))
        live.wait_for_events(2)
        append(other, error(3))
        live.wait_for_events(3)
        append(log, error(4))
        live.wait_for_events(4)
        assert live.end() == 130
    assert hosts(live.events) == addresses([1, 2, 3, 4])
    places = [(os.path.basename(event["source"]), event["line"]) for event in live.events]  # noqa: PTH119 - a name
    assert places == [("app.log", 1), ("stdin", 1), ("other.log", 1), ("app.log", 2)]


def test_a_missing_file_does_not_stop_the_others(tmp_path, log):
    """It is named, the report is not complete, and a run without any file ends."""
    done = subprocess.run(
        [*COMMAND, "-f", "missing.log", "--format", "json"],
        check=False, capture_output=True, timeout=SECONDS, cwd=tmp_path, env=environment(tmp_path),
    )  # fmt: skip
    assert done.returncode == 2
    assert "missing.log" in json.loads(done.stdout)["warnings"][0]
    with Live(tmp_path, "-f", "missing.log", log, "--format", "jsonl") as live:
        live.wait_for_events(1)
        assert live.end() == 130


def test_output_into_a_followed_file_is_refused(tmp_path, log):
    """It would read itself without end."""
    with log.open("a") as out:
        done = subprocess.run(
            [*COMMAND, "-f", str(log)],
            check=False, stdout=out, stderr=subprocess.PIPE, timeout=SECONDS,
            env=environment(tmp_path),
        )  # fmt: skip
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"it would read itself" in done.stderr


def test_the_report_goes_to_its_file(tmp_path, log):
    """Events are shown beside it, on standard error."""
    with Live(tmp_path, "-f", log, "-o", "report.json") as live:
        deadline = time.monotonic() + SECONDS
        while "10.0.0.1" not in "".join(live.said) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert live.end() == 130
    assert live.lines == []
    assert json.loads((tmp_path / "report.json").read_text())["stats"]["events"] == 1


# ---------------------------------------------------------------- pipes


def test_the_end_of_a_pipe_is_told(tmp_path):
    """The report follows, complete; a silent end is said, and how long it took."""
    with Live(tmp_path, "-f", "--format", "json", stdin=subprocess.PIPE) as live:
        live.feed(error(1))
        live.process.stdin.close()
        assert live.end(None) == 0
    found = json.loads("".join(live.lines))
    assert (found["complete"], found["stats"]["events"]) == (True, 1)
    assert any(re.fullmatch(r"stdin ended after \d+ s", note) for note in found["warnings"])
    assert "stdin ended after" in "".join(live.said)


def test_a_tail_of_the_platform_that_ends_is_explained():
    """After the usual time the note says what it was and what keeps it going."""
    from logscan.cli import live
    from logscan.intake.following import PipeTail
    from logscan.intake.sources import Source
    from logscan.scanner import Scanner

    stream = Scanner().start().attach("stdin")
    stream.feed(b"2025-10-24T12:00:01Z  one\n2025-10-24T12:00:02Z  two\n" * 20)
    stream.settle()
    one = live._Open(PipeTail(Source(name="stdin"), bool), stream)
    one.began -= 61
    note = live._end_of(one)
    assert "stdin ended after 61 s: `render logs --tail` ends by itself" in note.en
    assert "logscan run -- render logs" in note.en
    assert "logscan run -- render logs" in note.ko


def test_a_stream_that_is_never_quiet_shows_its_first_lines(tmp_path):
    """A slow, steady stream does not have to fill a buffer first."""
    with Live(tmp_path, "-f", "--format", "jsonl", stdin=subprocess.PIPE) as live:
        deadline = time.monotonic() + SECONDS
        live.feed(error(1))
        count = 0
        while not live.lines and time.monotonic() < deadline:
            live.feed("2025-10-24T12:00:00Z  GET /health 200\n")
            count += 1
            time.sleep(0.005)
        assert live.lines
        assert count < 1000  # 64 KiB would be 1,600 lines
        live.process.stdin.close()
        assert live.end(None) == 0


def test_ctrl_c_at_the_moment_of_the_end(tmp_path):
    """Whatever comes first, the report is whole."""
    for wait_seconds in (0.0, 0.001, 0.005):
        with Live(tmp_path, "-f", "--format", "json", stdin=subprocess.PIPE) as live:
            live.feed(error(1))
            time.sleep(1.0)
            live.process.stdin.close()
            time.sleep(wait_seconds)
            assert live.end() in (0, 130)
        assert json.loads("".join(live.lines))["stats"]["events"] == 1


# ---------------------------------------------------------------- line by line


def test_without_a_terminal_there_are_plain_lines(tmp_path, log):
    """Each event one line, the verdict when it changes, then the report; no control bytes."""
    append(
        log, "2025-10-24T12:00:00Z  Error: listen EADDRINUSE: \x1b[31maddress in use\x07 :::80\n"
    )
    with Live(tmp_path, "-f", log) as live:
        live.wait_for(lambda lines: any(line.startswith("✗ FAILING") for line in lines))
        assert live.end() == 130
    assert "critical" in live.lines[0]
    assert f"{log}:1" in live.lines[0]
    assert "".join(live.lines).count("DO NEXT") == 1
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", "".join(live.lines))


def test_plain_lines_speak_korean(tmp_path, log):
    """The interface's words follow --lang."""
    with Live(tmp_path, "-f", log, "--lang", "ko") as live:
        live.wait_for(lambda lines: any(line.startswith("✗ 장애") for line in lines))
        assert live.end() == 130
    assert "치명적" in live.lines[0]


def test_quiet_shows_the_report_alone(tmp_path, log):
    """-q: nothing until the end."""
    with Live(tmp_path, "-f", log, "-q") as live:
        time.sleep(1.5)
        assert live.lines == []
        assert live.end() == 130
    assert live.lines[0].startswith("✗ FAILING")


def test_a_reader_that_goes_away_ends_the_run(tmp_path, log):
    """``| head -1`` is success, without a traceback."""
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [*COMMAND, "-f", str(log), "--format", "jsonl"],
        stdout=writer, stderr=subprocess.PIPE, env=environment(tmp_path),
    )  # fmt: skip
    os.close(writer)
    assert os.read(reader, 10_000)
    os.close(reader)
    append(log, error(2))
    _, said = process.communicate(timeout=SECONDS)
    assert (process.returncode, said) == (0, b"")


# ---------------------------------------------------------------- run


def script(tmp_path, code):
    """A program as the words that run it."""
    path = tmp_path / "tail.py"
    path.write_text(code)
    return [sys.executable, path]


def test_run_starts_a_command_again_and_joins_its_runs(tmp_path):
    """Each run repeats the end of the one before: no record counts twice."""
    words = script(
        tmp_path,
        """
from pathlib import Path
state = Path("state")
first = int(state.read_text()) if state.exists() else 0
state.write_text(str(first + 2))
for n in range(max(first - 1, 0), first + 2):
    print(f"2025-10-24T12:00:{n:02d}Z  Error: connect ECONNREFUSED 10.0.0.{n}:5432", flush=True)
""",
    )
    with Live(tmp_path, "run", "--format", "jsonl", "--", *words) as live:
        live.wait_for_events(5)
        assert live.end() == 130
    assert hosts(live.events)[:5] == addresses(range(5))
    assert len(set(hosts(live.events))) == len(live.events)
    assert "starting it again" in live.said[0]


def test_run_knows_json_records_by_their_id(tmp_path):
    """The same id again is the same record, whatever its lines are."""
    words = script(
        tmp_path,
        """
import json
for n in range(3):
    record = {
        "id": f"id-{n}",
        "message": f"Error: connect ECONNREFUSED 10.0.0.{n}:5432",
        "timestamp": f"2025-10-24T12:00:0{n}Z",
        "labels": [{"name": "type", "value": "app"}],
    }
    print(json.dumps(record, indent=2), flush=True)
""",
    )
    with Live(tmp_path, "run", "--format", "json", "--", *words) as live:
        deadline = time.monotonic() + SECONDS
        while "".join(live.said).count("again") < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert live.end() in (0, 130)
    found = json.loads("".join(live.lines))
    assert found["findings"][0]["occurrences"] == 3
    assert any("started again" in warning for warning in found["warnings"])


def test_run_of_a_command_that_does_not_exist(tmp_path):
    """One line, exit 2, no traceback."""
    done = subprocess.run(
        [*COMMAND, "run", "--format", "json", "--", "no-such-command"],
        check=False, capture_output=True, timeout=SECONDS, cwd=tmp_path, env=environment(tmp_path),
    )  # fmt: skip
    assert done.returncode == 2
    assert b"cannot run no-such-command" in done.stderr
    assert b"Traceback" not in done.stderr


def test_run_has_the_options_of_scan(tmp_path):
    """They are written down once."""
    done = subprocess.run(
        [*COMMAND, "run", "--help"],
        check=True, capture_output=True, timeout=SECONDS, env=environment(tmp_path),
    )  # fmt: skip
    for option in (b"--format", b"--lang", b"--on", b"--webhook", b"--min-severity"):
        assert option in done.stdout
