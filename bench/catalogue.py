"""Measure what a larger catalogue costs on a healthy log, where it should cost nothing.

The signatures of each size are a fixed choice (in the order of the hashes of their ids), the
sizes take turns, and time is the CPU's user time of this process: the best of all rounds, since
other work on the machine only ever adds to it. Measured are the matcher alone and whole scans,
each with one candidate in some hundred kilobytes.

    python bench/run.py --suite catalogue --size 1G
"""

from __future__ import annotations

import hashlib
import resource
from typing import TYPE_CHECKING

import logs
from suite import MEGABYTE, Outcome, Settings, rows

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
PART = 5  # of the size of the run: the log lies in memory


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
    body = []
    for one in found:
        cells: list[object] = [one.size, f"{one.anchors:,}"]
        for what in ("matcher", "scan"):
            speed = size_bytes / MEGABYTE / one.best[what]
            cells += [f"{speed:,.0f}", f"{found[0].best[what] / one.best[what] - 1:+.1%}"]
        body.append(cells)
    return rows(("signatures", "anchors", "matcher MB/s", "", "scan MB/s", ""), *body)


def run(settings: Settings) -> Outcome:
    """Measure the sizes in turn on a healthy log in memory."""
    log = logs.made("healthy", settings.size_bytes // PART)
    found = subjects()
    for _ in range(settings.runs):
        for one in found:
            one.measure("matcher", one.match, log)
            one.measure("scan", one.scan, log)
    data = [{"signatures": one.size, "anchors": one.anchors, **one.best} for one in found]
    head = ["### what a larger catalogue costs a healthy log, in user time", ""]
    return Outcome(data=data, lines=[*head, *table(found, len(log))])
