"""The interface's own words stand in one table, in every language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.model import (
    FailureReason,
    Kind,
    Outcome,
    Phase,
    Role,
    Severity,
    Standing,
    Status,
    Text,
    Within,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import Enum


def word(key: str, language: str, /, **values: object) -> str:
    """Return the phrase called *key* in *language* with ``{name}`` filled in.

    Where a value called ``n`` is 1 and the table has ``key.one``, that form is used; whole
    numbers get thousands separators.
    """
    if values.get("n") == 1 and f"{key}.one" in WORDS:
        key = f"{key}.one"
    shown = {k: f"{v:,}" if isinstance(v, int) else v for k, v in values.items()}
    return WORDS[key].in_language(language).format_map(shown)


def name_of(value: Enum, language: str) -> str:
    """Return the word for a member of one of the model's vocabularies."""
    return VOCABULARY[value].in_language(language)


def counter(name: str, count: int, language: str) -> str:
    """Return one counter as a sentence; an unknown one by its own name."""
    key = f"counter.{name}"
    if key in WORDS:
        return word(key, language, n=count)
    return f"{name.replace('_', ' ')}: {count:,}"


VOCABULARY: Mapping[Enum, Text] = {
    Status.FAILING: Text(en="FAILING", ko="장애"),
    Status.DEGRADED: Text(en="DEGRADED", ko="일부 이상"),
    Status.RECOVERED: Text(en="RECOVERED", ko="복구됨"),
    Status.HEALTHY: Text(en="HEALTHY", ko="정상"),
    Status.INCONCLUSIVE: Text(en="INCONCLUSIVE", ko="판단 불가"),
    Severity.CRITICAL: Text(en="critical", ko="치명적"),
    Severity.HIGH: Text(en="high", ko="높음"),
    Severity.MEDIUM: Text(en="medium", ko="보통"),
    Severity.LOW: Text(en="low", ko="낮음"),
    Severity.INFO: Text(en="info", ko="참고"),
    Role.CAUSE: Text(en="cause", ko="원인"),
    Role.CONSEQUENCE: Text(en="consequence", ko="결과"),
    Role.INDEPENDENT: Text(en="independent", ko="별개"),
    Role.BENIGN: Text(en="harmless", ko="무해"),
    Kind.ERROR: Text(en="error", ko="오류"),
    Kind.LIFECYCLE: Text(en="mark", ko="상태"),
    Kind.BENIGN: Text(en="harmless", ko="무해"),
    Within.NOW: Text(en="Within 2 minutes", ko="2분 안에"),
    Within.SOON: Text(en="Within 5 minutes", ko="5분 안에"),
    Within.NEXT: Text(en="Within 10 minutes", ko="10분 안에"),
    Within.LATER: Text(en="Later", ko="그 이후"),
    Phase.BUILD: Text(en="build", ko="빌드"),
    Phase.PREDEPLOY: Text(en="pre-deploy", ko="배포 전 작업"),
    Phase.DEPLOY: Text(en="deploy", ko="배포"),
    Phase.BOOT: Text(en="boot", ko="부팅"),
    Outcome.LIVE: Text(en="ok", ko="성공"),
    Outcome.FAILED: Text(en="failed", ko="실패"),
    Outcome.EXITED: Text(en="exited", ko="종료됨"),
    Outcome.STOPPED: Text(en="stopped", ko="중지됨"),
    Outcome.RESTARTED: Text(en="restarted", ko="재시작됨"),
    Outcome.UNKNOWN: Text(en="no end in this log", ko="끝이 로그에 없음"),
    FailureReason.EARLY_EXIT: Text(en="early exit", ko="예기치 않은 조기 종료"),
    FailureReason.NON_ZERO_EXIT: Text(en="non-zero exit", ko="0이 아닌 상태로 종료"),
    FailureReason.OUT_OF_MEMORY: Text(en="out of memory", ko="메모리 부족"),
    FailureReason.EVICTED: Text(en="evicted", ko="축출됨"),
    FailureReason.UNHEALTHY: Text(en="unhealthy", ko="헬스 체크 실패"),
    FailureReason.TIMED_OUT: Text(en="timed out", ko="시간 초과"),
    Standing.LIKELY: Text(en="likely", ko="유력"),
    Standing.POSSIBLE: Text(en="possible", ko="가능성 있음"),
    Standing.UNLIKELY: Text(en="unlikely", ko="가능성 낮음"),
    Standing.OPEN: Text(en="open", ko="미확인"),
}

