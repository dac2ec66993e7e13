"""The runbook's ranked causes weighed, and its checklists ticked, by what this log shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.analysis.concluded import RULES
from logscan.analysis.sightings import MINUTE
from logscan.analysis.words import age, clock, ko, plural, times
from logscan.model import (
    Answer,
    Finding,
    Mark,
    Nature,
    Outcome,
    Phase,
    Role,
    Severity,
    Standing,
    Text,
    Tick,
    WeighedCause,
)
from logscan.patterns import lazy
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from logscan.analysis.verdict import State
    from logscan.model import Attempt, Incident, Runbook, RunbookCause, RunbookItem, TimelineEntry

RECENT = 15 * MINUTE
"""A last record this old is still recent: a free service sleeps after a quarter of an hour."""

SAVED = 24 * 60 * MINUTE
"""A last record older than this shows that nobody is looking at a running service."""

_SHOWN = 4
_VARIABLE = lazy(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
_MEMORY, _DISK = "memory", ("enospc", "pg-disk-full", "enospc-watchers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What causes and checklists are judged by."""

    findings: Sequence[Finding]
    incidents: Sequence[Incident]  # those that still go on
    attempts: Sequence[Attempt]
    timeline: Sequence[TimelineEntry]
    state: State | None  # of the service that the verdict is about
    last_ns: int | None
    now_ns: int | None

    def first(self, mark: Mark) -> TimelineEntry | None:
        """Return the first entry with this mark."""
        return next((entry for entry in self.timeline if entry.mark is mark), None)

    def last(self, mark: Mark) -> TimelineEntry | None:
        """Return the last entry with this mark."""
        return next((entry for entry in reversed(self.timeline) if entry.mark is mark), None)

    @property
    def telling(self) -> list[Finding]:
        """The findings that are no noise."""
        return [finding for finding in self.findings if finding.role is not Role.BENIGN]


# ---------------------------------------------------------------- ranked causes


def weighed(runbook: Runbook, evidence: Evidence) -> tuple[WeighedCause, ...]:
    """Return the runbook's causes, the likeliest in this log first, then in the runbook's order."""
    ranked = [(cause.rank, _weigh(cause, evidence)) for cause in runbook.causes]
    ranked.sort(key=lambda item: (_STANDINGS[item[1].standing], item[0]))
    return tuple(cause for _, cause in ranked)


_STANDINGS = {
    Standing.LIKELY: 0,
    Standing.POSSIBLE: 1,
    Standing.OPEN: 2,
    Standing.UNLIKELY: 3,
}


def _weigh(cause: RunbookCause, evidence: Evidence) -> WeighedCause:
    mine = [f for f in evidence.telling if f.signature.runbook_cause == cause.id]
    lost = _extra(cause.id, evidence)
    speaks = [_seen(finding) for finding in mine[:_SHOWN]] + lost
    against = _AGAINST.get(cause.id, _nothing)(evidence)
    return WeighedCause(
        id=cause.id,
        title=cause.title,
        standing=_standing(mine, evidence, against, lost=bool(lost)),
        evidence_for=tuple(speaks),
        evidence_against=tuple(against),
        check=cause.check,
        source=cause.source,
    )


def _standing(
    mine: Sequence[Finding],
    evidence: Evidence,
    against: Sequence[Text],
    *,
    lost: bool,
) -> Standing:
    """Return where a cause stands; what is only explained by another one leaves it open."""
    first = evidence.incidents[0].cause if evidence.incidents else None
    active = {i.cause for i in evidence.incidents} | {
        name for i in evidence.incidents for name in i.consequences
    }
    if any(finding.signature.id == first for finding in mine):
        return Standing.LIKELY
    reasons = [f for f in mine if f.signature.id in active]
    if any(f.role is Role.CAUSE or f.signature.nature is Nature.ROOT for f in reasons):
        return Standing.POSSIBLE
    if against:
        return Standing.UNLIKELY
    return Standing.POSSIBLE if lost else Standing.OPEN


def _seen(finding: Finding) -> Text:
    if finding.signature.family == RULES:
        return finding.title
    often = times(finding.occurrences)
    return Text(
        en=f"{finding.title.en}, {often.en}",
        ko=f"{ko(finding.title)}, {ko(often)}",
    )


