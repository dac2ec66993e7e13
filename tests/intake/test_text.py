"""Clean text has no colour codes and no control characters, and keeps what a person wrote."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.intake.text import clean


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("plain", "plain"),
        ("\x1b[31mError\x1b[0m: x", "Error: x"),
        ("\x1b[38;5;196mred\x1b[m", "red"),
        ("==>\x1b(B Running 'npm start'\x1b(B", "==> Running 'npm start'"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;https://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bP1$r0m\x1b\\kept", "kept"),
        ("\x9b31mC1\x9b0m", "C1"),
        ("cut off \x1b[3", "cut off "),
        ("  kept blanks\tand tabs", "  kept blanks\tand tabs"),
        ("10%\r20%\r100% failed\r\n", "10%\n20%\n100% failed"),
        ("a\x00b\x08c\x7f", "abc"),
        ("a\n\x00", "a"),
        ("서버 🎉", "서버 🎉"),
        ("half \ud83d a character", "half \ufffd a character"),
    ],
)
def test_clean(raw, expected):
    """Each kind of dirt goes, nothing else does."""
    assert clean(raw) == expected


@given(st.text())
def test_clean_text_has_no_control_characters(text):
    """Whatever the text, only tabs and line ends are left of the control characters."""
    kept = [c for c in clean(text) if unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n"]
    assert kept == []


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    """Clean text is clean."""
    assert clean(clean(text)) == clean(text)
