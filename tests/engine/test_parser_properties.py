"""Events depend on the bytes alone, never on where the chunks were cut."""

import json

import pytest
from engine_helpers import SIGNATURES, brief, cut, run
from hypothesis import given, settings
from hypothesis import strategies as st

from logscan.engine import parser as parser_module
from logscan.engine.matcher import PlainMatcher
from logscan.intake.layouts import LAYOUTS, layout_named

MESSAGES = [
    "Error: connect ECONNREFUSED 10.0.0.5:5432",
    "    at TCPConnectWrap.afterConnect (node:net:1555:16) {",
    "  code: 'ECONNREFUSED',",
    "}",
    "Error: listen EADDRINUSE: address already in use :::10000",
    "listen EADDRINUSE :::1, retry succeeded",
    "[ioredis] Unhandled error event: Error: connect ECONNREFUSED 127.0.0.1:6379",
    "==> Exited with status 1",
    "server listening on port 5000",
    "서버가 시작되었습니다 🎉",
    "something failed: Error: no idea",
    "",
    "x" * 90,
]
messages = st.lists(st.sampled_from(MESSAGES), max_size=25)


def stamp(number):
    """The time of the n-th record."""
    return f"2026-10-24T12:{number // 60 % 60:02d}:{number % 60:02d}"


def render_json(message, number):
    """One record as the CLI writes it."""
    record = {
        "id": f"a{number}",
        "labels": [{"name": "resource", "value": "srv-abc"}],
        "message": message,
        "timestamp": stamp(number) + "Z",
    }
    return json.dumps(record, indent=2, ensure_ascii=False).replace(">", "\\u003e")


def compact(message, number):
    """One record on one line."""
    return json.dumps(json.loads(render_json(message, number)), ensure_ascii=False)


def yaml_scalar(message):
    """A message as yaml.v3 writes it (single quotes are always right for these)."""
    return "'" + message.replace("'", "''") + "'"


WRITERS = {
    "plain": lambda ms: "".join(f"{m}\n" for m in ms),
    "dashboard": lambda ms: "".join(f"{stamp(i)}Z {m}\n" for i, m in enumerate(ms)),
    "render-text": lambda ms: "".join(
        f"{stamp(i).replace('T', ' ')}  {m}\n" for i, m in enumerate(ms)
    ),
    "render-json": lambda ms: "".join(render_json(m, i) for i, m in enumerate(ms)),
    "render-ndjson": lambda ms: "".join(compact(m, i) + "\n" for i, m in enumerate(ms)),
    "render-api": lambda ms: (
        '{"hasMore":true,"logs":['
        + ",".join(compact(m, i) for i, m in enumerate(ms))
        + '],"nextEndTime":"2026-10-24T12:00:00Z"}'
    ),
    "json-documents": lambda ms: "".join(compact(m, i) for i, m in enumerate(ms)),
    "render-yaml": lambda ms: "".join(
        f"id: a{i}\nlabels: []\nmessage: {yaml_scalar(m)}\ntimestamp: {stamp(i)}Z\n"
        for i, m in enumerate(ms)
    ),
    "syslog": lambda ms: "".join(
        f"<14>1 {stamp(i)}Z web web-1 1 web-1 - {m}\n" for i, m in enumerate(ms)
    ),
    "dashboard-time": lambda ms: "".join(
        f"10:{i // 60:02d}:{i % 60:02d} PM  [hh4tw] {m}\n" for i, m in enumerate(ms)
    ),
    "dashboard-split": lambda ms: "".join(
        f"10:{i // 60:02d}:{i % 60:02d} PM\n{m}\n" for i, m in enumerate(ms)
    ),
    "docker-compose": lambda ms: "".join(f"web-1  | {m}\n" for m in ms),
}


def seen(events, engine):
    """All that may not depend on chunks: events, excerpts, unknown lines, figures."""
    return (
        events,
        sorted(engine.take_excerpts(), key=repr),
        engine.take_unknown(),
        engine.info(),
        engine.counters,
        engine.error_lines,
        engine.explained_error_lines,
    )


