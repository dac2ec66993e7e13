"""Let the N-th call of the system fail, be interrupted or do half of its work."""

import builtins
import io
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

SIGNATURES = str(Path(__file__).parent.parent.parent / "signatures")
_READ = os.read
_EVERY = 97  # of the hundreds of calls that look at the files of the catalogue
CALLS = (
    *((os, name) for name in (
        "open", "read", "write", "close", "stat", "lstat", "fstat", "lseek", "scandir", "replace",
        "rename", "unlink", "fsync", "listdir", "mkdir", "dup", "pipe", "chmod",
    )),
    (io, "open"),
    (builtins, "open"),
    (select, "select"),
    (subprocess, "Popen"),
    (socket, "create_connection"),
    (socket.socket, "sendall"),
    (socket.socket, "recv_into"),
)  # fmt: skip


def failing(error):
    """What makes a call fail."""

    def act(_name, _real, _args, _more):
        raise OSError(error, os.strerror(error))

    return act


def short(name, real, args, more):
    """Let a read or write do one byte only, as pipes and terminals may."""
    if name == "read":
        return real(args[0], 1)
    if name == "write":
        return real(args[0], bytes(args[1][:1]))
    return real(*args, **more)


def interrupting(name, real, args, more):
    """Let somebody press Ctrl-C just before the call."""
    signal.raise_signal(signal.SIGINT)
    return real(*args, **more)


class Injector:
    """Counts calls of the system, of one thread, and acts at the chosen ones."""

    def __init__(self, patch, *, thread="MainThread"):
        self.count, self.names = 0, []
        self._thread, self._act, self._at = thread, None, frozenset()
        self._catalogue = 0
        for owner, name in CALLS:
            patch.setattr(owner, name, self._watched(name, getattr(owner, name)))

    def arm(self, act=None, at=()):
        """Begin to count; act at the calls with these numbers, or at all with ``at=None``."""
        self.count, self.names, self._catalogue = 0, [], 0
        self._act, self._at = act, at

    def _watched(self, name, real):
        def call(*args, **more):
            if threading.current_thread().name != self._thread or self._is_left_out(args):
                return real(*args, **more)
            self.count += 1
            self.names.append(name)
            if self._act is not None and (self._at is None or self.count in self._at):
                return self._act(name, real, args, more)
            return real(*args, **more)

        return call

    def _is_left_out(self, args):
        """One look at a file of the catalogue is like another: few of them are enough."""
        if not (args and isinstance(args[0], str | os.PathLike)):
            return False
        if not os.fspath(args[0]).startswith(SIGNATURES):
            return False
        self._catalogue += 1
        return self._catalogue % _EVERY != 1


class CountedOutput:
    """Standard output whose writes are calls of the system, too."""

    encoding = "utf-8"

    def __init__(self):
        self.buffer = self
        self.held = bytearray()
        self._reading, self._writing = os.pipe()

    def write(self, data):
        """Take text or bytes."""
        rest = data.encode() if isinstance(data, str) else bytes(data)
        while rest:
            done = os.write(self._writing, rest[:32_768])
            self.held += rest[:done]
            rest = rest[done:]
            _READ(self._reading, 65_536)
        return len(data)

    def flush(self):
        """Nothing is held back."""

    def isatty(self):
        """It is a pipe."""
        return False

    def fileno(self):
        """It has no descriptor: nothing may go past it."""
        raise OSError

    def close(self):
        """Give the pipe back."""
        os.close(self._reading)
        os.close(self._writing)


def moments(run, act, *, count, after=lambda: True):
    """Call *run* as often as asked, and *act* at another of its function calls each time.

    The moments are spread evenly over all calls from the one on where *after* holds.
    """

    def once(at):
        seen = 0

        def watch(_frame, event, _argument):
            nonlocal seen
            if event == "call" and after():
                seen += 1
                if seen == at:
                    sys.setprofile(None)
                    act()

        sys.setprofile(watch)
        try:
            run()
        finally:
            sys.setprofile(None)
        return seen

    total = once(-1)
    for number in range(count):
        once(1 + number * total // count)
    return total


def wait_until(holds, seconds=40):
    """Wait for something; return whether it came."""
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.01)
    return holds()
