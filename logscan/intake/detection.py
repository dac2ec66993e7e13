"""Recognise the layout of a source from its first bytes, by content alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from logscan.intake.clock import Clock
from logscan.intake.layouts import LAYOUTS, PLAIN, Layout, layout_named, quoted
from logscan.intake.splitting import INLINE_STAMP, STAMP_ALONE
from logscan.intake.structured import load_object
from logscan.intake.text import clean, decode
from logscan.patterns import lazy
from logscan.values import dataclass

HEAD_BYTES = 64 * 1024

# Lines of the dashboard's own chrome that a selection picks up.
CHROME = frozenset(
    {"Menu", "All logs", "Search", "Live tail", "Cancel deploy", "Building", "Live", "Logs"}
)
_CHROME_SHAPES = lazy(r"GMT[+-]\d{1,2}(?::?\d\d)?|[A-Z][a-z]+ \d{1,2}, \d{4} at \d{1,2}:\d\d [AP]M")
# Byte strings, one of which every line of chrome contains; for finding them without reading.
CHROME_ANCHORS = (*sorted(CHROME), "GMT+", "GMT-", *(f", {y} at " for y in range(2020, 2050)))

_QUOTES = ("// ", "> ", "| ", "# ")
_STAMPED_INDENT = lazy(r"\s{1,8}\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z(?:\s|$)")
_PAGE = lazy(r'"logs"\s*:\s*\[')
_FRAME = lazy(r"\s+at \S|\s+File \"")
_HEADER = lazy(r"(?:Uncaught )?[\w.]*(?:Error|Exception)\b|Traceback \(most recent")

# Milestones of a deploy: the first of each pair is always printed before the second.
_IN_ORDER = (
    ("==> Cloning from", "==> Running build command"),
    ("==> Running build command", "==> Build successful"),
    ("==> Uploading build", "==> Build successful"),
    ("==> Build successful", "==> Deploying"),
    ("==> Deploying", "==> Your service is live"),
    ("==> Running '", "==> Your service is live"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """The layout that was chosen and the reason in words."""

    layout: Layout
    why: str


def is_chrome(line: str) -> bool:
    """Say whether a line of a paste belongs to the dashboard and not to the log."""
    line = line.strip()
    return line in CHROME or _CHROME_SHAPES.fullmatch(line) is not None


def detect(head: bytes, clock: Clock) -> Detection:
    """Return the layout of the source that starts with *head* (about ``HEAD_BYTES``)."""
    clock = Clock(zone=clock.zone, date=clock.date, now_ns=clock.now_ns)  # trials leave no trace
    text = clean(decode(head)) if b"\x1b" in head else decode(head)
    lines = [line.rstrip("\r") for line in text.split("\n")]
    if len(head) >= HEAD_BYTES and len(lines) > 1:
        lines.pop()  # cut in two
    lines = [line for line in lines if line.strip() and not is_chrome(line)]
    if not lines:
        return Detection(layout=PLAIN, why="no text to judge by")
    found = _json(text) or _yaml(lines) or _quoted(lines) or _shapes(lines)
    return _newest_first(found, lines, clock)


def _named(name: str, why: str) -> Detection:
    layout = layout_named(name)
    assert layout is not None, name  # noqa: S101 - a name of the table
    return Detection(layout=layout, why=why)


def _json(text: str) -> Detection | None:
    """Recognise the JSON shapes by their first value."""
    text = text.lstrip("\ufeff \t\r\n\x1e")
    inside = text[1:].lstrip()[:1]
    if text[:1] == "[" and inside and inside in "{]":
        return _named("json-documents", "starts with [ and an object")
    if text[:1] != "{" or not inside or inside not in '"}':
        return None
    if _PAGE.search(text[:4096]) and '"message"' not in text[: _page_at(text)]:
        return _named("render-api", 'an object with "logs": [')
    return _objects(text.split("\n", 1)[0].rstrip())


def _objects(first: str) -> Detection:
    """Recognise how objects are separated by the first line of the first one."""
    if first == "{":
        return _named("render-json", "objects that end at a brace in the first column")
    if "}{" in first and load_object(first) is None:
        return _named("json-documents", "objects glued on one line")
    if '"labels"' in first and '"timestamp"' in first:
        return _named("render-ndjson", "a record with labels on each line")
    return _named("ndjson", "an object on each line")


def _page_at(text: str) -> int:
    found = _PAGE.search(text)
    return found.start() if found else 0


def _yaml(lines: list[str]) -> Detection | None:
    if lines[0].startswith("id: ") and any(line.startswith("labels:") for line in lines[1:3]):
        return _named("render-yaml", "documents with id: and labels:")
    return None


def _quoted(lines: list[str]) -> Detection | None:
    """Recognise a log that stands behind a comment or quotation mark on every line."""
    for mark in _QUOTES:
        bare = mark.strip()
        marked = [ln.lstrip() for ln in lines if ln.lstrip().startswith((mark, bare))]
        if len(marked) >= 0.9 * len(lines) and any(ln.startswith(mark) for ln in marked):
            inner = _shapes([line.removeprefix(mark).removeprefix(bare) for line in marked])
            if mark in ("# ", "| ") and inner.layout is PLAIN:
                continue  # comments of a script or a table, not a quoted log
            why = f"{inner.why}, behind {bare!r}"
            return Detection(layout=replace(inner.layout, quote=mark), why=why)
    return None


def _shapes(lines: list[str]) -> Detection:
    """Recognise the text shapes by the share of lines that have the shape's prefix."""
    return _flat(lines) or _wrapped(lines) or _split(lines) or _prefixed(lines)