def _extra(cause_id: str, evidence: Evidence) -> list[Text]:
    """Return what attempts say for a cause that no single line names."""
    if cause_id != "server-down":
        return []
    lost = sum(
        one.phase is Phase.BOOT and one.outcome in (Outcome.EXITED, Outcome.FAILED)
        for one in evidence.attempts
    )
    if not lost:
        return []
    return [Text(en=f"{plural(lost, 'boot', 'boots')} lost", ko=f"부팅 {lost:,}회 실패")]


def _nothing(evidence: Evidence) -> list[Text]:
    del evidence
    return []


def _serving(evidence: Evidence) -> list[Text]:
    if evidence.state is None or not evidence.state.serving:
        return []
    if evidence.state.answered is not None:
        at = clock(evidence.state.answered)
        answering = Text(
            en=f"requests are answered, the last at {at}",
            ko=f"요청에 정상 응답하고 있습니다(마지막 {at})",
        )
        return [answering]
    live = evidence.last(Mark.LIVE) or evidence.last(Mark.LISTENING)
    if live is None or live.time_ns is None:
        return [Text(en="the service is running", ko="서비스가 실행 중입니다")]
    at = clock(live.time_ns)
    return [Text(en=f"the service works since {at}", ko=f"{at}부터 서비스가 동작 중입니다")]


def _listens(evidence: Evidence) -> list[Text]:
    """Return the line that says that the server listens, unless only on loopback."""
    if any(finding.signature.id == "bound-to-localhost" for finding in evidence.telling):
        return []
    entry = evidence.last(Mark.LISTENING) or evidence.last(Mark.LIVE)
    if entry is None:
        return []
    line = f"{entry.line:,}"
    return [
        Text(
            en=f"{entry.title.en} (line {line})",
            ko=f"{ko(entry.title)}({line}번째 줄)",
        )
    ]


def _ran(evidence: Evidence) -> list[Text]:
    """Return that the build and the start command did their job."""
    found = []
    builds = [one for one in evidence.attempts if one.phase is Phase.BUILD]
    if builds and builds[-1].outcome is Outcome.LIVE:
        found.append(Text(en="the build succeeded", ko="빌드가 성공했습니다"))
    return found if evidence.first(Mark.LISTENING) or evidence.first(Mark.LIVE) else []


def _no_kill(evidence: Evidence) -> list[Text]:
    """Return that processes ended, and not the way the kernel ends them."""
    statuses = {one.exit_status for one in evidence.attempts if one.exit_status is not None}
    memory = any(finding.signature.category == _MEMORY for finding in evidence.telling)
    if memory or not statuses or statuses & {134, 137}:
        return []
    shown = ", ".join(str(status) for status in sorted(statuses))
    return [
        Text(
            en=f"the exit status is {shown}, not 137, and no line speaks of memory",
            ko=f"종료 상태가 137이 아니라 {shown}이며, 메모리를 언급하는 줄이 없습니다",
        )
    ]


_AGAINST: Mapping[str, Callable[[Evidence], list[Text]]] = {
    "server-down": _serving,
    "port": _listens,
    "command": _ran,
    "memory": _no_kill,
}


# ---------------------------------------------------------------- checklists


def ticked(runbook: Runbook, evidence: Evidence) -> tuple[Tick, ...]:
    """Return every question of the runbook's checklists, answered where the log decides."""
    return tuple(
        _tick(group.id, index, item, evidence)
        for group in runbook.checklists
        for index, item in enumerate(group.items)
    )


def _tick(checklist: str, index: int, item: RunbookItem, evidence: Evidence) -> Tick:
    judge = _QUESTIONS.get((checklist, index))
    if checklist == "environment":
        answer, good, why = _variable(item, evidence)
    elif judge is not None:
        answer, good, why = judge(evidence)
    else:
        answer, good, why = _OPEN
    return Tick(
        checklist=checklist,
        question=item.text,
        answer=answer,
        good=good,
        why=why,
        source=item.source,
    )


Judgement = tuple[Answer, "bool | None", Text]

