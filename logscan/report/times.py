"""Instants and durations become words only here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

SECOND_NS = 1_000_000_000
_TO = "\u2013"  # an en dash
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def rfc3339(time_ns: int | None) -> str | None:
    """Return an instant as RFC 3339 with ``Z`` and the 0 to 9 fraction digits it needs.

    None stays None; so does an instant outside the years 1 to 9999, which has no such form.
    """
    if time_ns is None:
        return None
    seconds, rest = divmod(time_ns, SECOND_NS)
    try:
        moment = _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None
    fraction = f".{rest:09d}".rstrip("0") if rest else ""
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z".rjust(20 + len(fraction), "0")


def date(time_ns: int | None) -> str:
    """Return the day of an instant, ``2025-10-24``, or an empty string."""
    return (rfc3339(time_ns) or "")[:10]


def clock(time_ns: int | None) -> str:
    """Return the time of day of an instant to the second, or an empty string."""
    return (rfc3339(time_ns) or "")[11:19]


def day_and_clock(time_ns: int | None) -> str:
    """Return ``2025-10-24 12:03:11``, or an empty string."""
    return f"{date(time_ns)} {clock(time_ns)}".strip()


def between(start_ns: int | None, end_ns: int | None, *, day: bool) -> str:
    """Return both ends of a span to the second, the day of each where *day* asks for it.

    The end is left out where it shows nothing new; without a start the string is empty.
    """
    if start_ns is None:
        return ""
    skip = 5 if day else 11  # the year; the whole day
    start, end = day_and_clock(start_ns), day_and_clock(end_ns)
    if end in {start, ""}:
        return start[skip:]
    return f"{start[skip:]}{_TO}{end[11 if start[:10] == end[:10] else 5 :]}"


def duration(length_ns: int, language: str) -> str:
    """Return the two largest units of a length of time, such as ``23m 51s``."""
    units = {"d": "일", "h": "시간", "m": "분", "s": "초"}
    seconds = max(length_ns, 0) // SECOND_NS
    minutes, hours = seconds // 60, seconds // 3600
    amounts = zip((hours // 24, hours % 24, minutes % 60, seconds % 60), units, strict=True)
    parts = [f"{n}{units[unit] if language == 'ko' else unit}" for n, unit in amounts if n]
    return " ".join(parts[:2]) or ("1초 미만" if language == "ko" else "under 1s")
