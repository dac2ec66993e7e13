"""The secrets on command lines: ``curl -u user:SECRET``, ``mysql -pSECRET``, ``redis-cli -a``."""

from __future__ import annotations

from logscan.redaction.diagnosis import is_benign, looks_random
from logscan.redaction.kinds import SecretKind

_WORD = r"(?:\"(?P<d>[^\"\n]+)\"|'(?P<s>[^'\n]+)'|(?P<b>[^\s\"']+))"


def _no_text(value: str) -> bool:
    """Say that *value* is not a word about a secret."""
    return not is_benign(value)


COMMAND_KINDS: tuple[SecretKind, ...] = (
    SecretKind(
        name="basic-auth",
        pattern=r"(?:(?<=\s)-u|--(?:proxy-)?user)[ =]?[\"']?[^\s:\"']{1,80}:([^\s\"']{3,})",
        hints=(r"-u[ =\"']?[^\s:]{1,80}:", r"-user[ =]"),
        group=1,
        accept=_no_text,
    ),
    SecretKind(
        name="basic-auth",
        pattern=r"(?:(?<=\s)-a|--auth)[ =]?[\"']?[^\s:\"']{1,80}:([^\s\"']{3,})",
        hints=(r"-a[ =\"']?[^\s:]{1,80}:", r"-auth[ =]"),
        group=1,
        accept=looks_random,
    ),
    SecretKind(
        name="mysql-password",
        pattern=r"\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n|;]{0,200}?\s-p[\"']?([^\s\"'-][^\s\"']{2,})",
        hints=("mysql", "mariadb"),
        group=1,
        accept=_no_text,
    ),
    SecretKind(
        name="redis-password",
        pattern=r"\bredis-cli\b[^\n|;]{0,200}?\s(?:-a|--pass)\s{1,4}[\"']?([^\s\"']{3,})",
        hints=("redis-cli",),
        group=1,
        accept=_no_text,
    ),
    SecretKind(
        name="redis-password",
        pattern=r"\"(?i:auth)\"\s{1,4}(?:\"[^\"]*\"\s{1,4})?\"([^\"]{3,})\"",
        hints=(r"auth\"\s{1,4}\"",),
        group=1,
        accept=_no_text,
    ),
    SecretKind(
        name="imap-password",
        pattern=r"\b[A-Za-z]{0,3}\d{1,5} LOGIN [\"']?[^\s\"']{1,80}[\"']? [\"']?([^\s\"']{3,})",
        hints=(r"login(?<=[0-9] login) [\"']?\S{1,80}[\"']? \S",),
        group=1,
        accept=_no_text,
    ),
    SecretKind(
        name="smtp-password",
        pattern=r"(?i:\bauth (?:plain|login)) ([A-Za-z0-9+/]{12,}={0,2})",
        hints=("auth plain ", "auth login "),
        group=1,
    ),
    SecretKind(
        name="ftp-password",
        pattern=r"[<>] PASS (\S{3,})",
        hints=("> pass ", "< pass "),
        group=1,
        accept=_no_text,
    ),
    SecretKind(
        name="ssh-password",
        pattern=r"\bsshpass\s{1,4}-p\s{0,4}[\"']?([^\s\"']{3,})",
        hints=("sshpass",),
        group=1,
        accept=_no_text,
    ),
    SecretKind(
        name="registry-password",
        pattern=r"\b(?:docker|podman|helm|buildah|skopeo|az|oc)\b[^\n|;]{0,80}?\blogin\b"
        r"[^\n|;]{0,200}?\s-p[ =]?[\"']?([^\s\"'-][^\s\"']{2,})",
        hints=(r"login\b[^\n]{0,200}\s-p",),
        group=1,
        accept=_no_text,
    ),
    SecretKind(
        name="password",
        pattern=r"-pass(?:in|out|word)?[ =]pass:([^\s\"']{3,})",
        hints=(r"-pass(?:in|out|word)?[ =]pass:",),
        group=1,
        accept=_no_text,
    ),
)
