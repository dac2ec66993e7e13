"""What is hidden in log text becomes visible, and nothing else changes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logscan.report.sanitize import one_line, visible

FORBIDDEN = (
    [chr(code) for code in (*range(9), *range(11, 32), *range(0x7F, 0xA0))]
    + list("\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\ufeff")
    + [chr(code) for code in range(0x2066, 0x206A)]
    + [chr(code) for code in (0xE0000, 0xE0041, 0xE007F, 0xD800, 0xDFFF)]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain 서버 로그 ✓", "plain 서버 로그 ✓"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("a\r\nb", "a\nb"),
        ("10%\r20%", "10%␍20%"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b31mred", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bP1$r\x1b\\x", "x"),
        ("\x1bcreset", "reset"),
        ("\x1b(Bset", "set"),
        ("\x1b]0;no end", "␛]0;no end"),
        ("\x1b[31", "␛[31"),
        ("nul\x00", "nul␀"),
        ("del\x7f", "del␡"),
        ("c1\x85", "c1\\x85"),
        ("admin\u202egnp.exe", "admin\\u202egnp.exe"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("sep\u2028\u2029", "sep\\u2028\\u2029"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("half\ud800", "half\\ud800"),
        ("filler\u3164", "filler\\u3164"),
        ("👩\u200d💻 ❤\ufe0f", "👩\u200d💻 ❤\ufe0f"),
        ("pass\u200dword", "pass\\u200dword"),
        ("a\ufe0f", "a\\ufe0f"),
        ("\x1b\x1b[31m[31m", "␛[31m"),
    ],
)
def test_each_kind(text, expected):
    """Sequences go, hidden characters are written out, ordinary text stays."""
    assert visible(text) == expected


@settings(max_examples=200)
@given(st.lists(st.sampled_from([*FORBIDDEN, *"[]Pm0;\\ \n\tabé서👩"]), max_size=30).map("".join))
def test_nothing_hidden_is_left(text):
    """No forbidden character is left, the result encodes, and it stays the same again."""
    shown = visible(text)
    assert not set(shown) & set(FORBIDDEN)
    assert shown.encode().decode() == shown
    assert visible(shown) == shown


@settings(max_examples=200)
@given(st.text())
def test_one_line_has_one_line(text):
    """No character of the result makes a new line, however lines are counted."""
    assert len(one_line(text).splitlines()) <= 1
    assert "\t" not in one_line(text)


@settings(max_examples=100)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_ordinary_text_is_untouched(text):
    """Printable ASCII comes through as it is."""
    assert visible(text) == one_line(text) == text
