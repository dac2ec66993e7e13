"""The user's own kinds, and personal data behind its switch."""

import pytest

from logscan.errors import UsageError
from logscan.redaction import Redactor, SecretKind, user_kinds
from logscan.redaction.custom import UserKind

SHOP = {
    "name": "shop-key",
    "pattern": r"SHOP-(?P<key>[0-9]{6})",
    "group": "key",
    "hints": ["SHOP-"],
}


def test_a_kind_of_the_users_own():
    """A kind of the configuration is redacted under its own name and number."""
    redactor = Redactor(extra=user_kinds([SHOP]))
    assert redactor.redact("a SHOP-123456 b") == "a SHOP-[redacted:shop-key#1] b"
    assert redactor.redact("a SHOP-654321 b") == "a SHOP-[redacted:shop-key#2] b"
    assert redactor.counts == {"shop-key": 2}


def test_the_users_kind_names_the_secret():
    """Where a built-in kind finds the same secret, the user's name wins."""
    kind = SecretKind(name="shop-password", pattern="hunter[0-9]+")
    assert Redactor(extra=[kind]).redact("password=hunter2") == (
        "password=[redacted:shop-password#1]"
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"name": "x", "pattern": "("}, "the pattern is wrong"),
        ({"name": "X Y", "pattern": "a"}, "a name has small letters"),
        ({"name": "x", "pattern": "a*"}, "matches the empty text"),
        ({"name": "x", "pattern": "a", "group": 1}, "has no group 1"),
        ({"name": "x", "pattern": "(?P<y>a)", "group": "z"}, "has no group 'z'"),
        ({"name": "x", "pattern": r"(?:a|aa)+$"}, "takes too long"),
        ({"name": "x", "pattern": "a", "hints": [""]}, "literal"),
        ({"name": "x", "pattern": "a", "hints": "a"}, "a list of strings"),
        ({"name": "x", "pattern": "a", "group": 1.5}, "a number or a name"),
        ({"name": "x"}, "are needed"),
        ({"name": "x", "pattern": "a", "regex": "b"}, "unknown field 'regex'"),
    ],
)
def test_faulty_kinds(row, message):
    """A kind that cannot be used is a clear line, not a traceback in the middle of a run."""
    with pytest.raises(UsageError, match=message):
        user_kinds([row])


def test_a_slow_pattern_hides_the_text():
    """When a pattern takes too long in spite of the check, nothing is shown."""
    rule = UserKind(SecretKind(name="x", pattern=r"(?:q|qq)+$"))
    (hit,) = rule.find("q" * 60 + "!", "")
    assert (hit.start, hit.end) == (0, 61)


PERSONAL = [
    ("mail from bob.smith@example.org", "mail from [redacted:email#1]"),
    ("client: 8.8.8.8, server: _", "client: [redacted:ipv4#1], server: _"),
    ("from 2001:4860:4860::8888 port 1", "from [redacted:ipv6#1] port 1"),
    ("card 4111 1111 1111 1111 ok", "card [redacted:card-number#1] ok"),
]


@pytest.mark.parametrize(("line", "redacted"), PERSONAL)
def test_personal_data(line, redacted):
    """With the switch, personal data gets pseudonyms; without it, it stays."""
    assert Redactor(personal=True).redact(line) == redacted
    assert Redactor().redact(line) == line


@pytest.mark.parametrize(
    "line",
    [
        "listening on 0.0.0.0:10000, 127.0.0.1, ::1 and 10.0.0.5", "192.168.1.4 and 172.17.0.2",
        "Chrome/141.0.0.0 Safari/537.36", "logo@2x.png", "git@github.com:acme/shop.git",
        "react@18.2.0", "order 4111111111111112", "at 12:30:45", "a::b std::vector", "v1.2.3.4-rc",
        "id 1234567890123", "node:internal/process", "0000000000000000",
    ],
)  # fmt: skip
def test_what_names_no_person(line):
    """Private addresses, versions, files and numbers that are no card stay."""
    assert Redactor(personal=True).redact(line) == line
