"""Small catalogues and ways to run the engine, for the tests of this folder."""

import itertools

from logscan.engine.options import ParserOptions
from logscan.engine.parser import Parser, Plan
from logscan.intake.clock import Clock
from logscan.model import Nature, Severity, Signature, Text

NOW_NS = 1_800_000_000_000_000_000  # in 2027: no record of the tests lies in the future


def signature(name, pattern, *anchors, **more):
    """A signature with only what the engine needs."""
    return Signature(
        id=name,
        title=Text(en=name),
        category="test",
        severity=Severity.HIGH,
        anchors=anchors,
        pattern=pattern,
        **more,
    )


REFUSED = signature(
    "refused", r"ECONNREFUSED(?: (?<host>[\w.]+):(?<port>\d+))?|onnection refused", "ECONNREFUSED", "onnection refused"
)  # fmt: skip
IN_USE = signature(
    "in-use", r"listen EADDRINUSE.*:(?<port>\d+)", "EADDRINUSE", unless=("succeeded",)
)
LOST = signature("redis-lost", r"\[ioredis\].*ECONNREFUSED", "[ioredis]", supersedes=("refused",))
EXITED = signature(
    "exited", r"^==> Exited with status (?<status>\d+)", "Exited with status", nature=Nature.RESULT
)
SIGNATURES = [REFUSED, IN_USE, LOST, EXITED]


def chunks(data, size):
    """The bytes in pieces of one size."""
    return [data[i : i + size] for i in range(0, len(data), size)]


def cut(data, points):
    """The bytes cut at the given points (taken modulo the length)."""
    edges = sorted({0, len(data), *(point % (len(data) + 1) for point in points)})
    return [data[a:b] for a, b in itertools.pairwise(edges)]


def parser(signatures=SIGNATURES, matcher=None, **options):
    """A parser of a stream named ``x``."""
    plan = Plan(signatures) if matcher is None else Plan(signatures, matcher)
    return Parser("x", plan, Clock(now_ns=NOW_NS), ParserOptions(**options))


def run(data, pieces=None, **more):
    """The events of a whole stream and the parser that found them."""
    engine = parser(**more)
    events = [event for piece in pieces or [data] for event in engine.feed(piece)]
    events += engine.close()
    return events, engine


def brief(events):
    """What tests compare: where, what, which values."""
    return [(e.line, e.signature_id, dict(e.captures)) for e in events]
