"""The report as one page that opens anywhere, asks nobody and runs nothing from a log."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from logscan.model import Role, Status
from logscan.report.html_text import Html, anchor, escaped, join, link, tag
from logscan.report.html_timeline import picture
from logscan.report.markdown import render_markdown
from logscan.report.options import MAX_CHARS
from logscan.report.sanitize import visible
from logscan.report.slack import render_slack
from logscan.report.times import between, date, day_and_clock, duration
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
    fold_attempts,
    fold_timeline,
    helped,
    how_it_ended,
    in_boxes,
    last_errors,
    main_incident,
    ranked,
    seen,
    span,
    start_messages,
    titles,
    tracked,
    versions,
    weighed_causes,
    why_it_happens,
)
from logscan.report.words import name_of, source_name, word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from logscan.model import Evidence, Finding, Report, Step, Text, Tick, WeighedCause
    from logscan.report.options import Options
    from logscan.report.view import LogLine

_MAX_ROWS = 500  # rows of a table
_MAX_FINDINGS = 100
_MAX_TEXT = 4_000  # characters of one message
_BOXES = {GOOD: ("html.fine", "good"), BAD: ("html.not fine", "bad"), OPEN: ("html.open", None)}
_LONG_NS = 60 * 1_000_000_000


def render_html(report: Report, options: Options) -> str:
    """Return the page; style and script stand inside, named by hash in its security policy."""
    page = _Page(report, options)
    style, script = _asset("report.css"), _asset("report.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    head = join(
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="generator", content=f"logscan {report.version}"),
        tag("title", f"{page.status}: {page.headline}"),
        Html(f"<style>{style}</style>"),
    )
    body = join(
        tag("a", page.word("html.skip"), href="#main", class_="skip"),
        _header(page),
        tag("main", *_sections(page), id="main"),
        _footer(page),
        _copies(page),
        Html(f"<script>{script}</script>"),
    )
    language = "ko" if options.language == "ko" else "en"
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n{head.text}\n</head>\n'
        f"<body>\n{body.text}\n</body>\n</html>\n"
    )


@cache
def _asset(name: str) -> str:
    """Return a file that stands inside every page."""
    return (resources.files("logscan.report") / "page" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Return the name of a style or script in a security policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


class _Page:
    """The report, the reader's choices, and the numbers given to copy buttons."""

    def __init__(self, report: Report, options: Options) -> None:
        self.report = report
        self.options = options
        self.language = options.language
        self.status = name_of(report.verdict.status, self.language)
        self.headline = report.verdict.headline.in_language(self.language)
        self._copied = 0

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

    def copied(self) -> tuple[str, Html]:
        """Return a new place to copy from and its button."""
        self._copied += 1
        place = f"copy-{self._copied}"
        return place, _copy_button(self, place, "html.copy")


def _copy_button(page: _Page, place: str, key: str) -> Html:
    return tag(
        "button",
        page.word(key),
        type="button",
        data_copy=place,
        data_done=page.word("html.copied"),
        data_failed=page.word("html.not copied"),
    )


# ---------------------------------------------------------------- the head


def _header(page: _Page) -> Html:
    report, verdict = page.report, page.report.verdict
    facts = []
    if verdict.since_ns is not None:
        facts.append(page.word("since", time=day_and_clock(verdict.since_ns)))
        end = span(report)[1]
        lasting = verdict.status in {Status.FAILING, Status.DEGRADED}
        if lasting and end is not None and end - verdict.since_ns >= _LONG_NS:
            length = duration(end - verdict.since_ns, page.language)
            facts.append(page.word("lasting", length=length))
    if verdict.confidence > 0:
        facts.append(page.word("sure", percent=round(verdict.confidence * 100)))
    symbol = tag("span", f"{STATUS_SYMBOLS[verdict.status]} ", aria_hidden="true")
    said = [fault.in_language(page.language) for fault in report.faults]
    said = said or ([] if report.complete else [page.word("incomplete")])
    return tag(
        "header",
        tag("p", symbol, page.status, class_="status"),
        tag("h1", page.headline),
        tag("p", " · ".join(facts), class_="soft") if facts else Html(""),
        *(tag("p", fault, class_="fault") for fault in said),
        tag(
            "div",
            _copy_button(page, "as-markdown", "html.copy ticket"),
            _copy_button(page, "as-chat", "html.copy chat"),
            class_="tools js-only",
        ),
        class_=f"verdict {verdict.status.value}",
    )


