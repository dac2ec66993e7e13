"""The terminal report: what a tired person needs first stands first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.model import Kind, Role, Severity, Status
from logscan.report.options import QUIET, VERBOSE
from logscan.report.sanitize import one_line, visible
from logscan.report.times import between, date, day_and_clock, duration
from logscan.report.view import (
    all_steps,
    byte_size,
    fold_attempts,
    fold_timeline,
    in_boxes,
    main_incident,
    ranked,
    span,
    sparkline,
    titles,
)
from logscan.report.words import counter, name_of, word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import Console
    from rich.text import Text as RichText

    from logscan.model import (
        Evidence,
        Finding,
        Incident,
        Report,
        Step,
        TimelineEntry,
        Unexplained,
    )
    from logscan.report.options import Options
    from logscan.report.view import AttemptRow, Row

# Only colours that have contrast on light and on dark grounds; never white, black or bright.
_STATUS_STYLE: Mapping[Status, tuple[str, str]] = {
    Status.FAILING: ("✗", "bold red"),
    Status.DEGRADED: ("!", "bold yellow"),
    Status.RECOVERED: ("✓", "bold green"),
    Status.HEALTHY: ("✓", "bold green"),
    Status.INCONCLUSIVE: ("?", "bold cyan"),
}
_ROLE_STYLE: Mapping[Role | None, tuple[str, str]] = {
    Role.CAUSE: ("✗", "bold red"),
    Role.CONSEQUENCE: ("↳", ""),
    Role.INDEPENDENT: ("!", "yellow"),
    Role.BENIGN: ("·", "dim"),
    None: ("▸", "cyan"),
}
_SEVERITY_STYLE: Mapping[Severity, str] = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}
_UNBOUNDED = 1_000_000  # cells of a line that is never wrapped
_NARROW = 60  # below this many cells columns are not aligned
_BARS = 16  # cells of a sparkline
_MAX_STEPS, _MAX_ROWS, _MAX_GROUPS, _MAX_FINDINGS = 8, 24, 8, 10
_MAX_TEXT_LINES, _MAX_TEXT_CHARS = 4, 400
_MAX_TEXT_LINES_VERBOSE, _MAX_TEXT_CHARS_VERBOSE = 40, 4000

Part = str | tuple[str, str]  # a piece of a line, with or without its style


def render_terminal(report: Report, options: Options) -> str:
    """Return the report for a terminal, or for a pipe where *width* is None.

    Colours are the sixteen of the terminal's own theme, and only with ``options.color``.
    """
    page = _Page(options)
    _verdict(page, report)
    if options.verbosity <= QUIET:
        _why(page, report)
        _next_steps(page, report)
        return page.text()
    if not report.findings:
        _nothing_found(page, report)
    _why(page, report)
    _next_steps(page, report)
    _timeline(page, report)
    _attempts(page, report)
    _findings(page, report)
    _unexplained(page, report)
    _notes(page, report)
    _read(page, report)
    return page.text()


# ---------------------------------------------------------------- the page


class _Page:
    """Lines of text as they are put down; the one place where strings become output."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.language = options.language
        self.verbose = options.verbosity >= VERBOSE
        self.width = max(options.width, 1) if options.width is not None else _UNBOUNDED
        self.narrow = self.width < _NARROW
        self._lines: list[RichText] = []

    def word(self, key: str, /, **values: object) -> str:
        """Return one of the interface's words in the page's language."""
        return word(key, self.language, **values)

    def blank(self) -> None:
        """Put down an empty line."""
        self._lines.append(_styled(()))

    def heading(self, key: str, *after: Part) -> None:
        """Put down a section's name after an empty line."""
        self.blank()
        self.put((self.word(key), "bold"), *(("  ", *after) if after else ()))

    def put(self, *parts: Part, indent: int = 0, hang: int = 2) -> None:
        """Put down one line, wrapped with its further lines *hang* cells deeper."""
        indent, hang = self._depth(indent), self._depth(indent + hang)
        self._wrap(_styled(parts), " " * indent, " " * hang)

    def log(self, lead: str, text: str, style: str, *, indent: int) -> None:
        """Put down one line of log text after *lead*; further lines start with a bar.

        The bar keeps log text away from the start of a line, where continuous integration
        services read commands.
        """
        indent = self._depth(indent)
        lead = lead if self.width > 2 * len(lead) else lead.strip()
        if self.width <= 2 * len(lead):
            self._wrap(_styled(((lead, "cyan"),)), " " * indent, " " * indent)
            lead = "|"
        bar = " " * (max(_cells(lead) - 1, 0)) + "|"
        self._wrap(
            _styled(((text.replace("\t", "    "), style),)),
            " " * indent + lead + " ",
            " " * indent + bar + " ",
            lead_style="cyan" if lead.strip() != "|" else "dim",
        )

    def _depth(self, indent: int) -> int:
        """Return an indent that leaves most of a narrow page to the text."""
        return min(indent, self.width // 6)

    def _wrap(self, text: RichText, first: str, further: str, *, lead_style: str = "") -> None:
        room = max(self.width - max(_cells(first), _cells(further)), 2)
        lead = first
        for piece in _pieces(text, room):
            line = _styled(((lead, lead_style),))
            line.append_text(piece)
            line.rstrip()
            self._lines.append(line)
            lead = further

    def text(self) -> str:
        """Return the page as one string with a line end."""
        console = _console(color=self.options.color)
        with console.capture() as capture:
            for line in self._lines:
                console.print(line, no_wrap=True, overflow="ignore", crop=False, soft_wrap=True)
        return capture.get().lstrip("\n")


def _console(*, color: bool) -> Console:
    """Return a console that depends on nothing but its arguments."""
    from rich.console import Console  # noqa: PLC0415 - rich costs 0.1 s to import

    return Console(
        color_system="standard" if color else None,
        force_terminal=color,
        no_color=not color,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
        width=_UNBOUNDED,
        _environ={},
    )


def _styled(parts: Sequence[Part]) -> RichText:
    """Return one line as rich text; nothing reaches the terminal but through here."""
    from rich.text import Text as RichText  # noqa: PLC0415 - rich costs 0.1 s to import

    line = RichText()
    for part in parts:
        text, style = (part, "") if isinstance(part, str) else part
        line.append(one_line(text), style)
    return line


def _pieces(text: RichText, room: int) -> Sequence[RichText]:
    """Return *text* cut into lines of at most *room* cells."""
    if text.cell_len <= room:
        return [text]
    return list(text.wrap(_console(color=False), room, overflow="fold", no_wrap=False))


def _cells(text: str) -> int:
    """Return the width of *text* in terminal cells."""
    from rich.cells import cell_len  # noqa: PLC0415 - rich costs 0.1 s to import

    return cell_len(text)


def _pad(text: str, cells: int, *, right: bool = False) -> str:
    """Return *text* with blanks up to *cells*, after it or (*right*) before it."""
    blanks = " " * max(cells - _cells(text), 0)
    return blanks + text if right else text + blanks


# ---------------------------------------------------------------- the answer


def _verdict(page: _Page, report: Report) -> None:
    """Put down the answer: the status, the headline, since when and how sure."""
    verdict = report.verdict
    symbol, style = _STATUS_STYLE[verdict.status]
    status = f"{symbol} {name_of(verdict.status, page.language)}"
    headline = verdict.headline.in_language(page.language)
    page.put((status, style), "  ", (headline, "bold"))
    facts = []
    _, end = span(report)
    if verdict.since_ns is not None:
        facts.append(page.word("since", time=day_and_clock(verdict.since_ns)))
        if end is not None and end > verdict.since_ns:
            length = duration(end - verdict.since_ns, page.language)
            facts.append(page.word("lasting", length=length))
    if verdict.confidence > 0:
        facts.append(page.word("sure", percent=round(verdict.confidence * 100)))
    if facts:
        page.put((" · ".join(facts), "dim"), indent=2)
    if not report.complete:
        page.put(("! " + page.word("incomplete"), "yellow"), indent=2)


def _why(page: _Page, report: Report) -> None:
    """Put down the cause of the main incident, its proof and what it led to."""
    main = main_incident(report)
    if main is None:
        return
    page.heading("why")
    finding = next((one for one in report.findings if one.signature.id == main.cause), None)
    if finding and finding.signature.cause:
        page.put(finding.signature.cause.in_language(page.language), indent=2, hang=0)
    if finding and finding.evidence:
        _evidence(page, finding.evidence[0], context=0, indent=2)
    for reason in main.because:
        page.put("- ", reason.in_language(page.language), indent=2)
    _led_to(page, report, main)
    for one in main.hypotheses if page.options.verbosity > QUIET else ():
        percent = page.word("sure", percent=round(one.confidence * 100))
        title = one.title.in_language(page.language)
        page.put((page.word("could also be") + ": ", "dim"), f"{title} ({percent})", indent=2)
        page.put(
            (page.word("to check", check=one.check.in_language(page.language)), "dim"), indent=4
        )
    for other in report.incidents:
        if other is not main:
            _other_incident(page, other)


def _led_to(page: _Page, report: Report, incident: Incident) -> None:
    names = titles(report, page.language)
    shown = [names.get(one, one) for one in incident.consequences]
    if shown:
        page.put((page.word("led to") + ": ", "dim"), " → ".join(shown), indent=2)


def _other_incident(page: _Page, incident: Incident) -> None:
    page.put(
        (page.word("also") + ": ", "dim"),
        (name_of(incident.severity, page.language), _SEVERITY_STYLE[incident.severity]),
        f"  {incident.title.in_language(page.language)}  ",
        (between(incident.start_ns, incident.end_ns, day=True), "dim"),
        indent=2,
    )


def _next_steps(page: _Page, report: Report) -> None:
    """Put down what to do, by time box; a few steps unless the page is verbose."""
    steps = all_steps(report)
    if not steps:
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


def _step(page: _Page, number: int, step: Step) -> None:
    page.put(
        f"{number:2}. ",
        step.text.in_language(page.language),
        ("  " + step.source, "dim"),
        indent=2,
        hang=4,
    )


def _nothing_found(page: _Page, report: Report) -> None:
    """Say what was read, what stays unexplained and what to fetch next."""
    stats, (first, last) = report.stats, span(report)
    page.blank()
    if not stats.lines:
        page.put(page.word("nothing read"), indent=2)
        page.put("- ", page.word("pipe a log"), indent=2)
        return
    page.put(page.word("nothing known"), indent=2, hang=0)
    lines = page.word("lines", n=stats.lines)
    read = page.word("was read undated", lines=lines)
    if first is not None:
        read = page.word(
            "was read", lines=lines, first=day_and_clock(first), last=day_and_clock(last)
        )
    left = stats.error_lines - stats.explained_error_lines
    page.put("- ", read, indent=2)
    page.put(
        "- ",
        page.word("left unexplained", n=left) if left > 0 else page.word("no error lines"),
        indent=2,
    )
    if report.verdict.status is not Status.HEALTHY and not report.next_steps:
        for key in ("fetch more", "fetch earlier", "fetch events"):
            page.put("- ", page.word(key), indent=2)


# ---------------------------------------------------------------- what happened when


def _timeline(page: _Page, report: Report) -> None:
    """Put down bursts and lifecycle marks in time order, loops folded."""
    entries = [one for one in report.timeline if page.verbose or one.role is not Role.BENIGN]
    if not entries:
        return
    rows = fold_timeline(entries)
    days = {date(time) for row in rows for time in (row.start_ns, row.end_ns) if time is not None}
    several = len(days) > 1
    when = page.word("all utc")
    if len(days) == 1:
        when = page.word("day and utc", date=min(days))
    page.heading("timeline", (when, "dim"))
    if not page.verbose and len(rows) > _MAX_ROWS:
        _rows(page, report, rows[: _MAX_ROWS // 2], rows, several=several)
        left = len(rows) - 2 * (_MAX_ROWS // 2)
        page.put((f"… {page.word('more rows', n=left)}", "dim"), indent=2)
        _rows(page, report, rows[-(_MAX_ROWS // 2) :], rows, several=several)
    else:
        _rows(page, report, rows, rows, several=several)


def _rows(
    page: _Page, report: Report, rows: Sequence[Row], every: Sequence[Row], *, several: bool
) -> None:
    """Put down *rows* in the columns that fit *every* row."""
    whens = [
        between(row.start_ns, row.end_ns, day=several) or page.word("no time") for row in every
    ]
    when_cells = max(map(_cells, whens))
    place_cells = max(_cells(_place(page, report, row.first)) for row in every)
    title_cells = max(_cells(row.first.title.in_language(page.language)) for row in every)
    title_cells = min(title_cells, max(page.width - when_cells - place_cells - _BARS - 16, 16))
    for row in rows:
        when = between(row.start_ns, row.end_ns, day=several) or page.word("no time")
        place = _place(page, report, row.first)
        symbol, style = _ROLE_STYLE[row.first.role]
        title = row.first.title.in_language(page.language)
        count = f"x{row.occurrences:,}" if row.occurrences > 1 else ""
        bars = sparkline(row.histogram, _BARS) if row.occurrences > 1 else ""
        tail = f"{_pad(count, 6)} {bars}" if bars else count
        if page.narrow:
            page.put((when, "dim"), f" {symbol} ", (title, style), f" {tail}", indent=2)
            continue
        page.put(
            (_pad(when, when_cells), ""),
            ("  " + _pad(place, place_cells, right=True), "dim"),
            (f"  {symbol} ", style),
            (_pad(title, title_cells), style if row.first.kind is Kind.ERROR else ""),
            f"  {tail}",
            indent=2,
            hang=when_cells + place_cells + 6,
        )


def _place(page: _Page, report: Report, spot: TimelineEntry | Evidence | Unexplained) -> str:
    """Return where something stands: the line, with its source where there are several."""
    if len(report.sources) > 1:
        return f"{spot.source}:{spot.line}"
    return page.word("line", n=spot.line)


def _attempts(page: _Page, report: Report) -> None:
    """Put down builds, deploys and boots, with runs of the same end as one row."""
    if not report.attempts:
        return
    page.heading("attempts")
    rows = fold_attempts(report.attempts)
    names = titles(report, page.language)
    shown = rows if page.verbose else rows[-_MAX_ROWS:]
    if len(rows) > len(shown):
        page.put((f"… {page.word('more rows', n=len(rows) - len(shown))}", "dim"), indent=2)
    days = {date(time) for row in rows for time in (row.start_ns, row.end_ns) if time is not None}
    for cells in _columns(_attempt_cells(page, row, names, day=len(days) > 1) for row in shown):
        page.put(*cells, indent=2)


def _attempt_cells(
    page: _Page, row: AttemptRow, names: Mapping[str, str], *, day: bool
) -> list[Part]:
    first = row.first
    phase = name_of(first.phase, page.language)
    end = name_of(first.outcome, page.language)
    if first.exit_status is not None:
        end += f" ({page.word('status', n=first.exit_status)})"
    good = {"live": "green", "failed": "red", "exited": "red"}.get(first.outcome.value, "")
    return [
        f"{phase} x{row.attempts:,}" if row.attempts > 1 else phase,
        (between(row.start_ns, row.end_ns, day=day), "dim"),
        (end, good),
        ", ".join(names.get(one, one) for one in row.signature_ids),
    ]


def _columns(rows: Iterator[list[Part]]) -> list[list[Part]]:
    """Return rows of cells padded so that their columns stand below each other."""
    table = [[(cell, "") if isinstance(cell, str) else cell for cell in row] for row in rows]
    widths = [max(_cells(cell[0]) for cell in column) for column in zip(*table, strict=True)]
    return [
        [
            (_pad(text, cells) + "  ", style)
            for (text, style), cells in zip(row, widths, strict=True)
        ]
        for row in table
    ]


# ---------------------------------------------------------------- findings


def _findings(page: _Page, report: Report) -> None:
    """Put down each finding with its evidence, the most urgent first."""
    found = ranked(report.findings)
    shown = found if page.verbose else [f for f in found if f.role is not Role.BENIGN]
    shown = shown if page.verbose else shown[:_MAX_FINDINGS]
    if not found:
        return
    page.heading("findings")
    main = main_incident(report)
    for finding in shown:
        _finding(page, finding, explained=main is not None and main.cause == finding.signature.id)
    if len(found) > len(shown):
        page.put((page.word("more findings", n=len(found) - len(shown)), "dim"), indent=2)


def _finding(page: _Page, finding: Finding, *, explained: bool) -> None:
    signature, language = finding.signature, page.language
    style = _SEVERITY_STYLE[signature.severity] if finding.role is not Role.BENIGN else "dim"
    when = between(finding.first_ns, finding.last_ns, day=True)
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
    if signature.cause and (page.verbose or not explained) and finding.role is not Role.BENIGN:
        page.put(
            (page.word("cause") + ": ", "dim"), signature.cause.in_language(language), indent=4
        )
    for step in finding.steps if page.verbose else ():
        page.put("- ", step.text.in_language(language), ("  " + step.source, "dim"), indent=4)
    for reference in signature.references if page.verbose else ():
        page.put((reference, "dim"), indent=4)


def _evidence(page: _Page, evidence: Evidence, *, context: int, indent: int) -> None:
    """Put down one record with the ones around it; the record itself is not dimmed."""
    lead = f"{one_line(evidence.source)}:{evidence.line} >"
    bar = " " * (_cells(lead) - 1) + "|"
    for text in evidence.before[len(evidence.before) - context :] if context else ():
        page.log(bar, _short(text), "dim", indent=indent)
    lines = visible(evidence.text).rstrip("\n").split("\n")
    most, longest = _MAX_TEXT_LINES, _MAX_TEXT_CHARS
    if page.verbose:
        most, longest = _MAX_TEXT_LINES_VERBOSE, _MAX_TEXT_CHARS_VERBOSE
    for place, line in enumerate(lines[:most]):
        page.log(bar if place else lead, line[:longest], "", indent=indent)
        if len(line) > longest:
            cut = page.word("cut characters", n=len(line) - longest)
            page.log(bar, cut, "dim", indent=indent)
    if len(lines) > most:
        page.log(bar, page.word("cut lines", n=len(lines) - most), "dim", indent=indent)
    for text in evidence.after[:context]:
        page.log(bar, _short(text), "dim", indent=indent)


def _short(text: str) -> str:
    """Return a line of context, cut where it is only bulk."""
    shown = one_line(text)
    return shown if len(shown) <= _MAX_TEXT_CHARS else shown[:_MAX_TEXT_CHARS] + " …"


def _unexplained(page: _Page, report: Report) -> None:
    """Put down the error-looking groups that no signature explains."""
    if not report.unexplained:
        return
    page.heading("unexplained")
    shown = report.unexplained if page.verbose else report.unexplained[:_MAX_GROUPS]
    for group in shown:
        page.put(
            (f"x{group.occurrences:,}", "yellow"), f"  {_short(group.template)}", indent=2, hang=4
        )
        page.log(f"{one_line(group.source)}:{group.line} >", _short(group.text), "dim", indent=4)
    if len(report.unexplained) > len(shown):
        left = len(report.unexplained) - len(shown)
        page.put((page.word("more groups", n=left), "dim"), indent=2)


# ---------------------------------------------------------------- what was read


def _notes(page: _Page, report: Report) -> None:
    """Put down assumptions and every bound that was hit."""
    notes = [warning.in_language(page.language) for warning in report.warnings]
    counters = report.stats.counters
    notes += [
        counter(name, counters[name], page.language) for name in sorted(counters) if counters[name]
    ]
    kinds = ", ".join(f"{kind} {n:,}" for kind, n in sorted(report.stats.redacted.items()) if n)
    notes += [page.word("redacted", kinds=kinds)] if kinds else []
    if not notes:
        return
    page.heading("notes")
    for note in notes:
        page.put("- ", note, indent=2)


def _read(page: _Page, report: Report) -> None:
    """Put down what the answer stands on."""
    if not report.sources:
        return
    page.heading("read")
    for source in report.sources:
        facts = [page.word("lines", n=source.lines), byte_size(source.bytes)]
        facts.append(page.word("layout", layout=source.layout))
        facts += [between(source.first_ns, source.last_ns, day=True)] if source.first_ns else []
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
