"""The report as a ticket: Markdown in GitHub's dialect that fits the ticket's limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.model import Role
from logscan.report.core_log import last_errors, start_messages, versions
from logscan.report.folding import fold_attempts, fold_timeline
from logscan.report.markdown_findings import cut, evidence_of, findings, note_line
from logscan.report.markdown_page import DETAILS, Page
from logscan.report.markdown_runbook import causes, checklist, tracking
from logscan.report.markdown_syntax import address, code_span, fence, folded, prose, table
from logscan.report.options import MAX_CHARS
from logscan.report.sanitize import visible
from logscan.report.times import SECOND_NS, between, clock, date, day_and_clock, duration
from logscan.report.view import (
    ROLE_SYMBOLS,
    STATUS_SYMBOLS,
    all_steps,
    bounds_hit,
    byte_size,
    how_it_ended,
    impact,
    in_boxes,
    main_incident,
    titles,
    when_it_was,
    why_it_happens,
)
from logscan.report.words import name_of, source_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from logscan.model import Report, Step
    from logscan.report.core_log import LogLine
    from logscan.report.folding import Row
    from logscan.report.options import Options

_MAX_HARM = 6  # things that the impact names


def render_markdown(report: Report, options: Options) -> str:
    """Return the ticket, at most ``options.max_chars`` characters long (UTF-16 units).

    Where the whole does not fit, everything is shortened step by step, then sections are left
    out, the least useful first; a last line says which.
    """
    limit = MAX_CHARS["github"] if options.max_chars is None else max(options.max_chars, 0)
    for detail in DETAILS:
        page = Page(report=report, options=options, detail=detail)
        text = _text(page, limit, shortened=detail is not DETAILS[0])
        if size(text) <= limit:
            return text
    for dropped in range(1, len(SECTIONS) + 1):
        text = _text(page, limit, shortened=True, without=DROPPED_FIRST[:dropped])
        if size(text) <= limit:
            return text
    return next((text for text in _least(page) if size(text) <= limit), "")


def _text(page: Page, limit: int, *, shortened: bool, without: Sequence[str] = ()) -> str:
    """Return the whole ticket without the sections named."""
    parts = [_headline(page), _facts(page)]
    left_out = []
    for key, make in SECTIONS.items():
        body = "" if key in without else "\n\n".join(make(page))
        if body:
            parts.append(f"## {page.word(key)}\n\n{body}")
        elif key in without:
            left_out.append(page.word(key))
    if left_out:
        names = ", ".join(left_out)
        parts.append(f"> {page.word('md.left out', names=names, limit=limit)}")
    elif shortened:
        parts.append(f"> {page.word('md.shortened', limit=limit)}")
    return "\n\n".join(part for part in parts if part) + "\n"


def size(text: str) -> int:
    """Return the length of *text* as services count it: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _least(page: Page) -> Iterator[str]:
    """Yield what is left of a ticket that has no room, the best first."""
    yield f"{_headline(page)}\n"
    yield f"{name_of(page.report.verdict.status, page.language)}\n"


# ---------------------------------------------------------------- the head


def _headline(page: Page) -> str:
    verdict = page.report.verdict
    status = f"{STATUS_SYMBOLS[verdict.status]} {name_of(verdict.status, page.language)}"
    return f"# {status}: {prose(verdict.headline.in_language(page.language))}"


def _facts(page: Page) -> str:
    """Return when, impact, where and how sure as a small table."""
    report, main = page.report, main_incident(page.report)
    first, last = when_it_was(report)
    facts = []
    if first is not None:
        when = f"{date(first)} {between(first, last, day=False)} UTC"
        if last is not None and last - first >= SECOND_NS:
            when += f" ({duration(last - first, page.language)})"
        facts.append((page.word("md.when"), when))
    if harm := _harm(page):
        facts.append((page.word("md.impact"), harm))
    for key, names in (("md.services", _names(page, 0)), ("md.instances", _names(page, 1))):
        if names:
            facts.append((page.word(key), ", ".join(code_span(name) for name in names)))
    if main:
        facts.append((page.word("md.severity"), name_of(main.severity, page.language)))
    if report.verdict.confidence > 0:
        facts.append((page.word("md.confidence"), f"{report.verdict.confidence:.0%}"))
    rows = [(f"**{name}**", value) for name, value in facts]
    if said := page.faults():
        rows.append(("**!**", "; ".join(map(prose, said))))
    return table(("", ""), rows) if rows else ""


