"""On a terminal ``-f`` holds a screen: drawn as things happen, given back at the end."""

import contextlib
import os
import re
import select
import signal
import struct
import sys
import time

import pytest
from follow_helpers import COMMAND, SECONDS, append, environment, error

pty = pytest.importorskip("pty")
termios = pytest.importorskip("termios")
fcntl = pytest.importorskip("fcntl")


@pytest.fixture
def log(tmp_path):
    """A log with one error."""
    path = tmp_path / "app.log"
    path.write_text(error(1))
    return path


class Terminal:
    """A process on a terminal of its own."""

    def __init__(self, tmp_path, *words, rows=30, columns=100, **env):
        self.out = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(tmp_path)
            os.execvpe(sys.executable, [*COMMAND, *map(str, words)], environment(tmp_path, **env))
        self.resize(rows, columns)

    def resize(self, rows, columns):
        """Change the size of the terminal."""
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self):
        """Take in what was drawn; return false at the end."""
        if not select.select([self.fd], [], [], 0.05)[0]:
            return True
        try:
            data = os.read(self.fd, 65_536)
        except OSError:
            return False
        self.out += data
        return bool(data)

    def wait_for(self, text):
        """Wait until *text* was drawn."""
        deadline = time.monotonic() + SECONDS
        while text.encode() not in self.out and self.read():
            assert time.monotonic() < deadline, self.out[-2000:]
        assert text.encode() in self.out, self.out[-2000:]

    def end(self):
        """Press Ctrl-C, take in the rest, and return the exit code."""
        os.write(self.fd, b"\x03")
        while self.read():
            pass
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        self.pid = 0
        return code

    def __enter__(self):
        """Run."""
        return self

    def __exit__(self, *_):
        """Leave no process behind."""
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)


TAKEN, GIVEN_BACK = b"\x1b[?1049h", b"\x1b[?1049l"


def test_the_screen_shows_verdict_events_and_rates(tmp_path, log):
    """It is drawn while the file grows, is given back on Ctrl-C, and the report follows."""
    append(log, "2025-10-24T12:00:00Z  ==> Exited with status 1\n")
    with Terminal(tmp_path, "-f", log) as terminal:
        terminal.wait_for("FAILING")
        terminal.wait_for("DO NEXT")
        terminal.wait_for("LAST EVENTS")
        terminal.wait_for("ATTEMPTS")
        append(log, error(2))
        terminal.wait_for("10.0.0.2")
        terminal.wait_for("ago")
        assert terminal.end() == 130
    assert terminal.out.count(TAKEN) == terminal.out.count(GIVEN_BACK) == 1
    after = terminal.out.partition(GIVEN_BACK)[2].decode()
    assert "FAILING" in after
    assert "FINDINGS" in after


@pytest.mark.fault(40)
@pytest.mark.parametrize("size", [(1, 1), (3, 20), (200, 300)])
def test_the_screen_fits_any_terminal(tmp_path, log, size):
    """It is drawn again after a change of size, however small."""
    with Terminal(tmp_path, "-f", log) as terminal:
        terminal.wait_for("FAILING")
        terminal.resize(*size)
        for number in range(2, 6):
            append(log, error(number))
            time.sleep(0.1)
            terminal.read()
        terminal.resize(30, 100)
        terminal.wait_for("10.0.0.5")
        assert terminal.end() == 130
    assert b"Traceback" not in terminal.out


def test_log_text_cannot_steer_the_screen(tmp_path, log):
    """No sequence from the log reaches the terminal."""
    append(log, f"{error(7).rstrip()} \x1b]0;title\x07\x1b[2J\x9b31m\n")
    with Terminal(tmp_path, "-f", log, "--color", "never") as terminal:
        terminal.wait_for("10.0.0.7")
        assert terminal.end() == 130
    screen = terminal.out.partition(TAKEN)[2].partition(GIVEN_BACK)[0].decode()
    known = r"\x1b\[(?:\?25[lh]|H|\?1049[hl])"  # cursor off and on, home
    assert not re.search(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]", re.sub(known, "", screen))


@pytest.mark.fault(40)
@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}])
def test_poor_terminals(tmp_path, log, env):
    """A dumb one gets plain lines; another locale gets the same screen as UTF-8."""
    with Terminal(tmp_path, "-f", log, **env) as terminal:
        terminal.wait_for("✗ FAILING")
        assert terminal.end() == 130
    assert (TAKEN in terminal.out) == (env.get("TERM") != "dumb")
    assert b"Traceback" not in terminal.out


def test_a_paste_is_not_drawn_over(tmp_path):
    """Where the terminal is the source it cannot be the screen: there are plain lines."""
    with Terminal(tmp_path, "-f") as terminal:
        terminal.wait_for("Paste the log")
        os.write(terminal.fd, error(3).encode())
        terminal.wait_for("10.0.0.3")
        terminal.wait_for("FAILING")
        assert terminal.end() == 130
    assert TAKEN not in terminal.out
