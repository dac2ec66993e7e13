"""The commands and their options."""

# Annotations are values here, not strings: typer reads them all at each start.

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from logscan import __version__
from logscan.cli import completion, config
from logscan.cli.engines import ENGINES
from logscan.cli.forms import FORMATS
from logscan.cli.options import language_option, option, personal_option
from logscan.cli.output import ReaderGoneError, StandardOutput
from logscan.cli.parameters import PlainCommand, read_plainly
from logscan.model import Severity
from logscan.report import MAX_CHARS

if TYPE_CHECKING:
    from collections.abc import Sequence

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


# What the settings file says about every command that has such an option.
COMMON = ("catalogue", "date", "lang", "layout", "redact_personal", "tz")


class DefaultToScan(TyperGroup):
    """A group whose first word is a command or else belongs to ``scan``."""

    own = frozenset(
        {"-h", "--help", "-V", "--version", "--install-completion", "--show-completion"}
    )

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put ``scan`` before words that name no command."""
        if not args and ctx.resilient_parsing:
            return super().parse_args(ctx, args)  # a shell completes the first word
        first = args[0] if args else ""
        if first not in self.own and first not in COMMANDS and first != "scan":
            args = ["scan", *args]
        return super().parse_args(ctx, args)

    def get_params(self, ctx: Any) -> Any:
        """Return the parameters, with readers of our own.

        A shell that completes the first word is offered the options of ``scan``, too.
        """
        own = read_plainly(super().get_params(ctx))
        if not ctx.resilient_parsing:
            return own
        taken = {name for parameter in own for name in parameter.opts}
        more = self.commands["scan"].get_params(ctx)
        return own + [one for one in more if one.opts[0][0] == "-" and one.opts[0] not in taken]

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Return what may stand in the place of the first word: commands, options, files."""
        found = super().shell_complete(ctx, incomplete)
        make = getattr(typer.core, "CompletionItem", None)  # no part of its public interface
        return [*found, *map(make, completion.files(incomplete))] if make else found

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


def run(words: "Sequence[str]") -> int:
    """Run one command line and return its exit code."""
    command = typer.main.get_command(app)
    scan_command = command.commands["scan"]  # type: ignore[attr-defined] # a group has commands
    known = {
        option.lstrip("-"): parameter
        for parameter in scan_command.params
        for option in parameter.opts
        if option.startswith("--") and not getattr(parameter, "hidden", False)
    }
    found = {} if completion.is_asked() else config.defaults(known)
    common = {name: found[name] for name in COMMON if name in found}
    groups = {"signatures": dict.fromkeys(("list", "show"), common)}
    defaults = dict.fromkeys(COMMANDS, common) | groups | {"scan": found, "run": found}
    output = sys.stdout
    try:
        command.main(args=list(words), prog_name="logscan", default_map=defaults)
    except SystemExit as done:
        if sys.stdout is not output:  # typer puts a mute one there once nobody reads it
            sys.stdout = output
            raise ReaderGoneError from None
        return done.code if isinstance(done.code, int) else 0
    return 0


