"""The command that runs another one, again and again, and reads what it prints."""

from __future__ import annotations

import inspect
from typing import Annotated, Any

import typer

from logscan.cli.app import scan
from logscan.cli.options import borrowed


def run(
    command: Annotated[
        list[str],
        typer.Argument(metavar="COMMAND", help="The command, such as render logs --tail."),
    ],
    **options: Any,
) -> None:
    """Run COMMAND, start it again when it ends, and follow all its runs as one stream.

    Records that a new run repeats count once. Ctrl-C ends it with the report.
    """
    scan(sources=command, command=True, **options)


_OWN = ("sources", "command", "follow")
run.__signature__ = borrowed(  # type: ignore[attr-defined] # inspect looks for it
    run, scan, (name for name in inspect.signature(scan).parameters if name not in _OWN)
)
