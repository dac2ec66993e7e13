"""Turn Ctrl-C and SIGTERM into a flag, so that a stopped run still gives its report."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import stat
import sys
import time
from typing import TYPE_CHECKING, NoReturn, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

LAST_WORDS_SECONDS = 0.2  # after a stop: for the end of a pipe whose writer was stopped too
DRAIN_SECONDS = 1.0  # after a stop: for what is in a pipe already
_BASE = 128  # a shell's exit code for a signal


class Stop:
    """Remembers the signal that asked to stop; a second Ctrl-C ends the process at once."""

    def __init__(self) -> None:
        self.signal: int | None = None
        self._asked_at = 0.0
        self.unfinished: set[Path] = set()  # files to remove however the run ends
        self.restorers: list[Callable[[], None]] = []  # what gives a terminal back then

    def install(self) -> None:
        """Catch the signals from now on (only the main thread of a process may)."""
        self.signal = None
        try:
            signal.signal(signal.SIGINT, self._note)
            signal.signal(signal.SIGTERM, self._note)
        except ValueError:  # not the main thread: whoever runs us handles signals
            return

    def ignore(self) -> None:
        """Let signals have no effect any more: the process is about to end anyway."""
        with contextlib.suppress(ValueError):
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)

    def remove_unfinished(self) -> None:
        """Remove what was begun and will not be finished."""
        for path in tuple(self.unfinished):
            with contextlib.suppress(OSError):
                path.unlink()
            self.unfinished.discard(path)

    def asked(self) -> bool:
        """Say whether a signal asked to stop."""
        return self.signal is not None

    def is_due(self) -> bool:
        """Say whether a signal asked to stop and what waits on standard input was read.

        Whoever writes to the pipe has often got the same Ctrl-C and says its last words.
        """
        if self.signal is None:
            return False
        waited_seconds = time.monotonic() - self._asked_at
        if waited_seconds > DRAIN_SECONDS or not _is_pipe(sys.stdin):
            return True
        return waited_seconds > LAST_WORDS_SECONDS and not _has_more(sys.stdin)

    @property
    def exit_code(self) -> int | None:
        """Return the exit code that tells of the signal, or None."""
        return None if self.signal is None else _BASE + self.signal

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if self.signal is not None:
            self._end_at_once(_BASE + number)
        self.signal, self._asked_at = number, time.monotonic()

    def _end_at_once(self, code: int) -> NoReturn:
        self.remove_unfinished()
        for restore in self.restorers:
            with contextlib.suppress(OSError, ValueError):
                restore()
        os._exit(code)


def _is_pipe(stream: TextIO | None) -> bool:
    try:
        mode = os.fstat(stream.fileno()).st_mode if stream else 0
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def _has_more(stream: TextIO) -> bool:
    try:
        return bool(select.select([stream.fileno()], [], [], 0)[0])
    except (OSError, ValueError):
        return False


STOP = Stop()
