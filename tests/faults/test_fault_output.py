"""Faults of where the report goes: closed pipes, closed streams, full disks, kills."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fault_helpers import ERROR, SECONDS, leftovers, logscan, shell, start, without_privileges

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX shells and streams")
FULL = Path("/dev/full")
no_full = pytest.mark.skipif(not FULL.exists(), reason="no /dev/full on this system")
OLD = b"the report of yesterday\n"


@pytest.fixture
def log(tmp_path):
    """A log with an error, in a folder of its own."""
    path = tmp_path / "app.log"
    path.write_text("".join(ERROR.format(n=n % 10) for n in range(2000)))
    return path


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 16 KiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16k", "none", str(folder)],
        check=False, capture_output=True,
    )  # fmt: skip
    if done.returncode:
        pytest.skip("a small disk cannot be mounted here: that takes root on Linux")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


# ---------------------------------------------------------------- 1: | head


@pytest.mark.fault(1)
@pytest.mark.parametrize(
    "words",
    ["app.log", "app.log --format json", "app.log --format jsonl", "redact app.log",
     "signatures list", "--help"],
)  # fmt: skip
def test_01_the_reader_goes_away(log, words):
    """Case 1: ``| head -1`` is success, without a word."""
    done = shell(f"logscan {words} | head -1; exit ${{PIPESTATUS[0]}}", cwd=log.parent)
    assert (done.code, "Traceback" in done.err.decode()) == (0, False)
    assert done.out.count(b"\n") == 1


@pytest.mark.fault(1)
@pytest.mark.parametrize("words", ["--help", "--version", "app.log", "explain econnrefused"])
def test_01_nobody_reads_at_all(log, words):
    """Case 1: the same where the pipe is closed from the start."""
    reading, writing = os.pipe()
    os.close(reading)
    done = logscan(*words.split(), stdout=writing, cwd=log.parent)
    os.close(writing)
    assert (done.code, done.err) == (0, b"")


@pytest.mark.fault(1)
def test_01_the_file_is_finished(log):
    """Case 1: a file that was asked for is whole although the reader goes away."""
    done = shell("logscan app.log -o r.json | head -1; exit ${PIPESTATUS[0]}", cwd=log.parent)
    assert done.code == 0
    assert json.loads((log.parent / "r.json").read_text())["stats"]["events"] == 2000


# ---------------------------------------------------------------- 6, 8, 9: the streams


@pytest.mark.fault(6)
@pytest.mark.parametrize("words", ["app.log", "app.log --format jsonl", "redact app.log",
                                   "signatures list", "--version"])  # fmt: skip
def test_06_standard_output_is_closed(log, words):
    """Case 6: one line on standard error, 2."""
    done = shell(f"logscan {words} >&-", cwd=log.parent)
    assert done.code == 2
    assert "standard output is closed" in done.said[-1]


@pytest.mark.fault(6)
def test_06_the_file_is_written_all_the_same(log):
    """Case 6: with -o nothing goes to standard output, so nothing is missing."""
    done = shell("logscan app.log -o r.json >&-", cwd=log.parent)
    assert done.code == 0
    assert json.loads((log.parent / "r.json").read_text())["complete"]


@pytest.mark.fault(8)
@pytest.mark.parametrize(("words", "code"), [("app.log", 0), ("missing.log", 2), ("--nonsense", 2)])
def test_08_standard_error_is_closed(log, words, code):
    """Case 8: what cannot be said is not said; nothing else changes."""
    assert shell(f"logscan {words} 2>&-", cwd=log.parent).code == code


@pytest.mark.fault(8)
def test_08_standard_error_is_closed_while_following(log):
    """Case 8: the events that would be shown there are not; the report is written."""
    process = start(
        "-f", log, "-o", "r.json",
        cwd=log.parent, stderr=None, preexec_fn=lambda: os.close(2),
    )  # fmt: skip
    with process:
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=SECONDS)
    assert (process.returncode, out) == (130, b"")
    assert json.loads((log.parent / "r.json").read_text())["stats"]["events"] == 2000


@pytest.mark.fault(8)
def test_08_all_streams_are_closed(log):
    """Case 8: a run without any stream still writes its file."""
    assert shell("logscan app.log -o r.json <&- >&- 2>&-", cwd=log.parent).code == 0
    assert json.loads((log.parent / "r.json").read_text())["complete"]


@pytest.mark.fault(9)
@no_full
@pytest.mark.parametrize(
    "words",
    ["app.log", "app.log --format json", "app.log --format jsonl", "redact app.log",
     "-f - --format jsonl", "signatures list", "explain econnrefused", "runbook", "--help",
     "--version"],
)  # fmt: skip
def test_09_the_disk_under_standard_output_is_full(log, words):
    """Case 9: one line that says so, 2."""
    with FULL.open("wb") as full:
        data = log.read_bytes()
        done = logscan(*words.split(), data=data, stdout=full, cwd=log.parent)
    assert done.code == 2
    assert "No space left" in done.said[-1]
    assert len(done.said) == 1


# ---------------------------------------------------------------- 10 to 13: the file


@pytest.mark.fault(10)
@pytest.mark.parametrize("form", ["json", "jsonl", "html"])
def test_10_the_disk_under_the_report_is_full(log, small_disk, form):
    """Case 10: the old file stays, nothing is left beside it, the report is printed, 2."""
    target = small_disk / "r.out"
    target.write_bytes(OLD)
    done = logscan("app.log", "--format", form, "-o", target, cwd=log.parent)
    assert done.code == 2
    assert len(done.said) == 1
    assert "No space left on device: the report goes to standard output" in done.said[0]
    assert target.read_bytes() == OLD
    assert leftovers(small_disk) == []
    if form == "json":
        assert done.document["stats"]["events"] == 2000
    elif form == "jsonl":
        assert [json.loads(line)["line"] for line in done.out.splitlines()] == list(range(1, 2001))
    else:
        assert b"ECONNREFUSED" in done.out


@pytest.mark.fault(10)
@pytest.mark.parametrize("command", ["bundle", "redact"])
def test_10_the_disk_under_another_file_is_full(log, small_disk, command):
    """Case 10: what is no report is not printed; else the same."""
    target = small_disk / "r.out"
    target.write_bytes(OLD)
    done = logscan(command, "app.log", "-o", target, cwd=log.parent)
    assert (done.code, done.out, len(done.said)) == (2, b"", 1)
    assert target.read_bytes() == OLD
    assert leftovers(small_disk) == []


@pytest.mark.fault(10)
def test_10_a_limit_on_the_size_of_files(log):
    """Case 10: ``ulimit -f`` is a full disk, too."""
    (log.parent / "r.json").write_bytes(OLD)
    done = shell("ulimit -f 4; logscan app.log -o r.json", cwd=log.parent)
    assert done.code == 2
    assert "File too large" in done.said[0]
    assert done.document["stats"]["events"] == 2000
    assert (log.parent / "r.json").read_bytes() == OLD
    assert leftovers(log.parent) == []


@pytest.mark.fault(11)
@pytest.mark.parametrize("command", [[], ["redact"], ["bundle"]])
@pytest.mark.parametrize("where", ["nowhere/r.json", "locked/r.json", "."])
def test_11_there_is_no_place_for_the_report(log, command, where):
    """Case 11: no such folder, or one that must not be written to: told before the scan, 2."""
    locked = log.parent / "locked"
    locked.mkdir(mode=0o555)
    more = {"preexec_fn": without_privileges} if where.startswith("locked") else {}
    source = "/dev/zero"  # reading it would never end
    done = logscan(*command, source, "-o", where, cwd=log.parent, **more)
    assert (done.code, done.out, len(done.said)) == (2, b"", 1)
    assert "cannot write" in done.said[0] or "no format" in done.said[0]


@pytest.mark.fault(12)
@pytest.mark.parametrize("command", [[], ["redact"], ["bundle"]])
@pytest.mark.parametrize("way", ["name", "link", "hard link"])
def test_12_the_output_is_an_input(log, command, way):
    """Case 12: refused, however it is called, and nothing is touched; 2."""
    target = log
    if way != "name":
        target = log.parent / "other.json"
        target.symlink_to(log) if way == "link" else os.link(log, target)
    before = log.read_bytes()
    done = logscan(*command, log, "--output", target, cwd=log.parent)
    if way == "name" and not command:  # it has no suffix of a format either
        assert done.code == 2
    else:
        assert (done.code, len(done.said)) == (2, 1)
        assert "is an input" in done.said[0]
    assert log.read_bytes() == before


_KILLED = """
import os, signal, sys
name, count = sys.argv.pop(1), int(sys.argv.pop(1))
real, calls = getattr(os, name), []
def deadly(*args, **more):
    calls.append(args)
    if len(calls) == count:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **more)
