"""Hold what the first bytes of a stream tell about all of it."""

from __future__ import annotations

from dataclasses import replace

from logscan.intake.detection import Detection
from logscan.intake.layouts import PLAIN, layout_named
from logscan.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The layout and why it was chosen; whether the first records have times."""

    layout: str
    quote: str
    why: str
    dated: bool

    def detection(self) -> Detection:
        """Return the detection as the whole stream had it."""
        layout = layout_named(self.layout) or PLAIN
        return Detection(layout=replace(layout, quote=self.quote), why=self.why)
