"""Tell somebody when it matters: run a command, call a webhook, never stop the scan.

Alerts are sent by a thread of their own, one after the other. What cannot be delivered is
counted and told; log text never becomes part of a command line.
"""

from __future__ import annotations

import contextlib
import os
import queue
import re
import shlex
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from logscan import __version__
from logscan.cli.notes import say
from logscan.errors import UsageError
from logscan.model import Kind, Severity, Status, Text
from logscan.redaction import Redactor
from logscan.report import one_line
from logscan.report.alert import (
    Alert,
    event_alert,
    event_key,
    event_of,
    variables,
    verdict_alert,
    webhook_body,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from urllib.request import OpenerDirector

    from logscan.cli.scanning import AlertRequest
    from logscan.model import Catalogue, Event, Report, Signature

VERDICT = "verdict"
DEFAULT_ON = ("high", VERDICT)
VERDICT_SETTLE_SECONDS = 2.0  # a verdict must last this long: a deploy passes through several
EXEC_SECONDS = 30.0  # then the command is ended
WEBHOOK_SECONDS = 5.0  # for one try
BACK_OFF_SECONDS = (1.0, 2.0, 4.0)  # between the tries
FINISH_SECONDS = 5.0  # at the end, for what was not sent yet
_WAITING_ALERTS = 100
_KEYS_KEPT = 10_000
_BAD = (Status.FAILING, Status.DEGRADED)
_TOO_MANY, _SERVER_FAULT = 429, 500
_DURATION = re.compile(r"(\d+)(s|m|h)")
_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600}


class DeliveryError(Exception):
    """An alert that did not arrive; the message says why, without any address."""


class Channel(Protocol):
    """A way to send an alert."""

    def send(self, alert: Alert, closing: threading.Event) -> None:
        """Send, or raise ``DeliveryError``; once *closing* is set, do not try again."""
        ...


# ---------------------------------------------------------------- when


class Alerts:
    """Decides what is worth telling, and hands it to the channels.

    Raises ``UsageError`` for what cannot be used.
    """

    def __init__(self, request: AlertRequest, catalogue: Catalogue, *, language: str) -> None:
        self._language = language
        self._signatures = {signature.id: signature for signature in catalogue.signatures}
        words = tuple(request.on) or DEFAULT_ON
        self._least = _least(words)
        self._ids = _ids(words, {*self._signatures, *(rule.id for rule in catalogue.rules)})
        self._on_verdict = VERDICT in words
        self._courier = _Courier(_channels(request), self._say)
        self._cooldown = _Cooldown(_seconds(request.cooldown))
        self._told: Status | None = None  # the last status that was taken note of
        self._settling: tuple[Status, float] | None = None
        self._is_alarmed = False  # something was sent, and no recovery since
        self._concluded_times: Counter[str] = Counter()

    def tell_failures(self, announce: Callable[[Text], None]) -> None:
        """Let *announce* be told the first failure; it is called from another thread."""
        self._courier.announce = announce

    def _say(self, text: Text) -> None:
        say(f"logscan: {text.in_language(self._language)}")

    @property
    def sent(self) -> int:
        """How many alerts have arrived."""
        return self._courier.sent

    @property
    def failed(self) -> int:
        """How many alerts have not arrived."""
        return self._courier.failed

    def event(self, event: Event) -> None:
        """Send an alert about *event* if it was asked for and is not a repetition."""
        self._consider(event, self._signatures[event.signature_id])

    def _consider(self, event: Event, signature: Signature) -> None:
        by_severity = (
            self._least is not None
            and signature.kind is Kind.ERROR
            and signature.severity >= self._least
        )
        if not by_severity and signature.id not in self._ids:
            return
        key = event_key(event)
        if not self._cooldown.is_over(key):
            self._cooldown.held_back[key] += 1
            return
        held_back = self._cooldown.held_back.pop(key, 0)
        self._send(event_alert(event, signature, self._language, held_back))

    def _concluded(self, report: Report) -> None:
        """Send alerts about findings that no line shows by itself: those of rules."""
        for finding in report.findings:
            name, times = finding.signature.id, finding.occurrences
            if name not in self._signatures and times > self._concluded_times[name]:
                self._concluded_times[name] = times
                self._consider(event_of(finding), finding.signature)

    def verdict(self, report: Report, *, final: bool = False) -> None:
        """Take note of the verdict; what has lasted, or is *final*, may be worth an alert."""
        self._concluded(report)
        status, now = report.verdict.status, time.monotonic()
        if self._settling is None or self._settling[0] is not status:
            self._settling = (status, now)
        if final or now - self._settling[1] >= VERDICT_SETTLE_SECONDS:
            self._settled(report)

    def _settled(self, report: Report) -> None:
        status, previous = report.verdict.status, self._told
        if status is previous:
            return
        if status in _BAD:
            if self._on_verdict and not self._change(report):
                return
        elif status is Status.RECOVERED or (status is Status.HEALTHY and previous in _BAD):
            if self._is_alarmed and not self._change(report):
                return
            self._is_alarmed = False
        else:
            return
        self._told = status

    def _change(self, report: Report) -> bool:
        """Send an alert about the verdict, or return false while it has to wait."""
        alert = verdict_alert(report, self._told, self._language)
        if not self._cooldown.is_over(alert.key):
            return False
        self._send(alert)
        return True

    def _send(self, alert: Alert) -> None:
        self._is_alarmed = True
        self._cooldown.begin(alert.key)
        self._courier.take(alert)

    def finish(self) -> list[Text]:
        """Send what is waiting, and return what should be said about the alerts."""
        self._courier.finish(FINISH_SECONDS)
        held_back, failed = self._cooldown.held_back.total(), self.failed
        notes = []
        if failed:
            notes.append(
                Text(
                    en=f"{failed} alerts could not be delivered ({self.sent} were)",
                    ko=f"알림 {failed}건을 전달하지 못했습니다({self.sent}건은 전달)",
                )
            )
        if held_back:
            notes.append(
                Text(
                    en=f"{held_back} repeated alerts were held back by the cool-down",
                    ko=f"반복된 알림 {held_back}건은 재알림 대기 시간이라 보내지 않았습니다",
                )
            )
        return notes