def _copies(page: _Page) -> Html:
    """Return the ticket and the chat message, out of sight, for the copy buttons."""
    ticket = replace(page.options, max_chars=MAX_CHARS["jira"])
    chat = replace(page.options, max_chars=MAX_CHARS["slack"])
    return join(
        _kept("as-markdown", render_markdown(page.report, ticket)),
        _kept("as-chat", render_slack(page.report, chat)),
    )


def _kept(place: str, text: str) -> Html:
    return Html(f'<pre id="{place}" hidden>\n{escaped(text, lines=True)}</pre>')


def _sections(page: _Page) -> Iterator[Html]:
    """Yield the sections that have something to say, then what lets one find them."""
    made = []
    for key, make in SECTIONS.items():
        parts = list(make(page))
        if parts:
            made.append((key, parts))
    yield _navigation(page, [key for key, _ in made])
    if page.report.findings:
        yield _filter(page)
    for key, parts in made:
        place = _place(key)
        title = tag("h2", page.word(key), id=f"{place}-title")
        style = "timeline" if place == "timeline" else None
        yield tag(
            "section", title, *parts, id=place, class_=style, aria_labelledby=f"{place}-title"
        )


def _place(key: str) -> str:
    """Return the place of a section in the page."""
    return key.partition(".")[2].replace(" ", "-")


def _navigation(page: _Page, keys: Sequence[str]) -> Html:
    items = [tag("li", tag("a", page.word(key), href=f"#{_place(key)}")) for key in keys]
    return tag("nav", tag("ul", *items), aria_label=page.word("html.contents"))


def _filter(page: _Page) -> Html:
    """Return the controls that hide what is not asked for; they need the script."""
    chips = [
        tag(
            "label",
            tag("input", type="checkbox", data_filter=one.signature.id),
            f" {one.signature.title.in_language(page.language)}",
            class_="chip",
        )
        for one in ranked(page.report.findings)[:_MAX_FINDINGS]
    ]
    field = tag("input", type="search", id="filter-text", autocomplete="off")
    return tag(
        "div",
        tag("label", page.word("html.filter"), for_="filter-text"),
        field,
        tag("span", id="filter-count", role="status", class_="soft"),
        tag("fieldset", tag("legend", page.word("html.only"), class_="soft"), *chips),
        class_="filter js-only",
        role="search",
    )


# ---------------------------------------------------------------- sections


def _cause(page: _Page) -> Iterator[Html]:
    main = main_incident(page.report)
    if main is None:
        if not page.report.findings:
            yield from _nothing(page)
        return
    finding = next((one for one in page.report.findings if one.signature.id == main.cause), None)
    if finding and (reason := why_it_happens(finding, page.language)):
        yield tag("p", reason)
    if finding and finding.note:
        yield _note(page, finding.note)
    if main.because:
        yield tag("ul", *(tag("li", one.in_language(page.language)) for one in main.because))
    if finding and finding.evidence:
        yield _evidence(page, finding.evidence[0])
    names = titles(page.report, page.language)
    if main.consequences:
        led = " → ".join(names.get(one, one) for one in main.consequences)
        yield tag("p", f"{page.word('led to')}: {led}")
    for incident in page.report.incidents:
        if incident is not main:
            when = page.between(incident.start_ns, incident.end_ns)
            title = incident.title.in_language(page.language)
            yield tag("p", f"{page.word('also')}: {title} ", tag("span", when, class_="soft"))


def _note(page: _Page, note: Text) -> Html:
    return tag("p", f"{page.word('note')}: {note.in_language(page.language)}", class_="soft")


