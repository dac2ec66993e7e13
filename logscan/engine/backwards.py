"""Count where the clock of an instance goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from logscan.model import Event

_STEP_BACK_NS = 60_000_000_000  # less is what streams that are written side by side do
_WATCHED_INSTANCES = 4096


class ClockWatch:
    """The last time of each instance; *steps* is how often one was far before the last."""

    def __init__(self) -> None:
        self.steps = 0
        self._last_ns: dict[tuple[str | None, str | None], int] = {}

    def note(self, events: Iterable[Event]) -> None:
        """Take events in the order in which they were found."""
        last_ns = self._last_ns
        for event in events:
            time_ns = event.time_ns
            if time_ns is None:
                continue
            key = (event.service, event.instance)
            before_ns = last_ns.get(key)
            if before_ns is None:
                if len(last_ns) >= _WATCHED_INSTANCES:
                    continue
            elif time_ns < before_ns - _STEP_BACK_NS:
                self.steps += 1
            last_ns[key] = time_ns

    def forget(self) -> None:
        """Begin anew; what was counted stays."""
        self._last_ns.clear()
