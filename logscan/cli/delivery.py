"""Send alerts beside the scan, to a command or an address, without ever stopping it.

A thread of its own sends them, one after the other. What cannot be delivered is counted and
told; log text never becomes part of a command line.
"""

from __future__ import annotations

import contextlib
import os
import queue
import shlex
import shutil
import signal
import subprocess
import threading
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from logscan import __version__
from logscan.errors import UsageError
from logscan.model import Text
from logscan.report import one_line
from logscan.report.alert import Alert, variables, webhook_body

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from urllib.request import OpenerDirector

    from logscan.redaction import Redactor

EXEC_SECONDS = 30.0  # then the command is ended
WEBHOOK_SECONDS = 5.0  # for one try
BACK_OFF_SECONDS = (1.0, 2.0, 4.0)  # between the tries
_WAITING_ALERTS = 100
_TOO_MANY, _SERVER_FAULT = 429, 500


class DeliveryError(Exception):
    """An alert that did not arrive; the message says why, without any address."""


class Channel(Protocol):
    """A way to send an alert."""

    def send(self, alert: Alert, closing: threading.Event) -> None:
        """Send, or raise ``DeliveryError``; once *closing* is set, do not try again."""
        ...


class Courier:
    """The thread that sends alerts; it counts what arrives and what does not."""

    def __init__(self, channels: Sequence[Channel], announce: Callable[[Text], None]) -> None:
        self.sent = self.failed = 0
        self._channels, self.announce = channels, announce
        self._waiting: queue.Queue[Alert | None] = queue.Queue(_WAITING_ALERTS)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="alerts", daemon=True)
        self._thread.start()

    def take(self, alert: Alert) -> None:
        """Queue an alert; one too many is counted as failed."""
        try:
            self._waiting.put_nowait(alert)
        except queue.Full:
            self._fail("too many alerts are waiting")

    def finish(self, seconds: float) -> None:
        """Wait until all is sent, at most *seconds*; what is left counts as failed."""
        self._closing.set()
        with contextlib.suppress(queue.Full):
            self._waiting.put_nowait(None)
        self._thread.join(seconds)
        if self._thread.is_alive():
            self.failed += self._waiting.qsize()

    def _work(self) -> None:
        while (alert := self._waiting.get()) is not None:
            for channel in self._channels:
                try:
                    channel.send(alert, self._closing)
                except DeliveryError as error:
                    self._fail(str(error))
                else:
                    self.sent += 1
            if self._closing.is_set() and self._waiting.empty():
                return

    def _fail(self, reason: str) -> None:
        self.failed += 1
        if self.failed == 1:
            said = one_line(reason)
            self.announce(Text(en=f"alert failed: {said}", ko=f"알림 실패: {said}"))


class CommandChannel:
    """A command that gets the document on standard input and in its environment.

    It is started without a shell. What it prints on standard output is not shown; the last
    line on standard error explains a failure.
    """

    def __init__(self, command: str) -> None:
        try:
            self._words = shlex.split(command, posix=os.name == "posix")
        except ValueError as error:
            raise UsageError(f"--exec: {error}: {command}") from None
        if not self._words or shutil.which(self._words[0]) is None:
            raise UsageError(f"--exec: no such command: {command}")

    def send(self, alert: Alert, _closing: threading.Event) -> None:
        """Run the command once; raise ``DeliveryError`` if it fails or takes too long."""
        import json  # noqa: PLC0415 - only where there are alerts

        name, data = self._words[0], json.dumps(alert.document).encode()
        try:
            process = subprocess.Popen(  # noqa: S603 - the user's own command, without a shell
                self._words,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env={**os.environ, **variables(alert.document)},
                start_new_session=True,
            )
        except OSError as error:
            raise DeliveryError(f"{name}: {error.strerror or error}") from None
        try:
            _, said = process.communicate(data, timeout=EXEC_SECONDS)
        except subprocess.TimeoutExpired:
            _end(process)
            raise DeliveryError(f"{name}: not done after {EXEC_SECONDS:.0f} s") from None
        except OSError as error:
            _end(process)
            raise DeliveryError(f"{name}: {error.strerror or error}") from None
        if process.returncode:
            last = said.decode("utf-8", "replace").strip().rpartition("\n")[2][:200]
            raise DeliveryError(f"{name}: exit {process.returncode} {last}".strip())


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and those it has started."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
    process.communicate()


class WebhookChannel:
    """An address that gets a JSON body with a text that Slack and its like show.

    Always redacted, whatever the report is. Only http and https, and no redirects: the address
    is a secret that must not be carried on.
    """

    def __init__(self, url: str, redactor: Redactor) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError("--webhook: the address must start with https:// or http://")
        self._url, self._host = url, parts.hostname
        self._redact = redactor.redact

    def send(self, alert: Alert, closing: threading.Event) -> None:
        """Post until it is taken; raise ``DeliveryError`` when the last try has failed."""
        safe = Alert(
            key=alert.key,
            document=_redacted(alert.document, self._redact),
            chat=self._redact(alert.chat),
        )
        body = webhook_body(safe)
        for pause_seconds in (*BACK_OFF_SECONDS, None):
            reason, is_passing = self._post(body)
            if not reason:
                return
            if not is_passing or pause_seconds is None or closing.wait(pause_seconds):
                break
        raise DeliveryError(f"webhook at {self._host}: {reason}")

    def _post(self, body: bytes) -> tuple[str, bool]:
        """Return why the body was not taken, and whether that may pass."""
        from http.client import HTTPException  # noqa: PLC0415 - only where a webhook is asked for
        from urllib.error import HTTPError  # noqa: PLC0415 - the same
        from urllib.request import Request  # noqa: PLC0415 - the same

        headers = {"Content-Type": "application/json", "User-Agent": f"logscan/{__version__}"}
        request = Request(self._url, data=body, headers=headers, method="POST")  # noqa: S310 - checked above
        try:
            with _opener().open(request, timeout=WEBHOOK_SECONDS) as response:
                response.read(1024)
        except HTTPError as error:
            error.close()
            return f"HTTP {error.code}", error.code == _TOO_MANY or error.code >= _SERVER_FAULT
        except (OSError, HTTPException, ValueError) as error:
            return str(getattr(error, "reason", None) or error or type(error).__name__), True
        return "", False


def _opener() -> OpenerDirector:
    """Return what opens http and https alone, through the proxy of the environment."""
    from urllib import request  # noqa: PLC0415 - only where a webhook is asked for

    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler(),
        request.UnknownHandler(),
        request.HTTPHandler(),
        request.HTTPSHandler(),
        request.HTTPDefaultErrorHandler(),
        request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _redacted(value: Any, redact: Callable[[str], str]) -> Any:
    """Return a document with secrets taken out of every string."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {key: _redacted(entry, redact) for key, entry in value.items()}
    if isinstance(value, list):
        return [_redacted(entry, redact) for entry in value]
    return value
