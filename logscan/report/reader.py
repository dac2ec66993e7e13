"""What every page knows of whoever reads it: the words of a language, and how places are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.model import Status
from logscan.report.times import SECOND_NS, between, date, day_and_clock, duration
from logscan.report.view import span
from logscan.report.words import word

if TYPE_CHECKING:
    from logscan.model import Report
    from logscan.report.options import Options


_A_MINUTE_NS = 60 * SECOND_NS
_NOT_OVER = frozenset({Status.FAILING, Status.DEGRADED})


class Reader:
    """The base of a page; whoever inherits holds the report and the reader's choices."""

    __slots__ = ()

    report: Report
    options: Options

    @property
    def language(self) -> str:
        """Return the language of the page."""
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

    def certainty(self) -> list[str]:
        """Return since when the verdict holds, for how long, and how sure it is."""
        verdict, (_, end) = self.report.verdict, span(self.report)
        facts = []
        if verdict.since_ns is not None:
            facts.append(self.word("since", time=day_and_clock(verdict.since_ns)))
            lasts_ns = end - verdict.since_ns if end is not None else 0
            if verdict.status in _NOT_OVER and lasts_ns >= _A_MINUTE_NS:
                length = duration(lasts_ns, self.language)
                facts.append(self.word("lasting", length=length))
        if verdict.confidence > 0:
            facts.append(self.word("sure", percent=round(verdict.confidence * 100)))
        return facts

    def faults(self) -> list[str]:
        """Return what could not be read, or that something could not; nothing where all was."""
        said = [fault.in_language(self.language) for fault in self.report.faults]
        return said or ([] if self.report.complete else [self.word("incomplete")])
