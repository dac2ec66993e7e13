"""Each layout is recognised by content and read right: one row per shape of Render's logs."""

import json

import pytest

from logscan.engine.options import ParserOptions
from logscan.engine.parser import Parser, Plan
from logscan.intake.clock import Clock
from logscan.intake.detection import detect, is_chrome
from logscan.intake.layouts import LAYOUTS
from logscan.model import Severity, Signature, Text

NOW_NS = 1_800_000_000_000_000_000  # 2027-01-15
CLOCK = Clock(now_ns=NOW_NS)
EVERYTHING = Signature(
    id="word", title=Text(en="w"), category="t", severity=Severity.LOW,
    anchors=("WORD",), pattern=r"WORD",
)  # fmt: skip


def read(text, **options):
    """The events of a text whose interesting lines hold WORD, and what was said of the source."""
    parser = Parser("x", Plan([EVERYTHING]), Clock(now_ns=NOW_NS), ParserOptions(**options))
    events = parser.feed(text.encode()) + parser.close()
    return events, parser.info(), parser


def when(event):
    """The event's time as text."""
    import datetime as dt

    if event.time_ns is None:
        return None
    return dt.datetime.fromtimestamp(event.time_ns / 1e9, dt.UTC).strftime("%m-%d %H:%M:%S")


