"""The runbook in the HTML page: its causes weighed, its checklist ticked, the last restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.report.html_page import Page, row, table
from logscan.report.html_text import Html, tag
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

    from logscan.model import Text, Tick, WeighedCause

_BOXES = {GOOD: ("html.fine", "good"), BAD: ("html.not fine", "bad"), OPEN: ("html.open", None)}


def causes(page: Page) -> Iterator[Html]:
    """Yield the runbook's causes with what this log says for and against each."""
    shown = weighed_causes(page.report, every=True)
    if shown:
        keys = ("md.standing", "md.cause", "md.for", "md.against", "md.check")
        head = [page.word(key) for key in keys]
        yield table(head, [_weighed(page, head, one) for one in shown])


def _weighed(page: Page, head: Sequence[str], cause: WeighedCause) -> Html:
    """Return one cause, what speaks for and against it, and how to find out."""
    return row(
        head,
        f"{STANDING_SYMBOLS[cause.standing]} {name_of(cause.standing, page.language)}",
        cause.title.in_language(page.language),
        _told(page, cause.evidence_for),
        _told(page, cause.evidence_against),
        cause.check.in_language(page.language) if cause.check else "",
    )


def _told(page: Page, evidence: Sequence[Text]) -> str:
    return "; ".join(one.in_language(page.language) for one in evidence)


def checklist(page: Page) -> Iterator[Html]:
    """Yield the checklists' questions with what this log answers."""
    ticks = answered(page.report)
    if ticks:
        yield tag("ul", *(_tick(page, tick) for tick in ticks), class_="boxes")


def _tick(page: Page, tick: Tick) -> Html:
    """Return one question; a word and not its colour alone says how it stands."""
    key, style = _BOXES[box(tick)]
    return tag(
        "li",
        tag("span", page.word(key), class_=f"badge {style}" if style else "badge"),
        f" {tick.question.in_language(page.language)} ",
        tag("span", tick.why.in_language(page.language), class_="soft"),
    )


def tracking(page: Page) -> Iterator[Html]:
    """Yield the errors on both sides of the last restart, and whether it helped."""
    tracking = tracked(page.report)
    if tracking is None:
        return
    when = page.between(tracking.restart_ns, None) or page.word("no time")
    place = page.place(tracking.source, tracking.restart_line)
    yield tag("p", f"{when}, {place}: {helped(tracking, page.language)}")
    sides = (("before", tracking.before), ("after", tracking.after))
    yield tag(
        "ul",
        *(
            tag(
                "li",
                tag("strong", page.word(key)),
                ": " + (", ".join(seen(side, page.language)) or page.word("no error")),
            )
            for key, side in sides
        ),
    )
