"""Let a thread make pieces ahead of whoever takes them."""

from __future__ import annotations

import threading
from contextlib import closing, suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator


def ahead(
    pieces: Generator[bytes], most: int, idle_seconds: float | None = None
) -> Iterator[bytes]:
    """Yield *pieces*, of which a thread makes up to *most* before they are asked for.

    What making one raises is raised in its place. Whoever stops early waits until the thread has
    ended and the pieces are closed. With *idle_seconds* nobody waits for long: not for the end of
    the thread, and an empty piece says that so far none has come.
    """
    wanted: SimpleQueue[bool] = SimpleQueue()
    made: SimpleQueue[bytes | BaseException] = SimpleQueue()
    gone = threading.Event()

    def make() -> None:
        try:
            with closing(pieces):
                while wanted.get() and not gone.is_set():
                    made.put(next(pieces))
        except BaseException as error:  # noqa: BLE001 - handed over, StopIteration as well
            made.put(error)

    for _ in range(most):
        wanted.put(True)
    thread = threading.Thread(target=make, name="logscan-ahead", daemon=True)
    try:
        yield from _taken(made, wanted, idle_seconds) if _started(thread) else pieces
    finally:
        gone.set()
        wanted.put(False)
        if idle_seconds is None:
            with suppress(RuntimeError):  # it never started, or it collects what nobody took
                thread.join()


def _started(thread: threading.Thread) -> bool:
    """Start a thread; say no where the system has none left."""
    try:
        thread.start()
    except RuntimeError:
        return False
    return True


def _taken(
    made: SimpleQueue[bytes | BaseException],
    wanted: SimpleQueue[bool],
    idle_seconds: float | None,
) -> Iterator[bytes]:
    """Yield what was made, and want one more for each; raise what making it raised."""
    while True:
        try:
            item = made.get(timeout=idle_seconds)
        except Empty:
            yield b""
            continue
        if isinstance(item, StopIteration):
            return
        if isinstance(item, BaseException):
            raise item
        wanted.put(True)
        yield item
