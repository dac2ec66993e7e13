"""Read parts of the input apart from one another, with the report that one reader would give."""

from logscan.scale.joining import Whole
from logscan.scale.parts import Part
from logscan.scale.planning import plan_parts, size_of
from logscan.scale.portion import Portion
from logscan.scale.reading import scan_part
from logscan.scale.settings import Settings

__all__ = ["Part", "Portion", "Settings", "Whole", "plan_parts", "scan_part", "size_of"]
