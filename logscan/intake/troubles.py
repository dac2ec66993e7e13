"""Say in words why an address could not be read.

Each file system raises errors of its own, most of them wrapped; they are known by the names of
their classes, so that none of those packages has to be imported to be understood.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.intake.addresses import shown
from logscan.model import Text
from logscan.patterns import lazy

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

_NO_CREDENTIALS = Text(
    en="no credentials were found: set them up as for the storage's own tools",
    ko="자격 증명을 찾지 못했습니다. 해당 저장소의 도구를 쓸 때와 같이 설정하세요",
)
_REFUSED_CREDENTIALS = Text(
    en="access was denied: check the credentials and what they allow",
    ko="접근이 거부되었습니다. 자격 증명과 권한을 확인하세요",
)
_NOT_FOUND = Text(en="it was not found", ko="찾을 수 없습니다")

# The first row with a name that occurs decides; what may wrap anything stands last.
_TROUBLES: tuple[tuple[frozenset[str], Text], ...] = (
    (
        frozenset(
            {"NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError"}
            | {"DefaultCredentialsError", "TokenRetrievalError", "ProfileNotFound"}
        ),
        _NO_CREDENTIALS,
    ),
    (
        frozenset(
            {"PermissionError", "PermissionDenied", "AuthenticationException", "RefreshError"}
            | {"ClientAuthenticationError", "SFTPPermissionDenied"}
        ),
        _REFUSED_CREDENTIALS,
    ),
    (
        frozenset({"SSLCertVerificationError", "ClientConnectorCertificateError"}),
        Text(
            en="the server's certificate cannot be trusted",
            ko="서버의 인증서를 신뢰할 수 없습니다",
        ),
    ),
    (
        frozenset({"SSLError"}),
        Text(en="no secure connection could be made", ko="보안 연결을 맺지 못했습니다"),
    ),
    (
        frozenset({"HostKeyNotVerifiable", "BadHostKeyException"}),
        Text(
            en="the server's key is not known: connect once with ssh, and check it",
            ko="알 수 없는 서버 키입니다. ssh로 한 번 접속하여 키를 확인하세요",
        ),
    ),
    (
        frozenset({"ConnectionRefusedError"}),
        Text(en="the connection was refused", ko="연결이 거부되었습니다"),
    ),
    (
        frozenset({"gaierror", "ClientConnectorDNSError"}),
        Text(en="no server has this name", ko="그런 이름의 서버가 없습니다"),
    ),
    (
        frozenset({"TimeoutError", "FSTimeoutError", "ServerTimeoutError", "ConnectTimeoutError"}),
        Text(en="the server does not answer", ko="서버가 응답하지 않습니다"),
    ),
    (
        frozenset({"FileExpired"}),
        Text(en="it was replaced while it was read", ko="읽는 도중에 다른 파일로 바뀌었습니다"),
    ),
    (
        frozenset(
            {"ClientPayloadError", "ServerDisconnectedError", "ConnectionLost", "EOFError"}
            | {"ConnectionResetError", "ConnectionAbortedError", "BrokenPipeError"}
            | {"IncompleteReadError", "ResponseStreamingError", "IncompleteRead"}
        ),
        Text(en="the connection broke off", ko="연결이 끊겼습니다"),
    ),
    (
        frozenset({"IsADirectoryError"}),
        Text(
            en="it is a folder: end the address with /",
            ko="폴더입니다. 주소 끝에 /를 붙이세요",
        ),
    ),
    (frozenset({"FileNotFoundError", "NoSuchFile", "SFTPNoSuchFile"}), _NOT_FOUND),
)
_STATUSES = {401: _REFUSED_CREDENTIALS, 403: _REFUSED_CREDENTIALS, 404: _NOT_FOUND, 410: _NOT_FOUND}
_ANY_ADDRESS = lazy(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s'\"<>]+")
_MOST_CHARS = 200


def trouble(error: BaseException) -> Text:
    """Return why *error* came up; no secret of an address is in the words."""
    chain = list(_chain(error))
    for one in chain:
        status = getattr(one, "status", None)
        if isinstance(status, int) and status:
            said = Text(en=f"the server answers {status}", ko=f"서버 응답: {status}")
            return _STATUSES.get(status, said)
    names = {cls.__name__ for one in chain for cls in type(one).__mro__}
    for row, text in _TROUBLES:
        if not row.isdisjoint(names):
            return text
    words = _one_line(error)
    return Text(en=words, ko=words)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield *error* and what it came from, each once."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop(0)
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += (one.__cause__, one.__context__)


def _one_line(error: BaseException) -> str:
    """Return the class and the message of an error that nobody foresaw."""
    message = " ".join(_ANY_ADDRESS.sub(_shown, str(error)).split())
    name = type(error).__name__
    return f"{name}: {message[:_MOST_CHARS]}" if message else name


def _shown(match: re.Match[str]) -> str:
    return shown(match[0])
