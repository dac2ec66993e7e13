"""Unpack gzip and zstd, in bounded pieces."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Protocol

from logscan.model import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"
MAGIC_BYTES = len(ZSTD)  # so many tell what it is
_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")  # a zstd frame of other data, RFC 8878 3.1.2
_ZSTD_STEP = 128  # bytes: zstd can unpack them to 4 MiB, 32,000 times as much

_CUT_OFF = Text(
    en="is cut off: what could be unpacked was read",
    ko="파일이 중간에 끊겨, 풀 수 있는 부분만 읽었습니다",
)
_DAMAGED = Text(
    en="is damaged: what could be unpacked was read",
    ko="파일이 손상되어, 풀 수 있는 부분만 읽었습니다",
)


class Inflater(Protocol):
    """One running decompression, whose pieces are about as long as it was told at most."""

    is_followed: bool  # other bytes stand behind what was packed
    fits_thread: bool  # it hardly ever needs the interpreter

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what *data* unpacks to."""
        ...

    def finish(self) -> Text | None:
        """Return what is wrong at the end of input, or None."""
        ...


class Gzip:
    """gzip of any number of members; what follows the last one is garbage."""

    fits_thread = True

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._member = zlib.decompressobj(wbits=31)
        self._started = self._damaged = self.is_followed = False
        self._between = b""  # behind a member: the next one, padding or garbage

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what *data* unpacks to."""
        while data and not (self._damaged or self.is_followed):
            if self._member.eof:
                data = self._next(data)
                continue
            try:
                piece = self._member.decompress(data, self._most_bytes)
            except zlib.error:
                if not self._started:
                    raise
                self._damaged = True
                return
            self._started = True
            if piece:
                yield piece
            data = self._member.unused_data if self._member.eof else self._member.unconsumed_tail

    def _next(self, data: bytes) -> bytes:
        """Return the start of the next member, or nothing where none begins here."""
        data = (self._between + data).lstrip(b"\0")  # padding
        self._between = data[: len(GZIP)]
        if data.startswith(GZIP):
            self._member, self._between = zlib.decompressobj(wbits=31), b""
            return data
        self.is_followed = not GZIP.startswith(data)
        return b""

    def finish(self) -> Text | None:
        """Return the fault at the end, if any."""
        self.is_followed = self.is_followed or bool(self._between)
        if self._damaged:
            return _DAMAGED
        return None if self._member.eof else _CUT_OFF


class Zstd:
    """zstd of any number of frames; what follows the last one is garbage."""

    fits_thread = False  # after each of its small steps it would wait for the interpreter

    def __init__(self, most_bytes: int) -> None:
        import zstandard  # noqa: PLC0415 - only for zstd input

        self._most_bytes = most_bytes
        self._error = zstandard.ZstdError
        self._make = zstandard.ZstdDecompressor(max_window_size=2**27).decompressobj
        self._frame = self._make()
        self._open = True  # in the middle of a frame
        self._damaged = self.is_followed = False
        self._between = b""  # behind a frame: the next one, or garbage

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what *data* unpacks to; small steps keep the pieces of a bomb small, too."""
        pieces, size = [], 0
        for start in range(0, len(data), _ZSTD_STEP):
            for piece in self._feed_some(data[start : start + _ZSTD_STEP]):
                pieces.append(piece)
                size += len(piece)
            if size >= self._most_bytes:
                yield b"".join(pieces)
                pieces, size = [], 0
        if pieces:
            yield b"".join(pieces)

    def _feed_some(self, data: bytes) -> Iterator[bytes]:
        while data and not (self._damaged or self.is_followed):
            if not self._open:
                data = self._next(data)
                continue
            try:
                piece = self._frame.decompress(data)
            except self._error:
                self._damaged = True
                return
            self._open = not self._frame.eof
            data = b"" if self._open else self._frame.unused_data
            if piece:
                yield piece

    def _next(self, data: bytes) -> bytes:
        """Return the start of the next frame, or nothing where none begins here."""
        data = self._between + data
        self._between = data[: len(ZSTD)]
        if len(data) < len(ZSTD):
            return b""
        if data.startswith(ZSTD) or _SKIPPABLE.match(data):
            self._frame, self._open, self._between = self._make(), True, b""
            return data
        self.is_followed = True
        return b""

    def finish(self) -> Text | None:
        """Return the fault at the end, if any."""
        self.is_followed = self.is_followed or bool(self._between)
        if self._damaged:
            return _DAMAGED
        return _CUT_OFF if self._open else None


INFLATERS: dict[bytes, Callable[[int], Inflater]] = {GZIP: Gzip, ZSTD: Zstd}
