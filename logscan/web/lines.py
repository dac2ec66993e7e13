"""Lines on their way to a client: bounded while the upload runs, never blocking the worker."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from logscan.web.settings import MIB

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ROOM_BYTES = 4 * MIB


class Lines:
    """A queue from a worker thread into the event loop.

    A client that uploads before it reads would wait for ever for a worker that waits for
    it; so a full queue refuses lines, and whoever offers them counts what was refused.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._lines: deque[bytes] = deque()
        self._size = 0
        self._news = asyncio.Event()
        self._closed = False

    def offer(self, line: bytes) -> bool:
        """Take one line from the worker; say False where there is no room."""
        if self._size > ROOM_BYTES:
            return False
        self.put(line)
        return True

    def put(self, line: bytes) -> None:
        """Take one line from the worker, room or not."""
        self._lines.append(line)
        self._size += len(line)
        self._loop.call_soon_threadsafe(self._news.set)

    def close(self) -> None:
        """Say that no more lines come (in the event loop)."""
        self._closed = True
        self._news.set()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield lines in pieces until the queue is closed and empty."""
        while self._lines or not self._closed:
            if not self._lines:
                self._news.clear()
                if not self._lines and not self._closed:
                    await self._news.wait()
                continue
            piece = self._popped()
            yield piece

    def _popped(self) -> bytes:
        pieces = []
        size = 0
        while self._lines and size < MIB // 4:
            pieces.append(self._lines.popleft())
            size += len(pieces[-1])
        self._size -= size
        return b"".join(pieces)
