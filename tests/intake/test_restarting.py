"""The runs of a command that is started again are one stream without repetitions."""

import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.intake import restarting
from logscan.intake.following import follow
from logscan.intake.restarting import CommandTail, Joint


def joined(*runs, cut=None):
    """Return what is left of runs that are read one after the other, in pieces of *cut* bytes."""
    joint, found = Joint(), b""
    for run in runs:
        joint.begin()
        for start in range(0, len(run), cut or max(len(run), 1)):
            found += joint.pass_on(run[start : start + (cut or len(run))])
        found += joint.end()
    return found, joint.repeated


def at(second, word="x"):
    """One dated line."""
    return b"2025-10-24T12:00:%02dZ  %s\n" % (second, word.encode())


def test_lines_that_came_before_are_left_out():
    """Time and text are the same: it is the same record."""
    found, repeated = joined(at(1) + at(2), at(1) + at(2) + at(3))
    assert (found, repeated) == (at(1) + at(2) + at(3), 2)


def test_one_run_may_repeat_itself():
    """An application that logs the same line twice in a second has two occurrences."""
    assert joined(at(1) + at(1) + at(1), at(1) * 4) == (at(1) * 4, 3)


def test_lines_without_a_time_are_never_repetitions():
    """An application that starts again says the same words again."""
    assert joined(b"listening on 10000\n", b"listening on 10000\n")[1] == 0


def test_the_rest_of_a_repeated_record_is_left_out_with_it():
    """Frames of a traceback carry no time of their own."""
    error = at(1, "Traceback") + b"  File a\n  File b\n"
    assert joined(error, error + at(2)) == (error + at(2), 3)


@pytest.mark.parametrize("end", [b"\n", b""])
def test_json_lines_are_known_as_a_whole(end):
    """One object a line is a record; lines of an object over several lines are left alone."""
    line = b'{"time":"2025-10-24T12:00:01Z","message":"x"}'
    assert joined(line + b"\n", line + end)[1] == 1
    spread = b'{\n  "timestamp": "2025-10-24T12:00:01Z"\n}\n'
    assert joined(spread, spread) == (spread * 2, 0)


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(0, 30), st.integers(1, 50))
def test_an_overlap_of_any_length_is_joined_anywhere(seconds, overlap, cut):
    """Two windows on one log of different lines give that log, whatever the chunks."""
    lines = [at(second, str(n)) for n, second in enumerate(sorted(seconds))]
    split = len(lines) // 2
    first, second = lines[: split + overlap], lines[split:]
    assert joined(b"".join(first), b"".join(second), cut=cut)[0] == b"".join(lines)


def test_a_line_without_end_ends_with_its_run():
    """The next run begins a line of its own."""
    assert joined(b"half", b"next\n")[0] == b"half\nnext\n"


# ---------------------------------------------------------------- real processes


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """No test waits for people's pauses."""
    monkeypatch.setattr(restarting, "FIRST_PAUSE_SECONDS", 0.02)
    monkeypatch.setattr(restarting, "LONGEST_PAUSE_SECONDS", 0.02)


def python(code):
    """The words that run a piece of Python."""
    return [sys.executable, "-c", code]


class Run:
    """A command that is followed until *enough* says so."""

    def __init__(self, words, enough=lambda _: False):
        self.said, self.found, self.stop = [], b"", False
        self.tail = CommandTail(words, lambda: self.stop, self.said.append)
        deadline = time.monotonic() + 30
        for _, data in follow([self.tail]):
            self.found += data
            self.stop = self.stop or enough(self.found) or time.monotonic() > deadline


def test_a_command_is_started_again_when_it_ends(tmp_path):
    """What each run adds is read, what it repeats is not, and each end is said."""
    code = f"""
from pathlib import Path
log = Path({str(tmp_path / "log")!r})
lines = log.read_text() if log.exists() else ""
lines += "2025-10-24T12:00:0%dZ  x\\n" % lines.count("\\n")
log.write_text(lines)
print(lines, end="")
"""
    run = Run(python(code), lambda found: found.count(b"\n") >= 3)
    assert run.found == b"".join(at(n) for n in range(3))
    assert "ended after 0 s (exit 0)" in run.said[0].en
    assert "started again" in run.tail.source.notes[-1].en
    assert "3 repeated lines" in run.tail.source.notes[-1].en


def test_errors_of_the_command_are_read_too():
    """What it says on standard error is part of the story."""
    run = Run(python("import sys; sys.exit('Error: unauthorized')"))
    assert b"Error: unauthorized\n" in run.found
    assert "5 times in a row (exit 1)" in run.tail.source.faults[0].en


def test_a_command_that_ends_at_once_is_given_up():
    """A finite command is no endless loop."""
    run = Run(python("print('done')"))
    assert run.found == b"done\n" * restarting.MAX_SHORT_RUNS
    assert (run.tail.source.faults, len(run.said)) == ([], restarting.MAX_SHORT_RUNS - 1)
    assert "given up" in run.tail.source.notes[0].en


def test_a_command_that_does_not_exist_is_a_fault():
    """It is named; nothing is tried again."""
    run = Run(["no-such-command-anywhere"])
    assert "cannot run no-such-command-anywhere" in run.tail.source.faults[0].en


def test_a_stop_ends_the_command(tmp_path):
    """It is asked to end, and what it printed until then is kept."""
    ended = tmp_path / "ended"
    code = f"""
import signal, sys, time
def end(*_):
    open({str(ended)!r}, "w").close()
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("ready", flush=True)
time.sleep(60)
"""
    run = Run(python(code), lambda found: b"ready" in found)
    assert run.found == b"ready\n"
    assert ended.exists()


def test_a_command_that_ignores_the_request_is_ended(monkeypatch):
    """No process outlives the run."""
    monkeypatch.setattr(restarting, "END_SECONDS", 0.1)
    code = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(60)
"""
    began = time.monotonic()
    run = Run(python(code), lambda found: b"ready" in found)
    assert run.found == b"ready\n"
    assert time.monotonic() - began < 25
