"""Faults of clocks: times that go back, lack their year, come twice or cannot be."""

import pytest
from fault_helpers import logscan

ERROR = "Error: connect ECONNREFUSED 10.0.0.{n}:5432"


def scanned(*lines, words=()):
    """The document about these lines, which was a success."""
    done = logscan(*words, "--format", "json", data="".join(f"{line}\n" for line in lines).encode())
    assert (done.code, done.said) == (0, [])
    return done.document


def finding(found):
    """What was found of the refused connections."""
    return next(f for f in found["findings"] if f["signature"] == "econnrefused")


@pytest.mark.fault(32)
def test_a_clock_that_goes_back():
    """Two streams, one behind the other: all counted, sorted by time, and the report says so."""
    found = scanned(
        *(f"2025-10-24T12:{m:02d}:00Z {ERROR.format(n=m)}" for m in (10, 11, 12, 1, 2, 3, 4)),
        *(f"2025-10-24T12:{m:02d}:00Z GET /health 200 1ms" for m in range(5, 10)),
    )
    assert finding(found)["occurrences"] == 7
    assert finding(found)["first"] == "2025-10-24T12:01:00Z"
    assert finding(found)["last"] == "2025-10-24T12:12:00Z"
    times = [entry["time"] for entry in found["timeline"]]
    assert times == sorted(times)
    assert any("clock of the log goes back 1 time" in warning for warning in found["warnings"])


@pytest.mark.fault(32)
def test_the_same_line_twice_counts_twice():
    """Without an id a line that is repeated is another occurrence."""
    line = f"2025-10-24T12:00:00Z {ERROR.format(n=1)}"
    assert finding(scanned(line, line, line))["occurrences"] == 3


@pytest.mark.fault(33)
@pytest.mark.parametrize(
    ("before", "after", "first", "last"),
    [
        ("Dec 31 23:59:58", "Jan 1 00:00:02", "-12-31T23:59:58Z", "-01-01T00:00:02Z"),
        ("Feb 29 12:00:00", "Feb 29 12:00:01", "2024-02-29T12:00:00Z", "2024-02-29T12:00:01Z"),
    ],
)
def test_times_without_a_year(before, after, first, last):
    """New Year and leap days get the latest year that fits, and the report says so."""
    found = scanned(
        *(f"{stamp} web[1]: {ERROR.format(n=n)}" for n, stamp in enumerate((before, after)))
    )
    assert finding(found)["first"].endswith(first)
    assert finding(found)["last"].endswith(last)
    assert finding(found)["first"] < finding(found)["last"]
    assert any("no year" in warning for warning in found["warnings"])


@pytest.mark.fault(34)
def test_hours_that_come_twice():
    """The hour of 2 o'clock on 26 October 2025 in Berlin: no time goes back, the zone is told."""
    stamps = ("01:59:59", "02:30:00", "02:59:59", "02:30:01", "03:00:00")
    found = scanned(
        *(f"2025-10-26 {stamp} {ERROR.format(n=n)}" for n, stamp in enumerate(stamps)),
        words=("--tz", "Europe/Berlin"),
    )
    assert finding(found)["first"] == "2025-10-25T23:59:59Z"
    assert finding(found)["last"] == "2025-10-26T02:00:00Z"
    assert any("Europe/Berlin" in warning for warning in found["warnings"])


@pytest.mark.fault(34)
def test_offsets_of_all_kinds():
    """Several zones in one log are one line of time, in UTC."""
    found = scanned(
        f"2025-10-24T12:00:00Z {ERROR.format(n=1)}",
        f"2025-10-24T14:00:01+02:00 {ERROR.format(n=2)}",
        f"2025-10-24T21:00:02+0900 {ERROR.format(n=3)}",
    )
    assert finding(found)["first"] == "2025-10-24T12:00:00Z"
    assert finding(found)["last"] == "2025-10-24T12:00:02Z"


@pytest.mark.fault(35)
@pytest.mark.parametrize(
    "stamp",
    ["9999-12-31T23:59:59Z", "2025-13-45T99:99:99Z", "0000-00-00T00:00:00Z", "1000000000000000000",
     "2025-10-24T12:00:60Z", "-99999-01-01T00:00:00Z"],
)  # fmt: skip
def test_times_that_cannot_be(stamp):
    """The line counts whatever its time is; the output is valid."""
    found = scanned(f"{stamp} {ERROR.format(n=1)}", f'{{"time": "{stamp}", "msg": "{ERROR}"}}')
    assert finding(found)["occurrences"] == 2
    assert found["stats"]["lines"] == 2
