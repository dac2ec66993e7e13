"""Decide what is worth telling somebody, and when the same is worth telling again."""

from __future__ import annotations

import re
import time
from collections import Counter
from typing import TYPE_CHECKING

from logscan.cli.delivery import CommandChannel, Courier, WebhookChannel
from logscan.cli.notes import say
from logscan.errors import UsageError
from logscan.model import Kind, Severity, Status, Text
from logscan.redaction import Redactor
from logscan.report.alert import Alert, event_alert, event_key, event_of, verdict_alert

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from logscan.cli.delivery import Channel
    from logscan.cli.request import AlertRequest
    from logscan.model import Catalogue, Event, Report, Signature

VERDICT = "verdict"
DEFAULT_ON = ("high", VERDICT)
VERDICT_SETTLE_SECONDS = 2.0  # a verdict must last this long: a deploy passes through several
FINISH_SECONDS = 5.0  # at the end, for what was not sent yet
_KEYS_KEPT = 10_000
_BAD = (Status.FAILING, Status.DEGRADED)
_DURATION = re.compile(r"(\d+)(s|m|h)")
_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600}


class Alerts:
    """Decides what is worth telling, and hands it to the channels.

    Raises ``UsageError`` for what cannot be used.
    """

    def __init__(
        self,
        request: AlertRequest,
        catalogue: Catalogue,
        *,
        language: str,
        redactor: Redactor | None = None,
    ) -> None:
        self._language = language
        self._signatures = {signature.id: signature for signature in catalogue.signatures}
        words = tuple(request.on) or DEFAULT_ON
        self._least = _least(words)
        self._ids = _ids(words, {*self._signatures, *(rule.id for rule in catalogue.rules)})
        self._on_verdict = VERDICT in words
        self._courier = Courier(_channels(request, redactor or Redactor()), self._say)
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


def _channels(request: AlertRequest, redactor: Redactor) -> list[Channel]:
    channels: list[Channel] = []
    if request.command is not None:
        channels.append(CommandChannel(request.command))
    if request.webhook is not None:
        channels.append(WebhookChannel(request.webhook, redactor))
    return channels
