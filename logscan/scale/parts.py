"""Name one part of the input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.values import dataclass

if TYPE_CHECKING:
    from logscan.engine.opening import Opening
    from logscan.intake.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some sources as a whole, or, with an *opening*, a range of one: segments of its bytes.

    *size* is how many stored bytes it has, about. *stop* is None up to the end of the source.
    """

    sources: tuple[Source, ...]
    size: int = 0
    start: int = 0
    stop: int | None = None
    opening: Opening | None = None
