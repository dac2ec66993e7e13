"""Turn Ctrl-C and SIGTERM into a flag, so that a stopped run still gives its report."""

from __future__ import annotations

import contextlib
import os
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

_BASE = 128  # a shell's exit code for a signal


class Stop:
    """Remembers the signal that asked to stop; a second Ctrl-C ends the process at once."""

    def __init__(self) -> None:
        self.signal: int | None = None

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

    def asked(self) -> bool:
        """Say whether a signal asked to stop."""
        return self.signal is not None

    @property
    def exit_code(self) -> int | None:
        """Return the exit code that tells of the signal, or None."""
        return None if self.signal is None else _BASE + self.signal

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if self.signal is not None:
            os._exit(_BASE + number)
        self.signal = number


STOP = Stop()
