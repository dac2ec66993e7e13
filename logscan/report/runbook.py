"""A runbook as a checklist: for a terminal, as Markdown, as JSON."""

from __future__ import annotations

import dataclasses
import json
import re
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from logscan.errors import UsageError
from logscan.model import Likelihood, Text
from logscan.report.markdown_syntax import code_span, prose
from logscan.report.sanitize import one_line
from logscan.report.words import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from logscan.model import (
        Runbook,
        RunbookCause,
        RunbookError,
        RunbookGroup,
        RunbookItem,
        RunbookVariable,
    )

SCHEMA_VERSION = 1

_WORDS: Mapping[str, Text] = {
    "procedure": Text(en="What to do, in which time", ko="해결 절차"),
    "actions": Text(en="The first actions in detail", ko="즉시 조치 방법"),
    "causes": Text(en="Possible causes, the most likely first", ko="가능한 원인(우선순위 순)"),
    "checklists": Text(en="Checklists", ko="확인 체크리스트"),
    "errors": Text(en="Errors to look for in the log", ko="로그에서 찾아야 할 에러"),
    "variables": Text(en="Environment variables", ko="환경 변수"),
    "settings": Text(en="Settings", ko="설정 확인"),
    "escalation": Text(en="Before you ask for help", ko="도움을 요청하기 전에"),
    "tracking": Text(en="How it should look", ko="상태 추적"),
    "prevention": Text(en="So that it does not happen again", ko="예방 방법"),
    "symptom": Text(en="Symptom", ko="증상"),
    "check": Text(en="Check", ko="확인 방법"),
    "expect": Text(en="Expected", ko="기대값"),
    "evidence": Text(en="Evidence in the log", ko="로그의 근거"),
    "value": Text(en="Value", ko="값"),
    "required": Text(en="required", ko="필수"),
    "optional": Text(en="optional", ko="선택"),
}
_BOXED = ("actions",)  # elsewhere the titles say the time, or none is meant
_LIKELIHOODS: Mapping[Likelihood, Text] = {
    Likelihood.HIGHEST: Text(en="most likely", ko="가장 가능성 높음"),
    Likelihood.HIGH: Text(en="likely", ko="높음"),
    Likelihood.MEDIUM: Text(en="possible", ko="중간"),
    Likelihood.LOW: Text(en="unlikely", ko="낮음"),
}


class _Part(StrEnum):
    """What one line of a checklist is."""

    TITLE = "title"
    TEXT = "text"
    SECTION = "section"
    GROUP = "group"
    CHECK = "check"
    DETAIL = "detail"
    COMMAND = "command"


class _Line(NamedTuple):
    part: _Part
    text: str
    source: str = ""


def render_runbook(
    runbook: Runbook,
    format: str = "terminal",  # noqa: A002 - the word of the command line
    *,
    language: str = "en",
) -> str:
    """Return *runbook* in one of ``RUNBOOK_FORMATS``, ending in a line end.

    JSON holds every text in all languages. Raises ``UsageError`` for an unknown format.
    """
    if format not in RUNBOOK_FORMATS:
        known = ", ".join(RUNBOOK_FORMATS)
        raise UsageError(f"unknown format {format!r}: choose one of {known}")
    return RUNBOOK_FORMATS[format](runbook, language)


# ---------------------------------------------------------------- JSON


def _json(runbook: Runbook, _language: str) -> str:
    plain = {"schema_version": SCHEMA_VERSION, **_plain(runbook)}
    return json.dumps(plain, indent=2) + "\n"


def _plain(value: Any) -> Any:
    """Return a value of the model as JSON has it; ids of signatures keep their usual keys."""
    if dataclasses.is_dataclass(value):
        return {
            {"signature_id": "signature", "signature_ids": "signatures"}.get(
                field.name, field.name
            ): _plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
        }
    return [_plain(entry) for entry in value] if isinstance(value, tuple) else value


# ---------------------------------------------------------------- for people


def _lines(runbook: Runbook, language: str) -> Iterator[_Line]:
    """Yield the whole checklist: what to do now first, how to prevent it last."""
    yield _Line(_Part.TITLE, runbook.title.in_language(language))
    yield _Line(_Part.TEXT, runbook.summary.in_language(language))
    yield from _groups("procedure", runbook.procedure, language)
    yield from _groups("actions", runbook.actions, language)
    yield _section("causes", language)
    for cause in runbook.causes:
        yield from _cause(cause, language)
    yield from _groups("checklists", runbook.checklists, language)
    yield _section("errors", language)
    for error in runbook.errors:
        yield from _error(error, language)
    yield _section("variables", language)
    for variable in runbook.variables:
        yield from _variable(variable, language)
    yield from _groups("settings", runbook.settings, language)
    yield from _groups("escalation", runbook.escalation, language)
    yield from _groups("tracking", runbook.tracking, language)
    yield from _groups("prevention", runbook.prevention, language)


