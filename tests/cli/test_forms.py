"""Events as tables and the timeline as Parquet, from the command line."""

import csv
import io
import os
import subprocess
import sys

import pandas as pd
import pexpect
import pytest

from logscan.cli import forms
from logscan.cli.forms import check_binary
from logscan.errors import UsageError
from logscan.report.csv import EVENT_COLUMNS

LINE = "2025-10-24T12:00:0{n}Z Error: connect ECONNREFUSED 10.0.0.5:5432 {more}\n"
COMMAND = [sys.executable, "-m", "logscan"]


@pytest.fixture(autouse=True)
def alone(tmp_path, monkeypatch):
    """No settings of the machine or the checkout reach a test."""
    for name in list(os.environ):
        if name.startswith("LOGSCAN_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.log").write_text(
        LINE.format(n=1, more="=1+1") + "ok\n" + LINE.format(n=3, more="password=hunter2x")
    )


def logscan(*words, **more):
    """Run the real command."""
    return subprocess.run(
        [*COMMAND, *map(str, words)], check=False, capture_output=True, timeout=60, **more
    )


def test_events_as_csv():
    """A head and one row an event, redacted."""
    done = logscan("app.log", "--format", "events-csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    assert (done.returncode, done.stderr) == (0, b"")
    assert tuple(rows[0]) == EVENT_COLUMNS
    assert [row["line"] for row in rows] == ["1", "3"]
    assert b"hunter2x" not in done.stdout


def test_csv_rows_come_while_the_pipe_is_open():
    """As lines of JSON do: without --follow, too."""
    with subprocess.Popen(
        [*COMMAND, "--format", "events-csv"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline().startswith(b"time,signature,")
        for n in (1, 2):
            process.stdin.write(LINE.format(n=n, more="").encode())
            process.stdin.flush()
            assert f"T12:00:0{n}Z,econnrefused".encode() in process.stdout.readline()
        process.stdin.close()
        assert process.wait(20) == 0


def test_the_timeline_as_parquet(tmp_path):
    """The suffix chooses it; the rows are those of the CSV."""
    assert logscan("app.log", "-o", "timeline.parquet").stdout == b""
    table = pd.read_parquet(tmp_path / "timeline.parquet")
    rows = list(csv.DictReader(io.StringIO(logscan("app.log", "--format", "csv").stdout.decode())))
    assert list(table["signature"]) == [row["signature"] for row in rows]
    assert list(table["title"]) == [row["title"] for row in rows]


def test_events_as_parquet(tmp_path):
    """To a file or a pipe, the same bytes; redacted."""
    piped = logscan("app.log", "--format", "events-parquet").stdout
    logscan("app.log", "--format", "events-parquet", "-o", "events.parquet")
    assert piped == (tmp_path / "events.parquet").read_bytes()
    table = pd.read_parquet(io.BytesIO(piped))
    assert list(table["line"]) == [1, 3]
    assert not table["text"].str.contains("hunter2x").any()


@pytest.mark.parametrize("form", ["events-csv", "events-parquet", "parquet", "jsonl"])
def test_a_log_without_events(form):
    """An empty table is a table."""
    done = logscan("--format", form, input=b"")
    assert (done.returncode, done.stderr) == (0, b"")
    if form.endswith("parquet"):
        assert len(pd.read_parquet(io.BytesIO(done.stdout))) == 0


def test_without_pyarrow_it_is_one_line(monkeypatch):
    """The message says what to install; other forms do not care."""
    monkeypatch.setattr("logscan.analysis.parquet.find_spec", lambda _name: None)
    for form in ("parquet", "events-parquet"):
        with pytest.raises(UsageError, match=r"pyarrow: pip install 'logscan\[parquet\]'$"):
            check_binary(form, None)
    check_binary("json", None)


def test_binary_is_not_printed_on_a_terminal():
    """It would be noise; the message says what to do."""
    screen = pexpect.spawn(sys.executable, ["-m", "logscan", "app.log", "--format", "parquet"])
    screen.expect("name a file with -o")
    screen.expect(pexpect.EOF)
    screen.close()
    assert screen.exitstatus == 2


def test_every_form_is_known_once():
    """Names are not given twice."""
    assert len(set(forms.FORMATS)) == len(forms.FORMATS)
