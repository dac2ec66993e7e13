"""An answered request in a source's tail shows that the service runs."""

from __future__ import annotations

import datetime as dt

import pytest
from engine_helpers import cut, run
from hypothesis import given, settings
from hypothesis import strategies as st

from logscan.engine.answering import RUN_AFTER_BROKEN, status_of

ANSWERED = [
    '203.0.113.9 - - [24/Oct/2025:12:53:58 +0000] "POST /api/reports/4784 HTTP/1.1" 201 2553 "-"',
    'INFO:     10.0.0.1:34509 - "GET /api/landmarks/51825 HTTP/1.1" 200 OK',
    "GET /api/me 200 63.777 ms - 2037",
    "GET /old 301 in 3ms",
    "Completed 204 No Content in 12ms (ActiveRecord: 1.9ms)",
    '[GIN] 2025/10/24 - 12:00:00 | 200 |    1.2ms |  203.0.113.9 | GET      "/items"',
    '{"level":30,"req":{"method":"GET"},"res":{"statusCode":200},"msg":"request completed"}',
    "level=info msg=handled method=GET path=/x status=200 dur=31ms",
]
NOT_ANSWERED = [
    "GET /api/items/200",
    'HTTP Request: POST https://api.example.com/v1/x "HTTP/1.1 200 OK"',
    "GET https://registry.npmjs.org/http-errors 200 31ms",
    "fetched 200 rows from GET /feed",
    "[router] GET /status/200 mapped",
]


@pytest.mark.parametrize("line", ANSWERED)
def test_access_lines_of_the_usual_frameworks_are_read(line):
    """Success and redirects, whoever writes the line."""
    assert status_of(line)[0] in "23"


@pytest.mark.parametrize("line", NOT_ANSWERED)
def test_what_only_mentions_a_request_is_none(line):
    """Routes, and requests that the service itself sends."""
    assert status_of(line) is None


def log(*messages: str) -> bytes:
    """Return a log with one record a second."""
    start = dt.datetime(2025, 10, 24, 12)
    lines = (
        f"{start + dt.timedelta(seconds=at):%Y-%m-%d %H:%M:%S}  {message}\n"
        for at, message in enumerate(messages)
    )
    return "".join(lines).encode()


NOON_NS = 1_761_307_200 * 10**9


def answered(data: bytes, cuts: list[int] | tuple[()] = ()) -> int | None:
    """Return the second of the last answer, after the data came in pieces."""
    _, parser = run(data, cut(data, cuts))
    found = parser.info().answered_ns
    return None if found is None else (found - NOON_NS) // 10**9


def test_the_last_answer_counts():
    """Later lines that are no requests change nothing."""
    assert answered(log("GET /a 200 1 ms", "GET /b 200 1 ms", "job done", "GET /c 404 1 ms")) == 1


def test_a_broken_request_takes_the_proof_away():
    """Nobody knows whether a service works that answers 200 and 500 in turn."""
    assert answered(log("GET /a 200 1 ms", "GET /b 500 1 ms", "GET /c 200 1 ms")) is None


def test_a_run_of_good_answers_brings_the_proof_back():
    """What broke before so many good answers in a row is over; one fewer proves nothing."""
    good = ["GET /a 200 1 ms"] * RUN_AFTER_BROKEN
    assert answered(log("GET /b 500 1 ms", *good)) == RUN_AFTER_BROKEN
    assert answered(log("GET /b 500 1 ms", *good[1:])) is None
    assert answered(log(*good, "GET /b 500 1 ms")) is None


def test_only_the_tail_is_looked_at():
    """A request long ago proves nothing about now."""
    assert answered(log("GET /a 200 1 ms", *["job done"] * 200)) is None


@given(cuts=st.lists(st.integers(0, 3000), max_size=4))
@settings(deadline=None)  # the first run compiles patterns
def test_chunks_do_not_matter(cuts):
    """However the bytes arrived."""
    data = log(*["job done"] * 30, "GET /a 200 1 ms", *["job done"] * 30)
    assert answered(data, cuts) == 30
