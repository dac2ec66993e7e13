"""What a parser tells beside its events: excerpts, unknown lines, counters, times."""

from dataclasses import replace

import pytest
from engine_helpers import EXITED, NOW_NS, REFUSED, brief, parser, run

from logscan.engine.filters import Filters, rank
from logscan.engine.options import ParserOptions
from logscan.engine.parser import Parser, Plan
from logscan.engine.sampling import WHOLE_BYTES
from logscan.engine.stream import RecordStream
from logscan.intake.clock import Clock
from logscan.model import Mark


def dashboard(messages):
    """The messages a second apart, as the dashboard writes them."""
    return "".join(
        f"2026-10-24T{12 + i // 3600:02d}:{i // 60 % 60:02d}:{i % 60:02d}Z {m}\n"
        for i, m in enumerate(messages)
    ).encode()


def test_an_excerpt_has_the_records_around_its_event():
    """Messages before and after, clean, without prefixes."""
    _, engine = run(dashboard(["a", "b", "connect ECONNREFUSED x:1", "c", "d"]), context=2)
    (excerpt,) = engine.take_excerpts()
    assert (excerpt.before, excerpt.after) == (("a", "b"), ("c", "d"))
    assert engine.take_excerpts() == []


def test_the_records_after_may_come_later():
    """An excerpt waits for its last record over any number of chunks."""
    engine = parser(context=1)
    data = dashboard(["connect ECONNREFUSED x:1"])
    engine.feed(data)
    engine.settle()
    assert engine.take_excerpts() == []
    engine.feed(dashboard(["next"]))
    assert engine.take_excerpts()[0].after == ("next",)


def test_excerpts_are_bounded():
    """A thousand events of one burst keep three excerpts."""
    _, engine = run(dashboard(["connect ECONNREFUSED x:1"] * 1000))
    assert len(engine.take_excerpts()) == 3


def test_each_new_burst_has_an_excerpt():
    """The first event after a silence longer than the burst gap is kept too."""
    messages = ["connect ECONNREFUSED x:1"] * 5 + ["ok"] * 100 + ["connect ECONNREFUSED y:1"]
    _, engine = run(dashboard(messages))
    assert [x.event.captures[0][1] for x in engine.take_excerpts()] == ["x", "x", "x", "y"]


def test_unknown_errors_are_kept_with_their_place():
    """What no signature explains is told with line and text."""
    _, engine = run(dashboard(["ok", "Error: no idea", "connect ECONNREFUSED x:1"]))
    (line,) = engine.take_unknown()
    assert (line.line, line.text) == (2, "Error: no idea")
    assert (engine.error_lines, engine.explained_error_lines) == (2, 1)


def test_unknown_errors_are_bounded(monkeypatch):
    """Above the bound they are counted only."""
    monkeypatch.setattr("logscan.engine.parser._UNKNOWN_KEPT", 3)
    _, engine = run(dashboard(["Error: no idea"] * 5))
    assert len(engine.take_unknown()) == 3
    assert (engine.error_lines, engine.counters["unexplained_not_grouped"]) == (5, 2)


def test_redaction_happens_before_anything_leaves():
    """Evidence, captures, context and unknown lines all pass through it."""

    def redact(text):
        return text.replace("s3cret", "[x]")

    messages = ["s3cret before", "connect ECONNREFUSED s3cret:1", "Error: s3cret"]

    def redact_lines(lines):
        return [redact(line) for line in lines]

    events, engine = run(dashboard(messages), redact=redact, redact_lines=redact_lines)
    told = repr((events, engine.take_excerpts(), engine.take_unknown()))
    assert "s3cret" not in told
    assert dict(events[0].captures)["host"] == "[redacted]"


@pytest.mark.fault(18)
def test_of_a_long_record_both_ends_are_read():
    """64 KiB at each end of it; what stands between them is not looked at; it is counted."""
    middle = "y" * 70_000
    text = f"connect ECONNREFUSED x:1 {middle} Exited with status 1 {middle} listen EADDRINUSE :2"
    events, engine = run(f"before\n{text}\nconnect ECONNREFUSED z:3\n".encode())
    assert [(e.signature_id, e.line, e.offset) for e in events] == [
        ("refused", 2, 7),
        ("in-use", 2, 7),
        ("refused", 3, 8 + len(text)),
    ]
    assert engine.counters["records_cut"] == 1
    assert engine.info().records == 3


