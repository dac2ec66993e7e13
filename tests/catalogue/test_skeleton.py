"""A skeleton finds the line it was made from, and says what is still to be written."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from logscan.catalogue.judging import judge_patterns
from logscan.catalogue.matching import matches
from logscan.catalogue.signature_file import read_signature
from logscan.catalogue.skeleton import MAX_LINE_CHARS, skeleton

LINES = [
    "2025-10-24T12:03:11.123Z Error: connect ECONNREFUSED 10.0.0.5:5432",
    "\x1b[31m[worker] it's {bad} at /opt/render/x.js:10:3 | foo (x)?\x1b[0m",
    "==> Exited with status 1",
    'FATAL:  password authentication failed for user "app"',
    "getaddrinfo ENOTFOUND dpg-abc-a.oregon-postgres.render.com",
    "  job 7f3a9c0d1e failed after 1200 ms",
    "\n\n  second line counts: GraphQLValidationError\nthird",
    "[2026-11-22 19:29:36 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:7)",
    "데이터베이스 연결 오류: POOL_EXHAUSTED after 30s",
]


def filled(text):
    """Return a skeleton with every TODO replaced by something that loads."""
    return (
        text.replace("en: TODO", "en: words")
        .replace("source: TODO", "source: https://example.com/")
        .replace("category: TODO", "category: network")
        .replace("  - TODO", "  - a healthy line")
    )


@pytest.mark.parametrize("line", LINES)
def test_a_filled_skeleton_is_a_signature_that_finds_the_line(line):
    """Once the TODOs are replaced, the file loads, is anchored and matches its example."""
    name, text = skeleton(line)
    reading = read_signature(filled(text).encode(), path=name)
    assert [str(p) for p in reading.problems] == []
    assert reading.signature is not None
    assert judge_patterns(reading.signature) == ()
    assert matches(reading.signature, reading.signature.examples[0]) is not None
    assert reading.signature.examples[0] in line or "\x1b" in line


@pytest.mark.parametrize("line", [LINES[0], "12345", "", "데이터베이스 오류 42"])
def test_each_todo_is_a_problem(line):
    """A skeleton is not a signature yet: the loader lists what a person must write."""
    name, text = skeleton(line)
    problems = read_signature(text.encode(), path=name).problems
    assert {p.message.partition(" is still")[2] for p in problems} == {" to be written"}
    assert {p.message.split(" is ")[0] for p in problems} >= {
        "title.en",
        "category",
        "cause.en",
        "text.en",
        "source",
        "an item of counterexamples",
    }


def test_what_changes_becomes_a_group():
    """Hosts, ports, paths and statuses are captured under their names; numbers vary."""
    _, text = skeleton("Error: connect ECONNREFUSED 10.0.0.5:5432 in 30 ms")
    pattern = next(line for line in text.splitlines() if line.startswith("pattern"))
    expected = r"Error: connect ECONNREFUSED (?<host>[\w.-]+):(?<port>\d+) in \d+ ms"
    assert pattern == f"pattern: '{expected}'"


@pytest.mark.parametrize(
    ("line", "anchor"),
    [
        ("Error: connect ECONNREFUSED 10.0.0.5:5432", "ECONNREFUSED"),
        ("the connection of GraphQLGateway failed", "GraphQLGateway"),
        ("==> Exited with status 1", "Exited with"),
        ("INFO the app is up", "INFO the"),
    ],
)
def test_the_rarest_word_is_the_anchor(line, anchor):
    """Codes and mixed case come before plain words; a common word takes its neighbour."""
    _, text = skeleton(line)
    assert f"anchors: ['{anchor}']" in text


def test_the_id_can_be_given():
    """A given id names the file, in kebab-case whatever was typed."""
    name, text = skeleton(LINES[0], signature_id="My Redis/Down")
    assert name == "my-redis-down.yaml"
    assert "\nid: my-redis-down\n" in text


@given(st.text(max_size=200))
@example("Error: half\u2028a line")
@example("\ufffe")
@settings(max_examples=200)
def test_any_line_gives_a_file_that_yaml_reads(line):
    """Whatever the line, only TODOs are missing, never a quote or an escape."""
    name, text = skeleton(line)
    assert name.endswith(".yaml")
    problems = read_signature(text.encode("utf-8", "replace"), path=name).problems
    assert {p.message.rpartition(" is ")[2] for p in problems} <= {
        "still to be written",
    }


def test_a_long_line_is_cut():
    """The example keeps to a length that a person reads."""
    _, text = skeleton("word " * 1000)
    assert max(len(line) for line in text.splitlines()) < MAX_LINE_CHARS + 40
