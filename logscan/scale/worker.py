"""Scan parts in a process of its own, one after the other, until nobody has any more."""

from __future__ import annotations

import os
import pickle
import signal
from typing import TYPE_CHECKING

from logscan.scale.collector import resting
from logscan.scale.reading import scan_part
from logscan.scanner import collect_rarely

if TYPE_CHECKING:
    from collections.abc import Iterable
    from multiprocessing.connection import Connection
    from types import FrameType

    from logscan.scale.settings import Settings


def work(
    connection: Connection, settings: Settings, boss: int, others: Iterable[Connection] = ()
) -> None:
    """Take parts from the *connection* and send the pickled portions back, until it is closed.

    *boss* is the process to work for: when it is gone, so is the work. *others* are connections
    of its that came along: as long as they are open here, nobody sees that they were closed.
    """
    for other in others:
        other.close()
    stop = _Stop(boss)
    collect_rarely()
    try:
        while True:
            part = connection.recv()
            portion = scan_part(settings, part, stop.asked)
            with resting():
                packed = pickle.dumps(portion, -1)
            connection.send_bytes(packed)
    except (EOFError, OSError):
        return


class _Stop:
    """Whether the boss wants what there is: it says so with SIGTERM.

    Ctrl-C goes to all processes of a terminal; what follows from it is for the boss to say.
    """

    def __init__(self, boss: int) -> None:
        self._boss, self._is_asked = boss, False
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, self._note)

    def asked(self) -> bool:
        return self._is_asked or os.getppid() != self._boss

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._is_asked = True
