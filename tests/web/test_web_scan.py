"""One request in, one report out: whole, in any form, or as it forms."""

import gzip
import json

import jsonschema
import pytest
import zstandard
from web_helpers import NDJSON, SAMPLE, client, messages

import logscan
from logscan.redaction import Redactor
from logscan.report import schema

LOG = SAMPLE.read_bytes()
OTHER = b"2026-10-18T09:00:00Z Error: listen EADDRINUSE: address already in use :::10000\n"


def same(document):
    """A document without what differs between two runs and two names."""
    document = json.loads(json.dumps(document))
    document["stats"].pop("elapsed_seconds")
    return document


def expected(language="en"):
    """What the library says about the sample under the name of an upload."""
    scan = logscan.Scanner().parser("upload")
    scan.feed(LOG)
    return same(json.loads(logscan.render(scan.report(), "json", language=language)))


def test_the_answer_is_the_document_of_the_library():
    """A raw body gives the JSON document that the library and the command line give."""
    answer = client().post("/api/scan", content=LOG)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    jsonschema.validate(answer.json(), schema("report"))
    assert same(answer.json()) == expected()


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor().compress])
def test_compressed_bodies_are_known_by_their_first_bytes(pack):
    """Both packings give the same answer as the plain log, whatever the headers say."""
    assert same(client().post("/api/scan", content=pack(LOG)).json()) == expected()


def test_the_redactor_is_the_operators():
    """What the operator wants redacted is redacted in each scan, in the document and the page."""
    ask = client(redactor=lambda: Redactor(personal=True))
    log = b"Error: connect ECONNREFUSED 10.0.0.5:5432 for kim@example.com\n"
    for form in ("json", "html"):
        answer = ask.post(f"/api/scan?format={form}", content=log)
        assert "kim@example.com" not in answer.text
        assert "[redacted:email#1]" in answer.text


def test_any_cut_of_the_body_gives_the_same_answer():
    """How the network cuts the body does not matter."""
    pieces = (LOG[at : at + 97] for at in range(0, len(LOG), 97))
    assert same(client().post("/api/scan", content=pieces).json()) == expected()


def test_several_files_are_told_apart_by_their_sizes():
    """Names and sizes in the query cut one body into sources, compressed ones too."""
    packed = gzip.compress(LOG)
    query = f"name=a.log&size={len(OTHER)}&name=b.gz&size={len(packed)}"
    answer = client().post(f"/api/scan?{query}", content=OTHER + packed).json()
    assert [source["name"] for source in answer["sources"]] == ["a.log", "b.gz"]
    assert [source["lines"] for source in answer["sources"]] == [1, LOG.count(b"\n")]
    found = {one["signature"] for one in answer["findings"]}
    assert {"eaddrinuse", "econnrefused"} <= found


@pytest.mark.parametrize("size", [len(OTHER) - 1, len(OTHER) + 1])
def test_sizes_must_add_up(size):
    """A body that is longer or shorter than its files is refused, with what was read."""
    answer = client().post(f"/api/scan?name=a.log&size={size}", content=OTHER)
    assert answer.status_code == 400
    assert answer.json()["error"] == "short-body"
    assert answer.json()["document"]["complete"] is False


@pytest.mark.parametrize(
    ("form", "media", "start"),
    [
        ("markdown", "text/markdown; charset=utf-8", "# "),
        ("html", "text/html; charset=utf-8", "<!doctype html>"),
        ("csv", "text/csv; charset=utf-8", ""),
        ("text", "text/plain; charset=utf-8", ""),
        ("slack", "text/plain; charset=utf-8", ""),
        ("ticket", "text/markdown; charset=utf-8", "# "),
    ],
)
def test_each_form_can_be_asked_for(form, media, start):
    """``format`` gives the report in another form, as a download."""
    answer = client().post(f"/api/scan?format={form}&lang=ko", content=LOG)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.text.startswith(start)
    assert "10.204.31.7" in answer.text


def test_a_stream_tells_events_documents_and_renderings():
    """With NDJSON accepted, events come first, then a document a language, then the end."""
    path = "/api/scan?lang=ko&lang=en&render=csv"
    lines = messages(client().post(path, content=LOG, headers=NDJSON))
    kinds = [line["type"] for line in lines]
    assert kinds[-5:] == ["document", "document", "rendering", "rendering", "end"]
    events = [line["event"] for line in lines if line["type"] == "event"]
    for event in events:
        jsonschema.validate(event, schema("event"))
    documents = {line["language"]: line["document"] for line in lines if "document" in line}
    assert same(documents["en"]) == expected()
    assert same(documents["ko"]) == expected("ko")
    assert len(events) == documents["en"]["stats"]["events"]
    assert lines[-1] == {"type": "end", "complete": True}


def test_events_can_be_left_out():
    """The page has no use for single events."""
    lines = messages(client().post("/api/scan?events=0", content=LOG, headers=NDJSON))
    assert {line["type"] for line in lines} == {"progress", "document", "end"}


def test_zone_date_and_layout_are_taken():
    """What a log lacks is taken from the query."""
    log = b"09:00:00 Error: listen EADDRINUSE: address already in use :::10000\n" * 3
    path = "/api/scan?tz=Asia/Seoul&date=2026-01-02"
    first = client().post(path, content=log).json()["sources"][0]["first"]
    assert first == "2026-01-02T00:00:00Z"
    layout = client().post("/api/scan?layout=plain", content=log).json()["sources"][0]["layout"]
    assert layout == "plain"


@pytest.mark.parametrize(
    "query",
    [
        "colour=red",
        "lang=de",
        "tz=Mars/Base",
        "date=yesterday",
        "layout=nope",
        "format=pdf",
        "render=pdf",
        "watch=short",
        "name=a&name=b",
        "name=a&size=-1",
        "name=a&size=1&name=b",
        "tz=UTC&tz=UTC",
        "&".join(f"name={n}&size=0" for n in range(101)),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(query):
    """A misspelt or impossible wish is a 400 that says which and why, before anything is read."""
    answer = client().post(f"/api/scan?{query}", content=LOG)
    assert answer.status_code == 400
    assert answer.json()["error"] == "bad-request"
    assert len(answer.json()["message"]) > 30


def test_a_hostile_file_name_is_only_text():
    """A name is made visible and short; it never names a file of the server."""
    name = "../../etc/passwd\n\x1b[31m" + "x" * 400
    answer = client().post("/api/scan", params={"name": name}, content=OTHER)
    shown = answer.json()["sources"][0]["name"]
    assert shown.startswith("../../etc/passwd ⏎ x")
    assert len(shown) == 200


def test_an_empty_body_is_an_empty_log():
    """Nothing sent is an answer too."""
    answer = client().post("/api/scan", content=b"")
    assert answer.status_code == 200
    assert answer.json()["stats"]["lines"] == 0


def test_refusals_speak_korean():
    """A refusal comes in the language of the query."""
    answer = client().post("/api/scan?lang=ko&tz=Mars", content=b"")
    assert "요청" in answer.json()["message"]
