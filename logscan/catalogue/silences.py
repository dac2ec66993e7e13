"""Name the patterns that silence many signatures, for ``unless_common``."""

from __future__ import annotations

from typing import Final

COMMON: Final = {
    # It was trouble, and it is over, meant, or only talked about.
    "worked-out": (
        r"(?i)\b(?:recovered|reconnected|restored|succeeded|ignored|suppressed|simulated"
        r"|as expected|back online|retryable (?:error )?codes?|how to (?:fix|handle|solve|debug)"
        r"|solved|ticket #?\d+|search(?:ed|ing)? for)\b"
    ),
    # The name of a test that passed, or begins.
    "test-run": r"^\s*(?:[✓✔√]|(?:--- )?PASS\b|ok \d|=== RUN)|\bPASSED\b",
    # A request whose path holds the words, answered without a fault of the server.
    "request-answered": (
        r"\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /\S* (?:HTTP/[\d.]+\S? )?[1-4]\d\d\b"
    ),
    # A handler is set up, a text or a commit is about it, none was counted, a retry follows.
    "told-about": (
        r"(?i)\b(?:register|install)(?:ed|ing) (?:\w+ ){0,3}handlers?\b"
        r"|^\W*(?:docs?|documentation|faq|runbook|changelog|example|feat|fix|chore)"
        r"(?:\([\w-]+\))?!?: |(?<![\d.:/=-])0 (?:\S+ ){0,6}errors?\b"
        r"|\bRetrying \(Retry\(total=[1-9]|\berror \(\w+\)\. Will retry in"
    ),
}
