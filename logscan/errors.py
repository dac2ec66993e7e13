"""The errors that logscan shows to people.

LogscanError                 anything a person can act on; the message is the whole story
├── UsageError               an option or a value that cannot be used
├── SourceError              a source that cannot be read (missing, unreadable, no such layout)
├── CatalogueError           a catalogue with faults; carries all of them, each with its place
└── OutputError              a report that cannot be written

Log content never raises any of these: what is odd in a log is counted and said in the report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from logscan.model import Problem


class LogscanError(Exception):
    """Say in one line what is wrong, where, and what to do next."""


class UsageError(LogscanError):
    """An option or a value that cannot be used."""


class SourceError(LogscanError):
    """A source that cannot be read."""


class OutputError(LogscanError):
    """A report that cannot be written."""


class CatalogueError(LogscanError):
    """A catalogue that cannot be used; ``problems`` holds every fault at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
