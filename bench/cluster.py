"""Start a Dask cluster on this machine, in processes of its own."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from tools import has_option

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = """\
import sys
from distributed import LocalCluster
with LocalCluster(n_workers=int(sys.argv[1]), threads_per_worker=1, dashboard_address=None) as made:
    print(made.scheduler_address, flush=True)
    sys.stdin.read()
"""


def is_possible() -> bool:
    """Say whether this logscan can hand work to a cluster, and one can be started."""
    return has_option("--engine") and find_spec("distributed") is not None


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    """Yield the address of a cluster's scheduler; the cluster ends with the block."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(workers)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process.stdout.readline().strip() if process.stdout else ""
    finally:
        process.communicate()
