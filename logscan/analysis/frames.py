"""Tables of a report for people who work with pandas; the only module that imports it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from logscan.model import Event, Report, Signature

_TIMES = ("time", "end", "start")


def timeline_frame(report: Report, language: str = "en") -> pd.DataFrame:
    """Return one row per entry of the timeline; times are UTC, missing ones are NaT."""
    columns = (
        *("time", "end", "kind", "signature", "title", "severity", "role", "occurrences"),
        *("service", "instance", "source", "line"),
    )
    rows = [
        (
            *(entry.time_ns, entry.end_ns, entry.kind.value, entry.signature_id),
            entry.title.in_language(language),
            *(entry.severity.name.lower(), entry.role.value if entry.role else None),
            *(entry.occurrences, entry.service, entry.instance, entry.source, entry.line),
        )
        for entry in report.timeline
    ]
    return _frame(rows, columns)


def events_frame(events: Sequence[tuple[Event, Signature]]) -> pd.DataFrame:
    """Return one row per event with its signature; ``captures`` are dictionaries."""
    columns = (
        *("time", "signature", "kind", "severity", "source", "line", "offset"),
        *("service", "instance", "captures", "text"),
    )
    rows = [
        (
            *(event.time_ns, event.signature_id, signature.kind.value),
            *(signature.severity.name.lower(), event.source, event.line, event.offset),
            *(event.service, event.instance, dict(event.captures), event.evidence),
        )
        for event, signature in events
    ]
    return _frame(rows, columns)


def attempts_frame(report: Report) -> pd.DataFrame:
    """Return one row per attempt; ``seconds`` is its duration, missing where a time is."""
    columns = (
        *("phase", "outcome", "exit_status", "reason", "start", "end", "seconds"),
        *("service", "instance", "source", "start_line", "end_line", "signatures"),
    )
    rows = [
        (
            *(attempt.phase.value, attempt.outcome.value, attempt.exit_status),
            attempt.reason.value if attempt.reason else None,
            *(attempt.start_ns, attempt.end_ns, _seconds(attempt.start_ns, attempt.end_ns)),
            *(attempt.service, attempt.instance, attempt.source),
            *(attempt.start_line, attempt.end_line, ", ".join(attempt.signature_ids)),
        )
        for attempt in report.attempts
    ]
    return _frame(rows, columns)


def rates_frame(report: Report, *, minutes: int = 1) -> pd.DataFrame:
    """Return occurrences per signature (columns) and *minutes* (rows, UTC).

    A burst's histogram is spread over its slices, so a long burst is right in sum and near
    in time.
    """
    import pandas as pd  # noqa: PLC0415 - pandas takes half a second to import

    rows = [
        (slice_ns, finding.signature.id, count)
        for finding in report.findings
        for burst in finding.bursts
        if burst.start_ns is not None and burst.end_ns is not None
        for slice_ns, count in _slices(burst.start_ns, burst.end_ns, burst.histogram)
    ]
    frame = pd.DataFrame(rows, columns=["time", "signature", "occurrences"])
    frame["time"] = pd.to_datetime(frame["time"], unit="ns", utc=True).dt.floor(f"{minutes}min")
    table = frame.pivot_table(
        index="time", columns="signature", values="occurrences", aggfunc="sum", fill_value=0
    )
    return table.astype("int64")


def _slices(start_ns: int, end_ns: int, histogram: Sequence[int]) -> list[tuple[int, int]]:
    """Return an instant and a count per slice; the first and the last one are exact."""
    steps = max(1, len(histogram) - 1)
    return [
        (start_ns + (end_ns - start_ns) * index // steps, count)
        for index, count in enumerate(histogram)
        if count
    ]


def _seconds(start_ns: int | None, end_ns: int | None) -> float | None:
    return None if start_ns is None or end_ns is None else (end_ns - start_ns) / 1e9


def _encodable(value: Any) -> Any:
    """Return a value as it is; half of a surrogate pair, of a file's name, is written out."""
    if not isinstance(value, str) or value.isascii():
        return value
    return value.encode("utf-8", "backslashreplace").decode()


def _frame(rows: Sequence[tuple[Any, ...]], columns: Sequence[str]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - pandas takes half a second to import

    frame = pd.DataFrame([list(map(_encodable, row)) for row in rows], columns=list(columns))
    for place, name in enumerate(columns):
        if name in _TIMES:
            # Not from the frame: there a missing time has made all of them floats.
            times = pd.Series([row[place] for row in rows], dtype="Int64")
            frame[name] = pd.to_datetime(times, unit="ns", utc=True)
    return frame


TABLES: Final[dict[str, Callable[[Report], pd.DataFrame]]] = {
    "timeline": timeline_frame,
    "attempts": attempts_frame,
    "rates": rates_frame,
}
