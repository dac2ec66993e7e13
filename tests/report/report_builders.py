"""Whole reports, made by hand, that the renderers' tests share."""

from dataclasses import replace
from datetime import datetime

from logscan.model import (
    Answer,
    Attempt,
    Event,
    Evidence,
    FailureReason,
    Finding,
    Hypothesis,
    Incident,
    Kind,
    Nature,
    Outcome,
    Phase,
    Report,
    Role,
    SeenOf,
    Severity,
    Signature,
    SourceInfo,
    Standing,
    Stats,
    Status,
    StatusTracking,
    Step,
    Text,
    Tick,
    TimelineEntry,
    Unexplained,
    Verdict,
    WeighedCause,
    Within,
)


def ns(text):
    """Return the instant of ``2025-10-24T12:03:11Z``, or of a time of that day."""
    whole = text if "T" in text else f"2025-10-24T{text}Z"
    return int(datetime.fromisoformat(whole).timestamp() * 1_000_000) * 1_000


def signature(name="econnrefused", **changes):
    """Make a signature; without changes, the refused connection."""
    made = Signature(
        id=name,
        title=Text(en="Connection refused", ko="연결 거부됨"),
        category="database",
        severity=Severity.CRITICAL,
        anchors=("ECONNREFUSED",),
        pattern="ECONNREFUSED",
        cause=Text(
            en="A host answered but nothing listens on that port. In production this most often "
            "means that DATABASE_URL is unset and the client fell back to localhost.",
            ko="호스트는 응답했지만 그 포트에서 듣는 프로세스가 없습니다. 운영 환경에서는 대개 "
            "DATABASE_URL이 비어 있어 localhost로 접속한 경우입니다.",
        ),
        references=("https://nodejs.org/api/errors.html#common-system-errors",),
    )
    return replace(made, **changes)


EXITED = signature(
    "exited-with-status",
    title=Text(en="Process exited with an error status", ko="프로세스가 오류 상태로 종료됨"),
    category="process",
    severity=Severity.HIGH,
    nature=Nature.RESULT,
    cause=Text(
        en="The start command ended with a status other than 0. The reason stands above it.",
        ko="시작 명령이 0이 아닌 상태로 끝났습니다. 이유는 그 위에 있습니다.",
    ),
    references=("https://render.com/docs/troubleshooting-deploys",),
)
PROBE = signature(
    "render-port-probe",
    title=Text(en="The platform's own port probe", ko="플랫폼의 포트 확인 요청"),
    category="platform",
    severity=Severity.INFO,
    kind=Kind.BENIGN,
    cause=None,
    references=(),
)


def step(en, ko, within=Within.SOON, source="runbook: advanced debugging 1"):
    """Make one thing to do."""
    return Step(text=Text(en=en, ko=ko), within=within, source=source)


STEPS = (
    step(
        "Open the service in the Render dashboard and look at its status and its last log lines.",
        "Render 대시보드에서 서비스를 열어 상태와 마지막 로그를 확인하세요.",
        Within.NOW,
        "runbook: procedure (1-2 min)",
    ),
    step(
        "Check that DATABASE_URL is set and names 10.0.0.5:5432 on purpose; use the database's "
        "internal URL.",
        "DATABASE_URL이 설정되어 있고 10.0.0.5:5432가 맞는 주소인지 확인하세요. 데이터베이스의 "
        "내부 URL을 사용하세요.",
    ),
    step(
        "Restart the service with Manual Deploy and wait one to two minutes.",
        "Manual Deploy로 서비스를 재시작하고 1~2분 기다리세요.",
        Within.SOON,
        "runbook: immediate actions, step 3",
    ),
    step(
        "Check that the database is Available, not suspended or restarting.",
        "데이터베이스가 Available 상태인지, 중지되었거나 재시작 중은 아닌지 확인하세요.",
        Within.NEXT,
        "runbook: procedure (10 min)",
    ),
    step(
        "Retry with back-off at start-up instead of exiting on the first refusal.",
        "시작할 때 첫 거부에서 바로 끝내지 말고 간격을 늘려 가며 다시 시도하게 하세요.",
        Within.LATER,
        "https://render.com/docs/databases",
    ),
)

STACK = """Error: connect ECONNREFUSED 10.0.0.5:5432
    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)
    at Pool.connect (/opt/render/project/src/node_modules/pg-pool/index.js:45:11)
    at async connectToDatabase (/opt/render/project/src/src/database/connection.js:88:20)
    at async main (/opt/render/project/src/app.js:14:3)"""


