"""Memory does not grow with the log, whatever the log is made of.

The full lengths, minutes each, are those of ``python tests/soak/memory.py``.
"""

import sys

import pytest
from memory import SHAPES, weigh

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs resource.getrusage")
MIB = 2**20

# Lengths from which on the peak may grow by so little: what is kept has reached its bounds, or
# its growth is known. What grew with the log would take more: each length has its figure.
LENGTHS = {
    "lines": (1_000_000, 4_000_000, 4),  # as much as the input: +6 MiB
    "line": (16 * MIB, 112 * MIB, 8),  # from 128 MiB on numpy counts: once and for all +12 MiB
    "zeros": (16 * MIB, 112 * MIB, 8),
    "frames": (100_000, 400_000, 4),  # +12 MiB
    "message-kinds": (40_000, 160_000, 4),  # a set of the messages: +20 MiB
    "instances": (10_000, 40_000, 12),  # a track of each: +30 MiB
    "services": (10_000, 40_000, 12),
    "clocks-back": (150_000, 450_000, 40),  # as one text: +250 MiB
    "stamp-lines": (10 * MIB, 30 * MIB, 40),  # as one text: +300 MiB
    "json-back": (10 * MIB, 40 * MIB, 40),  # all records: +100 MiB
    "open-json": (16 * MIB, 64 * MIB, 16),  # the whole value: +100 MiB
}


@pytest.mark.fault(17)
@pytest.mark.fault(18)
@pytest.mark.fault(19)
@pytest.mark.parametrize("name", LENGTHS)
def test_memory_is_flat(name):
    """Several times the input takes no more memory than a fixed amount, and the report says why."""
    short, long, grown_mib = LENGTHS[name]
    shape = SHAPES[name]
    first = weigh(shape.make(short), "--format", "json")
    second = weigh(shape.make(long), "--format", "json")
    assert (first.code, second.code) == (0, 0), first.err + second.err
    assert second.document["stats"]["bytes"] == second.read_bytes
    assert shape.said in " ".join(second.document["warnings"])
    assert second.peak_bytes - first.peak_bytes < grown_mib * MIB
    assert second.peak_bytes < 150 * 10**6
