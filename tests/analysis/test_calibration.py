"""A confidence of 0.9 means right about nine times in ten."""

from __future__ import annotations

import incident_corpus
import pytest

BINS = ((0.6, 0.72), (0.72, 0.85), (0.85, 1.0))


@pytest.fixture(scope="module")
def rows() -> list[tuple[float, bool]]:
    """Return confidence and rightness of made incidents."""
    return [row for seed in (1, 2) for row in incident_corpus.judged(seed, 300)]


@pytest.mark.parametrize(("low", "high"), BINS)
def test_confidence_is_near_the_share_that_is_right(rows, low, high):
    """In each bin the mean confidence and the share of right answers agree."""
    found = [(confidence, right) for confidence, right in rows if low <= confidence < high]
    assert len(found) > 20
    mean = sum(confidence for confidence, _ in found) / len(found)
    share = sum(right for _, right in found) / len(found)
    assert mean - 0.1 <= share <= mean + 0.2


def test_a_higher_bin_is_right_more_often(rows):
    """Who is surer is right more often, and the surest nine times in ten."""
    shares = []
    for low, high in BINS:
        found = [right for confidence, right in rows if low <= confidence < high]
        shares.append(sum(found) / len(found))
    assert shares == sorted(shares)
    assert shares[-1] >= 0.9
