"""Helpers that drive a real ``logscan -f`` process."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time

COMMAND = [sys.executable, "-m", "logscan"]
SECONDS = 40  # more than any step takes on a busy machine


def environment(tmp_path, **more):
    """An environment without settings of the machine."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LOGSCAN_", "LC_", "LANG"))}
    for name in ("NO_COLOR", "FORCE_COLOR", "PYTHONUTF8"):
        kept.pop(name, None)
    return {**kept, "XDG_CONFIG_HOME": str(tmp_path / "config"), "TERM": "xterm-256color", **more}


def error(number, host="10.0"):
    """A line with an error of its own, which its captured host names."""
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return f"{stamp}  Error: connect ECONNREFUSED {host}.{number // 250}.{number % 250}:5432\n"


def append(path, text):
    """Add text at the end of a file."""
    with path.open("a") as file:
        file.write(text)


def hosts(events):
    """The hosts that events name, in order."""
    return [event["captures"]["host"] for event in events]


class Live:
    """A running logscan whose output is collected line by line."""

    def __init__(self, tmp_path, *words, stdin=subprocess.DEVNULL, **env):
        self.lines, self.said = [], []
        self.process = subprocess.Popen(
            [*COMMAND, *map(str, words)],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env=environment(tmp_path, **env),
        )
        self._threads = [
            threading.Thread(target=self._collect, args=pair)
            for pair in ((self.process.stdout, self.lines), (self.process.stderr, self.said))
        ]
        for thread in self._threads:
            thread.start()

    @staticmethod
    def _collect(stream, lines):
        for line in stream:
            lines.append(line)  # others read the list meanwhile

    def wait_for(self, what):
        """Wait until a condition on the lines so far holds."""
        deadline = time.monotonic() + SECONDS
        while not what(self.lines):
            assert time.monotonic() < deadline, (self.lines, self.said)
            assert self.process.poll() is None or what(self.lines), self.said
            time.sleep(0.01)

    def wait_for_events(self, count):
        """Wait until so many lines have come."""
        self.wait_for(lambda lines: len(lines) >= count)

    @property
    def events(self):
        """The events, of ``--format jsonl``."""
        return [json.loads(line) for line in self.lines]

    def feed(self, text):
        """Write to standard input."""
        self.process.stdin.write(text)
        self.process.stdin.flush()

    def end(self, number=signal.SIGINT):
        """Send a signal if it still runs, wait, and return the exit code."""
        if number is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(number)
        code = self.process.wait(SECONDS)
        for thread in self._threads:
            thread.join(SECONDS)
        for stream in (self.process.stdout, self.process.stderr):
            stream.close()
        return code

    def __enter__(self):
        """Run."""
        return self

    def __exit__(self, *_):
        """Leave no process behind."""
        if self.process.poll() is None:
            self.process.kill()
        if self.process.stdin is not None:
            with contextlib.suppress(OSError):
                self.process.stdin.close()
        self.end(None)