def _harm(page: Page) -> str:
    """Return lost attempts and errors in numbers."""
    lost = [
        f"{name_of(phase, page.language)}{_times(n)} {name_of(outcome, page.language)}"
        for phase, outcome, n in impact(page.report)
    ]
    for finding in page.report.findings:
        if finding.role in {Role.CAUSE, Role.INDEPENDENT}:
            title = finding.signature.title.in_language(page.language)
            lost.append(f"{prose(title)}{_times(finding.occurrences)}")
    return "; ".join([*lost[:_MAX_HARM], *(["…"] if len(lost) > _MAX_HARM else [])])


def _times(n: int) -> str:
    """Return how often, where that is more than once."""
    return f" x{n:,}" if n > 1 else ""


def _names(page: Page, which: int) -> list[str]:
    """Return the services (0) or instances (1) with trouble."""
    found = [one for one in page.report.findings if one.role is not Role.BENIGN]
    names = [name for one in found for name in (one.services, one.instances)[which]]
    return list(dict.fromkeys(names))[:8]


# ---------------------------------------------------------------- sections


def _cause(page: Page) -> Iterator[str]:
    main = main_incident(page.report)
    if main is None:
        if not page.report.findings:
            yield from _nothing(page)
        return
    finding = next((one for one in page.report.findings if one.signature.id == main.cause), None)
    if finding and (reason := why_it_happens(finding, page.language)):
        yield prose(reason)
    if finding and finding.note:
        yield note_line(page, finding.note)
    if main.because:
        yield "\n".join(f"- {prose(one.in_language(page.language))}" for one in main.because)
    if finding and finding.evidence:
        yield evidence_of(page, finding.evidence[0])
    names = titles(page.report, page.language)
    if main.consequences:
        led = " → ".join(prose(names.get(one, one)) for one in main.consequences)
        yield f"{page.word('led to')}: {led}"


def _nothing(page: Page) -> Iterator[str]:
    """Say what an empty answer means."""
    stats = page.report.stats
    left = stats.error_lines - stats.explained_error_lines
    yield page.word("nothing known") if stats.lines else page.word("nothing read")
    key = "left unexplained" if left > 0 else "no error lines"
    yield f"- {page.word('lines', n=stats.lines)}\n- {page.word(key, n=left)}"


def _steps(page: Page) -> Iterator[str]:
    steps = all_steps(page.report)
    for within, inside in in_boxes(steps[: page.detail.steps]):
        boxes = "\n".join(_step(page, step) for step in inside)
        yield f"**{name_of(within, page.language)}**\n\n{boxes}"


def _step(page: Page, step: Step) -> str:
    source = source_name(step.source, page.language)
    said = address(source) if source.startswith("https://") else prose(source)
    return f"- [ ] {prose(step.text.in_language(page.language))} ({said})"


def _timeline(page: Page) -> Iterator[str]:
    rows = fold_timeline([one for one in page.report.timeline if one.role is not Role.BENIGN])
    shown = _ends(rows, page.detail.rows)
    if rows:
        keys = ("md.time", "md.where", "md.what", "md.count")
        yield table(
            [page.word(key) for key in keys],
            [
                (
                    page.between(row.start_ns, row.end_ns) or page.word("no time"),
                    code_span(page.place(row.first.source, row.first.line)),
                    f"{ROLE_SYMBOLS[row.first.role]} {prose(row.title(page.language))}",
                    f"{row.occurrences:,}",
                )
                for row in shown
            ],
        )
    if len(rows) > len(shown):
        yield page.word("md.rows left out", n=len(rows) - len(shown))


