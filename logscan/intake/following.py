"""Follow what still grows: files through every kind of rotation, pipes until they end.

An open file is kept while its name moves on, so that an inode cannot come back unseen and
nothing that is still written to the old file is lost. Everything that was read under one name
is one stream; lines are counted through.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import stat
import sys
import time
from typing import TYPE_CHECKING, Protocol

from logscan.intake.growing import OpenFile, RewrittenError, identity_of, is_file, opened
from logscan.intake.sources import CHUNK_BYTES
from logscan.model import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from pathlib import Path

    from logscan.intake.sources import Chunks, Source

POLL_SECONDS = 0.01  # how long a line may wait before it is looked for
LINGER_SECONDS = 30.0  # a file that lost its name is read on until it was quiet this long
REST_SECONDS = 2.0  # the same for its last line, if that has no end
DRAIN_SECONDS = 1.0  # after a stop: for what is there already
LAST_WORDS_SECONDS = 0.2  # the same for a pipe whose writer was stopped, too
_UNTIL_LAST_WORDS_SECONDS = DRAIN_SECONDS - LAST_WORDS_SECONDS
_MAX_LINGERING = 8
_MAX_SIBLINGS = 100


class Tail(Protocol):
    """Something that is followed: ``source.chunks()`` never waits, an empty chunk is no news."""

    source: Source
    descriptor: int | None  # what can be waited for, if anything


def tails_of(sources: Sequence[Source], stopped: Callable[[], bool]) -> list[Tail]:
    """Return a tail for each source; once *stopped* says yes, they end with what is there."""
    return [_tail(source, stopped) for source in sources]


def _tail(source: Source, stopped: Callable[[], bool]) -> Tail:
    if source.opener is not None:  # it was found faulty already
        return _Ready(source)
    if source.path is None:
        if sys.stdin is None or not is_file(sys.stdin.fileno()):
            return PipeTail(source, stopped)
    elif _is_special(source.path):
        return PipeTail(source, stopped)
    return FileTail(source, stopped)


def follow(tails: Sequence[Tail]) -> Generator[tuple[Source | None, bytes]]:
    """Yield what arrives as ``(source, data)``, without ever letting one tail wait for another.

    ``(source, b"")`` says that the source has ended, ``(None, b"")`` that nothing is new; then
    the next look is taken after ``POLL_SECONDS``, or as soon as a pipe has something. The end
    comes when all sources have ended.
    """
    active = [(tail, tail.source.chunks()) for tail in tails]
    while active:
        quiet = True
        for pair in tuple(active):
            tail, chunks = pair
            data = next(chunks, None)
            if data is None:
                active.remove(pair)
            if data != b"":
                quiet = False
                yield tail.source, data or b""
        if quiet:
            yield None, b""
            _wait([tail.descriptor for tail, _ in active if tail.descriptor is not None])


def _wait(descriptors: Sequence[int]) -> None:
    """Wait until a pipe has something, at most ``POLL_SECONDS``."""
    if not descriptors:
        time.sleep(POLL_SECONDS)
        return
    try:
        select.select(descriptors, [], [], POLL_SECONDS)
    except (OSError, ValueError):  # not every system can wait for every kind
        time.sleep(POLL_SECONDS)


def _is_special(path: Path) -> bool:
    """Say whether there is something that is no regular file."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


