"""Write a report where it belongs, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from logscan.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from logscan.intake.sources import Source

SUFFIXES = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
    ".sarif": "sarif",
    ".xml": "junit",
    ".txt": "terminal",
}


class FileTarget:
    """A file that appears complete: written beside its place, synced, then put there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._parts = _temporary(path)

    def write(self, text: str) -> None:
        """Add text; raise ``OutputError`` where the disk does not take it."""
        self.write_bytes(text.encode("utf-8", "replace"))

    def write_bytes(self, data: bytes) -> None:
        """Add bytes; raise ``OutputError`` where the disk does not take them."""
        try:
            self._parts.write(data)
        except OSError as error:
            self.drop()
            raise self._error(error) from None

    def finish(self) -> None:
        """Put the file in its place; the old one stays if anything fails."""
        try:
            self._parts.flush()
            os.fsync(self._parts.fileno())
            self._parts.close()
            Path(self._parts.name).replace(self.path)
        except OSError as error:
            self.drop()
            raise self._error(error) from None

    def drop(self) -> None:
        """Remove what was written so far."""
        with contextlib.suppress(OSError):
            self._parts.close()
        with contextlib.suppress(OSError):
            Path(self._parts.name).unlink()

    def _error(self, error: OSError) -> OutputError:
        return OutputError(f"logscan: cannot write {self.path}: {error.strerror or error}")


def _temporary(path: Path) -> tempfile._TemporaryFileWrapper[bytes]:
    try:
        return tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False)
    except OSError as error:
        raise OutputError(f"logscan: cannot write {path}: {error.strerror or error}") from None


class ReaderGoneError(Exception):
    """Whoever read standard output has closed it: nothing more is wanted."""


class StandardOutput:
    """Standard output, as UTF-8 whatever the locale says, flushed after each write."""

    path = None

    def write(self, text: str) -> None:
        """Print text; raise ``ReaderGoneError`` for a closed pipe, else ``OutputError``."""
        self.write_bytes(text.encode("utf-8", "replace"))

    def write_bytes(self, data: bytes) -> None:
        """Print bytes; raise ``ReaderGoneError`` for a closed pipe, else ``OutputError``."""
        if sys.stdout is None:
            raise OutputError("logscan: standard output is closed")
        try:
            self._write(data)
        except BrokenPipeError:
            raise ReaderGoneError from None
        except OSError as error:
            reason = error.strerror or error
            raise OutputError(f"logscan: cannot write to standard output: {reason}") from None

    @staticmethod
    def _write(data: bytes) -> None:
        buffer = getattr(sys.stdout, "buffer", None)
        if buffer is None:  # replaced by a caller, for example in a test
            sys.stdout.write(data.decode("utf-8", "replace"))
        else:
            buffer.write(data)
        sys.stdout.flush()

    def finish(self) -> None:
        """Nothing is held back."""

    def drop(self) -> None:
        """Nothing can be taken back."""


def check_target(path: Path, sources: Iterable[Source]) -> None:
    """Refuse, before anything is read, an output that would replace an input or has no folder."""
    for source in sources:
        if source.path is not None and path.exists() and _same_file(path, source.path):
            raise OutputError(f"logscan: {path} is an input: choose another name for -o")
    if not path.parent.is_dir():
        raise OutputError(f"logscan: cannot write {path}: no folder {path.parent}")
    if path.is_dir():
        raise OutputError(f"logscan: cannot write {path}: it is a folder")


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
