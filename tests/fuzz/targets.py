"""What is fuzzed: each target takes any bytes, and asserts what must hold for them."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from logscan import Scanner, render
from logscan.catalogue.rule_file import read_rule
from logscan.catalogue.runbook import read_runbook
from logscan.catalogue.signature_file import read_signature
from logscan.errors import CatalogueError
from logscan.intake.clock import Clock
from logscan.intake.detection import detect
from logscan.intake.fields import Fields
from logscan.intake.layouts import LAYOUTS, rewriter
from logscan.intake.sources import Source
from logscan.intake.structured import load_object, read_object, unwrap
from logscan.intake.text import clean, decode
from logscan.intake.yamlish import read_yaml_record
from logscan.redaction import Redactor
from logscan.redaction.stream import RedactingStream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parent.parent.parent
NOW_NS = 1_800_000_000_000_000_000
FORMS = ("json", "terminal", "markdown", "html", "csv", "sarif", "junit")
MOST_UNPACKED = 2**22


def _pieces(data: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


@functools.cache
def _scanner() -> Scanner:
    return Scanner(now_ns=NOW_NS)


def scan(data: bytes) -> None:
    """A whole scan and one of its outputs; the first two bytes choose the cuts and the form."""
    cut, form, data = (*data[:2], data[2:]) if len(data) > 1 else (0, 0, data)
    pushed = _scanner().parser("x")
    for piece in _pieces(data, cut + 1):
        pushed.feed(piece)
    report = pushed.report()
    assert report.stats.bytes == len(data)
    text = render(report, FORMS[form % len(FORMS)])
    assert "\x1b" not in text
    if form % len(FORMS) == 0:
        json.loads(text)


def cuts(data: bytes) -> None:
    """The events do not depend on where the bytes are cut; the first two bytes choose it."""
    cut, layout, data = (*data[:2], data[2:]) if len(data) > 1 else (0, 0, data)
    names = [None, *(layout.name for layout in LAYOUTS)]
    scanner = _forced(names[layout % len(names)])
    found = []
    for size in (len(data) or 1, cut + 1):
        parser = scanner.parser("x")
        events = [event for piece in _pieces(data, size) for event in parser.feed(piece)]
        found.append(events + parser.close())
    assert found[0] == found[1]


@functools.cache
def _forced(name: str | None) -> Scanner:
    return Scanner(now_ns=NOW_NS, layout=name, redact=False)


def layouts(data: bytes) -> None:
    """Any layout reads any record; what it reads has no control characters."""
    clock = Clock(now_ns=NOW_NS)
    detect(data, clock)
    text = decode(data)
    for layout in LAYOUTS:
        fields = layout.read(text, clock)
        assert clean(fields.message) == fields.message
    assert isinstance(read_yaml_record(text, clock), Fields)


def rewriting(data: bytes) -> None:
    """What rewrites a layout gives whole canonical records, and every line a place."""
    cut, data = (data[0], data[1:]) if data else (0, data)
    for layout in LAYOUTS:
        one = rewriter(layout, Clock(now_ns=NOW_NS))
        if one is None:
            continue
        parts = [part for piece in _pieces(data, cut + 1) for part in one.feed(piece)]
        for line in b"".join([*parts, *one.close()]).decode().split("\n")[:-1]:
            fields = Fields(*json.loads(line))
            assert 0 <= fields.offset <= 3 * len(data)


def clock(data: bytes) -> None:
    """A text has a time or none, and it is written as it was read."""
    text = decode(data)
    for zone in (None, "Europe/Berlin"):
        one = Clock(now_ns=NOW_NS, zone=_zone(zone))
        stamp = one.read(text)
        assert stamp is None or isinstance(stamp.time_ns, int)
        one.rfc3339(text)
        one.value(text)
        one.warnings()


@functools.cache
def _zone(name: str | None) -> object:
    import zoneinfo

    return zoneinfo.ZoneInfo(name) if name else None


def text(data: bytes) -> None:
    """Cleaning leaves no control characters, and a second time changes nothing."""
    once = clean(decode(data))
    assert clean(once) == once
    assert not any(ord(c) < 9 or 10 < ord(c) < 32 or 127 <= ord(c) < 160 for c in once)


def structured(data: bytes) -> None:
    """Any text is an object or not; any object is a record or not."""
    found = decode(data)
    value = load_object(found)
    fields = read_object(value, Clock(now_ns=NOW_NS)) if value is not None else None
    assert fields is None or isinstance(fields.message, str)
    unwrap(Fields(None, found), Clock(now_ns=NOW_NS))


def redactor(data: bytes) -> None:
    """A second pass changes nothing, and lines stay lines."""
    found = decode(data)
    one = Redactor(personal=len(data) % 2 == 1)
    once = one.redact(found)
    assert one.redact(once) == once
    assert once.count("\n") == found.count("\n")


def redacting(data: bytes) -> None:
    """A stream is redacted the same however it is cut; the first byte chooses it."""
    cut, data = (data[0], data[1:]) if data else (0, data)
    shown = []
    for size in (len(data) or 1, cut + 1):
        stream = RedactingStream(Redactor())
        shown.append(b"".join([*map(stream.feed, _pieces(data, size)), stream.close()]))
    assert shown[0] == shown[1]
    assert shown[0].count(b"\n") == data.count(b"\n") or b"\0" in data


def signature(data: bytes) -> None:
    """A file is a signature, or problems with places."""
    reading = read_signature(data, path="x.yaml")
    assert (reading.signature is None) == bool(reading.problems)
    assert all(problem.line >= 1 and problem.column >= 1 for problem in reading.problems)


def rule(data: bytes) -> None:
    """A file is a rule, or problems."""
    found, problems = read_rule(data, path="x.yaml")
    assert (found is None) == bool(problems)


def runbook(data: bytes) -> None:
    """A file is a runbook, or one error with all problems."""
    try:
        read_runbook(data, path="x.yaml", name="x")
    except CatalogueError:
        return


def source(data: bytes) -> None:
    """Whatever is unpacked or converted, it ends, and faults are told."""
    cut, data = (data[0], data[1:]) if data else (0, data)
    one = Source(name="x", opener=lambda: _pieces(data, cut + 1))
    size = 0
    for chunk in one.chunks():
        size += len(chunk)
        if size > MOST_UNPACKED:
            return


class Target(NamedTuple):
    """A function of bytes, and where its first inputs come from."""

    run: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]
    longest: int = 4096


def _logs() -> list[bytes]:
    """Return the beginnings of the samples and a line of every layout's kind."""
    found = [path.read_bytes()[:1500] for path in sorted(ROOT.glob("samples/*/input*"))]
    return [data for data in found if data] + [line.encode() for line in LINES]


