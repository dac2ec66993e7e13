"""The findings in the HTML page, each with its evidence between the neighbouring lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.model import Role
from logscan.report.html_text import Html, anchor, escaped, link, tag
from logscan.report.sanitize import visible
from logscan.report.times import day_and_clock
from logscan.report.view import ranked, why_it_happens
from logscan.report.words import name_of, source_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from logscan.model import Evidence, Finding, Step, Text
    from logscan.report.html_page import Page

MAX_FINDINGS = 100
_MAX_TEXT = 4_000  # characters of one message


def findings(page: Page) -> Iterator[Html]:
    """Yield each finding, the most urgent first."""
    found = ranked(page.report.findings)
    for finding in found[:MAX_FINDINGS]:
        yield _finding(page, finding)
    if len(found) > MAX_FINDINGS:
        left = len(found) - MAX_FINDINGS
        yield tag("p", page.word("md.rows left out", n=left), class_="soft")


def _finding(page: Page, finding: Finding) -> Html:
    signature, language = finding.signature, page.language
    level = signature.severity.name.lower()
    facts = [page.word("times", n=finding.occurrences)]
    facts += [page.between(finding.first_ns, finding.last_ns), *finding.services]
    facts += finding.instances[:8]
    reason = why_it_happens(finding, language)
    steps = [
        tag("li", step.text.in_language(language), " ", step_source(page, step))
        for step in finding.steps
    ]
    references = [tag("li", link(one)) for one in signature.references]
    return tag(
        "article",
        tag("h3", finding.title.in_language(language)),
        tag(
            "p",
            tag("span", name_of(signature.severity, language), class_=f"badge {level}"),
            tag("span", name_of(finding.role, language), class_=f"badge {finding.role.value}"),
            tag("code", signature.id),
            tag("span", " " + " · ".join(fact for fact in facts if fact), class_="soft"),
        ),
        tag("p", reason) if reason else Html(""),
        note_line(page, finding.note) if finding.note else Html(""),
        *_all_evidence(page, finding),
        tag("ul", *steps) if steps else Html(""),
        tag("ul", *references, class_="soft") if references else Html(""),
        id=anchor(signature.id),
        class_=f"finding {level}" if finding.role is not Role.BENIGN else "finding",
        data_signatures=signature.id,
    )


def _all_evidence(page: Page, finding: Finding) -> Iterator[Html]:
    """Yield the best evidence, then the rest folded away: it mostly looks the same."""
    first, rest = finding.evidence[:1], finding.evidence[1:]
    yield from (evidence_of(page, one) for one in first)
    if rest:
        summary = tag("summary", page.word("html.more places", n=len(rest)))
        yield tag("details", summary, *(evidence_of(page, one) for one in rest))


def evidence_of(page: Page, evidence: Evidence) -> Html:
    """Return one record between its neighbours; the button copies the record alone."""
    place, button = page.copied()
    before = "".join(_context(text) for text in evidence.before)
    after = "".join(_context(text) for text in evidence.after)
    own = escaped(cut(page, evidence.text), lines=True)
    text = Html(f'<pre>{before}<span class="own" id="{place}">{own}</span>{after}</pre>')
    where = tag("span", f"{evidence.source}:{evidence.line}", class_="place")
    when = tag("span", day_and_clock(evidence.time_ns), class_="soft")
    tools = tag("span", button, class_="js-only")
    head = tag("div", tag("span", where, " ", when), tools, class_="head")
    return tag("div", head, text, class_="evidence")


def _context(text: str) -> str:
    return f'<span class="context">{escaped(text[:_MAX_TEXT])}</span>\n'


def cut(page: Page, text: str) -> str:
    """Return what is shown of a message, and how much is not."""
    shown = visible(text).rstrip("\n")
    if len(shown) <= _MAX_TEXT:
        return shown
    return f"{shown[:_MAX_TEXT]} {page.word('cut characters', n=len(shown) - _MAX_TEXT)}"


def note_line(page: Page, note: Text) -> Html:
    """Return what a rule has to say about a finding."""
    return tag("p", f"{page.word('note')}: {note.in_language(page.language)}", class_="soft")


def step_source(page: Page, step: Step) -> Html:
    """Return where a step comes from: a section of the runbook, or a link."""
    source = source_name(step.source, page.language)
    said = link(source) if source.startswith("https://") else Html(escaped(source))
    return tag("span", "[", said, "]", class_="soft")
