"""The findings on the terminal, and what no signature explains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.model import Role
from logscan.report.sanitize import one_line
from logscan.report.terminal_evidence import put_evidence, short
from logscan.report.terminal_page import SEVERITY_STYLE
from logscan.report.view import main_incident, ranked, why_it_happens
from logscan.report.words import name_of, source_name

if TYPE_CHECKING:
    from logscan.model import Finding, Report
    from logscan.report.terminal_page import Page

_MAX_GROUPS, _MAX_FINDINGS = 8, 10


def put_findings(page: Page, report: Report) -> None:
    """Put down each finding with its evidence, the most urgent first."""
    found = ranked(report.findings)
    if not found:
        return
    page.heading("findings")
    harmless = [] if page.verbose else [one for one in found if one.role is Role.BENIGN]
    found = [one for one in found if page.verbose or one.role is not Role.BENIGN]
    shown = found if page.verbose else found[:_MAX_FINDINGS]
    main = main_incident(report)
    for number, finding in enumerate(shown):
        if number:
            page.blank()
        _finding(page, finding, explained=main is not None and main.cause == finding.signature.id)
    if len(found) > len(shown):
        page.put((page.word("more findings", n=len(found) - len(shown)), "dim"), indent=2)
    if harmless:
        names = ", ".join(_harmless(page, one) for one in harmless)
        page.put((page.word("harmless", names=names), "dim"), indent=2)


def _harmless(page: Page, finding: Finding) -> str:
    """Return the name of what is normal here, with the reason where there is one."""
    name = finding.title.in_language(page.language)
    return f"{name} ({finding.note.in_language(page.language)})" if finding.note else name


def _finding(page: Page, finding: Finding, *, explained: bool) -> None:
    signature, language = finding.signature, page.language
    style = SEVERITY_STYLE[signature.severity] if finding.role is not Role.BENIGN else "dim"
    when = page.between(finding.first_ns, finding.last_ns)
    facts = [name_of(finding.role, language), page.word("times", n=finding.occurrences), when]
    page.put(
        (name_of(signature.severity, language), style),
        ("  " + finding.title.in_language(language), "bold"),
        (f"  [{signature.id}]  " + ", ".join(fact for fact in facts if fact), "dim"),
        indent=2,
    )
    context = page.options.context if finding.role is not Role.CONSEQUENCE or page.verbose else 0
    shown = finding.evidence if page.verbose else finding.evidence[:1]
    for evidence in shown:
        put_evidence(page, evidence, context=context, indent=4)
    if len(finding.evidence) > len(shown):
        page.put(
            (page.word("more evidence", n=len(finding.evidence) - len(shown)), "dim"), indent=4
        )
    if finding.note:
        page.put((page.word("note") + ": ", "dim"), finding.note.in_language(language), indent=4)
    reason = why_it_happens(finding, language)
    if reason and (page.verbose or not explained) and finding.role is not Role.BENIGN:
        page.put((page.word("cause") + ": ", "dim"), reason, indent=4)
    for step in finding.steps if page.verbose else ():
        page.put(
            step.text.in_language(language),
            (f"  [{source_name(step.source, page.language)}]", "dim"),
            lead=["- "],
            indent=4,
        )
    for reference in signature.references if page.verbose else ():
        page.put((reference, "dim"), indent=4)


def put_unexplained(page: Page, report: Report) -> None:
    """Put down the error-looking groups that no signature explains."""
    if not report.unexplained:
        return
    page.heading("unexplained")
    shown = report.unexplained if page.verbose else report.unexplained[:_MAX_GROUPS]
    for group in shown:
        page.put(
            (f"x{group.occurrences:,}", "yellow"), f"  {short(group.template)}", indent=2, hang=4
        )
        place = f"{one_line(group.source)}:{group.line}"
        page.log(place, short(group.text), "dim", indent=4, first=True)
    if len(report.unexplained) > len(shown):
        left = len(report.unexplained) - len(shown)
        page.put((page.word("more groups", n=left), "dim"), indent=2)