def _section(key: str, language: str) -> _Line:
    return _Line(_Part.SECTION, _WORDS[key].in_language(language))


def _labelled(key: str, text: str, language: str) -> _Line:
    return _Line(_Part.DETAIL, f"{_WORDS[key].in_language(language)}: {text}")


def _groups(key: str, groups: Iterable[RunbookGroup], language: str) -> Iterator[_Line]:
    yield _section(key, language)
    for group in groups:
        title = group.title.in_language(language)
        if key in _BOXED and group.within is not None:
            title = f"{title} · {name_of(group.within, language)}"
        yield _Line(_Part.GROUP, title, group.source)
        for item in group.items:
            yield from _item(item, group, language)


def _item(item: RunbookItem, group: RunbookGroup, language: str) -> Iterator[_Line]:
    source = item.source if item.source != group.source else ""
    yield _Line(_Part.CHECK, item.text.in_language(language), source)
    if item.command:
        yield _Line(_Part.COMMAND, item.command)
    if item.expect:
        yield _labelled("expect", item.expect.in_language(language), language)
    if item.signature_ids:
        yield _labelled("evidence", ", ".join(item.signature_ids), language)


def _cause(cause: RunbookCause, language: str) -> Iterator[_Line]:
    likelihood = _LIKELIHOODS[cause.likelihood].in_language(language)
    title = f"{cause.title.in_language(language)} ({cause.rank}: {likelihood})"
    yield _Line(_Part.CHECK, title, cause.source)
    yield _labelled("symptom", cause.symptom.in_language(language), language)
    yield _labelled("check", cause.check.in_language(language), language)


def _error(error: RunbookError, language: str) -> Iterator[_Line]:
    meaning, remedy = (text.in_language(language) for text in (error.meaning, error.remedy))
    yield _Line(_Part.CHECK, f"`{error.phrase}` → {meaning}", error.source)
    yield _Line(_Part.DETAIL, remedy)
    yield _labelled("evidence", error.signature_id, language)


def _variable(variable: RunbookVariable, language: str) -> Iterator[_Line]:
    need = _WORDS["required" if variable.required else "optional"].in_language(language)
    text = f"{variable.name} ({need}): {variable.text.in_language(language)}"
    yield _Line(_Part.CHECK, text, variable.source)
    if variable.value is not None:
        yield _labelled("value", variable.value, language)


# ---------------------------------------------------------------- the two forms


def _terminal(runbook: Runbook, language: str) -> str:
    return "".join(_terminal_line(line) for line in _lines(runbook, language))


def _terminal_line(line: _Line) -> str:
    text = one_line(line.text).replace("`", '"' if line.part is _Part.CHECK else "`")
    source = f"  ({one_line(line.source)})" if line.source else ""
    return _TERMINAL[line.part].format(text=text, source=source)


def _markdown(runbook: Runbook, language: str) -> str:
    text = "".join(_markdown_line(line) for line in _lines(runbook, language))
    return re.sub(r"\n{3,}", "\n\n", text)


def _markdown_line(line: _Line) -> str:
    text = code_span(line.text) if line.part is _Part.COMMAND else prose(line.text)
    source = f" ({prose(line.source)})" if line.source else ""
    return _MARKDOWN[line.part].format(text=text, source=source)


_TERMINAL: Mapping[_Part, str] = {
    _Part.TITLE: "{text}\n",
    _Part.TEXT: "{text}\n",
    _Part.SECTION: "\n== {text} ==\n",
    _Part.GROUP: "\n{text}{source}\n",
    _Part.CHECK: "  - [ ] {text}{source}\n",
    _Part.DETAIL: "        {text}\n",
    _Part.COMMAND: "        $ {text}\n",
}
_MARKDOWN: Mapping[_Part, str] = {
    _Part.TITLE: "# {text}\n",
    _Part.TEXT: "\n{text}\n",
    _Part.SECTION: "\n## {text}\n\n",
    _Part.GROUP: "\n### {text}{source}\n\n",
    _Part.CHECK: "- [ ] {text}{source}\n",
    _Part.DETAIL: "  - {text}\n",
    _Part.COMMAND: "  - {text}\n",
}
RUNBOOK_FORMATS: Mapping[str, Callable[[Runbook, str], str]] = {
    "terminal": _terminal,
    "markdown": _markdown,
    "json": _json,
}
