"""Secrets go, everything else stays."""

import random
import string

import pytest
import redaction_corpus
from benign_lines import NEVER
from hypothesis import given, settings
from hypothesis import strategies as st
from marked_lines import marked_lines

from logscan.errors import UsageError
from logscan.redaction import Redactor, kind_names

MARKED = marked_lines()
PLANTED = [line.text for line in redaction_corpus.planted(seed=11, repeats=1)][::13]


def test_a_password_goes_and_its_address_stays():
    """Scheme, user, host and path are the diagnosis; only the password is replaced."""
    line = "DATABASE_URL=postgres://app:s3cr%40t/x@dpg-abc-a.oregon-postgres.render.com:5432/shop"
    assert Redactor().redact(line) == (
        "DATABASE_URL=postgres://app:[redacted:postgres-password#1]"
        "@dpg-abc-a.oregon-postgres.render.com:5432/shop"
    )


def test_a_secret_has_one_number_for_the_whole_run():
    """The same secret of the same kind gets the same number, another one the next."""
    redactor = Redactor()
    first = redactor.redact("password=hunter2")
    second = redactor.redact('{"password":"other99"}')
    assert redactor.redact("retry with password: hunter2") == f"retry with {first}".replace(
        "=", ": "
    )
    assert second == '{"password":"[redacted:password#2]"}'


def test_one_secret_in_two_encodings_is_one_secret():
    """A password in an address has the same number written plainly and URL-encoded."""
    redactor = Redactor()
    plain = redactor.redact("redis://:p!ss0word@red-x:6379")
    encoded = redactor.redact("next=redis%3A%2F%2F%3Ap%21ss0word%40red-x")
    assert "[redacted:redis-password#1]" in plain
    assert "[redacted:redis-password#1]" in encoded


def test_counts_are_by_kind():
    """Every replacement is counted under its kind."""
    redactor = Redactor()
    redactor.redact("password=hunter2 password=other99")
    redactor.redact("redis://:abcdef1@red-x")
    assert redactor.counts == {"password": 2, "redis-password": 1}


@pytest.mark.parametrize("line", MARKED, ids=lambda line: line.text[:60])
def test_real_lines(line):
    """Of a line as drivers and frameworks print it the marked secrets go, and nothing else."""
    redacted = Redactor().redact(line.text)
    assert [secret for secret in line.secrets if secret in redacted] == []
    if not line.secrets:
        assert redacted == line.text


@pytest.mark.parametrize("line", NEVER)
def test_diagnosis_is_never_touched(line):
    """Ids, hashes, paths, addresses and text about secrets stay as they are."""
    assert Redactor(personal=False).redact(line) == line
    assert Redactor().redact(f"2025-10-24T12:00:00Z ERROR {line}") == (
        f"2025-10-24T12:00:00Z ERROR {line}"
    )


def test_a_second_pass_changes_nothing():
    """Redacted text is redacted already, for the same redactor and for another one."""
    redactor, other = Redactor(), Redactor()
    for line in [*PLANTED, *(line.text for line in MARKED)]:
        once = redactor.redact(line)
        assert redactor.redact(once) == once
        assert other.redact(once) == once


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from([*PLANTED[:150], "[redacted:password#1]", "password=", "://a:", "@h", '"'])
        | st.text(max_size=12),
        max_size=4,
    ).map("".join)
)
def test_any_text_is_redacted_once(text):
    """Whatever the text, a second pass changes nothing, and no line end is lost or added."""
    once = Redactor().redact(text)
    assert Redactor().redact(once) == once
    assert once.count("\n") == text.count("\n")


def test_text_made_from_redacted_text_is_redacted_again():
    """Templates filled with redacted captures can be redacted again."""
    redactor = Redactor()
    capture = redactor.redact("postgres://app:s3cret99@dpg-x-a/db")
    filled = f"Check the password of `{capture}` (password: {capture}) for key={capture}"
    assert redactor.redact(filled) == filled


