"""The forms of an output that no renderer writes: events as they come, and binary tables."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Protocol

from logscan.errors import UsageError
from logscan.report import RENDERERS, event_line, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from logscan.cli.output import FileTarget, StandardOutput
    from logscan.model import Event, Report, Signature

PARQUET = "parquet"


class EventForm(Protocol):
    """What writes events one by one."""

    def add(self, event: Event, signature: Signature) -> None:
        """Write one event."""
        ...

    def finish(self) -> None:
        """Write what ends the output."""
        ...


class JsonLines:
    """One JSON object a line."""

    def __init__(self, target: FileTarget | StandardOutput) -> None:
        self._target = target

    def add(self, event: Event, signature: Signature) -> None:
        """Write the event's line."""
        self._target.write(event_line(event, signature) + "\n")

    def finish(self) -> None:
        """Nothing is held back."""


class CsvRows:
    """A table with a head, one row an event."""

    def __init__(self, target: FileTarget | StandardOutput) -> None:
        from logscan.report.csv import event_row, events_head  # noqa: PLC0415 - only for this form

        self._target, self._row = target, event_row
        target.write(events_head())

    def add(self, event: Event, signature: Signature) -> None:
        """Write the event's row."""
        self._target.write(self._row(event, signature))

    def finish(self) -> None:
        """Nothing is held back."""


class ParquetRows:
    """A binary table, one row an event; written in batches."""

    def __init__(self, target: FileTarget | StandardOutput) -> None:
        from logscan.analysis.parquet import EventsParquet  # noqa: PLC0415 - heavy and optional

        self._table = EventsParquet(_Raw(target), visible)

    def add(self, event: Event, signature: Signature) -> None:
        """Take the event."""
        self._table.add(event, signature)

    def finish(self) -> None:
        """Write the last batch and the end."""
        self._table.close()


class _Raw(io.RawIOBase):
    """A target as a file that is written from front to end."""

    def __init__(self, target: FileTarget | StandardOutput) -> None:
        self._target, self._written = target, 0

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override] # any buffer of bytes
        self._target.write_bytes(bytes(data))
        self._written += len(data)
        return len(data)

    def tell(self) -> int:
        return self._written


EVENT_FORMS: Mapping[str, Callable[[FileTarget | StandardOutput], EventForm]] = {
    "jsonl": JsonLines,
    "events-csv": CsvRows,
    "events-parquet": ParquetRows,
}
FORMATS = (*RENDERERS, PARQUET, *EVENT_FORMS)
BINARY = frozenset({PARQUET, "events-parquet"})


def timeline_parquet(report: Report, language: str) -> bytes:
    """Return the report's timeline as a Parquet file."""
    from logscan.analysis.parquet import timeline_parquet as table  # noqa: PLC0415 - heavy, optional

    return table(report, language=language, clean=visible)


def check_binary(form: str, output: Path | None) -> None:
    """Refuse, before anything is read, a binary form that cannot be made or be shown."""
    if form not in BINARY:
        return
    from logscan.analysis.parquet import is_available  # noqa: PLC0415 - only for this form

    if not is_available():
        raise UsageError(
            f"--format {form} needs the package pyarrow: pip install 'logscan[parquet]'"
        )
    if output is None and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError(f"--format {form} is no text for a terminal: name a file with -o")
