"""The answer on the terminal: what broke, what to do now, how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.model import Status
from logscan.report.terminal_evidence import put_evidence
from logscan.report.terminal_page import SEVERITY_STYLE
from logscan.report.times import between, date
from logscan.report.view import (
    STATUS_SYMBOLS,
    all_steps,
    in_boxes,
    main_incident,
    span,
    titles,
    why_it_happens,
)
from logscan.report.words import name_of, source_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from logscan.model import Incident, Report, Step
    from logscan.report.terminal_page import Page

# Only colours that have contrast on light and on dark grounds; never white, black or bright.
_STATUS_STYLE: Mapping[Status, str] = {
    Status.FAILING: "bold red",
    Status.DEGRADED: "bold yellow",
    Status.RECOVERED: "bold green",
    Status.HEALTHY: "bold green",
    Status.INCONCLUSIVE: "bold cyan",
}
_MAX_STEPS = 7


def put_verdict(page: Page, report: Report) -> None:
    """Put down the answer: the status, the headline, since when and how sure."""
    verdict = report.verdict
    style = _STATUS_STYLE[verdict.status]
    status = f"{STATUS_SYMBOLS[verdict.status]} {name_of(verdict.status, page.language)}"
    headline = verdict.headline.in_language(page.language)
    page.put((status, style), "  ", (headline, "bold"))
    if facts := page.certainty():
        page.put((" · ".join(facts), "dim"), indent=2)
    for fault in page.faults():
        page.put((fault, "yellow"), lead=[("! ", "yellow")], indent=2)


def put_why(page: Page, report: Report) -> None:
    """Put down the cause of the main incident, its proof and what it led to."""
    main = main_incident(report)
    if main is None:
        return
    page.heading("why")
    finding = next((one for one in report.findings if one.signature.id == main.cause), None)
    if finding and (reason := why_it_happens(finding, page.language)):
        page.put(reason, indent=2, hang=0)
    if finding and finding.evidence:
        put_evidence(page, finding.evidence[0], context=0, indent=2, most=1)
    _led_to(page, report, main)
    for incident in report.incidents:
        if incident is not main:
            _other_incident(page, incident)


def put_reasons(page: Page, report: Report) -> None:
    """Put down what speaks for the main incident's cause, and what else it could be."""
    main = main_incident(report)
    if main is None:
        return
    page.heading("how sure")
    for one in main.because:
        page.put(one.in_language(page.language), lead=["- "], indent=2)
    for other in main.hypotheses:
        title = f"{other.title.in_language(page.language)} ({other.confidence:.0%})"
        page.put((page.word("could also be") + ": ", "dim"), title, indent=2)
        page.put(
            (page.word("to check", check=other.check.in_language(page.language)), "dim"), indent=4
        )


def _led_to(page: Page, report: Report, incident: Incident) -> None:
    names = titles(report, page.language)
    shown = [names.get(one, one) for one in incident.consequences]
    if shown:
        page.put((page.word("led to") + ": ", "dim"), " → ".join(shown), indent=2)


def _other_incident(page: Page, incident: Incident) -> None:
    page.put(
        (page.word("also") + ": ", "dim"),
        (name_of(incident.severity, page.language), SEVERITY_STYLE[incident.severity]),
        f"  {incident.title.in_language(page.language)}  ",
        (page.between(incident.start_ns, incident.end_ns), "dim"),
        indent=2,
    )


def put_next_steps(page: Page, report: Report) -> None:
    """Put down what to do, by time box; a few steps unless the page is verbose."""
    steps = all_steps(report)
    if not steps:
        if (
            not report.findings
            and report.stats.lines
            and report.verdict.status is not Status.HEALTHY
        ):
            _fetch_more(page)
        return
    page.heading("next")
    number, limit = 0, len(steps) if page.verbose else _MAX_STEPS
    for within, inside in in_boxes(steps):
        if number < limit:
            page.put((name_of(within, page.language), "bold"), indent=2)
        for step in inside:
            number += 1
            if number <= limit:
                _step(page, number, step)
    if number > limit:
        page.put((page.word("more steps", n=number - limit), "dim"), indent=2)


def _step(page: Page, number: int, step: Step) -> None:
    text = step.text.in_language(page.language)
    page.put(
        text,
        (f"  [{source_name(step.source, page.language)}]", "dim"),
        lead=[f"{number:2}. "],
        indent=2,
    )


def put_nothing_found(page: Page, report: Report) -> None:
    """Say what was read, what stays unexplained and what to fetch next."""
    stats, (first, last) = report.stats, span(report)
    page.blank()
    if not stats.lines:
        page.put(page.word("nothing read"), indent=2)
        if not report.faults:
            page.put(page.word("pipe a log"), lead=["- "], indent=2)
        return
    if report.verdict.status is not Status.HEALTHY:
        page.put(page.word("nothing known"), indent=2, hang=0)
    lines = page.word("lines", n=stats.lines)
    read = page.word("was read undated", lines=lines)
    if first is not None:
        when = f"{date(first)[:5]}{between(first, last, day=True)}"
        read = page.word("was read", lines=lines, when=when)
    left = stats.error_lines - stats.explained_error_lines
    unexplained = page.word("left unexplained", n=left) if left > 0 else page.word("no error lines")
    for fact in (read, unexplained):
        page.put(fact, lead=["- "], indent=2)


def _fetch_more(page: Page) -> None:
    """Say where an answer may be found that this log does not give."""
    page.heading("next")
    for key in ("fetch more", "fetch earlier", "fetch events"):
        page.put(page.word(key), lead=["- "], indent=2)
