"""The report as one page that opens anywhere, asks nobody and runs nothing from a log."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from logscan.model import Status
from logscan.report.core_log import last_errors, start_messages, versions
from logscan.report.folding import fold_attempts, fold_timeline
from logscan.report.html_findings import (
    MAX_FINDINGS,
    cut,
    evidence_of,
    findings,
    note_line,
    step_source,
)
from logscan.report.html_page import MAX_ROWS, Cell, Page, copy_button, row, table
from logscan.report.html_runbook import causes, checklist, tracking
from logscan.report.html_text import Html, escaped, join, tag
from logscan.report.html_timeline import picture
from logscan.report.markdown import render_markdown
from logscan.report.options import MAX_CHARS
from logscan.report.slack import render_slack
from logscan.report.times import between, date, day_and_clock
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
    titles,
    why_it_happens,
)
from logscan.report.words import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from logscan.model import Report, Step, Unexplained
    from logscan.report.core_log import LogLine
    from logscan.report.folding import AttemptRow, Row
    from logscan.report.options import Options


def render_html(report: Report, options: Options) -> str:
    """Return the page; style and script stand inside, named by hash in its security policy."""
    page = Page(report, options)
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


# ---------------------------------------------------------------- the head


def _header(page: Page) -> Html:
    verdict = page.report.verdict
    symbol = tag("span", f"{STATUS_SYMBOLS[verdict.status]} ", aria_hidden="true")
    facts = " · ".join(page.certainty())
    return tag(
        "header",
        tag("p", symbol, page.status, class_="status"),
        tag("h1", page.headline),
        tag("p", facts, class_="soft") if facts else Html(""),
        *(tag("p", fault, class_="fault") for fault in page.faults()),
        tag(
            "div",
            copy_button(page, "as-markdown", "html.copy ticket"),
            copy_button(page, "as-chat", "html.copy chat"),
            class_="tools js-only",
        ),
        class_=f"verdict {verdict.status.value}",
    )


def _copies(page: Page) -> Html:
    """Return the ticket and the chat message, out of sight, for the copy buttons."""
    ticket = replace(page.options, max_chars=MAX_CHARS["jira"])
    chat = replace(page.options, max_chars=MAX_CHARS["slack"])
    return join(
        _kept("as-markdown", render_markdown(page.report, ticket)),
        _kept("as-chat", render_slack(page.report, chat)),
    )


def _kept(place: str, text: str) -> Html:
    return Html(f'<pre id="{place}" hidden>\n{escaped(text, lines=True)}</pre>')


def _sections(page: Page) -> Iterator[Html]:
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


def _navigation(page: Page, keys: Sequence[str]) -> Html:
    items = [tag("li", tag("a", page.word(key), href=f"#{_place(key)}")) for key in keys]
    return tag("nav", tag("ul", *items), aria_label=page.word("html.contents"))


def _filter(page: Page) -> Html:
    """Return the controls that hide what is not asked for; they need the script."""
    chips = [
        tag(
            "label",
            tag("input", type="checkbox", data_filter=one.signature.id),
            f" {one.signature.title.in_language(page.language)}",
            class_="chip",
        )
        for one in ranked(page.report.findings)[:MAX_FINDINGS]
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


def _cause(page: Page) -> Iterator[Html]:
    main = main_incident(page.report)
    if main is None:
        if not page.report.findings:
            yield from _nothing(page)
        return
    finding = next((one for one in page.report.findings if one.signature.id == main.cause), None)
    if finding and (reason := why_it_happens(finding, page.language)):
        yield tag("p", reason)
    if finding and finding.note:
        yield note_line(page, finding.note)
    if main.because:
        yield tag("ul", *(tag("li", one.in_language(page.language)) for one in main.because))
    if finding and finding.evidence:
        yield evidence_of(page, finding.evidence[0])
    names = titles(page.report, page.language)
    if main.consequences:
        led = " → ".join(names.get(one, one) for one in main.consequences)
        yield tag("p", f"{page.word('led to')}: {led}")
    for incident in page.report.incidents:
        if incident is not main:
            when = page.between(incident.start_ns, incident.end_ns)
            title = incident.title.in_language(page.language)
            yield tag("p", f"{page.word('also')}: {title} ", tag("span", when, class_="soft"))


def _nothing(page: Page) -> Iterator[Html]:
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


def _steps(page: Page) -> Iterator[Html]:
    for within, inside in in_boxes(all_steps(page.report)):
        yield tag("h3", name_of(within, page.language), class_="within")
        yield tag("ul", *(_step(page, step) for step in inside), class_="boxes")


def _step(page: Page, step: Step) -> Html:
    text = tag("span", step.text.in_language(page.language), " ", step_source(page, step))
    return tag("li", tag("label", tag("input", type="checkbox"), text))


def _timeline(page: Page) -> Iterator[Html]:
    drawn = picture(page.report, page.language)
    if drawn:
        yield drawn
    rows = fold_timeline(page.report.timeline)
    if not rows:
        return
    keys = ("md.time", "md.where", "md.what", "md.count")
    head = [page.word(key) for key in keys]
    lines = [_timeline_row(page, head, one) for one in rows[:MAX_ROWS]]
    yield tag(
        "details",
        tag("summary", page.word("html.as table", n=len(rows))),
        table(head, lines),
        open=drawn is None,
    )
    if len(rows) > MAX_ROWS:
        yield tag("p", page.word("md.rows left out", n=len(rows) - MAX_ROWS), class_="soft")


def _timeline_row(page: Page, head: Sequence[str], one: Row) -> Html:
    return row(
        head,
        Cell(page.between(one.start_ns, one.end_ns) or page.word("no time"), "when"),
        page.place(one.first.source, one.first.line),
        f"{ROLE_SYMBOLS[one.first.role]} {one.title(page.language)}",
        Cell(f"{one.occurrences:,}", "count"),
        class_=one.first.role.value if one.first.role else None,
        data_signatures=one.first.signature_id,
    )


def _attempts(page: Page) -> Iterator[Html]:
    rows = fold_attempts(page.report.attempts)
    names = titles(page.report, page.language)
    shown = rows[-MAX_ROWS:]
    if shown:
        keys = ("md.attempt", "md.time", "md.outcome", "md.errors")
        head = [page.word(key) for key in keys]
        yield table(head, [_attempt(page, head, one, names) for one in shown])
    if len(rows) > len(shown):
        yield tag("p", page.word("md.rows left out", n=len(rows) - len(shown)), class_="soft")


def _attempt(page: Page, head: Sequence[str], one: AttemptRow, names: Mapping[str, str]) -> Html:
    phase = name_of(one.first.phase, page.language)
    style = {"live": "good", "failed": "bad", "exited": "bad"}.get(one.first.outcome.value)
    return row(
        head,
        f"{phase} x{one.attempts:,}" if one.attempts > 1 else phase,
        Cell(page.between(one.start_ns, one.end_ns), "when"),
        Cell(how_it_ended(one.first, page.language), style),
        ", ".join(names.get(each, each) for each in one.signature_ids),
    )


def _ruled_out(page: Page) -> Iterator[Html]:
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


def _unexplained(page: Page) -> Iterator[Html]:
    shown = page.report.unexplained[:MAX_ROWS]
    if shown:
        head = [page.word(key) for key in ("md.count", "md.where", "md.what")]
        yield table(head, [_group(page, head, one) for one in shown])


def _group(page: Page, head: Sequence[str], group: Unexplained) -> Html:
    return row(
        head,
        Cell(f"x{group.occurrences:,}", "count"),
        page.place(group.source, group.line),
        tag("code", cut(page, group.text)),
    )


def _core_log(page: Page) -> Iterator[Html]:
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


def _log_line(page: Page, line: LogLine) -> str:
    when = day_and_clock(line.time_ns) or "----------"
    return f"{when}  {line.source}:{line.line}  {cut(page, line.text)}"


def _environment(page: Page) -> Iterator[Html]:
    report = page.report
    items = [tag("li", version) for version in versions(report, page.language)]
    for source in report.sources[:MAX_ROWS]:
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


def _footer(page: Page) -> Html:
    stats = page.report.stats
    facts = [
        page.word("error lines", n=stats.error_lines, explained=stats.explained_error_lines),
        page.word("event count", n=stats.events),
        f"logscan {page.report.version}",
        page.word("catalogue", digest=page.report.catalogue_digest),
    ]
    return tag("footer", tag("p", " · ".join(facts), class_="soft"))


SECTIONS: Mapping[str, Callable[[Page], Iterator[Html]]] = {
    "md.cause": _cause,
    "md.next": _steps,
    "md.timeline": _timeline,
    "md.attempts": _attempts,
    "md.causes": causes,
    "md.checklist": checklist,
    "md.tracking": tracking,
    "html.findings": findings,
    "md.ruled out": _ruled_out,
    "md.unexplained": _unexplained,
    "md.core log": _core_log,
    "md.environment": _environment,
}
