"""What happened when, on the terminal: the timeline, then builds, deploys and boots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.model import Kind, Mark, Role
from logscan.report.folding import LOOP_TURNS, fold_attempts, fold_timeline, sparkline
from logscan.report.terminal_line import cells
from logscan.report.terminal_page import pad
from logscan.report.view import ROLE_SYMBOLS, how_it_ended, titles
from logscan.report.words import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from logscan.model import Evidence, Report, TimelineEntry, Unexplained
    from logscan.report.folding import AttemptRow, Row
    from logscan.report.terminal_line import Part
    from logscan.report.terminal_page import Page

_ROLE_STYLE: Mapping[Role | None, str] = {
    Role.CAUSE: "bold red",
    Role.CONSEQUENCE: "",
    Role.INDEPENDENT: "yellow",
    Role.BENIGN: "dim",
    None: "cyan",
}
# Marks that change nothing; a long timeline does without them.
_SMALL_MARKS = frozenset({Mark.BUILD_STEP, Mark.NOTE})
_WIDE = 100  # from this many cells sparklines have their full length
_BARS = 16  # cells of a sparkline
_MAX_ROWS = 24


def put_timeline(page: Page, report: Report) -> None:
    """Put down bursts and lifecycle marks in time order, loops folded."""
    entries = [one for one in report.timeline if page.verbose or one.role is not Role.BENIGN]
    if not entries:
        return
    rows = fold_timeline(entries)
    large = [row for row in rows if row.first.mark not in _SMALL_MARKS]
    if page.verbose or len(rows) <= _MAX_ROWS // 2:
        large = rows
    rows, small = large, len(rows) - len(large)
    when = page.word("all utc")
    if len(page.days) == 1:
        when = page.word("day and utc", date=min(page.days))
    page.heading("timeline", (when, "dim"))
    limit = len(rows) if page.verbose else _MAX_ROWS
    cells = _timeline_cells(page, rows)
    for number, row in enumerate(rows):
        if len(rows) <= limit or number < limit // 2 or number >= len(rows) - limit // 2:
            _row(page, row, cells)
        elif number == limit // 2:
            left = len(rows) - 2 * (limit // 2)
            page.put((f"… {page.word('more rows', n=left)}", "dim"), indent=2)
    if small:
        page.put((page.word("small marks", n=small), "dim"), indent=2)


def _timeline_cells(page: Page, rows: Sequence[Row]) -> tuple[int, int, int, int]:
    """Return the widths of the columns of time, place, count and bars that fit every row."""
    return (
        max(cells(_when(page, row)) for row in rows),
        max(cells(_place(page, row.first)) for row in rows),
        max(cells(_count(row)) for row in rows),
        max(cells(_bars(page, row)) for row in rows),
    )


def _row(page: Page, row: Row, cells: tuple[int, int, int, int]) -> None:
    """Put down one row of the timeline; the title stands last, where it can wrap."""
    symbol, style = ROLE_SYMBOLS[row.first.role], _ROLE_STYLE[row.first.role]
    title = (row.title(page.language), style if row.first.role else "")
    if page.narrow:
        page.put(
            _when(page, row), f" {symbol} ", title, f" {_count(row)} {_bars(page, row)}", indent=2
        )
        return
    when, place, count, bars = cells
    columns: tuple[Part, ...] = (
        pad(_when(page, row), when),
        ("  " + pad(_place(page, row.first), place, right=True), "dim"),
        "  " + pad(_count(row), count, right=True) if count else "",
        (" " + pad(_bars(page, row), bars) if bars else "", style),
        (f"  {symbol} ", style),
    )
    page.put(title, lead=columns, indent=2)


def _when(page: Page, row: Row) -> str:
    return page.between(row.start_ns, row.end_ns) or page.word("no time")


def _count(row: Row) -> str:
    return f"x{row.occurrences:,}" if row.occurrences > 1 else ""


def _bars(page: Page, row: Row) -> str:
    """Return a sparkline as long as the page has room for."""
    if row.occurrences < LOOP_TURNS or row.first.kind is Kind.LIFECYCLE:
        return ""
    return sparkline(row.histogram, _BARS if page.width >= _WIDE else _BARS // 2)


def _place(page: Page, spot: TimelineEntry | Evidence | Unexplained) -> str:
    """Return where something stands: the line, with its source where there are several."""
    if len(page.report.sources) > 1:
        return f"{spot.source}:{spot.line}"
    return page.word("line", n=spot.line)


def put_attempts(page: Page, report: Report) -> None:
    """Put down builds, deploys and boots, with runs of the same end as one row."""
    if not report.attempts:
        return
    page.heading("attempts")
    rows = fold_attempts(report.attempts)
    names = titles(report, page.language)
    shown = rows if page.verbose else rows[-_MAX_ROWS:]
    if len(rows) > len(shown):
        page.put((f"… {page.word('more rows', n=len(rows) - len(shown))}", "dim"), indent=2)
    if page.narrow:
        for row in shown:
            page.put(*_spaced(_attempt_cells(page, row, names)), indent=2)
        return
    for *columns, body in _columns(_attempt_cells(page, row, names) for row in shown):
        page.put(body, lead=columns, indent=2)


def _attempt_cells(page: Page, row: AttemptRow, names: Mapping[str, str]) -> list[Part]:
    first = row.first
    phase = name_of(first.phase, page.language)
    good = {"live": "green", "failed": "red", "exited": "red"}.get(first.outcome.value, "")
    return [
        f"{phase} x{row.attempts:,}" if row.attempts > 1 else phase,
        (page.between(row.start_ns, row.end_ns), "dim"),
        (how_it_ended(first, page.language), good),
        ", ".join(names.get(one, one) for one in row.signature_ids),
    ]


def _spaced(cells: Sequence[Part]) -> Iterator[Part]:
    for cell in cells:
        yield cell
        yield "  "


def _columns(rows: Iterator[list[Part]]) -> list[list[Part]]:
    """Return rows of cells padded so that their columns stand below each other."""
    table = [[(cell, "") if isinstance(cell, str) else cell for cell in row] for row in rows]
    widths = [max(cells(cell[0]) for cell in column) for column in zip(*table, strict=True)]
    return [
        [(pad(text, width) + "  ", style) for (text, style), width in zip(row, widths, strict=True)]
        for row in table
    ]
