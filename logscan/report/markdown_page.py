"""One attempt to write the ticket: the report, how much of it is shown, and where things stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.report.times import between, date
from logscan.report.view import (
    span,
)
from logscan.report.words import word
from logscan.values import dataclass

if TYPE_CHECKING:
    from logscan.model import Report
    from logscan.report.options import Options


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """How much of each kind of thing is shown; the bounds of one attempt to fit."""

    rows: int
    findings: int
    evidence: int
    context: int
    text_lines: int
    text_chars: int
    steps: int


# From everything that may be of use to what nobody can do without.
DETAILS = (
    Detail(rows=200, findings=40, evidence=3, context=5, text_lines=40, text_chars=2000, steps=40),
    Detail(rows=60, findings=15, evidence=1, context=2, text_lines=12, text_chars=600, steps=20),
    Detail(rows=20, findings=8, evidence=1, context=0, text_lines=4, text_chars=240, steps=8),
    Detail(rows=8, findings=4, evidence=1, context=0, text_lines=2, text_chars=160, steps=5),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One attempt to write the ticket."""

    report: Report
    options: Options
    detail: Detail

    @property
    def language(self) -> str:
        """Return the language of the ticket."""
        return self.options.language

    def word(self, key: str, /, **values: object) -> str:
        """Return one of the interface's words in the page's language."""
        return word(key, self.language, **values)

    def place(self, source: str, line: int) -> str:
        """Return where something stands, with the source where there are several."""
        if len(self.report.sources) > 1:
            return f"{source}:{line}"
        return self.word("line", n=line)

    def between(self, start_ns: int | None, end_ns: int | None) -> str:
        """Return a span of time, with days where the log has more than one."""
        days = {date(time) for time in span(self.report) if time is not None}
        return between(start_ns, end_ns, day=len(days) > 1)
