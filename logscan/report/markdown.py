"""The report as a ticket: Markdown in GitHub's dialect that fits the ticket's limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.model import Role
from logscan.report.core_log import last_errors, start_messages, versions
from logscan.report.folding import fold_attempts, fold_timeline
from logscan.report.markdown_syntax import address, code_span, fence, folded, prose, table
from logscan.report.options import MAX_CHARS
from logscan.report.sanitize import visible
from logscan.report.times import SECOND_NS, between, clock, date, day_and_clock, duration
from logscan.report.view import (
    BAD,
    GOOD,
    OPEN,
    ROLE_SYMBOLS,
    STANDING_SYMBOLS,
    STATUS_SYMBOLS,
    all_steps,
    answered,
    bounds_hit,
    box,
    byte_size,
    helped,
    how_it_ended,
    impact,
    in_boxes,
    main_incident,
    ranked,
    seen,
    span,
    titles,
    tracked,
    weighed_causes,
    when_it_was,
    why_it_happens,
)
from logscan.report.words import name_of, source_name, word
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from logscan.model import Evidence, Finding, Report, SeenOf, Step, Text, Tick
    from logscan.report.core_log import LogLine
    from logscan.report.folding import Row
    from logscan.report.options import Options

_MAX_HARM = 6  # things that the impact names


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """How much of each kind of thing is shown; the bounds of one attempt to fit."""

    rows: int
    findings: int
    evidence: int
    context: int
    text_lines: int
    text_chars: int
    steps: int


# From everything that may be of use to what nobody can do without.
DETAILS = (
    Detail(rows=200, findings=40, evidence=3, context=5, text_lines=40, text_chars=2000, steps=40),
    Detail(rows=60, findings=15, evidence=1, context=2, text_lines=12, text_chars=600, steps=20),
    Detail(rows=20, findings=8, evidence=1, context=0, text_lines=4, text_chars=240, steps=8),
    Detail(rows=8, findings=4, evidence=1, context=0, text_lines=2, text_chars=160, steps=5),
)


def render_markdown(report: Report, options: Options) -> str:
    """Return the ticket, at most ``options.max_chars`` characters long (UTF-16 units).

    Where the whole does not fit, everything is shortened step by step, then sections are left
    out, the least useful first; a last line says which.
    """
    limit = MAX_CHARS["github"] if options.max_chars is None else max(options.max_chars, 0)
    for detail in DETAILS:
        page = _Page(report=report, options=options, detail=detail)
        text = page.text(limit, shortened=detail is not DETAILS[0])
        if size(text) <= limit:
            return text
    for dropped in range(1, len(SECTIONS) + 1):
        text = page.text(limit, shortened=True, without=DROPPED_FIRST[:dropped])
        if size(text) <= limit:
            return text
    return next((text for text in _least(page) if size(text) <= limit), "")


def size(text: str) -> int:
    """Return the length of *text* as services count it: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _least(page: _Page) -> Iterator[str]:
    """Yield what is left of a ticket that has no room, the best first."""
    yield f"{_headline(page)}\n"
    yield f"{name_of(page.report.verdict.status, page.language)}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """One attempt to write the ticket."""

    report: Report
    options: Options
    detail: Detail

    @property
    def language(self) -> str:
        return self.options.language

    def word(self, key: str, /, **values: object) -> str:
        """Return one of the interface's words in the page's language."""
        return word(key, self.language, **values)

    def place(self, source: str, line: int) -> str:
        """Return where something stands, with the source where there are several."""
        if len(self.report.sources) > 1:
            return f"{source}:{line}"
        return self.word("line", n=line)

    def between(self, start_ns: int | None, end_ns: int | None) -> str:
        """Return a span of time, with days where the log has more than one."""
        days = {date(time) for time in span(self.report) if time is not None}
        return between(start_ns, end_ns, day=len(days) > 1)

    def text(self, limit: int, *, shortened: bool, without: Sequence[str] = ()) -> str:
        """Return the whole ticket without the sections named."""
        parts = [_headline(self), _facts(self)]
        left_out = []
        for key, make in SECTIONS.items():
            body = "" if key in without else "\n\n".join(make(self))
            if body:
                parts.append(f"## {self.word(key)}\n\n{body}")
            elif key in without:
                left_out.append(self.word(key))
        if left_out:
            names = ", ".join(left_out)
            parts.append(f"> {self.word('md.left out', names=names, limit=limit)}")
        elif shortened:
            parts.append(f"> {self.word('md.shortened', limit=limit)}")
        return "\n\n".join(part for part in parts if part) + "\n"


# ---------------------------------------------------------------- the head


def _headline(page: _Page) -> str:
    verdict = page.report.verdict
    status = f"{STATUS_SYMBOLS[verdict.status]} {name_of(verdict.status, page.language)}"
    return f"# {status}: {prose(verdict.headline.in_language(page.language))}"


def _facts(page: _Page) -> str:
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
    if report.faults or not report.complete:
        said = [prose(fault.in_language(page.language)) for fault in report.faults]
        rows.append(("**!**", "; ".join(said) or page.word("incomplete")))
    return table(("", ""), rows) if rows else ""


def _harm(page: _Page) -> str:
    """Return lost attempts and errors in numbers."""
    lost = [
        f"{name_of(phase, page.language)} x{n:,} {name_of(outcome, page.language)}"
        for phase, outcome, n in impact(page.report)
    ]
    for finding in page.report.findings:
        if finding.role in {Role.CAUSE, Role.INDEPENDENT}:
            title = finding.signature.title.in_language(page.language)
            lost.append(f"{prose(title)} x{finding.occurrences:,}")
    return "; ".join([*lost[:_MAX_HARM], *(["…"] if len(lost) > _MAX_HARM else [])])


def _names(page: _Page, which: int) -> list[str]:
    """Return the services (0) or instances (1) with trouble."""
    found = [one for one in page.report.findings if one.role is not Role.BENIGN]
    names = [name for one in found for name in (one.services, one.instances)[which]]
    return list(dict.fromkeys(names))[:8]


# ---------------------------------------------------------------- sections


def _cause(page: _Page) -> Iterator[str]:
    main = main_incident(page.report)
    if main is None:
        if not page.report.findings:
            yield from _nothing(page)
        return
    finding = next((one for one in page.report.findings if one.signature.id == main.cause), None)
    if finding and (reason := why_it_happens(finding, page.language)):
        yield prose(reason)
    if finding and finding.note:
        yield _note(page, finding.note)
    if main.because:
        yield "\n".join(f"- {prose(one.in_language(page.language))}" for one in main.because)
    if finding and finding.evidence:
        yield _evidence(page, finding.evidence[0])
    names = titles(page.report, page.language)
    if main.consequences:
        led = " → ".join(prose(names.get(one, one)) for one in main.consequences)
        yield f"{page.word('led to')}: {led}"


def _note(page: _Page, note: Text) -> str:
    return f"{page.word('note')}: {prose(note.in_language(page.language))}"


def _nothing(page: _Page) -> Iterator[str]:
    """Say what an empty answer means."""
    stats = page.report.stats
    left = stats.error_lines - stats.explained_error_lines
    yield page.word("nothing known") if stats.lines else page.word("nothing read")
    key = "left unexplained" if left > 0 else "no error lines"
    yield f"- {page.word('lines', n=stats.lines)}\n- {page.word(key, n=left)}"


def _steps(page: _Page) -> Iterator[str]:
    steps = all_steps(page.report)
    for within, inside in in_boxes(steps[: page.detail.steps]):
        boxes = "\n".join(_step(page, step) for step in inside)
        yield f"**{name_of(within, page.language)}**\n\n{boxes}"


def _step(page: _Page, step: Step) -> str:
    source = source_name(step.source, page.language)
    said = address(source) if source.startswith("https://") else prose(source)
    return f"- [ ] {prose(step.text.in_language(page.language))} ({said})"


def _causes(page: _Page) -> Iterator[str]:
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


def _told(page: _Page, evidence: Sequence[Text]) -> str:
    shown = [prose(one.in_language(page.language)) for one in evidence[: page.detail.evidence]]
    rest = f" (+{len(evidence) - len(shown)})" if len(evidence) > len(shown) else ""
    return "; ".join(shown) + rest


def _checklist(page: _Page) -> Iterator[str]:
    """Return all questions behind a line that counts the answers."""
    ticks = answered(page.report)
    if ticks:
        boxes = [box(tick) for tick in ticks]
        counts = {"good": boxes.count(GOOD), "bad": boxes.count(BAD), "open": boxes.count(OPEN)}
        lines = "\n".join(_tick(page, tick) for tick in ticks)
        yield folded(page.word("md.answers", **counts), lines)


def _tick(page: _Page, tick: Tick) -> str:
    question, why = (prose(one.in_language(page.language)) for one in (tick.question, tick.why))
    return f"- [{box(tick)}] {question} {why}"


def _tracking(page: _Page) -> Iterator[str]:
    """Return the errors on both sides of the last restart, and whether it helped."""
    tracking = tracked(page.report)
    if tracking is None:
        return
    when = page.between(tracking.restart_ns, None) or page.word("no time")
    place = code_span(page.place(tracking.source, tracking.restart_line))
    yield f"{when}, {place}: {helped(tracking, page.language)}"
    sides = (("before", tracking.before), ("after", tracking.after))
    yield "\n".join(f"- **{page.word(key)}**: {_side(page, side)}" for key, side in sides)


def _side(page: _Page, side: Sequence[SeenOf]) -> str:
    names = seen(side[: page.detail.findings], page.language)
    rest = f" (+{len(side) - len(names)})" if len(side) > len(names) else ""
    return ", ".join(map(prose, names)) + rest if names else page.word("no error")


def _timeline(page: _Page) -> Iterator[str]:
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


def _attempts(page: _Page) -> Iterator[str]:
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


def _findings(page: _Page) -> Iterator[str]:
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


def _finding(page: _Page, finding: Finding) -> Iterator[str]:
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
        yield _note(page, finding.note)
    for evidence in finding.evidence[: page.detail.evidence]:
        yield _evidence(page, evidence)


def _evidence(page: _Page, evidence: Evidence) -> str:
    """Return one record between its neighbours in a fence; the record is marked with ``>``."""
    context = page.detail.context
    before = evidence.before[len(evidence.before) - context :] if context else ()
    lines = [f"  {_cut(page, text)}" for text in before]
    own = visible(evidence.text).rstrip("\n").split("\n")
    for number, text in enumerate(own[: page.detail.text_lines]):
        lines.append(f"{'  ' if number else '> '}{_cut(page, text)}")
    if len(own) > page.detail.text_lines:
        lines.append(f"  {page.word('cut lines', n=len(own) - page.detail.text_lines)}")
    lines += [f"  {_cut(page, text)}" for text in evidence.after[:context]]
    return f"{code_span(f'{evidence.source}:{evidence.line}')}\n\n{fence(lines)}"


def _cut(page: _Page, text: str) -> str:
    shown = " ⏎ ".join(visible(text).split("\n"))
    if len(shown) <= page.detail.text_chars:
        return shown
    left = len(shown) - page.detail.text_chars
    return f"{shown[: page.detail.text_chars]} {page.word('cut characters', n=left)}"


def _ruled_out(page: _Page) -> Iterator[str]:
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


def _unexplained(page: _Page) -> Iterator[str]:
    groups = page.report.unexplained
    shown = groups[: page.detail.findings]
    if shown:
        yield fence(
            f"x{one.occurrences:,}  {one.source}:{one.line}  {_cut(page, one.text)}"
            for one in shown
        )
    if len(groups) > len(shown):
        yield page.word("md.rows left out", n=len(groups) - len(shown))


def _core_log(page: _Page) -> Iterator[str]:
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


def _log_line(page: _Page, line: LogLine) -> str:
    place = f"{clock(line.time_ns) or '--:--:--'} {line.source}:{line.line}"
    lines = visible(line.text).rstrip("\n").split("\n")
    body = "\n  ".join(_cut(page, one) for one in lines[: max(page.detail.text_lines, 10)])
    return f"{place}  {body}"


def _timestamps(page: _Page) -> Iterator[str]:
    for source in page.report.sources:
        if source.first_ns is not None:
            ends = f"{day_and_clock(source.first_ns)} .. {day_and_clock(source.last_ns)} UTC"
            yield f"{source.name}: {ends}"
    if page.report.verdict.since_ns is not None:
        yield page.word("since", time=day_and_clock(page.report.verdict.since_ns))


def _environment(page: _Page) -> Iterator[str]:
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
        yield fence([_cut(page, page.options.command)], "sh")


SECTIONS: Mapping[str, Callable[[_Page], Iterator[str]]] = {
    "md.cause": _cause,
    "md.next": _steps,
    "md.causes": _causes,
    "md.checklist": _checklist,
    "md.tracking": _tracking,
    "md.timeline": _timeline,
    "md.attempts": _attempts,
    "md.findings": _findings,
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
