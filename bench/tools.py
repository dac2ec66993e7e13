"""The programs that the benchmark compares, and how one run of a program is measured."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ANCHORS = "{anchors}"
LOG = "{log}"

# What any program pays that is written in Python and looks at every line.
PYTHON_LOOP = "import sys; print(sum(b'rror' in line for line in open(sys.argv[1], 'rb')))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One program, with ``{log}`` and ``{anchors}`` for the two paths.

    *forms* are the logs that it is run on. GNU grep stops at the first match where its output
    is ``/dev/null``, so outputs go to a file, except those that are as large as the log.
    """

    name: str
    command: tuple[str, ...]
    forms: tuple[str, ...] = ("text", "json")
    discard: bool = False

    def arguments(self, log: Path, anchors: Path) -> list[str]:
        """Return the command line for one log."""
        places = {LOG: str(log), ANCHORS: str(anchors)}
        return [places.get(word, word) for word in self.command]

    def missing(self) -> bool:
        """Say whether the program is not installed."""
        return shutil.which(self.command[0]) is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One measured run; *peak_bytes* is the largest resident set of any of its processes."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    status: int


def logscan_command() -> str:
    """Return the ``logscan`` beside the running Python, or the one on PATH."""
    beside = Path(sys.executable).with_name("logscan")
    return str(beside) if beside.exists() else "logscan"


@lru_cache(maxsize=1)
def _help() -> str:
    words = [logscan_command(), "scan", "--help"]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def has_option(name: str) -> bool:
    """Say whether the installed logscan has an option."""
    return f"{name} " in _help()


def jobs(number: int) -> tuple[str, ...]:
    """Return the words that set the number of processes, none where there is always one."""
    return ("--jobs", str(number)) if has_option("--jobs") else ()


ALL_CORES = f"logscan --jobs {os.cpu_count() or 1}"


def known_tools(compiled: Path | None = None) -> list[Tool]:
    """Return all programs of the comparison, installed or not.

    *compiled* is the ``logscan`` of another installation, whose event path is compiled.
    """
    own = (logscan_command(), "--format", "json")
    other = (str(compiled), "--format", "json", *jobs(1), LOG)
    several = [Tool(name=ALL_CORES, command=(*own, *jobs(os.cpu_count() or 1), LOG))]
    return [
        Tool(name="logscan", command=(*own, *jobs(1), LOG), forms=("text", "json", "gzip")),
        *([Tool(name="logscan, compiled", command=other)] if compiled else []),
        *(several if has_option("--jobs") else []),
        Tool(name="rg -c", command=("rg", "--no-config", "-c", "-F", "-f", ANCHORS, LOG)),
        Tool(name="ugrep -c", command=("ugrep", "-c", "-F", "-f", ANCHORS, LOG)),
        Tool(name="grep -c", command=("grep", "-c", "-F", "-f", ANCHORS, LOG)),
        Tool(name="wc -l", command=("wc", "-l", LOG)),
        Tool(name="python loop", command=(sys.executable, "-c", PYTHON_LOOP, LOG)),
        Tool(name="jq -c .", command=("jq", "-c", ".", LOG), forms=("json",), discard=True),
        Tool(name="gzip -dc", command=("gzip", "-dc", LOG), forms=("gzip",), discard=True),
    ]


def own_peak_bytes() -> int:
    """Return the bench's own peak memory, below which a child's peak cannot be told apart.

    Linux counts the memory of the process that a program was started from as the program's
    own until it has replaced it (``exec`` keeps the high-water mark).
    """
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MAXRSS_UNIT_BYTES


def measure(arguments: Sequence[str], output: Path | None) -> Run:
    """Run a program once, its standard output into a file (or nowhere), and measure it."""
    target = output or Path(os.devnull)
    # The C locale spares the grep tools any decoding: their fastest.
    environment = {**os.environ, "LC_ALL": "C", "NO_COLOR": "1"}
    with target.open("wb") as stdout:
        started = time.perf_counter()
        process = subprocess.Popen(arguments, stdout=stdout, env=environment)
        _, wait_status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(wait_status)
    return Run(
        seconds=seconds,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        peak_bytes=usage.ru_maxrss * _MAXRSS_UNIT_BYTES,
        status=process.returncode,
    )


def interleaved(
    commands: Mapping[str, Callable[[], Run]], runs: int, *, warm_up: bool = False
) -> dict[str, list[Run]]:
    """Run all commands in turn, *runs* times, each round starting with another one.

    What disturbs the machine for a while then disturbs every program alike. With *warm_up*
    each runs once before, unmeasured.
    """
    for start in commands.values() if warm_up else ():
        start()
    results: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(runs):
        names = list(commands)
        first = number % len(names) if names else 0
        for name in names[first:] + names[:first]:
            results[name].append(commands[name]())
    return results


def summary(results: Mapping[str, Sequence[Run]]) -> dict[str, dict[str, float]]:
    """Return the medians of each program's runs, and its largest memory."""
    return {
        name: {
            "seconds": round(median(run.seconds for run in runs), 4),
            "cpu_seconds": round(median(run.cpu_seconds for run in runs), 4),
            "peak_bytes": max(run.peak_bytes for run in runs),
        }
        for name, runs in results.items()
    }


def failures(results: Mapping[str, Sequence[Run]]) -> list[str]:
    """Return the programs that ended with an error (1 is grep's word for no match)."""
    return [
        f"{name} ended with status {run.status}"
        for name, runs in results.items()
        for run in runs
        if run.status not in ({0, 1} if name.endswith("-c") else {0})
    ]


_MAXRSS_UNIT_BYTES = 1 if sys.platform == "darwin" else 1024
