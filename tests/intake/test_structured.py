"""Structured records read right whatever names their writer chose."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.intake.clock import Clock
from logscan.intake.fields import Fields
from logscan.intake.structured import load_object, read_logfmt, read_object, unwrap

CLOCK = Clock(now_ns=1_800_000_000_000_000_000)
NS = 1_761_307_200_000_000_000  # 2025-10-24T12:00:00Z


@pytest.mark.parametrize(
    ("found", "message", "level"),
    [
        ({"level": 50, "time": NS // 10**6, "pid": 1, "msg": "boom"}, "boom", "error"),  # pino
        ({"level": "ERROR", "timestamp": "2025-10-24T12:00:00Z", "message": "boom"}, "boom", "error"),
        ({"name": "app", "v": 0, "level": 60, "msg": "boom", "time": "2025-10-24T12:00:00.000Z"},
         "boom", "fatal"),  # bunyan
        ({"level": "warn", "ts": NS / 10**9, "caller": "x.go:1", "msg": "boom"}, "boom", "warn"),  # zap
        ({"@timestamp": "2025-10-24T12:00:00Z", "log.level": "info", "message": "boom"}, "boom", "info"),
        ({"@timestamp": "2025-10-24T12:00:00Z", "log": {"level": "info"}, "message": "boom"},
         "boom", "info"),  # ECS
        ({"event": "boom", "level": "error", "timestamp": "2025-10-24T12:00:00Z"}, "boom", "error"),  # structlog
        ({"log": "boom\n", "stream": "stderr", "time": "2025-10-24T12:00:00Z"}, "boom", None),  # Docker
        ({"severity": "ERROR", "textPayload": "boom", "timestamp": "2025-10-24T12:00:00Z"}, "boom", "error"),
    ],
)  # fmt: skip
def test_the_names_of_the_usual_writers(found, message, level):
    """Time, message and level are found under each writer's names."""
    fields = read_object(found, CLOCK)
    assert (fields.time_ns, fields.message, fields.level) == (NS, message, level)


def test_render_labels():
    """Labels give service, instance, level and type; the id marks repeated records."""
    labels = [{"name": n, "value": v} for n, v in
              (("resource", "srv-a"), ("instance", "srv-a-x"), ("level", "info"), ("type", "app"))]  # fmt: skip
    found = {"id": "1", "labels": labels, "message": "m", "timestamp": "2025-10-24T12:00:00Z"}
    assert read_object(found, CLOCK) == Fields(NS, "m", "srv-a", "srv-a-x", "info", "app", "1")


def test_loggly_names():
    """Render's HTTPS stream names its service and instance."""
    found = {
        "render_service": "web",
        "render_instance": "srv-abc123-1",
        "level": "info",
        "log": "hi",
    }
    fields = read_object(found, CLOCK)
    assert (fields.service, fields.instance, fields.message) == ("web", "srv-abc123-1", "hi")


def test_errors_told_beside_the_message_are_part_of_it():
    """The stack of an error object is read, each line once."""
    found = {"level": 50, "msg": "db down",
             "err": {"type": "Error", "message": "connect ECONNREFUSED ::1:5432",
                     "stack": "Error: connect ECONNREFUSED ::1:5432\n    at x.js:1:1"}}  # fmt: skip
    assert read_object(found, CLOCK).message.split("\n") == [
        "db down",
        "Error: connect ECONNREFUSED ::1:5432",
        "    at x.js:1:1",
        "connect ECONNREFUSED ::1:5432",
    ]


def test_an_application_record_inside_a_platform_line():
    """The inner message and level count, the platform's time stays."""
    inner = json.dumps({"level": 50, "time": 5, "msg": "boom"})
    assert unwrap(Fields(NS, inner, instance="i"), CLOCK) == Fields(
        NS, "boom", instance="i", level="error"
    )


def test_logfmt_inside_a_platform_line():
    """Quoted values are unescaped."""
    line = r'level=error msg="dial \"db\": refused" err=x'
    assert read_logfmt(line) == {"level": "error", "msg": 'dial "db": refused', "err": "x"}
    assert unwrap(Fields(NS, line), CLOCK).message == 'dial "db": refused\nx'


@pytest.mark.fault(36)
@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"a": 1}',
        '{"message"',
        "[1]",
        "null",
        "[" * 100_000,
        '{"message": ' + "1" * 5000 + "}",
    ],
)
def test_what_is_no_record_stays_text(text):
    """Objects without a message, damaged, deep or absurd JSON: the line is kept as it is."""
    found = load_object(text)
    assert found is None or read_object(found, CLOCK) is None
    assert unwrap(Fields(None, text), CLOCK).message == text


@given(st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["message", "err", "level", "time", "labels", "log", "id"]), inner),
    max_leaves=12,
))  # fmt: skip
def test_no_object_raises(value):
    """Any JSON value is read or left alone."""
    if isinstance(value, dict):
        fields = read_object(value, CLOCK)
        assert fields is None or isinstance(fields.message, str)
