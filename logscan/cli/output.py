"""Write a report where it belongs, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from logscan.cli.notes import say
from logscan.cli.signals import STOP
from logscan.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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

_PIECE_BYTES = 512 * 1024


class FileTarget:
    """A file that appears complete: written beside its place, synced, then put there.

    What is no regular file (a device, a named pipe) is written to directly. Raises
    ``OutputError`` where the disk does not take it; then nothing is left behind.
    """

    failed = False  # it could not be written, and something else took the text

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: _Beside | _Direct | None
        try:
            self._file = _Direct(path) if _is_special(path) else _Beside(path)
        except OSError as error:
            raise _error(path, error) from None

    def write(self, text: str) -> None:
        """Add text."""
        self.write_bytes(text.encode("utf-8", "replace"))

    def write_bytes(self, data: bytes) -> None:
        """Add bytes."""
        rest = memoryview(data)
        while self._file is not None and rest:
            try:
                rest = rest[os.write(self._file.descriptor, rest) :]
            except OSError as error:
                self._lost(error, bytes(rest))
                return

    def finish(self) -> None:
        """Put the file in its place; the old one stays if anything fails."""
        if self._file is None:
            return
        try:
            self._file.finish()
        except OSError as error:
            self._lost(error, b"")
        self._file = None

    def drop(self) -> None:
        """Remove what was written so far."""
        if self._file is not None:
            self._file.drop()
        self._file = None

    def _lost(self, error: OSError, rest: bytes) -> None:
        """Give up; *rest* is what was not written any more."""
        del rest
        self.drop()
        raise _error(self.path, error) from None


class ReportTarget(FileTarget):
    """The file of a report; where it cannot be written, standard output takes all of it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._instead = StandardOutput()

    def write_bytes(self, data: bytes) -> None:
        """Add bytes to the file, or print them once it is lost."""
        if self.failed:
            self._instead.write_bytes(data)
        else:
            super().write_bytes(data)

    def _lost(self, error: OSError, rest: bytes) -> None:
        """Say what is wrong, and print what the file held and the *rest*."""
        self.failed = True
        say(f"{_error(self.path, error)}: the report goes to standard output")
        try:
            for data in self._file.written() if self._file else ():
                self._instead.write_bytes(data)
            self._instead.write_bytes(rest)
        finally:
            self.drop()


def _error(path: Path, error: OSError) -> OutputError:
    return OutputError(f"logscan: cannot write {path}: {error.strerror or error}")


class _Direct:
    """A device or pipe, as it is."""

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_WRONLY)

    def written(self) -> Iterator[bytes]:
        """Return nothing: it cannot be read again."""
        return iter(())

    def finish(self) -> None:
        """End it."""
        os.close(self.descriptor)

    def drop(self) -> None:
        """End it as well as it goes."""
        with contextlib.suppress(OSError):
            os.close(self.descriptor)


class _Beside:
    """A new file beside the one whose place it takes, with the permissions of that one."""

    def __init__(self, path: Path) -> None:
        self._place = Path(os.path.realpath(path))  # a link stays a link
        mode = stat.S_IMODE(self._place.stat().st_mode) if self._place.exists() else None
        self._name = self._place.with_name(f".logscan-{os.urandom(8).hex()}.tmp")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        STOP.unfinished.add(self._name)
        self.descriptor = os.open(self._name, flags, 0o666 if mode is None else mode)
        if mode is not None:
            with contextlib.suppress(OSError):
                self._name.chmod(mode)

    def written(self) -> Iterator[bytes]:
        """Yield what it holds, as far as it can be read."""
        with contextlib.suppress(OSError), self._name.open("rb") as file:
            while data := file.read(_PIECE_BYTES):
                yield data

    def finish(self) -> None:
        """Put it in its place."""
        os.fsync(self.descriptor)
        self._end()
        self._name.replace(self._place)
        STOP.unfinished.discard(self._name)

    def drop(self) -> None:
        """Remove it."""
        with contextlib.suppress(OSError):
            self._end()
        STOP.remove_unfinished()

    def _end(self) -> None:
        descriptor, self.descriptor = self.descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


def _is_special(path: Path) -> bool:
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


class ReaderGoneError(Exception):
    """Whoever read standard output has closed it: nothing more is wanted."""


class StandardOutput:
    """Standard output, as UTF-8 whatever the locale says, flushed after each write."""

    path = None
    failed = False

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
