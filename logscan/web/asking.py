"""What one scan is asked for: the query and headers of a request, checked."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.datastructures import Headers

from logscan.intake.layouts import layout_named
from logscan.model import LANGUAGES
from logscan.report import one_line
from logscan.values import dataclass
from logscan.web.answers import JSON, NDJSON
from logscan.web.forms import FORMS
from logscan.web.refusals import RefusalError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.types import Scope

MAX_NAME_CHARS = 200
_WATCH = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d\d))?", re.ASCII)
KNOWN = frozenset(
    {"name", "size", "lang", "tz", "date", "layout", "format", "render", "events", "watch"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One scan as it was asked for.

    *names* and *sizes* belong together; a size of None means: to the end of the body.
    *languages* has one entry at least. *form* is the answer's form, *renders* are the forms
    that a stream adds to the documents. *total_bytes* is what the client announced.
    """

    names: tuple[str, ...]
    sizes: tuple[int | None, ...]
    languages: tuple[str, ...]
    zone: dt.tzinfo | None = None
    date: dt.date | None = None
    layout: str | None = None
    form: str = "json"
    renders: tuple[str, ...] = ()
    stream: bool = False
    events: bool = True
    watch: str | None = None
    total_bytes: int | None = None


def asked(scope: Scope, *, most_parts: int, stream: bool = False) -> Ask:
    """Read a request's wishes; raise ``RefusalError`` for what cannot be used.

    *stream* says that the answer is a stream whatever the client accepts.
    """
    query = parse_qs(
        scope["query_string"].decode("latin-1"), keep_blank_values=True, max_num_fields=1000
    )
    unknown = sorted(set(query) - KNOWN)
    if unknown:
        known = ", ".join(sorted(KNOWN))
        raise _bad(f"no parameter is called {one_line(unknown[0])!r}; there are {known}")
    headers = Headers(scope=scope)
    names, sizes = _parts(query, most_parts)
    watch = _one(query, "watch")
    if watch is not None and not _WATCH.fullmatch(watch):
        raise _bad("watch is 16 to 64 letters, digits, _ or -")
    return Ask(
        names=names,
        sizes=sizes,
        languages=_choices(query, "lang", LANGUAGES) or ("en",),
        zone=_zone(_one(query, "tz")),
        date=_date(_one(query, "date")),
        layout=_layout(_one(query, "layout")),
        form=(_choices(query, "format", FORMS) or ("json",))[0],
        renders=_choices(query, "render", FORMS),
        stream=stream or NDJSON in headers.get("accept", JSON),
        events=_one(query, "events") != "0",
        watch=watch,
        total_bytes=_length(headers),
    )


def _bad(why: str) -> RefusalError:
    return RefusalError("bad-request", why=why)


def _one(query: Mapping[str, Sequence[str]], name: str) -> str | None:
    values = query.get(name, ())
    if len(values) > 1:
        raise _bad(f"{name} is given {len(values)} times")
    return values[0] if values and values[0] else None


def _choices(
    query: Mapping[str, Sequence[str]], name: str, allowed: Mapping[str, object] | Sequence[str]
) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(query.get(name, ())))
    for value in values:
        if value not in allowed:
            raise _bad(f"{name} {one_line(value)!r} is not one of {', '.join(allowed)}")
    return values


def _parts(
    query: Mapping[str, Sequence[str]], most: int
) -> tuple[tuple[str, ...], tuple[int | None, ...]]:
    """Return the names and sizes of the files in the body; a single one needs no size."""
    names = [one_line(name)[:MAX_NAME_CHARS] or "upload" for name in query.get("name", ["upload"])]
    given = query.get("size", [])
    if len(names) > most:
        raise _bad(f"more than {most} files")
    if not given and len(names) == 1:
        return tuple(names), (None,)
    if len(given) != len(names):
        raise _bad("each name needs its size in bytes, in the same order")
    if not all(re.fullmatch(r"\d{1,15}", size, re.ASCII) for size in given):
        raise _bad("a size is a number of bytes")
    return tuple(names), tuple(int(size) for size in given)


def _zone(text: str | None) -> dt.tzinfo | None:
    if text is None:
        return None
    offset = _OFFSET.fullmatch(text.replace(" ", "+"))  # a bare + in a query is a blank
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        if minutes < 24 * 60:
            return dt.timezone(dt.timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    try:
        return zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise _bad(f"tz {one_line(text)!r} is no zone: Asia/Seoul, UTC or +09:00") from None


def _date(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise _bad(f"date {one_line(text or '')!r} is no date: 2025-10-24") from None


def _layout(name: str | None) -> str | None:
    if name is not None and layout_named(name) is None:
        raise _bad(f"layout {one_line(name)!r} is unknown")
    return name


def _length(headers: Headers) -> int | None:
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else None
