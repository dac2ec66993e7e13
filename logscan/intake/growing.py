"""One open file that grows: how far it was read, and how to know that it is still the same.

A file is known by its device and inode, by its first bytes and by the bytes before the place
that was read last: so one that was truncated and written again is seen even where it is longer
than before.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import stat
import time
from typing import TYPE_CHECKING

from logscan.intake.inflating import GZIP, ZSTD
from logscan.intake.sources import CHUNK_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KNOWN_BYTES = 1024  # of the start, and before the next read, to know a file again
_MAX_REST_BYTES = 64 * 1024  # a longer line is passed on in parts
_SETTLED_NS = 100_000_000  # a change within one tick of the clock may not show in the times
_NOT_LINES = (GZIP, ZSTD, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def is_file(descriptor: int) -> bool:
    """Say whether a descriptor is one of a regular file."""
    return stat.S_ISREG(os.fstat(descriptor).st_mode)


def opened(path: Path | str) -> int:
    """Return a descriptor of a regular file; never wait for a pipe's other end."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags)
    if not is_file(descriptor):
        os.close(descriptor)
        raise OSError(0, "not a regular file")
    return descriptor


def identity_of(about: os.stat_result) -> tuple[int, int]:
    """Return what tells two files apart while one of them is open."""
    return about.st_dev, about.st_ino


class RewrittenError(Exception):
    """The file was truncated, or holds something else now."""


class OpenFile:
    """One file of those that had the followed name: how far it was read, how to know it again."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        about = os.fstat(descriptor)
        self.identity = (about.st_dev, about.st_ino)
        self.position = 0
        self.grew_at = time.monotonic()
        self._origin = 0  # where its text begins: behind a hole, if there is one
        self._start = self._before = b""  # at the origin; right before the position
        self._rest = b""  # a line that has no end yet
        self._is_open = False  # parts of that line were passed on
        self._restarted = False
        self._looked_at: tuple[int, int] | None = None

    def close(self) -> None:
        """Give the descriptor back."""
        with contextlib.suppress(OSError):
            os.close(self.descriptor)

    def read(self) -> bytes:
        """Return the next bytes, or none; raise ``RewrittenError`` if they are not the next."""
        about = os.fstat(self.descriptor)
        if about.st_size < self.position:
            raise RewrittenError
        if self._is_settled(about):
            return b""
        if self._restarted and self.position == self._origin:
            self._skip_hole()
        known = len(self._before)
        block = self._at(self.position - known, known + CHUNK_BYTES)
        if not block.startswith(self._before) or not self.starts_alike(self):
            raise RewrittenError
        data = block[known:]
        if data:
            self._note(data, block)
        return self._without_zeros(data)

    def _is_settled(self, about: os.stat_result) -> bool:
        """Say whether nothing has changed since the last look."""
        looked_at, self._looked_at = self._looked_at, (about.st_size, about.st_mtime_ns)
        return (
            about.st_size == self.position
            and looked_at == self._looked_at
            and time.time_ns() - about.st_mtime_ns > _SETTLED_NS
        )

    def _note(self, data: bytes, block: bytes) -> None:
        if len(self._start) < KNOWN_BYTES:
            self._start = (self._start + data[:KNOWN_BYTES])[:KNOWN_BYTES]
        self._before = block[-KNOWN_BYTES:]
        self.position += len(data)
        self.grew_at = time.monotonic()

    def _at(self, offset: int, size: int) -> bytes:
        os.lseek(self.descriptor, offset, os.SEEK_SET)
        return os.read(self.descriptor, size)

    # ------------------------------------------------------------ known again

    def start(self) -> bytes:
        """Return the first bytes, read now."""
        return self._at(0, KNOWN_BYTES)

    def starts_alike(self, other: OpenFile) -> bool:
        """Say whether *other*, perhaps this file itself, starts with what this one started with."""
        return other._at(self._origin, len(self._start)) == self._start

    def continues_in(self, other: OpenFile) -> bool:
        """Say whether *other* is a copy of this file that holds more than was read."""
        if self.position == self._origin or os.fstat(other.descriptor).st_size <= self.position:
            return False
        before = other._at(self.position - len(self._before), len(self._before))
        return before == self._before and self.starts_alike(other)

    def after(self, position: int) -> Iterator[bytes]:
        """Yield everything from *position* to the present end."""
        while data := self._at(position, CHUNK_BYTES):
            position += len(data)
            yield data

    def restart(self) -> None:
        """Read from the beginning again."""
        self.position = self._origin = 0
        self._start = self._before = b""
        self._restarted, self._looked_at = True, None

    def _skip_hole(self) -> None:
        """Go to where the data begins.

        Whoever writes without O_APPEND goes on at the old place after a truncation: what lies
        before is a hole, perhaps of gigabytes.
        """
        if hasattr(os, "SEEK_DATA"):
            with contextlib.suppress(OSError):  # there is nothing but a hole yet
                self.position = self._origin = os.lseek(self.descriptor, self._origin, os.SEEK_DATA)

    def _without_zeros(self, data: bytes) -> bytes:
        if self._restarted and data.startswith(b"\0") and not self._rest:
            return data.lstrip(b"\0")
        return data

    # ------------------------------------------------------------ lines

    def lines(self, data: bytes) -> bytes:
        """Return the lines that *data* ends, and keep the rest until it is whole or too long."""
        whole = self._rest + data
        cut = whole.rfind(b"\n") + 1
        if not cut and len(whole) > _MAX_REST_BYTES:
            cut, self._is_open = len(whole), True
        elif cut:
            self._is_open = False
        self._rest = whole[cut:]
        return whole[:cut]

    def last(self, *, ended: bool) -> bytes:
        """Return the line that has no end; with *ended* it gets one, for others come after it."""
        rest, self._rest = self._rest, b""
        if ended and (rest or self._is_open) and not self._start.startswith(_NOT_LINES):
            rest += b"\n"
        self._is_open = False
        return rest
