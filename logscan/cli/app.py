"""The commands and their options."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from logscan import __version__
from logscan.cli import config
from logscan.cli.config import environment_name
from logscan.cli.forms import FORMATS
from logscan.cli.output import ReaderGoneError, StandardOutput
from logscan.cli.parameters import PlainCommand, read_plainly
from logscan.model import LANGUAGES, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SEVERITIES = tuple(severity.name.lower() for severity in reversed(Severity))


# The commands beside ``scan``: module and name; imported when asked for, to start fast.
COMMANDS = {
    "bundle": ("logscan.cli.bundle", "bundle"),
    "explain": ("logscan.cli.signatures", "explain"),
    "run": ("logscan.cli.again", "run"),
    "redact": ("logscan.cli.redact", "redact"),
    "runbook": ("logscan.cli.runbook", "runbook"),
    "signatures": ("logscan.cli.signatures", "app"),
    "web": ("logscan.cli.web", "web"),
}


class DefaultToScan(TyperGroup):
    """A group whose first word is a command or else belongs to ``scan``."""

    own = frozenset(
        {"-h", "--help", "-V", "--version", "--install-completion", "--show-completion"}
    )

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put ``scan`` before words that name no command."""
        first = args[0] if args else ""
        if first not in self.own and first not in COMMANDS and first != "scan":
            args = ["scan", *args]
        return super().parse_args(ctx, args)

    def get_params(self, ctx: Any) -> Any:
        """Return the parameters, with readers of our own."""
        return read_plainly(super().get_params(ctx))

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands, imported or not."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command by name; its module is imported now."""
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            self.commands[cmd_name] = _imported(*COMMANDS[cmd_name])
        return super().get_command(ctx, cmd_name)


