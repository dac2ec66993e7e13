"""The command that packs everything a ticket needs into one file: ``logscan bundle``."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from logscan.cli import config, moments
from logscan.cli.app import scan
from logscan.cli.notes import say
from logscan.cli.options import borrowed, option
from logscan.cli.output import FileTarget, check_target
from logscan.cli.redactors import redactor_maker
from logscan.cli.signals import STOP
from logscan.intake.clock import parse_zone
from logscan.intake.expansion import expand
from logscan.intake.sources import Source
from logscan.redaction import RedactingStream
from logscan.report import one_line
from logscan.report.bundle import bundle as packed
from logscan.scanner import Scanner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from logscan.model import Report
    from logscan.redaction import Redactor

FAULTY = 2
LINES_BEFORE, LINES_AFTER = 40, 160
_UNSAFE = re.compile(r"[^\w.-]+", re.ASCII)


def bundle(
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE...", help="Files, folders or globs.")
    ],
    output: Annotated[
        str,
        option("-o", "--output", metavar="PATH", help="The archive."),
    ] = "incident.zip",
    **options: Any,
) -> None:
    """Pack the report in all forms, redacted excerpts and a manifest of hashes into a zip file."""
    opened = expand(sources)
    path = Path(output)
    check_target(path, opened)
    redactor = redactor_maker(personal=options["redact_personal"])()  # one: the same numbers
    scanner = Scanner(
        catalogue=[*config.user_catalogue(), *(options["catalogue"] or [])],
        layout=options["layout"],
        zone=parse_zone(options["tz"]) if options["tz"] else None,
        date=moments.day(options["date"]),
        now_ns=_saved_ns(opened),
        redactor=lambda: redactor,
    )
    target = FileTarget(path)  # now: a place that cannot be written to is told before the scan
    report = scanner.scan(opened, stopped=STOP.asked)
    target.write_bytes(
        packed(
            report,
            dict(_excerpts(report, opened, redactor)),
            language=config.language(options["lang"], os.environ),
            command=f"logscan bundle {' '.join(source.name for source in opened)}",
        )
    )
    target.finish()
    for fault in report.faults:
        say(f"logscan: {one_line(fault.en)}")
    say(f"logscan: wrote {one_line(output)}")
    raise typer.Exit(0 if report.complete else STOP.exit_code or FAULTY)


_SHARED = ("catalogue", "layout", "tz", "date", "lang", "redact_personal")
bundle.__signature__ = borrowed(bundle, scan, _SHARED)  # type: ignore[attr-defined] # see there


def _saved_ns(sources: list[Source]) -> int | None:
    """Return when the newest of the logs was saved: the same bundle tomorrow needs that clock."""
    saved = [
        source.path.stat().st_mtime_ns for source in sources if source.path and source.path.exists()
    ]
    return max(saved, default=None)


def _excerpts(
    report: Report, sources: list[Source], redactor: Redactor
) -> Iterator[tuple[str, bytes]]:
    """Yield the redacted log around each incident's first line, one file a source and incident.

    Standard input cannot be read twice: the evidence in the report must do.
    """
    causes = {incident.cause for incident in report.incidents}
    places = {
        (finding.evidence[0].source, finding.evidence[0].line, finding.signature.id)
        for finding in report.findings
        if finding.signature.id in causes and finding.evidence
    }
    for source in sources:
        wanted = sorted((line, cause) for name, line, cause in places if name == source.name)
        if wanted and (source.path is not None or source.opener is not None):
            again = Source(name=source.name, path=source.path, opener=source.opener)
            lines = _redacted_lines(again, redactor)
            yield from _cut(source.name, wanted, lines)


def _redacted_lines(source: Source, redactor: Redactor) -> Iterator[bytes]:
    stream = RedactingStream(redactor)
    rest = b""
    for chunk in source.chunks():
        *lines, rest = (rest + stream.feed(chunk)).split(b"\n")
        yield from lines
    yield from (rest + stream.close()).split(b"\n")


def _cut(
    name: str, wanted: list[tuple[int, str]], lines: Iterator[bytes]
) -> Iterator[tuple[str, bytes]]:
    kept: dict[str, list[bytes]] = {cause: [] for _, cause in wanted}
    last = max(line for line, _ in wanted) + LINES_AFTER
    for number, text in enumerate(lines, 1):
        if number > last:
            break
        for line, cause in wanted:
            if line - LINES_BEFORE <= number <= line + LINES_AFTER:
                kept[cause].append(text)
    stem = _UNSAFE.sub("-", Path(name).name)
    for cause, found in kept.items():
        yield f"{stem}.{cause}.log", b"\n".join(found) + b"\n"
