"""The forms in which a report can be taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.report import MAX_CHARS, render
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from logscan.model import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form: the renderer behind it, its bound, and how a browser knows it."""

    renderer: str
    media: str
    suffix: str
    max_chars: int | None = None


FORMS: Mapping[str, Form] = {
    "json": Form(renderer="json", media="application/json", suffix=".json"),
    "markdown": Form(renderer="markdown", media="text/markdown; charset=utf-8", suffix=".md"),
    "html": Form(renderer="html", media="text/html; charset=utf-8", suffix=".html"),
    "csv": Form(renderer="csv", media="text/csv; charset=utf-8", suffix=".csv"),
    "text": Form(renderer="terminal", media="text/plain; charset=utf-8", suffix=".txt"),
    "ticket": Form(
        renderer="markdown",
        media="text/markdown; charset=utf-8",
        suffix=".md",
        max_chars=MAX_CHARS["jira"],
    ),
    "slack": Form(
        renderer="slack",
        media="text/plain; charset=utf-8",
        suffix=".txt",
        max_chars=MAX_CHARS["slack"],
    ),
}


def rendered(report: Report, name: str, language: str) -> str:
    """Return *report* in one of ``FORMS``."""
    form = FORMS[name]
    return render(report, form.renderer, language=language, verbosity=1, max_chars=form.max_chars)
