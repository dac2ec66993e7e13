"""Measure what the analysis costs: the timeline during the scan, and the diagnosis after it.

Both are measured in the CPU's user time of this process. The state is bounded, so the diagnosis
takes the longer the more there is to judge, and from some size on no longer at all.

    python bench/run.py --suite analysis --size 1G
"""

from __future__ import annotations

import gc
import pickle
import resource
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import logs
from suite import MEGABYTE, Outcome, Settings, rows

from logscan import Scanner
from logscan.scanner import Stream, collect_rarely

if TYPE_CHECKING:
    from collections.abc import Iterator

    from logscan.model import Event

CHUNK_BYTES = 512 * 1024
PARTS = (0.01, 0.1, 0.4)  # of the size of the run: the logs lie in memory
HEAD = (
    "MB",
    "events",
    "scan s",
    "timeline s",
    "diagnosis s",
    "share",
    "state KB",
    "cells",
    "marks",
)


@dataclass(slots=True, kw_only=True)
class Spent:
    """Seconds spent on the timeline while events arrive."""

    seconds: float = 0.0


@contextmanager
def timed(spent: Spent) -> Iterator[None]:
    """Measure what streams do to hand events to the timeline."""
    keep = Stream._keep  # noqa: SLF001 - the place where both halves of the program meet

    def kept(stream: Stream, events: list[Event]) -> list[Event]:
        before = time.thread_time()
        taken = keep(stream, events)
        spent.seconds += time.thread_time() - before
        return taken

    Stream._keep = kept  # type: ignore[method-assign]  # noqa: SLF001 - the same
    try:
        yield
    finally:
        Stream._keep = keep  # type: ignore[method-assign]  # noqa: SLF001 - the same


def user_seconds() -> float:
    """Return the user time of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def row(size_bytes: int, spent: Spent) -> dict[str, float]:
    """Scan a dense log of that size and return what it cost."""
    log = logs.made("dense", size_bytes)
    pieces = [log[at : at + CHUNK_BYTES] for at in range(0, len(log), CHUNK_BYTES)]
    scan = Scanner().parser()
    spent.seconds = 0.0
    started = user_seconds()
    for piece in pieces:
        scan.feed(piece)
    scan.close()
    scanned = user_seconds()
    report = scan.report()
    ended = user_seconds()
    timeline = scan._timeline  # noqa: SLF001 - the state is what is measured
    return {
        "bytes": len(log),
        "events": report.stats.events,
        "scan_seconds": scanned - started,
        "timeline_seconds": spent.seconds,
        "diagnosis_seconds": ended - scanned,
        "state_bytes": len(pickle.dumps(timeline._state())),  # noqa: SLF001 - the same
        "cells": sum(len(track.cells) for _, track in timeline.tracks()),
        "marks": len(timeline.marks()),
    }


def cells(one: dict[str, float]) -> list[str]:
    """Return a row of the table."""
    scan, timeline, diagnosis = (
        one[f"{name}_seconds"] for name in ("scan", "timeline", "diagnosis")
    )
    return [
        *(f"{one['bytes'] / MEGABYTE:,.0f}", f"{one['events']:,}"),
        *(f"{scan:.2f}", f"{timeline:.2f}", f"{diagnosis:.2f}"),
        f"{(timeline + diagnosis) / scan:.0%}" if scan else "",
        *(f"{one['state_bytes'] / 1000:,.0f}", f"{one['cells']:,}", f"{one['marks']:,}"),
    ]


def run(settings: Settings) -> Outcome:
    """Measure each size."""
    gc.collect()
    collect_rarely()  # as the command line does
    spent = Spent()
    with timed(spent):
        data = [row(int(settings.size_bytes * part), spent) for part in PARTS]
    head = ["### what the analysis of a dense log costs, in user time", ""]
    return Outcome(data=data, lines=[*head, *rows(HEAD, *map(cells, data))])
