"""A request's body, handed from the event loop to a worker thread without piling up."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from logscan.web.refusals import ClientGoneError, RefusalError
from logscan.web.settings import MIB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import Receive

    from logscan.web.settings import Limits

WINDOW_BYTES = MIB // 2  # what may wait for the worker before the client is held back
IDLE_SECONDS = 0.2  # the worker hears of a silence after this time
_PATIENCE_SECONDS = 1.0  # how often a waiting worker looks whether it was given up


class Body:
    """One body; ``pump`` runs in the event loop, ``take`` is called by the worker."""

    def __init__(self, receive: Receive, limits: Limits, *, live: bool = False) -> None:
        self.received = 0
        self.ended = False
        self._receive = receive
        self._limit = None if live else limits.body_bytes
        self._idle = None if live else limits.idle_seconds
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._fault: Exception | None = None
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    # ------------------------------------------------------------ in the event loop

    async def pump(self) -> None:
        """Read until the client is done or gone, no faster than the worker takes."""
        while not self.ended:
            try:
                message = await asyncio.wait_for(self._receive(), self._idle)
            except TimeoutError:
                self.give_up(RefusalError("too-slow", seconds=round(self._idle or 0)))
                return
            if message["type"] == "http.disconnect":
                self.give_up(ClientGoneError())
                return
            self.ended = not message.get("more_body", False)
            self._add(message.get("body", b""))
            if self._fault is not None:
                return
            self._news.set()
            await self._have_room()
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.give_up(ClientGoneError())

    def give_up(self, fault: Exception) -> None:
        """End the body with *fault*: the worker meets it at its next ``take``."""
        if self._fault is None:
            self._fault = fault
        self._news.set()
        self._room.set()

    def _add(self, data: bytes) -> None:
        self.received += len(data)
        over = self.received - self._limit if self._limit is not None else 0
        if over > 0:
            data = data[:-over]
        if data:
            self._waiting.append(data)
            self._size += len(data)
        if over > 0:
            self.give_up(RefusalError("too-large", limit=mebibytes(self._limit or 0)))

    async def _have_room(self) -> None:
        while self._size > WINDOW_BYTES and self._fault is None:
            self._room.clear()
            await self._room.wait()

    async def _taken(self) -> bytes | None:
        if not self._waiting and not self.ended and self._fault is None:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), IDLE_SECONDS)
            except TimeoutError:
                return b""
        if not self._waiting:
            if self._fault is not None:
                raise self._fault
            return None if self.ended else b""
        data = b"".join(self._waiting)
        self._waiting.clear()
        self._size = 0
        self._room.set()
        return data

    # ------------------------------------------------------------ in the worker

    def take(self) -> bytes | None:
        """Return what has arrived, empty for a silence, None at the end.

        Raises ``RefusalError`` and ``ClientGoneError``.
        """
        if isinstance(self._fault, ClientGoneError):
            raise self._fault
        asked = asyncio.run_coroutine_threadsafe(self._taken(), self._loop)
        while True:
            try:
                return asked.result(_PATIENCE_SECONDS)
            except TimeoutError:
                if self._fault is not None or self._loop.is_closed():
                    raise self._fault or ClientGoneError from None


class Part:
    """The next *size* bytes of a body as chunks; all the rest where *size* is None.

    It is no generator: a reader that loses interest does not end it, so that ``skip`` can go
    on to the next part.
    """

    def __init__(self, parts: Parts, size: int | None) -> None:
        self.read = self.unpacked = 0
        self._parts = parts
        self._left = size

    def __iter__(self) -> Iterator[bytes]:
        """Return itself."""
        return self

    def __next__(self) -> bytes:
        """Return the next chunk; raise ``RefusalError`` where the body ends early."""
        if self._left == 0:
            raise StopIteration
        data = self._parts.next(self._left)
        if data is None:
            if self._left is None:
                raise StopIteration
            raise RefusalError("short-body")
        if self._left is not None:
            self._left -= len(data)
        self.read += len(data)
        return data

    def skip(self) -> None:
        """Go to the end of the part."""
        for _ in self:
            pass


class Parts:
    """Cuts a body into its files; keeps what was taken too far.

    A silence of the network means nothing in an upload: *on_silence* hears of it, and whoever
    reads just waits. Without it (a live stream) a silence is an empty chunk.
    """

    def __init__(self, body: Body, on_silence: Callable[[], None] | None) -> None:
        self._body = body
        self._on_silence = on_silence
        self._ahead = b""

    def next(self, most: int | None) -> bytes | None:
        """Return at most *most* bytes, None at the end, empty for a silence in a stream."""
        data = self._ahead or self._body.take()
        while data == b"" and self._on_silence is not None:
            self._on_silence()
            data = self._body.take()
        self._ahead = b""
        if data is None or most is None:
            return data
        self._ahead = data[most:]
        return data[:most]

    def finish(self) -> None:
        """Raise ``RefusalError`` where bytes are left that belong to no file."""
        while (data := self.next(None)) is not None:
            if data:
                raise RefusalError("short-body")


def mebibytes(size: int) -> str:
    """Return a limit as people read it."""
    return f"{size // MIB} MiB" if size >= MIB else f"{size} B"
