"""One attempt to write the ticket: the report, how much of it is shown, and where things stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.report.reader import Reader
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
class Page(Reader):
    """One attempt to write the ticket."""

    report: Report
    options: Options
    detail: Detail
