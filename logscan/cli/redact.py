"""The command that takes the secrets out of a raw log: ``logscan redact``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from logscan.cli.notes import say
from logscan.cli.options import option, personal_option
from logscan.cli.output import FileTarget, StandardOutput, check_target
from logscan.cli.redactors import redactor_maker
from logscan.cli.signals import STOP
from logscan.intake.expansion import expand
from logscan.redaction import RedactingStream
from logscan.report import one_line

if TYPE_CHECKING:
    from logscan.intake.sources import Source
    from logscan.redaction import Redactor

FAULTY = 2


def redact(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE]...", help="Files, folders, globs or - (standard input)."),
    ] = None,
    output: Annotated[
        str | None,
        option("-o", "--output", metavar="PATH", help="Write the result here."),
    ] = None,
    personal: Annotated[
        bool | None,
        personal_option("personal"),
    ] = None,
) -> None:
    """Print a log without its secrets, line for line; says on standard error what was taken out."""
    opened = expand(sources or ["-"])
    if output:
        check_target(Path(output), opened)
    target = FileTarget(Path(output)) if output else StandardOutput()
    redactor = redactor_maker(personal=personal)()
    for source in opened:
        _copy(source, redactor, target)
        if STOP.asked():
            break
    target.finish()
    faults = [fault for source in opened for fault in source.faults]
    for fault in faults:
        say(f"logscan: {one_line(fault.en)}")
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(redactor.counts.items()))
    say(f"logscan: redacted {counts}" if counts else "logscan: no secrets found")
    raise typer.Exit(STOP.exit_code or FAULTY if faults else 0)


def _copy(source: Source, redactor: Redactor, target: FileTarget | StandardOutput) -> None:
    """Write the source without its secrets; bytes that are no UTF-8 stay as they are."""
    stopped = STOP.asked if source.path else STOP.is_due
    stream = RedactingStream(redactor)
    for chunk in source.chunks():
        target.write_bytes(stream.feed(chunk) if chunk else b"")
        if stopped():
            name = source.name
            source.fault(
                f"stopped before the end of {name}", f"{name}을(를) 끝까지 읽지 않았습니다"
            )
            break
    target.write_bytes(stream.close())
