"""Read a TOML file whose faults can be pointed at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from logscan.errors import UsageError
from logscan.model import Problem
from logscan.report import one_line

if TYPE_CHECKING:
    from pathlib import Path

_SYNTAX = re.compile(r"(.*) \(at line (\d+), column (\d+)\)", re.DOTALL)


class TomlFile:
    """The table of a file, empty where there is no file, and the places of its keys.

    Raises ``UsageError`` for a file that cannot be read or is no TOML.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.table: dict[str, Any] = {}
        self._text = ""
        try:
            self._text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            raise UsageError(f"{path}: {error}") from None
        import tomllib  # noqa: PLC0415 - most runs have no such file

        try:
            self.table = tomllib.loads(self._text)
        except ValueError as error:
            raise self._syntax(str(error)) from None

    def fault(self, keys: tuple[str | int, ...], message: str, hint: str = "") -> UsageError:
        """Return the error about what stands under *keys*, as ``file:line:column: ...``."""
        line, column = self._place(keys)
        return self._error(line, column, message, hint)

    def _error(self, line: int, column: int, message: str, hint: str = "") -> UsageError:
        place = Problem(path=str(self.path), line=line, column=column, message=message, hint=hint)
        return UsageError(one_line(str(place)))  # a checkout's file may hold anything

    def _syntax(self, said: str) -> UsageError:
        """Return what the reader of TOML has said; without a place it is about the end."""
        if match := _SYNTAX.fullmatch(said):
            return self._error(int(match[2]), int(match[3]), match[1])
        return self._error(self._text.count("\n") + 1, 1, said)

    def _place(self, keys: tuple[str | int, ...]) -> tuple[int, int]:
        """Return the line and the column of the statement that brings what *keys* name.

        The reader of TOML tells no places. So ever more lines are read: the first that bring
        it are its statement.
        """
        import tomllib  # noqa: PLC0415 - only where something is wrong

        lines = self._text.splitlines(keepends=True)
        start = 0  # of the statement, as an index
        for end in range(1, len(lines) + 1):
            try:
                table = tomllib.loads("".join(lines[:end]))
            except ValueError:
                continue
            if _holds(table, keys):
                name = next((key for key in reversed(keys) if isinstance(key, str)), "")
                return start + 1, _column(lines[start], name)
            start = end
        return 1, 1


def _holds(value: Any, keys: tuple[str | int, ...]) -> bool:
    """Say whether *keys* lead somewhere in a table."""
    for key in keys:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _column(line: str, name: str) -> int:
    """Return where *name* stands in a line, else where its text begins."""
    found = line.find(name)
    return (found if found >= 0 else len(line) - len(line.lstrip())) + 1
