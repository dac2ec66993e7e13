"""The terminal report: what a tired person needs first stands first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.model import Kind, Mark, Role, Severity, Status
from logscan.report.folding import LOOP_TURNS, fold_attempts, fold_timeline, sparkline
from logscan.report.options import QUIET
from logscan.report.sanitize import one_line, visible
from logscan.report.terminal_line import cells
from logscan.report.terminal_page import Page, pad
from logscan.report.terminal_runbook import put_causes, put_checklist, put_tracking
from logscan.report.times import SECOND_NS, between, date, day_and_clock, duration
from logscan.report.view import (
    ROLE_SYMBOLS,
    STATUS_SYMBOLS,
    all_steps,
    bounds_hit,
    byte_size,
    how_it_ended,
    in_boxes,
    main_incident,
    ranked,
    span,
    titles,
    why_it_happens,
)
from logscan.report.words import name_of, source_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from logscan.model import (
        Evidence,
        Finding,
        Incident,
        Report,
        Step,
        TimelineEntry,
        Unexplained,
    )
    from logscan.report.folding import AttemptRow, Row
    from logscan.report.options import Options
    from logscan.report.terminal_line import Part

# Only colours that have contrast on light and on dark grounds; never white, black or bright.
_STATUS_STYLE: Mapping[Status, str] = {
    Status.FAILING: "bold red",
    Status.DEGRADED: "bold yellow",
    Status.RECOVERED: "bold green",
    Status.HEALTHY: "bold green",
    Status.INCONCLUSIVE: "bold cyan",
}
_ROLE_STYLE: Mapping[Role | None, str] = {
    Role.CAUSE: "bold red",
    Role.CONSEQUENCE: "",
    Role.INDEPENDENT: "yellow",
    Role.BENIGN: "dim",
    None: "cyan",
}
_SEVERITY_STYLE: Mapping[Severity, str] = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}
# Marks that change nothing; a long timeline does without them.
_SMALL_MARKS = frozenset({Mark.BUILD_STEP, Mark.NOTE})
_A_MINUTE_NS = 60 * SECOND_NS
_WIDE = 100  # from this many cells sparklines have their full length
_BARS = 16  # cells of a sparkline
_MAX_STEPS, _MAX_ROWS, _MAX_GROUPS, _MAX_FINDINGS = 7, 24, 8, 10
_MAX_TEXT_LINES, _MAX_TEXT_CHARS = 4, 400
_MAX_TEXT_LINES_VERBOSE, _MAX_TEXT_CHARS_VERBOSE = 40, 4000


def render_terminal(report: Report, options: Options) -> str:
    """Return the report for a terminal, or for a pipe where *width* is None.

    Colours are the sixteen of the terminal's own theme, and only with ``options.color``.
    """
    page = Page(report, options)
    _verdict(page, report)
    if not report.findings and options.verbosity > QUIET:
        _nothing_found(page, report)
    _why(page, report)
    _next_steps(page, report)
    if options.verbosity <= QUIET:
        return page.text()
    _reasons(page, report)
    put_causes(page, report)
    put_checklist(page, report)
    put_tracking(page, report)
    _timeline(page, report)
    _attempts(page, report)
    _findings(page, report)
    _unexplained(page, report)
    _notes(page, report)
    _read(page, report)
    return page.text()


# ---------------------------------------------------------------- the answer


def _verdict(page: Page, report: Report) -> None:
    """Put down the answer: the status, the headline, since when and how sure."""
    verdict = report.verdict
    style = _STATUS_STYLE[verdict.status]
    status = f"{STATUS_SYMBOLS[verdict.status]} {name_of(verdict.status, page.language)}"
    headline = verdict.headline.in_language(page.language)
    page.put((status, style), "  ", (headline, "bold"))
    facts = []
    _, end = span(report)
    if verdict.since_ns is not None:
        facts.append(page.word("since", time=day_and_clock(verdict.since_ns)))
        lasting = verdict.status in {Status.FAILING, Status.DEGRADED}
        if lasting and end is not None and end - verdict.since_ns >= _A_MINUTE_NS:
            length = duration(end - verdict.since_ns, page.language)
            facts.append(page.word("lasting", length=length))
    if verdict.confidence > 0:
        facts.append(page.word("sure", percent=round(verdict.confidence * 100)))
    if facts:
        page.put((" · ".join(facts), "dim"), indent=2)
    faults = [fault.in_language(page.language) for fault in report.faults]
    for fault in faults or ([] if report.complete else [page.word("incomplete")]):
        page.put((fault, "yellow"), lead=[("! ", "yellow")], indent=2)


def _why(page: Page, report: Report) -> None:
    """Put down the cause of the main incident, its proof and what it led to."""
    main = main_incident(report)
    if main is None:
        return
    page.heading("why")
    finding = next((one for one in report.findings if one.signature.id == main.cause), None)
    if finding and (reason := why_it_happens(finding, page.language)):
        page.put(reason, indent=2, hang=0)
    if finding and finding.evidence:
        _evidence(page, finding.evidence[0], context=0, indent=2, most=1)
    _led_to(page, report, main)
    for incident in report.incidents:
        if incident is not main:
            _other_incident(page, incident)


def _reasons(page: Page, report: Report) -> None:
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
        (name_of(incident.severity, page.language), _SEVERITY_STYLE[incident.severity]),
        f"  {incident.title.in_language(page.language)}  ",
        (page.between(incident.start_ns, incident.end_ns), "dim"),
        indent=2,
    )


def _next_steps(page: Page, report: Report) -> None:
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


def _nothing_found(page: Page, report: Report) -> None:
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


# ---------------------------------------------------------------- what happened when


def _timeline(page: Page, report: Report) -> None:
    """Put down bursts and lifecycle marks in time order, loops folded."""
    entries = [one for one in report.timeline if page.verbose or one.role is not Role.BENIGN]
    if not entries:
        return
    rows = fold_timeline(entries)
    large = [row for row in rows if row.first.mark not in _SMALL_MARKS]
    if page.verbose or len(rows) <= _MAX_ROWS // 2:
        large = rows
    rows, small = large, len(rows) - len(large)
    when = page.word("all utc")
    if len(page.days) == 1:
        when = page.word("day and utc", date=min(page.days))
    page.heading("timeline", (when, "dim"))
    limit = len(rows) if page.verbose else _MAX_ROWS
    cells = _timeline_cells(page, rows)
    for number, row in enumerate(rows):
        if len(rows) <= limit or number < limit // 2 or number >= len(rows) - limit // 2:
            _row(page, row, cells)
        elif number == limit // 2:
            left = len(rows) - 2 * (limit // 2)
            page.put((f"… {page.word('more rows', n=left)}", "dim"), indent=2)
    if small:
        page.put((page.word("small marks", n=small), "dim"), indent=2)


def _timeline_cells(page: Page, rows: Sequence[Row]) -> tuple[int, int, int, int]:
    """Return the widths of the columns of time, place, count and bars that fit every row."""
    return (
        max(cells(_when(page, row)) for row in rows),
        max(cells(_place(page, row.first)) for row in rows),
        max(cells(_count(row)) for row in rows),
        max(cells(_bars(page, row)) for row in rows),
    )


def _row(page: Page, row: Row, cells: tuple[int, int, int, int]) -> None:
    """Put down one row of the timeline; the title stands last, where it can wrap."""
    symbol, style = ROLE_SYMBOLS[row.first.role], _ROLE_STYLE[row.first.role]
    title = (row.title(page.language), style if row.first.role else "")
    if page.narrow:
        page.put(
            _when(page, row), f" {symbol} ", title, f" {_count(row)} {_bars(page, row)}", indent=2
        )
        return
    when, place, count, bars = cells
    columns: tuple[Part, ...] = (
        pad(_when(page, row), when),
        ("  " + pad(_place(page, row.first), place, right=True), "dim"),
        "  " + pad(_count(row), count, right=True) if count else "",
        (" " + pad(_bars(page, row), bars) if bars else "", style),
        (f"  {symbol} ", style),
    )
    page.put(title, lead=columns, indent=2)


def _when(page: Page, row: Row) -> str:
    return page.between(row.start_ns, row.end_ns) or page.word("no time")


def _count(row: Row) -> str:
    return f"x{row.occurrences:,}" if row.occurrences > 1 else ""


def _bars(page: Page, row: Row) -> str:
    """Return a sparkline as long as the page has room for."""
    if row.occurrences < LOOP_TURNS or row.first.kind is Kind.LIFECYCLE:
        return ""
    return sparkline(row.histogram, _BARS if page.width >= _WIDE else _BARS // 2)


def _place(page: Page, spot: TimelineEntry | Evidence | Unexplained) -> str:
    """Return where something stands: the line, with its source where there are several."""
    if len(page.report.sources) > 1:
        return f"{spot.source}:{spot.line}"
    return page.word("line", n=spot.line)


def _attempts(page: Page, report: Report) -> None:
    """Put down builds, deploys and boots, with runs of the same end as one row."""
    if not report.attempts:
        return
    page.heading("attempts")
    rows = fold_attempts(report.attempts)
    names = titles(report, page.language)
    shown = rows if page.verbose else rows[-_MAX_ROWS:]
    if len(rows) > len(shown):
        page.put((f"… {page.word('more rows', n=len(rows) - len(shown))}", "dim"), indent=2)
    if page.narrow:
        for row in shown:
            page.put(*_spaced(_attempt_cells(page, row, names)), indent=2)
        return
    for *columns, body in _columns(_attempt_cells(page, row, names) for row in shown):
        page.put(body, lead=columns, indent=2)


def _attempt_cells(page: Page, row: AttemptRow, names: Mapping[str, str]) -> list[Part]:
    first = row.first
    phase = name_of(first.phase, page.language)
    good = {"live": "green", "failed": "red", "exited": "red"}.get(first.outcome.value, "")
    return [
        f"{phase} x{row.attempts:,}" if row.attempts > 1 else phase,
        (page.between(row.start_ns, row.end_ns), "dim"),
        (how_it_ended(first, page.language), good),
        ", ".join(names.get(one, one) for one in row.signature_ids),
    ]


def _spaced(cells: Sequence[Part]) -> Iterator[Part]:
    for cell in cells:
        yield cell
        yield "  "


def _columns(rows: Iterator[list[Part]]) -> list[list[Part]]:
    """Return rows of cells padded so that their columns stand below each other."""
    table = [[(cell, "") if isinstance(cell, str) else cell for cell in row] for row in rows]
    widths = [max(cells(cell[0]) for cell in column) for column in zip(*table, strict=True)]
    return [
        [(pad(text, width) + "  ", style) for (text, style), width in zip(row, widths, strict=True)]
        for row in table
    ]


# ---------------------------------------------------------------- findings


def _findings(page: Page, report: Report) -> None:
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
    style = _SEVERITY_STYLE[signature.severity] if finding.role is not Role.BENIGN else "dim"
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
        _evidence(page, evidence, context=context, indent=4)
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


def _evidence(
    page: Page, evidence: Evidence, *, context: int, indent: int, most: int | None = None
) -> None:
    """Put down one record with the ones around it; the record itself is not dimmed."""
    place = f"{one_line(evidence.source)}:{evidence.line}"
    for text in evidence.before[len(evidence.before) - context :] if context else ():
        page.log(place, _short(text), "dim", indent=indent)
    lines = visible(evidence.text).rstrip("\n").split("\n")
    most = most or (_MAX_TEXT_LINES_VERBOSE if page.verbose else _MAX_TEXT_LINES)
    longest = _MAX_TEXT_CHARS_VERBOSE if page.verbose else _MAX_TEXT_CHARS
    for number, line in enumerate(lines[:most]):
        page.log(place, line[:longest], "", indent=indent, first=not number)
        if len(line) > longest:
            cut = page.word("cut characters", n=len(line) - longest)
            page.log(place, cut, "dim", indent=indent)
    if len(lines) > most:
        page.log(place, page.word("cut lines", n=len(lines) - most), "dim", indent=indent)
    for text in evidence.after[:context]:
        page.log(place, _short(text), "dim", indent=indent)


def _short(text: str) -> str:
    """Return a line of context, cut where it is only bulk."""
    shown = one_line(text)
    return shown if len(shown) <= _MAX_TEXT_CHARS else shown[:_MAX_TEXT_CHARS] + " …"


def _unexplained(page: Page, report: Report) -> None:
    """Put down the error-looking groups that no signature explains."""
    if not report.unexplained:
        return
    page.heading("unexplained")
    shown = report.unexplained if page.verbose else report.unexplained[:_MAX_GROUPS]
    for group in shown:
        page.put(
            (f"x{group.occurrences:,}", "yellow"), f"  {_short(group.template)}", indent=2, hang=4
        )
        place = f"{one_line(group.source)}:{group.line}"
        page.log(place, _short(group.text), "dim", indent=4, first=True)
    if len(report.unexplained) > len(shown):
        left = len(report.unexplained) - len(shown)
        page.put((page.word("more groups", n=left), "dim"), indent=2)


# ---------------------------------------------------------------- what was read


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