def go_json(message, number=1, fraction=".96854888", indent=2):
    """A record as Go's encoder writes it."""
    record = {
        "id": f"a{number}",
        "labels": [{"name": "resource", "value": "srv-abc"}],
        "message": message,
        "timestamp": f"2025-07-21T00:18:{26 + number}{fraction}Z",
    }
    text = json.dumps(record, indent=indent, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


SHAPES = {
    "render-text": "2025-07-21 00:18:27  WORD ==> live\n2025-07-21 00:18:28  second WORD\n",
    "render-json": go_json("WORD ==> live") + go_json("second WORD", 2),
    "render-yaml": (
        'id: a1\nlabels:\n    - name: resource\n      value: srv-abc\nmessage: "WORD ==> live"\n'
        "timestamp: 2025-07-21T00:18:27.96854888Z\n"
        "id: a2\nlabels: []\nmessage: 'second WORD'\ntimestamp: 2025-07-21T00:18:28Z\n"
    ),
    "render-ndjson": go_json("WORD ==> live", indent=None) + "\n" + go_json("second WORD", 2, indent=None) + "\n",
    "render-api": '{"hasMore":false,"logs":[' + go_json("WORD ==> live", indent=None) + ","
    + go_json("second WORD", 2, indent=None) + '],"nextEndTime":"2025-07-21T00:18:28Z"}\n',
    "json-documents": "[" + go_json("WORD ==> live") + ",\n" + go_json("second WORD", 2) + "]",
    "ndjson": '{"render_service":"web","level":"info","log":"WORD ==> live","time":"2025-07-21T00:18:27Z"}\n'
    '{"render_service":"web","level":"info","log":"second WORD","time":"2025-07-21T00:18:28Z"}\n',
    "dashboard": "2025-07-21T00:18:27.96854888Z WORD ==> live\n2025-07-21T00:18:28Z second WORD\n2025-07-21T00:18:29Z \n",
    "dashboard-12h": "Jul 21 12:18:27 AM  WORD ==> live\nJul 21 12:18:28 AMsecond WORD\n",
    "dashboard-time": "12:18:27 AM  WORD ==> live\n12:18:28 AM [hh4tw] second WORD\n",
    "dashboard-split": "12:18:28 AM\nsecond WORD\nMenu\n12:18:27 AM\nWORD ==> live\n12:18:26 AM\n12:18:25 AM\nfirst\n",
    "dashboard-flat": "2025-07-21T00:18:27.9Z WORD ==> live 2025-07-21T00:18:27Z 2025-07-21T00:18:28Z second WORD 2025-07-21T00:18:29Z x",
    "dashboard-wrapped": "  2025-07-21T00:18:27Z WORD ==> \n  live                          \n  2025-07-21T00:18:28Z second WO\n  RD                            \n",
    "syslog": '<14>1 2025-07-21T00:18:27-00:00 web web-1 74 web-1 - WORD ==> live\n<11>1 2025-07-21T00:18:28Z web web-1 74 web-1 [t@1 a="]"] second WORD\n',
    "syslog-bsd": "Jul 21 00:18:27 host app[12]: WORD ==> live\nJul 21 00:18:28 host app[12]: second WORD\n",
    "heroku": "2025-07-21T00:18:27.1+00:00 heroku[web.1]: WORD ==> live\n2025-07-21T00:18:28+00:00 app[web.1]: second WORD\n",
    "kubernetes-cri": "2025-07-21T00:18:27.9Z stdout F WORD ==> live\n2025-07-21T00:18:28Z stderr F second WORD\n",
    "kubectl": "[pod/web-7d/app] 2025-07-21T00:18:27Z WORD ==> live\n[pod/web-7d/app] 2025-07-21T00:18:28Z second WORD\n",
    "docker-compose": "web-1  | 2025-07-21T00:18:27Z WORD ==> live\nweb-1  | 2025-07-21T00:18:28Z second WORD\n",
    "render-old-cli": "dep-d0cjkelq67qs70c2pugg: WORD ==> live\ndep-d0cjkelq67qs70c2pugg: second WORD\n",
    "time-only": "[00:18:27] WORD ==> live\n[00:18:28] second WORD\n",
    "plain": "WORD ==> live\nsecond WORD\n    at frame\n",
}  # fmt: skip
UNDATED = {"render-old-cli", "plain"}


def test_every_layout_has_a_row_here():
    """The table of layouts and this one name the same shapes."""
    assert {layout.name for layout in LAYOUTS} == set(SHAPES)


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_each_shape_is_recognised_and_read(name):
    """Layout, order, times and messages are right; the prefix is gone."""
    events, info, _ = read(SHAPES[name])
    assert info.layout == name
    assert [event.evidence for event in events] == (
        ["[00:18:27] WORD ==> live", "[00:18:28] second WORD"]
        if name == "time-only"  # the application's own time stays in its message
        else ["WORD ==> live", "second WORD"]
    )
    if name in UNDATED:
        assert [event.time_ns for event in events] == [None, None]
    else:
        times = [when(event)[6:] for event in events]
        assert times == ["00:18:27", "00:18:28"]


@pytest.mark.parametrize("name", sorted(set(SHAPES) - {"dashboard-split"}))
def test_each_shape_can_be_forced(name):
    """``--layout`` reads a text in the layout that it names, without looking."""
    layout = next(layout for layout in LAYOUTS if layout.name == name)
    events, info, _ = read(SHAPES[name], layout=layout)
    assert (info.layout, len(events)) == (name, 2)
    assert info.why == "chosen with --layout"


def test_newest_first_is_turned_round():
    """A copy that runs backwards in time gives the same events in the same order."""
    lines = [f"2025-07-21T00:18:{s:02d}Z line {s} WORD" for s in range(20, 30)]
    events, info, _ = read("\n".join(reversed(lines)))
    assert "newest first" in info.why
    assert [event.evidence for event in events] == [f"line {s} WORD" for s in range(20, 30)]
    assert [event.line for event in events] == list(range(10, 0, -1))


def test_undated_newest_first_is_seen_by_its_milestones():
    """Build successful above Running build command stands on its head."""
    lines = ["==> Cloning from https://x", "==> Running build command 'x'...", "WORD one",
             "==> Build successful", "==> Deploying...", "WORD two"]  # fmt: skip
    events, info, _ = read("\n".join(reversed(lines)))
    assert "newest first" in info.why
    assert [event.evidence for event in events] == ["WORD one", "WORD two"]


def test_a_stack_trace_upside_down_is_turned_round():
    """Frames above their error mean a reversed copy."""
    lines = ["    at c (x.js:3:1)", "    at b (x.js:2:1)", "Error: WORD", "started"]
    _, info, _ = read("\n".join(lines))
    assert "newest first" in info.why


def test_seconds_of_disorder_are_not_newest_first():
    """Platform and application lines are two streams: small steps back are normal."""
    text = "".join(
        f"2025-07-21T00:18:{s:02d}Z line WORD\n" for s in (10, 11, 15, 14, 14, 16, 15, 18)
    )
    assert "newest first" not in read(text)[1].why


@pytest.mark.parametrize("mark", ["// ", "> ", "| "])
def test_a_quoted_log_reads_like_the_log(mark):
    """Comment and quotation marks before every line are taken off."""
    text = SHAPES["dashboard-12h"].replace("\n", f"\n{mark}", 1)
    events, info, _ = read(mark + text)
    assert info.layout == "dashboard-12h"
    assert [event.evidence for event in events] == ["WORD ==> live", "second WORD"]


def test_chrome_of_the_dashboard_is_dropped_and_counted():
    """Menu, Search and the like are no records."""
    text = "All logs\nSearch\nLive tail\nGMT+1\nJune 20, 2025 at 9:18 AM\nMenu\nWORD ==> x\nBuilding wheels\n"
    _, info, parser = read(text)
    assert parser.counters["junk_lines"] == 6
    assert (info.lines, info.records) == (8, 2)
    assert not is_chrome("Menu opened")


def test_records_sent_twice_count_once():
    """Pages of an API overlap at their edges: the id tells."""
    text = go_json("WORD") + go_json("WORD b", 2) + go_json("WORD b", 2) + go_json("WORD c", 3)
    events, info, parser = read(text)
    assert [event.evidence for event in events] == ["WORD", "WORD b", "WORD c"]
    assert (info.records, parser.counters["duplicate_records"]) == (3, 1)


def test_records_sent_twice_in_two_pages_count_once():
    """The same across two envelopes, one after the other."""
    page = '{"hasMore":true,"logs":[' + go_json("WORD", indent=None) + "]}"
    events, info, parser = read(page + page)
    assert (len(events), info.records, parser.counters["repeated_records"]) == (1, 1, 1)


def test_places_are_those_of_the_source():
    """Line and offset point at the record's first line, whatever the layout does inside."""
    for name in ("render-json", "render-yaml", "dashboard", "json-documents", "dashboard-split"):
        text = SHAPES[name]
        data = text.encode()
        for event in read(text)[0]:
            assert data[: event.offset].count(b"\n") + 1 == event.line
            assert b"WORD" in data[event.offset : event.offset + 220]


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("2025-09-05 18:57:07,405 - INFO - WORD\n" * 5, "plain"),
        ("==> brewing\nplain words\n", "plain"),
        ("", "plain"),
        ("Menu\n", "plain"),
        ("{not json\nat all\n", "plain"),
        ("| a | b |\n|---|---|\n| WORD | 2 |\n", "plain"),
    ],
)
def test_look_alikes_are_plain(text, layout):
    """What only resembles a platform shape is read as plain lines."""
    assert detect(text.encode(), CLOCK).layout.name == layout


