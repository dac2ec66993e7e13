"""The findings in the ticket, each with its evidence in a fence that no text can leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.model import Role
from logscan.report.markdown_syntax import code_span, fence, prose
from logscan.report.sanitize import visible
from logscan.report.view import (
    main_incident,
    ranked,
    why_it_happens,
)
from logscan.report.words import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from logscan.model import Evidence, Finding, Text
    from logscan.report.markdown_page import Page


def findings(page: Page) -> Iterator[str]:
    """Return the findings but the cause, which has a section of its own."""
    main = main_incident(page.report)
    found = [
        one
        for one in ranked(page.report.findings)
        if one.role is not Role.BENIGN and not (main and main.cause == one.signature.id)
    ]
    for finding in found[: page.detail.findings]:
        yield from _finding(page, finding)
    if len(found) > page.detail.findings:
        yield page.word("md.rows left out", n=len(found) - page.detail.findings)


def _finding(page: Page, finding: Finding) -> Iterator[str]:
    yield f"### {prose(finding.title.in_language(page.language))}"
    facts = [
        name_of(finding.signature.severity, page.language),
        name_of(finding.role, page.language),
        page.word("times", n=finding.occurrences),
        page.between(finding.first_ns, finding.last_ns),
        code_span(finding.signature.id),
    ]
    yield ", ".join(fact for fact in facts if fact)
    if reason := why_it_happens(finding, page.language):
        yield prose(reason)
    if finding.note:
        yield note_line(page, finding.note)
    for evidence in finding.evidence[: page.detail.evidence]:
        yield evidence_of(page, evidence)


def evidence_of(page: Page, evidence: Evidence) -> str:
    """Return one record between its neighbours in a fence; the record is marked with ``>``."""
    context = page.detail.context
    before = evidence.before[len(evidence.before) - context :] if context else ()
    lines = [f"  {cut(page, text)}" for text in before]
    own = visible(evidence.text).rstrip("\n").split("\n")
    for number, text in enumerate(own[: page.detail.text_lines]):
        lines.append(f"{'  ' if number else '> '}{cut(page, text)}")
    if len(own) > page.detail.text_lines:
        lines.append(f"  {page.word('cut lines', n=len(own) - page.detail.text_lines)}")
    lines += [f"  {cut(page, text)}" for text in evidence.after[:context]]
    return f"{code_span(f'{evidence.source}:{evidence.line}')}\n\n{fence(lines)}"


def cut(page: Page, text: str) -> str:
    """Return what is shown of a line, and how much is not."""
    shown = " ⏎ ".join(visible(text).split("\n"))
    if len(shown) <= page.detail.text_chars:
        return shown
    left = len(shown) - page.detail.text_chars
    return f"{shown[: page.detail.text_chars]} {page.word('cut characters', n=left)}"


def note_line(page: Page, note: Text) -> str:
    """Return what a rule has to say about a finding."""
    return f"{page.word('note')}: {prose(note.in_language(page.language))}"
