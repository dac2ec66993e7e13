"""The verdict while it forms: what the events so far would say if the log ended here."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from logscan.analysis import Timeline, analyse
from logscan.model import SourceInfo, Stats
from logscan.report import document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from logscan.model import Catalogue, Event

FIRST_SECONDS = 0.3
EVERY_SECONDS = 1.0
_SHARE = 10  # an outlook may cost a tenth of the time
_STEPS = 3


class Outlook:
    """Folds events into a timeline of its own, so that judging early disturbs nothing."""

    def __init__(self, catalogue: Catalogue, languages: Sequence[str]) -> None:
        self.events = 0
        self._catalogue = catalogue
        self._languages = languages
        self._timeline = Timeline(catalogue)
        self._last: Event | None = None
        self._due = time.monotonic() + FIRST_SECONDS

    def add(self, event: Event) -> None:
        """Take in one event."""
        self.events += 1
        self._last = event
        self._timeline.add(event)

    def due(self, lines: int) -> dict[str, Any] | None:
        """Return the verdict and the first steps in each language, if it is time for them."""
        started = time.monotonic()
        if started < self._due or self._last is None:
            return None
        said = self._said(self._last, lines)
        cost = time.monotonic() - started
        self._due = started + max(EVERY_SECONDS, _SHARE * cost)
        return said

    def _said(self, last: Event, lines: int) -> dict[str, Any]:
        source = SourceInfo(name=last.source, layout="", lines=lines, last_ns=last.time_ns)
        report = analyse(
            self._timeline,
            catalogue=self._catalogue,
            sources=(source,),
            stats=Stats(lines=lines, events=self.events),
        )
        short = replace(report, findings=(), timeline=(), attempts=(), unexplained=())
        said: dict[str, Any] = {"type": "verdict"}
        for language in self._languages:
            whole = document(short, language)
            said[language] = {
                "verdict": whole["verdict"],
                "next_steps": whole["next_steps"][:_STEPS],
            }
        return said
