"""A refusal is a status code, a short name and one sentence that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from logscan.model import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

REFUSALS: Mapping[str, tuple[int, Text]] = {
    "bad-request": (
        400,
        Text(en="The request cannot be used: {why}.", ko="요청을 처리할 수 없습니다: {why}."),
    ),
    "short-body": (
        400,
        Text(
            en="The body does not have the sizes that the query gives for its files.",
            ko="본문의 크기가 쿼리에 적힌 파일 크기와 맞지 않습니다.",
        ),
    ),
    "no-token": (
        401,
        Text(
            en="A token is needed: open the address that `logscan web` printed, or send it as "
            "`Authorization: Bearer TOKEN`.",
            ko="토큰이 필요합니다. `logscan web`이 출력한 주소로 열거나 "
            "`Authorization: Bearer TOKEN` 헤더로 보내세요.",
        ),
    ),
    "wrong-host": (
        421,
        Text(
            en="This server does not answer under that name. Use its own address, or allow the "
            "name with --allow-host.",
            ko="이 서버는 그 이름으로 응답하지 않습니다. 원래 주소를 쓰거나 --allow-host로 "
            "이름을 허용하세요.",
        ),
    ),
    "cross-site": (
        403,
        Text(
            en="Requests from other sites are refused.",
            ko="다른 사이트에서 온 요청은 거부합니다.",
        ),
    ),
    "not-found": (404, Text(en="There is nothing here.", ko="여기에는 아무것도 없습니다.")),
    "wrong-method": (
        405,
        Text(en="This address takes another method.", ko="이 주소는 다른 메서드를 받습니다."),
    ),
    "too-slow": (
        408,
        Text(
            en="Nothing arrived for {seconds} seconds: the upload was given up.",
            ko="{seconds}초 동안 아무것도 오지 않아 업로드를 중단했습니다.",
        ),
    ),
    "too-long": (
        408,
        Text(
            en="The scan took more than {seconds} seconds: it was stopped.",
            ko="분석이 {seconds}초를 넘어 중단했습니다.",
        ),
    ),
    "too-large": (
        413,
        Text(
            en="The upload is larger than {limit}. Send the part around the incident, or use "
            "`logscan FILE` on the command line, which has no limit.",
            ko="업로드가 {limit}보다 큽니다. 장애 시점 전후만 보내거나, 크기 제한이 없는 "
            "명령줄 `logscan FILE`을 사용하세요.",
        ),
    ),
    "unpacks-too-large": (
        413,
        Text(
            en="The upload unpacks to more than is allowed ({limit}): it was stopped there.",
            ko="압축을 푼 크기가 허용 한도({limit})를 넘어 그 지점에서 중단했습니다.",
        ),
    ),
    "too-many": (
        429,
        Text(
            en="Too many scans at once: {limit} are running or waiting. Try again shortly.",
            ko="동시에 처리할 수 있는 분석 수를 넘었습니다(진행·대기 {limit}건). "
            "잠시 후 다시 시도하세요.",
        ),
    ),
    "failed": (
        500,
        Text(
            en="Something went wrong inside logscan; the server's log says where.",
            ko="logscan 내부 오류입니다. 서버 로그에 위치가 남아 있습니다.",
        ),
    ),
    "stopping": (
        503,
        Text(
            en="The server is stopping. Try again shortly.",
            ko="서버가 종료되는 중입니다. 잠시 후 다시 시도하세요.",
        ),
    ),
}


class RefusalError(Exception):
    """Why a request gets no whole answer; *code* is a key of ``REFUSALS``."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.status, said = REFUSALS[code]
        self.text = Text(en=_filled(said.en, values), ko=_filled(said.ko or said.en, values))
        super().__init__(f"{code}: {self.text.en}")

    def said(self, language: str) -> dict[str, Any]:
        """Return what the client reads."""
        return {
            "status": self.status,
            "error": self.code,
            "message": self.text.in_language(language),
        }


class ClientGoneError(Exception):
    """Nobody waits for the answer any more."""


def _filled(text: str, values: Mapping[str, object]) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text
