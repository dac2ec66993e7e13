"""Measure what the analysis costs: the timeline during the scan, and the diagnosis after it.

Both are measured in the CPU's user time of this process. The state is bounded, so the diagnosis
takes the longer the more there is to judge, and from some size on no longer at all.

    python bench/analysis.py --sizes 10M,100M,400M
"""

from __future__ import annotations

import argparse
import gc
import io
import pickle
import resource
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import logs

from logscan import Scanner
from logscan.scanner import Stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from logscan.model import Event

CHUNK_BYTES = 512 * 1024
MEGABYTE = 10**6
HEAD = """\
| MB | events | scan s | of it timeline | state KB | cells | marks | diagnosis s | share |
|--:|--:|--:|--:|--:|--:|--:|--:|--:|"""


@dataclass(slots=True, kw_only=True)
class Spent:
    """Seconds spent on the timeline while events arrive."""

    seconds: float = 0.0


def timed(spent: Spent) -> None:
    """Measure what streams do to hand events to the timeline."""
    keep = Stream._keep  # noqa: SLF001 - the place where both halves of the program meet

    def kept(stream: Stream, events: list[Event]) -> list[Event]:
        before = time.thread_time()
        taken = keep(stream, events)
        spent.seconds += time.thread_time() - before
        return taken

    Stream._keep = kept  # type: ignore[method-assign]  # noqa: SLF001 - the same


def chunks(kind: str, size_bytes: int) -> Iterator[bytes]:
    """Yield a made log in pieces as a pipe would hand them over."""
    made = io.BytesIO()
    for block in logs.blocks(kind, "text", seed=1):
        if made.tell() >= size_bytes:
            break
        made.write(block)
    view = made.getbuffer()
    for start in range(0, len(view), CHUNK_BYTES):
        yield bytes(view[start : start + CHUNK_BYTES])


def user_seconds() -> float:
    """Return the user time of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def row(kind: str, size_bytes: int, spent: Spent) -> str:
    """Scan a log of that size and return its row of the table."""
    pieces = list(chunks(kind, size_bytes))
    scan = Scanner().parser()
    spent.seconds = 0.0
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)  # as the command line does
    started = user_seconds()
    for piece in pieces:
        scan.feed(piece)
    scan.close()
    scanned = user_seconds()
    report = scan.report()
    ended = user_seconds()
    timeline = scan._timeline  # noqa: SLF001 - the state is what is measured
    cells = sum(len(track.cells) for _, track in timeline.tracks())
    state = len(pickle.dumps(timeline._state()))  # noqa: SLF001 - the same
    share = (spent.seconds + ended - scanned) / (scanned - started)
    cost = f"{scanned - started:.2f} | {spent.seconds:.2f} | {state / 1000:,.0f} | {cells:,}"
    return (
        f"| {sum(map(len, pieces)) / MEGABYTE:,.0f} | {report.stats.events:,} | {cost} "
        f"| {len(timeline.marks()):,} | {ended - scanned:.2f} | {share:.0%} |"
    )


def main() -> int:
    """Measure each size and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kind", choices=logs.ERROR_SHARE, default="dense")
    parser.add_argument("--sizes", default="10M,100M", help="comma-separated")
    options = parser.parse_args()
    spent = Spent()
    timed(spent)
    print(HEAD)
    for size in options.sizes.split(","):
        print(row(options.kind, logs.size_in_bytes(size), spent), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
