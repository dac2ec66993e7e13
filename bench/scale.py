"""Measure what the plan for many machines rests on: bytes, state, merges, asking a server.

All of it in the CPU's user time of this process, medians of some runs: other work on the machine
disturbs that least.

    python bench/scale.py --size 40M --runs 3
"""

from __future__ import annotations

import argparse
import gzip
import os
import pickle
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import logs

from logscan.analysis import Timeline
from logscan.intake.sources import Source
from logscan.model import Event
from logscan.scale import Part, Settings, Whole, scan_part

if TYPE_CHECKING:
    from collections.abc import Callable

MEGABYTE = 10**6
SECOND_NS = 10**9
DAY_NS = 86_400 * SECOND_NS
START_NS = 1_761_300_000 * SECOND_NS
FORMS = (("sparse", "text"), ("dense", "text"), ("dense", "json"), ("all", "text"))
EVENTS = (1_000, 10_000, 100_000, 1_000_000)
INSTANCES = (1, 10, 100, 1_000, 10_000)
FAN_IN = 8
STEP = 7_919  # a prime: what is spread with it does not repeat itself soon


def user_seconds(work: Callable[[], object], runs: int) -> float:
    """Return the median of the user time that *work* takes."""
    spent = []
    for _ in range(runs):
        before = os.times().user
        work()
        spent.append(os.times().user - before)
    return statistics.median(spent)


def bytes_table(size_bytes: int, runs: int, folder: Path) -> None:
    """Print what a megabyte of each kind costs, and what a part of it leaves behind."""
    settings = Settings.of({})
    print("| log | MB | events | MB/s a core | us an event | portion KB | join ms |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for kind, form in FORMS:
        path = folder / f"{kind}.{form}"
        logs.write(path, kind, form, size_bytes)
        packed = folder / f"{kind}.{form}.gz"
        packed.write_bytes(gzip.compress(path.read_bytes(), compresslevel=6))
        for place, name in ((path, f"{kind} {form}"), (packed, f"{kind} {form}, gzip")):
            part = Part(sources=(Source(name="app.log", path=place),))
            scan_part(settings, part)  # once to warm up
            seconds = user_seconds(lambda part=part: scan_part(settings, part), runs)
            portion = scan_part(settings, part)
            state = pickle.dumps(portion)
            before = time.process_time()
            Whole(settings).absorb(portion)
            join = time.process_time() - before
            size = path.stat().st_size / MEGABYTE
            each = seconds / max(1, portion.events) * 1e6
            print(
                f"| {name} | {size:.0f} | {portion.events:,} | {size / seconds:.0f} "
                f"| {each:.1f} | {len(state) / 1000:.0f} | {join * 1000:.1f} |"
            )
        path.unlink()
        packed.unlink()


def made_event(number: int, count: int, instances: int) -> Event:
    """Return one of *count* events of a day, of one of so many instances."""
    return Event(
        signature_id=("econnrefused", "sigterm", "request-timeout")[number % 3],
        source="app.log",
        line=number,
        offset=number * 100,
        time_ns=START_NS + number * (DAY_NS // count),
        evidence=f"Error: connect ECONNREFUSED 10.0.0.{number % 250}:5432 in request {number}",
        service="srv-abc",
        instance=f"srv-abc-{number * STEP % instances}",
        captures=(("host", f"10.0.0.{number % 250}"), ("port", "5432")),
        order=number,
    )


def state_table() -> None:
    """Print how large the state of a day is, and what merging eight of them costs."""
    catalogue = Settings.of({}).scanner().catalogue
    print("| events | instances | state KB | cells | merge of eight, ms |")
    print("|--:|--:|--:|--:|--:|")
    rows = [(events, 10) for events in EVENTS] + [(100_000, instances) for instances in INSTANCES]
    for events, instances in rows:
        parts = [Timeline(catalogue) for _ in range(FAN_IN)]
        for number in range(events):
            parts[number * FAN_IN // events].add(made_event(number, events, instances))
        before = time.process_time()
        whole = Timeline(catalogue)
        for part in parts:
            whole.merge(part)
        spent = time.process_time() - before
        cells = sum(len(track.cells) for _, track in whole.tracks())
        size = len(pickle.dumps(whole)) / 1000
        print(f"| {events:,} | {instances:,} | {size:,.0f} | {cells:,} | {spent * 1000:.0f} |")


def main() -> None:
    """Print all tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", type=logs.size_in_bytes, default=40 * MEGABYTE)
    options.add_argument("--runs", type=int, default=3)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bytes_table(chosen.size, chosen.runs, Path(folder))
    print()
    state_table()


if __name__ == "__main__":
    main()