def _version(ctx: typer.Context, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:  # a shell that completes asks for no version
        StandardOutput().write(f"logscan {__version__}\n")
        raise typer.Exit


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
        typer.Argument(
            metavar="[SOURCE]...", help="Files, folders, globs, addresses or - (standard input)."
        ),
    ] = None,
    output: Annotated[
        str | None,
        option(
            "-o",
            "--output",
            metavar="PATH",
            help="Write here; .md .html .json .jsonl .csv .parquet .sarif .xml choose the form.",
        ),
    ] = None,
    format_: Annotated[
        str | None, option("--format", choices=FORMATS, help="The form of the report.")
    ] = None,
    since: Annotated[
        str | None,
        option("--since", metavar="TIME", help="From this time on: RFC 3339, or -2h, 15m ago."),
    ] = None,
    until: Annotated[str | None, option("--until", metavar="TIME", help="Up to this time.")] = None,
    service: Annotated[
        str | None, option("--service", metavar="NAME", help="Only this service.")
    ] = None,
    instance: Annotated[
        str | None,
        option("--instance", metavar="ID", help="Only this instance (full id or suffix)."),
    ] = None,
    level: Annotated[
        str | None,
        option(
            "--level", metavar="LEVEL", offers=completion.levels, help="Only this level and worse."
        ),
    ] = None,
    type_: Annotated[
        str | None,
        option(
            "--type",
            metavar="TYPE",
            offers=lambda: ("app", "request", "build"),
            help="Only records of this type: app, request, build.",
        ),
    ] = None,
    min_severity: Annotated[
        str, option("--min-severity", choices=SEVERITIES, help="Show findings from here on.")
    ] = "info",
    catalogue: Annotated[
        list[str] | None,
        option(
            "--catalogue", metavar="PATH", help="A signature file or folder to add (repeatable)."
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        option("--only", metavar="ID", offers=completion.signatures, help="Only this signature."),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        option("--exclude", metavar="ID", offers=completion.signatures, help="Not this signature."),
    ] = None,
    layout: Annotated[
        str | None,
        option(
            "--layout",
            metavar="NAME",
            offers=completion.layouts,
            help="Read the input in this layout; a wrong name lists them all.",
        ),
    ] = None,
    tz: Annotated[
        str | None,
        option(
            "--tz",
            metavar="ZONE",
            offers=completion.zones,
            help="The zone of times that lack one: Asia/Seoul, +09:00.",
        ),
    ] = None,
    date: Annotated[
        str | None,
        option("--date", metavar="DATE", help="The date of the earliest time that lacks one."),
    ] = None,
    lang: Annotated[str | None, language_option("The report's language.")] = None,
    context: Annotated[
        int,
        option(
            "--context", metavar="N", min=0, max=20, help="Lines around each piece of evidence."
        ),
    ] = 2,
    max_chars: Annotated[
        str | None,
        option(
            "--max-chars",
            metavar="N|NAME",
            offers=lambda: MAX_CHARS,
            help="Fit a ticket: a number, github, gitlab, jira or slack (markdown, slack).",
        ),
    ] = None,
    redact: Annotated[
        bool, option("--redact/--no-redact", help="Take secrets out (the default).")
    ] = True,
    redact_personal: Annotated[
        bool | None,
        personal_option(),
    ] = None,
    fail_on: Annotated[
        str | None,
        option("--fail-on", choices=SEVERITIES, help="Exit 1 on a finding as grave as this."),
    ] = None,
    jobs: Annotated[
        int | None,
        option(
            "--jobs",
            metavar="N",
            min=1,
            help="Read with N processes; one a core where the input is large (64 MiB).",
        ),
    ] = None,
    step_summary: Annotated[
        bool,
        option(
            "--step-summary/--no-step-summary",
            help="In GitHub Actions, add the report to the job's summary (the default).",
        ),
    ] = True,
    color: Annotated[
        str, option("--color", choices=("auto", "always", "never"), help="Colour the report.")
    ] = "auto",
    quiet: Annotated[
        bool, option("-q", "--quiet", help="Only the verdict, the cause and the steps.")
    ] = False,
    verbose: Annotated[
        bool, option("-v", "--verbose", help="More: layouts and why, all evidence.")
    ] = False,
    engine: Annotated[
        str,
        option("--engine", choices=ENGINES, help="Read here, or on the workers of a cluster."),
    ] = ENGINES[0],
    scheduler: Annotated[
        str | None,
        option(
            "--scheduler",
            metavar="ADDRESS",
            help="The cluster for --engine dask; without it one is started here.",
        ),
    ] = None,
    follow: Annotated[
        bool, option("-f", "--follow", help="Go on with what is added; Ctrl-C ends it.")
    ] = False,
    on: Annotated[
        list[str] | None,
        option(
            "--on",
            offers=completion.alarming,
            metavar="SEVERITY|ID|verdict",
            help="Alert on this (repeatable).",
        ),
    ] = None,
    exec_: Annotated[
        str | None, option("--exec", metavar="COMMAND", help="Run this for each alert.")
    ] = None,
    webhook: Annotated[
        str | None, option("--webhook", metavar="URL", help="Post each alert to this address.")
    ] = None,
    cooldown: Annotated[
        str, option("--cooldown", metavar="30s|5m|1h", help="Hold the same alert back so long.")
    ] = "5m",
    command: Annotated[bool, typer.Option("--command", hidden=True)] = False,
) -> None:
    """Scan logs and report what broke first, what that broke next and what to do."""
    from logscan.cli.request import AlertRequest, Request  # noqa: PLC0415 - only a scan needs them
    from logscan.cli.scanning import execute  # noqa: PLC0415 - the engine is heavy

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
            jobs=jobs,
            color=color,
            verbosity=int(verbose) - int(quiet),
            engine=engine,
            scheduler=scheduler,
            follow=follow,
            command=sources or [] if command else [],
            alerts=AlertRequest(on=on or [], command=exec_, webhook=webhook, cooldown=cooldown),
        )
    )
    raise typer.Exit(code)
