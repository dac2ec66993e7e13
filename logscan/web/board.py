"""The board shows how running scans stand: a browser reads no answer while it uploads."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

PATIENCE_SECONDS = 15.0  # how long a watcher waits for the scan that it wants to watch
MOST = 256  # watched scans at a time; further ones are simply not shown


class Notice:
    """How one scan stands: the latest message of each type, and no history."""

    def __init__(self) -> None:
        self.latest: dict[str, dict[str, Any]] = {}
        self.done = False
        self.changed = asyncio.Event()

    def show(self, message: dict[str, Any]) -> None:
        """Replace the message of this type (in the event loop)."""
        self.latest[message["type"]] = message
        self.changed.set()


class Board:
    """All notices by the name that the client chose for its scan."""

    def __init__(self) -> None:
        self._notices: dict[str, Notice] = {}

    @contextmanager
    def posting(self, name: str | None) -> Iterator[Notice]:
        """Show a scan under *name* while it runs."""
        notice = self._find(name) if name else Notice()
        try:
            yield notice
        finally:
            notice.done = True
            notice.changed.set()
            if name:
                self._notices.pop(name, None)

    async def watch(self, name: str) -> AsyncIterator[dict[str, Any]]:
        """Yield each change of a notice until its scan is done; nothing for an unknown one."""
        notice = self._find(name)
        seen: dict[str, dict[str, Any]] = {}
        try:
            while True:
                async with asyncio.timeout(None if seen else PATIENCE_SECONDS):
                    await notice.changed.wait()
                notice.changed.clear()
                for kind, message in tuple(notice.latest.items()):
                    if seen.get(kind) is not message:
                        seen[kind] = message
                        yield message
                if notice.done:
                    return
        except TimeoutError:
            if self._notices.get(name) is notice:
                del self._notices[name]

    def _find(self, name: str) -> Notice:
        if name in self._notices or len(self._notices) >= MOST:
            return self._notices.get(name, Notice())
        return self._notices.setdefault(name, Notice())
