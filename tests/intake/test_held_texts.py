"""What must be held before it can be read is held in parts, and handed over in portions."""

import json

import pytest
from test_layouts import NOW_NS, SHAPES, go_json, read

from logscan.engine.parser import Parser, Plan
from logscan.intake import documents, rewriting
from logscan.intake.clock import Clock
from logscan.intake.fields import Fields
from logscan.intake.rewriting import PackedRecords, canonical_fields


def unpacked(portions):
    """The records in the bytes that were handed over."""
    lines = b"".join(portions).decode().splitlines()
    return [canonical_fields(line, Clock(now_ns=NOW_NS)) for line in lines]


@pytest.mark.parametrize("reverse", [False, True])
def test_packed_records_come_back_as_they_were(monkeypatch, reverse):
    """Every field, in order or turned round, however small the portions are."""
    monkeypatch.setattr(rewriting, "PORTION_BYTES", 50)
    kept = [
        Fields(7, "one", service="s", offset=3, line=1),
        Fields(None, 'a "quoted", text\n서버', level="error"),
        Fields(-1, ""),
        Fields(2**62, "[1,2]", instance="i", type="app", id="x"),
    ]
    packed = PackedRecords()
    for fields in kept:
        packed.add(fields)
    portions = list(packed.portions(reverse=reverse))
    assert len(portions) > 2
    assert unpacked(portions) == (kept[::-1] if reverse else kept)


@pytest.mark.parametrize("shape", ["newest first", "JSON newest first", "dashboard-split"])
def test_a_text_beyond_the_bound_is_read_in_parts(monkeypatch, shape):
    """All records with their places, and the number of parts is told."""
    count = 4000
    text = {
        "newest first": "".join(
            f"2025-07-21T{n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}Z WORD {n}\n"
            for n in range(count, 0, -1)
        ),
        "JSON newest first": "".join(
            go_json(f"WORD {n}", n).replace(f"T00:18:{26 + n}.", f"T{n // 60:02d}:{n % 60:02d}:07.")
            for n in range(1000, 0, -1)
        ),
        "dashboard-split": "".join(
            f"{n // 3600 + 1}:{n // 60 % 60:02d}:{n % 60:02d} PM\nWORD {n}\n" for n in range(count)
        ),
    }[shape]
    whole, _, parser = read(text)
    assert parser.counters["whole_text_parts"] == 0
    for module in (rewriting, documents):
        monkeypatch.setattr(module, "MAX_WHOLE_BYTES", 20_000)
    clock = Clock(now_ns=NOW_NS)
    parser = Parser("x", Plan(parser._plan.signatures), clock)
    data, events = text.encode(), []
    for start in range(0, len(data), 5000):
        events += parser.feed(data[start : start + 5000])
    events += parser.close()
    place = lambda event: (event.line, event.offset, event.evidence)  # noqa: E731 - short
    assert sorted(map(place, events)) == sorted(map(place, whole))
    assert parser.counters["whole_text_parts"] >= 2


def test_behind_a_value_without_end_lines_are_read(monkeypatch):
    """A value that never ends costs its own lines; records that follow are read as records."""
    monkeypatch.setattr(documents, "MAX_VALUE_CHARS", 200)
    record = json.dumps({"timestamp": "2025-07-21T00:18:27Z", "message": "WORD inside"})
    text = '[{"message": "WORD first"},\n{"open": [\n' + f"{record},\n" * 9 + "WORD in plain text\n"
    events, info, parser = read(text)
    assert [event.evidence for event in events] == [
        "WORD first", *["WORD inside"] * 9, "WORD in plain text",
    ]  # fmt: skip
    assert [event.line for event in events] == [1, *range(3, 13)]
    assert (info.lines, parser.counters["invalid_json"]) == (12, 2)


def test_a_long_string_without_end_takes_little_memory():
    """The search for a page's head remembers nothing of what it passed."""
    events, _, parser = read('[{"id": "a", "message": "' + "WORD " * 2_000_000)
    assert events
    assert parser.counters["records_cut"] == parser.counters["invalid_json"] == 1


def test_portions_are_the_whole():
    """What is given in portions is what is given at once."""
    for text in SHAPES.values():
        whole, _, parser = read(text)
        again = Parser("x", Plan(parser._plan.signatures), Clock(now_ns=NOW_NS))
        data = text.encode()
        portions = [*again.feeding(data), *again.closing()]
        assert [event for portion in portions for event in portion] == whole