def _imported(module: str, name: str) -> Any:
    """Return the command that a module offers as a function or as a group of its own."""
    found = getattr(import_module(module), name)
    if isinstance(found, typer.Typer):
        return typer.main.get_command(found)
    single = typer.Typer(
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    single.command(name)(found)
    return typer.main.get_command(single)


app = typer.Typer(
    cls=DefaultToScan,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def run(words: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    command = typer.main.get_command(app)
    scan_command = command.commands["scan"]  # type: ignore[attr-defined] # a group has commands
    known = {
        option.lstrip("-"): parameter.name
        for parameter in scan_command.params
        for option in parameter.opts
        if option.startswith("--") and not getattr(parameter, "hidden", False)
    }
    found = config.defaults(known)
    defaults = {"scan": found, "run": found}
    output = sys.stdout
    try:
        command.main(args=list(words), prog_name="logscan", default_map=defaults)
    except SystemExit as done:
        if sys.stdout is not output:  # typer puts a mute one there once nobody reads it
            sys.stdout = output
            raise ReaderGoneError from None
        return done.code if isinstance(done.code, int) else 0
    return 0


def _version(wanted: bool) -> None:
    if wanted:
        StandardOutput().write(f"logscan {__version__}\n")
        raise typer.Exit


def _one_of(choices: Iterable[str]) -> Any:
    """Return a callback that refuses any other word, with the choices in the message."""
    allowed = tuple(choices)

    def check(value: str | None) -> str | None:
        if value is not None and value not in allowed:
            raise typer.BadParameter(f"{value!r} is not one of {', '.join(allowed)}")
        return value

    return check


def _option(*names: str, choices: Iterable[str] = (), **more: Any) -> Any:
    """Return an option that has an environment variable and, if it has choices, checks them."""
    long = next(name for name in names if name.startswith("--"))
    allowed = tuple(choices)
    if allowed:
        more |= {"callback": _one_of(allowed), "autocompletion": lambda: allowed}
        few = len(allowed) < 8  # noqa: PLR2004 - what fits a line
        more.setdefault("metavar", "|".join(allowed) if few else "NAME")
        if not few:
            more["help"] = f"{more['help'].rstrip('.')}: {', '.join(allowed)}."
    return typer.Option(*names, envvar=environment_name(long.split("/")[0]), **more)


@app.callback(invoke_without_command=True)
def logscan(
    _version_wanted: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    """Say what broke first in a service's log, what that broke next, and what to do now.

    `logscan [OPTIONS] [SOURCE]...` is `logscan scan ...`: see `logscan scan --help`.
    """


@app.command("scan", cls=PlainCommand)
def scan(  # noqa: PLR0917 - the contract's options; typer passes them by name
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE]...", help="Files, folders, globs or - (standard input)."),
    ] = None,
    output: Annotated[
        str | None,
        _option(
            "-o",
            "--output",
            help="Write here; .md .html .json .jsonl .csv .parquet .sarif .xml choose the form.",
        ),
    ] = None,
    format_: Annotated[
        str | None, _option("--format", choices=FORMATS, help="The form of the report.")
    ] = None,
    since: Annotated[
        str | None, _option("--since", help="From this time on: RFC 3339, or -2h, 15m ago.")
    ] = None,
    until: Annotated[str | None, _option("--until", help="Up to this time.")] = None,
    service: Annotated[str | None, _option("--service", help="Only this service.")] = None,
    instance: Annotated[
        str | None, _option("--instance", help="Only this instance (full id or suffix).")
    ] = None,
    level: Annotated[str | None, _option("--level", help="Only this level and worse.")] = None,
    type_: Annotated[
        str | None, _option("--type", help="Only records of this type: app, request, build.")
    ] = None,
    min_severity: Annotated[
        str, _option("--min-severity", choices=SEVERITIES, help="Show findings from here on.")
    ] = "info",
    catalogue: Annotated[
        list[str] | None,
        _option("--catalogue", help="A signature file or folder to add (repeatable)."),
    ] = None,
    only: Annotated[list[str] | None, _option("--only", help="Only this signature.")] = None,
    exclude: Annotated[list[str] | None, _option("--exclude", help="Not this signature.")] = None,
    layout: Annotated[
        str | None,
        _option("--layout", help="Read the input in this layout; a wrong name lists them all."),
    ] = None,
    tz: Annotated[
        str | None, _option("--tz", help="The zone of times that lack one: Asia/Seoul, +09:00.")
    ] = None,
    date: Annotated[
        str | None, _option("--date", help="The date of the earliest time that lacks one.")
    ] = None,
    lang: Annotated[
        str | None, _option("--lang", choices=LANGUAGES, help="The report's language.")
    ] = None,
    context: Annotated[
        int, _option("--context", min=0, max=20, help="Lines around each piece of evidence.")
    ] = 2,
    max_chars: Annotated[
        str | None,
        _option(
            "--max-chars",
            help="Fit a ticket: a number, github, gitlab, jira or slack (markdown, slack).",
        ),
    ] = None,
    redact: Annotated[
        bool, _option("--redact/--no-redact", help="Take secrets out (the default).")
    ] = True,
    redact_personal: Annotated[
        bool | None,
        _option(
            "--redact-personal/--no-redact-personal",
            help="E-mail addresses, public IP addresses and card numbers, too.",
        ),
    ] = None,
    fail_on: Annotated[
        str | None,
        _option("--fail-on", choices=SEVERITIES, help="Exit 1 on a finding as grave as this."),
    ] = None,
    step_summary: Annotated[
        bool,
        _option(
            "--step-summary/--no-step-summary",
            help="In GitHub Actions, add the report to the job's summary (the default).",
        ),
    ] = True,
    color: Annotated[
        str, _option("--color", choices=("auto", "always", "never"), help="Colour the report.")
    ] = "auto",
    quiet: Annotated[
        bool, _option("-q", "--quiet", help="Only the verdict, the cause and the steps.")
    ] = False,
    verbose: Annotated[
        bool, _option("-v", "--verbose", help="More: layouts and why, all evidence.")
    ] = False,
    follow: Annotated[
        bool, _option("-f", "--follow", help="Go on with what is added; Ctrl-C ends it.")
    ] = False,
    on: Annotated[
        list[str] | None,
        _option("--on", metavar="SEVERITY|ID|verdict", help="Alert on this (repeatable)."),
    ] = None,
    exec_: Annotated[
        str | None, _option("--exec", metavar="COMMAND", help="Run this for each alert.")
    ] = None,
    webhook: Annotated[
        str | None, _option("--webhook", metavar="URL", help="Post each alert to this address.")
    ] = None,
    cooldown: Annotated[
        str, _option("--cooldown", metavar="30s|5m|1h", help="Hold the same alert back so long.")
    ] = "5m",
    command: Annotated[bool, typer.Option("--command", hidden=True)] = False,
) -> None:
    """Scan logs and report what broke first, what that broke next and what to do."""
    from logscan.cli.scanning import AlertRequest, Request, execute  # noqa: PLC0415 - the engine is heavy

    code = execute(
        Request(
            sources=[] if command else sources or [],
            output=Path(output) if output else None,
            form=format_,
            since=since,
            until=until,
            service=service,
            instance=instance,
            level=level,
            type=type_,
            min_severity=min_severity,
            catalogue=catalogue or [],
            only=only or [],
            exclude=exclude or [],
            layout=layout,
            zone=tz,
            date=date,
            language=lang,
            context=context,
            max_chars=max_chars,
            redact=redact,
            redact_personal=redact_personal,
            step_summary=step_summary,
            fail_on=fail_on,
            color=color,
            verbosity=int(verbose) - int(quiet),
            follow=follow,
            command=sources or [] if command else [],
            alerts=AlertRequest(on=on or [], command=exec_, webhook=webhook, cooldown=cooldown),
        )
    )
    raise typer.Exit(code)
