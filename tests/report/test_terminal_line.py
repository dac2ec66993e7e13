"""Lines of a terminal are cut and coloured as rich would do it, without its import."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from logscan.report.terminal_line import Line, cells, line_of

WORDS = st.text("ab .-한漢é", max_size=30)
STYLES = st.sampled_from(["", "bold", "dim", "bold red", "cyan", "green", "yellow"])
PIECES = st.lists(st.tuples(WORDS, STYLES), max_size=5)


def oracle(color):
    """A console of rich that writes into its own file."""
    return Console(
        file=io.StringIO(),
        color_system="standard" if color else None,
        force_terminal=color,
        width=1_000_000,
        _environ={},
    )


@given(PIECES, st.integers(2, 20))
def test_lines_are_cut_as_rich_cuts_them(pieces, room):
    """The same words stand on the same lines, and no line is too wide."""
    line = line_of(pieces)
    found = [one.plain.rstrip() for one in line.wrapped(room)]
    whole = Text(line.plain)
    lines = whole.wrap(oracle(color=False), room, overflow="fold") if line.width > room else [whole]
    assert found == [one.plain.rstrip() for one in lines]
    assert all(cells(text) <= room for text in found)
    assert "".join(one.plain for one in line.wrapped(room)) == line.plain


@given(PIECES)
def test_lines_are_coloured_as_rich_colours_them(pieces):
    """The same codes stand around the same pieces; without colour there are none."""
    rich_line = Text()
    for text, style in pieces:
        rich_line.append(text, style)
    console = oracle(color=True)
    console.print(rich_line, soft_wrap=True, highlight=False, end="")
    assert line_of(pieces).written(color=True) == console.file.getvalue()
    assert line_of(pieces).written(color=False) == rich_line.plain


@given(PIECES, st.integers(0, 40), st.integers(0, 40))
def test_a_part_of_a_line_is_the_part_of_its_text(pieces, start, end):
    """Cutting keeps the style of each character."""
    line = line_of(pieces)
    styled = [(char, style) for text, style in line.pieces for char in text][start:end]
    part = line.part(start, end)
    assert part.plain == line.plain[start:end]
    assert [(char, style) for text, style in part.pieces for char in text] == styled


def test_nothing_steers_the_terminal():
    """Control characters of a log are made visible before a line is made of them."""
    assert "\x1b" not in line_of(["a\x1b[31mb"]).plain


def test_an_unknown_style_is_a_mistake_of_ours():
    """Only the styles of the report can be written."""
    with pytest.raises(KeyError):
        Line((("x", "blink"),)).written(color=True)