setattr(os, name, deadly)
from logscan.cli import program
program()
"""


@pytest.mark.fault(13)
@pytest.mark.parametrize("moment", ["write", "fsync", "rename", "replace", "close"])
def test_13_killed_while_it_writes(log, moment):
    """Case 13: killed at any moment there is the old file or the new one, never a mixture."""
    target = log.parent / "r.json"
    target.write_bytes(OLD)
    process = subprocess.run(
        [sys.executable, "-c", _KILLED, moment, "1", str(log), "-o", str(target)],
        check=False, capture_output=True, timeout=SECONDS,
    )  # fmt: skip
    assert process.returncode in (-signal.SIGKILL, 0)
    found = target.read_bytes()
    assert found == OLD or json.loads(found)["stats"]["events"] == 2000
    assert moment not in ("write", "fsync") or found == OLD


# ---------------------------------------------------------------- beside the forty


@pytest.mark.parametrize("kind", ["device", "pipe", "process"])
def test_a_target_that_is_no_file_is_written_to(log, kind):
    """A device or pipe is used as it is, never replaced by a file."""
    if kind == "device":
        done = shell("logscan app.log --format json -o /dev/null", cwd=log.parent)
        assert (done.code, stat.S_ISCHR(Path("/dev/null").stat().st_mode)) == (0, True)
    elif kind == "pipe":
        script = "mkfifo p.json; cat p.json & logscan app.log -o p.json; wait"
        assert json.loads(shell(script, cwd=log.parent).out)["complete"]
    else:
        script = "logscan app.log --format json -o >(cat); wait; sleep 0.2"
        assert json.loads(shell(script, cwd=log.parent).out)["complete"]


def test_a_new_report_has_usual_permissions(log):
    """The file takes over the permissions of the old one, or those of any new file."""
    shell("umask 022; logscan app.log -o r.json", cwd=log.parent)
    report = log.parent / "r.json"
    assert stat.S_IMODE(report.stat().st_mode) == 0o644
    report.chmod(0o600)
    (log.parent / "link.json").symlink_to("r.json")
    assert logscan("app.log", "-o", "link.json", cwd=log.parent).code == 0
    assert (log.parent / "link.json").is_symlink()
    assert stat.S_IMODE(report.stat().st_mode) == 0o600


def test_an_alert_that_fails_leaves_the_report_alone(log):
    """An alert that fails is counted; the report and its exit code stay."""
    done = logscan("app.log", "--exec", "false", "--format", "json", cwd=log.parent)
    assert done.code == 0
    assert any("could not be delivered" in warning for warning in done.document["warnings"])
