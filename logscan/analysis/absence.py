"""Absence speaks: what the log does not show, and the command that would show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.analysis.sightings import MINUTE, SECOND
from logscan.analysis.words import rfc3339
from logscan.model import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from logscan.model import SourceInfo, Stats

CLI_LIMIT = 100
"""How many records `render logs` fetches unless told otherwise.

Source: https://github.com/render-oss/cli (pkg/logs/constants.go)
"""

HOUR = 60 * MINUTE

_ALMOST = 30 * SECOND
"""How far from a whole hour the first and last record of a full hour's fetch may lie."""


def capped(sources: Sequence[SourceInfo], services: Iterable[str]) -> list[Text]:
    """Return a note for each source that looks cut off by a fetch limit, with the command."""
    named = sorted(services)
    service = named[0] if len(named) == 1 else "<service>"
    return [note for info in sources if (note := _capped(info, service)) is not None]


def _capped(info: SourceInfo, service: str) -> Text | None:
    dated = info.first_ns is not None and info.last_ns is not None
    span = (info.last_ns or 0) - (info.first_ns or 0)
    command = _command(service, info.first_ns)
    if info.records == CLI_LIMIT:
        return Text(
            en=f"{info.name}: exactly {CLI_LIMIT} records, the default limit of `render logs`: "
            f"the beginning may be missing; fetch more with `{command}`",
            ko=f"{info.name}: 레코드가 정확히 {CLI_LIMIT}개로 "
            "`render logs`의 기본 한도와 같습니다. "
            f"앞부분이 빠졌을 수 있으니 `{command}` 명령으로 더 가져오세요",
        )
    if dated and abs(span - HOUR) <= _ALMOST and info.layout.startswith("render"):
        return Text(
            en=f"{info.name}: spans exactly one hour, the default range of `render logs`: "
            f"earlier lines may be missing; fetch more with `{command}`",
            ko=f"{info.name}: `render logs`의 기본 범위인 정확히 한 시간 분량입니다. "
            f"그 앞의 줄이 빠졌을 수 있으니 `{command}` 명령으로 더 가져오세요",
        )
    return None


def _command(service: str, first_ns: int | None) -> str:
    """Return the command that fetches an hour more at the front."""
    start = "" if first_ns is None else f" --start {rfc3339(first_ns - HOUR)}"
    return f"render logs -r {service} --limit 1000{start}"


def empty(stats: Stats) -> list[Text]:
    """Return what to do about a log without any record."""
    if stats.records or stats.lines:
        return []
    command = "render logs -r <service> --limit 1000"
    return [
        Text(
            en="the log is empty: no record was read. Check the service's name and the time range: "
            f"`{command} --start <time>`, and look at the Events page for a deploy without a log",
            ko="로그가 비어 있습니다. 서비스 이름과 시간 범위를 확인하세요: "
            f"`{command} --start <시각>`. 로그 없는 배포는 Events 페이지에서 확인합니다",
        )
    ]


_BOUNDS = {
    "tracks_coarsened": Text(
        en="{n} kinds of events were counted in wider slices of time: near bursts run together",
        ko="이벤트 {n}종은 더 넓은 시간 단위로 세었으므로 가까운 묶음이 합쳐져 보일 수 있습니다",
    ),
    "places_folded": Text(
        en="too many services, instances or sources to tell all of them apart (level {n} of 3)",
        ko="서비스·인스턴스·원본이 너무 많아 일부를 합쳐서 셌습니다(3단계 중 {n}단계)",
    ),
    "captures_cut": Text(
        en="{n} kinds of events captured more than 16 different values: the earliest are shown",
        ko="이벤트 {n}종에서 서로 다른 값이 16개를 넘어 먼저 나온 것만 표시합니다",
    ),
    "marks_dropped": Text(
        en="{n} lifecycle marks in the middle were counted, but cut no attempts",
        ko="중간의 수명 주기 표시 {n}개는 세기만 하고 시도를 나누는 데 쓰지 않았습니다",
    ),
    "shapes_folded": Text(
        en="too many shapes of unexplained lines: similar ones are counted together (level {n})",
        ko="설명되지 않은 줄의 형태가 너무 많아 비슷한 것끼리 합쳐 셌습니다({n}단계)",
    ),
    "incidents_not_shown": Text(
        en="{n} more incidents are not told; the most important ones are",
        ko="중요도가 낮은 인시던트 {n}건은 표시하지 않았습니다",
    ),
    "shapes_not_shown": Text(
        en="{n} more shapes of unexplained lines are not shown",
        ko="설명되지 않은 줄의 형태 {n}개는 표시하지 않았습니다",
    ),
}


def bounds(counters: Mapping[str, int]) -> list[Text]:
    """Return one note for each bound of the analysis that was hit."""
    return [
        Text(
            en=text.en.replace("{n}", f"{counters[name]:,}"),
            ko=(text.ko or "").replace("{n}", f"{counters[name]:,}"),
        )
        for name, text in _BOUNDS.items()
        if counters.get(name)
    ]
