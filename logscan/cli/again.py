"""The command that runs another one, again and again, and reads what it prints."""

from __future__ import annotations

import inspect
from typing import Annotated, Any

import typer

from logscan.cli.app import scan


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


def _signature() -> inspect.Signature:
    """Return the signature of ``run``: its command, then all options of ``scan``."""
    (command, _), options = (
        inspect.signature(function, eval_str=True).parameters.values() for function in (run, scan)
    )
    own = ("sources", "command", "follow")
    shared = [option for option in options if option.name not in own]
    as_keywords = [option.replace(kind=inspect.Parameter.KEYWORD_ONLY) for option in shared]
    return inspect.Signature([command, *as_keywords])


# Typer reads the options from here; they are written down once, at ``scan``.
run.__signature__ = _signature()  # type: ignore[attr-defined] # inspect looks for it
