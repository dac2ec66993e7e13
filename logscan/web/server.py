"""The server: a socket, the address to open, and an end that is as calm as the start."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import signal
import socket
import sys
import threading
import webbrowser
from typing import TYPE_CHECKING

import uvicorn

from logscan.errors import UsageError
from logscan.web.app import create_app
from logscan.web.journal import log_config
from logscan.web.settings import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from logscan.web.settings import Settings

GRACE_SECONDS = 20  # below the platform's 30 seconds between SIGTERM and SIGKILL
PATIENCE_SECONDS = 15  # then uploads end too, with a report on what they have
MAX_CONNECTIONS = 128


def serve(settings: Settings, *, host: str, port: int, open_browser: bool) -> None:
    """Run the page until a signal ends it; the first line on stdout is its address.

    Raises ``UsageError`` where the address cannot be had.
    """
    listening = _listen(host, port)
    address = _address(listening, settings)
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        log_config=log_config(),
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        limit_concurrency=MAX_CONNECTIONS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ws="none",
        http="h11",
    )
    server = _Server(config, *app.state.endings)
    with _caught(server):
        print(address, flush=True)  # noqa: T201 - the contract's first line
        if open_browser and _has_screen():
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        server.run(sockets=[listening])


@contextlib.contextmanager
def _caught(server: _Server) -> Iterator[None]:
    """Catch signals from the moment that the address is known: uvicorn does so a bit later."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = [signal.signal(number, server.handle_exit) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


class _Server(uvicorn.Server):
    """Ends live streams with their report as soon as it is asked to stop, uploads a bit later."""

    def __init__(
        self, config: uvicorn.Config, end_streams: Callable[[], None], end_scans: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._end_streams, self._end_scans = end_streams, end_scans

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal; uvicorn stops accepting and waits for what runs."""
        super().handle_exit(sig, frame)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # before the start or after the end: nothing is open
            return
        loop.call_soon_threadsafe(self._end_streams)
        loop.call_soon_threadsafe(loop.call_later, PATIENCE_SECONDS, self._end_scans)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageError(f"port {port} is taken: choose another --port, or 0") from None
        raise UsageError(f"cannot listen on {host}:{port}: {error.strerror or error}") from None


def _address(listening: socket.socket, settings: Settings) -> str:
    """Return where the page is; a wide server's token stays out of its platform's log."""
    host, port = listening.getsockname()[:2]
    name = f"[{host}]" if ":" in host else host
    if is_loopback(host):
        return f"http://{name}:{port}/#token={settings.token}"
    return f"http://{name}:{port}/"


def _has_screen() -> bool:
    """Say whether a browser could open a window; a text browser must not take the terminal."""
    if sys.stdout is None or not sys.stdout.isatty():
        return False
    return sys.platform in {"darwin", "win32"} or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
