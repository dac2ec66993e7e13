"""Keep the built-in runbook as plain data, so that a report need not read YAML for it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, TypeVar

from logscan.catalogue import cache
from logscan.catalogue.loading import builtin_folder
from logscan.model import (
    Likelihood,
    Runbook,
    RunbookCause,
    RunbookError,
    RunbookGroup,
    RunbookItem,
    RunbookVariable,
    Text,
    Within,
)

NAME = "render-service-down"

_UNUSABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError)
_GROUPS = ("actions", "checklists", "settings", "procedure", "escalation", "tracking", "prevention")
_TEXTS = ("title", "summary", "symptom", "check", "meaning", "remedy", "text", "expect")
_KINDS: dict[str, Any] = {
    "causes": RunbookCause,
    "errors": RunbookError,
    "variables": RunbookVariable,
    "items": RunbookItem,
    **dict.fromkeys(_GROUPS, RunbookGroup),
}

_Value = TypeVar("_Value")


def builtin_runbook(*, use_cache: bool = True) -> Runbook:
    """Return the built-in runbook; raise ``CatalogueError`` with every fault of its file."""
    path = builtin_folder() / "runbooks" / f"{NAME}.yaml"
    name = f"runbook {path.absolute()}"
    key = cache.key_of([name, *_shape(), path.read_bytes()]) if path.is_file() else b""
    kept = _rebuilt(cache.read(name, key)) if use_cache and key else None
    if kept is not None:
        return kept
    from logscan.catalogue.runbook import load_runbook  # noqa: PLC0415 - YAML costs its import

    runbook = load_runbook(path)
    if use_cache:
        cache.write(name, key, to_plain(runbook))
    return runbook


def _shape() -> list[str]:
    """Return the names of all fields, so that a new one makes old data useless."""
    kinds: list[Any] = [Runbook, *_KINDS.values()]
    return [field.name for kind in kinds for field in fields(kind)]


def to_plain(value: Any) -> Any:
    """Return a runbook, or a part of one, as dicts, lists and strings."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    return value


def from_plain(plain: dict[str, Any]) -> Runbook:
    """Return the runbook that ``to_plain`` was given."""
    return _built(Runbook, plain)


def _rebuilt(kept: Any) -> Runbook | None:
    try:
        return None if kept is None else from_plain(kept)
    except _UNUSABLE:
        return None


def _built(kind: type[_Value], plain: dict[str, Any]) -> _Value:
    return kind(**{name: _field(name, value) for name, value in plain.items()})


def _field(name: str, value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if name in _KINDS:
        return tuple(_built(_KINDS[name], item) for item in value)
    if name in _TEXTS:
        return Text(en=value["en"], ko=value["ko"])
    if name == "likelihood":
        return Likelihood(value)
    if name == "within":
        return Within(value)
    return tuple(value) if isinstance(value, list) else value
