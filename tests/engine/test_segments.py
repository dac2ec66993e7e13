"""A long stream is told in segments: what lies in one does not depend on the one before."""

import pytest
from engine_helpers import brief, chunks, run

from logscan.engine import parser as parser_module
from logscan.engine import segments
from logscan.engine.segments import Places

FINE = b"2026-10-24T12:00:00Z GET /a-path-that-is-long-enough 200 in 12 ms\n"
TOLD = b"2026-10-24T12:00:01Z Error: connect ECONNREFUSED 10.0.0.5:5432 of the pool\n"
FRAME = b"2026-10-24T12:00:01Z     at connect (node:net:1:1) ECONNREFUSED 10.0.0.5:5432\n"


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Windows as small as the logs of these tests."""
    monkeypatch.setattr(segments, "WINDOW_BYTES", 400)


def starts(data, size, pieces=None):
    """The offsets at which the segments after the first one begin."""
    found = []
    begin = parser_module.Parser._begin_segment

    def noted(self, stream):
        found.append(stream.base + stream.unread)
        return begin(self, stream)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser_module.Parser, "_begin_segment", noted)
        run(data, pieces, segment_bytes=size)
    return found


@pytest.mark.parametrize("piece", [7, 100, 10_000])
def test_a_segment_starts_with_the_first_record_behind_its_border(piece):
    """Wherever the chunks are cut."""
    data = FINE * 100
    expected = [-(-border // len(FINE)) * len(FINE) for border in range(1000, len(data) - 90, 1000)]
    assert starts(data, 1000, chunks(data, piece)) == expected


def test_an_error_of_many_lines_is_not_cut():
    """The frames of an error go with it, and so does the line behind them."""
    data = FINE * 10 + TOLD + FRAME * 4 + FINE * 10
    assert starts(data, len(FINE) * 10 + 1)[0] == len(FINE * 11 + TOLD + FRAME * 4)
    assert len(run(data, segment_bytes=len(FINE) * 10 + 1)[0]) == 1


def test_what_only_continues_is_cut_at_last():
    """A log of nothing but frames has segments, too."""
    data = FRAME * 50
    first = starts(data, 1000)[0]
    assert 1400 <= first < 1400 + len(FRAME)


def test_a_record_over_many_borders_is_one_record():
    """Borders inside it are passed together; the record behind it starts anew."""
    data = FINE + b"x" * 5000 + b"\n" + FINE * 3
    assert set(starts(data, 1000)) == {len(FINE) + 5001}
    assert run(data, segment_bytes=1000)[1].info().records == 5


def test_events_of_later_segments_count_as_before():
    """Only what reached over a border may be told twice."""
    data = (FINE * 5 + TOLD) * 40
    whole, cut = run(data), run(data, segment_bytes=1000)
    assert brief(cut[0]) == brief(whole[0])
    assert cut[1].info() == whole[1].info()


def test_later_segments_keep_excerpts_of_their_own():
    """So the latest evidence of a long log has its surroundings, too."""
    _, engine = run((FINE * 5 + TOLD) * 40, segment_bytes=5000)
    lines = [excerpt.event.line for excerpt in engine.take_excerpts()]
    assert lines[:3] == [6, 12, 18]
    assert lines[-1] > 200


def test_places_do_not_depend_on_the_lines_before():
    """Two lines of a segment are as far apart as they are, wherever the counting began."""
    whole, part = Places(), Places(1)
    whole.begin(101, 1)
    assert whole.place(100) == 100
    assert [whole.place(line) for line in (101, 150)] == [part.place(line) for line in (1, 50)]
    assert whole.place(100) < whole.place(101)
