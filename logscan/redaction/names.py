"""The names that secrets go by, and how much each name proves about its value.

A name is an identifier (``spring.datasource.password``, ``clientSecret``) that ends with a
secret word, perhaps with a harmless suffix (``password2``, ``newPasswordConfirmation``).
"""

from __future__ import annotations

import re
import string
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from logscan.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterator


class Need(IntEnum):
    """What a value must be before it counts as a secret of that name."""

    ANY = 0  # anything but text about a secret
    PLAIN = 1  # and not a word of letters
    RANDOM = 2  # and made by a machine, because such names hold states and counts too
    NEVER = 3


class Name(NamedTuple):
    """One secret name in a text, from the start of its identifier to its end."""

    kind: str
    need: Need
    start: int
    end: int


# What may follow a word inside the name: ``password2``, ``newPasswordConfirmation``.
_SUFFIX = (
    r"(?:s|es)?(?:[_.-]?(?:[0-9]{1,3}|old|new|current|previous|prev|prod|production|dev|staging|test"
    r"|live|primary|secondary|main|default|backup|value|val|text|string|plain|raw|base\d\d|b\d\d|encoded"
    r"|encrypted|hash|digest|data|confirm|confirmation|again|repeat|read|write|rw|ro|str)){0,4}"
)
_NAME_END = rf"{_SUFFIX}(?![a-z0-9_-])"
# What must follow a name before it is worth a look: a sign that joins it to a value, or a
# value that looks made up.
_QUOTES = r"[\\\"'`\])*]{0,8}+"
_SIGN = r"[ \t\xa0]{0,16}+(?:=(?!=)|-?[:|>]|\u2192|\?\?)"
_RANDOM = r"(?:\S{16}|(?=\S{0,40}[0-9])\S{6})"
_FOLLOWED = (
    rf"(?={_QUOTES}(?:{_SIGN}"
    rf"|(?<=[\"'])\s{{0,16}},\s{{0,16}}b?\\*[\"'](?:value|{_RANDOM})"
    r"|\((?=\S{6})(?=\S{0,40}[0-9])|(?:설정)?[은는이가]"
    rf"|\s{{1,16}}+(?:[\\\"'`]|(?:provided|is|was|set to)\b:? ?\S*[0-9]|value:|{_RANDOM}"
    r"|(?:for|of) [\w.@+-]{1,40}(?::| is ))))"
)
_FOLLOWED_RANDOM = rf"(?={_QUOTES}{_SIGN}[\s\"'\\`\[(]{{0,8}}+{_RANDOM})"

# The secret words in lower case: (kind, need, what the word begins with, how it goes on).
WORDS: tuple[tuple[str, Need, str, str], ...] = (
    ("password", Need.ANY, "passw", r"(?:or|r)?dt?|ort"),
    ("password", Need.ANY, "pass", r"[_ -]?(?:phrase|code)"),
    ("password", Need.PLAIN, "pass", r""),
    ("password", Need.ANY, "pwd", r""),
    ("password", Need.PLAIN, "pw", r""),
    ("password", Need.PLAIN, "psw", r""),
    ("password", Need.ANY, "identified by", r""),
    ("secret", Need.ANY, "secret", r"(?:[_. -]?access)?(?:[_. -]?key(?:[_-]?base)?)?"),
    ("token", Need.PLAIN, "token", r""),
    ("token", Need.PLAIN, "bearer", r""),
    ("token", Need.PLAIN, "jwt", r""),
    ("credential", Need.ANY, "cred", r"ential|s"),
    ("session", Need.RANDOM, "sess", r"(?:ion)?(?:[_ -]?id)?"),
    ("session", Need.RANDOM, "sid", r""),
    ("one-time-code", Need.PLAIN, "otp", r"(?:[_ -]?code)?"),
    ("one-time-code", Need.PLAIN, "verification", r"[_ -]?code"),
    ("one-time-code", Need.PLAIN, "recovery", r"[_ -]?code"),
    ("mnemonic", Need.ANY, "mnemonic", r""),
    ("mnemonic", Need.ANY, "phrase", r""),
    ("signature", Need.RANDOM, "hmac", r""),
    ("signature", Need.RANDOM, "sig", r"(?:nature)?"),
    ("signature", Need.RANDOM, "x-amz-credential", r""),
    ("auth", Need.RANDOM, "auth", r"(?:orization)?"),
    ("password", Need.ANY, "비밀번호", r""),
    ("password", Need.ANY, "비번", r""),
    ("password", Need.ANY, "패스워드", r""),
    ("password", Need.ANY, "암호", r""),
    ("password", Need.ANY, "パスワード", r""),
    ("password", Need.ANY, "密码", r""),
    ("password", Need.ANY, "密碼", r""),
    ("secret", Need.ANY, "시크릿", r""),
    ("secret", Need.ANY, "비밀", r"\s?키"),
    ("token", Need.PLAIN, "토큰", r""),
    ("api-key", Need.ANY, "인증", r"\s?키"),
    ("api-key", Need.ANY, "api키", r""),
    ("api-key", Need.ANY, "api 키", r""),
)  # fmt: skip

