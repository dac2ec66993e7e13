"""The runbook in the ticket: its causes weighed, its checklist ticked, the last restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.report.markdown_syntax import code_span, folded, prose, table
from logscan.report.view import (
    BAD,
    GOOD,
    OPEN,
    STANDING_SYMBOLS,
    answered,
    box,
    helped,
    seen,
    tracked,
    weighed_causes,
)
from logscan.report.words import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from logscan.model import SeenOf, Text, Tick
    from logscan.report.markdown_page import Page


def causes(page: Page) -> Iterator[str]:
    """Return the runbook's causes that this log speaks for or against."""
    shown = weighed_causes(page.report)
    if shown:
        keys = ("md.standing", "md.cause", "md.for", "md.against")
        yield table(
            [page.word(key) for key in keys],
            [
                (
                    f"{STANDING_SYMBOLS[cause.standing]} {name_of(cause.standing, page.language)}",
                    prose(cause.title.in_language(page.language)),
                    _told(page, cause.evidence_for),
                    _told(page, cause.evidence_against),
                )
                for cause in shown
            ],
        )


def _told(page: Page, evidence: Sequence[Text]) -> str:
    shown = [prose(one.in_language(page.language)) for one in evidence[: page.detail.evidence]]
    rest = f" (+{len(evidence) - len(shown)})" if len(evidence) > len(shown) else ""
    return "; ".join(shown) + rest


def checklist(page: Page) -> Iterator[str]:
    """Return all questions behind a line that counts the answers."""
    ticks = answered(page.report)
    if ticks:
        boxes = [box(tick) for tick in ticks]
        counts = {"good": boxes.count(GOOD), "bad": boxes.count(BAD), "open": boxes.count(OPEN)}
        lines = "\n".join(_tick(page, tick) for tick in ticks)
        yield folded(page.word("md.answers", **counts), lines)


def _tick(page: Page, tick: Tick) -> str:
    question, why = (prose(one.in_language(page.language)) for one in (tick.question, tick.why))
    return f"- [{box(tick)}] {question} {why}"


def tracking(page: Page) -> Iterator[str]:
    """Return the errors on both sides of the last restart, and whether it helped."""
    tracking = tracked(page.report)
    if tracking is None:
        return
    when = page.between(tracking.restart_ns, None) or page.word("no time")
    place = code_span(page.place(tracking.source, tracking.restart_line))
    yield f"{when}, {place}: {helped(tracking, page.language)}"
    sides = (("before", tracking.before), ("after", tracking.after))
    yield "\n".join(f"- **{page.word(key)}**: {_side(page, side)}" for key, side in sides)


def _side(page: Page, side: Sequence[SeenOf]) -> str:
    names = seen(side[: page.detail.findings], page.language)
    rest = f" (+{len(side) - len(names)})" if len(side) > len(names) else ""
    return ", ".join(map(prose, names)) + rest if names else page.word("no error")
