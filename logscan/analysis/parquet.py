"""Write tables as Parquet; the only module that imports pyarrow."""

from __future__ import annotations

import io
import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from logscan.analysis.frames import events_frame, timeline_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from logscan.model import Event, Report, Signature

BATCH_ROWS = 10_000  # events that are held before they are written

_TIMELINE = {"time": "time", "end": "time", "occurrences": "number", "line": "number"}
_EVENTS = {"time": "time", "line": "number", "offset": "number"}


def is_available() -> bool:
    """Say whether pyarrow is installed."""
    return find_spec("pyarrow") is not None


def timeline_parquet(report: Report, *, language: str, clean: Callable[[str], str]) -> bytes:
    """Return the timeline as a Parquet file; every text has gone through *clean*."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - heavy and optional

    file = io.BytesIO()
    pq.write_table(_table(timeline_frame(report, language), _TIMELINE, clean), file)
    return file.getvalue()


class EventsParquet:
    """Writes events to *file* in batches, as one Parquet table; ``close`` ends it.

    The file is written from front to end. Every text goes through *clean*.
    """

    def __init__(self, file: io.RawIOBase, clean: Callable[[str], str]) -> None:
        import pyarrow.parquet as pq  # noqa: PLC0415 - heavy and optional

        self._clean = clean
        self._waiting: list[tuple[Event, Signature]] = []
        self._writer = pq.ParquetWriter(file, self._batch().schema)

    def add(self, event: Event, signature: Signature) -> None:
        """Take one event."""
        self._waiting.append((event, signature))
        if len(self._waiting) >= BATCH_ROWS:
            self._writer.write_table(self._batch())

    def close(self) -> None:
        """Write what is left and the end of the file."""
        if self._waiting:
            self._writer.write_table(self._batch())
        self._writer.close()

    def _batch(self) -> Any:
        """Return the table of the events that wait, and forget them."""
        frame = events_frame(self._waiting)
        frame["captures"] = frame["captures"].map(json.dumps)
        self._waiting.clear()
        return _table(frame, _EVENTS, self._clean)


def _table(frame: pd.DataFrame, kinds: Mapping[str, str], clean: Callable[[str], str]) -> Any:
    """Return a frame as a table whose columns have the same types whatever they hold."""
    import pyarrow as pa  # noqa: PLC0415 - heavy and optional

    types = {"time": pa.timestamp("ns", tz="UTC"), "number": pa.int64(), "text": pa.string()}
    fields = [(str(name), types[kinds.get(str(name), "text")]) for name in frame.columns]
    for name, _ in fields:
        if name not in kinds:
            frame[name] = frame[name].astype("object").map(clean, na_action="ignore")
    return pa.Table.from_pandas(frame, schema=pa.schema(fields), preserve_index=False)
