"""The command that prints the runbook."""

from __future__ import annotations

import os
from typing import Annotated

from logscan.catalogue.runbook import load_runbook
from logscan.cli import config
from logscan.cli.options import language_option, option
from logscan.cli.output import StandardOutput
from logscan.report.runbook import RUNBOOK_FORMATS, render_runbook


def runbook(
    lang: Annotated[str | None, language_option()] = None,
    format_: Annotated[
        str,
        option("--format", choices=RUNBOOK_FORMATS, envvar=None, help="The form of the list."),
    ] = "terminal",
) -> None:
    """Print what to do when the service does not answer, as a checklist with time boxes."""
    language = config.language(lang, os.environ)
    StandardOutput().write(render_runbook(load_runbook(), format_, language=language))