def test_spring_keeps_its_own_time_after_the_platforms():
    """Only one time is taken off: the second one is the application's."""
    line = "2025-07-02T13:06:29.714485064Z 2025-07-02T13:06:29.713Z  INFO 1 --- [main] WORD\n"
    events, _, _ = read(line)
    assert events[0].evidence.startswith("2025-07-02T13:06:29.713Z  INFO 1")
    assert when(events[0]) == "07-02 13:06:29"


def test_continuation_lines_take_the_time_above():
    """A line without a time belongs to the record before it."""
    text = "2025-07-21 00:18:27  first\n2025-07-21 00:18:28  start\nWORD without a time\n" * 2
    events, info, _ = read(text)
    assert info.layout == "render-text"
    assert when(events[0]) == "07-21 00:18:28"


def test_a_slow_pipe_is_judged_again():
    """A layout that was chosen from one odd line is corrected when more has come."""
    parser = Parser("x", Plan([EVERYTHING]), Clock(now_ns=NOW_NS))
    parser.feed(b"Waiting for deploy dep-1 to complete...\n")
    assert parser.settle() == []
    events = parser.feed(SHAPES["render-text"].encode())
    assert [event.evidence for event in events] == ["WORD ==> live", "second WORD"]
    assert parser.info().layout == "render-text"


def test_a_cut_json_array_is_read_as_far_as_it_goes():
    """An unfinished value becomes one plain record and a counter."""
    text = "[" + go_json("WORD one") + "," + go_json("WORD two", 2)[:-30]
    events, _, parser = read(text)
    assert len(events) == 2
    assert parser.counters["invalid_json"] == 1


def test_byte_order_mark():
    """A UTF-8 mark is not part of the first line."""
    events, info, _ = read("\ufeff" + SHAPES["dashboard"])
    assert (info.layout, events[0].offset, events[0].line) == ("dashboard", 3, 1)