def test_the_second_end_shows_no_half_of_a_word():
    """A secret that the border cuts in two could not be known as one."""
    secret = "s3cret" * 40
    text = "y" * 70_000 + f" {secret} " + "connect ECONNREFUSED x:1 " + "z" * (65_536 - 150)
    (event,), _ = run(text.encode())
    assert "s3cret" not in event.evidence
    assert dict(event.captures)["host"] == "x"


def test_one_endless_line_does_not_grow():
    """A line of 8 MiB keeps the memory of its bound, and tells what its ends say."""
    engine = parser()
    engine.feed(b"connect ECONNREFUSED x:1 ")
    for _ in range(128):
        engine.feed(b"z" * 65_536)
        assert len(engine._stream.held) < 6 * 65_536
    events = engine.feed(b" listen EADDRINUSE :7\nconnect ECONNREFUSED y:2\n") + engine.close()
    assert brief(events) == [
        (1, "refused", {"host": "x", "port": "1"}),
        (1, "in-use", {"port": "7"}),
        (2, "refused", {"host": "y", "port": "2"}),
    ]
    assert events[-1].offset == 25 + 128 * 65_536 + 22
    assert engine.info().lines == 2


def test_invalid_bytes_are_shown_and_counted():
    """Bytes that are not UTF-8 do not hide the error beside them."""
    events, engine = run(b"\xff\xfe connect ECONNREFUSED x:1\n")
    assert len(events) == 1
    assert engine.counters["invalid_utf8_records"] == 1


def test_the_times_of_a_source():
    """First and last are the earliest and latest, also when the order is not theirs."""
    lines = dashboard(["a", "b", "c"]).splitlines(keepends=True)
    _, engine = run(b"".join([lines[1], lines[0], lines[2], lines[1]]))
    info = engine.info()
    assert (info.last_ns - info.first_ns) == 2_000_000_000


def test_the_last_time_of_a_long_source_is_known():
    """Sampling reads the head, steps and the tail."""
    data = dashboard(["x" * 200] * (4 * WHOLE_BYTES // 200))
    _, engine = run(data)
    info = engine.info()
    assert (info.last_ns - info.first_ns) // 1_000_000_000 == info.lines - 1


def test_filters_leave_out_and_count():
    """Records outside the wanted time are counted, not shown."""
    since = 1_792_843_203_000_000_000  # 2026-10-24T12:00:03Z
    filters = Filters(since_ns=since)
    events, engine = run(dashboard(["connect ECONNREFUSED x:1"] * 5), accept=filters.accept)
    assert (len(events), engine.counters["filtered_records"]) == (2, 3)


def test_levels_have_an_order():
    """Other names for a level rank with it; unknown words have no rank."""
    assert rank("warn") == rank("warning") < rank("error") < rank("fatal")
    assert rank("loud") is None


def test_empty_input():
    """No bytes: no events, no lines, an honest layout."""
    events, engine = run(b"")
    assert (events, engine.info().lines, engine.info().why) == ([], 0, "empty")


def test_two_parsers_share_a_plan():
    """A plan is made once; parsers do not disturb each other."""
    plan = Plan([])
    one = Parser("1", plan, Clock(now_ns=NOW_NS), ParserOptions())
    other = Parser("2", plan, Clock(now_ns=NOW_NS), ParserOptions())
    one.feed(b"a\n")
    other.feed(b"b\nc\n")
    one.close(), other.close()
    assert (one.info().lines, other.info().lines) == (1, 2)


def test_an_end_tells_the_time_of_the_record_above_it():
    """How long a process was silent before it ended can be seen; other events do not say."""
    log = (
        b"2025-10-24T12:00:00Z Error: connect ECONNREFUSED 10.0.0.5:5432\n"
        b"2025-10-24T12:00:07Z tick\n"
        b"2025-10-24T12:09:00Z ==> Exited with status 1\n"
    )
    ended = replace(EXITED, mark=Mark.EXIT)
    refused, exited = run(log, signatures=[REFUSED, ended])[0]
    assert refused.before_ns is None
    assert exited.time_ns - exited.before_ns == (9 * 60 - 7) * 10**9


def test_one_record_of_any_length_is_sampled_once(monkeypatch):
    """The middle of an endless record holds no times: it is not looked at again and again."""
    monkeypatch.setattr("logscan.engine.sampling.STEP_BYTES", 1024)
    read, reads = RecordStream.fields, []
    monkeypatch.setattr(
        RecordStream, "fields", lambda self, span: reads.append(span) or read(self, span)
    )
    parser = Parser("x", Plan([]), Clock())
    for _ in range(100):
        parser.feed(b"x" * 100_000)
    parser.close()
    assert parser.info().bytes == 10_000_000
    assert len(reads) < 20
