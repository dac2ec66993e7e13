"""The command that prints the runbook."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from logscan.catalogue.runbook import load_runbook
from logscan.cli import config
from logscan.cli.output import StandardOutput
from logscan.errors import UsageError
from logscan.model import LANGUAGES
from logscan.report.runbook import RUNBOOK_FORMATS, render_runbook


def runbook(
    lang: Annotated[
        str | None, typer.Option("--lang", envvar="LOGSCAN_LANG", help="The language: en or ko.")
    ] = None,
    format_: Annotated[
        str,
        typer.Option("--format", metavar="|".join(RUNBOOK_FORMATS), help="The form of the list."),
    ] = "terminal",
) -> None:
    """Print what to do when the service does not answer, as a checklist with time boxes."""
    if lang not in (None, *LANGUAGES):
        raise UsageError(f"--lang: {lang!r} is not one of {', '.join(LANGUAGES)}")
    if format_ not in RUNBOOK_FORMATS:
        raise UsageError(f"--format: {format_!r} is not one of {', '.join(RUNBOOK_FORMATS)}")
    language = config.language(lang, os.environ)
    StandardOutput().write(render_runbook(load_runbook(), format_, language=language))
