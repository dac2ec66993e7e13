"""Logs of many shapes, the report of one reader, and that of many."""

import json
import pickle
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import pytest

from logscan.intake.sources import Source
from logscan.report import render
from logscan.scale import Settings, Whole, plan_parts, scan_part
from logscan.scanner import Scan

NOW_NS = 1_800_000_000_000_000_000
KEYS = ["sk_live_" + letter * 24 for letter in "abcdefghijkl"]
MESSAGES = [
    "Error: connect ECONNREFUSED 10.0.0.5:5432",
    "    at TCPConnectWrap.afterConnect (node:net:1555:16) {",
    "  code: 'ECONNREFUSED',",
    "}",
    "Traceback (most recent call last):",
    '  File "/app/main.py", line 3, in <module>',
    "    import missing_thing",
    "ModuleNotFoundError: No module named 'missing_thing'",
    'FATAL:  password authentication failed for user "app"',
    "node:events:497\n      throw er; // Unhandled 'error' event\n      ^",
    "npm error code ELIFECYCLE",
    "npm error errno 1",
    "==> Deploying...",
    "==> Your service is live 🎉",
    "==> Exited with status 1",
    "[ioredis] Unhandled error event: Error: connect ECONNREFUSED 127.0.0.1:6379",
    "서버가 시작되었습니다 🎉",
    "something failed: Error: no idea",
    "Error: nobody knows why request 17 broke",
    "GET /api/orders/17 200 12.3 ms - 517 and nothing else to say about it",
    '10.0.0.1 - - [24/Oct/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 52 "-" "-"',
    "",
    "x" * 300,
    *(f"Error: connect ECONNREFUSED 10.0.0.{n}:5432 with key {key}" for n, key in enumerate(KEYS)),
    *(f"Error: unheard of with key {key}" for key in KEYS[:4]),
    *(f"using key {key} from now on" for key in KEYS[4:8]),
]


def stamp(number):
    """The time of the n-th record; it runs back now and then."""
    at = number * 7 - (400 if number % 13 == 0 else 0) + 1000
    return f"2026-10-24T{12 + at // 3600 % 12:02d}:{at // 60 % 60:02d}:{at % 60:02d}"


def record(message, number):
    """One record as Render's command line tool writes it; some come twice."""
    number -= number % 11 == 0
    made = {
        "id": f"a{number}",
        "labels": [
            {"name": "resource", "value": "srv-abc"},
            {"name": "instance", "value": f"srv-abc-{'pqr'[number % 3] * 5}"},
        ],
        "message": message,
        "timestamp": stamp(number) + "Z",
    }
    return json.dumps(made, indent=2, ensure_ascii=False).replace(">", "\\u003e")


def lines(form):
    """A writer of one line for each line of a message."""

    def write(messages):
        return "".join(
            form.format(line, t=stamp(number), s=stamp(number).replace("T", " "))
            for number, message in enumerate(messages)
            for line in message.split("\n")
        )

    return write


WRITERS = {
    "plain": lines("{0}\n"),
    "dashboard": lines("{t}Z {0}\n"),
    "render-text": lines("{s}  {0}\n"),
    "render-json": lambda ms: "".join(record(m, n) for n, m in enumerate(ms)),
    "render-ndjson": lambda ms: "".join(
        json.dumps(json.loads(record(m, n)), ensure_ascii=False) + "\n" for n, m in enumerate(ms)
    ),
    "render-yaml": lambda ms: "".join(
        f"id: a{n}\nlabels: []\nmessage: {json.dumps(m)}\ntimestamp: {stamp(n)}Z\n"
        for n, m in enumerate(ms)
    ),
    "syslog": lines("<14>1 {t}Z web web-1 1 web-1 - {0}\n"),
    "syslog-bsd": lines("Oct 24 12:00:00 web app[3]: {0}\n"),
    "docker-compose": lines("web-1  | {0}\n"),
    "kubernetes-cri": lines("{t}Z stdout F {0}\n"),
    "dashboard-time": lines("10:17:37 PM  [hh4tw] {0}\n"),
    "json-documents": lambda ms: "".join(
        json.dumps(json.loads(record(m, n))) for n, m in enumerate(ms)
    ),
}


@contextmanager
def small(*, chunk=256, window=200, lookback=2000, whole=700, step=1500, record=10_000):
    """Bounds as small as the logs of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "logscan.scale.reading.CHUNK_BYTES": chunk,
            "logscan.engine.parser.HEAD_BYTES": chunk,
            "logscan.intake.detection.HEAD_BYTES": chunk,
            "logscan.engine.segments.WINDOW_BYTES": window,
            "logscan.engine.stream.LOOKBACK_BYTES": lookback,
            "logscan.engine.repeated.LOOKBACK_BYTES": lookback,
            "logscan.engine.part.LOOKBACK_BYTES": lookback,
            "logscan.engine.sampling.WHOLE_BYTES": whole,
            "logscan.scale.planning.WHOLE_BYTES": whole,
            "logscan.engine.sampling.STEP_BYTES": step,
            "logscan.engine.stream.MAX_RECORD_BYTES": record,
        }.items():
            patch.setattr(name, value)
        yield chunk


def pieces(data, chunk, start=0):
    """The bytes from *start* on, in pieces of odd sizes; a reader may give any."""
    step = chunk if start == 0 else 97
    return iter([data[at : at + step] for at in range(start, len(data), step)])


def in_memory(data, chunk, name="app.log"):
    """A source of bytes in memory."""
    return Source(
        name=name,
        opener=partial(pieces, data, chunk),
        reader=partial(pieces, data, chunk),
    )


def told(report):
    """The JSON document without the time it took."""
    document = json.loads(render(report, "json"))
    document["stats"].pop("elapsed_seconds")
    return document, report.stats.counters, report.stats.redacted


def one_reader(settings, sources):
    """The report of one reader, who knows the same segments."""
    scanner = settings.scanner()
    redactor = scanner.redactor()
    scan = Scan(
        scanner, replace(scanner.options(redactor), segment_bytes=settings.segment_bytes), redactor
    )
    for source in sources:
        for _ in scan.read(source):
            pass
    return scan.report()


def many_readers(settings, sources, sizes, workers=3):
    """The report that the parts give, each of them read elsewhere, the last one first."""
    parts = plan_parts(settings, sources, workers, sizes)
    packed = [pickle.dumps(scan_part(settings, part)) for part in reversed(parts)]
    whole = Whole(settings)
    for one in reversed(packed):
        whole.absorb(pickle.loads(one))
    return whole.report(), parts


def run_settings(**choices):
    """Settings for the built-in catalogue."""
    return Settings.of({"now_ns": NOW_NS, **choices})
