"""A real server: its first line, its log, its clients that come and go, its end."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time

import pytest
from web_helpers import NDJSON, ROOT, SAMPLE, TOKEN, running

import logscan

LOG = SAMPLE.read_bytes()
LINE = b"2026-10-18T09:12:42Z Error: connect ECONNREFUSED 10.204.31.7:5432\n"


def head(path, *, length=None):
    """The head of a request that a test writes by hand."""
    size = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {TOKEN}\r\n"
        f"{size}\r\n\r\n"
    ).encode()


def chunk(data):
    """One piece of a body whose size nobody knows."""
    return b"%x\r\n%s\r\n" % (len(data), data)


def connected(server):
    """A plain connection, closed at the end."""
    made = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    return contextlib.closing(made)


def read_until(connection, wanted):
    """What comes until *wanted* is in it."""
    got = b""
    while wanted not in got:
        piece = connection.recv(65_536)
        assert piece, got
        got += piece
    return got


@pytest.fixture(scope="module")
def server():
    """One server for the tests that do not end it."""
    with running("--max-scans", "1", "--max-waiting", "1", "--idle-timeout", "3") as one:
        yield one


def test_the_first_line_is_the_address(server):
    """The first line on stdout is the address with the token in its fragment."""
    assert server.first_line == f"http://127.0.0.1:{server.port}/#token={TOKEN}"


def test_a_token_of_its_own_is_long():
    """Without --token a new one is made, long enough that nobody guesses it."""
    command = [sys.executable, "-m", "logscan", "web", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        line = process.stdout.readline().strip()
        process.terminate()
    assert len(line.partition("#token=")[2]) >= 43


def test_a_scan_over_a_socket(server):
    """What curl does: a raw body with a length, a document back."""
    status, body = server.ask("POST", "/api/scan", LOG)
    assert status == 200
    assert json.loads(body)["verdict"]["cause"] == "econnrefused"


def test_a_silent_client_is_given_up(server):
    """A client that stops sending hears 408 after the idle time, with what it sent read."""
    with connected(server) as connection:
        connection.sendall(head("/api/scan", length=100_000) + LINE)
        answer = read_until(connection, b'"document"')
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"econnrefused" in answer


@pytest.mark.fault(45)
def test_a_client_that_goes_away_leaves_nothing_behind(server):
    """A client gone half-way frees its turn at once, also while its log is being read."""
    for _ in range(3):
        with connected(server) as connection:
            connection.sendall(head("/api/scan", length=10_000_000) + LINE * 1000)
        started = time.monotonic()
        assert server.ask("POST", "/api/scan", LOG)[0] == 200
        assert time.monotonic() - started < 3  # sooner than the idle time


def test_more_scans_than_may_wait_are_turned_away(server):
    """One runs, one waits, the third hears 429 with a time to come back; the others finish."""
    with connected(server) as first, connected(server) as second:
        for connection in (first, second):
            connection.sendall(head("/api/scan", length=len(LINE) + 1) + LINE)
        deadline = time.monotonic() + 2
        status = 200
        while status == 200 and time.monotonic() < deadline:  # until both have been let in
            status, body = server.ask("POST", "/api/scan", LINE)
        assert status == 429
        assert json.loads(body)["error"] == "too-many"
        for connection in (first, second):
            connection.sendall(b"\n")
        for connection in (first, second):
            assert read_until(connection, b"econnrefused").startswith(b"HTTP/1.1 200")


def test_too_large_a_body_hears_why(server):
    """An upload above the limit gets to read its 413, though its body was not read."""
    size = 201 * 1024 * 1024
    with connected(server) as connection:
        connection.sendall(head("/api/scan", length=size) + b"x" * 3_000_000)
        assert read_until(connection, b"200 MiB").startswith(b"HTTP/1.1 413")


def test_a_live_stream_answers_while_it_is_written(server):
    """Events and the verdict come back before the body ends; silences are fine."""
    with connected(server) as connection:
        connection.sendall(head("/api/stream"))
        for _ in range(4):
            connection.sendall(chunk(LINE))
            time.sleep(0.3)
        early = read_until(connection, b'"type": "verdict"')
        assert b'"type": "event"' in early
        connection.sendall(b"0\r\n\r\n")
        late = early + read_until(connection, b'"type": "end"')
    assert b'"type": "document"' in late


def test_a_scan_can_be_watched(server):
    """A second request sees how far an upload is and what it looks like so far."""
    seen = []
    name = "watch-0123456789"

    def look():
        seen.extend(server.ask("GET", f"/api/watch/{name}")[1].splitlines())

    watcher = threading.Thread(target=look)
    watcher.start()
    with connected(server) as connection:
        connection.sendall(head(f"/api/scan?watch={name}"))
        for _ in range(6):
            connection.sendall(chunk(LINE * 2000))
            time.sleep(0.3)
        connection.sendall(b"0\r\n\r\n")
        read_until(connection, b"econnrefused")
    watcher.join(30)
    shown = [json.loads(line) for line in seen]
    assert {"waiting", "progress", "verdict"} <= {line["type"] for line in shown}
    verdict = next(line for line in shown if line["type"] == "verdict")["en"]
    assert verdict["verdict"]["cause"] == "econnrefused"
    assert verdict["next_steps"]


def test_the_end_is_calm_and_live_streams_get_their_report():
    """SIGTERM ends live streams with a report, then the server, with 0, and soon."""
    with running() as server, connected(server) as connection:
        connection.sendall(head("/api/stream") + chunk(LINE) * 3)
        read_until(connection, b'"type": "event"')
        started = time.monotonic()
        server.process.terminate()
        rest = read_until(connection, b'"type": "end"')
        assert b'"stopping"' in rest
        assert b'"type": "document"' in rest
        code, _ = server.stop()
    assert code == 0
    assert time.monotonic() - started < 10


def test_its_own_log_reads_well_and_tells_no_secret():
    """The server's log is a layout that logscan knows, has times, no token, no log text."""
    with running() as server:
        server.ask("POST", "/api/scan?name=secret-name", LOG)
        server.ask("POST", "/api/scan", LOG, **NDJSON)
        server.ask("GET", "/api/nothing")
        _, log = server.stop()
    assert TOKEN not in log
    assert "secret-name" not in log
    assert "ECONNREFUSED" not in log
    report = logscan.scan(log.encode())
    assert report.sources[0].layout == "ndjson"
    assert report.sources[0].records == 3
    assert report.sources[0].first_ns is not None
    assert report.stats.error_lines == 0
    assert not report.findings


@pytest.mark.fault(46)
@pytest.mark.parametrize(
    ("options", "environment", "said"),
    [
        (["--host", "0.0.0.0"], {}, "LOGSCAN_TOKEN"),
        (["--host", "0.0.0.0", "--token", "short"], {}, "at least 16"),
        (["--host", "192.0.2.1"], {"LOGSCAN_TOKEN": "x" * 20}, "cannot listen"),
        (["--port", "{taken}"], {}, "is taken"),
    ],
)
def test_what_cannot_be_served_is_a_usage_error(server, options, environment, said):
    """A wide address without a good token, or an address that cannot be had: exit 2 and why."""
    options = [option.format(taken=server.port) for option in options]
    done = subprocess.run(
        [sys.executable, "-m", "logscan", "web", "--no-open", *options],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | environment,
        timeout=60,
    )
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_wide_server_keeps_its_token_out_of_the_log():
    """Behind 0.0.0.0 the first line is the address alone: a platform keeps what is printed."""
    with running("--host", "0.0.0.0") as server:
        assert server.first_line == f"http://0.0.0.0:{server.port}/"
        assert server.ask("POST", "/api/scan", LOG)[0] == 200