# Words that are syllables of others: before them an identifier's part must end.
_SYLLABLES = ("pass", "pw", "psw", "sid", "sig", "otp", "sess", "auth")
# ``key`` names all sorts of things: these words before it make it a secret.
SECRET_KEYS: dict[str, tuple[str, ...]] = {
    "api-key": ("api", "app"),
    "secret-key": (
        "access", "private", "encrypt", "encryption", "decryption", "signing", "sign", "signature",
        "master", "account", "sharedaccess", "shared", "license", "service_role", "servicerole",
        "consumer", "hmac", "aes", "crypto", "auth", "deploy", "session", "webhook", "bearer",
        "signing with", "signed with", "encrypting with", "encrypted with", "decrypting with",
    ),
}  # fmt: skip

# Names whose owner is known, most telling first: (kind, expression on the lower-case name).
OWNERS: tuple[tuple[str, str], ...] = (
    ("aws-secret-access-key", r"aws.?secret|secret.?access.?key"),
    ("aws-session-token", r"aws.?session|x-amz-security|aws.?security.?token"),
    ("postgres-password", r"pgpass|postgres(?:ql)?.*(?:pass|pwd)|pg_.*(?:pass|pwd)"),
    ("mysql-password", r"(?:mysql|mariadb).*(?:pass|pwd)"),
    ("mongodb-password", r"mongo.*(?:pass|pwd)"),
    ("redis-password", r"redis.*(?:pass|pwd|auth|token)|requirepass|masterauth"),
    ("smtp-password", r"(?:smtp|e?mail).*(?:pass|pwd)"),
    ("rails-secret-key", r"secret.?key.?base|rails.?master.?key"),
    ("django-secret-key", r"django.?secret|^secret.?key$"),
    ("laravel-app-key", r"^app.?key$"),
    ("jwt-secret", r"jwt.*(?:secret|key)"),
    ("twilio-auth-token", r"twilio"),
    ("datadog-api-key", r"(?:^|[^a-z])dd.?(?:api|app)|datadog"),
    ("cloudflare-token", r"cloudflare|(?:^|[^a-z])cf.api"),
    ("cloudinary-secret", r"cloudinary"),
    ("heroku-key", r"heroku"),
    ("algolia-key", r"algolia"),
    ("postmark-token", r"postmark"),
    ("mailgun-key", r"mailgun"),
    ("sendgrid-key", r"sendgrid"),
    ("pusher-secret", r"pusher"),
    ("auth0-secret", r"auth0"),
    ("okta-token", r"okta"),
    ("firebase-key", r"firebase|fcm"),
    ("supabase-key", r"supabase|service.?role"),
    ("upstash-token", r"upstash"),
    ("sentry-token", r"sentry"),
    ("kakao-key", r"kakao"),
    ("naver-secret", r"naver|ncloud|ncp"),
    ("azure-storage-key", r"account.?key|azure.?storage"),
    ("azure-secret", r"azure|shared.?access|arm_client"),
    ("twitter-token", r"twitter"),
    ("facebook-token", r"facebook"),
    ("oauth-client-secret", r"client.?secret|consumer.?secret"),
    ("refresh-token", r"refresh.?token"),
    ("csrf-token", r"[cx]srf|authenticity"),
)

