"""What the parts of the HTML page share: the report, the reader's choices, tables, copying."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from logscan.report.html_text import Html, tag
from logscan.report.reader import Reader
from logscan.report.words import name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from logscan.model import Report
    from logscan.report.options import Options

MAX_ROWS = 500  # rows of a table


class Page(Reader):
    """The report, the reader's choices, and the numbers given to copy buttons."""

    def __init__(self, report: Report, options: Options) -> None:
        self.report = report
        self.options = options
        self.status = name_of(report.verdict.status, self.language)
        self.headline = report.verdict.headline.in_language(self.language)
        self._copied = 0

    def copied(self) -> tuple[str, Html]:
        """Return a new place to copy from and its button."""
        self._copied += 1
        place = f"copy-{self._copied}"
        return place, copy_button(self, place, "html.copy")


def copy_button(page: Page, place: str, key: str) -> Html:
    """Return a button that copies the text at *place*; only the script shows it."""
    return tag(
        "button",
        page.word(key),
        type="button",
        data_copy=place,
        data_done=page.word("html.copied"),
        data_failed=page.word("html.not copied"),
    )


def table(head: Sequence[str], rows: Sequence[Html]) -> Html:
    """Return a table that scrolls by itself where it is too wide; on a phone its rows are cards.

    The roles are said because browsers forget them with another display.
    """
    columns = (tag("th", name, scope="col", role="columnheader") for name in head)
    made = tag(
        "table",
        tag("thead", tag("tr", *columns, role="row"), role="rowgroup"),
        tag("tbody", *rows, role="rowgroup"),
        role="table",
    )
    return tag("div", made, class_="table", tabindex=0)


def row(head: Sequence[str], *contents: str | Html | Cell, **attributes: str | None) -> Html:
    """Return a row of the table with that *head*; each cell carries its column's name."""
    cells = (one if isinstance(one, Cell) else Cell(one) for one in contents)
    return tag(
        "tr",
        *(
            tag("td", one.content, class_=one.style, data_label=name, role="cell")
            for name, one in zip(head, cells, strict=True)
        ),
        role="row",
        **attributes,
    )


class Cell(NamedTuple):
    """What stands in a cell, and its style."""

    content: str | Html
    style: str | None = None
