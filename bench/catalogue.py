"""Measure what a larger catalogue costs on a healthy log, where it should cost nothing.

The signatures of each size are a fixed choice (in the order of the hashes of their ids), the
sizes take turns, and time is the CPU's user time of this process: the best of all rounds, since
other work on the machine only ever adds to it. Measured are the matcher alone and whole scans,
each with one candidate in some hundred kilobytes.

    python bench/catalogue.py --size 200M --rounds 7
"""

from __future__ import annotations

import argparse
import hashlib
import io
import resource
import sys
from typing import TYPE_CHECKING

import logs

from logscan import Scanner
from logscan.catalogue import load_catalogue
from logscan.engine.matcher import best_matcher
from logscan.engine.parser import Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from logscan.engine.matcher import Anchor, Matcher
    from logscan.model import Signature

SIZES = (20, 150)
BLOCK_BYTES = 256 * 1024
MEGABYTE = 10**6


def healthy_log(size_bytes: int) -> bytes:
    """Return a log in which nothing is wrong, in memory."""
    logs.ERROR_SHARE["healthy"] = 0.0
    made = io.BytesIO()
    for block in logs.blocks("healthy", "text", seed=1):
        if made.tell() >= size_bytes:
            break
        made.write(block)
    return made.getvalue()


def by_hash(signatures: Sequence[Signature]) -> list[Signature]:
    """Return the signatures in an order that has nothing to do with what they are about."""
    return sorted(signatures, key=lambda one: hashlib.sha256(one.id.encode()).digest())


class Subject:
    """One size of the catalogue, ready to be measured."""

    def __init__(self, signatures: Sequence[Signature], left_out: Sequence[Signature]) -> None:
        self.size = len(signatures)
        self.anchors = 0
        self._matcher: Matcher
        Plan(signatures, self._matcher_of)
        self._scanner = Scanner(exclude=[one.id for one in left_out])
        self.best = {"matcher": float("inf"), "scan": float("inf")}

    def _matcher_of(self, anchors: Sequence[Anchor]) -> Matcher:
        self.anchors = len({literal for literal, _ in anchors})
        self._matcher = best_matcher(anchors)
        return self._matcher

    def match(self, log: bytes) -> None:
        """Search the whole log for anchors."""
        view = memoryview(log)
        for start in range(0, len(log), BLOCK_BYTES):
            self._matcher.candidates(view[start : start + BLOCK_BYTES])

    def scan(self, log: bytes) -> None:
        """Do all that the program does between reading and printing."""
        parser = self._scanner.parser()
        view = memoryview(log)
        for start in range(0, len(log), 2 * BLOCK_BYTES):
            parser.feed(bytes(view[start : start + 2 * BLOCK_BYTES]))
        parser.report()

    def measure(self, what: str, run: Callable[[bytes], None], log: bytes) -> None:
        """Keep the least user time, in seconds, of what was run."""
        before = _user_seconds()
        run(log)
        self.best[what] = min(self.best[what], _user_seconds() - before)


def _user_seconds() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def subjects() -> list[Subject]:
    """Return the sizes to compare; the last is the whole catalogue."""
    ordered = by_hash(load_catalogue().signatures)
    return [Subject(ordered[:size], ordered[size:]) for size in (*SIZES, len(ordered))]


def table(found: Sequence[Subject], size_bytes: int) -> list[str]:
    """Return Markdown rows; a change is that of the speed against the smallest catalogue."""
    rows = ["| signatures | anchors | matcher MB/s | | scan MB/s | |", "|--:|--:|--:|--:|--:|--:|"]
    for one in found:
        cells = []
        for what in ("matcher", "scan"):
            speed = size_bytes / MEGABYTE / one.best[what]
            change = found[0].best[what] / one.best[what] - 1
            cells.append(f"{speed:,.0f} | {change:+.1%}")
        rows.append(f"| {one.size} | {one.anchors:,} | {' | '.join(cells)} |")
    return rows


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=logs.size_in_bytes, default="200M", help="of the log")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    log = healthy_log(options.size)
    found = subjects()
    for _ in range(options.rounds):
        for one in found:
            one.measure("matcher", one.match, log)
            one.measure("scan", one.scan, log)
    print("\n".join(table(found, len(log))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