_OPEN: Judgement = (
    Answer.OPEN,
    None,
    Text(en="the log does not say", ko="로그만으로는 알 수 없습니다"),
)


def _status(evidence: Evidence) -> Judgement:
    if evidence.state is None:
        return _OPEN
    if evidence.state.serving:
        return (Answer.YES, True, _serving(evidence)[0])
    building = [one for one in evidence.attempts if one.outcome is Outcome.UNKNOWN]
    if building and building[-1].phase is Phase.BUILD:
        return (Answer.YES, None, Text(en="a build is going on", ko="빌드가 진행 중입니다"))
    if not evidence.attempts:
        return _OPEN
    last = evidence.attempts[-1]
    return (
        Answer.NO,
        False,
        Text(
            en=f"the last {last.phase.value} ended as: {last.outcome.value}",
            ko=f"마지막 {_PHASES[last.phase]} 결과: {_OUTCOMES[last.outcome]}",
        ),
    )


_PHASES = {
    Phase.BUILD: "빌드",
    Phase.PREDEPLOY: "사전 배포",
    Phase.DEPLOY: "배포",
    Phase.BOOT: "부팅",
}
_OUTCOMES = {
    Outcome.LIVE: "정상",
    Outcome.FAILED: "실패",
    Outcome.EXITED: "비정상 종료",
    Outcome.STOPPED: "중지됨",
    Outcome.RESTARTED: "재시작됨",
    Outcome.UNKNOWN: "알 수 없음",
}


def _errors(evidence: Evidence) -> Judgement:
    told = [f for f in evidence.telling if f.signature.severity >= Severity.MEDIUM]
    if told:
        return (Answer.YES, False, _seen(told[0]))
    return (Answer.NO, True, Text(en="no known error", ko="알려진 오류가 없습니다"))


def _listening(evidence: Evidence) -> Judgement:
    entry = evidence.last(Mark.LISTENING)
    if entry is not None:
        line = f"{entry.line:,}"
        return (Answer.YES, True, Text(en=f"line {line}", ko=f"{line}번째 줄"))
    return (
        Answer.NO,
        False,
        Text(en="no line says that the server listens", ko="수신 중이라는 줄이 없습니다"),
    )


def _recent(evidence: Evidence) -> Judgement:
    if evidence.last_ns is None or evidence.now_ns is None:
        return _OPEN
    passed = evidence.now_ns - evidence.last_ns
    at, old = clock(evidence.last_ns, with_date=True), age(passed)
    if passed > SAVED:
        saved = Text(
            en=f"a saved log: its last line is {old.en} old ({at} UTC)",
            ko=f"저장된 로그: 마지막 줄이 {ko(old)} 전({at} UTC)입니다",
        )
        return (Answer.OPEN, None, saved)
    why = Text(en=f"the last line is {old.en} old", ko=f"마지막 줄이 {ko(old)} 전입니다")
    recent = passed <= RECENT
    return (Answer.YES if recent else Answer.NO, recent, why)


def _variable(item: RunbookItem, evidence: Evidence) -> Judgement:
    """Return whether the log reports the variable of this question as missing."""
    asked = set(_VARIABLE.findall(item.text.en))
    for finding in evidence.telling:
        named = {
            name
            for _, values in finding.captures
            for value in values
            for name in _VARIABLE.findall(value)
        }
        missing = finding.signature.runbook_cause == "environment" and bool(asked & named)
        if missing or (finding.signature.id in item.signature_ids and not named):
            return (Answer.NO, False, _seen(finding))
    return _OPEN


def _memory(evidence: Evidence) -> Judgement:
    for finding in evidence.telling:
        if finding.signature.category == _MEMORY:
            return (Answer.YES, False, _seen(finding))
    return _OPEN


def _disk(evidence: Evidence) -> Judgement:
    for finding in evidence.telling:
        if finding.signature.id in _DISK:
            return (Answer.NO, False, _seen(finding))
    return _OPEN


_QUESTIONS: Mapping[tuple[str, int], Callable[[Evidence], Judgement]] = {
    ("status", 0): _status,
    ("logs", 0): _errors,
    ("logs", 1): _listening,
    ("logs", 2): _recent,
    ("resources", 1): _memory,
    ("resources", 2): _disk,
}
