"""The runbook in the light of this log, in a few lines of the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.model import Standing
from logscan.report.terminal_line import cells
from logscan.report.terminal_page import pad
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
from logscan.report.words import name_of, source_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from logscan.model import Report, SeenOf, Text, Tick, WeighedCause
    from logscan.report.terminal_line import Part
    from logscan.report.terminal_page import Page

_STANDING_STYLE: Mapping[Standing, str] = {
    Standing.LIKELY: "bold red",
    Standing.POSSIBLE: "yellow",
    Standing.OPEN: "",
    Standing.UNLIKELY: "dim",
}
_BOX_STYLE: Mapping[str, str] = {GOOD: "green", BAD: "red", OPEN: "dim"}
_MAX_SEEN = 3  # errors on one side of a restart
_MAX_EVIDENCE = 1  # sentences for and against a cause


def put_causes(page: Page, report: Report) -> None:
    """Put down the runbook's causes with what this log says for and against each."""
    shown = weighed_causes(report, every=page.verbose)
    if not shown:
        return
    page.heading("causes")
    names = [_standing(page, cause) for cause in shown]
    for cause, name in zip(shown, names, strict=True):
        _cause(page, cause, (_column(page, name, names), _STANDING_STYLE[cause.standing]))
    if left := len(report.causes) - len(shown):
        page.put((page.word("more causes", n=left), "dim"), indent=2)


def _standing(page: Page, cause: WeighedCause) -> str:
    return f"{STANDING_SYMBOLS[cause.standing]} {name_of(cause.standing, page.language)}"


def _column(page: Page, name: str, names: Sequence[str]) -> str:
    """Return a name padded to the longest of *names*; on a narrow page as it is."""
    return (name if page.narrow else pad(name, max(map(cells, names)))) + "  "


def _named(page: Page, name: Part, *body: Part) -> None:
    """Put down a text after its name; a narrow page has no room for a column of names."""
    if page.narrow:
        page.put(name, *body, indent=2)
    else:
        page.put(*body, lead=[name], indent=2)


def _cause(page: Page, cause: WeighedCause, name: tuple[str, str]) -> None:
    """Put down one cause; its evidence follows on the same line where there is room."""
    depth = 4 if page.narrow else cells(name[0]) + 2
    title = cause.title.in_language(page.language)
    told = [*_told(page, cause.evidence_for, "+"), *_told(page, cause.evidence_against, "-")]
    if page.verbose:
        _named(page, name, title)
        for one in told:
            page.put(one[2:], lead=[one[:2]], indent=depth)
        if cause.check:
            check = page.word("to find out", check=cause.check.in_language(page.language))
            source = source_name(cause.source, page.language)
            page.put((f"{check}  [{source}]", "dim"), indent=depth)
        return
    if cause.standing is Standing.UNLIKELY:
        told = told[-1:]  # why it is unlikely
    said = "  ".join(told)
    if depth + cells(f"{title}  {said}") <= page.width:
        _named(page, name, title, (f"  {said}", "dim"))
        return
    _named(page, name, title)
    page.put((said, "dim"), indent=depth)


def _told(page: Page, evidence: Sequence[Text], sign: str) -> list[str]:
    """Return sentences with their sign; the strongest one unless the page is verbose."""
    shown = evidence if page.verbose else evidence[:_MAX_EVIDENCE]
    told = [f"{sign} {one.in_language(page.language)}" for one in shown]
    if len(evidence) > len(shown):
        told[-1] += f" (+{len(evidence) - len(shown)})"
    return told


def put_checklist(page: Page, report: Report) -> None:
    """Put down the questions that this log answers; the open ones as their number."""
    ticks = answered(report)
    shown = [tick for tick in ticks if page.verbose or box(tick) != OPEN]
    if not shown:
        return
    page.heading("checklist", (page.word("checklist key"), "dim"))
    for tick in shown:
        _tick(page, tick)
    if left := len(ticks) - len(shown):
        page.put((f"[{OPEN}] {page.word('open questions', n=left)}", "dim"), indent=2)


def _tick(page: Page, tick: Tick) -> None:
    sign = box(tick)
    question, why = (text.in_language(page.language) for text in (tick.question, tick.why))
    page.put(question, (f" {why}", "dim"), lead=[(f"[{sign}] ", _BOX_STYLE[sign])], indent=2)


def put_tracking(page: Page, report: Report) -> None:
    """Put down the errors on both sides of the last restart, and whether it helped."""
    tracking = tracked(report)
    if tracking is None:
        return
    when = page.between(tracking.restart_ns, None) or page.word("no time")
    place = page.word("line", n=tracking.restart_line)
    page.heading("tracking", (f"{when}, {place}", "dim"))
    names = [page.word("before"), page.word("after")]
    for name, side in zip(names, (tracking.before, tracking.after), strict=True):
        _named(page, (_column(page, name, names), "dim"), _side(page, side))
    style = {True: "green", False: "red", None: ""}[tracking.works_after]
    page.put((helped(tracking, page.language), style), indent=2)


def _side(page: Page, side: Sequence[SeenOf]) -> str:
    names = seen(side, page.language)
    shown = names if page.verbose else names[:_MAX_SEEN]
    rest = f" (+{len(names) - len(shown)})" if len(names) > len(shown) else ""
    return ", ".join(shown) + rest if shown else page.word("no error")
