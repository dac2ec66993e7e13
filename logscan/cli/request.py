"""Hold what was asked of ``logscan scan``, as it was typed."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from logscan.values import dataclass

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRequest:
    """Whom to tell of what, as it was typed."""

    on: list[str] = field(default_factory=list)
    command: str | None = None
    webhook: str | None = None
    cooldown: str = "5m"

    @property
    def wanted(self) -> bool:
        """Whether there is anybody to tell."""
        return self.command is not None or self.webhook is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for, as it was typed."""

    sources: list[str]
    output: Path | None
    form: str | None
    since: str | None
    until: str | None
    service: str | None
    instance: str | None
    level: str | None
    type: str | None
    min_severity: str
    catalogue: list[str]
    only: list[str]
    exclude: list[str]
    layout: str | None
    zone: str | None
    date: str | None
    language: str | None
    context: int
    max_chars: str | None
    redact: bool
    redact_personal: bool | None
    step_summary: bool
    fail_on: str | None
    jobs: int | None
    color: str
    verbosity: int
    engine: str = "local"
    scheduler: str | None = None
    follow: bool = False
    command: list[str] = field(default_factory=list)  # to be run instead of reading sources
    alerts: AlertRequest = field(default_factory=AlertRequest)
