"""``--jobs``: several processes where that is sooner, and the same report."""

import json
import os
import signal
import subprocess
import sys

import pytest

from logscan.cli import jobs
from logscan.intake.sources import Source, faulty
from logscan.model import Text

FINE = "2026-10-24T12:00:00Z GET /api/orders/17 200 12.3 ms - 517 nothing else to say of it\n"
TOLD = "2026-10-24T12:00:01Z Error: connect ECONNREFUSED 10.0.0.5:5432 key sk_live_{}\n"
RUN = [sys.executable, "-m", "logscan"]


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A log of five segments with one or two errors in each."""
    path = tmp_path_factory.mktemp("jobs") / "large.log"
    with path.open("w") as log:
        for letter in "abcdefgh":
            log.write(FINE * 120_000 + TOLD.format(letter * 24))
    return path


def told(*words):
    """The JSON document without the time it took, and the exit code."""
    done = subprocess.run([*RUN, *words, "--format", "json"], capture_output=True, check=False)
    document = json.loads(done.stdout)
    document["stats"].pop("elapsed_seconds")
    return document, done.returncode


def test_the_report_is_the_same(large):
    """Byte for byte but for the time, with one process and with several."""
    one = told("--jobs", "1", str(large))
    assert one[0]["stats"]["events"] == 8
    assert "[redacted:stripe-key#4]" in json.dumps(one[0])
    assert told("--jobs", "3", str(large)) == one
    assert told(str(large)) == one


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_gives_a_partial_report_and_leaves_nobody_behind(large, number):
    """All processes of a terminal get Ctrl-C; the exit code is that of one reader."""
    with subprocess.Popen(
        [*RUN, "--jobs", "2", "--format", "json", *[str(large)] * 20],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as running:
        assert running.stdout is not None
        while len(children(running.pid)) < 2:
            assert running.poll() is None
        os.killpg(running.pid, number)
        document = json.loads(running.communicate(timeout=60)[0])
    assert running.returncode == 128 + number
    assert not document["complete"]
    assert document["stats"]["bytes"] < 20 * large.stat().st_size
    with pytest.raises(ProcessLookupError):
        os.killpg(running.pid, 0)


def children(pid):
    """The processes that a process has started."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as found:  # noqa: PTH123 - no file on disk
            return found.read().split()
    except FileNotFoundError:
        pytest.skip("only Linux tells of children")


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_a_number_that_is_none_is_refused(number):
    """The least is one."""
    done = subprocess.run([*RUN, "--jobs", number, os.devnull], capture_output=True, check=False)
    assert done.returncode == 2
    assert b"--jobs" in done.stderr


def test_only_large_files_are_shared_out_unasked(tmp_path, monkeypatch):
    """A process costs more than a small log; a pipe has only one end."""
    monkeypatch.setattr("logscan.scale.processes.cores", lambda: 8)
    small, big = tmp_path / "small", tmp_path / "big"
    small.write_bytes(b"x")
    with big.open("wb") as sparse:
        sparse.truncate(jobs.LARGE_BYTES)
    files = {path: Source(name=path.name, path=path) for path in (small, big)}
    gone = faulty("gone", Text(en="gone", ko="없음"))
    assert jobs.workers(None, [files[small]]) == 1
    assert jobs.workers(3, [files[small]]) == 3
    assert jobs.workers(None, [files[big], gone]) == 8
    assert jobs.workers(1, [files[big]]) == 1
    for other in (Source(name="stdin"), Source(name="x", opener=lambda: iter(()))):
        assert jobs.workers(8, [files[big], other]) == 1
    os.mkfifo(tmp_path / "fifo")
    assert jobs.workers(8, [Source(name="fifo", path=tmp_path / "fifo")]) == 1