def evidence(line=12, text=STACK, **changes):
    """Make the record that shows a finding."""
    made = Evidence(
        source="stdin",
        line=line,
        offset=812,
        time_ns=ns("12:03:11"),
        text=text,
        before=("> bemore-backend@1.0.0 start", "> node app.js"),
        after=(
            "==> Exited with status 1",
            "==> Common ways to troubleshoot your deploy: https://render.com/docs/troubleshooting-deploys",
        ),
    )
    return replace(made, **changes)


def event(**changes):
    """Make one refused connection."""
    made = Event(
        signature_id="econnrefused",
        source="stdin",
        line=12,
        offset=812,
        time_ns=ns("12:03:11"),
        evidence=STACK,
        captures=(("host", "10.0.0.5"), ("port", "5432")),
    )
    return made._replace(**changes)


def finding(of=None, **changes):
    """Make all that was found of one signature; without changes, fourteen refused connections."""
    made = Finding(
        signature=of or signature(),
        role=Role.CAUSE,
        title=Text(
            en="Database connection refused (10.0.0.5:5432)",
            ko="데이터베이스 연결이 거부됨 (10.0.0.5:5432)",
        ),
        occurrences=27,
        first_ns=ns("12:03:11"),
        last_ns=ns("12:26:50"),
        captures=(("host", ("10.0.0.5",)), ("port", ("5432",))),
        evidence=(evidence(), evidence(line=40, text=STACK.splitlines()[0])),
        steps=STEPS[1:3],
    )
    return replace(made, **changes)


def entry(time, name="deploying", **changes):
    """Make one mark of the timeline."""
    made = TimelineEntry(
        time_ns=time if time is None else ns(time),
        end_ns=time if time is None else ns(time),
        kind=Kind.LIFECYCLE,
        signature_id=name,
        title=Text(en="Deploy started", ko="배포 시작"),
        severity=Severity.INFO,
        occurrences=1,
        source="stdin",
        line=3,
    )
    return replace(made, **changes)


def boot(turn):
    """Make the three entries of one turn of a crash loop."""
    minute, line = 3 + turn + turn * turn // 20, 10 + 8 * turn
    error = {"kind": Kind.ERROR, "severity": Severity.CRITICAL, "occurrences": 1 + turn % 3}
    return (
        entry(
            f"12:{minute:02}:08",
            "running",
            title=Text(en="Start command runs", ko="시작 명령 실행"),
            line=line,
        ),
        entry(
            f"12:{minute:02}:11",
            "econnrefused",
            title=signature().title,
            line=line + 2,
            role=Role.CAUSE,
            **error,
        ),
        entry(
            f"12:{minute:02}:12",
            "exited-with-status",
            title=EXITED.title,
            line=line + 6,
            role=Role.CONSEQUENCE,
            **(error | {"occurrences": 1}),
        ),
    )


def attempt(start, end, **changes):
    """Make one boot that exited."""
    made = Attempt(
        phase=Phase.BOOT,
        outcome=Outcome.EXITED,
        start_ns=ns(start),
        end_ns=ns(end),
        start_line=10,
        end_line=18,
        source="stdin",
        exit_status=1,
        signature_ids=("econnrefused", "exited-with-status"),
        reason=FailureReason.NON_ZERO_EXIT,
    )
    return replace(made, **changes)


def cause(name="database", **changes):
    """Make one weighed cause of the runbook; without changes, the likely one."""
    made = WeighedCause(
        id=name,
        title=Text(en="The database connection fails", ko="데이터베이스 연결 실패"),
        standing=Standing.LIKELY,
        evidence_for=(
            Text(
                en="Database connection refused (10.0.0.5:5432), 27 times",
                ko="데이터베이스 연결이 거부됨 (10.0.0.5:5432), 27회",
            ),
        ),
        check=Text(
            en='Look in the Logs for "Connection refused".',
            ko='Logs에서 "Connection refused"를 찾으세요.',
        ),
        source="runbook: possible causes 2",
    )
    return replace(made, **changes)


CAUSES = (
    cause(),
    cause(
        "server-down",
        title=Text(
            en="The Render service is down or restarting", ko="Render 서버 다운 또는 재시작 중"
        ),
        standing=Standing.POSSIBLE,
        evidence_for=(
            Text(en="14 boots lost", ko="부팅 14회 실패"),
            Text(
                en="Process exited with an error status, 14 times",
                ko="프로세스가 오류 상태로 종료됨, 14회",
            ),
        ),
        source="runbook: possible causes 1",
    ),
    cause(
        "port",
        title=Text(en="The port is configured wrong", ko="포트 구성 오류"),
        standing=Standing.OPEN,
        evidence_for=(),
        check=None,
        source="runbook: possible causes 4",
    ),
    cause(
        "memory",
        title=Text(en="The memory is used up", ko="메모리 부족"),
        standing=Standing.UNLIKELY,
        evidence_for=(),
        evidence_against=(
            Text(en="the exit status is 1, not 137", ko="종료 상태가 137이 아니라 1입니다"),
        ),
        source="runbook: advanced debugging 1",
    ),
)


