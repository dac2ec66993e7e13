"""Carry out ``logscan scan``: from the words of the command line to a written report."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from logscan.cli import config, jobs, moments
from logscan.cli.engines import DASK, check_engine
from logscan.cli.forms import BINARY, EVENT_FORMS, FORMATS, PARQUET, check_binary, timeline_parquet
from logscan.cli.notes import say
from logscan.cli.output import SUFFIXES, FileTarget, ReportTarget, StandardOutput, check_target
from logscan.cli.redactors import redactor_maker
from logscan.cli.signals import STOP
from logscan.cli.step_summary import add_to_summary
from logscan.engine.filters import LEVELS, Filters, rank
from logscan.errors import UsageError
from logscan.intake.addresses import shown
from logscan.intake.clock import Clock, parse_zone
from logscan.intake.expansion import expand
from logscan.model import Role, Severity
from logscan.report import MAX_CHARS, one_line, render
from logscan.scanner import Scanner, collect_rarely

if TYPE_CHECKING:
    from pathlib import Path

    from logscan.cli.alerts import Alerts
    from logscan.cli.forms import EventForm
    from logscan.cli.request import Request
    from logscan.intake.sources import Source
    from logscan.model import Event
    from logscan.scanner import Report

FOUND = 1
_LEAST_CHARS = 1000  # shorter than this no report says anything
FAULTY = 2


def execute(request: Request) -> int:
    """Scan, write the report and return the exit code of the contract."""
    form = _form(request)
    check_binary(form, request.output)
    check_engine(request, streams=form in EVENT_FORMS)
    _max_chars(request.max_chars)  # refused before anything is read
    sources = [] if request.command else expand(request.sources or ["-"])
    if request.output is not None:
        check_target(request.output, sources)
    choices = _choices(request)
    scanner = Scanner(**choices)
    collect_rarely()
    for problem in scanner.problems:
        say(one_line(str(problem)))
    if not request.sources and not request.command:
        _greet()
    alerts = _alerts(request, scanner)
    target = _target(request.output, form)
    report = _run(request, scanner, choices, sources, form=form, target=target, alerts=alerts)
    if target.path is not None and not target.failed:
        say(f"logscan: wrote {one_line(str(target.path))}")
    for fault in report.faults:
        said = fault.in_language(config.language(request.language, os.environ))
        say(f"logscan: {one_line(said)}")
    return FAULTY if scanner.problems or target.failed else _exit_code(report, request)


def _target(output: Path | None, form: str) -> FileTarget | StandardOutput:
    """Return where the results go; only what is text may be printed where its file is lost."""
    if output is None:
        return StandardOutput()
    return FileTarget(output) if form in BINARY else ReportTarget(output)


def _run(
    request: Request,
    scanner: Scanner,
    choices: dict[str, Any],
    sources: list[Source],
    *,
    form: str,
    target: FileTarget | StandardOutput,
    alerts: Alerts | None,
) -> Report:
    events = EVENT_FORMS[form](target) if form in EVENT_FORMS else None
    if request.follow or request.command:
        report = _follow(
            request, scanner, sources, form=form, target=target, events=events, alerts=alerts
        )
    elif request.engine == DASK:
        from logscan.cli.clusters import read_on_cluster  # noqa: PLC0415 - rarely needed

        report = read_on_cluster(request, scanner, choices, sources)
    else:
        report = _read(request, scanner, choices, sources, events=events, alerts=alerts)
    if alerts is not None:
        alerts.verdict(report, final=True)
        report = replace(report, warnings=(*report.warnings, *alerts.finish()))
    if request.step_summary:
        add_to_summary(
            report,
            taken=(target.path, *(source.path for source in sources)),
            language=config.language(request.language, os.environ),
            context=request.context,
            command=_quoted(),
        )
    if events is not None:
        events.finish()
    else:
        _write(report, request, form, target)
    target.finish()
    return report


def _write(
    report: Report, request: Request, form: str, target: FileTarget | StandardOutput
) -> None:
    language = config.language(request.language, os.environ)
    if form == PARQUET:
        target.write_bytes(timeline_parquet(report, language))
        return
    colored = request.output is None and config.wants_color(
        request.color, os.environ, is_terminal=_is_terminal()
    )
    target.write(
        render(
            report,
            form,
            language=language,
            width=_width(request),
            color=colored,
            verbosity=request.verbosity,
            context=request.context,
            max_chars=_max_chars(request.max_chars),
            command=_quoted(),
        )
    )


def _read(
    request: Request,
    scanner: Scanner,
    choices: dict[str, Any],
    sources: list[Source],
    *,
    events: EventForm | None,
    alerts: Alerts | None,
) -> Report:
    """Read the sources up to their present ends; where events are wanted, one after the other."""
    wanted = events is not None or alerts is not None
    workers = 1 if wanted else jobs.workers(request.jobs, sources)
    if workers > 1:
        return jobs.read(scanner, choices, sources, workers)

    def take(event: Event) -> None:
        if events is not None:
            events.add(event, scanner.catalogue[event.signature_id])
        if alerts is not None:
            alerts.event(event)

    has_pipe = any(source.path is None and source.opener is None for source in sources)
    stopped = STOP.is_due if has_pipe else STOP.asked
    return scanner.scan(sources, on_event=take if wanted else None, stopped=stopped)


def _follow(
    request: Request,
    scanner: Scanner,
    sources: list[Source],
    *,
    form: str,
    target: FileTarget | StandardOutput,
    events: EventForm | None,
    alerts: Alerts | None,
) -> Report:
    """Read the sources and go on with what is added to them, showing it as it comes."""
    from logscan.cli.live import Session, tails_for  # noqa: PLC0415 - only to follow
    from logscan.cli.sinks import sink_for  # noqa: PLC0415 - only to follow

    with sink_for(
        form,
        target,
        events,
        language=config.language(request.language, os.environ),
        color=request.color,
        quiet=request.verbosity < 0,
        pasted=sys.stdin is not None
        and sys.stdin.isatty()
        and any(source.path is None and source.opener is None for source in sources),
    ) as sink:
        session = Session(scanner, sink, alerts)
        return session.run(tails_for(sources, request.command, session.note))


def _alerts(request: Request, scanner: Scanner) -> Alerts | None:
    """Return what tells people, if that is asked for."""
    if not request.alerts.wanted:
        if request.alerts.on:
            raise UsageError("--on: say whom to tell, with --exec or --webhook")
        return None
    from logscan.cli.alerts import Alerts  # noqa: PLC0415 - only where they are asked for

    language = config.language(request.language, os.environ)
    redactor = redactor_maker(personal=request.redact_personal)()
    return Alerts(request.alerts, scanner.catalogue, language=language, redactor=redactor)


def _quoted() -> str:
    """Return the command line for the report; addresses hold secrets."""
    words: list[str] = []
    for word in sys.argv[1:]:
        if words and words[-1] == "--webhook":
            words.append("[redacted]")
        elif word.startswith("--webhook="):
            words.append("--webhook=[redacted]")
        else:
            words.append(shown(word) if "://" in word else word)
    return shlex.join(["logscan", *words])


def _choices(request: Request) -> dict[str, Any]:
    """Return the arguments of the scanner that is asked for."""
    clock = Clock(zone=parse_zone(request.zone) if request.zone else None)
    if request.level is not None and rank(request.level) is None:
        raise UsageError(f"--level: {request.level!r} is not one of {', '.join(LEVELS)}")
    return {
        "catalogue": [*config.user_catalogue(), *request.catalogue],
        "tolerant": True,
        "redact": request.redact,
        "redactor": redactor_maker(personal=request.redact_personal),
        "only": request.only,
        "exclude": request.exclude,
        "min_severity": Severity[request.min_severity.upper()],
        "filters": Filters(
            since_ns=moments.instant_ns(request.since, clock, option="--since"),
            until_ns=moments.instant_ns(request.until, clock, option="--until"),
            service=request.service,
            instance=request.instance,
            level=request.level,
            type=request.type,
        ),
        "layout": request.layout,
        "zone": clock.zone,
        "date": moments.day(request.date),
        "context": max(request.context, 2),
    }


def _form(request: Request) -> str:
    """Return the format: the chosen one, else the one of the file's suffix."""
    if request.form is not None:
        return request.form
    if request.output is None:
        return "terminal"
    form = SUFFIXES.get(request.output.suffix.lower())
    if form is None or form not in FORMATS:
        known = " ".join(suffix for suffix, form in SUFFIXES.items() if form in FORMATS)
        raise UsageError(
            f"-o {request.output}: no format has this suffix; use one of {known}, or --format"
        )
    return form


