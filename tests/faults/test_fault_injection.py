"""Every call of the system fails once: one clear line, the code of the contract, nothing broken."""

import errno
import gzip
import io
import json
import os
import signal
import sys
import zipfile
from pathlib import Path

import pytest
import zstandard
from fault_injector import CountedOutput, Injector, failing, interrupting, short

from logscan.cli import main

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX calls")
SECRET = "hunter2" + "swordfish"
LOG = (
    f"2025-10-24T12:00:01Z Error: connect ECONNREFUSED postgres://u:{SECRET}@10.0.0.5:5432/db\n"
    "2025-10-24T12:00:02Z ==> Exited with status 1\n"
) * 20
EVENTS = 40
OLD = b"the report of yesterday\n"
OWN = """\
id: flux-gone
title: {en: The flux is gone}
category: runtime
severity: high
anchors: [FLUX_CAPACITOR]
pattern: 'FLUX_CAPACITOR is gone'
cause: {en: It is gone.}
steps:
  - {within: 5m, text: {en: Put it back.}, source: 'https://example.com/flux'}
examples: ['Error: FLUX_CAPACITOR is gone', 'FLUX_CAPACITOR is gone again']
counterexamples: ['FLUX_CAPACITOR is fine', 'FLUX_CAPACITOR came back']
since: 0.1.0
"""
CODES = {0, 1, 2, 130, 143}
ALL = bool(os.environ.get("LOGSCAN_FAULT_POINTS"))  # all combinations take ten minutes
ERRORS = [errno.EIO, errno.ENOSPC, errno.EMFILE] if ALL else [errno.EIO]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with a log and an old report; settings of the machine do not reach it."""
    for name in list(os.environ):
        if name.startswith(("LOGSCAN_", "LC_")) or name in ("LANG", "FORCE_COLOR"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "logs").mkdir()
    for name in ("a.log", "b.log"):
        (tmp_path / "logs" / name).write_text(LOG)
    (tmp_path / "packed").mkdir()
    (tmp_path / "packed" / "a.gz").write_bytes(gzip.compress(LOG.encode()))
    (tmp_path / "packed" / "b.zst").write_bytes(zstandard.compress(LOG.encode()))
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "flux-gone.yaml").write_text(OWN)
    handlers = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)}
    yield tmp_path
    for number, handler in handlers.items():
        signal.signal(number, handler)


class Runs:
    """Runs a command line in this process again and again, each time with another fault."""

    def __init__(self, place, patch, capsys, words, thread="MainThread"):
        self.place, self.capsys, self.patch = place, capsys, patch
        self.words, self.thread = words, thread
        self.target = place / "out" / "r.json"
        self.target.parent.mkdir(exist_ok=True)
        self.code, self.out, self.err = 0, b"", ""
        self.before = lambda: None

    def once(self, act=None, at=()):
        """Run once, with the calls of these numbers acted upon; return the names of all calls."""
        self.target.write_bytes(OLD)
        self.before()
        reading, writing = os.pipe()
        os.write(writing, LOG.encode())
        os.close(writing)
        output = CountedOutput()
        with os.fdopen(reading, "rb") as pipe, self.patch.context() as patch:
            patch.setattr(sys, "stdin", pipe)
            patch.setattr(sys, "stdout", output)
            injector = Injector(patch, thread=self.thread)
            injector.arm(act, at)
            self.code = main(self.words)
            names = injector.names
            injector.arm()
        self.out = bytes(output.held)
        output.close()
        self.err = self.capsys.readouterr().err
        self.check()
        return names

    def check(self):
        """What holds after any fault."""
        assert self.code in CODES
        assert "Traceback" not in self.err
        assert SECRET not in self.err
        assert SECRET.encode() not in self.out
        assert self.code != 2 or self.err.strip()
        assert [p.name for p in self.target.parent.iterdir()] == [self.target.name]

    def all_calls(self, error, step=1):
        """Let each call fail in turn, until a run has fewer calls than that."""
        number, failed = 1, []
        while True:
            names = self.once(failing(error), {number})
            if number > len(names):
                return failed
            failed.append((names[number - 1], self.code))
            assert self.target.read_bytes() == OLD or self.is_whole(), names[number - 1]
            number += step

    def is_whole(self):
        """Say whether the new file is whole; what could not be read is missing with code 2."""
        data = self.target.read_bytes()
        if "--format" in self.words or "redact" in self.words:
            lines = data.splitlines()
            assert self.code == 2 or len(lines) == 2 * EVENTS
            return all(line.startswith((b'{"signature"', b"2025")) for line in lines)
        if self.words[0] == "bundle":
            return zipfile.ZipFile(io.BytesIO(data)).testzip() is None
        return json.loads(data)["complete"] or self.code == 2


WAYS = {
    "scan": ["logs"],
    "scan packed": ["packed", "--format", "json"],
    "own catalogue": ["logs", "--catalogue", "own", "--format", "json"],
    "kept catalogue": ["logs", "--catalogue", "own", "--format", "json"],
    "scan pipe": ["--format", "json"],
    "scan -o": ["logs", "-o", "out/r.json"],
    "scan jsonl -o": ["logs", "--format", "jsonl", "-o", "out/r.json"],
    "redact": ["redact", "logs"],
    "redact -o": ["redact", "logs", "-o", "out/r.json"],
    "bundle": ["bundle", "logs", "-o", "out/r.json"],
    "follow": ["-f", "-", "--format", "json"],
    "exec": ["logs", "--exec", "true", "--format", "json"],
    "webhook": ["logs", "--webhook", "http://127.0.0.1:9/x", "--format", "json"],
}


EACH = ("scan pipe", "scan -o", "redact", "redact -o", "follow")  # of the others every third call


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("error", ERRORS, ids=errno.errorcode.get)
def test_each_call_fails_once(place, monkeypatch, capsys, way, error):
    """Whatever call fails: a code of the contract, one line why, the old file or a whole one."""
    runs = Runs(place, monkeypatch, capsys, WAYS[way])
    failed = runs.all_calls(error, 1 if ALL or way in EACH else 3)
    names = {name for name, _ in failed}
    assert len(failed) >= 5
    assert {"open", "read"} <= names
    if "-o" in WAYS[way]:
        assert {"write", "fsync", "replace"} & names
    assert any(code == 2 for _, code in failed)
    if "out/r.json" in WAYS[way]:
        assert all(code == 2 for name, code in failed if name in ("fsync", "write"))


@pytest.mark.parametrize("way", ["own catalogue", "kept catalogue"])
def test_each_call_of_the_catalogues_cache_fails_once(place, monkeypatch, capsys, way):
    """What is kept only saves time: written or read, a fault of it costs nobody an event."""
    folder = place / "cache" / "logscan"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder.parent))
    runs = Runs(place, monkeypatch, capsys, ["logs", "--format", "json"])
    runs.once()
    builtin = set(folder.iterdir())
    runs.words = WAYS[way]

    def forget():
        for path in set(folder.iterdir()) - builtin:
            path.unlink()

    if way == "own catalogue":  # read from its files and kept anew each time
        runs.before = forget
    else:
        runs.once()
        assert set(folder.iterdir()) > builtin
    names = runs.once()
    for number in range(1, len(names) + 1, 1 if ALL else 3):
        runs.once(failing(errno.EIO), {number})
        assert not [path for path in folder.iterdir() if path.suffix == ".tmp"]
        if runs.code == 0:
            assert json.loads(runs.out)["stats"]["events"] == 2 * EVENTS
    runs.once()
    assert (runs.code, json.loads(runs.out)["stats"]["events"]) == (0, 2 * EVENTS)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of Popen itself
@pytest.mark.parametrize("way", ["exec", "webhook"])
def test_each_call_of_an_alert_fails_once(place, monkeypatch, capsys, way):
    """An alert that fails is counted and said; the report and its code stay."""
    monkeypatch.setattr("logscan.cli.delivery.BACK_OFF_SECONDS", ())
    runs = Runs(place, monkeypatch, capsys, WAYS[way], thread="alerts")
    for name, code in runs.all_calls(errno.EIO):
        assert (name, code) == (name, 0)
    assert json.loads(runs.out)["complete"]


@pytest.mark.parametrize("way", [way for way in WAYS if way not in ("exec", "webhook")])
def test_short_reads_and_writes_change_nothing(place, monkeypatch, capsys, way):
    """Every read and write does one byte only: the same result, but for the time it took."""
    runs = Runs(place, monkeypatch, capsys, WAYS[way])
    runs.once()
    whole = runs.code, len(runs.out), len(runs.target.read_bytes())
    monkeypatch.setattr("logscan.intake.sources.CHUNK_BYTES", 64)
    runs.once(short, None)
    assert runs.code == whole[0]
    assert len(runs.out) == pytest.approx(whole[1], abs=20)  # a time may have more digits
    assert len(runs.target.read_bytes()) == pytest.approx(whole[2], abs=20)


@pytest.mark.parametrize("way", WAYS)
def test_ctrl_c_before_each_call(place, monkeypatch, capsys, way):
    """Wherever it falls: a report or the whole old file, and the code says which it was."""
    runs = Runs(place, monkeypatch, capsys, WAYS[way])
    number = 1
    while number <= len(runs.once(interrupting, {number})):
        assert runs.code in (0, 130)
        if "json" in WAYS[way] and "-o" not in WAYS[way]:
            found = json.loads(runs.out)
            assert found["complete"] == (runs.code == 0)
        number += 1 if ALL else 5


def test_nothing_of_a_fault_is_forgotten(place, monkeypatch, capsys):
    """A read that fails makes the report incomplete, names the source and gives 2."""
    runs = Runs(place, monkeypatch, capsys, ["logs", "--format", "json"])
    names = runs.once()
    reads = [number for number, name in enumerate(names, 1) if name == "read"]
    for number in reads:
        runs.once(failing(errno.EIO), {number})
        found = json.loads(runs.out)
        assert (runs.code, found["complete"]) == (2, False)
        assert "Input/output error" in found["warnings"][0]
    assert Path("logs/a.log").read_text() == LOG
