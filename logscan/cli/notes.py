"""Print notes for people on standard error."""

from __future__ import annotations

import sys


def say(message: str) -> None:
    """Print one note on standard error, if there is one and it still takes text."""
    if sys.stderr is None:
        return
    try:
        print(message, file=sys.stderr, flush=True)  # noqa: T201 - this is where notes go
    except (OSError, ValueError):
        return
