"""Write the manual page from the commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from logscan import __version__
from logscan.cli.reference import EXIT_CODES, PROGRAM, commands

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from logscan.cli.reference import CommandFacts, OptionFacts

_DESCRIPTION = """\
A web service on Render, or on another platform, is down. Pipe, paste or name its log: `logscan`
says what broke first, what that broke next, whether it is over, and what to do now, with the lines
that prove it. It works offline, and takes secrets out of everything it prints.

`logscan [OPTIONS] [SOURCE]...` is `logscan scan`. A SOURCE is a file, a folder, a glob, or - for
standard input; without one a pipe is read, or what is pasted into the terminal up to Ctrl-D. A
file that is named like a command is reached with ./ or behind --.

Results go to standard output; progress, notes and warnings to standard error. A closed pipe is
success.
"""
_ENVIRONMENT = """\
Every option of `scan` has a variable, which is named with it above. An empty one counts as not set.
The order is: settings file, variable, option; the later wins.

`NO_COLOR`, `FORCE_COLOR`, `CLICOLOR` and `TERM=dumb` decide about colours; `LC_ALL`, `LC_MESSAGES`
and `LANG` about the language. Where `GITHUB_STEP_SUMMARY` names a file, the report is added to it.
"""
_FILES = {
    "logscan.toml": "Settings of the project, in the folder at hand: options under their long "
    "names, and the table [redaction].",
    "~/.config/logscan/logscan.toml": "The same for the user, below $XDG_CONFIG_HOME where that "
    "is set; ~/Library/Application Support/logscan on macOS, %APPDATA%\\logscan on Windows.",
    "~/.config/logscan/signatures/": "The user's own signatures.",
}
_EXAMPLES = {
    "Read what the Render CLI prints": "render logs -r srv-... | logscan",
    "Write a report for the ticket": "logscan app.log -o incident.md",
    "Watch a service, and tell somebody": "logscan -f app.log --on critical --exec ./page-me",
    "Fail a pipeline": "logscan app.log --fail-on high -o logscan.sarif",
    "Take the secrets out of a log": "logscan redact app.log",
}


def manual_page() -> str:
    """Return the page in the language of ``man``, the same for the same program."""
    root, *others = commands()
    parts = [
        f'.TH {PROGRAM.upper()} 1 "" "{PROGRAM} {__version__}" "User Commands"',
        ".SH NAME",
        _text(f"{PROGRAM} - say what broke first in a service's log, and what to do now"),
        ".SH SYNOPSIS",
        *_synopsis(others),
        ".SH DESCRIPTION",
        *_paragraphs(_DESCRIPTION),
        ".SH COMMANDS",
        *(line for command in others for line in _command(command)),
        ".SH OPTIONS OF THE PROGRAM",
        *(line for option in root.options for line in _option(option)),
        ".SH EXIT STATUS",
        *(line for code, meaning in EXIT_CODES.items() for line in _item(_bold(code), meaning)),
        ".SH ENVIRONMENT",
        *_paragraphs(_ENVIRONMENT),
        ".SH FILES",
        *(line for name, meaning in _FILES.items() for line in _item(_italic(name), meaning)),
        ".SH EXAMPLES",
        *(line for title, words in _EXAMPLES.items() for line in _example(title, words)),
    ]
    return "\n".join(parts) + "\n"


def _synopsis(others: Iterable[CommandFacts]) -> Iterator[str]:
    """Yield the ways to call the program, one a line."""
    yield f"{_bold(PROGRAM)} [{_italic('OPTIONS')}] [{_italic('SOURCE')}]..."
    for command in others:
        yield ".br"
        yield f"{_bold(command.name)} [{_italic('OPTIONS')}] {_text(command.arguments)}".rstrip()


def _command(command: CommandFacts) -> Iterator[str]:
    yield f".SS {_text(f'{command.name} [OPTIONS] {command.arguments}'.strip())}"
    yield _text(command.meaning)
    for option in command.options:
        yield from _option(option)


def _option(option: OptionFacts) -> Iterator[str]:
    names = ", ".join(map(_bold, option.names))
    value = f" {_italic(option.value)}" if option.value else ""
    meaning = [option.meaning]
    if option.choices:
        meaning.append(f"One of {', '.join(option.choices)}.")
    if option.default is not None:
        meaning.append(f"Default: {option.default}.")
    if option.variable:
        meaning.append(f"[{option.variable}]")
    yield from _item(names + value, " ".join(meaning))


def _example(title: str, words: str) -> Iterator[str]:
    yield ".PP"
    yield _text(f"{title}:")
    yield from (".PP", ".nf", ".RS 4", _text(words), ".RE", ".fi")


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        yield from (".PP", _text(" ".join(paragraph.split())))


def _item(head: str, meaning: str) -> Iterator[str]:
    yield from (".TP", head, _text(meaning))


def _bold(text: str) -> str:
    return f"\\fB{_text(text)}\\fR"


def _italic(text: str) -> str:
    return f"\\fI{_text(text)}\\fR"


def _text(text: str) -> str:
    r"""Return text that ``man`` shows as it is; what stands in backticks becomes bold.

    Each hyphen becomes ``\-``, so that options can be copied and found.
    """
    safe = text.replace("\\", "\\e").replace("-", "\\-").replace("~", "\\(ti").replace("^", "\\(ha")
    bold = re.sub(r"`([^`]+)`", r"\\fB\1\\fR", safe)
    return f"\\&{bold}" if bold[:1] in (".", "'") else bold
