"""Collect every fault of one catalogue file, each with its place."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from logscan.model import Problem
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_PROBLEMS_PER_FILE = 100


@dataclass(slots=True, kw_only=True)
class Faults:
    """The faults of one file; *path* is shown as it is given.

    At most ``MAX_PROBLEMS_PER_FILE`` are kept; ``left_out`` counts the rest, and
    ``problems`` ends with a line that says so.
    """

    path: str
    found: list[Problem] = field(default_factory=list)
    left_out: int = 0

    def add(self, place: tuple[int, int], message: str, hint: str = "") -> None:
        """Note one fault at *place*, a line and a column counted from 1."""
        if len(self.found) >= MAX_PROBLEMS_PER_FILE:
            self.left_out += 1
            return
        line, column = place
        self.found.append(
            Problem(path=self.path, line=line, column=column, message=message, hint=hint)
        )

    @property
    def count(self) -> int:
        """How many faults were noted, those that were left out too."""
        return len(self.found) + self.left_out

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every fault in the order of the file, then the number of those left out."""
        ordered = sorted(self.found, key=lambda problem: (problem.line, problem.column))
        if self.left_out:
            last = ordered[-1]
            message = f"{self.left_out} more problems in this file are not shown"
            ordered.append(
                Problem(path=self.path, line=last.line, column=last.column, message=message)
            )
        return tuple(ordered)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean 'x'?`` for the known word nearest to *word*, or nothing."""
    from difflib import get_close_matches  # noqa: PLC0415 -- only a faulty file pays for it

    near = get_close_matches(word[:100].lower(), list(known), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""


def shown(value: str, limit: int = 60) -> str:
    """Return *value* quoted, printable and short enough for one line of a message."""
    short = value if len(value) <= limit else value[: limit - 1] + "…"
    plain = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in short)
    return f"'{plain}'"
