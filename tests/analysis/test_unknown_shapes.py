"""Lines that no signature explains are grouped by what does not vary."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logscan.analysis.unknown import Shapes, template
from logscan.model import UnknownLine


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("Error: job 17 failed after 20 ms", "Error: job <*> failed after <*> ms"),
        ("GET https://a.example/x?y=1 failed", "GET <*> failed"),
        ("cannot open /opt/render/project/src/a.js", "cannot open <*>"),
        ("user 'kim' not found", "user <*> not found"),
        ('bad value "a b" for key', "bad value <*> for key"),
        ("at 2025-10-24T12:00:00.123Z it failed", "at <*> it failed"),
        ("10.0.0.5:5432 unreachable", "<*> unreachable"),
        ("[::1]:8000 unreachable", "[<*>]:<*> unreachable"),
        ("id 8f14e45f-ceea-467f-9b2d-0123456789ab lost", "id <*> lost"),
        ("commit 3f1c9be0a4d2 broken", "commit <*> broken"),
        ("failed:  1, 2, 3", "failed: <*>"),
        ("mail to a.b@example.com bounced", "mail to <*> bounced"),
        ("", "<*>"),
    ],
)
def test_what_varies_is_masked(text, shape):
    """Numbers, ids, paths, quoted values, times and addresses become one mark."""
    assert template(text) == shape


def test_opposite_states_never_merge():
    """Words stay, so a start and a pause are two shapes."""
    assert template("VM 12 started with error") != template("VM 12 paused with error")


def line(text: str, number: int = 1) -> UnknownLine:
    """Return an undated line."""
    return UnknownLine(source="s", line=number, time_ns=None, text=text)


def test_shapes_are_counted_with_their_first_line():
    """A shape knows how often it was seen and where first."""
    shapes = Shapes()
    for number in (30, 10, 20):
        shapes.add(line(f"Error: job {number} failed", number))
    assert [(s, n, first.line) for s, n, first in shapes.counted()] == [
        ("Error: job <*> failed", 3, 10)
    ]


def test_too_many_shapes_are_folded_and_none_is_lost():
    """Beyond the bound shapes become coarser, and the counts stay whole."""
    shapes = Shapes()
    words = ["".join(chr(97 + int(d)) for d in f"{n:04d}") for n in range(2000)]
    for word in words:
        shapes.add(line(f"Error: {word} is odd"))
    counted = shapes.counted()
    assert len(counted) <= 512
    assert sum(n for _, n, _ in counted) == 2000
    assert shapes.level > 0


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_a_shape_without_line_breaks(text):
    """No text makes the masking fail, and a shape is one line."""
    assert "\n" not in template(text)
