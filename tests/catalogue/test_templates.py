"""Captured values go into texts, and fallbacks where nothing was captured."""

import pytest

from logscan.catalogue import Placeholder, fill, placeholders


@pytest.mark.parametrize(
    ("text", "captures", "expected"),
    [
        ("Port {port} is taken", {"port": "80"}, "Port 80 is taken"),
        ("Port {port} is taken", {}, None),
        ("Port {port|of the service} is taken", {}, "Port of the service is taken"),
        ("{a|x}{b|y}", {"b": "2"}, "x2"),
        ("{a|x}", {"a": ""}, "x"),
        ("{a}", {"a": ""}, None),
        ("set ${PORT} or %{http_code}", {}, "set ${PORT} or %{http_code}"),
        ("{a}", {"a": "{b}\\1"}, "{b}\\1"),
        ("no braces", {"a": "1"}, "no braces"),
    ],
)
def test_fill(text, captures, expected):
    """A missing value takes its fallback; without one there is no text."""
    assert fill(text, captures) == expected


def test_placeholders_in_order():
    """Placeholders are listed as they stand, repeated ones too."""
    assert placeholders("{a} {b|c d} {a}") == (
        Placeholder("a", None),
        Placeholder("b", "c d"),
        Placeholder("a", None),
    )
