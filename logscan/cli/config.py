"""Read defaults from ``logscan.toml`` of the project at hand and of the user."""

from __future__ import annotations

import difflib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from logscan.cli.parameters import kind
from logscan.cli.toml_file import TomlFile

if TYPE_CHECKING:
    from collections.abc import Mapping

PROJECT_FILE = "logscan.toml"
REDACTION = "redaction"  # the table that holds no defaults of options


def user_folder() -> Path | None:
    """Return the folder for the user's own settings and signatures, or None without a home."""
    if sys.platform == "win32":
        base = os.environ.get("APPDATA")
    elif sys.platform == "darwin":
        base = str(Path(home, "Library", "Application Support")) if (home := _home()) else None
    else:
        base = os.environ.get("XDG_CONFIG_HOME") or (
            str(Path(home, ".config")) if (home := _home()) else None
        )
    return Path(base, "logscan") if base else None


def _home() -> str | None:
    return os.environ.get("HOME") or None


def user_catalogue() -> list[str]:
    """Return the user's own signature folder, where there is one."""
    folder = user_folder()
    own = folder / "signatures" if folder else None
    return [str(own)] if own and own.is_dir() else []


def settings_files() -> tuple[TomlFile, ...]:
    """Return the user's file and then the project's; one that does not exist is empty."""
    folder = user_folder()
    paths = [folder / PROJECT_FILE] if folder else []
    return tuple(TomlFile(path) for path in (*paths, Path(PROJECT_FILE)))


def defaults(known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the defaults of both files by the parameter's name; the project's win.

    *known* maps the long names of the options to their parameters. Raises ``UsageError`` with
    the file, the line and the column of the key.
    """
    found: dict[str, Any] = {}
    for file in settings_files():
        for key, value in file.table.items():
            if key != REDACTION:
                parameter = _known(key, known, file)
                found[parameter.name] = _value(key, value, kind(parameter), file)
    return found


def _known(key: str, known: Mapping[str, Any], file: TomlFile) -> Any:
    if key not in known:
        near = difflib.get_close_matches(key, known, n=1)
        hint = f"did you mean {near[0]}?" if near else "the long name of an option of `scan`"
        raise file.fault((key,), f"unknown key {key!r}", hint)
    return known[key]


def _value(key: str, value: Any, wanted: str, file: TomlFile) -> Any:
    """Return the value; paths of a catalogue are relative to the file that names them."""
    if wanted == "words" and isinstance(value, str):
        value = [value]
    is_right, meant = {
        "words": (isinstance(value, list) and all(isinstance(x, str) for x in value), "strings"),
        "switch": (isinstance(value, bool), "true or false"),
        "number": (isinstance(value, int) and not isinstance(value, bool), "a number"),
        "word": (not isinstance(value, bool | list | dict), "a string"),
    }[wanted]
    if not is_right:
        raise file.fault((key,), f"{key!r} takes {meant}")
    if key == "catalogue":
        return [str(file.path.parent / entry) for entry in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def environment_name(option: str) -> str:
    """Return the environment variable of an option: ``--min-severity`` is LOGSCAN_MIN_SEVERITY."""
    return "LOGSCAN_" + option.strip("-").replace("-", "_").upper()


def language(chosen: str | None, environment: Mapping[str, str]) -> str:
    """Return the language to speak: the chosen one, else the one of the locale."""
    if chosen is not None:
        return chosen
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "ko" if environment[name].startswith("ko") else "en"
    return "en"


def wants_color(chosen: str, environment: Mapping[str, str], *, is_terminal: bool) -> bool:
    """Say whether to colour: the choice, then NO_COLOR, FORCE_COLOR, CLICOLOR, TERM=dumb."""
    if chosen != "auto":
        return chosen == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR") or environment.get("CLICOLOR_FORCE", "0") != "0":
        return True
    dumb = environment.get("TERM") == "dumb" or environment.get("CLICOLOR") == "0"
    return is_terminal and not dumb
