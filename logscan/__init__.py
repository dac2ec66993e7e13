"""Say what broke first in a service's log, what that broke next, and what to do now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from logscan.report import render
    from logscan.scanner import Report, Scanner, scan

__all__ = ["Report", "Scanner", "__version__", "render", "scan"]
__version__ = "0.1.0"

_HOMES = {
    "Report": "logscan.scanner",
    "Scanner": "logscan.scanner",
    "render": "logscan.report",
    "scan": "logscan.scanner",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: the command line starts faster so."""
    if name not in _HOMES:
        raise AttributeError(f"module 'logscan' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - only when a name is asked for

    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value
