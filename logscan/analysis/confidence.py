"""How sure a diagnosis is: a sum of named terms, each with a sentence that says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.analysis.concluded import CONCLUDED, RULES
from logscan.analysis.words import ko
from logscan.model import Mark, Nature, Phase, Text
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from logscan.analysis.incidents import Case
    from logscan.analysis.spans import Span

LEAST, MOST = 0.05, 0.97

_BASE = {
    Nature.ROOT: 0.62,
    Nature.WRAPPER: 0.5,
    Nature.GENERIC: 0.45,
    Nature.AMBIENT: 0.4,
    Nature.RESULT: 0.3,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One reason for or against a diagnosis and what it weighs."""

    weight: float
    why: Text


def confidence(terms: Sequence[Term]) -> float:
    """Return the sum of the terms, kept away from certainty on both sides."""
    return round(min(MOST, max(LEAST, sum(term.weight for term in terms))), 2)


def terms(case: Case, spans: Sequence[Span], supports: Sequence[Text] = ()) -> list[Term]:
    """Return the terms of *case* among all *spans*, the strongest reason first.

    *supports* are the reasons of rules that speak for its cause.
    """
    found = [*_links(case), *_attempts(case), *_doubts(case, spans)]
    found += [Term(weight=0.04, why=why) for why in supports]
    found.sort(key=lambda term: -term.weight)
    return [_base(case), *found]


def _base(case: Case) -> Term:
    signature = case.cause.signature
    weight = _BASE[signature.nature]
    if signature.nature is Nature.RESULT:
        why = Text(
            en="it only says that something ended; what ended it is not in this log",
            ko="무언가 끝났다는 사실만 알려 줍니다. 끝난 이유는 이 로그에 없습니다",
        )
    elif signature.nature in (Nature.WRAPPER, Nature.GENERIC):
        why = Text(
            en="it repeats an inner reason that was not recognised",
            ko="안쪽 원인을 감싼 오류인데, 그 안쪽 원인은 알아내지 못했습니다",
        )
    else:
        why = Text(
            en="nothing earlier in this log explains it",
            ko="이 로그에서 이것보다 먼저 일어나 이것을 설명하는 것이 없습니다",
        )
    return Term(weight=weight, why=why)


def _links(case: Case) -> list[Term]:
    declared = [link for link in case.links if link.declared]
    if declared:
        names = [link.effect.signature.title for link in declared][:3]
        return [
            Term(
                weight=0.18,
                why=Text(
                    en="it usually leads to what followed: " + _list(t.en for t in names),
                    ko="뒤따른 현상의 흔한 원인입니다: " + _list(ko(t) for t in names),
                ),
            )
        ]
    if case.cause.signature.mark is Mark.EXIT and case.cause.signature.nature is Nature.ROOT:
        return [Term(weight=0.16, why=_OWN_WORD)]
    if not case.links:
        return []
    earlier = any(rival.start < case.start for rival in case.rivals)
    return [Term(weight=0.08, why=_BESIDE if earlier else _FIRST)]


_OWN_WORD = Text(
    en="it says itself why the process ended",
    ko="프로세스가 끝난 이유를 직접 알려 주는 줄입니다",
)
_FIRST = Text(
    en="it is the first error of the attempt that ended badly",
    ko="실패한 시도 안에서 가장 먼저 나타난 오류입니다",
)
_BESIDE = Text(
    en="it stands beside what followed",
    ko="뒤따른 현상과 함께 나타났습니다",
)


def _list(parts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(parts))


def _attempts(case: Case) -> list[Term]:
    lost = [span for span in case.lost if span.phase is not Phase.DEPLOY]
    mine = {id(span) for span in case.cause.spans}
    with_it = [span for span in lost if id(span) in mine]
    found = []
    if len(with_it) > 1 and len(with_it) == len(lost):
        found.append(
            Term(
                weight=0.1,
                why=Text(
                    en=f"it is in every one of the {len(lost)} attempts that were lost",
                    ko=f"실패한 시도 {len(lost)}번 모두에 나타납니다",
                ),
            )
        )
    elif len(lost) > 2 and len(with_it) < len(lost) - 2:  # noqa: PLR2004 - the outermost may be cut
        found.append(
            Term(
                weight=-0.12,
                why=Text(
                    en=f"it is missing from {len(lost) - len(with_it)} of the {len(lost)} "
                    "attempts that were lost",
                    ko=f"실패한 시도 {len(lost)}번 중 {len(lost) - len(with_it)}번에는 "
                    "나타나지 않습니다",
                ),
            )
        )
    elif with_it:
        found.append(
            Term(
                weight=0.06,
                why=Text(
                    en="it is in the attempt that ended badly",
                    ko="실패로 끝난 시도 안에 있습니다",
                ),
            )
        )
    return found


def _doubts(case: Case, spans: Sequence[Span]) -> list[Term]:
    found = []
    if case.rivals:
        found.append(
            Term(
                weight=-0.1 * min(2, len(case.rivals)),
                why=Text(
                    en="other possible causes are in the same attempt: "
                    + _list(rival.signature.title.en for rival in case.rivals[:3]),
                    ko="같은 시도 안에 다른 원인 후보도 있습니다: "
                    + _list(ko(rival.signature.title) for rival in case.rivals[:3]),
                ),
            )
        )
    if case.spans and case.spans[0].cut and case.spans[0] is (spans[0] if spans else None):
        found.append(
            Term(
                weight=-0.05,
                why=Text(
                    en="the beginning of the attempt is not in this log",
                    ko="그 시도의 앞부분이 이 로그에 없습니다",
                ),
            )
        )
    if case.cause.signature.family == RULES:
        found.append(Term(weight=-0.15, why=CONCLUDED))
    if not case.cause.scope.dated:
        found.append(
            Term(
                weight=-0.04,
                why=Text(
                    en="the log has no times, so only the order of lines counts",
                    ko="시각이 없는 로그라서 줄 순서만으로 판단했습니다",
                ),
            )
        )
    return found
