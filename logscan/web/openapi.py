"""The API's description for machines, written by hand so that it says what the code means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from logscan import __version__
from logscan.intake.layouts import LAYOUTS
from logscan.model import LANGUAGES
from logscan.report import schema
from logscan.web.forms import FORMS
from logscan.web.refusals import REFUSALS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LOG = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}

_STREAM = """One JSON object a line, told apart by `type`:
`progress` (received, total, bytes, lines, events), `event` (one event as in `--format jsonl`),
`verdict` (verdict and first steps so far, by language), `left-out` (events that were not sent
because nobody read them in time), `error` (status, error, message), `document` (language, the
report), `rendering` (language, format, text), `end` (complete). Unknown types are to be skipped.
"""

_SCAN = """The body is the log itself: no form, no multipart. gzip and zstd are recognised by their
first bytes. Several files stand one after the other in the body, with a `name` and a `size` in
bytes for each in the query. Nothing is kept after the answer.
"""

_LIVE = """For a stream that has no end: the request stays open, silences are fine, and the
answer is a stream while the log comes in:
`render logs -r srv-... --tail -o json | curl -T - .../api/stream`.
A log stream that Render itself sends cannot be pointed here: Render sends syslog over TLS to a
HOST:PORT, and JSON over HTTPS only to Datadog and Loggly. A collector that receives the syslog
can send its lines on to this address; batches of JSON lines in Loggly's shape are read too.
"""


def openapi() -> dict[str, Any]:
    """Return the OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "logscan",
            "version": __version__,
            "summary": "What broke first in a service's log, and what to do now",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "security": [{"bearer": []}, {"header": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "header": {"type": "apiKey", "in": "header", "name": "X-Logscan-Token"},
            },
            "schemas": {
                "Report": schema("report"),
                "Event": schema("event"),
                "Refusal": _refusal_schema(),
            },
        },
    }


def _paths() -> dict[str, Any]:
    return {
        "/api/scan": {"post": _scan()},
        "/api/stream": {"post": _stream()},
        "/api/watch/{name}": {"get": _watch()},
        "/api/signatures": {"get": _signatures()},
        "/api/about": {
            "get": _simple("What this server knows and allows", "Version, limits, names")
        },
        "/api/samples/{name}": {"get": _sample()},
        "/healthz": {
            "get": _simple("Is the server up?", "It is", more=()) | {"security": []},
        },
    }


# ---------------------------------------------------------------- operations


def _scan() -> dict[str, Any]:
    forms = {
        form.media.partition(";")[0]: {"schema": {"type": "string"}} for form in FORMS.values()
    }
    return {
        "operationId": "scan",
        "summary": "Scan one log or several",
        "description": _SCAN,
        "parameters": [
            *_part_parameters(),
            *_reading_parameters(),
            _query("format", "The form of a whole answer.", choices=FORMS),
            *_stream_parameters(),
        ],
        "requestBody": {"required": True, "content": _LOG},
        "responses": {
            "200": {
                "description": f"The report. With `Accept: application/x-ndjson`: {_STREAM}",
                "content": forms
                | {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Report"}},
                    "application/x-ndjson": {"schema": {"type": "string"}},
                },
            },
            **_refused(400, 401, 403, 408, 413, 421, 429, 503),
        },
    }


def _stream() -> dict[str, Any]:
    return {
        "operationId": "stream",
        "summary": "Read a log while it is being written",
        "description": _LIVE,
        "parameters": [*_part_parameters(), *_reading_parameters(), *_stream_parameters()],
        "requestBody": {"required": True, "content": _LOG},
        "responses": {
            "200": {
                "description": _STREAM,
                "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
            },
            **_refused(400, 401, 403, 421, 429),
        },
    }


def _watch() -> dict[str, Any]:
    return {
        "operationId": "watch",
        "summary": "Watch a scan that another request uploads",
        "description": "For browsers, which read no answer before their upload is done. Lines of "
        "types `waiting`, `progress` and `verdict` until the scan ends.",
        "parameters": [_path("name", "What the scan was given as `watch`.")],
        "responses": {
            "200": {
                "description": _STREAM,
                "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
            },
            **_refused(401, 403, 421),
        },
    }


def _signatures() -> dict[str, Any]:
    made = _simple("The known problems", "All signatures with cause and steps")
    return made | {"parameters": [_query("lang", "The language.", choices=LANGUAGES)]}


def _sample() -> dict[str, Any]:
    return {
        "summary": "The log of a sample incident",
        "parameters": [_path("name", "A name from /api/about.")],
        "responses": {
            "200": {"description": "The log", "content": _LOG},
            **_refused(401, 403, 404, 421),
        },
    }


def _simple(
    summary: str, description: str, more: Sequence[int] = (401, 403, 421)
) -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "object"}}}
    return {
        "summary": summary,
        "responses": {"200": {"description": description, "content": content}, **_refused(*more)},
    }


# ---------------------------------------------------------------- parameters


def _part_parameters() -> list[dict[str, Any]]:
    name = _query("name", "What the file is called in the report; repeat for several files.")
    size = _query("size", "Its size in bytes; needed for several files.", kind="integer")
    return [_repeated(name), _repeated(size)]


def _reading_parameters() -> list[dict[str, Any]]:
    lang = _query("lang", "The report's language; a stream gives one document each.", LANGUAGES)
    return [
        _repeated(lang),
        _query("tz", "The zone of times that lack one: `Asia/Seoul`, `+09:00`."),
        _query("date", "The date of the earliest time that lacks one: `2025-10-24`."),
        _query("layout", "Read the input in this layout.", [one.name for one in LAYOUTS]),
    ]


def _stream_parameters() -> list[dict[str, Any]]:
    watch = _query("watch", "A name of your own under which /api/watch shows this scan.")
    return [
        _repeated(_query("render", "Streams only: renderings to add at the end.", FORMS)),
        _query("events", "Streams only: `0` leaves the events out.", ("0", "1")),
        watch,
    ]


def _query(
    name: str, description: str, choices: Iterable[str] = (), kind: str = "string"
) -> dict[str, Any]:
    allowed = list(choices)
    wanted: dict[str, Any] = {"type": kind} | ({"enum": allowed} if allowed else {})
    return {"name": name, "in": "query", "description": description, "schema": wanted}


def _repeated(parameter: dict[str, Any]) -> dict[str, Any]:
    wanted = {"type": "array", "items": parameter["schema"]}
    return parameter | {"schema": wanted, "explode": True}


def _path(name: str, description: str) -> dict[str, Any]:
    wanted = {"type": "string"}
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": wanted,
    }


# ---------------------------------------------------------------- refusals


def _refused(*statuses: int) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    return {
        str(status): {
            "description": " Or: ".join(
                text.en for known, text in REFUSALS.values() if known == status
            ),
            "content": content,
        }
        for status in statuses
    }


def _refusal_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["status", "error", "message"],
        "properties": {
            "status": {"type": "integer"},
            "error": {"enum": sorted(REFUSALS)},
            "message": {"type": "string", "description": "What to do, in the asked language."},
            "document": {
                "$ref": "#/components/schemas/Report",
                "description": "What could be read until then, where anything was.",
            },
        },
    }
