"""Instants and durations in words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builders import ns

from logscan.report.times import between, clock, date, day_and_clock, duration, rfc3339

DAY_NS = 86_400 * 1_000_000_000


@pytest.mark.parametrize(
    ("time_ns", "expected"),
    [
        (None, None),
        (0, "1970-01-01T00:00:00Z"),
        (ns("12:00:00"), "2025-10-24T12:00:00Z"),
        (ns("12:00:00") + 968_548_880, "2025-10-24T12:00:00.96854888Z"),
        (1, "1970-01-01T00:00:00.000000001Z"),
        (-1, "1969-12-31T23:59:59.999999999Z"),
        (-62_135_596_800_000_000_000, "0001-01-01T00:00:00Z"),
        (-62_135_596_800_000_000_000 + 500_000_000, "0001-01-01T00:00:00.5Z"),
        (10**21, None),
        (-(10**21), None),
        (10**40, None),
    ],
)
def test_rfc3339(time_ns, expected):
    """Only the digits that are needed are written; what has no such form is null."""
    assert rfc3339(time_ns) == expected


@settings(max_examples=200)
@given(st.integers(-(10**20), 10**20))
def test_order_is_kept_within_a_second(time_ns):
    """Parts of an instant agree with the whole."""
    whole = rfc3339(time_ns)
    assert whole is None or whole.startswith(f"{date(time_ns)}T{clock(time_ns)}")


def test_between_says_no_more_than_needed():
    """The end is left out where it is the start, the day where it is the same."""
    start, end = ns("12:03:11"), ns("12:26:50")
    assert between(start, end, day=False) == "12:03:11\u201312:26:50"
    assert between(start, end, day=True) == "10-24 12:03:11\u201312:26:50"
    assert between(start, end + DAY_NS, day=True) == "10-24 12:03:11\u201310-25 12:26:50"
    assert between(start, start + 1, day=False) == between(start, None, day=False) == "12:03:11"
    assert between(None, end, day=True) == ""
    assert day_and_clock(None) == ""


@pytest.mark.parametrize(
    ("seconds", "english", "korean"),
    [
        (0, "under 1s", "1초 미만"),
        (-5, "under 1s", "1초 미만"),
        (59, "59s", "59초"),
        (1431, "23m 51s", "23분 51초"),
        (3600, "1h", "1시간"),
        (90_061, "1d 1h", "1일 1시간"),
    ],
)
def test_duration(seconds, english, korean):
    """A length of time is its two largest units."""
    assert duration(seconds * 10**9, "en") == english
    assert duration(seconds * 10**9, "ko") == korean
