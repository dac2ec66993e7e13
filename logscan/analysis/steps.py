"""The next five minutes: one list of steps in time boxes, without doubles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from logscan.analysis.words import filled_steps
from logscan.model import Nature, Step, Text, Within
from logscan.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from logscan.model import Signature

FIRST = 7
"""How many steps a person reads before "more"."""

_BOXES = {Within.NOW: 0, Within.SOON: 1, Within.NEXT: 2, Within.LATER: 3}
_LASTING = _BOXES[Within.NEXT]  # what takes longer than a restart is a repair
_WORD = lazy(r"\w+")

CHECK = Step(
    text=Text(
        en="After the change, wait one or two minutes and ask the health endpoint: "
        "curl -i https://<service>.onrender.com/health",
        ko="조치 후 1~2분 기다렸다가 헬스 체크를 실행합니다: "
        "curl -i https://<service>.onrender.com/health",
    ),
    within=Within.SOON,
    source="runbook: immediate actions, step 4",
)
"""Whether it helped: it comes after the last change of the first ten minutes."""

OVER = Step(
    text=Text(
        en="It works again, so change nothing now; only make sure of it: "
        "curl -i https://<service>.onrender.com/health",
        ko="다시 정상 동작하고 있으니 지금은 아무것도 바꾸지 말고 확인만 합니다: "
        "curl -i https://<service>.onrender.com/health",
    ),
    within=Within.NOW,
    source="runbook: immediate actions, step 4",
)
"""What is left to do at once where the trouble is over."""

PROCEDURE = (
    (
        ("runbook: procedure (1-2 min)", "runbook: immediate actions, step 1"),
        Step(
            text=Text(
                en="Open https://dashboard.render.com and choose the service: is it Live, and "
                "did a deploy (Events) come just before the first error?",
                ko="https://dashboard.render.com 에서 서비스를 열어 상태가 Live인지, 첫 에러 "
                "직전에 배포(Events)가 있었는지 확인합니다",
            ),
            within=Within.NOW,
            source="runbook: procedure (1-2 min)",
        ),
    ),
    (
        ("runbook: immediate actions, step 3", "runbook: procedure (5 min)"),
        CHECK,
    ),
    (
        (),
        Step(
            text=Text(
                en="Still down: contact Render support and the database's provider, "
                "with this report",
                ko="그래도 안 되면 이 보고서를 첨부해 "
                "Render 기술 지원팀과 데이터베이스 제공자에게 연락합니다",
            ),
            within=Within.LATER,
            source="runbook: procedure (escalate)",
        ),
    ),
)
"""What the runbook does in every incident, each with the sections that say the same."""


def merged(groups: Iterable[Sequence[Step]]) -> tuple[Step, ...]:
    """Return the steps of all groups in time-box order, earlier groups first, without doubles."""
    unique: dict[str, Step] = {}
    for group in groups:
        for step in group:
            unique.setdefault(_sense(step), step)
    return tuple(sorted(unique.values(), key=lambda step: _BOXES[step.within]))


def incident_steps(
    cause: Signature,
    captures: Mapping[str, str],
    effects: Iterable[tuple[Signature, Mapping[str, str]]],
) -> tuple[Step, ...]:
    """Return the steps of one incident: those of its cause, then of what it broke.

    Each comes with the values that it captured. A result's own steps ("look for the error
    above") are only of use when nothing is above.
    """
    groups = [filled_steps(cause.steps, captures)]
    groups += [filled_steps(effect.steps, own) for effect, own in effects if _adds(effect, cause)]
    return merged(groups)


def _adds(effect: Signature, cause: Signature) -> bool:
    """Return whether an effect asks for more than its cause, which speaks of another thing."""
    return effect.nature is Nature.ROOT and effect.family != cause.family


def next_steps(incidents: Iterable[Sequence[Step]], *, trouble: bool) -> tuple[Step, ...]:
    """Return what to do now, for the incidents in their order, and what is always done."""
    groups = [
        list(steps) if place == 0 else [_afterwards(step) for step in steps]
        for place, steps in enumerate(incidents)
    ]
    if trouble:
        known = {step.source for group in groups for step in group}
        first = groups[0] if groups else []
        last = max((_BOXES[step.within] for step in first if _urgent(step)), default=0)
        groups.append(
            [
                step if step is not CHECK or _BOXES[step.within] >= last else _afterwards(step)
                for same, step in PROCEDURE
                if step.source not in known and not known.intersection(same)
            ]
        )
    return merged(groups)


def steps_after(incidents: Iterable[Sequence[Step]]) -> tuple[Step, ...]:
    """Return what to do once all of it is over: nothing at once, and what keeps it away."""
    lasting = [
        [replace(step, within=Within.LATER) for step in steps if _BOXES[step.within] >= _LASTING]
        for steps in incidents
    ]
    return merged([[OVER], *lasting])


def _urgent(step: Step) -> bool:
    return step.within is not Within.LATER


def _afterwards(step: Step) -> Step:
    """Return *step* moved behind the first minutes: they belong to what the first incident asks."""
    return replace(step, within=max(step.within, Within.NEXT, key=_BOXES.__getitem__))


def _sense(step: Step) -> str:
    """Return what makes two steps the same: their words, whatever their case and marks."""
    return " ".join(_WORD.findall(step.text.en.casefold()))
