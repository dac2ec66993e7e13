r"""The secrets inside addresses: ``postgres://user:SECRET@host``, ``https://KEY@host``, ``?sig=``.

Only the password goes; scheme, user and host stay, because they are the diagnosis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.patterns import lazy
from logscan.redaction.diagnosis import is_code, is_mask, is_word, looks_random
from logscan.redaction.kinds import Hit, SecretKind

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

#: Which kind of password an address of that scheme holds; a driver (``+asyncpg``) may follow.
SCHEMES: dict[str, str] = {
    "postgres": "postgres-password", "postgresql": "postgres-password", "psql": "postgres-password",
    "pgsql": "postgres-password", "postgis": "postgres-password",
    "cockroachdb": "postgres-password",
    "prisma": "postgres-password", "timescaledb": "postgres-password",
    "mysql": "mysql-password", "mysql2": "mysql-password", "mariadb": "mysql-password",
    "mysqlx": "mysql-password",
    "mongodb": "mongodb-password", "redis": "redis-password", "rediss": "redis-password",
    "valkey": "redis-password", "valkeys": "redis-password", "unix": "redis-password",
    "amqp": "amqp-password", "amqps": "amqp-password", "nats": "nats-password",
    "kafka": "kafka-password", "mqtt": "mqtt-password", "mqtts": "mqtt-password",
    "smtp": "smtp-password", "smtps": "smtp-password", "imap": "smtp-password",
    "imaps": "smtp-password", "pop3": "smtp-password",
    "mssql": "mssql-password", "sqlserver": "mssql-password", "oracle": "oracle-password",
    "clickhouse": "clickhouse-password", "neo4j": "neo4j-password", "bolt": "neo4j-password",
    "elasticsearch": "elasticsearch-password", "ldap": "ldap-password", "ldaps": "ldap-password",
    "ftp": "ftp-password", "ftps": "ftp-password", "sftp": "ssh-password", "ssh": "ssh-password",
    "cloudinary": "cloudinary-secret", "http": "http-password", "https": "http-password",
    "git": "http-password", "socks5": "http-password", "socks5h": "http-password",
}  # fmt: skip
OTHER_SCHEME = "url-password"
TOKENS = ("url-token", "sentry-dsn")

_PART = r"(?:(?!://)[^\s\"'`<>\\])"
_CREDENTIALS = lazy(
    rf"(?P<scheme>[A-Za-z][A-Za-z0-9]{{0,20}})(?P<driver>[+][\w+.-]{{1,30}})?://"
    rf"(?P<user>[^\s:/\"'`<>\\]{{0,128}}):(?P<secret>{_PART}+)@(?=[\w\[(.$%{{-])"
)
_TOKEN = lazy(r"https?://(?P<secret>[A-Za-z0-9_.~%-]{16,})(?::)?@[\w\[.-]")
# A port and a path, then an ``@``: ``http://localhost:5173/@vite/client``.
_PORT_AND_PATH = lazy(r"[0-9]{1,5}[/?#]")
_SCOPE = lazy(r"/@[\w.-]*/?")
# An address that was cut off inside its password.
_CUT_OFF = lazy(
    r"(?:postgres(?:ql)?|mysql\d?|mariadb|mongodb|rediss?|amqps?|smtps?)(?:\+[\w+.-]{1,30})?://"
    r"[^\s:/@\"'`<>\\]{0,128}:(?P<secret>[^\s@/:\"'`<>\\]{6,})(?:\.{3}|\u2026|\Z)"
)
_NETWORK = frozenset({"http", "https", "ws", "wss", "git", "ssh"})


class UrlCredentials:
    """The rule for passwords and tokens in the authority of an address."""

    kinds = (*dict.fromkeys(SCHEMES.values()), OTHER_SCHEME, *TOKENS)
    hints = (r"://[^\s@\"'`<>]{1,512}@", r"://[^\s:/@]{0,64}:[^\s@/:]{6}")

    def find(self, text: str, lowered: str) -> Iterator[Hit]:  # noqa: ARG002 - a Rule's signature
        """Yield the password or token of every address in *text*."""
        for match in _CREDENTIALS.finditer(text):
            end = _end_of_secret(match)
            start = match.start("secret")
            if end > start and not _harmless(match, text[start:end]):
                kind = SCHEMES.get(match["scheme"].lower(), OTHER_SCHEME)
                yield Hit(kind, start, end, match.start(), match.end())
        for match in _TOKEN.finditer(text):
            kind = TOKENS["sentry" in text[match.end() : match.end() + 80]]
            yield Hit(kind, *match.span("secret"), match.start(), match.end())
        yield from _cut_off(text)


def _end_of_secret(match: re.Match[str]) -> int:
    """Return the end of the password: the last ``@`` that no path like ``/@scope/`` explains."""
    secret = match["secret"]
    if match["scheme"].lower() in _NETWORK and secret.endswith("/") and "@" in secret:
        return match.start("secret") + secret.rindex("@")
    return match.end("secret")


def _harmless(match: re.Match[str], secret: str) -> bool:
    """Say that what looks like a password is a path, a mask or a variable's name."""
    if match["scheme"].lower() in _NETWORK and _PORT_AND_PATH.match(secret):
        return True
    return is_mask(secret) or is_code(secret) or secret.lower() in {"password", "pass", "pwd"}


