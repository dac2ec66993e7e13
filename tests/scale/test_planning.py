"""How the input is shared out: few parts, and no process has much more to read than another."""

import heapq
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from scale_helpers import MESSAGES, WRITERS, run_settings, small

from logscan.intake.sources import Source
from logscan.scale import plan_parts

SEGMENT_BYTES = 1000
SETTINGS = replace(run_settings(), segment_bytes=SEGMENT_BYTES)


def loads(parts, workers):
    """The bytes that each process reads, if whoever is free takes the next part."""
    read = [0] * workers
    for part in parts:
        heapq.heapreplace(read, read[0] + part.size)
    return read


@given(size=st.integers(1, 400 * SEGMENT_BYTES), workers=st.integers(1, 9))
def test_equally_fast_processes_end_together(tmp_path_factory, size, workers):
    """The last one reads at most one segment longer than the first one that is done."""
    path = tmp_path_factory.getbasetemp() / "shared.log"
    if not path.exists():
        path.write_text(WRITERS["plain"](MESSAGES))
    with small():
        parts = plan_parts(SETTINGS, [Source(name="app.log", path=path)], workers, [size])
    assert sum(part.size for part in parts) == size
    read = loads(parts, workers)
    assert max(read) - min(read) <= SEGMENT_BYTES
    most = 32 * SEGMENT_BYTES  # what is lost with a worker
    assert max(part.size for part in parts) <= most
    assert len(parts) <= 8 * workers + size // most
