"""A silence is measured against what the same boot usually does, or not at all."""

from __future__ import annotations

import analysis_builders as made
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.analysis import silences
from logscan.analysis import spans as spans_module
from logscan.model import Quiet

START = ("0 running #1", "5 listening #10")


def silence_of(*lines: str):
    """Return the silence of the first boot in seconds, and what is usual, or None."""
    spans = made.spans(*lines)
    silences.note(spans, made.infos(made.events(*lines)))
    found = next(span for span in spans if span.phase.value == "boot").silence
    if found is None:
        return None
    return found.length_ns / made.SECOND_NS, found.usual_ns / made.SECOND_NS


def test_a_silence_is_told_with_what_is_usual():
    """1,000 lines in 1,000 seconds, and then none for 90."""
    assert silence_of(*START, "1095 exited status=1 #1010 ^1005") == (90, 1)


def test_the_next_boot_ends_a_silence_too():
    """No exit line: the platform replaced what hung."""
    lines = (*START, "1095 running #1010 ^1005", "1100 listening #1020")
    assert silence_of(*lines) == (90, 1)


def test_the_share_of_each_instance_counts():
    """Two instances write twice as many lines; each of them is as slow as before."""
    lines = (
        *("0 running #1 @a", "5 listening #10 @a", "6 running #12 @b", "7 listening #14 @b"),
        "1095 exited status=1 #1010 ^1005 @a",
    )
    assert silence_of(*lines) == (90, 2)


@pytest.mark.parametrize(
    "end",
    [
        "1095 exited status=1 #29 ^1005",  # 19 records: too few to know
        "3000 exited status=1 #1010 ^1005",  # longer than all that is known
        "1005 exited status=1 #1010 ^1005",  # no silence
        "1095 exited status=1 #1010",  # nothing above it
    ],
)
def test_what_nobody_knows_is_not_told(end):
    """No figure is better than a wrong one."""
    assert silence_of(*START, end) is None


def test_a_boot_that_was_asked_to_stop_or_never_worked_has_none():
    """Shutting down is quiet, and so is starting."""
    stopped = (*START, "1006 sigterm #1009 ^1005", "1095 exited status=0 #1010 ^1006")
    assert silence_of(*stopped) is None
    assert silence_of("0 running #1", "1095 exited status=1 #1010 ^1005") is None


@given(
    usual=st.integers(1, 3600),
    lines=st.integers(silences.LEAST_RECORDS, 2000),
    length=st.integers(1, 20),
)
def test_a_slow_service_is_never_called_silent(usual, lines, length):
    """Whatever the pace: less than twenty times of it fits no rule that asks for more."""
    last = 5 + usual * lines
    end = f"{last + usual * length} exited status=1 #{10 + lines} ^{last}"
    spans = made.spans(*START, end)
    silences.note(spans, made.infos(made.events(*START, end)))
    (boot,) = spans
    assert boot.silence is not None
    quiet = Quiet(times=21, least_ns=0, most_ns=1 << 62)
    assert not boot.silence.fits(quiet)
    assert boot.silence.values()["silence"] == spans_module._seconds(
        length * usual * made.SECOND_NS
    )
