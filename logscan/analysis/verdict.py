"""The verdict is the answer in one line: failing or not, what did it, since when, how often."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from logscan.analysis.sightings import MINUTE
from logscan.analysis.words import clock, joined, ko, plural, times
from logscan.model import Nature, Outcome, Phase, Severity, Status, Text, Verdict
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from logscan.analysis.incidents import Case
    from logscan.analysis.sightings import Scope
    from logscan.analysis.spans import Span
    from logscan.model import Stats

QUIET = 5 * MINUTE
"""How long a running service must stay silent about an error before the error is over."""

_WORST = (
    Status.FAILING,
    Status.DEGRADED,
    Status.RECOVERED,
    Status.HEALTHY,
    Status.INCONCLUSIVE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A case with its title, its confidence and whether it is over."""

    case: Case
    title: Text
    confidence: float
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What one service is doing at the end of the log."""

    spans: Sequence[Span]
    worked: Sequence[int]  # where it began to work
    end: int  # the end of the log on this axis
    answered: int | None = None  # where a request was last answered well

    @property
    def serving(self) -> bool:
        """Whether a boot that works still runs, requests are answered, or a site went live last."""
        boots = [span for span in self.spans if span.phase is Phase.BOOT]
        if any(boot.served is not None and not boot.ended for boot in boots):
            return True
        lost = max((boot.end for boot in boots if boot.ended), default=0)
        if self.answered is not None and self.answered > lost:
            return True
        deploys = [span for span in self.spans if span.phase is Phase.DEPLOY]
        live = bool(deploys) and deploys[-1].outcome is Outcome.LIVE
        return live and not any(boot.end > deploys[-1].end and boot.ended for boot in boots)

    @property
    def broken(self) -> bool:
        """Whether the last attempt of it ended badly."""
        last = [span for span in self.spans if span.phase is not Phase.DEPLOY or span.cut]
        return bool(last) and (last[-1].failed or self._stopped(last[-1]))

    def _stopped(self, span: Span) -> bool:
        return span.outcome is Outcome.STOPPED and not self.serving


def over(case: Case, state: State) -> bool:
    """Return whether the service worked again after the last of *case*."""
    end = case.end
    index = bisect_right(state.worked, end)
    if index < len(state.worked):
        return True
    lasting = [span for span in case.cause.spans if span.phase is Phase.BOOT]
    if lasting and lasting[-1].ended:
        return False
    if any(span.phase is not Phase.BOOT for span in case.lost):
        return _rebuilt(case, state)  # however long the version before keeps serving
    if state.serving:
        return state.end - end >= max(QUIET, 5 * case.cause.signature.burst_gap_ns)
    return _rebuilt(case, state)


def _rebuilt(case: Case, state: State) -> bool:
    """Return whether only a build or pre-deploy failed and a later one of its kind worked."""
    phases = {span.phase for span in case.spans}
    if not phases or not phases <= {Phase.BUILD, Phase.PREDEPLOY}:
        return False
    return any(
        span.phase in phases and span.start > case.end and span.outcome is Outcome.LIVE
        for span in state.spans
    )


def rank(judged: Judged) -> tuple[object, ...]:
    """Return the sort key of incidents: still going on, explains an ending, then earliest."""
    cause = judged.case.cause.signature
    return (
        judged.over,
        cause.nature in (Nature.RESULT, Nature.AMBIENT),
        not judged.case.lost,
        not judged.case.links,
        cause.severity < Severity.HIGH,
        judged.case.start,
        -cause.severity,
        cause.id,
    )


def status(judged: Sequence[Judged], state: State) -> Status:
    """Return the status of one service; *judged* are its cases."""
    weighty = [one for one in judged if one.case.severity >= Severity.MEDIUM]
    active = [one for one in weighty if not one.over]
    if active:
        return _trouble(active, state)
    if weighty:
        return Status.RECOVERED
    return Status.HEALTHY if state.serving else Status.INCONCLUSIVE


def _trouble(active: Sequence[Judged], state: State) -> Status:
    severity = max(one.case.severity for one in active)
    if state.serving:
        return Status.FAILING if any(_spreads(one.case) for one in active) else Status.DEGRADED
    if state.broken or any(one.case.lost for one in active):
        return Status.FAILING
    return Status.FAILING if severity >= Severity.HIGH else Status.DEGRADED


def _spreads(case: Case) -> bool:
    """Return whether a critical error that no boot died of breaks other things as well."""
    critical = case.cause.signature.severity >= Severity.CRITICAL
    return critical and bool(case.links) and not case.lost


def verdict(
    judged: Sequence[Judged],
    states: Mapping[Scope, State],
    stats: Stats,
    unexplained: int,
    *,
    answered_ns: int | None = None,
    complete: bool = True,
) -> Verdict:
    """Return the verdict on the whole log: that of the service that is worst off.

    *answered_ns* tells of an answered request where no event says which service it is;
    *complete* says that everything could be read that was to be.
    """
    names = _names(states)
    verdicts = [
        _named(
            _of_service(
                [one for one in judged if one.case.cause.scope == scope], state, unexplained
            ),
            names.get(scope),
        )
        for scope, state in states.items()
    ]
    if not verdicts and answered_ns is not None and not unexplained:
        return _answering(answered_ns)
    if not verdicts:
        return _nothing(stats, unexplained, complete=complete)
    return min(verdicts, key=lambda made: _WORST.index(made.status))


def _names(scopes: Iterable[Scope]) -> dict[Scope, str]:
    """Return what tells the services of a log apart: their names, or the files they are in."""
    some = list(scopes)
    files = len({scope.source for scope in some if scope.service is None}) > 1
    named = {scope: scope.service or (scope.source if files else None) for scope in some}
    several = len(set(named.values())) > 1
    return {scope: name for scope, name in named.items() if name and several}


def _named(made: Verdict, name: str | None) -> Verdict:
    """Return *made* with the name of its service where it tells of trouble."""
    if not name or made.status in (Status.HEALTHY, Status.INCONCLUSIVE):
        return made
    told = Text(en=f"{name}: {made.headline.en}", ko=f"{name}: {ko(made.headline)}")
    return replace(made, headline=told)


def _of_service(judged: Sequence[Judged], state: State, unexplained: int) -> Verdict:
    found = status(judged, state)
    if found in (Status.HEALTHY, Status.INCONCLUSIVE):
        return _calm(found, state, unexplained)
    main = judged[0]
    cause = main.case.cause
    return Verdict(
        status=found,
        headline=_recovered(main) if found is Status.RECOVERED else _failing(main, state),
        cause=cause.signature.id,
        since_ns=cause.sightings[0].first.time_ns,
        confidence=main.confidence,
    )


def _failing(main: Judged, state: State) -> Text:
    figures = joined(_figures(main, since=True))
    still = _STILL if state.serving and _only_deploying(main.case) else Text(en="", ko="")
    return Text(
        en=f"{main.title.en} {figures.en}{still.en}",
        ko=f"{ko(main.title)}: {ko(figures)}{ko(still)}",
    )


_STILL = Text(
    en="; the version before keeps serving",
    ko=" (이전 버전은 계속 서비스 중)",
)


def _only_deploying(case: Case) -> bool:
    """Return whether all that was lost is the way to a new version.

    A build, pre-deploy or deploy that fails leaves the running version alone.
    Source: https://render.com/docs/deploys
    """
    failed = [span.phase is not Phase.BOOT or _never_released(span) for span in case.lost]
    return bool(failed) and all(failed)


def _never_released(boot: Span) -> bool:
    return boot.parent is not None and boot.parent.outcome is not Outcome.LIVE


def _recovered(main: Judged) -> Text:
    figures = joined(_figures(main, since=False))
    return Text(
        en=f"{main.title.en}: it is over ({figures.en})",
        ko=f"{ko(main.title)}: 지금은 끝났습니다 ({ko(figures)})",
    )


def _figures(main: Judged, *, since: bool) -> list[Text]:
    """Return since when, how often and what was lost, each in words."""
    cause = main.case.cause
    found = []
    start = cause.sightings[0].first.time_ns
    end = cause.sightings[-1].last.time_ns
    if start is not None:
        days = end is not None and end - start > 20 * 60 * MINUTE
        at = clock(start, with_date=days)
        found.append(Text(en=f"since {at}" if since else f"from {at}", ko=f"{at}부터"))
    else:
        line = cause.sightings[0].first.line
        found.append(Text(en=f"from line {line:,}", ko=f"{line:,}번째 줄부터"))
    found.append(times(cause.occurrences))
    found += [_lost(main.case, phase) for phase in (Phase.BUILD, Phase.PREDEPLOY, Phase.BOOT)]
    return [text for text in found if text.en]


_LOST = {
    Phase.BUILD: (("build", "builds"), "빌드"),
    Phase.PREDEPLOY: (("pre-deploy", "pre-deploys"), "사전 배포"),
    Phase.BOOT: (("boot", "boots"), "부팅"),
}


def _lost(case: Case, phase: Phase) -> Text:
    count = sum(1 for span in case.lost if span.phase is phase)
    if not count:
        return Text(en="")
    (one, many), korean = _LOST[phase]
    return Text(en=f"{plural(count, one, many)} lost", ko=f"{korean} {count:,}회 실패")


def _calm(found: Status, state: State, unexplained: int) -> Verdict:
    left = _left(unexplained)
    if found is Status.HEALTHY:
        since = max(state.worked, default=None)
        return Verdict(
            status=found,
            headline=Text(
                en=f"The service is live; no known error is going on{left.en}",
                ko=f"서비스가 정상 동작 중이며 진행 중인 알려진 오류가 없습니다{ko(left)}",
            ),
            since_ns=since if state.spans and state.spans[0].scope.dated else None,
            confidence=0.9 if not unexplained else 0.7,
        )
    return Verdict(status=found, headline=_unfinished(state, left), confidence=0.3)


def _answering(answered_ns: int) -> Verdict:
    at = clock(answered_ns)
    return Verdict(
        status=Status.HEALTHY,
        headline=Text(
            en=f"Requests are answered, the last at {at}; no known error was found",
            ko=f"요청에 정상 응답하고 있으며(마지막 {at}) 알려진 오류가 없습니다",
        ),
        confidence=0.7,
    )


def _left(unexplained: int) -> Text:
    if not unexplained:
        return Text(en="", ko="")
    lines = plural(unexplained, "error-looking line is", "error-looking lines are")
    return Text(
        en=f"; {lines} unexplained",
        ko=f" (설명되지 않은 오류성 줄 {unexplained:,}개)",
    )


def _unfinished(state: State, left: Text) -> Text:
    """Say what the log leaves open when nothing known went wrong."""
    opened = [span for span in state.spans if not span.ended and span.outcome is Outcome.UNKNOWN]
    if not opened:
        return Text(
            en=f"Nothing known went wrong, and no line says that the service is live{left.en}",
            ko=f"알려진 오류는 없지만, 서비스가 동작 중이라는 줄도 없습니다{ko(left)}",
        )
    last = opened[-1]
    words = {
        Phase.BUILD: ("The log ends inside a build", "빌드 도중에 로그가 끝났습니다"),
        Phase.PREDEPLOY: ("The log ends inside a pre-deploy", "사전 배포 도중에 로그가 끝났습니다"),
        Phase.DEPLOY: (
            "A deploy began, and the log ends before it went live",
            "배포가 시작되었지만 라이브가 되기 전에 로그가 끝났습니다",
        ),
        Phase.BOOT: (
            "The service started, and the log ends before it went live",
            "서비스가 시작되었지만 라이브가 되기 전에 로그가 끝났습니다",
        ),
    }
    en, korean = words[last.phase]
    return Text(en=f"{en}{left.en}", ko=f"{korean}{ko(left)}")


def _nothing(stats: Stats, unexplained: int, *, complete: bool) -> Verdict:
    if stats.records == 0 and stats.lines == 0 and not complete:
        headline = Text(en="Nothing could be read", ko="아무것도 읽지 못했습니다")
    elif stats.records == 0 and stats.lines == 0:
        headline = Text(en="The log is empty", ko="로그가 비어 있습니다")
    elif unexplained:
        lines = plural(unexplained, "error-looking line is", "error-looking lines are")
        headline = Text(
            en=f"Nothing known was found; {lines} unexplained",
            ko="알려진 문제를 찾지 못했습니다. "
            f"설명되지 않은 오류성 줄이 {unexplained:,}개 있습니다",
        )
    else:
        headline = Text(
            en="Nothing known was found, and no line says that the service is live",
            ko="알려진 문제를 찾지 못했고, 서비스가 동작 중이라는 줄도 없습니다",
        )
    return Verdict(status=Status.INCONCLUSIVE, headline=headline, confidence=0.2)
