"""Lines that look like errors are told from lines that only speak of them."""

import pytest

from logscan.engine.errorlike import ERROR_ANCHORS, looks_like_error

ERRORS = [
    "Error: something broke",
    "[ERROR] payment failed",
    "FATAL:  role does not exist",
    "panic: runtime error: index out of range",
    "java.lang.IllegalStateException: no",
    "2026-10-24 12:00:00,000 - app - ERROR - boom",
    "UnhandledPromiseRejection: boom failed",
    "CRITICAL worker is gone",
    "npm error code E404",
    "Request failed with status code 500",
]
HARMLESS = [
    "Found 0 errors. Watching for file changes.",
    "compiled without errors",
    "error handler registered",
    "errors=0 failed=0",
    "INFO:     application error tracking enabled",
    "2026-10-24 12:00:00 INFO [main] loaded ErrorController",
    '[info] "GET /errors/404 HTTP/1.1" 200',
    "GET /docs/error-handling 200 4ms",
    "recovered after connection failed",
    "Error.captureStackTrace(err)",
    "  throw new Error('no config')",
    "everything is fine",
]


@pytest.mark.parametrize("line", ERRORS)
def test_errors_look_like_errors(line):
    """The usual ways to report an error are seen, and an anchor finds each of them."""
    assert looks_like_error(line, None)
    assert any(anchor in line.encode() for anchor in ERROR_ANCHORS)


@pytest.mark.parametrize("line", HARMLESS)
def test_talk_about_errors_does_not(line):
    """Zero counts, handlers, routes, printed source and lines of a mild level do not count."""
    assert not looks_like_error(line, None)


def test_the_level_of_the_record_counts_where_it_proves_something():
    """``debug`` is what the writer meant; ``info`` is what Render assumes."""
    assert not looks_like_error("Error: x", "debug")
    assert looks_like_error("Error: x", "info")