def _nothing(page: _Page) -> Iterator[Html]:
    """Say what an empty answer means, and what to fetch next."""
    stats = page.report.stats
    if not stats.lines:
        yield tag("p", page.word("nothing read"))
        yield tag("p", page.word("pipe a log"))
        return
    left = stats.error_lines - stats.explained_error_lines
    unexplained = page.word("left unexplained" if left > 0 else "no error lines", n=left)
    facts = [page.word("lines", n=stats.lines), unexplained]
    if page.report.verdict.status is not Status.HEALTHY:
        yield tag("p", page.word("nothing known"))
        facts += [page.word(key) for key in ("fetch more", "fetch earlier", "fetch events")]
    yield tag("ul", *(tag("li", fact) for fact in facts))


def _steps(page: _Page) -> Iterator[Html]:
    for within, inside in in_boxes(all_steps(page.report)):
        yield tag("h3", name_of(within, page.language), class_="within")
        yield tag("ul", *(_step(page, step) for step in inside), class_="boxes")


def _step(page: _Page, step: Step) -> Html:
    text = tag("span", step.text.in_language(page.language), " ", _source(page, step))
    return tag("li", tag("label", tag("input", type="checkbox"), text))


def _source(page: _Page, step: Step) -> Html:
    source = source_name(step.source, page.language)
    said = link(source) if source.startswith("https://") else Html(escaped(source))
    return tag("span", "[", said, "]", class_="soft")


def _causes(page: _Page) -> Iterator[Html]:
    """Yield the runbook's causes with what this log says for and against each."""
    shown = weighed_causes(page.report, every=True)
    if shown:
        keys = ("md.standing", "md.cause", "md.for", "md.against", "md.check")
        yield _table([page.word(key) for key in keys], [_weighed(page, one) for one in shown])


def _weighed(page: _Page, cause: WeighedCause) -> Html:
    standing = f"{STANDING_SYMBOLS[cause.standing]} {name_of(cause.standing, page.language)}"
    return tag(
        "tr",
        tag("td", standing),
        tag("td", cause.title.in_language(page.language)),
        _told(page, cause.evidence_for),
        _told(page, cause.evidence_against),
        tag("td", cause.check.in_language(page.language) if cause.check else ""),
    )


def _told(page: _Page, evidence: Sequence[Text]) -> Html:
    return tag("td", "; ".join(one.in_language(page.language) for one in evidence))


def _checklist(page: _Page) -> Iterator[Html]:
    """Yield the checklists' questions with what this log answers."""
    ticks = answered(page.report)
    if ticks:
        yield tag("ul", *(_tick(page, tick) for tick in ticks), class_="boxes")


def _tick(page: _Page, tick: Tick) -> Html:
    """Return one question; a word and not its colour alone says how it stands."""
    key, style = _BOXES[box(tick)]
    return tag(
        "li",
        tag("span", page.word(key), class_=f"badge {style}" if style else "badge"),
        f" {tick.question.in_language(page.language)} ",
        tag("span", tick.why.in_language(page.language), class_="soft"),
    )


def _tracking(page: _Page) -> Iterator[Html]:
    """Yield the errors on both sides of the last restart, and whether it helped."""
    tracking = tracked(page.report)
    if tracking is None:
        return
    when = page.between(tracking.restart_ns, None) or page.word("no time")
    place = page.place(tracking.source, tracking.restart_line)
    yield tag("p", f"{when}, {place}: {helped(tracking, page.language)}")
    sides = (("before", tracking.before), ("after", tracking.after))
    yield tag(
        "ul",
        *(
            tag(
                "li",
                tag("strong", page.word(key)),
                ": " + (", ".join(seen(side, page.language)) or page.word("no error")),
            )
            for key, side in sides
        ),
    )


def _timeline(page: _Page) -> Iterator[Html]:
    drawn = picture(page.report, page.language)
    if drawn:
        yield drawn
    rows = fold_timeline(page.report.timeline)
    if not rows:
        return
    keys = ("md.time", "md.where", "md.what", "md.count")
    lines = [
        tag(
            "tr",
            tag(
                "td", page.between(row.start_ns, row.end_ns) or page.word("no time"), class_="when"
            ),
            tag("td", page.place(row.first.source, row.first.line)),
            tag("td", f"{ROLE_SYMBOLS[row.first.role]} {row.title(page.language)}"),
            tag("td", f"{row.occurrences:,}", class_="count"),
            class_=row.first.role.value if row.first.role else None,
            data_signatures=row.first.signature_id,
        )
        for row in rows[:_MAX_ROWS]
    ]
    yield tag(
        "details",
        tag("summary", page.word("html.as table", n=len(rows))),
        _table([page.word(key) for key in keys], lines),
        open=drawn is None,
    )
    if len(rows) > _MAX_ROWS:
        yield tag("p", page.word("md.rows left out", n=len(rows) - _MAX_ROWS), class_="soft")