_ROWS = tuple(
    (kind, need, start, f"{re.escape(start)}(?:{rest})" if rest else re.escape(start))
    for kind, need, start, rest in WORDS
)
_BY_START: dict[str, list[tuple[str, Need, str]]] = {}
for _kind, _need, _begin, _word in _ROWS:
    _BY_START.setdefault(_begin, []).append((_kind, _need, _word))
#: What every name of a secret holds.
STARTS = (*_BY_START, "key")
_KEY = r"key(?:[_-]?id)?"
#: Every kind that a name can stand for.
KINDS: tuple[str, ...] = tuple(
    dict.fromkeys((*(row[0] for row in WORDS), *SECRET_KEYS, "access-key-id", *dict(OWNERS)))
)


def _following(need: Need) -> str:
    """Return what must follow a name of that *need*."""
    return _FOLLOWED_RANDOM if need is Need.RANDOM else _FOLLOWED


# The hints are cheaper than the names: a word, no letter that makes another word of it, and
# a sign or a value. They may say yes too often, never too seldom.
_WORD_END = (
    r"(?:(?:s|es)?(?![a-z])|id|confirm|again|repeat|value|val|hash|digest|string|text|base|old|new"
    r"|current|prev|prod|dev|stag|test|live|primary|second|main|default|backup|plain|raw|b\d|enc|data"
    r"|read|write|r[wo]|str)[a-z0-9_.-]{0,40}+"
)
_HINTED = _WORD_END + _FOLLOWED
_HINTED_RANDOM = _WORD_END + _FOLLOWED_RANDOM
_OFTEN = (
    r"pass(?:w(?:or|r)?dt?|wort|[_ -]?phrase|[_ -]?code)?",
    r"cred(?:ential)?",
    "pwd",
    "pw",
    "token",
    "bearer",
    "jwt",
    r"otp(?:[_ -]?code)?",
)
_OFTEN_RANDOM = (
    r"sess(?:ion)?(?:[_ -]?id)?",
    "sid",
    r"sig(?:nature)?",
    r"auth(?:orization)?",
)
_SELDOM = (
    r"secret[a-z0-9_. -]{0,24}+" + _FOLLOWED, r"psw[^a-z]", r"hmac[^a-z]", r"identified by",
    r"verification[_ -]?code", r"recovery[_ -]?(?:code|phrase)", "mnemonic", "phrase[^a-z]",
    "x-amz-credential", "비밀", "비번", "패스워드", "암호", "パスワード",
    "密码", "密碼", "시크릿", "인증", "토큰", "api키", "api 키",
    r"--[a-z0-9-]{0,30}(?:pass|pwd|secret|token|key|cred)",
)  # fmt: skip
HINTS: tuple[str, ...] = (
    *(word + _HINTED for word in _OFTEN),
    *(word + _HINTED_RANDOM for word in _OFTEN_RANDOM),
    rf"key(?<=[a-z0-9 _.-]key){_HINTED}",
    *_SELDOM,
)
_OWNERS = tuple((kind, lazy(pattern)) for kind, pattern in OWNERS)

