"""A view shows decoded text and knows where it came from."""

import json
import urllib.parse

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logscan.redaction.views import is_plain, views

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\\u0026b", "a&b"),
        ("a\\\\u0026b", "a&b"),
        ("https:\\/\\/x", "https://x"),
        ("p%40ss", "p@ss"),
        ("p%2540ss", "p@ss"),
        ("a&amp;b &#64; &#x40;", "a&b @ @"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("[31mred[0m", "red"),
        ("^[[31mred", "red"),
        ("\\u001b[31mred", "red"),
        ("\\x1b[31mred", "red"),
        ("re\u200bd\0", "red"),
        ("\\x22a\\x22", '"a"'),
        ('{\\"a\\":\\"b\\\\\\"c\\"}', '{"a":"b"c"}'),
    ],
)
def test_layers_come_off(text, seen):
    """Each encoding is decoded, and one inside another."""
    assert seen in [view.text for view in views(text)]


@settings(max_examples=200, deadline=None)
@given(TEXT, TEXT, TEXT)
def test_a_span_leads_back(before, middle, after):
    """A piece found in the decoded text is found again, encoded, in the raw text."""
    for encode in (lambda t: json.dumps(t)[1:-1], lambda t: urllib.parse.quote(t, safe="")):
        raw = encode(before) + "#" + encode(middle) + "#" + encode(after)
        for view in views(raw):
            start, end = view.text.find("#"), view.text.rfind("#") + 1
            if 0 <= start < end - 1:
                low, high = view.span(start, end)
                assert raw[low] in "#%\\&"
                assert low < high <= len(raw)


@given(TEXT)
def test_the_first_view_maps_each_character(text):
    """Where nothing is decoded, a span is the place itself."""
    first = next(views(text))
    for place in range(len(first.text)):
        low, high = first.span(place, place + 1)
        assert first.text[place] in {text[low:high], "\n"}  # \n: the frame of a terminal string


@settings(max_examples=200)
@given(TEXT)
def test_plain_text_has_one_view(text):
    """What is called plain looks the same in every view."""
    if is_plain(text):
        assert [view.text for view in views(text)] == [text]


def test_the_number_of_views_is_bounded():
    """Escapes inside escapes do not multiply without end."""
    assert len(list(views("%25" * 40 + "\\\\" * 40 + "&amp;" * 40))) <= 16
