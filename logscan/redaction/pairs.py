"""Read a secret's name and its value from two lines: ``- key: DB_PASSWORD``, ``value: ...``.

Manifests, blueprints and indented JSON write an environment that way. In one text the rule for
names sees both; a stream goes line by line and has to remember the name.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from logscan.patterns import lazy
from logscan.redaction.names import STARTS
from logscan.redaction.pem import PREFIX
from logscan.redaction.screen import line_starts

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIELDS = ("name", "key")
_IS = r"[\"']?[ \t]{0,8}[:=][ \t]{0,8}[\"']?"
_NAME = lazy(
    rf"(?<![a-z0-9_])(?:{'|'.join(_FIELDS)}){_IS}"
    r"(?P<name>[\w.-]{2,80})[\"']?,?[ \t\r]*(?:\n|\Z)",
    re.IGNORECASE,
)
_FIELD = lazy(r"[ \t-]{0,80}[\"']?(?P<value>value)(?=[\"']?[ \t]{0,8}[:=])", re.IGNORECASE)


def secret_name(line: str) -> str | None:
    """Return the secret's name that *line* ends with, when its value stands on the next one."""
    match = _NAME.search(line)
    return match["name"] if match and _is_secret(match["name"].lower()) else None


def value_field(line: str) -> tuple[int, int] | None:
    """Return where *line* says ``value`` before a value."""
    prefix = PREFIX.match(line)
    match = _FIELD.match(line, prefix.end() if prefix else 0)
    return match.span("value") if match else None


def name_lines(block: str) -> Iterator[int]:
    """Yield where the lines of *block*, in lower case, begin that end with a secret's name."""
    for field in _FIELDS:
        yield from line_starts(block, partial(_next_name, field))


def _next_name(field: str, block: str, start: int) -> int:
    """Return where the next secret's name from *start* on is, by its *field*; -1 for none."""
    place = block.find(field, start)
    while place >= 0:
        match = _NAME.match(block, place)
        if match and _is_secret(match["name"]):
            break
        place = block.find(field, place + 1)
    return place


@lru_cache(maxsize=1024)
def _is_secret(name: str) -> bool:
    """Say that *name*, in lower case, may be a secret's."""
    return any(start in name for start in STARTS)