def _ends(rows: Sequence[Row], most: int) -> Sequence[Row]:
    """Return the first and the last rows where there are too many."""
    return rows if len(rows) <= most else [*rows[: most // 2], *rows[-(most // 2) :]]


def _attempts(page: Page) -> Iterator[str]:
    rows = fold_attempts(page.report.attempts)
    names = titles(page.report, page.language)
    shown = rows[-page.detail.rows :]
    if rows:
        keys = ("md.attempt", "md.time", "md.outcome", "md.errors")
        yield table(
            [page.word(key) for key in keys],
            [
                (
                    f"{name_of(row.first.phase, page.language)} x{row.attempts:,}"
                    if row.attempts > 1
                    else name_of(row.first.phase, page.language),
                    page.between(row.start_ns, row.end_ns),
                    how_it_ended(row.first, page.language),
                    ", ".join(prose(names.get(one, one)) for one in row.signature_ids),
                )
                for row in shown
            ],
        )
    if len(rows) > len(shown):
        yield page.word("md.rows left out", n=len(rows) - len(shown))


def _ruled_out(page: Page) -> Iterator[str]:
    """Return what else it could be with its check, and what is known to be harmless."""
    lines = []
    for incident in page.report.incidents:
        for other in incident.hypotheses:
            title = prose(other.title.in_language(page.language))
            check = prose(other.check.in_language(page.language))
            said = page.word("to check", check=check)
            lines.append(
                f"- {page.word('could also be')}: {title} ({other.confidence:.0%}); {said}"
            )
    for finding in page.report.findings:
        if finding.role is Role.BENIGN:
            title = prose(finding.title.in_language(page.language))
            times = page.word("times", n=finding.occurrences)
            note = f"; {prose(finding.note.in_language(page.language))}" if finding.note else ""
            lines.append(f"- {name_of(finding.role, page.language)}: {title} ({times}){note}")
    if lines:
        yield "\n".join(lines[: page.detail.rows])


def _unexplained(page: Page) -> Iterator[str]:
    groups = page.report.unexplained
    shown = groups[: page.detail.findings]
    if shown:
        yield fence(
            f"x{one.occurrences:,}  {one.source}:{one.line}  {cut(page, one.text)}" for one in shown
        )
    if len(groups) > len(shown):
        yield page.word("md.rows left out", n=len(groups) - len(shown))


def _core_log(page: Page) -> Iterator[str]:
    """Return what the runbook wants collected: start messages, ten error lines, timestamps."""
    starts = start_messages(page.report)
    if starts:
        yield folded(page.word("md.starts"), fence(_log_line(page, one) for one in starts))
    errors = last_errors(page.report, lines=max(page.detail.text_lines, 10))
    if errors:
        yield folded(page.word("md.last errors"), fence(_log_line(page, one) for one in errors))
    times = list(_timestamps(page))
    if times:
        yield folded(page.word("md.timestamps"), fence(times))


def _log_line(page: Page, line: LogLine) -> str:
    place = f"{clock(line.time_ns) or '--:--:--'} {line.source}:{line.line}"
    lines = visible(line.text).rstrip("\n").split("\n")
    body = "\n  ".join(cut(page, one) for one in lines[: max(page.detail.text_lines, 10)])
    return f"{place}  {body}"


def _timestamps(page: Page) -> Iterator[str]:
    for source in page.report.sources:
        if source.first_ns is not None:
            ends = f"{day_and_clock(source.first_ns)} .. {day_and_clock(source.last_ns)} UTC"
            yield f"{source.name}: {ends}"
    if page.report.verdict.since_ns is not None:
        yield page.word("since", time=day_and_clock(page.report.verdict.since_ns))


def _environment(page: Page) -> Iterator[str]:
    report = page.report
    lines = [prose(version) for version in versions(report, page.language)]
    for source in report.sources[: page.detail.rows]:
        facts = [page.word("lines", n=source.lines), byte_size(source.bytes)]
        facts.append(page.word("layout", layout=source.layout))
        lines.append(f"{code_span(source.name)}: {', '.join(facts)}")
    warnings = [one for one in report.warnings if one not in report.faults]
    lines += [prose(one.in_language(page.language)) for one in warnings]
    lines += [prose(one) for one in bounds_hit(report, page.language)]
    secrets = [f"{code_span(kind)} {n:,}" for kind, n in sorted(report.stats.redacted.items()) if n]
    lines.append(page.word("redacted", kinds=", ".join(secrets) or page.word("none")))
    digest = page.word("catalogue", digest=code_span(report.catalogue_digest))
    lines.append(f"logscan {report.version}, {digest}")
    yield "\n".join(f"- {line}" for line in lines)
    if page.options.command:
        yield fence([cut(page, page.options.command)], "sh")


SECTIONS: Mapping[str, Callable[[Page], Iterator[str]]] = {
    "md.cause": _cause,
    "md.next": _steps,
    "md.timeline": _timeline,
    "md.attempts": _attempts,
    "md.causes": causes,
    "md.checklist": checklist,
    "md.tracking": tracking,
    "md.findings": findings,
    "md.ruled out": _ruled_out,
    "md.unexplained": _unexplained,
    "md.core log": _core_log,
    "md.environment": _environment,
}
DROPPED_FIRST = (
    "md.unexplained",
    "md.findings",
    "md.checklist",
    "md.core log",
    "md.ruled out",
    "md.causes",
    "md.attempts",
    "md.environment",
    "md.tracking",
    "md.timeline",
    "md.cause",
    "md.next",
)