class _Ready:
    """A source that is read as it is."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.descriptor: int | None = None


# ---------------------------------------------------------------- pipes


def arriving(descriptor: int, stopped: Callable[[], bool]) -> Iterator[bytes]:
    """Yield what a pipe gives and empty chunks meanwhile; it ends with the pipe or a stop."""
    deadline: float | None = None
    while True:
        if deadline is None and stopped():
            deadline = time.monotonic() + DRAIN_SECONDS
        if not _is_ready(descriptor):
            if deadline is not None and time.monotonic() > deadline - _UNTIL_LAST_WORDS_SECONDS:
                return
            yield b""
            continue
        try:
            data = os.read(descriptor, CHUNK_BYTES)
        except BlockingIOError:
            yield b""
            continue
        if not data or (deadline is not None and time.monotonic() > deadline):
            return
        yield data


def _is_ready(descriptor: int) -> bool:
    try:
        return bool(select.select([descriptor], [], [], 0)[0])
    except (OSError, ValueError):
        return True


class PipeTail:
    """Standard input, a named pipe or a device."""

    def __init__(self, source: Source, stopped: Callable[[], bool]) -> None:
        self.source, self._stopped = source, stopped
        self.descriptor: int | None = None
        source.opener = self._raw

    def _raw(self) -> Chunks:
        path = self.source.path
        if path is None:
            if sys.stdin is None:
                raise OSError(errno.EBADF, "it is closed")
            self.descriptor = sys.stdin.fileno()
            yield from arriving(self.descriptor, self._stopped)
            return
        # Without O_NONBLOCK, opening a named pipe waits for somebody who writes to it.
        self.descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        try:
            yield from arriving(self.descriptor, self._stopped)
        finally:
            os.close(self.descriptor)
            self.descriptor = None


# ---------------------------------------------------------------- a name and its files


Known = tuple[tuple[int, int], bytes]  # what a file is known by: its identity and its start


class FileTail:
    """A followed file name: the file that has it now, and those that had it."""

    descriptor: int | None = None  # a file is always ready: it cannot be waited for

    def __init__(self, source: Source, stopped: Callable[[], bool]) -> None:
        self.source, self._stopped = source, stopped
        self._old: list[OpenFile] = []  # they lost the name
        self._others: set[Known] = set()  # numbered files that hold nothing new
        self._replaced = self._truncated = 0
        self._cannot_open = False
        source.opener = self._raw

    def _raw(self) -> Chunks:
        self._current = self._first()
        self._others = set(self._numbered())  # older logs, or copies of what was read
        try:
            yield from self._grown()
            self._tell()
        finally:
            for file in (self._current, *self._old):
                file.close()

    def _first(self) -> OpenFile:
        if self.source.path is None:
            return OpenFile(os.dup(sys.stdin.fileno()))
        return OpenFile(opened(self.source.path))

    def _grown(self) -> Chunks:
        deadline: float | None = None
        while True:
            if deadline is None and self._stopped():
                deadline = time.monotonic() + DRAIN_SECONDS
            quiet = True
            for piece in self._turn():
                quiet = False
                if piece:
                    yield piece
            if deadline is not None and (quiet or time.monotonic() > deadline):
                break
            if quiet:
                yield b""
        for file in self._old:
            yield file.last(ended=True)
        yield self._current.last(ended=False)

    def _turn(self) -> Iterator[bytes]:
        """Yield what one look brings; pieces may be empty where a line has no end yet."""
        try:
            data = self._current.read()
        except RewrittenError:
            yield from self._begin_again()
            return
        if data:
            yield self._current.lines(data)
        elif self._is_replaced():
            yield from self._move_on()
        else:
            yield from self._left_behind()

    # ------------------------------------------------------------ truncated

    def _begin_again(self) -> Iterator[bytes]:
        """Start over in a file that was truncated, after what was copied away just before."""
        self._truncated += 1
        for copy in self._siblings():
            if self._current.continues_in(copy):
                for data in copy.after(self._current.position):
                    yield self._current.lines(data)
                copy.close()
                break
            copy.close()
        yield self._current.last(ended=True)
        self._current.restart()
        self._others = set(self._numbered())

    def _siblings(self) -> Iterator[OpenFile]:
        """Yield the files whose names begin with the followed one, the newest first."""
        path = self.source.path
        if path is None:
            return
        found: list[tuple[int, str]] = []
        with contextlib.suppress(OSError), os.scandir(path.parent) as entries:
            for entry in entries:
                if entry.name.startswith(path.name) and entry.name != path.name:
                    with contextlib.suppress(OSError):
                        found.append((entry.stat().st_mtime_ns, entry.path))
        for _, name in sorted(found, reverse=True)[:_MAX_SIBLINGS]:
            with contextlib.suppress(OSError):
                yield OpenFile(opened(name))

    # ------------------------------------------------------------ replaced

    def _is_replaced(self) -> bool:
        """Say whether the name belongs to another file by now."""
        if self.source.path is None:
            return False
        try:
            about = self.source.path.stat()
        except OSError:  # gone for now: it may come again
            return False
        return stat.S_ISREG(about.st_mode) and identity_of(about) != self._current.identity

    def _move_on(self) -> Iterator[bytes]:
        """Go over to the file that has the name now, through those that had it meanwhile."""
        path = self.source.path
        if path is None:
            return
        try:
            new = OpenFile(opened(path))
        except OSError as error:
            self._note_closed(error)
            return
        # Between the last read and the rename somebody may have written.
        yield from _drained(self._current)
        self._old.append(self._current)
        for name in self._missed(new):
            with contextlib.suppress(OSError):
                self._old.append(OpenFile(opened(name)))
                self._replaced += 1
                yield from _drained(self._old[-1])
        self._replaced += 1
        self._current, self._others = self._known(new), set(self._numbered())
        yield b""  # it was not read yet: this look has brought something
        while len(self._old) > _MAX_LINGERING:
            yield self._let_go(self._old[0])

    def _known(self, new: OpenFile) -> OpenFile:
        """Return the file that was read before under this name, if the new one is that."""
        for file in self._old:
            if file.identity == new.identity:
                new.close()
                self._old.remove(file)
                return file
        return new

    def _missed(self, new: OpenFile) -> list[str]:
        """Return the files that had the name between the current and the *new* one, oldest first.

        They are the numbered ones that were not there at the last change; numbers count up
        with age (``app.log.1`` is younger than ``app.log.2``).
        """
        read = {file.identity for file in (new, *self._old)}
        numbered = self._numbered()
        found = [
            name
            for known, name in numbered.items()
            if known[0] not in read | {self._current.identity} and known not in self._others
        ]
        return found[::-1]

    def _numbered(self) -> dict[Known, str]:
        """Return the names of the numbered files beside the followed one, the youngest first.

        An inode alone does not tell who a file is: that of a deleted one is used again at once.
        """
        found: dict[Known, str] = {}
        for number in range(1, _MAX_SIBLINGS if self.source.path else 0):
            name = f"{self.source.path}.{number}"
            try:
                file = OpenFile(opened(name))
            except OSError:
                break
            found.setdefault((file.identity, file.start()), name)
            file.close()
        return found

    def _left_behind(self) -> Iterator[bytes]:
        """Yield what is still written to files that lost their name."""
        for file in tuple(self._old):
            try:
                data = file.read()
            except (RewrittenError, OSError):
                yield self._let_go(file)
                continue
            quiet_seconds = time.monotonic() - file.grew_at
            if data:
                yield file.lines(data)
            elif quiet_seconds > LINGER_SECONDS:
                yield self._let_go(file)
            elif quiet_seconds > REST_SECONDS and (rest := file.last(ended=True)):
                yield rest

    def _let_go(self, file: OpenFile) -> bytes:
        self._old.remove(file)
        file.close()
        return file.last(ended=True)

    # ------------------------------------------------------------ what to tell

    def _note_closed(self, error: OSError) -> None:
        if self._cannot_open:
            return
        self._cannot_open = True
        name, reason = self.source.name, error.strerror or str(error)
        self.source.notes.append(
            Text(
                en=f"{name} was replaced by a file that could not be opened: {reason}",
                ko=f"{name}이(가) 열 수 없는 파일로 교체되었습니다: {reason}",
            )
        )

    def _tell(self) -> None:
        """Note that the file was not one file: its lines are counted through all of them."""
        name, replaced, truncated = self.source.name, self._replaced, self._truncated
        if replaced or truncated:
            self.source.notes.append(
                Text(
                    en=f"{name} was replaced {replaced} and truncated {truncated} times: "
                    "all parts were read, lines are counted through",
                    ko=f"{name}이(가) {replaced}번 교체되고 {truncated}번 비워졌습니다. "
                    "모든 부분을 읽었고 줄 번호는 이어서 셌습니다",
                )
            )


def _drained(file: OpenFile) -> Iterator[bytes]:
    """Yield the lines of what there is still to read."""
    with contextlib.suppress(RewrittenError):
        while data := file.read():
            yield file.lines(data)
