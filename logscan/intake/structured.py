"""Read structured records: JSON objects and logfmt, whatever names their writer chose.

One table of names serves Render's API, Loggly, pino, winston, bunyan, zap, slog, structlog,
Docker and the like, so an unknown JSON log reads right without a description of its own.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from logscan.intake.fields import Fields
from logscan.intake.text import clean
from logscan.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from logscan.intake.clock import Clock

TIME_NAMES = (
    "timestamp", "time", "ts", "@timestamp", "datetime", "date", "asctime", "@t", "eventTime", "t",
)  # fmt: skip
MESSAGE_NAMES = ("message", "msg", "log", "text", "event", "@m", "@message", "body", "textPayload")
LEVEL_NAMES = ("level", "severity", "levelname", "lvl", "log.level", "loglevel", "@l")
SERVICE_NAMES = ("render_service", "service", "serviceID", "service_name", "service.name")
INSTANCE_NAMES = ("render_instance", "instance", "instance_id", "service.instance.id")
TYPE_NAMES = ("type",)
ERROR_NAMES = (
    "err", "error", "exception", "exc_info", "stack", "stack_trace", "stacktrace", "stackTrace",
    "error.message", "error.stack_trace", "reason", "@x",
)  # fmt: skip
INNER_ERROR_NAMES = ("stack", "stack_trace", "message", "msg", "cause", "errors")

# pino and bunyan write numbers
_NUMBERED_LEVELS = {10: "trace", 20: "debug", 30: "info", 40: "warning", 50: "error", 60: "fatal"}
_LOGFMT_HINT = pattern(r"(?s)(?:^|\s)(?:level|lvl|severity)=\S.*?(?:msg|message|err|error)=")
_LOGFMT_PAIR = pattern(r'([A-Za-z_@][\w.@/-]*)=("(?:[^"\\]|\\.)*"|\S*)')
_MAX_DEPTH = 4  # of errors inside errors


def load_object(text: str) -> dict[str, Any] | None:
    """Return the JSON object that *text* is, or None; never raises."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def read_object(found: Mapping[str, Any], clock: Clock | None) -> Fields | None:
    """Return the record that a JSON object holds, or None where it has no message at all.

    Without a clock its time is left alone: an outer record has told it already.
    """
    labels = _labels(found.get("labels"))
    lines = _message_lines(found)
    if not lines:
        return None
    outer = Fields(
        time_ns=_time_ns(found, clock) if clock else None,
        message="\n".join(lines),
        service=labels.get("resource") or _word(found, SERVICE_NAMES),
        instance=labels.get("instance") or _word(found, INSTANCE_NAMES),
        level=labels.get("level") or _level(found),
        type=labels.get("type") or _word(found, TYPE_NAMES),
        id=_word(found, ("id",)) if "labels" in found else None,
    )
    return unwrap(outer, clock)


def _time_ns(found: Mapping[str, Any], clock: Clock) -> int | None:
    for name in TIME_NAMES:
        stamp = clock.value(found[name]) if name in found else None
        if stamp is not None:
            return stamp.time_ns
    return None


def unwrap(outer: Fields, clock: Clock | None) -> Fields:
    """Return *outer* with the JSON or logfmt that an application wrote as its message read too.

    The time of the outer record stays: both come from one clock, the platform's is complete.
    """
    text = outer.message
    clock = clock if outer.time_ns is None else None
    if text[:1] == "{" and text[-1:] == "}":
        found = load_object(text)
        inner = read_object(found, clock) if found else None
    elif _has_level(text) and _LOGFMT_HINT.search(text):
        inner = read_object(read_logfmt(text), clock)
    else:
        return outer
    if inner is None:
        return outer
    return outer._replace(
        message=inner.message,
        time_ns=inner.time_ns if outer.time_ns is None else outer.time_ns,
        level=inner.level or outer.level,
        service=outer.service or inner.service,
        instance=outer.instance or inner.instance,
        type=outer.type or inner.type,
    )


def _has_level(text: str) -> bool:
    """Say cheaply whether *text* may be logfmt: it tells its level."""
    return ("l=" in text and ("level=" in text or "lvl=" in text)) or "severity=" in text


def read_logfmt(text: str) -> dict[str, str]:
    """Return the pairs of a logfmt line; quoted values are unescaped."""
    return {name: _unquote(value) for name, value in _LOGFMT_PAIR.findall(text)}


def _unquote(value: str) -> str:
    if not value.startswith('"'):
        return value
    try:
        return str(json.loads(value))
    except ValueError:
        return value.strip('"')


def _labels(labels: object) -> dict[str, str]:
    """Return Render's list of ``{name, value}`` as a dict; anything else as nothing."""
    if not isinstance(labels, list):
        return {}
    pairs = [(item.get("name"), item.get("value")) for item in labels if isinstance(item, dict)]
    return {str(name): str(value) for name, value in pairs if name and value}


def _values(found: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[Any]:
    return (found[name] for name in names if name in found)


def _word(found: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    """Return the first of the named values that is a word, looking into ``{name: ...}``."""
    for value in _values(found, names):
        inner = value.get("name") if isinstance(value, dict) else value
        if isinstance(inner, str) and inner:
            return clean(inner)
    return None


def _level(found: Mapping[str, Any]) -> str | None:
    for value in _values(found, LEVEL_NAMES):
        if isinstance(value, str) and value:
            number = int(value) if value.isdecimal() and len(value) < 4 else None  # noqa: PLR2004 - levels have two or three digits
            return _NUMBERED_LEVELS.get(number, value.lower()) if number else value.lower()
        if isinstance(value, int):
            return _NUMBERED_LEVELS.get(value)
    nested = found.get("log")
    return _level(nested) if isinstance(nested, dict) else None


def _message_lines(found: Mapping[str, Any]) -> list[str]:
    """Return the message's lines, then those of the errors that are told beside it."""
    message = next((v for v in _values(found, MESSAGE_NAMES) if isinstance(v, str)), None)
    lines = [] if message is None else clean(message).split("\n")
    for value in _values(found, ERROR_NAMES):
        lines += (line for line in _error_lines(value) if line not in lines)
    while len(lines) > 1 and not lines[-1]:  # an error that says nothing
        lines.pop()
    return lines


def _error_lines(value: object, depth: int = 0) -> list[str]:
    if isinstance(value, str):
        return clean(value).split("\n")
    if depth == _MAX_DEPTH:
        return []
    if isinstance(value, dict):
        inner = [_error_lines(v, depth + 1) for v in _values(value, INNER_ERROR_NAMES)]
    elif isinstance(value, list):
        inner = [_error_lines(v, depth + 1) for v in value[:16]]
    else:
        return []
    return [line for lines in inner for line in lines]