class _Cooldown:
    """Remembers what was sent when, and counts what was held back since."""

    def __init__(self, seconds: float) -> None:
        self.held_back: Counter[str] = Counter()
        self._seconds = seconds
        self._sent_at: dict[str, float] = {}

    def is_over(self, key: str) -> bool:
        """Say whether the same may be sent again."""
        last = self._sent_at.get(key)
        return last is None or time.monotonic() - last >= self._seconds

    def begin(self, key: str) -> None:
        """Note that it is sent now; of very many keys the oldest are forgotten."""
        self._sent_at.pop(key, None)
        self._sent_at[key] = time.monotonic()
        if len(self._sent_at) > _KEYS_KEPT:
            del self._sent_at[next(iter(self._sent_at))]


def _least(words: Iterable[str]) -> Severity | None:
    named = [Severity[word.upper()] for word in words if word.upper() in Severity.__members__]
    return min(named, default=None)


def _ids(words: Iterable[str], known: set[str]) -> frozenset[str]:
    """Return the ids among *words*; anything that is no severity and no id is an error."""
    ids = {w for w in words if w != VERDICT and w.upper() not in Severity.__members__}
    for word in sorted(ids - known):
        raise UsageError(f"--on: {word!r} is no severity, no id of a signature and not {VERDICT!r}")
    return frozenset(ids)


def _seconds(text: str) -> float:
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"--cooldown: {text!r} is no duration: write 30s, 5m or 1h")
    return float(int(match[1]) * _UNIT_SECONDS[match[2]])


# ---------------------------------------------------------------- sending


class _Courier:
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


def _channels(request: AlertRequest) -> list[Channel]:
    channels: list[Channel] = []
    if request.command is not None:
        channels.append(CommandChannel(request.command))
    if request.webhook is not None:
        channels.append(WebhookChannel(request.webhook))
    return channels


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

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError("--webhook: the address must start with https:// or http://")
        self._url, self._host = url, parts.hostname
        self._redact = Redactor().redact

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
