"""The programs that the benchmark compares, and how one run of a program is measured."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
    peak_bytes: int
    status: int


def logscan_command() -> str:
    """Return the ``logscan`` beside the running Python, or the one on PATH."""
    beside = Path(sys.executable).with_name("logscan")
    return str(beside) if beside.exists() else "logscan"


TOOLS = (
    Tool(
        name="logscan",
        command=(logscan_command(), "--format", "json", LOG),
        forms=("text", "json", "gzip"),
    ),
    Tool(name="rg -c", command=("rg", "--no-config", "-c", "-F", "-f", ANCHORS, LOG)),
    Tool(name="ugrep -c", command=("ugrep", "-c", "-F", "-f", ANCHORS, LOG)),
    Tool(name="grep -c", command=("grep", "-c", "-F", "-f", ANCHORS, LOG)),
    Tool(name="wc -l", command=("wc", "-l", LOG)),
    Tool(name="python loop", command=(sys.executable, "-c", PYTHON_LOOP, LOG)),
    Tool(name="jq -c .", command=("jq", "-c", ".", LOG), forms=("json",), discard=True),
    Tool(name="gzip -dc", command=("gzip", "-dc", LOG), forms=("gzip",), discard=True),
)


def own_peak_bytes() -> int:
    """Return the bench's own peak memory, below which a child's peak cannot be told apart.

    Linux counts the memory of the process that a program was started from as the program's
    own until it has replaced it (``exec`` keeps the high-water mark).
    """
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MAXRSS_UNIT_BYTES


def measure(arguments: Sequence[str], output: Path | None) -> Run:
    """Run a program once, its standard output into a file (or nowhere), and measure it."""
    target = output or Path(os.devnull)
    with target.open("wb") as stdout:
        started = time.perf_counter()
        process = subprocess.Popen(arguments, stdout=stdout, env=_ENVIRONMENT)
        _, wait_status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(wait_status)
    return Run(
        seconds=seconds,
        peak_bytes=usage.ru_maxrss * _MAXRSS_UNIT_BYTES,
        status=process.returncode,
    )


def interleaved(jobs: Sequence[tuple[str, Callable[[], Run]]], runs: int) -> dict[str, list[Run]]:
    """Run all jobs in turn, *runs* times, each round starting with another one.

    What disturbs the machine for a while then disturbs every program alike.
    """
    results: dict[str, list[Run]] = {name: [] for name, _ in jobs}
    for number in range(runs):
        first = number % len(jobs) if jobs else 0
        for name, job in [*jobs[first:], *jobs[:first]]:
            results[name].append(job())
    return results


_MAXRSS_UNIT_BYTES = 1 if sys.platform == "darwin" else 1024
# The C locale spares the grep tools any decoding: their fastest.
_ENVIRONMENT = {**os.environ, "LC_ALL": "C", "NO_COLOR": "1"}
