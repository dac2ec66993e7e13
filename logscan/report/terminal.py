"""The terminal report: what a tired person needs first stands first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.report.options import QUIET
from logscan.report.terminal_answer import (
    put_next_steps,
    put_nothing_found,
    put_reasons,
    put_verdict,
    put_why,
)
from logscan.report.terminal_findings import put_findings, put_unexplained
from logscan.report.terminal_page import Page
from logscan.report.terminal_runbook import put_causes, put_checklist, put_tracking
from logscan.report.terminal_timeline import put_attempts, put_timeline
from logscan.report.view import bounds_hit, byte_size, ranked

if TYPE_CHECKING:
    from logscan.model import Report
    from logscan.report.options import Options


def render_terminal(report: Report, options: Options) -> str:
    """Return the report for a terminal, or for a pipe where *width* is None.

    Colours are the sixteen of the terminal's own theme, and only with ``options.color``.
    """
    page = Page(report, options)
    put_verdict(page, report)
    if not report.findings and options.verbosity > QUIET:
        put_nothing_found(page, report)
    put_why(page, report)
    put_next_steps(page, report)
    if options.verbosity <= QUIET:
        return page.text()
    put_reasons(page, report)
    put_causes(page, report)
    put_checklist(page, report)
    put_tracking(page, report)
    put_timeline(page, report)
    put_attempts(page, report)
    put_findings(page, report)
    put_unexplained(page, report)
    _notes(page, report)
    _read(page, report)
    return page.text()


def _notes(page: Page, report: Report) -> None:
    """Put down assumptions and every bound that was hit."""
    said = [warning for warning in report.warnings if warning not in report.faults]
    notes = [warning.in_language(page.language) for warning in said]
    notes += bounds_hit(report, page.language)
    kinds = ", ".join(f"{kind} {n:,}" for kind, n in sorted(report.stats.redacted.items()) if n)
    notes += [page.word("redacted", kinds=kinds)] if kinds else []
    if not notes:
        return
    page.heading("notes")
    for note in notes:
        page.put(note, lead=["- "], indent=2)


def _read(page: Page, report: Report) -> None:
    """Put down what the answer stands on."""
    if not report.sources:
        return
    page.heading("read")
    for source in report.sources:
        facts = [page.word("lines", n=source.lines), byte_size(source.bytes)]
        facts.append(page.word("layout", layout=source.layout))
        facts += [page.between(source.first_ns, source.last_ns)] if source.first_ns else []
        page.put((f"{source.name}: " + ", ".join(facts), "dim"), indent=2)
        if page.verbose and source.why:
            page.put((source.why, "dim"), indent=4)
    stats = report.stats
    facts = [
        page.word("error lines", n=stats.error_lines, explained=stats.explained_error_lines),
        page.word("event count", n=stats.events),
        page.word("seconds", seconds=f"{stats.elapsed_seconds:.2f}"),
        f"logscan {report.version}",
        page.word("catalogue", digest=report.catalogue_digest[:19]),
    ]
    page.put((" · ".join(facts), "dim"), indent=2)
    if report.findings:
        first = ranked(report.findings)[0].signature.id
        page.put((page.word("explain hint", id=first), "dim"), indent=2)
