"""Following holds for a long time: every line once, soon, in little memory.

``LOGSCAN_SOAK_SECONDS`` says how long (4 by default); ``pytest -s`` shows the figures. A run of
an hour is ``LOGSCAN_SOAK_SECONDS=3600 pytest -s tests/soak``.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

SECONDS = float(os.environ.get("LOGSCAN_SOAK_SECONDS", "4"))
LIMIT_SECONDS = 60  # for what must come, on a machine that does many things at once
PROC = Path("/proc")
FINE = "GET /health 200 12ms"


class Writer:
    """Writes errors that can be told apart, among other lines, and rotates the log meanwhile."""

    def __init__(self, path, seed):
        self.seen = {}  # what the reader has seen
        self.first = None  # the first error in the present file
        self.path, self.random, self.net = path, random.Random(seed), 10 + seed
        self.written_at = {}
        self.rotations = dict.fromkeys(("rename", "copytruncate", "recreate"), 0)
        self.path.touch()

    def run(self, until):
        """Write and rotate until that time."""
        while time.monotonic() < until:
            self.batch()
            if self.first is not None and self.random.random() < 0.05:
                self.rotate()
            time.sleep(self.random.choice([0, 0.002, 0.01, 0.05]))

    def batch(self):
        """Write some lines, one of them sometimes in two parts."""
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        with self.path.open("a") as file:
            for _ in range(self.random.randrange(1, 5)):
                file.write(f"{stamp}  {FINE}\n")
            number = len(self.written_at)
            host = f"{self.net}.{number // 62_500}.{number // 250 % 250}.{number % 250}"
            line = f"{stamp}  Error: connect ECONNREFUSED {host}:5432\n"
            cut = self.random.randrange(1, len(line)) if self.random.random() < 0.2 else len(line)
            file.write(line[:cut])
            file.flush()
            if cut < len(line):
                time.sleep(0.005)
            self.written_at[host] = time.perf_counter()
            self.first = self.first or host
            file.write(line[cut:])

    def rotate(self):
        """Rotate in one of the ways of logrotate and deploy scripts.

        A file that was never looked at cannot be read any more once it is gone, so something
        in it must have been seen; what is written after that must be read all the same.
        """
        deadline = time.monotonic() + LIMIT_SECONDS
        while self.first not in self.seen and time.monotonic() < deadline:
            time.sleep(0.001)
        way = self.random.choice(sorted(self.rotations))
        self.rotations[way] += 1
        self.batch()
        self.first = None
        moved = self.path.with_name(f"{self.path.name}.1")
        if way == "copytruncate":
            shutil.copy(self.path, moved)
            os.truncate(self.path, 0)
            return
        self.path.replace(moved) if way == "rename" else self.path.unlink()
        self.path.touch()


class Reader:
    """A real ``logscan -f``, its events with the time of their arrival."""

    def __init__(self, paths, form, cwd):
        self.seen, self.repeated = {}, []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "logscan", "-f", *map(str, paths), "--format", form],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=cwd,
        )  # fmt: skip
        self._thread = threading.Thread(target=self._collect)
        self._thread.start()

    def _collect(self):
        for line in self.process.stdout:
            now = time.perf_counter()
            event = json.loads(line)
            host = event["captures"].get("host")
            if host in self.seen:
                self.repeated.append(host)
            self.seen.setdefault(host, now)

    def memory_bytes(self):
        """The resident size of the process, where the system tells it."""
        status = PROC / str(self.process.pid) / "status"
        if not status.exists():
            return 0
        size = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(size.split()[1]) * 1024

    def cpu_seconds(self):
        """The processor time that the process has used, where the system tells it."""
        stat = PROC / str(self.process.pid) / "stat"
        if not stat.exists():
            return 0.0
        user, system = stat.read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def end(self):
        """Press Ctrl-C and return the exit code and what was said."""
        self.process.send_signal(signal.SIGINT)
        self._thread.join(LIMIT_SECONDS)
        said = self.process.stderr.read().decode()
        self.process.stdout.close()
        self.process.stderr.close()
        return self.process.wait(LIMIT_SECONDS), said


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be renamed there")
def test_every_line_once_and_soon(tmp_path):
    """Two logs, rotated in every way at random: nothing lost, nothing twice, memory flat."""
    writers = [Writer(tmp_path / f"{name}.log", seed) for seed, name in enumerate("ab")]
    reader = Reader([writer.path for writer in writers], "jsonl", tmp_path)
    for writer in writers:
        writer.seen = reader.seen
    time.sleep(1.5)
    until, before = time.monotonic() + SECONDS, reader.memory_bytes()
    threads = [threading.Thread(target=writer.run, args=(until,)) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wanted = writers[0].written_at | writers[1].written_at
    deadline = time.monotonic() + LIMIT_SECONDS
    while len(reader.seen) < len(wanted) and time.monotonic() < deadline:
        time.sleep(0.02)
    grown, cpu_seconds = reader.memory_bytes() - before, reader.cpu_seconds()
    code, said = reader.end()
    waits = sorted(1e3 * (reader.seen[k] - at) for k, at in wanted.items() if k in reader.seen)
    figures = [waits[len(waits) * part // 100] for part in (50, 90, 99)]
    sys.stdout.write(
        f"\n{len(waits)} errors of {len(wanted)}, {[w.rotations for w in writers]}, "
        f"p50 {figures[0]:.1f} p90 {figures[1]:.1f} p99 {figures[2]:.1f} max {waits[-1]:.1f} ms, "
        f"memory +{grown / 2**20:.1f} MiB, processor {cpu_seconds:.1f} s of {SECONDS:.0f}\n"
    )
    assert (code, reader.repeated) == (130, [])
    assert set(reader.seen) == set(wanted)
    assert "Traceback" not in said
    assert grown < 60 * 2**20
    assert figures[0] < 1000  # the goal is 50 ms at p99; a busy machine is no failure
