"""The secrets on command lines: ``curl -u user:SECRET``, ``mysql -pSECRET``, ``redis-cli -a``."""

from __future__ import annotations

from logscan.redaction.diagnosis import is_benign
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
        pattern=r"(?<![\w-])\"?(?i:AUTH)\"?\s{1,4}(?:\"?\w{1,40}\"?\s{1,4})?\"?([^\s\"]*[0-9][^\s\"]{7,})\"?\s*\Z",
        hints=(r"auth\"?\s",),
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
        pattern=r"\b(?:docker|podman|helm|buildah|skopeo|az|oc)\b[^\n|;]{0,80}?\blogin\b[^\n|;]{0,200}?\s-p[ =]?[\"']?"
        r"([^\s\"'-][^\s\"']{2,})",
        hints=(r"login\b",),
        group=1,
        accept=_no_text,
    ),
    SecretKind(
        name="password",
        pattern=r"-pass(?:in|out|word)?[ =]pass:([^\s\"']{3,})",
        hints=("pass:",),
        group=1,
        accept=_no_text,
    ),
)
