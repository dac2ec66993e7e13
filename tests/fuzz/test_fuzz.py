"""Every target of the fuzzer holds on some hundred damaged inputs, the same ones each time.

``LOGSCAN_FUZZ_SECONDS`` says how long each target is tried (1 by default). With coverage, and for
as long as one likes: ``python tests/fuzz/run.py``.
"""

import os
import random
import time

import pytest
from targets import TARGETS

SECONDS = float(os.environ.get("LOGSCAN_FUZZ_SECONDS", "1"))
LEAST_INPUTS = 30
WORDS = (b"\0", b"\xff", b"\n", b"\r\n", b"{", b"}", b"[", b'"', b"\\", b"\x1b[", b"==> ", b"Error: ",
         b"2025-10-24T12:00:00Z ", b"999999999999999999999", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"key=",
         b"\x1f\x8b", b"(\xb5/\xfd", b"\xff\xfe", b": ", b"- ", b"&a ", b"*a", b"%", b"://u:p@")  # fmt: skip

# What once broke a target, as small as it was made.
FOUND: tuple[tuple[str, bytes], ...] = (
    ("layouts", b"\x1b]0;t\x07"),  # text that was no record of YAML was not cleaned
    ("layouts", b"level=Z msg== err="),  # an empty error became a line at the end
    # after as many faults as are shown a missing key was not noticed
    ("runbook", b"{" + b"".join(b"k%d: 1, " % n for n in range(120)) + b"}"),
)


def damaged(seeds, rng):
    """One of the seeds with a few bytes changed, cut, doubled or taken from another."""
    data = bytearray(rng.choice(seeds))
    for _ in range(rng.randrange(1, 6)):
        low = rng.randrange(len(data) + 1)
        high = min(len(data), low + rng.randrange(1, 40))
        other = rng.choice(seeds)
        start = rng.randrange(len(other) + 1)
        data[low:high] = rng.choice(
            [
                b"",
                bytes(data[low:high]) * 2,
                rng.choice(WORDS),
                rng.randbytes(rng.randrange(1, 5)),
                other[start : start + rng.randrange(1, 60)],
                bytes(data[low:high]) + rng.choice(WORDS) * rng.randrange(1, 30),
            ]
        )
    return bytes(data)


@pytest.mark.parametrize("name", TARGETS)
def test_damaged_inputs(name):
    """Nothing raises, and what a target asserts holds."""
    target, rng = TARGETS[name], random.Random(name)
    seeds = [data[: target.longest] for data in target.seeds()]
    assert seeds
    deadline, count = time.monotonic() + SECONDS, 0
    while count < LEAST_INPUTS or time.monotonic() < deadline:
        data = damaged(seeds, rng)[: target.longest]
        try:
            target.run(data)
        except Exception as error:
            error.add_note(f"{name}: {data!r}")
            raise
        count += 1


@pytest.mark.parametrize(("name", "data"), FOUND)
def test_what_was_found_stays_fixed(name, data):
    """Each input that once broke a target."""
    TARGETS[name].run(data)