def _lines() -> list[bytes]:
    return [line for log in _logs() for line in log.split(b"\n")[:4]]


def _files(pattern: str) -> Callable[[], list[bytes]]:
    return lambda: [path.read_bytes() for path in sorted(ROOT.glob(pattern))[:40]]


def _packed() -> list[bytes]:
    import gzip

    import zstandard

    log = "\n".join(LINES).encode()
    return [
        pack(log) + pack(log)[:cut]
        for pack in (gzip.compress, zstandard.compress, lambda d: d.decode().encode("utf-16"))
        for cut in (0, 30, 10_000)
    ]


LINES = (
    "2025-10-24T12:00:01.5Z Error: connect ECONNREFUSED 10.0.0.5:5432",
    '{"id":"a1","labels":[{"name":"level","value":"error"}],"message":"ECONNREFUSED 10.0.0.5:5432"}',
    '{"hasMore":true,"logs":[{"id":"a","labels":[],"message":"x","timestamp":"2025-10-24T12:00:01Z"}]}',
    '{"level":50,"time":1761307201000,"err":{"message":"connect ECONNREFUSED","stack":"at x"},"msg":"m"}',
    "id: a1\nlabels:\n  - name: level\n    value: error\nmessage: |\n  ==> Exited with status 1\n",
    "<134>1 2025-10-24T12:00:01Z srv-a app 1 - - Error: connect ECONNREFUSED 10.0.0.5:5432",
    "1:02:03 PM\nError: connect ECONNREFUSED 10.0.0.5:5432\n1:02:04 PM\n==> Exited with status 1\n",
    "  2025-10-24T12:00:01Z Error: connect ECONN\n  REFUSED 10.0.0.5:5432\n",
    'level=error ts=2025-10-24T12:00:01Z msg="connect ECONNREFUSED" err="a \\"b\\""',
    "postgres://app:hunter2swordfish@10.0.0.5/db password=hunter2 Authorization: Bearer abc.def",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----",
    "\x1b[31mError\x1b[0m \x1b]0;t\x07 \x9b2J \r\rprogress 10%\rdone",
)  # fmt: skip

TARGETS = {
    "scan": Target(scan, _logs),
    "cuts": Target(cuts, _logs),
    "layouts": Target(layouts, _lines, 1024),
    "rewriting": Target(rewriting, _logs),
    "clock": Target(clock, _lines, 128),
    "text": Target(text, _lines, 512),
    "structured": Target(structured, _lines, 1024),
    "redactor": Target(redactor, _lines, 1024),
    "redacting": Target(redacting, _logs),
    "signature": Target(signature, _files("signatures/*/*.yaml")),
    "rule": Target(rule, _files("signatures/rules/*.yaml")),
    "runbook": Target(runbook, _files("signatures/runbooks/*.yaml"), 20_000),
    "source": Target(source, _packed),
}
