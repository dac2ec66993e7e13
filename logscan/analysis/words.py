"""The words of the diagnosis: every sentence in both languages, captures filled in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from logscan.catalogue import templates
from logscan.model import Step, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from logscan.model import Signature

_LONGEST_VALUE = 80
_NS = 1_000_000_000


def fill(text: Text, captures: Mapping[str, str]) -> Text:
    """Return *text* with each ``{name|fallback}`` replaced by its value or its fallback.

    A text that lacks both for one of its names stays as it is.
    """
    values = {name: _shortened(value) for name, value in captures.items()}
    korean = None if text.ko is None else templates.fill(text.ko, values) or text.ko
    return Text(en=templates.fill(text.en, values) or text.en, ko=korean)


def _shortened(value: str) -> str:
    return value if len(value) <= _LONGEST_VALUE else value[: _LONGEST_VALUE - 1] + "…"


def names(text: Text) -> frozenset[str]:
    """Return the names that *text* needs: those without a fallback, in any language."""
    found = (*templates.placeholders(text.en), *templates.placeholders(text.ko or ""))
    return frozenset(place.name for place in found if place.fallback is None)


def title(signature: Signature, values: Iterable[Mapping[str, str]]) -> Text:
    """Return the headline, filled by the first *values* that have all it needs, or the title."""
    if signature.headline is not None:
        needed = names(signature.headline)
        for captures in values:
            if all(captures.get(name) for name in needed):
                return fill(signature.headline, captures)
    return signature.title


def filled_steps(steps: Iterable[Step], captures: Mapping[str, str]) -> tuple[Step, ...]:
    """Return *steps* with captures filled in."""
    return tuple(
        Step(text=fill(step.text, captures), within=step.within, source=step.source)
        for step in steps
    )


def clock(time_ns: int, *, with_date: bool = False) -> str:
    """Return ``HH:MM`` (UTC), or ``YYYY-MM-DD HH:MM`` where the day is not obvious."""
    moment = datetime.fromtimestamp(time_ns // _NS, tz=UTC)
    return moment.strftime("%Y-%m-%d %H:%M" if with_date else "%H:%M")


def age(passed_ns: int) -> Text:
    """Return a length of time in its largest unit: minutes, hours or days."""
    minutes = max(0, passed_ns) // (60 * _NS)
    if minutes < 60:  # noqa: PLR2004 - an hour
        return Text(en=plural(minutes, "minute", "minutes"), ko=f"{minutes}분")
    if minutes < 48 * 60:
        return Text(en=plural(minutes // 60, "hour", "hours"), ko=f"{minutes // 60}시간")
    days = minutes // (24 * 60)
    return Text(en=plural(days, "day", "days"), ko=f"{days:,}일")


def rfc3339(time_ns: int) -> str:
    """Return the instant in whole seconds, as ``2025-10-24T12:00:00Z``."""
    return datetime.fromtimestamp(time_ns // _NS, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def times(occurrences: int) -> Text:
    """Return how often, in words."""
    if occurrences == 1:
        return Text(en="once", ko="1회")
    return Text(en=f"{occurrences:,} times", ko=f"{occurrences:,}회")


def plural(count: int, one: str, many: str) -> str:
    """Return ``1 one`` or ``n many``."""
    return f"{count:,} {one if count == 1 else many}"


def joined(parts: Iterable[Text]) -> Text:
    """Return the parts with commas between them."""
    found = list(parts)
    return Text(
        en=", ".join(part.en for part in found),
        ko=", ".join(part.ko or part.en for part in found),
    )


def ko(text: Text) -> str:
    """Return the Korean text, or the English one where it is missing."""
    return text.in_language("ko")
