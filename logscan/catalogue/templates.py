"""Fill captured values into the texts of a signature.

A placeholder is ``{name|fallback}`` or ``{name}``; *name* is a named group of the
signature's pattern. ``${PORT}`` and ``%{http_code}`` are plain text: they belong to
shells and to curl.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLACEHOLDER = re.compile(r"(?<![$%{])\{([A-Za-z_][A-Za-z0-9_]*)(?:\|([^{}]*))?\}")


class Placeholder(NamedTuple):
    """One place to fill; *fallback* is None where the text gives none."""

    name: str
    fallback: str | None


def placeholders(text: str) -> tuple[Placeholder, ...]:
    """Return the placeholders of *text* in their order."""
    return tuple(
        Placeholder(found.group(1), found.group(2)) for found in _PLACEHOLDER.finditer(text)
    )


def fill(text: str, captures: Mapping[str, str]) -> str | None:
    """Return *text* with values filled in, or None where a value and its fallback are missing.

    An empty captured value counts as missing.
    """
    values = [captures.get(name) or fallback for name, fallback in placeholders(text)]
    if any(value is None for value in values):
        return None
    filled = iter(values)
    return _PLACEHOLDER.sub(lambda _: next(filled) or "", text)
