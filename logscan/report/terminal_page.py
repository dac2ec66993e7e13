"""Lines of a terminal as they are put down, one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.model import Severity
from logscan.report.options import VERBOSE
from logscan.report.reader import Reader
from logscan.report.terminal_line import cells, line_of
from logscan.report.times import between, date
from logscan.report.view import span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from logscan.model import Report
    from logscan.report.options import Options
    from logscan.report.terminal_line import Line, Part

SEVERITY_STYLE: Mapping[Severity, str] = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}
_UNBOUNDED = 1_000_000  # cells of a line that is never wrapped
_LONG_PLACE = 24  # a longer place has a line of its own
_LEAST_ROOM = 24  # cells that a body needs beside its lead
_NARROW = 60  # below this many cells columns are not aligned


class Page(Reader):
    """Lines of text as they are put down."""

    def __init__(self, report: Report, options: Options) -> None:
        self.report = report
        self.options = options
        self.verbose = options.verbosity >= VERBOSE
        self.width = max(options.width, 1) if options.width is not None else _UNBOUNDED
        self.narrow = self.width < _NARROW
        times = (*span(report), *(entry.time_ns for entry in report.timeline))
        self.days = {date(time) for time in times if time is not None}
        self._lines: list[Line] = []

    def between(self, start_ns: int | None, end_ns: int | None) -> str:
        """Return a span of time, with days where the log has more than one."""
        return between(start_ns, end_ns, day=len(self.days) > 1)

    def blank(self) -> None:
        """Put down an empty line."""
        self._lines.append(line_of(()))

    def heading(self, key: str, *after: Part) -> None:
        """Put down a section's name after an empty line."""
        self.blank()
        self.put((self.word(key), "bold"), *(("  ", *after) if after else ()))

    def put(self, *parts: Part, lead: Sequence[Part] = (), indent: int = 0, hang: int = 2) -> None:
        """Put down one line; where it wraps, further lines stand below its body.

        The body begins after *lead*, which never wraps. Without a lead, further lines stand
        *hang* cells deeper.
        """
        indent = self._depth(indent)
        first = line_of((" " * indent, *lead))
        further = " " * (first.width if lead else indent + self._depth(hang))
        if lead and self.width - first.width < min(_LEAST_ROOM, self.width // 2):
            self._add(first)
            first = line_of(further := " " * (indent + self._depth(4)))
        self._wrap(line_of(parts), first, line_of(further))

    def log(self, place: str, text: str, style: str, *, indent: int, first: bool = False) -> None:
        """Put down log text of the record at *place*; its *first* line names the place.

        All other lines begin with a bar: log text never stands at the start of a line, where
        continuous integration services read commands.
        """
        indent = self._depth(indent)
        long = cells(place) > min(_LONG_PLACE, self.width // 2 - indent)
        aside = "" if self.narrow else "  "
        bar = f"{aside}| " if long else " " * cells(place) + " | "
        lead = f"{place} > " if first else bar
        if first and long and self.options.width is not None:
            self.put((place, "cyan"), indent=indent)
            lead = f"{aside}> "
        start = (" " * indent + lead, "cyan" if first else "dim")
        body = (text.replace("\t", "    "), style)
        self._wrap(line_of([body]), line_of([start]), line_of([(" " * indent + bar, "dim")]))

    def _depth(self, indent: int) -> int:
        """Return an indent that leaves most of a narrow page to the text."""
        return min(indent, self.width // (6 if self.narrow else 2))

    def _wrap(self, body: Line, first: Line, further: Line) -> None:
        room = max(self.width - max(first.width, further.width), 2)
        for place, piece in enumerate(body.wrapped(room)):
            if not place or piece.plain.strip():
                self._add((further if place else first).then(piece.stripped()))

    def _add(self, line: Line) -> None:
        """Keep one finished line; no line may begin like a workflow command."""
        guard = "| " if line.plain.lstrip().startswith("::") else ""
        self._lines.append(line_of([guard]).then(line.stripped()))

    def text(self) -> str:
        """Return the page as one string with a line end."""
        color = self.options.color
        return "".join(f"{line.written(color=color)}\n" for line in self._lines).lstrip("\n")


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Return *text* with blanks up to *width* cells, after it or (*right*) before it."""
    blanks = " " * max(width - cells(text), 0)
    return blanks + text if right else text + blanks
