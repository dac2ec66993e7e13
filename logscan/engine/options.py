"""What a run wants of its parsers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.engine.evidence import shortened
from logscan.engine.segments import SEGMENT_BYTES
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from logscan.intake.fields import Fields
    from logscan.intake.layouts import Layout


@dataclass(frozen=True, slots=True, kw_only=True)
class ParserOptions:
    """The choices of a run.

    *accept* says which records count at all (filters of the command line). *redact* takes
    secrets out of a text, *redact_lines* out of messages that belong together; *shorten* says
    what is kept of a redacted line. *context* is the number of records kept on each side of an
    excerpt.
    """

    accept: Callable[[Fields], bool] | None = None
    redact: Callable[[str], str] = str
    redact_lines: Callable[[list[str]], list[str]] = list
    shorten: Callable[[str], str] = shortened
    context: int = 3
    layout: Layout | None = None
    segment_bytes: int = SEGMENT_BYTES
