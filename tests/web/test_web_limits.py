"""Every limit has a clear answer, with what could be read until it was hit."""

import gzip

import pytest
import zstandard
from web_helpers import NDJSON, SAMPLE, client, messages

from logscan.web import Limits

LOG = SAMPLE.read_bytes()
MIB = 1024 * 1024


def test_an_announced_size_above_the_limit_is_refused_unread():
    """A Content-Length above the limit is a 413 that says what to do."""
    answer = client(Limits(body_bytes=1000)).post("/api/scan", content=LOG)
    assert answer.status_code == 413
    assert "command line" in answer.json()["message"]
    assert answer.headers["connection"] == "close"


def test_a_size_that_was_not_announced_is_counted():
    """A chunked body is cut off at the limit, and answered with what was read."""
    pieces = (LOG for _ in range(100))
    answer = client(Limits(body_bytes=5 * len(LOG))).post("/api/scan", content=pieces)
    assert answer.status_code == 413
    document = answer.json()["document"]
    assert document["complete"] is False
    assert document["verdict"]["cause"] == "econnrefused"


def test_a_stream_ends_with_the_error_and_what_was_read():
    """Where the answer has begun, the refusal is a line of it."""
    pieces = (LOG for _ in range(100))
    limits = Limits(body_bytes=5 * len(LOG))
    lines = messages(client(limits).post("/api/scan", content=pieces, headers=NDJSON))
    error = next(line for line in lines if line["type"] == "error")
    assert (error["status"], error["error"]) == (413, "too-large")
    assert lines[-1] == {"type": "end", "complete": False}


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor().compress])
def test_a_bomb_is_stopped(pack):
    """A body that unpacks to far more than its size is a 413."""
    answer = client().post("/api/scan", content=pack(b"\0" * (300 * MIB)))
    assert answer.status_code == 413
    assert answer.json()["error"] == "unpacks-too-large"
    assert answer.json()["document"]["complete"] is False


def test_the_unpacked_size_has_a_limit_of_its_own():
    """What unpacks to more than is allowed is stopped there."""
    limits = Limits(unpacked_bytes=MIB)
    answer = client(limits).post("/api/scan", content=gzip.compress(LOG * 200))
    assert answer.status_code == 413
    assert "1 MiB" in answer.json()["message"]


def test_a_scan_has_a_time_limit():
    """A scan that takes too long is a 408 with what was read."""
    answer = client(Limits(scan_seconds=-1.0)).post("/api/scan", content=LOG)
    assert answer.status_code == 408
    assert answer.json()["error"] == "too-long"
