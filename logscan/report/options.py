"""How a report is to be written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

QUIET, NORMAL, VERBOSE = -1, 0, 1

# What services take in one text, with some room: GitHub's own limit is 65,536 characters.
MAX_CHARS: Mapping[str, int] = {"github": 60_000, "gitlab": 60_000, "jira": 32_767, "slack": 3_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The choices that a person has about one output; every renderer takes all of them.

    *width* is in terminal cells; None means "do not wrap" (a pipe). *context* counts the
    messages shown on each side of an evidence line. *max_chars* bounds Markdown and chat
    forms; None takes the form's own limit. *command* is the command line to quote.
    """

    language: str = "en"
    width: int | None = None
    color: bool = False
    verbosity: int = NORMAL
    context: int = 2
    max_chars: int | None = None
    command: str | None = None