@pytest.mark.fault(26)
@pytest.mark.fault(27)
@pytest.mark.parametrize("name", sorted(WRITERS))
@settings(max_examples=40, deadline=None)
@given(written=messages, points=st.lists(st.integers(0, 10_000), max_size=10))
def test_chunking_does_not_matter(name, written, points):
    """Any cut of any layout gives what the uncut input gives, with both matchers."""
    data = WRITERS[name](written).encode()
    layout = layout_named(name)
    whole = seen(*run(data, layout=layout))
    assert seen(*run(data, cut(data, points), layout=layout)) == whole
    assert seen(*run(data, cut(data, points), layout=layout, matcher=PlainMatcher)) == whole


@pytest.mark.fault(26)
@pytest.mark.parametrize("name", sorted(WRITERS))
def test_single_bytes_are_enough(name):
    """Even a byte at a time changes nothing, with the layout found by itself."""
    data = WRITERS[name](MESSAGES * 2).encode()
    whole = seen(*run(data))
    assert whole[3].layout == name
    assert seen(*run(data, [data[i : i + 1] for i in range(len(data))])) == whole


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_every_layout_tells_the_same_story(name):
    """The same messages give the same signatures in every shape."""
    data = WRITERS[name](MESSAGES).encode()
    events, _ = run(data)
    found = [(event.signature_id, dict(event.captures)) for event in events]
    assert found == [
        ("refused", {"host": "10.0.0.5", "port": "5432"}),
        ("in-use", {"port": "10000"}),
        ("redis-lost", {}),
        ("exited", {"status": "1"}),
    ]


def test_every_layout_of_text_records_is_in_the_property():
    """A new row of the table must join the property or say here why it cannot."""
    special = {
        "ndjson": "read as render-ndjson is, without ids",
        "kubernetes-cri": "a prefix like syslog",
        "kubectl": "a prefix like docker-compose",
        "heroku": "a prefix like syslog",
        "render-old-cli": "a prefix like docker-compose",
        "dashboard-flat": "loses line ends, so blank messages differ",
        "dashboard-wrapped": "loses line ends, so blank messages differ",
        "dashboard-12h": "a prefix like dashboard",
        "time-only": "as dashboard-time",
        "syslog-bsd": "a prefix like syslog",
    }
    assert {layout.name for layout in LAYOUTS} == set(WRITERS) | set(special)


lines = st.lists(
    st.sampled_from(
        [m.encode() for m in MESSAGES]
        + [b"\xff\xfe ECONNREFUSED", b"\r", b"a\rb", b"\0\0", b"{", b"}"]
    ),
    max_size=40,
)


long_lines = st.tuples(lines, st.integers(1, 12)).map(lambda one: b" ".join(one[0] * one[1]))


@pytest.mark.fault(27)
@settings(max_examples=250, deadline=None)
@given(
    parts=lines | st.lists(long_lines, max_size=4),
    points=st.lists(st.integers(0, 9000), max_size=16) | st.just(list(range(9000))),
)
def test_long_records_and_odd_bytes_keep_the_promise(parts, points):
    """Records above the bound, damaged text and lone carriage returns included."""
    data = b"\n".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("logscan.engine.stream.MAX_RECORD_BYTES", 60)
        patch.setattr("logscan.engine.stream.LOOKBACK_BYTES", 30)  # it is the smaller one
        layout = layout_named("plain")
        whole, pieces = run(data, layout=layout), run(data, cut(data, points), layout=layout)
    assert brief(pieces[0]) == brief(whole[0])
    assert pieces[1].info() == whole[1].info()
    assert pieces[1].counters == whole[1].counters
    assert whole[1].counters["records_cut"] == sum(len(line) > 60 for line in data.split(b"\n"))


def oracle(data):
    """Split first, then look at every line: what the block scan must equal."""
    found = []
    for number, line in enumerate(data.decode().split("\n"), 1):
        hits = [s for s in SIGNATURES if parser_module.Confirmer([s]).confirm(line, [0]).matches]
        yielding = {name for hit in hits for name in hit.supersedes}
        found += [(number, hit.id) for hit in hits if hit.id not in yielding]
    return found


HEADS = [m for m in MESSAGES if m and m[0] not in " }" and "failed" not in m]


@settings(max_examples=150, deadline=None)
@given(written=st.lists(st.sampled_from(HEADS), max_size=30))
def test_the_block_scan_equals_a_look_at_every_line(written):
    """No record is missed and none is invented (lines that stand for themselves)."""
    data = "\n".join(written).encode()
    events, _ = run(data, layout=layout_named("plain"))
    assert sorted((e.line, e.signature_id) for e in events) == sorted(oracle(data))