def test_colour_codes_inside_a_secret_are_kept_after_it():
    """A reset in the middle of a secret still resets the colour."""
    token = "rnd_" + "aB3" * 10
    line = f"\x1b[31m{token[:9]}\x1b[0m{token[9:]} done"
    assert Redactor().redact(line) == "\x1b[31m[redacted:render-api-key#1]\x1b[0m done"


def test_lines_that_belong_together():
    """A key over several messages is seen when they are redacted together."""
    key = redaction_corpus.pem(random.Random(1))
    lines = ["before", *key, "two\nlines", "after"]
    redacted = Redactor().redact_lines(lines)
    assert len(redacted) == len(lines)
    assert redacted[0] == "before"
    assert redacted[-2:] == ["two\nlines", "after"]
    assert {*redacted[1:-2]} == {"[redacted:private-key#1]"}


def test_a_kind_can_be_left_alone():
    """A disabled kind stays in the text; the others go."""
    redactor = Redactor(disabled=["session"])
    line = "session_id=abc123def456 password=hunter2"
    assert redactor.redact(line) == "session_id=abc123def456 password=[redacted:password#1]"


def test_an_unknown_kind_cannot_be_left_alone():
    """A misspelt kind is an error, not a leak."""
    with pytest.raises(UsageError, match="sesion"):
        Redactor(disabled=["sesion"])


def test_there_are_many_kinds():
    """At least 45 kinds are known, each under a name that placeholders allow."""
    names = kind_names()
    assert len(names) >= 45
    assert all(set(name) <= set(string.ascii_lowercase + string.digits + "-") for name in names)


def test_what_is_remembered_is_not_the_secret():
    """Neither the redactor's numbers nor its memory hold a secret that it replaced."""
    redactor = Redactor()
    redactor.redact("password=hunter2hunter2")
    held = repr((vars(redactor.pseudonyms), redactor._memory._shapes))
    assert "hunter2" not in held


def test_numbers_have_an_end(monkeypatch):
    """When the memory for numbers is full, further secrets share number 0."""
    monkeypatch.setattr("logscan.redaction.pseudonyms.MOST_NUMBERED", 2)
    redactor = Redactor()
    text = " ".join(f"password=secret{number}x" for number in range(4))
    assert redactor.redact(text).count("[redacted:password#0]") == 2


PUMPED = (
    "password=", 'password="', "password|", "_key=", "token=", "?sig=", "?key=", "a://b:c@",
    "postgres://a:", "@", "authorization: Basic ", "cookie: a=b; ", 'set-cookie: ["a=b",', "eyJa.",
    "-----BEGIN " + "PRIVATE KEY-----", "\\", "%25", "&amp;", "\x1b[31m", "[31m", "\x1b]8;;",
    "\u200b", "[redacted:x#1]", "password=[redacted:x#1]a", "jdbc:oracle:thin:a/", "mysql -p",
    "<password>", "비밀번호: ", "'", "a1", "\n", " ",
)  # fmt: skip


@pytest.mark.parametrize("unit", PUMPED)
def test_repeated_text_costs_little(unit):
    """No rule's cost explodes on repeated text: four times the text is not sixteen times the time."""
    redactor = Redactor()
    redactor.redact(unit * 50)
    text = (unit * (24_000 // len(unit)))[:24_000]
    assert redactor.redact(text).count("\n") == text.count("\n")


def test_more_secrets_than_can_be_told_apart_are_counted(monkeypatch):
    """They share the number 0; those that have a number keep it."""
    monkeypatch.setattr("logscan.redaction.pseudonyms.MOST_NUMBERED", 2)
    redactor = Redactor()
    shown = [redactor.redact(f"password=hunter{n}x") for n in (1, 2, 3, 4, 1)]
    assert [text[-2] for text in shown] == ["1", "2", "0", "0", "1"]
    assert redactor.unnumbered == 2
