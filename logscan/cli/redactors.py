"""Make the redactor that a user wants: the one of ``logscan.toml`` and of the options."""

from __future__ import annotations

import difflib
from functools import partial
from typing import TYPE_CHECKING, Any

from logscan.cli.config import REDACTION, settings_files
from logscan.redaction import KindError, Redactor, kind_names, user_kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from logscan.cli.toml_file import TomlFile
    from logscan.redaction import SecretKind

_KEYS = ("personal", "disabled", "kinds")


def redactor_maker(*, personal: bool | None = None) -> Callable[[], Redactor]:
    """Return what makes a redactor with the choices of both files; *personal* wins over them.

    The kinds of both files are used; of the other keys the project's win. Raises
    ``UsageError`` with the file, line and column.
    """
    tables = [(file, _table(file)) for file in settings_files()]
    kinds = tuple(kind for file, table in reversed(tables) for kind in _kinds(file, table))
    known = {*kind_names(), *(kind.name for kind in kinds)}
    chosen: dict[str, Any] = {}
    for file, table in tables:
        chosen |= _switches(file, table, known)
    if personal is not None:
        chosen["personal"] = personal
    return partial(Redactor, extra=kinds, **chosen)


def _table(file: TomlFile) -> dict[str, Any]:
    """Return the table of one file; its keys are known ones."""
    table = file.table.get(REDACTION, {})
    if not isinstance(table, dict):
        raise file.fault((REDACTION,), "this is a table", f"write [{REDACTION}] on its own line")
    for key in table:
        if key not in _KEYS:
            hint = _nearest(key, _KEYS) or f"use {', '.join(_KEYS)}"
            raise file.fault((REDACTION, key), f"unknown key {key!r}", hint)
    return table


def _kinds(file: TomlFile, table: dict[str, Any]) -> tuple[SecretKind, ...]:
    rows = table.get("kinds", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        hint = f"write [[{REDACTION}.kinds]] before each"
        raise file.fault((REDACTION, "kinds"), "'kinds' is a list of tables", hint)
    try:
        return user_kinds(rows)
    except KindError as error:
        place = (REDACTION, "kinds", error.row)
        inside = (error.field,) if error.field else ()
        raise file.fault((*place, *inside), error.problem) from None


def _switches(file: TomlFile, table: dict[str, Any], known: set[str]) -> dict[str, Any]:
    """Return the keys that are no kinds, by the names of the redactor's arguments."""
    personal, disabled = table.get("personal", False), table.get("disabled", [])
    if not isinstance(personal, bool):
        raise file.fault((REDACTION, "personal"), "'personal' is true or false")
    if not isinstance(disabled, list) or not all(isinstance(name, str) for name in disabled):
        raise file.fault((REDACTION, "disabled"), "'disabled' is a list of names of kinds")
    for name in disabled:
        if name not in known:
            hint = _nearest(name, known)
            message = f"there is no kind of secret named {name!r}"
            raise file.fault((REDACTION, "disabled"), message, hint)
    return {key: table[key] for key in ("personal", "disabled") if key in table}


def _nearest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"did you mean {near[0]}?" if near else ""
