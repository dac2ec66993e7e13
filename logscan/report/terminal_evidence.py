"""A record of the log on the terminal, with the ones around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.report.sanitize import one_line, visible

if TYPE_CHECKING:
    from logscan.model import Evidence
    from logscan.report.terminal_page import Page

_MAX_TEXT_LINES, _MAX_TEXT_CHARS = 4, 400
_MAX_TEXT_LINES_VERBOSE, _MAX_TEXT_CHARS_VERBOSE = 40, 4000


def put_evidence(
    page: Page, evidence: Evidence, *, context: int, indent: int, most: int | None = None
) -> None:
    """Put down one record with the ones around it; the record itself is not dimmed."""
    place = f"{one_line(evidence.source)}:{evidence.line}"
    for text in evidence.before[len(evidence.before) - context :] if context else ():
        page.log(place, short(text), "dim", indent=indent)
    lines = visible(evidence.text).rstrip("\n").split("\n")
    most = most or (_MAX_TEXT_LINES_VERBOSE if page.verbose else _MAX_TEXT_LINES)
    longest = _MAX_TEXT_CHARS_VERBOSE if page.verbose else _MAX_TEXT_CHARS
    for number, line in enumerate(lines[:most]):
        page.log(place, line[:longest], "", indent=indent, first=not number)
        if len(line) > longest:
            cut = page.word("cut characters", n=len(line) - longest)
            page.log(place, cut, "dim", indent=indent)
    if len(lines) > most:
        page.log(place, page.word("cut lines", n=len(lines) - most), "dim", indent=indent)
    for text in evidence.after[:context]:
        page.log(place, short(text), "dim", indent=indent)


def short(text: str) -> str:
    """Return a line of context, cut where it is only bulk."""
    shown = one_line(text)
    return shown if len(shown) <= _MAX_TEXT_CHARS else shown[:_MAX_TEXT_CHARS] + " …"