def _max_chars(text: str | None) -> int | None:
    """Return the longest report that is wanted, from a number or the name of a ticket system."""
    if text is None or text in MAX_CHARS:
        return MAX_CHARS[text] if text else None
    if not text.isdecimal() or int(text) < _LEAST_CHARS:
        names = ", ".join(MAX_CHARS)
        raise UsageError(
            f"--max-chars: {text!r} is not a number from {_LEAST_CHARS} on, or {names}"
        )
    return int(text)


def _greet() -> None:
    """Tell somebody at a terminal what to do: otherwise the silence looks like a hang."""
    if sys.stdin is None:
        raise UsageError("logscan: standard input is closed: name a file or pipe a log in")
    if sys.stdin.isatty():
        end = "Ctrl-Z and Enter" if sys.platform == "win32" else "Ctrl-D"
        say(f"Paste the log, then press {end}")


def _is_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _width(request: Request) -> int | None:
    """Return the terminal's width, or None for a pipe or file: no wrapping there."""
    if request.output is not None or not _is_terminal():
        return None
    return shutil.get_terminal_size().columns


def _exit_code(report: Report, request: Request) -> int:
    if not report.complete:
        return STOP.exit_code or FAULTY
    if request.fail_on is None:
        return 0
    least = Severity[request.fail_on.upper()]
    grave = any(
        finding.role is not Role.BENIGN and finding.signature.severity >= least
        for finding in report.findings
    )
    return FOUND if grave else 0
