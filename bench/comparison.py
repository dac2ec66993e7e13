"""Compare logscan with programs that only count, search or copy, on the same made logs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from suite import MEGABYTE, OURS, Log, Outcome, Settings, prepare, rows
from tools import Run, Tool, failures, interleaved, measure, own_peak_bytes, summary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path


def run(settings: Settings) -> Outcome:
    """Run every tool on every log."""
    outcome = Outcome(data=[])
    for form in settings.forms:
        # One compressed log is enough: it differs from the plain one in decompression only.
        for kind in settings.kinds[:1] if form == "gzip" else settings.kinds:
            log = prepare(kind, form, settings.bytes_of(kind), settings.folder)
            tools = [tool for tool in settings.tools if form in tool.forms]
            results = interleaved(
                {tool.name: job(tool, log, settings.folder) for tool in tools}, settings.runs
            )
            failed = failures(results)
            worked = [t for t in tools if not failures({t.name: results[t.name]})]
            found = counts(log, worked, settings.folder)
            outcome.problems += failed + disagreements(found)
            medians = summary(results)
            outcome.data.append({
                "kind": kind, "form": form, "bytes": log.size_bytes,
                "programs": medians, "counts": found,
            })  # fmt: skip
            outcome.lines += [f"### {kind} {form}, {log.size_bytes / MEGABYTE:,.0f} MB", ""]
            outcome.lines += table(medians, log.size_bytes)
            said = "; ".join(f"{name}: {number:,}" for name, number in found.items())
            outcome.lines += ["", said, ""]
    return outcome


def job(tool: Tool, log: Log, folder: Path) -> Callable[[], Run]:
    """Return one run of a tool on a log, to be called."""
    arguments = tool.arguments(log.path, folder / "anchors.txt")
    output = None if tool.discard else folder / output_name(tool, log)
    return lambda: measure(arguments, output)


def output_name(tool: Tool, log: Log) -> str:
    """Return the name of the file that takes a tool's output."""
    return f"{re.sub('[^a-z0-9]+', '-', tool.name)}.{log.kind}.{log.form}.out"


def counts(log: Log, tools: Sequence[Tool], folder: Path) -> dict[str, int]:
    """Return what each tool counted: matching lines, lines, or logscan's own statistics."""
    found: dict[str, int] = {}
    for tool in tools:
        path = folder / output_name(tool, log)
        if not path.exists():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if tool.name.startswith(OURS):
            stats = json.loads(text)["stats"]
            found |= {
                f"{tool.name}, lines": stats["lines"],
                f"{tool.name}, events": stats["events"],
            }
        elif number := re.match(r"\s*(\d+)", text):
            found[tool.name] = int(number[1])
    return found


def disagreements(found: Mapping[str, int]) -> list[str]:
    """Return what cannot be: programs of one kind with different counts, lines that got lost."""
    problems = []
    for what, ending in (("the grep tools", "-c"), ("the numbers of jobs", ", events")):
        same = {name: number for name, number in found.items() if name.endswith(ending)}
        if len(set(same.values())) > 1:
            problems.append(f"{what} do not agree: {same}")
    lines = {name: found[name] for name in ("wc -l", f"{OURS}, lines") if name in found}
    # JSON as Render prints it has no newline at its end: wc counts one line fewer.
    if len(lines) > 1 and not 0 <= lines[f"{OURS}, lines"] - lines["wc -l"] <= 1:
        problems.append(f"line counts differ: {lines}")
    return problems


def table(medians: Mapping[str, Mapping[str, float]], size_bytes: int) -> list[str]:
    """Return Markdown rows; the ratio is logscan's median over the program's."""
    floor = own_peak_bytes()
    ours = medians[OURS]["seconds"] if OURS in medians else None
    body = []
    for name, found in medians.items():
        seconds, peak = found["seconds"], found["peak_bytes"]
        memory = f"{peak / MEGABYTE:.0f}" if peak > floor else f"under {floor / MEGABYTE:.0f}"
        ratio = f"{ours / seconds:.2f}" if ours is not None else ""
        speed = f"{size_bytes / MEGABYTE / seconds:,.0f}"
        body.append((name, f"{seconds:.3f}", f"{found['cpu_seconds']:.3f}", speed, ratio, memory))
    return rows(("program", "median s", "CPU s", "MB/s", "logscan / it", "peak MB"), *body)
