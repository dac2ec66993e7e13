"""Name the engines that can read, and refuse what one of them cannot do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.errors import UsageError

if TYPE_CHECKING:
    from logscan.cli.request import Request

LOCAL, DASK = ENGINES = ("local", "dask")


def check_engine(request: Request, *, streams: bool) -> None:
    """Refuse what only this process can do; *streams* says that events are wanted as they come."""
    if request.engine != DASK:
        if request.scheduler is not None:
            raise UsageError("--scheduler: it belongs to --engine dask")
        return
    alone = {
        "--follow": request.follow,
        "run": bool(request.command),
        "--exec and --webhook": request.alerts.wanted,
        "a form that writes events as they come": streams,
        "standard input": not request.sources or "-" in request.sources,
    }
    for name, is_wanted in alone.items():
        if is_wanted:
            raise UsageError(f"--engine dask: it cannot be used with {name}")
