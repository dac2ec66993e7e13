"""Measure how long a line takes from its writing to the event on the output of ``logscan -f``.

    python tests/soak/latency.py                    # 1,000 lines into a file, 1,000 into a pipe
    python tests/soak/latency.py --lines 200 --ways pipe

The exit code is 1 where an event is missing or the 99th percentile is above 50 ms.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterable

WAYS = ("file", "pipe")
GOAL_MS = 50
WARM_SECONDS = 2
PATIENCE_SECONDS = 20
HEALTHY_LINES = 5  # beside each error


def measure(way: str, count: int, pause_seconds: float) -> list[float]:
    """Return the milliseconds that each event took, in the order of their writing."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "app.log")
        log.touch()
        source = str(log) if way == "file" else "-"
        with subprocess.Popen(
            [sys.executable, "-m", "logscan", "-f", source, "--format", "jsonl"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        ) as process:  # fmt: skip
            seen: dict[str, float] = {}
            reader = threading.Thread(target=_collect, args=(process.stdout, seen))
            reader.start()
            with log.open("ab", buffering=0) as file:
                target = file if way == "file" else process.stdin
                written = _write(target, count, pause_seconds)
                deadline = time.perf_counter() + PATIENCE_SECONDS
                while len(seen) < count + 1 and time.perf_counter() < deadline:
                    time.sleep(0.01)
            process.send_signal(signal.SIGINT)
            process.stdin.close()
            reader.join()
    return [1e3 * (seen[host] - at) for host, at in written.items() if host in seen]


def _collect(stream: BinaryIO, seen: dict[str, float]) -> None:
    for line in stream:
        seen[json.loads(line)["captures"]["host"]] = time.perf_counter()


def _write(target: BinaryIO, count: int, pause_seconds: float) -> dict[str, float]:
    """Write the lines at random moments; return when each was written."""
    rng, written = random.Random(7), {}
    _put(target, "10.9.9.9")  # after this one the program is warm
    time.sleep(WARM_SECONDS)
    for number in range(count):
        host = f"10.0.{number // 250}.{number % 250}"
        written[host] = time.perf_counter()
        _put(target, host)
        time.sleep(rng.expovariate(1 / pause_seconds))
    return written


def _put(target: BinaryIO, host: str) -> None:
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    lines = [f"{stamp} GET /health 200 12ms\n"] * HEALTHY_LINES
    lines.append(f"{stamp} Error: connect ECONNREFUSED {host}:5432\n")
    target.write("".join(lines).encode())
    target.flush()


def percentile(values: Iterable[float], part: int) -> float:
    """Return the value below which *part* of a hundred lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * part // 100)]


def main() -> int:
    """Measure the chosen ways and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=1000)
    parser.add_argument("--pause", type=float, default=0.02, help="seconds between two, on average")
    parser.add_argument("--ways", nargs="*", default=WAYS, choices=WAYS)
    chosen, failed = parser.parse_args(), False
    for way in chosen.ways:
        waits = measure(way, chosen.lines, chosen.pause)
        figures = [percentile(waits, part) for part in (50, 90, 99, 100)]
        shown = " ".join(
            f"{name} {value:.1f}"
            for name, value in zip(("p50", "p90", "p99", "max"), figures, strict=True)
        )
        print(f"{way}: {len(waits)} of {chosen.lines} events, {shown} ms", flush=True)
        failed = failed or len(waits) < chosen.lines or figures[2] > GOAL_MS
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
