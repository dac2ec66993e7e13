"""One error printed over several lines is one event."""

import pytest
from engine_helpers import SIGNATURES, brief, run, signature

from logscan.model import Mark, Nature

TRACE = [
    "Traceback (most recent call last):",
    '  File "/app/x.py", line 1, in <module>',
    "    connect()",
    "psycopg2.OperationalError: Connection refused",
    "\tIs the server running on that host?",
    "",
    "The above exception was the direct cause of the following exception:",
    "",
    "Traceback (most recent call last):",
    '  File "/app/y.py", line 1, in <module>',
    "    connect()",
    "sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) Connection refused",
]
NODE = [
    "Error: connect ECONNREFUSED 10.0.0.5:5432",
    "    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)",
    "Emitted 'error' event on Client instance at:",
    "    at Socket.emit (node:events:1) {",
    "  errno: -111,",
    "  code: 'ECONNREFUSED',",
    "  address: '10.0.0.5'",
    "}",
]
AGGREGATE = [
    "AggregateError [ECONNREFUSED]: ",
    "    at internalConnectMultiple (node:net:1114:18)",
    "  [errors]: [",
    "    Error: connect ECONNREFUSED ::1:5432",
    "    Error: connect ECONNREFUSED 127.0.0.1:5432",
    "  ]",
    "}",
]
MISSING = [
    "Error: Cannot find module 'x' ECONNREFUSED",
    "Require stack:",
    "- /opt/render/project/src/server.js",
    "    at Module._resolveFilename (node:internal/modules/cjs/loader:1144:15) {",
    "  code: 'ECONNREFUSED',",
    "}",
]
LIBPQ = [
    'psql: connection to server at "db" (::1), port 5432 failed: Connection refused',
    "\tIs the server running on that host and accepting TCP/IP connections?",
    'connection to server at "db" (127.0.0.1), port 5432 failed: Connection refused',
    "\tIs the server running on that host and accepting TCP/IP connections?",
]


def stamped(lines, start=0):
    """The lines as the dashboard prints them, all in one second."""
    return "".join(f"2026-10-24T12:00:{start:02d}Z {line}\n" for line in lines)


@pytest.mark.parametrize("block", [TRACE, NODE, AGGREGATE, LIBPQ, MISSING], ids=lambda b: b[0][:12])
@pytest.mark.parametrize("write", ["\n".join, stamped], ids=["plain", "dashboard"])
def test_one_error_is_one_event(block, write):
    """Frames, properties, nested and chained errors belong to the error they are printed with."""
    events, engine = run((write(block) + "\n").encode())
    assert [event.signature_id for event in events] == ["refused"]
    assert engine.error_lines == engine.explained_error_lines


@pytest.mark.parametrize("block", [NODE, AGGREGATE, TRACE], ids=lambda b: b[0][:12])
def test_two_errors_are_two_events(block):
    """The same error again, with a line between, counts again."""
    events, _ = run("\n".join([*block, "retrying", *block]).encode())
    assert len(events) == 2


def test_the_values_may_stand_on_a_later_line_of_the_error():
    """The header of Node's AggregateError names no host; its nested errors do."""
    events, _ = run("\n".join([*AGGREGATE, "next", *NODE]).encode())
    assert [(e.line, dict(e.captures)["host"]) for e in events] == [
        (1, "127.0.0.1"),
        (9, "10.0.0.5"),
    ]


def test_errors_in_a_row_are_not_joined():
    """Lines that stand for themselves are errors of their own."""
    events, _ = run(b"Error: connect ECONNREFUSED a:1\nError: connect ECONNREFUSED a:1\n")
    assert len(events) == 2


def test_lines_that_are_far_apart_in_time_are_not_joined():
    """An indented line a minute later is not part of the error above it."""
    text = stamped(["Error: connect ECONNREFUSED a:1"]) + stamped(["    ECONNREFUSED again"], 40)
    assert len(run(text.encode())[0]) == 2