_LONGEST_PREFIX = 64
_IDENTIFIER = string.ascii_lowercase + string.digits + "_.$@/-"
_PHRASES = ("seed", "recovery", "mnemonic", "secret", "backup")
_BETWEEN = " \t_.-"
# After these words a token, key or session is no secret: ``unexpected token``, ``cache_key``.
_HARMLESS_BEFORE: tuple[str, ...] = (
    "unexpected", "unknown", "illegal", "public", "cache", "primary", "foreign", "partition",
    "idempotency", "sort", "index", "hash", "routing", "next", "page", "continuation", "cursor",
    "sync", "range", "duplicate", "unique", "composite", "object", "message", "row", "group", "map",
    "join", "query", "redis", "translation", "locale", "config", "registry", "lookup",
    "surrogate", "total", "max", "min", "num", "count", "prompt", "completion", "input", "output",
    "used", "tokens per", "host", "publishable", "kernel", "of", "new", "anon", "websocket",
)  # fmt: skip


@lru_cache(maxsize=2 * len(WORDS) + 2)
def _pattern(word: str, need: Need, *, options: bool) -> re.Pattern[str]:
    """Return the expression for names that end with *word* and are joined to a value.

    With *options* a blank joins them too, as on a command line.
    """
    blank = r"|(?=[ \t])" if options else ""
    return lazy(rf"(?:{word}){_NAME_END}(?:{_following(need)}{blank})")


def find_names(lowered: str) -> Iterator[Name]:
    """Yield the secret names in *lowered*, word by word."""
    options = "--" in lowered
    for start, rows in _BY_START.items():
        if start not in lowered:
            continue
        for kind, need, word in rows:
            for match in _pattern(word, need, options=options).finditer(lowered):
                name = _name(lowered, match, kind, need)
                if name is not None:
                    yield name
    if "key" in lowered:
        for match in _pattern(_KEY, Need.ANY, options=options).finditer(lowered):
            name = _key_name(lowered, match)
            if name is not None:
                yield name


def owner(lowered: str, name: Name) -> str:
    """Return the kind that the whole name says, or else the kind of its secret word."""
    whole = lowered[name.start : name.end]
    return next((kind for kind, pattern in _OWNERS if pattern.search(whole)), name.kind)


def _name(lowered: str, match: re.Match[str], kind: str, need: Need) -> Name | None:
    """Return the name whose word is *match*, or None where it is part of another word."""
    start = match.start()
    before = lowered[max(0, start - _LONGEST_PREFIX) : start]
    if need is not Need.ANY:
        if before[-1:].isalpha() and match[0].startswith(_SYLLABLES):
            return None
        if _is_harmless(before):
            return None
    if match[0].startswith("phrase") and not before.rstrip(_BETWEEN).endswith(_PHRASES):
        return None
    if match[0].endswith("s") and not match[0].endswith(("ss", "creds", "credentials")):
        need = Need.RANDOM
    return Name(kind, need, start - _prefix(before), match.end())


def _key_name(lowered: str, match: re.Match[str]) -> Name | None:
    """Return the name that ends with the ``key`` of *match*, or None where it is no secret."""
    start = match.start()
    before = lowered[max(0, start - _LONGEST_PREFIX) : start]
    stem = before.rstrip(_BETWEEN)
    if match[0].startswith("key_id") or match[0].startswith(("keyid", "key-id")):
        kind, need = "access-key-id", Need.RANDOM if stem.endswith("access") else Need.NEVER
    else:
        found = (kind for kind, words in SECRET_KEYS.items() if stem.endswith(words))
        kind = next(found, "")
        need = Need.ANY if kind else Need.RANDOM
        if not kind and (before[-1:] not in {"_", "-"} or _is_harmless(before)):
            need = Need.NEVER
    if need is Need.NEVER:
        return None
    return Name(kind or "api-key", need, start - _prefix(before), match.end())


def _prefix(before: str) -> int:
    """Return how many characters of an identifier *before* ends with."""
    return len(before) - len(before.rstrip(_IDENTIFIER))


def _is_harmless(before: str) -> bool:
    """Say that a word in front makes the name one of something that is no secret."""
    return before.endswith("--- ") or before.removesuffix(
        before[-1:] if before[-1:] in _BETWEEN else ""
    ).endswith(_HARMLESS_BEFORE)
