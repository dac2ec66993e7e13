"""Read on the workers of a cluster, and show how far they are."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any

from logscan.cli import config
from logscan.cli.notes import say
from logscan.cli.signals import STOP
from logscan.model import Text
from logscan.scale.cluster import scan_on_cluster
from logscan.scale.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from logscan.cli.request import Request
    from logscan.intake.sources import Source
    from logscan.scale.cluster import Progress
    from logscan.scanner import Report, Scanner

_SECONDS_BETWEEN = 10  # of two notes in a file; a terminal shows each on the same line
_CLEAR_LINE = "\r\x1b[K"


def read_on_cluster(
    request: Request, scanner: Scanner, choices: dict[str, Any], sources: Sequence[Source]
) -> Report:
    """Return the report that the workers make; *scanner* is the one of *choices*."""
    settings = Settings.of(choices)
    settings.use(scanner)
    meter = _Meter(config.language(request.language, os.environ))
    try:
        return scan_on_cluster(
            settings,
            sources,
            scheduler=request.scheduler,
            workers=request.jobs,
            note=meter.show,
            stopped=STOP.asked,
        )
    finally:
        meter.end()


class _Meter:
    """The progress on standard error."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._is_terminal = sys.stderr is not None and sys.stderr.isatty()
        self._said_at = float("-inf")

    def show(self, progress: Progress) -> None:
        """Show how far it is, not too often."""
        words = _words(progress).in_language(self._language)
        if self._is_terminal:
            print(f"{_CLEAR_LINE}{words}", end="", file=sys.stderr, flush=True)  # noqa: T201 - a note
        elif time.monotonic() - self._said_at >= _SECONDS_BETWEEN:
            self._said_at = time.monotonic()
            say(words)

    def end(self) -> None:
        """Leave nothing on the terminal's line."""
        if self._is_terminal:
            print(_CLEAR_LINE, end="", file=sys.stderr, flush=True)  # noqa: T201 - the same


def _words(progress: Progress) -> Text:
    done, parts, workers = progress
    if not workers:
        return Text(
            en=f"logscan: {done} of {parts} parts; waiting for workers",
            ko=f"logscan: {parts}개 중 {done}개 처리, 워커를 기다리는 중",
        )
    return Text(
        en=f"logscan: {done} of {parts} parts, {workers} worker{'s' if workers > 1 else ''}",
        ko=f"logscan: {parts}개 중 {done}개 처리, 워커 {workers}개",
    )
