"""Time logscan on a log of 20 lines against importing the libraries that it is built on."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from suite import MEGABYTE, Outcome, Settings, prepare, rows
from tools import Run, failures, interleaved, logscan_command, measure, summary

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS_PER_RUN = 6  # a start is short, and its time varies more
LINES = 20
YARDSTICK = "python: import typer, rich.console"
SCAN = f"logscan, {LINES} lines"
VERSION = "logscan --version"


def run(settings: Settings) -> Outcome:
    """Measure the start, with the byte code that an installation comes with."""
    log = prepare("dense", "text", min(settings.size_bytes, MEGABYTE), settings.folder)
    short = settings.folder / f"first-{LINES}.log"
    with log.path.open("rb") as source:
        short.write_bytes(b"".join(source.readline() for _ in range(LINES)))
    compile_package()
    commands = {
        YARDSTICK: [sys.executable, "-c", "import typer, rich.console"],
        SCAN: [logscan_command(), str(short)],
        VERSION: [logscan_command(), "--version"],
        "python -c pass": [sys.executable, "-c", "pass"],
    }
    starts = {name: starter(words, settings) for name, words in commands.items()}
    results = interleaved(starts, settings.runs * RUNS_PER_RUN, warm_up=True)
    data = summary(results)
    return Outcome(data=data, lines=["### start-up", "", *table(data)], problems=failures(results))


def starter(words: list[str], settings: Settings) -> Callable[[], Run]:
    """Return one start, to be called."""
    return lambda: measure(words, settings.folder / "startup.out")


def compile_package() -> None:
    """Compile logscan as pip does on installation; an editable one may lack its byte code."""
    program = "import compileall, logscan; compileall.compile_dir(logscan.__path__[0], quiet=2)"
    subprocess.run([sys.executable, "-c", program], check=True)


def table(data: dict[str, dict[str, float]]) -> list[str]:
    """Return Markdown rows; the ratio is each median over that of the yardstick."""
    base = data[YARDSTICK]["seconds"]
    body = [
        (name, f"{one['seconds']:.3f}", f"{one['cpu_seconds']:.3f}", f"{one['seconds'] / base:.2f}")
        for name, one in data.items()
    ]
    return rows(("program", "median s", "CPU s", "it / importing"), *body)
