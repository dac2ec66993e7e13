"""Read the times that people type: ``--since``, ``--until``, ``--date``."""

from __future__ import annotations

import datetime as dt
import re
import time
from typing import TYPE_CHECKING

from logscan.errors import UsageError

if TYPE_CHECKING:
    from logscan.intake.clock import Clock

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_RELATIVE = re.compile(r"-?((?:\d+[smhdw])+)")
_PART = re.compile(r"(\d+)([smhdw])")


def instant_ns(text: str | None, clock: Clock, *, option: str) -> int | None:
    """Return the instant of ``-2h``, ``15m`` (both: before now) or an RFC 3339 time."""
    if text is None:
        return None
    relative = _RELATIVE.fullmatch(text.strip())
    if relative:
        seconds = sum(int(n) * _UNITS[unit] for n, unit in _PART.findall(relative[1]))
        return time.time_ns() - seconds * 1_000_000_000
    stamp = clock.rfc3339(text.strip()) or clock.rfc3339(f"{text.strip()}T00:00:00")
    if stamp is None:
        raise UsageError(f"{option}: {text!r} is no time: write 2025-10-24T12:00:00Z, -2h or 15m")
    return stamp.time_ns


def day(text: str | None) -> dt.date | None:
    """Return the date of ``2025-10-24``."""
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"--date: {text!r} is no date: write 2025-10-24") from None
