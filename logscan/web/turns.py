"""Turns: so many scans at a time, so many waiting, no more."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from logscan.web.refusals import RefusalError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Turns:
    """Hands out turns in the order of arrival; a full house is refused at once."""

    def __init__(self, running: int, waiting: int) -> None:
        self._most = running + waiting
        self._inside = 0
        self._turn = asyncio.Semaphore(running)

    @asynccontextmanager
    async def take(self) -> AsyncIterator[None]:
        """Wait for a turn and hold it; raise ``RefusalError`` where too many wait."""
        if self._inside >= self._most:
            raise RefusalError("too-many", limit=self._most)
        self._inside += 1
        try:
            async with self._turn:
                yield
        finally:
            self._inside -= 1
