"""The report as one chat message, short enough to be read in the channel."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from logscan.report.markdown import size
from logscan.report.markdown_syntax import RISKY, Dialect, prose
from logscan.report.options import MAX_CHARS
from logscan.report.sanitize import one_line
from logscan.report.times import day_and_clock
from logscan.report.view import STATUS_SYMBOLS, all_steps, main_incident, why_it_happens
from logscan.report.words import name_of, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from logscan.model import Report, Step
    from logscan.report.options import Options

_MAX_STEPS, _MAX_TEXT = 6, 300


def render_slack(report: Report, options: Options) -> str:
    """Return a message in Slack's own markup, under 3,000 characters or *max_chars*.

    Steps are left out from the end until it fits, and said so; then everything but the
    verdict.
    """
    limit = MAX_CHARS["slack"] if options.max_chars is None else max(options.max_chars, 0)
    steps = all_steps(report)
    for shown in range(min(len(steps), _MAX_STEPS), -1, -1):
        text = "\n".join(_message(report, options, steps, shown)) + "\n"
        if size(text) < limit:
            return text
    verdict = f"{name_of(report.verdict.status, options.language)}\n"
    return verdict if size(verdict) < limit else ""


def slack_code(text: str) -> str:
    """Return log text as inline code of Slack, which knows no longer fence than one backtick."""
    return f"`{_escaped(one_line(text)).replace('`', chr(39))}`"


def _escaped(text: str) -> str:
    """Return *text* with Slack's three control characters as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# Slack makes links of bare host names, pictures of ``:names:``, and wants a blank or a sign
# on both sides of a code span.
SLACK = Dialect(
    risky=re.compile(rf"{RISKY.pattern}|\w\.\w|:\w+:", re.IGNORECASE),
    span=slack_code,
    word=re.compile(r"""([("']*)(.*?)([)"'.,;:?…]*)""", re.DOTALL),
)


def _prose(text: str) -> str:
    return prose(text, SLACK)


def _message(
    report: Report, options: Options, steps: tuple[Step, ...], shown: int
) -> Iterator[str]:
    language, verdict = options.language, report.verdict
    status = name_of(verdict.status, language)
    headline = _prose(verdict.headline.in_language(language)[:_MAX_TEXT])
    yield f"{STATUS_SYMBOLS[verdict.status]} *{status}* {headline}"
    facts = []
    if verdict.since_ns is not None:
        facts.append(word("since", language, time=day_and_clock(verdict.since_ns)))
    if verdict.confidence > 0:
        facts.append(word("sure", language, percent=round(verdict.confidence * 100)))
    if facts:
        yield f"_{', '.join(facts)}_"
    yield from _proof(report, language)
    if shown:
        yield f"*{word('md.next', language)}*"
        for step in steps[:shown]:
            text = _prose(step.text.in_language(language)[:_MAX_TEXT])
            yield f"• {name_of(step.within, language)}: {text}"
    if len(steps) > shown:
        yield word("slack.more", language, n=len(steps) - shown)


def _proof(report: Report, language: str) -> Iterator[str]:
    """Yield the cause and the line that shows it, or what stays unexplained."""
    main = main_incident(report)
    if main is None:
        left = report.stats.error_lines - report.stats.explained_error_lines
        yield word("left unexplained" if left > 0 else "no error lines", language, n=left)
        for group in report.unexplained[:3]:
            yield slack_code(group.text[:_MAX_TEXT])
        return
    finding = next((one for one in report.findings if one.signature.id == main.cause), None)
    if finding and (reason := why_it_happens(finding, language)):
        yield f"&gt; {_prose(reason[:_MAX_TEXT])}"
    if finding and finding.evidence:
        best = finding.evidence[0]
        first = best.text.lstrip("\n").partition("\n")[0]
        yield slack_code(f"{best.source}:{best.line} {first}"[:_MAX_TEXT])
