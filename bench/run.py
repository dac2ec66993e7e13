"""Compare logscan with programs that only count, search or copy, on the same made logs.

python bench/run.py                     # 1 GB logs, five interleaved runs
python bench/run.py --size 100M --kinds sparse --tools logscan,rg,ugrep
python bench/run.py --smoke             # small; proves that everything works, no timing
"""

from __future__ import annotations

import argparse
import gzip
import json
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from logs import ERROR_SHARE, size_in_bytes
from tools import (
    TOOLS,
    Run,
    Tool,
    interleaved,
    logscan_command,
    measure,
    own_peak_bytes,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HERE = Path(__file__).resolve().parent
MEGABYTE = 10**6
STARTUP_RUNS_PER_RUN = 4
STARTUP_LINES = 20
SUFFIX = {"text": ".log", "json": ".json", "gzip": ".log.gz"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """One made log on disk; *size_bytes* is the size after decompression."""

    kind: str
    form: str
    path: Path
    size_bytes: int


# ---------------------------------------------------------------- preparing


def prepare(kind: str, form: str, size_bytes: int, folder: Path) -> Log:
    """Make a log unless the folder has it from before; the maker is a process of its own.

    Its memory would otherwise count as that of every program started after it.
    """
    path = folder / f"{kind}-{size_bytes}{SUFFIX[form]}"
    if form == "gzip":
        plain = prepare(kind, "text", size_bytes, folder)
        if not path.exists():
            with plain.path.open("rb") as source, gzip.open(path, "wb", compresslevel=6) as target:
                shutil.copyfileobj(source, target, 1 << 20)
        return Log(kind=kind, form=form, path=path, size_bytes=plain.size_bytes)
    if not path.exists():
        maker = [sys.executable, str(HERE / "logs.py"), "--kind", kind, "--form", form]
        subprocess.run([*maker, "--size", str(size_bytes), str(path)], check=True)
    return Log(kind=kind, form=form, path=path, size_bytes=path.stat().st_size)


def discard_logs(folder: Path) -> None:
    """Remove the made logs; what the tools printed stays."""
    for suffix in SUFFIX.values():
        for path in folder.glob(f"*-*{suffix}"):
            path.unlink()


def export_anchors(path: Path) -> int:
    """Write the catalogue's anchors, one on a line; return how many."""
    program = (
        "from logscan.catalogue import load_catalogue\n"
        "print('\\n'.join(sorted({a for s in load_catalogue().signatures for a in s.anchors})))"
    )
    anchors = subprocess.run(
        [sys.executable, "-c", program], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    path.write_text(anchors, encoding="utf-8")
    return anchors.count("\n")


# ---------------------------------------------------------------- comparing


def compare(log: Log, tools: Sequence[Tool], runs: int, folder: Path) -> dict[str, list[Run]]:
    """Run the tools on one log in turn; outputs stay in *folder* for :func:`counts`."""
    warm(log.path)
    jobs = [(tool.name, job(tool, log, folder)) for tool in tools if log.form in tool.forms]
    return interleaved(jobs, runs)


def job(tool: Tool, log: Log, folder: Path) -> Callable[[], Run]:
    """Return one run of a tool on a log, to be called."""
    arguments = tool.arguments(log.path, folder / "anchors.txt")
    output = None if tool.discard else folder / output_name(tool, log)
    return lambda: measure(arguments, output)


def output_name(tool: Tool, log: Log) -> str:
    """Return the name of the file that takes a tool's output."""
    return f"{re.sub('[^a-z]+', '-', tool.name)}.{log.kind}.{log.form}.out"


def warm(path: Path) -> None:
    """Read a file once, so that it lies in the page cache for all."""
    with path.open("rb") as source:
        while source.read(1 << 20):
            pass


def counts(log: Log, tools: Sequence[Tool], folder: Path) -> dict[str, int]:
    """Return what each tool counted: matching lines, lines, or logscan's own statistics."""
    found: dict[str, int] = {}
    for tool in tools:
        path = folder / output_name(tool, log)
        if not path.exists():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if tool.name == "logscan":
            stats = json.loads(text)["stats"]
            found |= {"logscan lines": stats["lines"], "logscan events": stats["events"]}
        elif number := re.match(r"\s*(\d+)", text):
            found[tool.name] = int(number[1])
    return found


def disagreements(found: dict[str, int]) -> list[str]:
    """Return what cannot be: grep tools with different counts, lines that got lost."""
    problems = []
    greps = {name: number for name, number in found.items() if name.endswith("-c")}
    if len(set(greps.values())) > 1:
        problems.append(f"the grep tools do not agree: {greps}")
    lines = {name: number for name, number in found.items() if name in {"wc -l", "logscan lines"}}
    # JSON as Render prints it has no newline at its end: wc counts one line fewer.
    if len(lines) > 1 and not 0 <= lines["logscan lines"] - lines["wc -l"] <= 1:
        problems.append(f"line counts differ: {lines}")
    return problems


# ---------------------------------------------------------------- start-up


def startup(log: Log, runs: int, folder: Path) -> dict[str, list[Run]]:
    """Time logscan on 20 lines against importing the libraries that it prints with."""
    short = folder / f"first-{STARTUP_LINES}.log"
    with log.path.open("rb") as source:
        short.write_bytes(b"".join(source.readline() for _ in range(STARTUP_LINES)))
    out = folder / "startup.out"
    commands = {
        "python: import typer, rich.console": [sys.executable, "-c", "import typer, rich.console"],
        f"logscan, {STARTUP_LINES} lines": [logscan_command(), str(short)],
        "logscan --version": [logscan_command(), "--version"],
        "python -c pass": [sys.executable, "-c", "pass"],
    }

    def start(arguments: list[str]) -> Callable[[], Run]:
        return lambda: measure(arguments, out)

    return interleaved([(name, start(words)) for name, words in commands.items()], runs)


# ---------------------------------------------------------------- printing


def table(results: dict[str, list[Run]], size_bytes: int, reference: str) -> list[str]:
    """Return Markdown rows; the ratio is the reference's median over the tool's."""
    floor = own_peak_bytes()
    medians = {name: median(run.seconds for run in runs) for name, runs in results.items()}
    rows = [f"| program | median s | MB/s | {reference} / it | peak MB |", "|---|--:|--:|--:|--:|"]
    for name, runs in results.items():
        seconds = medians[name]
        ratio = f"{medians[reference] / seconds:.2f}" if reference in medians else ""
        speed = f"{size_bytes / MEGABYTE / seconds:,.0f}" if size_bytes else ""
        peak = max(run.peak_bytes for run in runs)
        memory = f"{peak / MEGABYTE:.0f}" if peak > floor else f"under {floor / MEGABYTE:.0f}"
        rows.append(f"| {name} | {seconds:.3f} | {speed} | {ratio} | {memory} |")
    return rows


def machine() -> str:
    """Return the processor and the Python in one line."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists() and (name := re.search(r"model name\s*: (.+)", cpuinfo.read_text())):
        model = name[1]
    return f"{model}, {platform.system()}, Python {platform.python_version()}"


def ended_well(tool: Tool, results: dict[str, list[Run]]) -> bool:
    """Say whether no run of a tool failed."""
    return not failures({tool.name: results[tool.name]})


def failures(results: dict[str, list[Run]]) -> list[str]:
    """Return the programs that ended with an error (1 is grep's word for no match)."""
    return [
        f"{name} ended with status {run.status}"
        for name, runs in results.items()
        for run in runs
        if run.status not in ({0, 1} if name.endswith("-c") else {0})
    ]


def run_all(options: argparse.Namespace) -> list[str]:
    """Make the logs, run everything, print the tables; return what went wrong."""
    tools = chosen_tools(options.tools)
    folder: Path = options.data
    folder.mkdir(parents=True, exist_ok=True)
    anchors = export_anchors(folder / "anchors.txt")
    print(f"{machine()}; {anchors} anchors; median of {options.runs} interleaved runs\n")
    problems: list[str] = []
    for form in options.forms:
        # One compressed log is enough: it differs from the plain one in decompression only.
        for kind in options.kinds[:1] if form == "gzip" else options.kinds:
            log = prepare(kind, form, options.size, folder)
            results = compare(log, tools, options.runs, folder)
            worked = [tool for tool in tools if tool.name in results and ended_well(tool, results)]
            found = counts(log, worked, folder)
            problems += failures(results) + disagreements(found)
            print(f"### {kind} {form}, {log.size_bytes / MEGABYTE:,.0f} MB\n")
            print("\n".join(table(results, log.size_bytes, "logscan")))
            print("\n" + "; ".join(f"{name}: {number:,}" for name, number in found.items()) + "\n")
    if any(tool.name == "logscan" for tool in tools):
        problems += startup_table(options, folder)
    return problems


def startup_table(options: argparse.Namespace, folder: Path) -> list[str]:
    """Measure and print the start-up; return what went wrong."""
    log = prepare("dense", "text", min(options.size, MEGABYTE), folder)
    results = startup(log, options.runs * STARTUP_RUNS_PER_RUN, folder)
    print("### start-up\n")
    print("\n".join(table(results, 0, f"logscan, {STARTUP_LINES} lines")))
    return failures(results)


def chosen_tools(names: str | None) -> list[Tool]:
    """Return the tools that were asked for and are installed; name those that are not."""
    wanted = names.split(",") if names else None
    tools = []
    for tool in TOOLS:
        if wanted and not any(tool.name.startswith(name) for name in wanted):
            continue
        if tool.missing():
            print(f"not installed, left out: {tool.name}", file=sys.stderr)
        else:
            tools.append(tool)
    return tools


def comma_list(text: str) -> list[str]:
    """Return the words of an option's value."""
    return text.split(",")


def main() -> int:
    """Run the benchmark; return 1 where a program failed or counts do not fit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=size_in_bytes, default="1G", help="of each log, e.g. 200M")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--kinds", type=comma_list, default=",".join(ERROR_SHARE))
    parser.add_argument("--forms", type=comma_list, default="text,json,gzip")
    parser.add_argument("--tools", help="names or their beginnings, comma-separated")
    parser.add_argument("--data", type=Path, default=HERE / "data", help="where the logs go")
    parser.add_argument("--keep", action="store_true", help="keep the logs for the next time")
    parser.add_argument("--smoke", action="store_true", help="small and once: it works, no timing")
    options = parser.parse_args()
    if options.smoke:
        options.size, options.runs = 2 * MEGABYTE, 1
    try:
        problems = run_all(options)
    finally:
        if not options.keep:
            discard_logs(options.data)
    for problem in problems:
        print(f"bench: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
