"""Say which records a run looks at at all.

A record that does not tell its service, instance, level, type or time is kept: the text that
``render logs`` prints tells none of them, and a filter must not make a log look empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.values import dataclass

if TYPE_CHECKING:
    from logscan.intake.fields import Fields

# As in syslog, from the mildest; other names for them are mapped onto these.
LEVELS = ("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency")
_OTHER_NAMES = {"trace": "debug", "warn": "warning", "err": "error", "fatal": "critical",
                "severe": "error", "panic": "emergency", "crit": "critical"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The conditions of a run; None means no condition. Both instants are inclusive."""

    since_ns: int | None = None
    until_ns: int | None = None
    service: str | None = None
    instance: str | None = None  # a full id or the dashboard's short suffix
    level: str | None = None  # this level or a worse one
    type: str | None = None

    def accept(self, fields: Fields) -> bool:
        """Say whether the record fulfils every condition that it can be judged by."""
        return (
            _within(fields.time_ns, self.since_ns, self.until_ns)
            and _same(fields.service, self.service)
            and _same_instance(fields.instance, self.instance)
            and _same(fields.type, self.type)
            and _at_least(fields.level, self.level)
        )

    def __bool__(self) -> bool:
        """Say whether there is any condition."""
        return self != Filters()


def rank(level: str) -> int | None:
    """Return how grave a level is (0 is the mildest), or None for an unknown word."""
    name = _OTHER_NAMES.get(level.lower(), level.lower())
    return LEVELS.index(name) if name in LEVELS else None


def _within(time_ns: int | None, since_ns: int | None, until_ns: int | None) -> bool:
    if time_ns is None:
        return True
    return (since_ns is None or time_ns >= since_ns) and (until_ns is None or time_ns <= until_ns)


def _same(value: str | None, wanted: str | None) -> bool:
    return value is None or wanted is None or value == wanted


def _same_instance(value: str | None, wanted: str | None) -> bool:
    return _same(value, wanted) or str(value).endswith(f"-{wanted}")


def _at_least(level: str | None, wanted: str | None) -> bool:
    if level is None or wanted is None:
        return True
    have, want = rank(level), rank(wanted)
    return have is None or want is None or have >= want
