"""One scan in a worker thread: takes a body apart, reads it, tells how far it is."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from logscan.intake.sources import MAX_RATIO, Source
from logscan.report import document, event_line
from logscan.scanner import Scanner
from logscan.values import dataclass
from logscan.web.body import Part, Parts, mebibytes
from logscan.web.forms import rendered
from logscan.web.outlook import Outlook
from logscan.web.refusals import RefusalError
from logscan.web.settings import MIB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from logscan.intake.sources import Chunks
    from logscan.model import Event
    from logscan.scanner import Report, Scan
    from logscan.web.asking import Ask
    from logscan.web.body import Body
    from logscan.web.settings import Settings

TELL_SECONDS = 0.2
# Below the free amount of ``intake.sources``: so a bomb is answered here, with a status code.
FREE_BYTES = 32 * MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a scan: the report of what was read, and why it is not of everything."""

    report: Report
    refusal: RefusalError | None = None


@dataclass(slots=True)
class Upload(Source):
    """One file of a body as a source; *on_chunk* hears of each piece before it is read."""

    part: Part | None = None
    on_chunk: Callable[[bytes, Part], None] | None = None

    def chunks(self) -> Chunks:
        """Yield the unpacked bytes; raise ``RefusalError`` where a limit is hit."""
        for chunk in Source.chunks(self):
            if self.on_chunk is not None and self.part is not None:
                self.on_chunk(chunk, self.part)
            yield chunk

    def fault(self, en: str, ko: str) -> None:
        """Note what is wrong; a bomb that unpacks in one piece is told by its fault alone."""
        if f"more than {MAX_RATIO} times" in en:
            raise RefusalError("unpacks-too-large", limit=f"{MAX_RATIO} : 1")
        Source.fault(self, en, ko)


class Work:
    """One scan; ``run`` belongs into a worker thread, *tell* must be safe to call from there.

    *tell* takes one line of JSON and says whether there was room for it.
    """

    def __init__(
        self,
        settings: Settings,
        ask: Ask,
        body: Body,
        tell: Callable[[dict[str, Any] | str], bool],
        *,
        live: bool = False,
    ) -> None:
        self._limits = settings.limits
        self._ask = ask
        self._body = body
        self._tell = tell
        self._live = live
        self._scanner = Scanner(
            catalogue=settings.catalogue,
            tolerant=True,
            zone=ask.zone,
            date=ask.date,
            layout=ask.layout,
            redactor=settings.redactor,
        )
        self._signatures = {one.id: one for one in self._scanner.catalogue.signatures}
        self._outlook = Outlook(self._scanner.catalogue, ask.languages)
        self._started = self._told = time.monotonic()
        self._unpacked = self._lines = self._untold = 0

    def run(self) -> Outcome:
        """Read the whole body; raises ``ClientGoneError`` alone."""
        scan = self._scanner.start()
        try:
            self._read(scan)
        except RefusalError as refusal:
            scan.faults.append(refusal.text)
            return Outcome(report=scan.report(), refusal=refusal)
        return Outcome(report=scan.report())

    def closing(self, outcome: Outcome) -> Iterator[dict[str, Any]]:
        """Yield what ends a stream: what was left out, the documents, the renderings."""
        report, refusal = outcome.report, outcome.refusal
        yield self._progress()
        if self._untold:
            yield {"type": "left-out", "events": self._untold}
        for language in self._ask.languages:
            if refusal is not None:
                yield {"type": "error", "language": language, **refusal.said(language)}
            made = document(report, language)
            yield {"type": "document", "language": language, "document": made}
        for language in self._ask.languages:
            for name in self._ask.renders:
                text = rendered(report, name, language)
                yield {"type": "rendering", "language": language, "format": name, "text": text}
        yield {"type": "end", "complete": report.complete}

    def _read(self, scan: Scan) -> None:
        parts = Parts(self._body, None if self._live else self._tick)
        for name, size in zip(self._ask.names, self._ask.sizes, strict=True):
            part = Part(parts, size)
            source = Upload(name=name, opener=part.__iter__, part=part, on_chunk=self._count)
            for event in scan.read(source):
                self._note(event)
            part.skip()
        parts.finish()

    def _note(self, event: Event) -> None:
        self._outlook.add(event)
        if self._ask.stream and self._ask.events:
            line = event_line(event, self._signatures[event.signature_id])
            if not self._tell(f'{{"type": "event", "event": {line}}}'):
                self._untold += 1

    def _count(self, chunk: bytes, part: Part) -> None:
        """Count one unpacked chunk, hold it against the limits, tell how far we are."""
        self._unpacked += len(chunk)
        part.unpacked += len(chunk)
        self._lines += chunk.count(b"\n")
        if not self._live:
            self._check(part)
        self._tick()

    def _tick(self) -> None:
        """Look at the clock: time for news, or time to stop."""
        now = time.monotonic()
        if not self._live and now - self._started > self._limits.scan_seconds:
            raise RefusalError("too-long", seconds=round(self._limits.scan_seconds))
        if now - self._told >= TELL_SECONDS:
            self._told = now
            self._tell(self._progress())
            outlook = self._outlook.due(self._lines)
            if outlook is not None:
                self._tell(outlook)

    def _check(self, part: Part) -> None:
        limits = self._limits
        if self._unpacked > limits.unpacked_bytes:
            raise RefusalError("unpacks-too-large", limit=mebibytes(limits.unpacked_bytes))
        if part.unpacked > MAX_RATIO * part.read + FREE_BYTES:
            raise RefusalError("unpacks-too-large", limit=f"{MAX_RATIO} : 1")

    def _progress(self) -> dict[str, Any]:
        return {
            "type": "progress",
            "received": self._body.received,
            "total": self._ask.total_bytes,
            "bytes": self._unpacked,
            "lines": self._lines,
            "events": self._outlook.events,
        }


def as_line(message: dict[str, Any] | str) -> bytes:
    """Return a message of a stream as its line."""
    if isinstance(message, str):
        return message.encode() + b"\n"
    return json.dumps(message, ensure_ascii=True, allow_nan=False).encode() + b"\n"
