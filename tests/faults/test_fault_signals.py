"""Signals at any moment: the report is given, whole, and nothing is left behind."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time

import pytest
from fault_helpers import ERROR, SECONDS, leftovers, logscan, start
from fault_injector import CountedOutput, moments, wait_until

from logscan.cli import main

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
POINTS = int(os.environ.get("LOGSCAN_FAULT_POINTS", "40"))  # 300 take a minute
LINES = 50


def text():
    """A log with an error on each line."""
    return "".join(ERROR.format(n=n % 10) for n in range(LINES)).encode()


class Piped:
    """Runs the command line in this process, with a log on a pipe that ends."""

    def __init__(self, patch, words):
        self.patch, self.words, self.results = patch, words, []
        self.at_end = False
        self._read = os.read

    def __call__(self):
        """Run once and keep what came out."""
        self.at_end = False
        reading, writing = os.pipe()
        os.write(writing, text())
        os.close(writing)
        output = CountedOutput()
        with os.fdopen(reading, "rb") as pipe, self.patch.context() as patch:
            patch.setattr(sys, "stdin", pipe)
            patch.setattr(sys, "stdout", output)
            patch.setattr(os, "read", self._noting(reading))
            code = main(self.words)
        self.results.append((code, bytes(output.held)))
        output.close()

    def _noting(self, descriptor):
        def read(number, size):
            data = self._read(number, size)
            self.at_end = self.at_end or (number == descriptor and not data)
            return data

        return read


@pytest.fixture
def handlers():
    """The handlers of this process are given back."""
    before = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.fault(3)
@pytest.mark.parametrize("words", [["--format", "json"], ["-f", "--format", "json"]])
@pytest.mark.parametrize("from_the_end", [True, False])
def test_03_ctrl_c_at_the_moment_of_the_end(monkeypatch, handlers, words, from_the_end):
    """Case 3: at whatever function call Ctrl-C falls in, the report is whole."""
    piped = Piped(monkeypatch, words)
    after = (lambda: piped.at_end) if from_the_end else (lambda: True)
    total = moments(piped, lambda: signal.raise_signal(signal.SIGINT), count=POINTS, after=after)
    assert total > 1000
    for code, out in piped.results:
        found = json.loads(out)
        assert found["stats"]["events"] == LINES
        assert code == (0 if found["complete"] else 130)
        if "-f" not in words:
            assert found["complete"]


@pytest.mark.fault(3)
@pytest.mark.parametrize("milliseconds", [0, 1, 2, 4, 8, 16])
def test_03_ctrl_c_around_the_end_in_a_process(milliseconds):
    """Case 3: the same with a real process, before and after its input ends."""
    for is_first in (True, False):
        with start("--format", "json") as process:
            process.stdin.write(text())
            process.stdin.flush()
            time.sleep(0.6)
            steps = [lambda: process.send_signal(signal.SIGINT), process.stdin.close]
            for step in steps if is_first else steps[::-1]:
                step()
                time.sleep(milliseconds / 1000)
            found = json.loads(process.stdout.read())
            assert process.wait(SECONDS) in (0, 130)
            assert b"Traceback" not in process.stderr.read()
        assert (found["stats"]["events"], found["complete"]) == (LINES, True)


@pytest.mark.fault(4)
@pytest.mark.parametrize("first", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("words", [[], ["redact"], ["-f", "--format", "jsonl"]])
def test_04_a_second_ctrl_c_ends_at_once(tmp_path, first, words):
    """Case 4: 130 at once, and no half-written file is left."""
    target = tmp_path / "r.json"
    target.write_text("old")
    # A writer that never ends and a slow disk: after the first signal much is still to be done.
    code = (
        "import os, sys, time; real = os.write\n"
        "def slow(*args):\n    time.sleep(0.05); return real(*args)\n"
        "os.write = slow\nfrom logscan.cli import program; program()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, *words, "-o", str(target)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path,
    ) as process:  # fmt: skip
        os.set_blocking(process.stdin.fileno(), False)
        chunk = text() * 20

        def fill():
            try:
                os.write(process.stdin.fileno(), chunk)
            except BlockingIOError:
                return False
            return False

        assert wait_until(lambda: fill() or leftovers(tmp_path))
        fill()
        process.send_signal(first)
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.wait(SECONDS) == 130
        assert b"Traceback" not in process.stderr.read()
        process.stdin.close()
    assert target.read_text() == "old"
    assert leftovers(tmp_path) == []


@pytest.mark.fault(4)
def test_04_the_screen_is_given_back(tmp_path):
    """Case 4: a second Ctrl-C while the live view is shown leaves a usable terminal."""
    pty = pytest.importorskip("pty")
    os.mkfifo(tmp_path / "fifo")
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm"
        words = ["-m", "logscan", "-f", str(tmp_path / "fifo")]
        os.execv(sys.executable, [sys.executable, *words])
    shown, deadline = b"", time.monotonic() + SECONDS
    with open(tmp_path / "fifo", "wb", buffering=0) as fifo:  # noqa: PTH123 - Path.open has no 0 for it

        def look():
            nonlocal shown
            fifo.write(text())  # while there is more to read, the first Ctrl-C does not end it
            if select.select([terminal], [], [], 0.01)[0]:
                shown += os.read(terminal, 65_536)

        while b"FAILING" not in shown and time.monotonic() < deadline:
            look()
        os.kill(pid, signal.SIGINT)
        for _ in range(10):
            look()
        os.kill(pid, signal.SIGINT)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with contextlib.suppress(OSError):  # the terminal has lost its process
        while data := os.read(terminal, 65_536):
            shown += data
    os.close(terminal)
    assert code == 130
    assert shown.count(b"\x1b[?1049h") == shown.count(b"\x1b[?1049l") > 0
    assert shown.endswith(b"\x1b[?25h\x1b[?1049l")


@pytest.mark.fault(2)
@pytest.mark.fault(5)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", ["scan", "redact"])
def test_05_a_signal_while_reading(command, number):
    """Cases 2 and 5: what was read is given, the run says that it is a part, 130 or 143."""
    with start(command, *(["--format", "json"] if command == "scan" else [])) as process:
        process.stdin.write(text())
        process.stdin.flush()
        time.sleep(1)
        process.send_signal(number)
        out, err = process.stdout.read(), process.stderr.read().decode()
        assert process.wait(SECONDS) == 128 + number
    assert "stopped" in err
    if command == "scan":
        found = json.loads(out)
        assert (found["complete"], found["stats"]["events"]) == (False, LINES)
        assert found["warnings"][0].startswith(f"stopped at line {LINES}")
    else:
        assert out == text()


@pytest.mark.fault(2)
def test_05_the_last_words_of_a_stopped_writer_are_read():
    """Case 2: whoever writes to the pipe got the same Ctrl-C, and says something first."""
    with start("--format", "json") as process:
        process.stdin.write(text())
        process.stdin.flush()
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        time.sleep(0.05)
        process.stdin.write(b"2025-10-24T12:00:09Z ==> Exited with status 1\n")
        process.stdin.close()
        found = json.loads(process.stdout.read())
        assert process.wait(SECONDS) == 0
    assert found["stats"]["lines"] == LINES + 1


@pytest.mark.fault(47)
def test_stopped_and_continued():
    """SIGSTOP and SIGCONT change nothing."""
    with start("--format", "jsonl") as process:
        process.stdin.write(text())
        process.stdin.flush()
        assert process.stdout.readline()
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.2)
        process.send_signal(signal.SIGCONT)
        process.stdin.write(text())
        process.stdin.close()
        assert process.stdout.read().count(b"\n") == 2 * LINES - 1
        assert process.wait(SECONDS) == 0


@pytest.mark.fault(41)
def test_a_pipe_that_does_not_block_is_waited_for():
    """EAGAIN is no end of input."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    with start("--format", "jsonl", stdin=reading) as process:
        os.close(reading)
        for _ in range(3):
            os.write(writing, text())
            time.sleep(0.2)
        os.close(writing)
        assert process.stdout.read().count(b"\n") == 3 * LINES
        assert process.wait(SECONDS) == 0


def test_a_slow_reader_loses_nothing(tmp_path):
    """Standard output that takes little at a time gets everything."""
    (tmp_path / "app.log").write_bytes(text() * 40)
    with start("app.log", "--format", "jsonl", cwd=tmp_path) as process:
        lines = 0
        while data := os.read(process.stdout.fileno(), 4096):
            lines += data.count(b"\n")
            time.sleep(0.0005)
        assert process.wait(SECONDS) == 0
    assert lines == 40 * LINES
    assert logscan("app.log", cwd=tmp_path).code == 0
