"""What every page knows of whoever reads it: the words of a language, and how places are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.report.times import between, date
from logscan.report.view import span
from logscan.report.words import word

if TYPE_CHECKING:
    from logscan.model import Report
    from logscan.report.options import Options


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