def tick(en, ko, answer=Answer.OPEN, good=None, why=None, **changes):
    """Make one answered question; without an answer, an open one."""
    made = Tick(
        checklist="logs",
        question=Text(en=en, ko=ko),
        answer=answer,
        good=good,
        why=why or Text(en="the log does not say", ko="로그만으로는 알 수 없습니다"),
        source="runbook: checklist (logs)",
    )
    return replace(made, **changes)


CHECKLIST = (
    tick(
        'Is the status "Live" or "Building"?',
        '상태가 "Live"인가요, "Building"인가요?',
        Answer.NO,
        good=False,
        why=Text(en="the last boot ended as: exited", ko="마지막 부팅 결과: 비정상 종료"),
        checklist="status",
    ),
    tick(
        "Is there a recent error message?",
        "최근 에러 메시지가 있나요?",
        Answer.YES,
        good=False,
        why=CAUSES[0].evidence_for[0],
    ),
    tick(
        "Are the timestamps recent?",
        "타임스탬프가 최근인가요?",
        Answer.YES,
        good=True,
        why=Text(
            en="the last line is of 2025-10-24 12:27 UTC",
            ko="마지막 줄은 2025-10-24 12:27 UTC입니다",
        ),
    ),
    tick("Is DATABASE_URL set?", "DATABASE_URL이 설정되어 있나요?", checklist="environment"),
    tick("Is there enough disk space?", "디스크 공간이 충분한가요?", checklist="resources"),
)


def tracking(**changes):
    """Make both sides of the last restart, which did not help."""
    made = StatusTracking(
        restart_ns=ns("12:24:08"),
        restart_line=114,
        source="stdin",
        before=(
            SeenOf(signature_id="econnrefused", title=finding().title, occurrences=26),
            SeenOf(signature_id="exited-with-status", title=EXITED.title, occurrences=13),
        ),
        after=(SeenOf(signature_id="econnrefused", title=finding().title, occurrences=1),),
        works_after=False,
    )
    return replace(made, **changes)


NOTE = Text(
    en="the platform asks every service that", ko="플랫폼이 모든 서비스에 보내는 요청입니다"
)
CONCLUDED = Text(en="concluded from several lines", ko="여러 줄을 종합한 판단입니다")