def _table(head: Sequence[str], rows: Sequence[Html]) -> Html:
    columns = tag("tr", *(tag("th", name, scope="col") for name in head))
    table = tag("table", tag("thead", columns), tag("tbody", *rows))
    return tag("div", table, class_="table", tabindex=0)


def _attempts(page: _Page) -> Iterator[Html]:
    rows = fold_attempts(page.report.attempts)
    names = titles(page.report, page.language)
    shown = rows[-_MAX_ROWS:]
    lines = []
    for row in shown:
        phase = name_of(row.first.phase, page.language)
        style = {"live": "good", "failed": "bad", "exited": "bad"}.get(row.first.outcome.value)
        lines.append(
            tag(
                "tr",
                tag("td", f"{phase} x{row.attempts:,}" if row.attempts > 1 else phase),
                tag("td", page.between(row.start_ns, row.end_ns), class_="when"),
                tag("td", how_it_ended(row.first, page.language), class_=style),
                tag("td", ", ".join(names.get(one, one) for one in row.signature_ids)),
            )
        )
    if lines:
        keys = ("md.attempt", "md.time", "md.outcome", "md.errors")
        yield _table([page.word(key) for key in keys], lines)
    if len(rows) > len(shown):
        yield tag("p", page.word("md.rows left out", n=len(rows) - len(shown)), class_="soft")


def _findings(page: _Page) -> Iterator[Html]:
    found = ranked(page.report.findings)
    for finding in found[:_MAX_FINDINGS]:
        yield _finding(page, finding)
    if len(found) > _MAX_FINDINGS:
        left = len(found) - _MAX_FINDINGS
        yield tag("p", page.word("md.rows left out", n=left), class_="soft")


def _finding(page: _Page, finding: Finding) -> Html:
    signature, language = finding.signature, page.language
    level = signature.severity.name.lower()
    facts = [page.word("times", n=finding.occurrences)]
    facts += [page.between(finding.first_ns, finding.last_ns), *finding.services]
    facts += finding.instances[:8]
    reason = why_it_happens(finding, language)
    steps = [
        tag("li", step.text.in_language(language), " ", _source(page, step))
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
        _note(page, finding.note) if finding.note else Html(""),
        *_all_evidence(page, finding),
        tag("ul", *steps) if steps else Html(""),
        tag("ul", *references, class_="soft") if references else Html(""),
        id=anchor(signature.id),
        class_=f"finding {level}" if finding.role is not Role.BENIGN else "finding",
        data_signatures=signature.id,
    )


def _all_evidence(page: _Page, finding: Finding) -> Iterator[Html]:
    """Yield the best evidence, then the rest folded away: it mostly looks the same."""
    first, rest = finding.evidence[:1], finding.evidence[1:]
    yield from (_evidence(page, one) for one in first)
    if rest:
        summary = tag("summary", page.word("html.more places", n=len(rest)))
        yield tag("details", summary, *(_evidence(page, one) for one in rest))


def _evidence(page: _Page, evidence: Evidence) -> Html:
    """Return one record between its neighbours; the button copies the record alone."""
    place, button = page.copied()
    before = "".join(_context(text) for text in evidence.before)
    after = "".join(_context(text) for text in evidence.after)
    own = escaped(_cut(page, evidence.text), lines=True)
    text = Html(f'<pre>{before}<span class="own" id="{place}">{own}</span>{after}</pre>')
    where = tag("span", f"{evidence.source}:{evidence.line}", class_="place")
    when = tag("span", day_and_clock(evidence.time_ns), class_="soft")
    tools = tag("span", button, class_="js-only")
    head = tag("div", tag("span", where, " ", when), tools, class_="head")
    return tag("div", head, text, class_="evidence")