def _flat(lines: list[str]) -> Detection | None:
    inline = sum(1 for line in lines for _ in INLINE_STAMP.finditer(line.encode()))
    if inline >= 3 and inline > 2 * len(lines):  # noqa: PLR2004 - one or two times may be part of a message
        return _named("dashboard-flat", f"{inline} times on {len(lines)} lines")
    return None


def _wrapped(lines: list[str]) -> Detection | None:
    stamped = sum(1 for line in lines if _STAMPED_INDENT.match(line))
    if stamped and lines[0].startswith(" ") and stamped >= 0.2 * len(lines):
        return _named("dashboard-wrapped", "indented lines, some of which start with a time")
    return None


def _split(lines: list[str]) -> Detection | None:
    alone = sum(1 for line in lines if STAMP_ALONE.match(line.encode("utf-8", "replace")))
    if alone >= 0.3 * len(lines):
        return _named("dashboard-split", f"{alone} of {len(lines)} lines are a time alone")
    return None


def _prefixed(lines: list[str]) -> Detection:
    for layout in LAYOUTS:
        if layout.prefix is None:
            continue
        hits = sum(1 for line in lines if layout.prefix.match(line))
        if hits >= layout.share * len(lines):
            why = f"{hits} of the first {len(lines)} lines have its prefix"
            return Detection(layout=layout, why=why)
    return Detection(layout=PLAIN, why="no known prefix")


def _newest_first(found: Detection, lines: list[str], clock: Clock) -> Detection:
    """Mark the layout as reversed where the head runs backwards in time."""
    layout = found.layout
    if layout.documents or layout.separator != b"\n":
        backwards = _json_backwards(lines, clock)
    else:
        read = quoted(layout)
        times = [read(line, clock).time_ns for line in lines] if layout is not PLAIN else []
        if layout.name == "dashboard-split":
            times = [stamp.time_ns if (stamp := clock.read(line)) else None for line in lines]
        backwards = _descends(times) if any(times) else _upside_down(lines)
    if not backwards:
        return found
    return replace(found, layout=replace(layout, reversed=True), why=f"{found.why}; newest first")


_JSON_TIME = lazy(r'"?timestamp"?:\s*"?(\d{4}-\d\d-\d\dT[^"\s,}]+)')


def _json_backwards(lines: list[str], clock: Clock) -> bool:
    stamps = [clock.rfc3339(found) for line in lines for found in _JSON_TIME.findall(line)]
    return _descends([stamp.time_ns if stamp else None for stamp in stamps])


def _descends(times: list[int | None]) -> bool:
    """Say whether the times run backwards: few seconds of disorder are normal."""
    known = [time for time in times if time is not None]
    steps = [b - a for a, b in pairwise(known) if a != b]
    down = sum(1 for step in steps if step < 0)
    return down >= 2 and down > 2 * (len(steps) - down) and known[-1] < known[0]  # noqa: PLR2004 - one step back is disorder


def _upside_down(lines: list[str]) -> bool:
    """Say whether undated lines stand on their head: milestones or stack traces do."""
    place: dict[str, int] = {}
    for number, line in enumerate(lines):
        for mark in {mark for pair in _IN_ORDER for mark in pair if mark in line}:
            place.setdefault(mark, number)
    both = [(place[a], place[b]) for a, b in _IN_ORDER if a in place and b in place]
    if both:
        return 2 * sum(a > b for a, b in both) > len(both)
    above = sum(bool(_FRAME.match(a) and _HEADER.match(b)) for a, b in pairwise(lines))
    below = sum(bool(_HEADER.match(a) and _FRAME.match(b)) for a, b in pairwise(lines))
    return above > below