def crash_loop(**changes):
    """Report a database that is down: the service boots fourteen times."""
    boots = [entry for turn in range(14) for entry in boot(turn)]
    made = Report(
        version="0.1.0",
        catalogue_digest="sha256:" + "0a1b2c3d" * 8,
        complete=True,
        warnings=(
            Text(
                en="no time zone in the input: UTC assumed",
                ko="입력에 시간대가 없어 UTC로 가정했습니다",
            ),
            Text(
                en="3 records longer than 64 KiB were cut",
                ko="64KiB보다 긴 기록 3건을 잘라서 읽었습니다",
            ),
        ),
        sources=(
            SourceInfo(
                name="stdin",
                layout="render-text",
                why="98 of 100 lines begin with a date, a time and two blanks",
                lines=1000,
                records=1000,
                bytes=98_214,
                first_ns=ns("12:00:00"),
                last_ns=ns("12:27:02"),
            ),
        ),
        stats=Stats(
            lines=1000,
            records=1000,
            bytes=98_214,
            events=57,
            error_lines=60,
            explained_error_lines=57,
            elapsed_seconds=0.0412,
            counters={"records_cut": 3, "marks_dropped": 2, "captures_cut": 0},
            redacted={"postgres-password": 2, "bearer-token": 1},
        ),
        verdict=Verdict(
            status=Status.FAILING,
            headline=finding().title,
            cause="econnrefused",
            since_ns=ns("12:03:11"),
            confidence=0.93,
        ),
        incidents=(
            Incident(
                cause="econnrefused",
                title=finding().title,
                severity=Severity.CRITICAL,
                start_ns=ns("12:03:11"),
                end_ns=ns("12:26:50"),
                confidence=0.93,
                consequences=("exited-with-status",),
                because=(
                    Text(en="first error of the attempt", ko="해당 시도의 첫 오류"),
                    Text(
                        en="every one of 14 boots fails in the same way",
                        ko="부팅 14회가 모두 같은 방식으로 실패함",
                    ),
                ),
                steps=STEPS,
                hypotheses=(
                    Hypothesis(
                        signature_id="missing-env",
                        title=Text(en="Environment variable missing", ko="환경 변수 누락"),
                        confidence=0.2,
                        check=Text(
                            en="open Environment in the dashboard and look for DATABASE_URL",
                            ko="대시보드의 Environment에서 DATABASE_URL을 찾아보세요",
                        ),
                    ),
                ),
            ),
        ),
        findings=(
            finding(),
            finding(
                EXITED,
                role=Role.CONSEQUENCE,
                title=EXITED.title,
                first_ns=ns("12:03:12"),
                evidence=(evidence(18, "==> Exited with status 1"),),
                captures=(("status", ("1",)),),
                note=CONCLUDED,
            ),
            finding(
                PROBE,
                role=Role.BENIGN,
                title=PROBE.title,
                occurrences=2,
                evidence=(evidence(7, '127.0.0.1 "HEAD / HTTP/1.1" 404'),),
                steps=(),
                captures=(),
                note=NOTE,
            ),
        ),
        timeline=(
            entry(
                "12:00:00", "build-start", title=Text(en="Build started", ko="빌드 시작"), line=1
            ),
            entry(
                "12:02:40", "build-ok", title=Text(en="Build successful", ko="빌드 성공"), line=8
            ),
            entry("12:02:58", line=9),
            *boots,
        ),
        attempts=(
            attempt(
                "12:00:00",
                "12:02:40",
                phase=Phase.BUILD,
                outcome=Outcome.LIVE,
                exit_status=None,
                signature_ids=(),
                reason=None,
            ),
            attempt(
                "12:02:58",
                "12:27:02",
                phase=Phase.DEPLOY,
                outcome=Outcome.FAILED,
                exit_status=None,
                reason=FailureReason.TIMED_OUT,
            ),
            *(attempt(f"12:{3 + turn:02}:08", f"12:{3 + turn:02}:12") for turn in range(14)),
        ),
        unexplained=(
            Unexplained(
                template="Error: <*> failed after <*> ms",
                occurrences=3,
                source="stdin",
                line=77,
                text="Error: warmup failed after 1500 ms",
            ),
        ),
        next_steps=STEPS,
        causes=CAUSES,
        checklist=CHECKLIST,
        tracking=tracking(),
    )
    return replace(made, **changes)


def nothing_found(**changes):
    """Report a log without any known problem, with lines that look like one."""
    made = crash_loop(
        verdict=Verdict(
            status=Status.INCONCLUSIVE,
            headline=Text(en="No known problem found", ko="알려진 문제를 찾지 못했습니다"),
        ),
        incidents=(),
        findings=(),
        timeline=(),
        attempts=(),
        next_steps=(),
        causes=tuple(
            replace(one, standing=Standing.OPEN, evidence_for=(), evidence_against=())
            for one in CAUSES
        ),
        checklist=CHECKLIST[2:],
        tracking=None,
    )
    stats = replace(made.stats, events=0, error_lines=3, explained_error_lines=0, redacted={})
    return replace(made, **({"stats": stats} | changes))


def empty(**changes):
    """Report that nothing was read at all."""
    made = nothing_found(
        stats=Stats(),
        sources=(SourceInfo(name="stdin", layout="plain"),),
        warnings=(),
        unexplained=(),
    )
    return replace(made, **changes)


def recovered(**changes):
    """Report a restart that helped, over midnight and in two files."""
    made = crash_loop()
    first = made.sources[0]
    made = replace(
        made,
        sources=(
            replace(first, name="logs/app.log"),
            replace(first, name="logs/빌드 기록.log", lines=1),
        ),
        verdict=replace(
            made.verdict,
            status=Status.RECOVERED,
            headline=Text(
                en="It was: Database connection refused (10.0.0.5:5432); live again since 00:04",
                ko="데이터베이스 연결이 거부되었으나 00:04부터 다시 정상",
            ),
        ),
        timeline=(
            *made.timeline,
            entry(
                "2025-10-25T00:04:00Z",
                "live",
                title=Text(en="Your service is live", ko="서비스 시작 완료"),
                line=400,
                source="logs/app.log",
            ),
        ),
        tracking=tracking(
            restart_ns=ns("2025-10-25T00:03:40Z"),
            restart_line=398,
            source="logs/app.log",
            service="srv-a",
            after=(),
            works_after=True,
        ),
    )
    return replace(made, **changes)


REPORTS = {
    "crash-loop": crash_loop(),
    "recovered": recovered(),
    "nothing-found": nothing_found(),
    "empty": empty(),
}
