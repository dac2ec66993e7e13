"""Scan on the workers of a Dask cluster, one of this machine's own or one that is there.

A worker reads a part and keeps what it found; only what has to be counted in the order of the
input comes back. Once all parts before it are known, a worker puts the final line numbers and
placeholders in, and the timelines are merged in a tree, in any order, where they are.
"""

from __future__ import annotations

import logging
import os
import queue
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from logscan import __version__
from logscan.errors import LogscanError, UsageError
from logscan.intake.remote import Remote
from logscan.intake.sources import UnreadableError
from logscan.scale import tasks
from logscan.scale.joining import Whole, settled
from logscan.scale.planning import plan_parts, size_of
from logscan.scale.reading import scan_part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from distributed import Client, Future

    from logscan.intake.sources import Source
    from logscan.scale.parts import Part
    from logscan.scale.portion import Portion
    from logscan.scale.settings import Settings
    from logscan.scanner import Report

MEMORY_PER_WORKER = "2GiB"
MOST_BYTES = 512 * 1024 * 1024  # in one part: so much is read again where a worker is lost
FAN_IN = 8  # timelines that are merged at once
_RETRIES = 2  # where reading a part fails; a part whose worker dies is done again anyway
_CONNECT_SECONDS = 20
_NO_PAGES: dict[str, list[str]] = {  # of a cluster of our own: nothing is to be seen in a browser
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
_LOOK_SECONDS = 0.1
_ASKED_AT_ONCE = 16  # servers answer more slowly than they could be asked


class Progress(NamedTuple):
    """How many of the parts are done, and how many workers there were at the beginning."""

    done: int
    parts: int
    workers: int


def scan_on_cluster(
    settings: Settings,
    sources: Sequence[Source],
    *,
    scheduler: str | None = None,
    workers: int | None = None,
    note: Callable[[Progress], None] = lambda _: None,
    stopped: Callable[[], bool] = bool,
    most_bytes: int = MOST_BYTES,
) -> Report:
    """Return the report on *sources* as one machine would make it.

    *scheduler* is the address of a cluster; without one, so many *workers* are started here, one
    a core where nothing is said. *note* is told of each step. Raises ``UsageError`` for a
    cluster that cannot be used.
    """
    with ExitStack() as stack:
        client = stack.enter_context(_client(scheduler, workers))
        count = len(client.scheduler_info(n_workers=-1)["workers"])
        parts = _plan(settings, sources, max(1, count), most_bytes)
        run = _Run(client, settings, parts)
        stack.callback(run.cancel)
        note(Progress(0, len(parts), count))
        return run.report(lambda done: note(Progress(done, len(parts), count)), stopped)


# ---------------------------------------------------------------- the cluster


@contextmanager
def _client(scheduler: str | None, workers: int | None) -> Iterator[Client]:
    """Yield the client of a cluster; one of our own ends with it."""
    try:
        import dask  # noqa: PLC0415 - an extra, and heavy
        import distributed  # noqa: PLC0415 - the same
    except ModuleNotFoundError:
        raise UsageError(
            "--engine dask: a package is missing: pip install 'logscan[dask]'"
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told here
    with ExitStack() as stack:
        if scheduler is None:
            stack.enter_context(dask.config.set(_NO_PAGES))
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="logscan-"))
            address: Any = stack.enter_context(
                distributed.LocalCluster(
                    n_workers=workers or os.cpu_count() or 1,
                    threads_per_worker=1,
                    processes=True,
                    memory_limit=MEMORY_PER_WORKER,
                    dashboard_address="127.0.0.1:0",
                    scheduler_kwargs={"dashboard": False},
                    host="127.0.0.1",
                    # Whoever may connect may run code: other users of this machine may not.
                    security=distributed.Security.temporary(),
                    local_directory=folder,
                    preload=tasks.__name__,
                    silence_logs=logging.CRITICAL,
                )
            )
        else:
            address = scheduler
        try:
            client = distributed.Client(address, timeout=_CONNECT_SECONDS)
        except (OSError, ValueError) as error:
            raise UsageError(f"--scheduler {scheduler}: {_one_line(error)}") from None
        yield stack.enter_context(client)


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _plan(
    settings: Settings, sources: Sequence[Source], workers: int, most_bytes: int
) -> list[Part]:
    """Return parts that are small enough to be done again, and enough for all workers."""
    with ThreadPoolExecutor(_ASKED_AT_ONCE) as pool:
        sizes = list(pool.map(_stored_bytes, sources))
    known = sum(size or 0 for size in sizes)
    shares = max(workers, -(-known // (2 * most_bytes)))
    parts = plan_parts(settings, sources, shares, sizes)
    most_sources = max(1, len(sources) // (4 * workers))
    return [small for part in parts for small in _spread(part, most_sources)]


def _stored_bytes(source: Source) -> int | None:
    """Return how many bytes a source has, None for one that is read from its start only."""
    if isinstance(source.opener, Remote):
        try:
            return source.opener.splittable_bytes()
        except UnreadableError:  # whoever reads it will tell
            return None
    return size_of(source)


def _spread(part: Part, most_sources: int) -> Iterator[Part]:
    """Yield a part of several sources as parts of fewer, if nobody knows how large they are."""
    if part.size:
        yield part
        return
    for start in range(0, len(part.sources), most_sources):
        yield replace(part, sources=part.sources[start : start + most_sources])


# ---------------------------------------------------------------- here


class _Run:
    """One scan: what is being read, what waits for its turn, what is being merged."""

    def __init__(self, client: Client, settings: Settings, parts: Sequence[Part]) -> None:
        self._client, self._parts, self._settings = client, parts, settings
        self._whole = Whole(settings)
        self._arrived: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._portions: dict[int, Future] = {}
        self._counted: dict[int, Future] = {}
        self._waiting: dict[int, tuple[Portion, bool]] = {}  # and whether it is all of a portion
        self._next = 0  # the first part that has not had its turn
        self._levels: list[list[Future]] = [[]]

    def report(self, note: Callable[[int], None], stopped: Callable[[], bool]) -> Report:
        """Read all parts and return the report; once *stopped* says yes, that of those done."""
        self._submit()
        while self._next < len(self._parts) and not stopped():
            try:
                index = self._arrived.get(timeout=_LOOK_SECONDS)
            except queue.Empty:
                continue
            self._waiting[index] = self._result(index)
            while self._next in self._waiting:
                self._take_turn()
            note(self._next + len(self._waiting))
        if self._next < len(self._parts):
            self._whole.stopped(self._parts[self._next].sources[0].name)
        for timeline in self._client.gather([one for level in self._levels for one in level]):
            self._whole.take(timeline)
        return self._whole.report()

    def cancel(self) -> None:
        """Let go of everything that is on the cluster."""
        futures = [*self._portions.values(), *self._counted.values()]
        self._client.cancel([*futures, *(one for level in self._levels for one in level)])

    def _submit(self) -> None:
        """Hand all parts to the cluster, those of the front first."""
        digest = self._settings.scanner().catalogue.digest
        for index, part in enumerate(self._parts):
            portion = self._client.submit(
                tasks.found, self._settings, part, __version__, digest, pure=False, retries=_RETRIES
            )
            counted = self._client.submit(tasks.counted, self._settings, portion, pure=False)
            self._portions[index], self._counted[index] = portion, counted
            counted.add_done_callback(lambda _, index=index: self._arrived.put(index))

    def _result(self, index: int) -> tuple[Portion, bool]:
        """Return what a part gave; what no worker survives is read here."""
        from distributed import KilledWorker  # noqa: PLC0415 - heavy; it is imported by now

        counted = self._counted.pop(index)
        try:
            return counted.result(), False
        except KilledWorker:
            self._portions.pop(index).release()
            return scan_part(self._settings, self._parts[index]), True
        except LogscanError:
            raise
        except Exception as error:
            raise LogscanError(f"--engine dask: the cluster failed: {_one_line(error)}") from error

    def _take_turn(self) -> None:
        """Count the next part in, and have its timeline put in order where it is."""
        portion, is_all = self._waiting.pop(self._next)
        index, self._next = self._next, self._next + 1
        moved = self._whole.place(portion)
        found = self._portions.pop(index, None)
        if moved is None:
            return
        if is_all:
            self._whole.take(settled(portion, moved))
        else:
            self._add(self._client.submit(tasks.settled, self._settings, found, moved, pure=False))

    def _add(self, timeline: Future, level: int = 0) -> None:
        """Add a timeline to the tree."""
        if level == len(self._levels):
            self._levels.append([])
        row = self._levels[level]
        row.append(timeline)
        if len(row) == FAN_IN:
            merged = self._client.submit(tasks.merged, self._settings, *row, pure=False)
            row.clear()
            self._add(merged, level + 1)