def _cut_off(text: str) -> Iterator[Hit]:
    """Yield what is left of a password where its address ends too early."""
    for match in _CUT_OFF.finditer(text):
        secret = match["secret"]
        if not (secret.isdigit() or secret.isalpha() or is_word(secret) or is_mask(secret)):
            yield Hit(OTHER_SCHEME, *match.span("secret"), match.start(), match.end())


def _is_value(secret: str) -> bool:
    """Say that *secret* is neither a mask nor a variable's name."""
    return not (is_mask(secret) or is_code(secret))


def _after(signs: str, hint: str) -> tuple[str, ...]:
    """Return *hint* behind each of *signs*, which a character class holds."""
    return tuple(f"\\{sign}{hint}" for sign in signs.strip("[]"))


QUERY_KINDS: tuple[SecretKind, ...] = (
    SecretKind(
        name="oracle-password",
        pattern=r"jdbc:oracle:\w{1,8}:[^\s/@]{1,64}/([^\s@\"']{3,256})@",
        hints=("jdbc:oracle",),
        group=1,
    ),
    SecretKind(
        name="url-password",
        pattern=r"(?<![\w/:.-])[\w.-]{1,64}:([^\s:/@\"'`]{6,128})@"
        r"(?:(?:dpg|red)-\w|localhost\b|(?:[0-9]{1,3}\.){3}[0-9]{1,3}\b|[\w-]+(?:\.[\w-]+)*:[0-9]{2,5}\b)",
        hints=(r"@(?:dpg-|red-|localhost\b|(?:[0-9]{1,3}\.){3}[0-9]|[\w.-]{1,80}:[0-9]{2,5}\b)",),
        group=1,
        accept=looks_random,
    ),
    SecretKind(
        name="mysql-password",
        pattern=r"[\w.-]{1,64}:([^\s:/@\"'`]{3,128})@(?:tcp\d?|unix)\(",
        hints=(r"@(?:tcp\d?|unix)\(",),
        group=1,
        accept=_is_value,
    ),
    SecretKind(
        name="digest-auth",
        pattern=r"\bresponse=\\*\"?([a-f0-9]{32,128})(?![a-f0-9])",
        hints=(r"response=\\*\"?[a-f0-9]{32}",),
        group=1,
    ),
    SecretKind(
        name="signed-url",
        pattern=r"(?i:[?&;](?:x-(?:amz|goog)-(?:signature|credential|security-token)|sig|signature"
        r"|x-oss-signature|hdnea|token|policy)=)([^\s&\"'<>\\]{8,})",
        hints=_after("[?&;]", r"(?:x-|sig|hdnea|token|policy)"),
        group=1,
    ),
    SecretKind(
        name="url-key",
        pattern=r"(?i:[?&](?:key|app_?id(?==[a-f0-9]{32})|code|access_key|apikey|api_key|auth|k|hash|secret|t)=)"
        r"((?=[^\s&\"'<>\\]{0,64}[0-9])[^\s&\"'<>\\]{16,})",
        hints=_after("[?&]", r"(?:key|app_?id|code|access_key|api_?key|auth|k|hash|secret|t)="),
        group=1,
    ),
)
