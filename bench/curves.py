"""Measure how time and memory grow: with the log, with its errors, with signatures, with cores."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import cluster
from suite import MEGABYTE, Outcome, Settings, of_catalogue, prepare, rows
from tools import (
    LOG,
    Tool,
    failures,
    has_option,
    interleaved,
    jobs,
    logscan_command,
    measure,
    summary,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from suite import Log
    from tools import Run

    Points = dict[str, list[tuple[float, float]]]  # of each program: places and values

SIZES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)  # parts of the dense log of the run
LEAST_BYTES = MEGABYTE // 2  # less cannot be made
SHARES = ("0", "0.001", "0.01", "0.03", "0.1", "0.3", "1")
SIGNATURES = (20, 50, 100, 150, 200)
COMPARED = ("logscan", "rg -c", "ugrep -c")
HEALTHY, DENSE = "healthy log", "10 % errors"


def run(settings: Settings) -> Outcome:
    """Measure every curve that the installed logscan can show."""
    outcome = Outcome(data={})
    for curve in (sizes, shares, signatures, cores, workers):
        curve(settings, outcome)
    return outcome


def sizes(settings: Settings, outcome: Outcome) -> None:
    """Measure the dense log in growing sizes: seconds, and memory."""
    seconds: Points = {}
    memory: Points = {}
    for size_bytes in [round(settings.bytes_of("dense") * part) for part in SIZES]:
        if size_bytes < LEAST_BYTES:
            continue
        log = prepare("dense", "text", size_bytes, settings.folder)
        found = measured(tools_on(log, settings), settings, outcome)
        for name, one in found.items():
            megabytes = log.size_bytes / MEGABYTE
            seconds.setdefault(name, []).append((megabytes, one["seconds"]))
            if name == "logscan":
                memory.setdefault(name, []).append((megabytes, one["peak_bytes"] / MEGABYTE))
    add(outcome, "size", "time of the dense log", ("MB", "seconds"), seconds)
    add(outcome, "memory", "memory for the dense log", ("MB", "peak MB"), memory)


def shares(settings: Settings, outcome: Outcome) -> None:
    """Measure logs of one size with more and more errors."""
    speeds: Points = {}
    for share in SHARES:
        log = prepare(share, "text", settings.bytes_of("all"), settings.folder)
        for name, one in measured(tools_on(log, settings), settings, outcome).items():
            speed = log.size_bytes / MEGABYTE / one["seconds"]
            speeds.setdefault(name, []).append((float(share) * 100, speed))
    add(outcome, "errors", "speed by share of error lines", ("% of lines", "MB/s"), speeds)


def signatures(settings: Settings, outcome: Outcome) -> None:
    """Measure a healthy and a dense log with parts of the catalogue.

    A part is a fixed choice that has nothing to do with what the signatures are about.
    """
    ids = of_catalogue("[s.id for s in c.signatures]")
    ids.sort(key=lambda name: hashlib.sha256(name.encode()).digest())
    speeds: Points = {}
    logs = {
        name: prepare(kind, "text", settings.bytes_of("all"), settings.folder)
        for name, kind in ((HEALTHY, "healthy"), (DENSE, "dense"))
    }
    for number in (*(one for one in SIGNATURES if one < len(ids)), len(ids)):
        left_out = [word for name in ids[number:] for word in ("--exclude", name)]
        starts = {name: logscan(log, settings, *left_out, *jobs(1)) for name, log in logs.items()}
        for name, one in measured(starts, settings, outcome).items():
            speed = logs[name].size_bytes / MEGABYTE / one["seconds"]
            speeds.setdefault(name, []).append((number, speed))
    add(outcome, "signatures", "speed by size of the catalogue", ("signatures", "MB/s"), speeds)


def cores(settings: Settings, outcome: Outcome) -> None:
    """Measure how many times faster several processes are than one."""
    if not has_option("--jobs"):
        outcome.lines += ["No curve of jobs: this logscan has no `--jobs`.", ""]
        return
    gains: Points = {}
    for name, kind in (("sparse log", "sparse"), ("dense log", "dense")):
        log = prepare(kind, "text", settings.bytes_of(kind), settings.folder)
        starts = {str(number): logscan(log, settings, *jobs(number)) for number in numbers()}
        found = measured(starts, settings, outcome)
        gains[name] = gained({int(number): one["seconds"] for number, one in found.items()})
    add(outcome, "jobs", "how many times faster with jobs", ("jobs", "times"), gains)


def workers(settings: Settings, outcome: Outcome) -> None:
    """Measure how many times faster several workers of a cluster are than one of them."""
    if not cluster.is_possible():
        outcome.lines += ["No curve of workers: no `--engine`, or no `distributed`.", ""]
        return
    log = prepare("dense", "text", settings.bytes_of("dense"), settings.folder)
    seconds: dict[int, float] = {}
    for number in numbers():
        with cluster.cluster(number) as address:
            start = logscan(log, settings, "--engine", "dask", "--scheduler", address)
            seconds[number] = measured({"logscan": start}, settings, outcome)["logscan"]["seconds"]
    points: Points = {"dense log": gained(seconds)}
    add(outcome, "workers", "how many times faster with workers", ("workers", "times"), points)


def numbers() -> list[int]:
    """Return how many processes are compared: up to the cores, and two in any case."""
    cores = os.cpu_count() or 1
    return sorted({1, 2, cores, *range(4, cores + 1, 4)})


def gained(seconds: Mapping[int, float]) -> list[tuple[float, float]]:
    """Return how many times faster each number of processes was than one."""
    return [(number, seconds[1] / one) for number, one in seconds.items()]


# ---------------------------------------------------------------- measuring, telling


def tools_on(log: Log, settings: Settings) -> dict[str, Callable[[], Run]]:
    """Return what starts each of the compared programs on a log."""
    return {
        tool.name: starter(tool, log, settings) for tool in settings.tools if tool.name in COMPARED
    }


def logscan(log: Log, settings: Settings, *words: str) -> Callable[[], Run]:
    """Return what starts logscan on a log with more options."""
    tool = Tool(name="logscan", command=(logscan_command(), "--format", "json", *words, LOG))
    return starter(tool, log, settings)


def starter(tool: Tool, log: Log, settings: Settings) -> Callable[[], Run]:
    """Return one run of a program, to be called."""
    arguments = tool.arguments(log.path, settings.folder / "anchors.txt")
    return lambda: measure(arguments, settings.folder / "curve.out")


def measured(
    starts: Mapping[str, Callable[[], Run]], settings: Settings, outcome: Outcome
) -> dict[str, dict[str, float]]:
    """Return the medians of interleaved runs; what failed is noted.

    The first run of a part of the catalogue compiles and keeps its literals.
    """
    results = interleaved(starts, settings.runs, warm_up=True)
    outcome.problems += failures(results)
    return summary(results)


def add(outcome: Outcome, name: str, title: str, axes: Sequence[str], points: Points) -> None:
    """Put a curve into the outcome, as data and as a table."""
    series = {who: [[x, round(y, 4)] for x, y in line] for who, line in points.items()}
    outcome.data[name] = {"title": title, "axes": list(axes), "series": series}
    places = [x for x, _ in next(iter(points.values()), ())]
    body = [(f"{place:g}", *(short(line[at][1]) for line in points.values()))
            for at, place in enumerate(places)]  # fmt: skip
    outcome.lines += [f"### {title}", "", *rows((axes[0], *heads(points, axes[1])), *body), ""]


def heads(names: Iterable[str], unit: str) -> list[str]:
    """Return the heads of the columns with values."""
    return [f"{name}, {unit}" for name in names]


def short(value: float) -> str:
    """Return a figure with three places that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004 - three places
