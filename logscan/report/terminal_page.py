"""Lines of a terminal: the one place where strings become output."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from logscan.report.options import VERBOSE
from logscan.report.sanitize import one_line
from logscan.report.times import between, date
from logscan.report.view import span
from logscan.report.words import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.text import Text as RichText

    from logscan.model import Report
    from logscan.report.options import Options

_UNBOUNDED = 1_000_000  # cells of a line that is never wrapped
_LONG_PLACE = 24  # a longer place has a line of its own
_LEAST_ROOM = 24  # cells that a body needs beside its lead
_NARROW = 60  # below this many cells columns are not aligned

Part = str | tuple[str, str]  # a piece of a line, with or without its style


class Page:
    """Lines of text as they are put down."""

    def __init__(self, report: Report, options: Options) -> None:
        self.report = report
        self.options = options
        self.language = options.language
        self.verbose = options.verbosity >= VERBOSE
        self.width = max(options.width, 1) if options.width is not None else _UNBOUNDED
        self.narrow = self.width < _NARROW
        times = (*span(report), *(entry.time_ns for entry in report.timeline))
        self.days = {date(time) for time in times if time is not None}
        self._lines: list[RichText] = []

    def between(self, start_ns: int | None, end_ns: int | None) -> str:
        """Return a span of time, with days where the log has more than one."""
        return between(start_ns, end_ns, day=len(self.days) > 1)

    def word(self, key: str, /, **values: object) -> str:
        """Return one of the interface's words in the page's language."""
        return word(key, self.language, **values)

    def blank(self) -> None:
        """Put down an empty line."""
        self._lines.append(_styled(()))

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
        first = _styled((" " * indent, *lead))
        further = " " * (first.cell_len if lead else indent + self._depth(hang))
        if lead and self.width - first.cell_len < min(_LEAST_ROOM, self.width // 2):
            self._add(first)
            first = _styled(further := " " * (indent + self._depth(4)))
        self._wrap(_styled(parts), first, _styled(further))

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
        self._wrap(_styled([body]), _styled([start]), _styled([(" " * indent + bar, "dim")]))

    def _depth(self, indent: int) -> int:
        """Return an indent that leaves most of a narrow page to the text."""
        return min(indent, self.width // (6 if self.narrow else 2))

    def _wrap(self, body: RichText, first: RichText, further: RichText) -> None:
        room = max(self.width - max(first.cell_len, further.cell_len), 2)
        for place, piece in enumerate(_pieces(body, room)):
            if not place or piece.plain.strip():
                self._add((further if place else first).copy().append_text(piece))

    def _add(self, line: RichText) -> None:
        """Keep one finished line; no line may begin like a workflow command."""
        line.rstrip()
        guard = "| " if line.plain.lstrip().startswith("::") else ""
        self._lines.append(_styled([guard]).append_text(line))

    def text(self) -> str:
        """Return the page as one string with a line end."""
        if not self.options.color:  # a pipe: the words are enough, and the start is faster
            return "".join(f"{line.plain}\n" for line in self._lines).lstrip("\n")
        written = io.StringIO()
        console = _console(written, color=self.options.color)
        for line in self._lines:
            console.print(line, no_wrap=True, overflow="ignore", crop=False, soft_wrap=True)
        return written.getvalue().lstrip("\n")


def _console(file: io.StringIO, *, color: bool) -> Console:
    """Return a console that depends on nothing but its arguments."""
    from rich.console import Console  # noqa: PLC0415 - rich costs 0.1 s to import

    return Console(
        file=file,
        color_system="standard" if color else None,
        force_terminal=color,
        no_color=not color,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
        width=_UNBOUNDED,
        _environ={},
    )


def _styled(parts: Sequence[Part]) -> RichText:
    """Return one line as rich text; nothing reaches the terminal but through here."""
    from rich.text import Text as RichText  # noqa: PLC0415 - rich costs 0.1 s to import

    line = RichText()
    for part in parts:
        text, style = (part, "") if isinstance(part, str) else part
        line.append(one_line(text), style)
    return line


def _pieces(text: RichText, room: int) -> Sequence[RichText]:
    """Return *text* cut into lines of at most *room* cells."""
    if text.cell_len <= room:
        return [text]
    return list(
        text.wrap(_console(io.StringIO(), color=False), room, overflow="fold", no_wrap=False)
    )


def cells(text: str) -> int:
    """Return the width of *text* in terminal cells."""
    from rich.cells import cell_len  # noqa: PLC0415 - rich costs 0.1 s to import

    return cell_len(text)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Return *text* with blanks up to *width* cells, after it or (*right*) before it."""
    blanks = " " * max(width - cells(text), 0)
    return blanks + text if right else text + blanks
