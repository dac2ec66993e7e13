"""Other causes that fit, each with the check that would rule it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.model import Hypothesis, Text

if TYPE_CHECKING:
    from logscan.analysis.verdict import Judged
    from logscan.model import Signature

SHOWN = 3

_CHECKS = {
    "database": Text(
        en="Connect with the same DATABASE_URL from the service's Shell; if it connects, "
        "this is not the cause",
        ko="서비스의 Shell에서 같은 DATABASE_URL로 접속해 봅니다. 접속되면 이것은 원인이 아닙니다",
    ),
    "environment": Text(
        en="Look at the Environment tab; if every required variable has a value, "
        "this is not the cause",
        ko="Environment 탭을 확인합니다. 필수 변수에 모두 값이 있으면 이것은 원인이 아닙니다",
    ),
    "port": Text(
        en="Look for a line that says it listens on 0.0.0.0 and $PORT; if there is one, "
        "this is not the cause",
        ko="0.0.0.0과 $PORT에서 수신 중이라는 줄을 찾습니다. 있으면 이것은 원인이 아닙니다",
    ),
    "command": Text(
        en="Run the build and start commands on a fresh clone; if they work, this is not the cause",
        ko="새로 받은 소스에서 빌드와 시작 명령을 실행합니다. 동작하면 이것은 원인이 아닙니다",
    ),
    "memory": Text(
        en="Look at the Metrics tab; if memory stays below the plan's limit, this is not the cause",
        ko="Metrics 탭을 확인합니다. 메모리가 요금제 한도보다 낮게 유지되면 이것은 원인이 아닙니다",
    ),
    "file": Text(
        en="List the file in the service's Shell; if it is there, this is not the cause",
        ko="서비스의 Shell에서 그 파일을 찾아봅니다. 파일이 있으면 이것은 원인이 아닙니다",
    ),
    "server-down": Text(
        en="Look at the service's status and Events; if it is Live and nothing restarted, "
        "this is not the cause",
        ko="서비스 상태와 Events를 확인합니다. Live이고 재시작이 없었다면 이것은 원인이 아닙니다",
    ),
}

_ANY = Text(
    en="Fix the first cause and deploy again; if this error does not come back, "
    "it was not the cause",
    ko="첫 번째 원인을 고치고 다시 배포합니다. 이 오류가 다시 나오지 않으면 원인이 아닙니다",
)

_BY_CATEGORY = {
    "database": "database",
    "config": "environment",
    "port": "port",
    "memory": "memory",
    "filesystem": "file",
    "build": "command",
    "dependency": "command",
}


def check(signature: Signature) -> Text:
    """Return the check that would show that *signature* is not the cause."""
    name = signature.runbook_cause or _BY_CATEGORY.get(signature.category, "")
    return _CHECKS.get(name, _ANY)


def hypotheses(judged: Judged) -> tuple[Hypothesis, ...]:
    """Return the other possible causes of *judged*, the likeliest first."""
    left = max(0.0, 1.0 - judged.confidence)
    rivals = judged.case.rivals[:SHOWN]
    return tuple(
        Hypothesis(
            signature_id=rival.signature.id,
            title=rival.signature.title,
            confidence=round(left / (len(rivals) + 1), 2),
            check=check(rival.signature),
        )
        for rival in rivals
    )
