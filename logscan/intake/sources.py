"""Open sources: files and standard input, compressed or not, as byte chunks.

What is compressed is known by its first bytes, never by its name. Faults of a source end
that source, are kept in ``Source.faults`` and never stop the others.
"""

from __future__ import annotations

import codecs
import errno
import os
import select
import stat
import sys
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import field
from pathlib import Path

from logscan.errors import SourceError
from logscan.intake.inflating import INFLATERS, MAGIC_BYTES, Inflater
from logscan.model import Text
from logscan.values import dataclass

Chunks = Iterator[bytes]

CHUNK_BYTES = 512 * 1024
IDLE_SECONDS = 0.1  # a pipe that is silent this long is waited for with what is there
# A small file that unpacks to more than this is a bomb, not a log.
MAX_RATIO = 200
FREE_BYTES = 64 * 1024 * 1024
_PIECES_AHEAD = 4  # of at most CHUNK_BYTES


class UnreadableError(OSError):
    """What a source cannot give, in both languages; raised by an opener."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class _BombError(Exception):
    """A small source unpacks to far more than a log would."""


@dataclass(slots=True)
class Source:
    """One thing to read. ``chunks()`` yields bytes; an empty chunk means: nothing for now."""

    name: str
    path: Path | None = None  # None: standard input
    opener: Callable[[], Chunks] | None = None  # another way to get its raw bytes
    is_live: bool = True  # while nothing comes, what has come is judged
    reader: Callable[[int], Chunks] | None = None  # the same from an offset on
    faults: list[Text] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)  # odd but harmless

    @property
    def can_wait(self) -> bool:
        """Whether reading it may take its time: it is no stream that somebody follows."""
        return self.opener is None or not self.is_live

    def chunks(self) -> Chunks:
        """Yield the decompressed bytes; never raises for what the content is."""
        yield from self._safely(lambda: _transcoded(_decompressed(self._raw(), self), self))

    def chunks_from(self, offset: int) -> Chunks:
        """Yield the bytes as they are stored, from *offset* on, with the same promise."""
        yield from self._safely(lambda: self._raw_from(offset))

    def _safely(self, read: Callable[[], Chunks]) -> Chunks:
        try:
            yield from read()
        except UnreadableError as error:
            self.faults.append(error.text)
        except OSError as error:
            reason = error.strerror or str(error)
            self.faults.append(unreadable(self.name, Text(en=reason, ko=reason)))

    def fault(self, en: str, ko: str) -> None:
        """Note what is wrong with the source: the report will not be complete."""
        self.faults.append(Text(en=en, ko=ko))

    def _raw(self) -> Chunks:
        if self.opener is not None:
            return self.opener()
        if self.path is None:
            if sys.stdin is None:
                raise OSError(errno.EBADF, "it is closed")
            return _from_descriptor(sys.stdin.fileno())
        return _closing(_opened(self.path))

    def _raw_from(self, offset: int) -> Chunks:
        if self.reader is not None:
            return self.reader(offset)
        if self.path is None:
            raise OSError(errno.ESPIPE, "it can only be read from the start")
        descriptor = _opened(self.path)
        os.lseek(descriptor, offset, os.SEEK_SET)
        return _closing(descriptor)


def unreadable(name: str, why: Text) -> Text:
    """Return the fault of a source that cannot be read."""
    return Text(en=f"cannot read {name}: {why.en}", ko=f"{name} 읽기 실패: {why.ko}")


def not_regular(name: str) -> Text:
    """Return what is said of a pipe, socket or device in a folder."""
    return Text(
        en=f"{name} is no regular file: left out (name it to read it)",
        ko=f"{name}은(는) 일반 파일이 아니어서 제외했습니다(읽으려면 직접 지정하세요)",
    )


def no_match(name: str) -> Text:
    """Return the fault of a glob behind which nothing is."""
    return Text(en=f"no file matches {name}", ko=f"{name}에 맞는 파일이 없습니다")


def no_files(name: str) -> Text:
    """Return the fault of an empty folder."""
    return Text(en=f"no files in {name}", ko=f"{name}에 파일이 없습니다")


def faulty(name: str, fault: Text) -> Source:
    """Return a source that gives nothing but its fault."""
    return Source(name=name, opener=_nothing, faults=[fault])


def _nothing() -> Chunks:
    return iter(())


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))


# ---------------------------------------------------------------- raw bytes


def _closing(descriptor: int) -> Chunks:
    try:
        yield from _from_descriptor(descriptor)
    finally:
        os.close(descriptor)


def _from_descriptor(descriptor: int) -> Chunks:
    """Yield what a descriptor gives; for pipes and terminals an empty chunk when idle."""
    waits = not stat.S_ISREG(os.fstat(descriptor).st_mode)
    while True:
        if waits and not _ready(descriptor):
            yield b""
            continue
        try:
            data = os.read(descriptor, CHUNK_BYTES)
        except BlockingIOError:
            select.select([descriptor], [], [])
            continue
        if not data:
            return
        yield data


def _ready(descriptor: int) -> bool:
    """Wait a short while for input; where the system cannot wait, say yes."""
    try:
        return bool(select.select([descriptor], [], [], IDLE_SECONDS)[0])
    except (OSError, ValueError):
        return True


# ---------------------------------------------------------------- decompression


_FOLLOWED = Text(
    en="is followed by bytes that are not compressed: they were left out",
    ko="뒤에 압축되지 않은 바이트가 있어 제외했습니다",
)


def _decompressed(raw: Chunks, source: Source) -> Chunks:
    """Yield the bytes of *raw*, unpacked where they start like gzip or zstd."""
    first = b""
    for chunk in raw:
        first += chunk
        if len(first) >= MAGIC_BYTES or not any(m.startswith(first) for m in INFLATERS):
            break
        if not chunk:
            yield b""
    make = next((make for magic, make in INFLATERS.items() if first.startswith(magic)), None)
    if make is None:
        yield first
        yield from raw
        return
    yield from _unpacked(first, raw, make(CHUNK_BYTES), source)


def _unpacked(first: bytes, raw: Chunks, inflater: Inflater, source: Source) -> Chunks:
    """Yield what the bytes unpack to, and tell what is wrong with them."""
    name, pieces = source.name, _inflated(first, raw, inflater)
    is_long = len(first) >= CHUNK_BYTES  # a pipe does not give so much at once
    try:
        if is_long and inflater.fits_thread and source.can_wait:
            yield from _unpacked_beside(pieces)
        else:
            yield from pieces
    except _BombError:
        source.fault(
            f"{name} unpacks to more than {MAX_RATIO} times its size: stopped",
            f"{name}의 압축을 풀면 크기가 {MAX_RATIO}배를 넘어 중단했습니다",
        )
        return
    except zlib.error:
        source.fault(
            f"{name} is damaged: nothing could be unpacked",
            f"{name}이(가) 손상되어 압축을 풀 수 없습니다",
        )
        return
    fault = inflater.finish()
    if fault:
        source.fault(f"{name} {fault.en}", f"{name} {fault.ko}")
    elif inflater.is_followed:
        source.notes.append(Text(en=f"{name} {_FOLLOWED.en}", ko=f"{name} {_FOLLOWED.ko}"))


def _unpacked_beside(pieces: Generator[bytes]) -> Chunks:
    """Let a thread unpack *pieces* while those before them are read."""
    from logscan.intake.ahead import ahead  # noqa: PLC0415 - only for much input

    return ahead(pieces, _PIECES_AHEAD)


def _inflated(first: bytes, raw: Chunks, inflater: Inflater) -> Generator[bytes]:
    packed = unpacked = 0
    for chunk in _chain(first, raw):
        if not chunk:
            yield b""
            continue
        packed += len(chunk)
        for piece in inflater.feed(chunk):
            unpacked += len(piece)
            if unpacked > MAX_RATIO * packed + FREE_BYTES:
                raise _BombError
            yield piece


def _chain(first: bytes, rest: Chunks) -> Chunks:
    yield first
    yield from rest


# ---------------------------------------------------------------- character sets

_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def _transcoded(chunks: Chunks, source: Source) -> Chunks:
    """Yield UTF-8: input that starts as UTF-16 (PowerShell's ``>``) is converted."""
    first = b""
    for chunk in chunks:
        first += chunk
        if len(first) >= 2 or not chunk:  # noqa: PLR2004 - the length of the mark
            break
    encoding = _utf16(first)
    if encoding is None:
        yield first
        yield from chunks
        return
    name = encoding.upper()
    source.notes.append(
        Text(
            en=f"{source.name} is {name}: converted to UTF-8",
            ko=f"{source.name}은(는) {name}이라 UTF-8로 바꾸어 읽었습니다",
        )
    )
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in _chain(first, chunks):
        yield decoder.decode(chunk).removeprefix("\ufeff").encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def is_stored_plain(first: bytes) -> bool:
    """Say whether a source with these first bytes is neither compressed nor to be converted."""
    return not first.startswith(tuple(INFLATERS)) and _utf16(first) is None


def _utf16(first: bytes) -> str | None:
    """Return the UTF-16 form of the first bytes, known by its mark or by its zeros."""
    for mark, encoding in _MARKS:
        if first.startswith(mark):
            return encoding
    sample = first[:512]
    if len(sample) < 8 or b"\n" not in sample.replace(b"\0", b""):  # noqa: PLR2004 - too short to judge
        return None
    half = len(sample) // 2
    if sample[1::2].count(0) > 0.8 * half and sample[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if sample[::2].count(0) > 0.8 * half and sample[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def source_at(place: str | os.PathLike[str]) -> Source:
    """Return the source of one existing file; raise ``SourceError`` where there is none."""
    path = Path(place)
    if not path.is_file():
        raise SourceError(f"no such file: {path}")
    return Source(name=str(path), path=path)
