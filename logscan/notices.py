"""Put the counters of a run into words: what was cut, skipped, assumed or left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.model import Text
from logscan.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_EITHER = lazy(r"\{([^|{}]*)\|([^|{}]*)\}")

# What each counter means, in the order in which people should read them. Of {one|several} the
# English text takes what the number asks for.
COUNTERS: dict[str, Text] = {
    "records_cut": Text(
        en="{n} {record|records} longer than 64 KiB {was|were} cut: 64 KiB at each end were read",
        ko="64KiB보다 긴 기록 {n}건은 앞뒤 64KiB씩만 읽었습니다",
    ),
    "whole_text_parts": Text(
        en="the text is longer than 8 MiB: it was read in {n} parts, each put in order by itself",
        ko="텍스트가 8MiB보다 길어 {n}개 부분으로 나누어 읽었습니다(순서는 부분마다 따로 맞춤)",
    ),
    "invalid_json": Text(
        en="{n} {piece that is|pieces that are} not valid JSON {was|were} read as plain text",
        ko="올바른 JSON이 아닌 부분 {n}곳을 일반 텍스트로 읽었습니다",
    ),
    "invalid_utf8_records": Text(
        en="{n} {record holds|records hold} bytes that are not UTF-8: shown as U+FFFD",
        ko="UTF-8이 아닌 바이트가 있는 기록 {n}건을 U+FFFD로 바꾸어 표시했습니다",
    ),
    "duplicate_records": Text(
        en="{n} {record|records} came twice (same id) and {was|were} counted once",
        ko="같은 ID로 두 번 들어온 기록 {n}건은 한 번만 셌습니다",
    ),
    "repeated_records": Text(
        en="{n} {record|records} came in two pages (same id) and {was|were} counted once",
        ko="두 페이지에 같은 ID로 들어온 기록 {n}건은 한 번만 셌습니다",
    ),
    "ids_not_kept": Text(
        en="many record ids: repetitions more than 16 MiB or 50,000 records apart may count twice",
        ko="기록 ID가 많아 16MiB 또는 50,000건 넘게 떨어진 중복은 두 번 셀 수 있습니다",
    ),
    "junk_lines": Text(
        en="{n} {line|lines} of the dashboard itself (Menu, Search ...) {was|were} left out",
        ko="대시보드 화면의 글자(Menu, Search 등) {n}줄을 제외했습니다",
    ),
    "filtered_records": Text(
        en="the filters left out {n} {record with a known message|records with known messages}",
        ko="필터 조건 때문에 알려진 메시지가 있는 기록 {n}건을 제외했습니다",
    ),
    "clock_back": Text(
        en="the clock of the log goes back {n} {time|times} by more than a minute: sorted by time",
        ko="로그의 시계가 1분 넘게 뒤로 간 곳이 {n}군데 있어 시간순으로 정렬했습니다",
    ),
    "confirm_timeouts": Text(
        en="{n} {check|checks} of a record took too long and {was|were} given up",
        ko="기록 확인 {n}건이 너무 오래 걸려 중단했습니다",
    ),
    "secrets_not_numbered": Text(
        en="more than 100,000 different secrets: {n} {one has|ones share} the number 0",
        ko="서로 다른 비밀 값이 100,000개를 넘어, {n}건은 번호 0을 함께 씁니다",
    ),
    "unexplained_not_grouped": Text(
        en="{n} more error-looking {line is|lines are} counted but not grouped",
        ko="오류로 보이는 줄 {n}건은 세기만 하고 묶지 않았습니다",
    ),
    "nul_bytes": Text(
        en="the input looks binary ({n} zero {byte|bytes} at its start): read as text",
        ko="입력이 바이너리로 보입니다(앞부분에 0 바이트 {n}개). 텍스트로 읽었습니다",
    ),
}


def notices(counters: Mapping[str, int]) -> Iterator[Text]:
    """Yield one sentence for each counter that is not zero."""
    for name, text in COUNTERS.items():
        count = counters.get(name, 0)
        if count:
            shown = f"{count:,}"
            korean = text.in_language("ko").replace("{n}", shown)
            english = _EITHER.sub(r"\1" if count == 1 else r"\2", text.en)
            yield Text(en=english.replace("{n}", shown), ko=korean)
