"""Read the parts of the input with several processes of this machine."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import threading
import time
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Self

from logscan.model import Text
from logscan.scale.collector import resting
from logscan.scale.joining import Whole
from logscan.scale.reading import scan_part
from logscan.scale.worker import work

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from logscan.scale.parts import Part
    from logscan.scale.portion import Portion
    from logscan.scale.settings import Settings
    from logscan.scanner import Report

_LOOK_SECONDS = 0.1  # how often one looks whether to stop
_AHEAD = 3  # parts for each process that may be read before an earlier one is joined
_LAST_SECONDS = 5.0  # for a process that was asked for what it has
_END_SECONDS = 1.0  # for one that has nothing left to do
_LOST = Text(
    en="a reading process ended unexpectedly: its part was read again",
    ko="읽기 프로세스가 예기치 않게 끝나, 맡은 부분을 다시 읽었습니다",
)


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def scan_parts(
    settings: Settings,
    parts: Sequence[Part],
    workers: int,
    stopped: Callable[[], bool] = bool,
) -> Report:
    """Return the report on all *parts*, read by so many processes.

    Once *stopped* says yes, it is the report on what was read up to the first gap. A process
    that is lost changes nothing: its part is read here.
    """
    with _Crew(settings, min(workers, len(parts))) as crew:
        return _Run(settings, parts, crew, stopped).report()


class _Worker:
    """A process, the way to it, and the index of the part that it reads."""

    def __init__(self, process: Any, connection: Any) -> None:
        self.process, self.connection = process, connection
        self.index: int | None = None


class _Crew:
    """The processes that are alive; they end with the ``with`` block."""

    def __init__(self, settings: Settings, count: int) -> None:
        settings.scanner()  # made once, for all that are forked
        forks = _may_fork()
        context: Any = multiprocessing.get_context("fork" if forks else "spawn")
        self.workers: list[_Worker] = []
        for _ in range(count):
            mine, theirs = context.Pipe()
            others = [one.connection for one in self.workers] + [mine] if forks else []
            process = context.Process(
                target=work, args=(theirs, settings, os.getpid(), others), daemon=True
            )
            process.start()
            theirs.close()
            self.workers.append(_Worker(process, mine))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.workers:
            worker.connection.close()
        for worker in self.workers:
            _end(worker.process)

    def dismiss(self, worker: _Worker) -> None:
        """Give up a process that cannot be reached."""
        self.workers.remove(worker)
        worker.connection.close()
        _end(worker.process)


class _Run:
    """Parts on their way out, portions on their way in, joined in the order of the input."""

    def __init__(
        self, settings: Settings, parts: Sequence[Part], crew: _Crew, stopped: Callable[[], bool]
    ) -> None:
        self._settings, self._parts, self._crew, self._stopped = settings, parts, crew, stopped
        self._whole = Whole(settings)
        self._given = self._joined = 0  # how many parts
        self._waiting: dict[int, bytes | Portion] = {}  # for those before them
        self._is_lost = False

    def report(self) -> Report:
        """Read everything, or up to the stop."""
        while self._joined < len(self._parts) and not self._stopped():
            self._give()
            self._take(_LOOK_SECONDS)
            self._join()
        if self._joined < len(self._parts):
            self._end_early()
        if self._is_lost:
            self._whole.notes.append(_LOST)
        return self._whole.report()

    def _give(self) -> None:
        """Give a part to each process that has none."""
        limit = min(len(self._parts), self._joined + _AHEAD * len(self._crew.workers))
        for worker in list(self._crew.workers):
            if worker.index is None and self._given < limit:
                worker.index = self._given
                self._given += 1
                try:
                    worker.connection.send(self._parts[worker.index])
                except OSError:
                    self._lose(worker)
        if not self._crew.workers and self._joined not in self._waiting:
            self._read_here(self._joined)
            self._given = max(self._given, self._joined + 1)

    def _take(self, seconds: float) -> None:
        """Take the portions that are ready, after waiting for one."""
        busy = {one.connection: one for one in self._crew.workers if one.index is not None}
        for connection in wait(list(busy), seconds) if busy else ():
            worker = busy[connection]
            try:
                self._waiting[worker.index or 0] = worker.connection.recv_bytes()
                worker.index = None
            except (EOFError, OSError):
                self._lose(worker)

    def _join(self) -> bool:
        """Join what is next in order, if it is there; say whether a portion is a stopped one."""
        while self._joined in self._waiting:
            with resting():
                portion = _unpacked(self._waiting.pop(self._joined))
                self._whole.absorb(portion)
            self._joined += 1
            if portion.is_stopped:
                if portion.is_range:  # of whole sources it is told with them
                    self._whole.stopped(self._name())
                return True
        return False

    def _lose(self, worker: _Worker) -> None:
        index = worker.index
        self._crew.dismiss(worker)
        self._is_lost = True
        if index is not None:
            self._read_here(index)

    def _read_here(self, index: int) -> None:
        self._waiting[index] = scan_part(self._settings, self._parts[index], self._stopped)

    def _end_early(self) -> None:
        """Take what the processes have of the parts that are next."""
        for worker in self._crew.workers:
            if worker.index is not None:
                worker.process.terminate()  # it hands over what it has
        until = time.monotonic() + _LAST_SECONDS
        while not self._join():
            if not self._is_expected() or time.monotonic() > until:
                if self._joined < len(self._parts):
                    self._whole.stopped(self._name())
                return
            self._take(_LOOK_SECONDS)

    def _is_expected(self) -> bool:
        return any(worker.index == self._joined for worker in self._crew.workers)

    def _name(self) -> str:
        return self._parts[min(self._joined, len(self._parts) - 1)].sources[0].name


def _unpacked(packed: bytes | Portion) -> Portion:
    """Return the portion that a process of our own has packed, or that was read here."""
    if isinstance(packed, bytes):
        portion: Portion = pickle.loads(packed)  # noqa: S301 - from a process of our own
        return portion
    return packed


def _may_fork() -> bool:
    """Say whether processes can be copied: what is compiled comes along, threads would not."""
    return "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1


def _end(process: Any) -> None:
    process.join(_END_SECONDS)
    if process.is_alive():
        process.kill()
        process.join()
    process.close()
