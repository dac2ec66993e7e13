"""No planted secret is in any output, however the output writes it."""

import base64
import html
import io
import json
import urllib.parse
import zipfile

import pandas as pd
import pytest
import redaction_corpus

import logscan
from logscan.analysis.parquet import EventsParquet, timeline_parquet
from logscan.report import RENDERERS, event_line, render, visible
from logscan.report.bundle import bundle
from logscan.report.csv import event_row

SEED = 20_261_124
PIECE = 12  # so many characters of a secret are a leak
LINES = list(redaction_corpus.planted(SEED, repeats=1))[::97]


def log_with(text):
    """A log that holds *text* as evidence, beside it, and as an error that nobody knows."""
    return "".join(
        f"2025-10-24T12:00:0{n}Z {line}\n"
        for n, line in enumerate(
            (
                text,
                f"Error: connect ECONNREFUSED 10.0.0.5:5432 {text}",
                text,
                f"ERROR the worker has failed: {text}",
            )
        )
    ).encode()


def outputs(log, *, redact=True):
    """Every output of a log, as text, by name."""
    scanner = logscan.Scanner(redact=redact)
    scan = scanner.parser("app.log")
    events = [(one, scanner.catalogue[one.signature_id]) for one in scan.feed(log) + scan.close()]
    report = scan.report()
    made = {name: render(report, name, verbosity=2, context=5) for name in RENDERERS}
    made["jsonl"] = "\n".join(event_line(*event) for event in events)
    made["events-csv"] = "".join(event_row(*event) for event in events)
    file = io.BytesIO()
    table = EventsParquet(file, visible)
    for event in events:
        table.add(*event)
    table.close()
    made["events-parquet"] = pd.read_parquet(io.BytesIO(file.getvalue())).to_csv()
    timeline = timeline_parquet(report, language="en", clean=visible)
    made["parquet"] = pd.read_parquet(io.BytesIO(timeline)).to_csv()
    with zipfile.ZipFile(io.BytesIO(bundle(report, {}, language="ko", command=None))) as archive:
        made["bundle"] = "\n".join(archive.read(name).decode() for name in archive.namelist())
    return made


def disguises(secret):
    """The secret as the outputs may write it."""
    yield secret
    yield html.escape(secret)
    yield json.dumps(secret)[1:-1]
    yield repr(secret)[1:-1]
    yield urllib.parse.quote(secret, safe="")
    yield base64.b64encode(secret.encode()).decode().rstrip("=")


def pieces(secret):
    """The pieces that would be a leak; a short secret is one piece."""
    for text in disguises(secret):
        yield from (text[i : i + PIECE] for i in range(max(1, len(text) - PIECE + 1)))


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.kind}-{line.context}")
def test_no_output_holds_a_secret(line):
    """All forms of a report and of its events, in all ways to escape."""
    secret = line.text[line.start : line.end]
    around = line.text[: line.start] + "\n" + line.text[line.end :]
    wanted = {piece for piece in pieces(secret) if piece not in around}
    for name, text in outputs(log_with(line.text)).items():
        assert not [piece for piece in wanted if piece in text], name


def test_the_line_above_an_excerpt_tells_what_its_first_line_is():
    """A value is taken out also where the line with its name is just outside of the excerpt."""
    lines = ["- name: DB_PASSWORD", "  value: hunter2x9q7", "one", "==> Exited with status 1", ""]
    log = "\n".join(f"2025-10-24T12:00:00Z {line}" for line in lines).encode()
    for context in range(4):
        scan = logscan.Scanner(context=context).parser("app.log")
        scan.feed(log)
        scan.close()
        assert "hunter2x9q7" not in render(scan.report(), "json")


def test_the_check_would_see_a_leak():
    """Without redaction every output that shows log text shows the secret."""
    secret = "hunter2-swordfish"
    shown = outputs(log_with(f"password={secret}"), redact=False)
    held = {name for name, text in shown.items() if any(one in text for one in pieces(secret))}
    assert held == set(shown) - {"csv", "parquet"}  # the timeline has titles alone