WORDS: Mapping[str, Text] = {
    # ------------------------------------------------------------ headings
    "why": Text(en="WHY", ko="원인"),
    "next": Text(en="DO NEXT", ko="지금 할 일"),
    "how sure": Text(en="HOW SURE", ko="판단 근거"),
    "causes": Text(en="RUNBOOK: POSSIBLE CAUSES", ko="런북: 가능한 원인"),
    "checklist": Text(en="RUNBOOK: CHECKLIST", ko="런북: 체크리스트"),
    "tracking": Text(en="BEFORE AND AFTER THE LAST RESTART", ko="마지막 재시작 전후"),
    "timeline": Text(en="TIMELINE", ko="타임라인"),
    "attempts": Text(en="ATTEMPTS", ko="시도"),
    "findings": Text(en="FINDINGS", ko="발견한 문제"),
    "unexplained": Text(en="UNEXPLAINED", ko="설명되지 않은 오류"),
    "notes": Text(en="NOTES", ko="참고 사항"),
    "read": Text(en="READ", ko="읽은 내용"),
    # ------------------------------------------------------------ the verdict
    "since": Text(en="since {time} UTC", ko="{time} UTC부터"),
    "lasting": Text(en="{length} until the log ends", ko="로그 끝까지 {length}"),
    "sure": Text(en="{percent}% sure", ko="확신 {percent}%"),
    "led to": Text(en="led to", ko="이어진 결과"),
    "could also be": Text(en="could also be", ko="다른 가능성"),
    "to check": Text(en="to rule it out: {check}", ko="배제하려면: {check}"),
    "also": Text(en="also", ko="그 밖에"),
    "note": Text(en="note", ko="참고"),
    # ------------------------------------------------------------ the runbook
    "to find out": Text(en="to find out: {check}", ko="확인 방법: {check}"),
    "more causes": Text(
        en="{n} more that this log says nothing about; -v shows them",
        ko="로그에 근거가 없는 {n}개 더 있음 (-v로 보기)",
    ),
    "more causes.one": Text(
        en="1 more that this log says nothing about; -v shows it",
        ko="로그에 근거가 없는 1개 더 있음 (-v로 보기)",
    ),
    "checklist key": Text(
        en="[x] fine, [ ] not fine, [?] open", ko="[x] 정상, [ ] 이상, [?] 미확인"
    ),
    "open questions": Text(
        en="{n} more that this log does not answer; -v shows them",
        ko="이 로그로 알 수 없는 {n}개 더 있음 (-v로 보기)",
    ),
    "open questions.one": Text(
        en="1 more that this log does not answer; -v shows it",
        ko="이 로그로 알 수 없는 1개 더 있음 (-v로 보기)",
    ),
    "before": Text(en="before", ko="재시작 전"),
    "after": Text(en="after", ko="재시작 후"),
    "no error": Text(en="no known error", ko="알려진 오류 없음"),
    "works": Text(en="the service works after it", ko="재시작 후 정상 동작"),
    "fails": Text(en="the restart did not help", ko="재시작해도 해결되지 않음"),
    "works unknown": Text(
        en="no line says whether it works", ko="정상 동작 여부를 알려 주는 줄이 없음"
    ),
    "cause": Text(en="cause", ko="원인"),
    "evidence": Text(en="evidence", ko="근거"),
    # ------------------------------------------------------------ counts
    "times": Text(en="{n} times", ko="{n}회"),
    "times.one": Text(en="once", ko="1회"),
    "lines": Text(en="{n} lines", ko="{n}행"),
    "lines.one": Text(en="1 line", ko="1행"),
    "records": Text(en="{n} records", ko="레코드 {n}개"),
    "records.one": Text(en="1 record", ko="레코드 1개"),
    "line": Text(en="line {n}", ko="{n}행"),
    "no time": Text(en="no time", ko="시각 없음"),
    "status": Text(en="status {n}", ko="상태 코드 {n}"),
    "all utc": Text(en="times in UTC", ko="시각은 UTC"),
    "day and utc": Text(en="{date}, times in UTC", ko="{date}, 시각은 UTC"),
    "more rows": Text(en="{n} more rows; -v shows all", ko="{n}행 더 있음 (-v로 전체 보기)"),
    "more rows.one": Text(en="1 more row; -v shows it", ko="1행 더 있음 (-v로 보기)"),
    "more steps": Text(en="{n} more steps; -v shows all", ko="{n}단계 더 있음 (-v로 전체 보기)"),
    "more steps.one": Text(en="1 more step; -v shows it", ko="1단계 더 있음 (-v로 보기)"),
    "more groups": Text(en="{n} more groups; -v shows all", ko="{n}개 더 있음 (-v로 전체 보기)"),
    "more groups.one": Text(en="1 more group; -v shows it", ko="1개 더 있음 (-v로 보기)"),
    "more findings": Text(
        en="{n} more findings; -v shows all", ko="{n}건 더 있음 (-v로 전체 보기)"
    ),
    "more findings.one": Text(en="1 more finding; -v shows it", ko="1건 더 있음 (-v로 보기)"),
    "small marks": Text(
        en="{n} build steps and notes are left out; -v shows them",
        ko="빌드 단계와 안내 {n}건 생략 (-v로 보기)",
    ),
    "small marks.one": Text(
        en="1 build step or note is left out; -v shows it",
        ko="빌드 단계나 안내 1건 생략 (-v로 보기)",
    ),
    "harmless": Text(en="harmless: {names}; -v shows them", ko="무해함: {names} (-v로 보기)"),
    "more evidence": Text(en="{n} more places; -v shows them", ko="{n}곳 더 있음 (-v로 보기)"),
    "more evidence.one": Text(en="1 more place; -v shows it", ko="1곳 더 있음 (-v로 보기)"),
    "cut characters": Text(en="… {n} more characters", ko="… {n}자 더 있음"),
    "cut lines": Text(en="… {n} more lines", ko="… {n}행 더 있음"),
    "cut lines.one": Text(en="… 1 more line", ko="… 1행 더 있음"),
    # ------------------------------------------------------------ what was read
    "layout": Text(en="layout {layout}", ko="형식 {layout}"),
    "event count": Text(en="{n} events", ko="이벤트 {n}건"),
    "event count.one": Text(en="1 event", ko="이벤트 1건"),
    "error lines": Text(
        en="{n} error-looking lines, {explained} explained",
        ko="오류처럼 보이는 줄 {n}개, 그중 {explained}개 설명됨",
    ),
    "error lines.one": Text(
        en="1 error-looking line, {explained} explained",
        ko="오류처럼 보이는 줄 1개, 그중 {explained}개 설명됨",
    ),
    "catalogue": Text(en="catalogue {digest}", ko="카탈로그 {digest}"),
    "seconds": Text(en="{seconds} s", ko="{seconds}초"),
    "explain hint": Text(
        en="more about one finding: logscan explain {id}",
        ko="자세한 설명: logscan explain {id}",
    ),
    "redacted": Text(en="secrets removed: {kinds}", ko="가린 비밀값: {kinds}"),
    "incomplete": Text(
        en="not everything could be read: this report is incomplete",
        ko="일부를 읽지 못해 이 보고서는 완전하지 않습니다",
    ),
    # ------------------------------------------------------------ nothing found
    "nothing known": Text(
        en="No known problem is in this log. That is not proof of health.",
        ko="이 로그에서 알려진 문제를 찾지 못했습니다. 그렇다고 정상이라는 뜻은 아닙니다.",
    ),
    "nothing read": Text(en="Nothing was read.", ko="읽은 내용이 없습니다."),
    "was read": Text(en="read {lines}, {when} UTC", ko="{lines}을 읽음, {when} UTC"),
    "was read undated": Text(en="read {lines}, none with a time", ko="{lines}을 읽음, 시각 없음"),
    "left unexplained": Text(
        en="{n} error-looking lines are unexplained; they are grouped below",
        ko="오류처럼 보이는 {n}행이 설명되지 않음 (아래에 묶어서 표시)",
    ),
    "left unexplained.one": Text(
        en="1 error-looking line is unexplained; it is shown below",
        ko="오류처럼 보이는 1행이 설명되지 않음 (아래에 표시)",
    ),
    "no error lines": Text(en="no line looks like an error", ko="오류처럼 보이는 줄이 하나도 없음"),
    "fetch more": Text(
        en="fetch more of the log: without options `render logs` gives the last 100 lines of "
        "the last hour; try `render logs -r SERVICE --limit 1000 --start TIME -o text`",
        ko="로그를 더 가져오세요. `render logs`는 옵션이 없으면 최근 1시간의 마지막 100행만 "
        "줍니다. 예: `render logs -r SERVICE --limit 1000 --start TIME -o text`",
    ),
    "fetch earlier": Text(
        en="take the log from before the first failed request: the cause is printed once, the "
        "symptom again and again",
        ko="첫 실패 이전의 로그부터 가져오세요. 원인은 한 번만 찍히고 증상은 계속 반복됩니다",
    ),
    "fetch events": Text(
        en="look at the service's Events page: kills for memory and failed health checks leave "
        "little or nothing in the log",
        ko="서비스의 Events 페이지를 확인하세요. 메모리 초과 종료나 헬스 체크 실패는 로그에 "
        "거의 남지 않습니다",
    ),
    "pipe a log": Text(
        en="pipe a log in, or name a file: `render logs -r SERVICE -o text | logscan`",
        ko="로그를 파이프로 넣거나 파일을 지정하세요: `render logs -r SERVICE -o text | logscan`",
    ),
    # ------------------------------------------------------------ the ticket
    "md.cause": Text(en="Cause", ko="원인"),
    "md.next": Text(en="Next steps", ko="다음 할 일"),
    "md.timeline": Text(en="Timeline (UTC)", ko="타임라인(UTC)"),
    "md.attempts": Text(en="Builds, deploys and boots", ko="빌드·배포·부팅"),
    "md.findings": Text(en="Other findings", ko="그 밖에 발견한 문제"),
    "md.ruled out": Text(en="Considered and set aside", ko="검토하고 제외한 것"),
    "md.causes": Text(en="The runbook's possible causes", ko="런북의 가능한 원인"),
    "md.checklist": Text(en="The runbook's checklist", ko="런북의 체크리스트"),
    "md.tracking": Text(en="Before and after the last restart", ko="마지막 재시작 전후"),
    "md.standing": Text(en="Standing", ko="판단"),
    "md.for": Text(en="For", ko="뒷받침하는 근거"),
    "md.against": Text(en="Against", ko="반대 근거"),
    "md.check": Text(en="How to find out", ko="확인 방법"),
    "html.fine": Text(en="fine", ko="정상"),
    "html.not fine": Text(en="not fine", ko="이상"),
    "html.open": Text(en="open", ko="미확인"),
    "md.answers": Text(
        en="{good} fine, {bad} not fine, {open} open",
        ko="정상 {good}개, 이상 {bad}개, 미확인 {open}개",
    ),
    "md.unexplained": Text(en="Unexplained lines", ko="설명되지 않은 줄"),
    "md.core log": Text(en="Core log collection", ko="핵심 로그 수집"),
    "md.environment": Text(en="Environment", ko="환경"),
    "md.when": Text(en="When", ko="시각"),
    "md.impact": Text(en="Impact", ko="영향"),
    "md.services": Text(en="Services", ko="서비스"),
    "md.instances": Text(en="Instances", ko="인스턴스"),
    "md.severity": Text(en="Severity", ko="심각도"),
    "md.confidence": Text(en="Confidence", ko="확신"),
    "md.time": Text(en="Time", ko="시각"),
    "md.where": Text(en="Where", ko="위치"),
    "md.what": Text(en="What", ko="내용"),
    "md.count": Text(en="Count", ko="횟수"),
    "md.attempt": Text(en="Attempt", ko="시도"),
    "md.outcome": Text(en="Outcome", ko="결과"),
    "md.errors": Text(en="Errors", ko="오류"),
    "md.starts": Text(en="Server start messages", ko="서버 시작 메시지"),
    "md.last errors": Text(en="Last error messages", ko="최근 에러 메시지"),
    "md.timestamps": Text(en="Timestamps", ko="타임스탬프"),
    "md.rows left out": Text(en="… {n} more", ko="… {n}개 더 있음"),
    "md.left out": Text(
        en="Left out to fit into {limit} characters: {names}.",
        ko="{limit}자에 맞추려고 생략함: {names}.",
    ),
    "md.shortened": Text(
        en="Shortened to fit into {limit} characters.", ko="{limit}자에 맞추려고 줄였습니다."
    ),
    "slack.more": Text(
        en="… {n} more steps and the whole timeline in the full report",
        ko="… 나머지 {n}단계와 전체 타임라인은 전체 보고서에 있습니다",
    ),
    "slack.more.one": Text(
        en="… 1 more step and the whole timeline in the full report",
        ko="… 나머지 1단계와 전체 타임라인은 전체 보고서에 있습니다",
    ),
    # ------------------------------------------------------------ the page
    "html.skip": Text(en="Skip to the answer", ko="본문으로 건너뛰기"),
    "html.contents": Text(en="Contents", ko="목차"),
    "html.findings": Text(en="Findings", ko="발견한 문제"),
    "html.copy": Text(en="Copy", ko="복사"),
    "html.copied": Text(en="Copied", ko="복사됨"),
    "html.not copied": Text(en="Not allowed here", ko="복사할 수 없음"),
    "html.copy ticket": Text(en="Copy as Markdown", ko="Markdown으로 복사"),
    "html.copy chat": Text(en="Copy for chat", ko="채팅용으로 복사"),
    "html.filter": Text(en="Filter by text", ko="텍스트로 걸러 보기"),
    "html.only": Text(en="Only:", ko="이것만:"),
    "html.zoom": Text(en="Zoom", ko="확대"),
    "html.picture": Text(
        en="Timeline as a picture; the table below says the same in words",
        ko="타임라인 그림. 아래 표에 같은 내용이 글로 있습니다",
    ),
    "html.hint": Text(
        en="Point at a mark, or go there with Tab and the arrow keys, to read it.",
        ko="표시에 마우스를 올리거나 Tab과 화살표 키로 이동하면 내용을 읽을 수 있습니다.",
    ),
    "html.key": Text(en="Colours", ko="색 설명"),
    "html.live line": Text(en="went live", ko="서비스 시작"),
    "html.deploy": Text(en="deploy, other marks", ko="배포, 그 밖의 상태"),
    "html.marks": Text(en="marks", ko="상태 표시"),
    "html.more places": Text(en="{n} more places", ko="{n}곳 더 보기"),
    "html.more places.one": Text(en="1 more place", ko="1곳 더 보기"),
    "html.as table": Text(en="As a table ({n} rows)", ko="표로 보기 ({n}행)"),
    "html.as table.one": Text(en="As a table (1 row)", ko="표로 보기 (1행)"),
    "none": Text(en="none", ko="없음"),
    # ------------------------------------------------------------ pipelines
    "ci.harmless": Text(en="harmless here: {names}", ko="여기서는 무해함: {names}"),
    "ci.unexplained": Text(
        en="{n} error-looking lines of one shape are unexplained",
        ko="같은 모양의 오류처럼 보이는 {n}행이 설명되지 않음",
    ),
    "ci.unexplained.one": Text(
        en="1 error-looking line is unexplained", ko="오류처럼 보이는 1행이 설명되지 않음"
    ),
    "ci.read": Text(en="all of the log could be read", ko="로그를 모두 읽을 수 있음"),
    # ------------------------------------------------------------ counters
    "counter.captures_cut": Text(
        en="{n} captured values were left out", ko="추출한 값 {n}개를 생략했습니다"
    ),
    "counter.captures_cut.one": Text(
        en="1 captured value was left out", ko="추출한 값 1개를 생략했습니다"
    ),
    "counter.marks_dropped": Text(
        en="{n} marks in the middle of the timeline were left out",
        ko="타임라인 중간의 상태 표시 {n}개를 생략했습니다",
    ),
    "counter.marks_dropped.one": Text(
        en="1 mark in the middle of the timeline was left out",
        ko="타임라인 중간의 상태 표시 1개를 생략했습니다",
    ),
    "counter.places_folded": Text(
        en="too many services and instances to tell apart: they are counted together",
        ko="서비스와 인스턴스가 너무 많아 하나로 합쳐 셌습니다",
    ),
    "counter.shapes_folded": Text(
        en="too many kinds of unexplained lines: they are grouped more coarsely",
        ko="설명되지 않은 줄의 종류가 너무 많아 더 크게 묶었습니다",
    ),
    "counter.shapes_not_shown": Text(
        en="{n} more groups of unexplained lines are not shown",
        ko="설명되지 않은 오류 묶음 {n}개는 표시하지 않았습니다",
    ),
    "counter.shapes_not_shown.one": Text(
        en="1 more group of unexplained lines is not shown",
        ko="설명되지 않은 오류 묶음 1개는 표시하지 않았습니다",
    ),
    "counter.tracks_coarsened": Text(
        en="the times of {n} problems are rounded: they came too often to keep each",
        ko="너무 자주 발생한 문제 {n}개의 시각은 반올림했습니다",
    ),
    "counter.tracks_coarsened.one": Text(
        en="the times of 1 problem are rounded: it came too often to keep each",
        ko="너무 자주 발생한 문제 1개의 시각은 반올림했습니다",
    ),
}


def source_name(source: str, language: str) -> str:
    """Return where a step comes from in *language*; an address stays as it is.

    The Korean names are the founding runbook's own headings.
    """
    if language != "ko" or not source.startswith("runbook: "):
        return source
    section = source.removeprefix("runbook: ")
    name, _, number = section.rpartition(" ")
    return f"런북: {SECTIONS.get(section) or f'{SECTIONS.get(name, name)} {number}'.strip()}"


SECTIONS: Mapping[str, str] = {
    "possible causes": "가능한 원인",
    "immediate actions, step": "즉시 조치 Step",
    "checklist (status)": "체크리스트(Service Status)",
    "checklist (logs)": "체크리스트(Logs)",
    "checklist (environment)": "체크리스트(Environment)",
    "checklist (resources)": "체크리스트(Resources)",
    "advanced debugging": "고급 디버깅",
    "core log collection": "핵심 로그 수집",
    "procedure (1-2 min)": "해결 절차(1-2분)",
    "procedure (5 min)": "해결 절차(5분 내)",
    "procedure (10 min)": "해결 절차(10분 내)",
    "procedure (escalate)": "해결 절차(그 이상)",
    "status tracking": "상태 추적",
    "prevention": "예방 방법",
}
