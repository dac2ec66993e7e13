"""The commands and their options as values, for the documents about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from logscan.cli.app import app
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = "logscan"
EXIT_CODES = {
    "0": "scanned, whatever was found",
    "1": "a finding at or above `--fail-on`",
    "2": "usage, catalogue or input/output error; the report of what could be read is still "
    "produced",
    "130, 143": "stopped by Ctrl-C or SIGTERM after a partial report",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionFacts:
    """One option; *value* is the word for what follows it, None where nothing does."""

    names: tuple[str, ...]
    value: str | None
    meaning: str
    choices: tuple[str, ...]
    default: str | None
    variable: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandFacts:
    """One command; *name* is all of its words, *arguments* how its arguments are written."""

    name: str
    meaning: str
    arguments: str
    options: tuple[OptionFacts, ...]


def commands() -> list[CommandFacts]:
    """Return the program itself and every command, in alphabetical order."""
    root = typer.main.get_command(app)
    return [_command(root, PROGRAM), *_below(root, PROGRAM)]


def _below(group: Any, name: str) -> Iterator[CommandFacts]:
    for word in group.list_commands(None):
        command = group.get_command(None, word)
        if hasattr(command, "commands"):
            yield from _below(command, f"{name} {word}")
        else:
            yield _command(command, f"{name} {word}")


def _command(command: Any, name: str) -> CommandFacts:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    return CommandFacts(
        name=name,
        meaning=_sentence(command.help),
        arguments=" ".join(one.metavar or one.name.upper() for one in arguments),
        options=tuple(
            _option(one)
            for one in command.params
            if one.param_type_name == "option" and not one.hidden
        ),
    )


def _option(parameter: Any) -> OptionFacts:
    checked = parameter.callback is not None and parameter.metavar and not parameter.is_flag
    choices = tuple(parameter.metavar.split("|")) if checked and "|" in parameter.metavar else ()
    default = parameter.default
    plain = isinstance(default, str | int | float) and not isinstance(default, bool)
    return OptionFacts(
        names=(*parameter.opts, *parameter.secondary_opts),
        value=None if parameter.is_flag else _value(parameter, choices),
        meaning=_sentence(parameter.help),
        choices=choices,
        default=str(default) if plain else None,
        variable=parameter.envvar,
    )


def _value(parameter: Any, choices: tuple[str, ...]) -> str:
    if choices or not parameter.metavar:
        long: str = max(parameter.opts, key=len)
        return long.lstrip("-").replace("-", "_").upper()
    return str(parameter.metavar)


def _sentence(text: str | None) -> str:
    return " ".join((text or "").split())
