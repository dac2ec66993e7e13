"""Hold what was found in one part of the input."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from logscan.intake.clock import NOTHING, Missing
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from logscan.analysis import Timeline
    from logscan.model import SourceInfo, Text, UnknownLine
    from logscan.redaction.pseudonyms import Appeared


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """What one part of the input gave: sources as a whole, or a range of one source.

    A range counts its lines from 1; its one ``SourceInfo`` is of the range, with every record.
    Secrets have provisional numbers. It can be pickled; whoever joins it uses it up.
    """

    timeline: Timeline
    infos: tuple[SourceInfo, ...]
    counters: Mapping[str, int]
    events: int
    undated: int
    error_lines: int
    explained: int
    is_range: bool
    continues: bool = False  # the range before is of the same source
    is_final: bool = True  # the source ends here
    is_stopped: bool = False  # somebody ended the reading
    assumed: Missing = NOTHING  # by the clock of a range
    faults: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()
    appeared: tuple[Appeared, ...] = ()  # the secrets, in order
    redacted: Mapping[str, int] = field(default_factory=dict)
    unknown: tuple[UnknownLine, ...] = ()  # those whose shape depends on a final placeholder
