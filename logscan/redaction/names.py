"""The names that secrets go by, and how much each name proves about its value."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple


class Need(IntEnum):
    """What a value must be before it counts as a secret of that name."""

    ANY = 0  # anything but text about a secret
    PLAIN = 1  # and not a word of letters
    RANDOM = 2  # and made by a machine, because such names hold states and counts too
    NEVER = 3


class Name(NamedTuple):
    """One secret name in a text: its kind, need and place (*start* with its prefix)."""

    kind: str
    need: Need
    start: int
    word_start: int
    end: int


# The secret words a name ends with, in lower case: (kind, need, expression).
WORDS: tuple[tuple[str, Need, str], ...] = (
    ("password", Need.ANY, r"passw(?:or|r)?d|passwort|pass[_ -]?(?:phrase|code)|pwd|requirepass"
     r"|masterauth|identified by|비밀번호|패스워드|암호|パスワード|密码|密碼"),
    ("secret", Need.ANY, r"secret(?:[_. -]?access)?[_. -]?key(?:[_-]?base)?|secret|시크릿|비밀\s?키"),
    ("api-key", Need.ANY, r"api[_. -]?key|app[_-]?key|api\s?키|인증\s?키"),
    ("access-key-id", Need.RANDOM, r"access[_-]?key[_-]?id"),
    ("secret-key", Need.ANY, r"(?:access|private|encrypt(?:ion)?|decryption|signing|sign|signature"
     r"|master|account|shared(?:[_-]?access)?|license|service[_-]?role|consumer|hmac|aes|crypto"
     r"|auth|deploy|session|webhook|storage|bearer|ssh)[_. -]?key"),
    ("token", Need.PLAIN, r"token|토큰|bearer|jwt"),
    ("credential", Need.PLAIN, r"credential|creds"),
    ("session", Need.RANDOM, r"(?:php|j|asp\.net_)?sess(?:ion)?[_-]?(?:id)?|connect\.sid"),
    ("one-time-code", Need.RANDOM, r"(?:totp|otp|mfa|2fa|recovery|verification)[_ -]?code|totp|otp"),
    ("signature", Need.RANDOM, r"signature|hmac|x-amz-credential"),
    ("mnemonic", Need.ANY, r"mnemonic|(?:seed|recovery)[_ -]?phrase"),
    ("hash-salt", Need.RANDOM, r"salt|pepper"),
    ("auth", Need.RANDOM, r"auth(?:orization)?"),
    ("dsn", Need.RANDOM, r"dsn"),
)  # fmt: skip

# Words that are syllables of others: they count only where a word begins.
SHORT_WORDS: tuple[tuple[str, Need, str], ...] = (
    ("password", Need.ANY, r"pass|pw|psw"),
    ("session", Need.RANDOM, r"sid"),
    ("signature", Need.RANDOM, r"sig"),
    ("api-key", Need.RANDOM, r"key"),
)

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

# What may follow the word inside the name: ``password2``, ``newPasswordConfirmation``.
_SUFFIX = (
    r"(?:s|es)?(?:[_.-]?(?:[0-9]{1,3}|old|new|current|previous|prev|prod|production|dev|staging|test"
    r"|live|primary|secondary|main|default|backup|value|val|text|string|plain|raw|base64|b64|encoded"
    r"|encrypted|hash|digest|data|confirm|confirmation|again|repeat|read|write|rw|ro|str)){0,4}"
)
_NAME = re.compile(
    "(?:"
    + "|".join(f"(?P<w{index}>{words})" for index, (_, _, words) in enumerate(WORDS))
    + "|"
    + "|".join(
        f"(?<![a-z])(?P<s{index}>{words})" for index, (_, _, words) in enumerate(SHORT_WORDS)
    )
    + f"){_SUFFIX}(?![a-z0-9_-])"
)
_KINDS = {f"w{index}": row[:2] for index, row in enumerate(WORDS)}
_KINDS |= {f"s{index}": row[:2] for index, row in enumerate(SHORT_WORDS)}
_OWNERS = tuple((kind, re.compile(pattern)) for kind, pattern in OWNERS)

_LONGEST_PREFIX = 64
_PREFIX = re.compile(r"[\w.$@/-]*\Z")
# Before these words a token, key or session is no secret: ``unexpected token``, ``cache_key``.
_HARMLESS_BEFORE = re.compile(
    r"(?:unexpected|unknown|illegal|public|cache|primary|foreign|partition|idempotency|sort|index|ssh"
    r"|hash|routing|next|page|continuation|cursor|sync|range|duplicate|unique|composite|object|i18n"
    r"|message|row|group|map|join|query|redis|s3|translation|locale|config|registry|lookup|surrogate"
    r"|total|max|min|num|count|prompt|completion|input|output|used|tokens?per|host|storage|publishable"
    r"|kernel|of|new|anon)[\s_.-]?\Z"
)


def find_name(lowered: str, position: int) -> Name | None:
    """Return the next secret name in *lowered* from *position* on."""
    match = _NAME.search(lowered, position)
    if match is None:
        return None
    word = match.lastgroup or ""
    kind, need = _KINDS[word]
    low = max(0, match.start() - _LONGEST_PREFIX)
    prefix = _PREFIX.search(lowered, low, match.start())
    start = prefix.start() if prefix else match.start()
    if need is not Need.ANY and _HARMLESS_BEFORE.search(lowered, low, match.start()):
        need = Need.NEVER
    full = lowered[start : match.end()]
    kind = next((owner for owner, pattern in _OWNERS if pattern.search(full)), kind)
    return Name(kind, need, start, match.start(), match.end())
