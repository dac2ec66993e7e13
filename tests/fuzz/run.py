"""Fuzz with coverage: opt-in, because it needs ``atheris`` (``pip install -e '.[fuzz]'``) and time.

    python tests/fuzz/run.py                    # every target for a minute
    python tests/fuzz/run.py redactor cuts --seconds 600

An input that breaks a target is left as ``crash-*`` in the folder of the run, and printed; make it
smaller and add it to ``FOUND`` in ``test_fuzz.py``. The exit code is 1 then.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def fuzz(name: str, folder: Path, seconds: int) -> None:
    """Fuzz one target in this process, which ends with it."""
    import atheris

    with atheris.instrument_imports(include=["logscan"]):
        from targets import TARGETS

    target = TARGETS[name]
    seeds = folder / "seeds"
    seeds.mkdir(exist_ok=True)
    for number, data in enumerate(target.seeds()):
        (seeds / f"{number:03d}").write_bytes(data[: target.longest])
    atheris.Setup(
        [name, str(seeds), f"-max_total_time={seconds}", f"-max_len={target.longest}", "-timeout=20",
         f"-artifact_prefix={folder}/", "-print_final_stats=1", "-verbosity=1", "-rss_limit_mb=1024"],
        target.run,
    )  # fmt: skip
    atheris.Fuzz()


def main() -> int:
    """Fuzz the chosen targets one after the other and say how many inputs each had."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--inside", metavar="FOLDER", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inside:
        fuzz(chosen.targets[0], chosen.inside, chosen.seconds)
    from targets import TARGETS

    failed, runs, begun = False, 0, time.monotonic()
    for name in chosen.targets or TARGETS:
        folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
        words = [name, "--seconds", str(chosen.seconds), "--inside", str(folder)]
        done = subprocess.run(
            [sys.executable, __file__, *words], check=False, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, errors="replace",
        )  # fmt: skip
        found = re.search(r"number_of_executed_units: (\d+)", done.stderr)
        count = int(found[1]) if found else 0
        runs += count
        print(f"{name}: {count:,} inputs, exit code {done.returncode}", flush=True)
        if done.returncode:
            failed = True
            print(done.stderr[-3000:], f"\nkept in {folder}", flush=True)
    print(f"{runs:,} inputs in {time.monotonic() - begun:.0f} s")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
