"""From events to the answer: the timeline folds events, the diagnosis judges them."""

from logscan.analysis.diagnosis import analyse
from logscan.analysis.timeline import Timeline

__all__ = ["Timeline", "analyse"]
