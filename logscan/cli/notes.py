"""Print notes for people on standard error."""

from __future__ import annotations

import sys


def say(message: str) -> None:
    """Print one note on standard error, if there is one and it still takes text.

    Names of files and texts of errors may hold anything: nothing in them steers the terminal.
    """
    if sys.stderr is None:
        return
    from logscan.report.sanitize import visible  # noqa: PLC0415 - heavy, and rarely needed

    try:
        print(visible(message), file=sys.stderr, flush=True)  # noqa: T201 - this is where notes go
    except (OSError, ValueError):
        return
