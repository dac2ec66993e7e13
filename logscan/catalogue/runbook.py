"""Read a runbook from YAML, noting every fault with its place.

A runbook is read more strictly than a signature: people follow it under stress, so every
text must exist in every language and every entry must name its section. The comment at the
top of ``signatures/runbooks/render-service-down.yaml`` shows the shape.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from logscan.catalogue.faults import Faults
from logscan.catalogue.loading import builtin_folder
from logscan.catalogue.nodes import MAX_FILE_BYTES, Scalar, read_node
from logscan.catalogue.shapes import Shapes
from logscan.errors import CatalogueError
from logscan.model import (
    LANGUAGES,
    Likelihood,
    Problem,
    Runbook,
    RunbookCause,
    RunbookError,
    RunbookGroup,
    RunbookItem,
    RunbookVariable,
    Text,
    Within,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from enum import StrEnum
    from pathlib import Path

    from logscan.catalogue.nodes import Node

    Reader = Callable[["_Walk", Node, str], Any]

BUILTIN: Final = "render-service-down"
GROUP_KEYS: Final = (
    "actions",
    "checklists",
    "settings",
    "procedure",
    "escalation",
    "tracking",
    "prevention",
)
_NAME_PATTERN = r"[A-Z_][A-Z0-9_]*"
_RANK_PATTERN = r"[1-9][0-9]?"

_Value = TypeVar("_Value")
_Word = TypeVar("_Word", bound="StrEnum")


def load_runbook(path: Path | None = None) -> Runbook:
    """Return the runbook of a file, or the built-in one.

    Raises ``CatalogueError`` with every fault of the file.
    """
    path = path or builtin_folder() / "runbooks" / f"{BUILTIN}.yaml"
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        raise CatalogueError([Problem(path=str(path), line=1, column=1, message=message)]) from None
    return read_runbook(content, path=str(path), name=path.stem)


def read_runbook(content: bytes, *, path: str, name: str) -> Runbook:
    """Return the runbook that the bytes of a file hold; *name* must be its id.

    Raises ``CatalogueError`` with every fault; *path* is shown in them.
    """
    faults = Faults(path=path)
    root = read_node(content, faults)
    runbook = _Walk(faults, name=name).runbook(root) if root is not None else None
    if runbook is None or faults.found:
        raise CatalogueError(faults.problems)
    return runbook


class _Walk(Shapes):
    """One pass over the tree of one runbook; a reader returns None after noting a fault."""

    def __init__(self, faults: Faults, *, name: str) -> None:
        super().__init__(faults)
        self._name = name

    def runbook(self, root: Node) -> Runbook | None:
        """Read the whole file."""
        values = self._fields(root, "a runbook", _RUNBOOK)
        if values is None:
            return None
        if values["id"] != self._name:
            hint = f"call the file {values['id']}.yaml"
            self._faults.add(root.place, "id is not the name of the file", hint)
        return Runbook(**values)

    # ------------------------------------------------------------ shapes

    def _fields(
        self,
        node: Node,
        what: str,
        readers: Mapping[str, Reader],
        optional: tuple[str, ...] = (),
    ) -> dict[str, Any] | None:
        """Return the values of a mapping with fixed keys, or None if any is missing or faulty."""
        nodes = self._keys(node, readers, what)
        if nodes is None:
            return None
        known = self._faults.count
        for key in readers:
            if key not in nodes and key not in optional:
                self._faults.add(node.place, f"{what}: the key '{key}' is missing")
        values = {key: readers[key](self, value, key) for key, value in nodes.items()}
        return values if self._faults.count == known else None

    def both(self, node: Node, what: str) -> Text | None:
        """Read a text that every language has."""
        text = self._text(node, what)
        if text is not None and text.ko is None:
            missing = ", ".join(language for language in LANGUAGES if language != "en")
            self._faults.add(node.place, f"{what} has no text in: {missing}")
        return text

    def line(self, node: Node, what: str) -> str | None:
        """Read one line of free text."""
        return self._line(node, what)

    def kebab(self, node: Node, what: str) -> str | None:
        """Read an id."""
        return self._kebab(node, what)

    def source(self, node: Node, _what: str) -> str | None:
        """Read a section of the runbook or an https address."""
        return self._source(node)

    def rank(self, node: Node, what: str) -> int | None:
        """Read a place in the ranking, from 1."""
        text = self._word(node, what, _RANK_PATTERN, "a number from 1")
        return int(text) if text else None

    def name(self, node: Node, what: str) -> str | None:
        """Read the name of an environment variable."""
        return self._word(node, what, _NAME_PATTERN, "capital letters, digits and _")

    def flag(self, node: Node, what: str) -> bool | None:
        """Read ``true`` or ``false``."""
        word = self._one_of(node, what, ("true", "false"))
        return word == "true" if word else None

    def ids(self, node: Node, what: str) -> tuple[str, ...] | None:
        """Read ids of signatures."""
        return self._list(node, what, self._kebab, least=1)

    def value(self, node: Node, what: str) -> str | None:
        """Read a value to set, or null where each service has its own."""
        return None if _is_null(node) else self._line(node, what)

    def within(self, node: Node, what: str) -> Within | None:
        """Read a time box, or null where there is none."""
        return None if _is_null(node) else self._word_of(node, what, Within)

    def likelihood(self, node: Node, what: str) -> Likelihood | None:
        """Read how likely a cause is."""
        return self._word_of(node, what, Likelihood)

    def _word_of(self, node: Node, what: str, words: type[_Word]) -> _Word | None:
        text = self._one_of(node, what, [word.value for word in words])
        return words(text) if text else None

    # ------------------------------------------------------------ entries

    def causes(self, node: Node, what: str) -> tuple[RunbookCause, ...] | None:
        """Read the ranked causes, the most likely first."""
        found = self._list(node, what, self._cause, least=1)
        if found and [cause.rank for cause in found] != list(range(1, len(found) + 1)):
            self._faults.add(node.place, f"{what}: the ranks are not 1, 2, 3 ... in this order")
        return self._distinct(node, what, found)

    def _cause(self, node: Node, what: str) -> RunbookCause | None:
        values = self._fields(node, what, _CAUSE)
        return RunbookCause(**values) if values else None

    def errors(self, node: Node, what: str) -> tuple[RunbookError, ...] | None:
        """Read the messages to look for."""
        return self._list(node, what, self._error, least=1)

    def _error(self, node: Node, what: str) -> RunbookError | None:
        values = self._fields(node, what, _ERROR)
        return RunbookError(signature_id=values.pop("signature"), **values) if values else None

    def variables(self, node: Node, what: str) -> tuple[RunbookVariable, ...] | None:
        """Read the environment variables."""
        return self._list(node, what, self._variable, least=1)

    def _variable(self, node: Node, what: str) -> RunbookVariable | None:
        values = self._fields(node, what, _VARIABLE)
        return RunbookVariable(**values) if values else None

    def groups(self, node: Node, what: str) -> tuple[RunbookGroup, ...] | None:
        """Read groups of items."""
        found = self._list(node, what, self._group, least=1)
        return self._distinct(node, what, found)

    def _group(self, node: Node, what: str) -> RunbookGroup | None:
        values = self._fields(node, what, _GROUP)
        if not values:
            return None
        source = values["source"]
        items = tuple(replace(item, source=item.source or source) for item in values["items"])
        return RunbookGroup(**values | {"items": items})

    def items(self, node: Node, what: str) -> tuple[RunbookItem, ...] | None:
        """Read the items of one group."""
        return self._list(node, what, self._item, least=1)

    def _item(self, node: Node, what: str) -> RunbookItem | None:
        values = self._fields(node, what, _ITEM, optional=_OPTIONAL_IN_ITEMS)
        if values is None:
            return None
        values.setdefault("source", "")  # that of its group
        return RunbookItem(signature_ids=values.pop("signatures", ()), **values)

    def _distinct(
        self, node: Node, what: str, found: tuple[_Value, ...] | None
    ) -> tuple[_Value, ...] | None:
        """Note ids that occur twice."""
        ids = [getattr(entry, "id", None) for entry in found or ()]
        for twice in sorted({str(i) for i in ids if ids.count(i) > 1}):
            self._faults.add(node.place, f"{what}: the id '{twice}' is given twice")
        return found


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.style and node.text in {"", "~", "null"}


_CAUSE: Mapping[str, Reader] = {
    "id": _Walk.kebab,
    "rank": _Walk.rank,
    "likelihood": _Walk.likelihood,
    "title": _Walk.both,
    "symptom": _Walk.both,
    "check": _Walk.both,
    "source": _Walk.source,
}
_ERROR: Mapping[str, Reader] = {
    "phrase": _Walk.line,
    "signature": _Walk.kebab,
    "meaning": _Walk.both,
    "remedy": _Walk.both,
    "source": _Walk.source,
}
_VARIABLE: Mapping[str, Reader] = {
    "name": _Walk.name,
    "required": _Walk.flag,
    "value": _Walk.value,
    "text": _Walk.both,
    "source": _Walk.source,
}
_ITEM: Mapping[str, Reader] = {
    "text": _Walk.both,
    "command": _Walk.line,
    "expect": _Walk.both,
    "signatures": _Walk.ids,
    "source": _Walk.source,
}
_OPTIONAL_IN_ITEMS = ("command", "expect", "signatures", "source")
_GROUP: Mapping[str, Reader] = {
    "id": _Walk.kebab,
    "title": _Walk.both,
    "within": _Walk.within,
    "source": _Walk.source,
    "items": _Walk.items,
}
_RUNBOOK: Mapping[str, Reader] = {
    "id": _Walk.kebab,
    "title": _Walk.both,
    "summary": _Walk.both,
    "causes": _Walk.causes,
    "errors": _Walk.errors,
    "variables": _Walk.variables,
    **dict.fromkeys(GROUP_KEYS, _Walk.groups),
}