def _context(text: str) -> str:
    return f'<span class="context">{escaped(text[:_MAX_TEXT])}</span>\n'


def _cut(page: _Page, text: str) -> str:
    shown = visible(text).rstrip("\n")
    if len(shown) <= _MAX_TEXT:
        return shown
    return f"{shown[:_MAX_TEXT]} {page.word('cut characters', n=len(shown) - _MAX_TEXT)}"


def _ruled_out(page: _Page) -> Iterator[Html]:
    items = [
        tag(
            "li",
            f"{page.word('could also be')}: {other.title.in_language(page.language)} "
            f"({other.confidence:.0%}); ",
            page.word("to check", check=other.check.in_language(page.language)),
        )
        for incident in page.report.incidents
        for other in incident.hypotheses
    ]
    if items:
        yield tag("ul", *items)


def _unexplained(page: _Page) -> Iterator[Html]:
    lines = [
        tag(
            "tr",
            tag("td", f"x{group.occurrences:,}", class_="count"),
            tag("td", page.place(group.source, group.line)),
            tag("td", tag("code", _cut(page, group.text))),
        )
        for group in page.report.unexplained[:_MAX_ROWS]
    ]
    if lines:
        keys = ("md.count", "md.where", "md.what")
        yield _table([page.word(key) for key in keys], lines)


def _core_log(page: _Page) -> Iterator[Html]:
    """Yield what the runbook wants collected: start messages, ten error lines, timestamps."""
    collected = {
        "md.starts": start_messages(page.report),
        "md.last errors": last_errors(page.report),
    }
    for key, lines in collected.items():
        if lines:
            place, button = page.copied()
            text = "\n".join(_log_line(page, line) for line in lines)
            body = Html(f'<pre id="{place}">\n{escaped(text, lines=True)}</pre>')
            tools = tag("span", button, class_="js-only")
            yield tag("details", tag("summary", page.word(key)), tools, body)


def _log_line(page: _Page, line: LogLine) -> str:
    when = day_and_clock(line.time_ns) or "----------"
    return f"{when}  {line.source}:{line.line}  {_cut(page, line.text)}"


def _environment(page: _Page) -> Iterator[Html]:
    report = page.report
    items = [tag("li", version) for version in versions(report, page.language)]
    for source in report.sources[:_MAX_ROWS]:
        facts = [page.word("lines", n=source.lines), byte_size(source.bytes)]
        facts.append(page.word("layout", layout=source.layout))
        if source.first_ns is not None:
            ends = between(source.first_ns, source.last_ns, day=True)
            facts.append(f"{date(source.first_ns)[:5]}{ends} UTC")
        items.append(tag("li", tag("code", source.name), f": {', '.join(facts)}"))
    said = [one for one in report.warnings if one not in report.faults]
    items += [tag("li", warning.in_language(page.language)) for warning in said]
    items += [tag("li", bound) for bound in bounds_hit(report, page.language)]
    kinds = ", ".join(f"{kind} {n:,}" for kind, n in sorted(report.stats.redacted.items()) if n)
    items.append(tag("li", page.word("redacted", kinds=kinds or page.word("none"))))
    yield tag("ul", *items)
    if page.options.command:
        yield tag("pre", page.options.command)


def _footer(page: _Page) -> Html:
    stats = page.report.stats
    facts = [
        page.word("error lines", n=stats.error_lines, explained=stats.explained_error_lines),
        page.word("event count", n=stats.events),
        f"logscan {page.report.version}",
        page.word("catalogue", digest=page.report.catalogue_digest),
    ]
    return tag("footer", tag("p", " · ".join(facts), class_="soft"))


SECTIONS: Mapping[str, Callable[[_Page], Iterator[Html]]] = {
    "md.cause": _cause,
    "md.next": _steps,
    "md.causes": _causes,
    "md.checklist": _checklist,
    "md.tracking": _tracking,
    "md.timeline": _timeline,
    "md.attempts": _attempts,
    "html.findings": _findings,
    "md.ruled out": _ruled_out,
    "md.unexplained": _unexplained,
    "md.core log": _core_log,
    "md.environment": _environment,
}