def test_other_instances_are_looked_past():
    """Two instances interleave: a frame belongs to its own instance's error."""
    line = '{{"id":"{i}","labels":[{{"name":"instance","value":"{who}"}}],"message":"{m}","timestamp":"2026-10-24T12:00:00Z"}}\n'
    text = "".join(
        line.format(i=i, who=who, m=m)
        for i, (who, m) in enumerate(
            [
                ("a", "Error: connect ECONNREFUSED a:1"),
                ("b", "GET / 200"),
                ("a", "    at x (ECONNREFUSED)"),
                ("b", "    ECONNREFUSED of another instance"),
            ]
        )
    )
    events, _ = run(text.encode())
    assert [(event.instance, event.line) for event in events] == [("a", 1), ("b", 4)]


def test_what_supersedes_holds_for_the_whole_error():
    """The general signature does not count on the properties of a more specific error."""
    text = (
        "[ioredis] Error: connect ECONNREFUSED 127.0.0.1:6379\n    at x\n  code: 'ECONNREFUSED',\n"
    )
    assert brief(run(text.encode())[0]) == [(1, "redis-lost", {})]


def test_a_message_of_several_lines_is_confirmed_line_by_line():
    """``^`` and ``$`` are the ends of one line, also inside a JSON message."""
    exited = signature("exited", r"^==> Exited with status (?<status>\d+)$", "Exited with status")
    data = rb'{"message":"start\n==> Exited with status 3\nend","time":"2026-10-24T12:00:00Z"}'
    events, _ = run(data, signatures=[exited])
    assert [(event.evidence, dict(event.captures)) for event in events] == [
        ("==> Exited with status 3", {"status": "3"})
    ]


NPM = [
    "npm error code EUSAGE",
    "npm error",
    "npm error `npm ci` can only install packages when EXITSYNC",
    "npm error",
    "npm error Missing: zod@4.1.12 EXITSYNC",
    "npm error A complete log of this run can be found in: /x",
]


def test_npm_prefixes_every_line_of_one_error():
    """Lines behind npm's prefix are one error, until its next ``code`` line."""
    sync = signature("sync", "EXITSYNC", "EXITSYNC")
    events, _ = run("\n".join(NPM * 2).encode(), signatures=[sync])
    assert [event.line for event in events] == [3, 9]


TWICE = signature(
    "twice", "Last few GCs|heap out of memory", "few GCs", "heap out of", event_gap_ns=5_000_000_000
)
BOOT = signature("boot", "^==> Running", "==", mark=Mark.BOOT_START)


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        (["<--- Last few GCs --->", "x", "heap out of memory"], 1),
        (["heap out of memory", *"abcdefgh", "heap out of memory"], 2),
        (["heap out of memory", "==> Running 'x'", "heap out of memory"], 2),
    ],
)
def test_the_event_gap_joins_what_is_told_twice(messages, expected):
    """Matches closer than the gap are one error; a new boot tells its errors anew."""
    text = "".join(f"2026-10-24T12:00:{i:02d}Z {m}\n" for i, m in enumerate(messages))
    events, _ = run(text.encode(), signatures=[TWICE, BOOT])
    assert sum(event.signature_id == "twice" for event in events) == expected


GENERIC = signature("traceback", "^Traceback", "Traceback", nature=Nature.GENERIC)
THROWN = signature("thrown", "Unhandled 'error' event", "Unhandled", nature=Nature.GENERIC)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (TRACE, ["refused"]),
        (
            ["Traceback (most recent call last):", '  File "x"', "ValueError: no idea"],
            ["traceback"],
        ),
        (["throw er; // Unhandled 'error' event", "", *NODE], ["refused"]),
        ([*NODE, "throw er; // Unhandled 'error' event"], ["refused"]),
        (["Traceback (most recent call last):", *"x" * 70, *NODE], ["traceback", "refused"]),
        (
            ["==> Exited with status 1", "Traceback (most recent call last):"],
            ["exited", "traceback"],
        ),
    ],
)
def test_an_announcement_yields_to_its_error(lines, expected):
    """It is an event only where nothing near it says what the error was."""
    signatures = [*SIGNATURES, GENERIC, THROWN]
    data = "\n".join(lines).encode()
    events, engine = run(data, signatures=signatures)
    assert [event.signature_id for event in events] == expected
    assert {x.event.signature_id for x in engine.take_excerpts()} == set(expected)
    pieces = [data[i : i + 7] for i in range(0, len(data), 7)]
    assert run(data, pieces, signatures=signatures)[0] == events
