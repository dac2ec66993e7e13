"""``logscan bundle`` packs what a ticket needs, the same each time, without secrets."""

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

SAMPLE = Path(__file__).parent.parent.parent / "samples" / "database-down-at-boot" / "input.log"
SECRET = "hunter2" + "swordfish"


def bundle(*words, cwd):
    """Run the real command."""
    return subprocess.run(
        [sys.executable, "-m", "logscan", "bundle", *map(str, words)],
        check=False, capture_output=True, timeout=60, cwd=cwd,
    )  # fmt: skip


def test_a_bundle_holds_every_form_and_is_reproducible(tmp_path):
    """Reports, an excerpt around the incident, a manifest whose hashes are right."""
    log = tmp_path / "app.log"
    log.write_text(SAMPLE.read_text() + f"2026-10-18T09:20:00Z postgres://u:{SECRET}@dpg-x-a/db\n")
    assert bundle(log, "-o", "one.zip", cwd=tmp_path).returncode == 0
    assert bundle(log, "-o", "two.zip", cwd=tmp_path).returncode == 0
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert {"report.md", "report.html", "report.json", "timeline.csv", "manifest.json"} <= set(
        files
    )
    assert b"ECONNREFUSED" in files["excerpts/app.log.econnrefused.log"]
    for entry in json.loads(files["manifest.json"])["files"]:
        data = files[entry["name"]]
        assert (entry["bytes"], entry["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert not any(SECRET.encode() in data for data in files.values())


def read(path, name):
    """One file of a bundle, as text."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def test_the_log_is_read_as_a_scan_would_read_it(tmp_path):
    """Zone, date, layout, language and own signatures are options here, too."""
    (tmp_path / "app.log").write_text("10:17:37 PM [hh4tw] Error: connect ECONNREFUSED 1.2.3.4:5\n")
    own = tmp_path / "own" / "enoent.yaml"
    own.parent.mkdir()
    text = (SAMPLE.parent.parent.parent / "signatures" / "filesystem" / "enoent.yaml").read_text()
    own.write_text(text)
    words = ("--tz", "Asia/Seoul", "--date", "2025-10-24", "--lang", "ko", "--catalogue", own)
    assert bundle("app.log", "-o", "b.zip", *words, cwd=tmp_path).returncode == 0
    report = json.loads(read(tmp_path / "b.zip", "report.json"))
    assert report["findings"][0]["first"] == "2025-10-24T13:17:37Z"
    assert "장애" in read(tmp_path / "b.zip", "report.md")
    assert bundle("app.log", "--layout", "nothing", cwd=tmp_path).returncode == 2
    assert bundle("app.log", "--catalogue", "gone.yaml", cwd=tmp_path).returncode == 2
    assert {path.name for path in tmp_path.iterdir()} == {"app.log", "own", "b.zip"}


def test_the_settings_file_counts(tmp_path):
    """What it says about reading and language holds; ``output`` is that of a scan."""
    (tmp_path / "app.log").write_bytes(SAMPLE.read_bytes())
    (tmp_path / "logscan.toml").write_text('lang = "ko"\noutput = "report.md"\n')
    assert bundle("app.log", cwd=tmp_path).returncode == 0
    assert "장애" in read(tmp_path / "incident.zip", "report.md")


def test_an_input_is_not_overwritten(tmp_path):
    """The archive may not take the place of the log."""
    log = tmp_path / "app.log"
    log.write_bytes(SAMPLE.read_bytes())
    done = bundle(log, "-o", log, cwd=tmp_path)
    assert (done.returncode, log.read_bytes()) == (2, SAMPLE.read_bytes())


def test_what_could_not_be_read_is_told(tmp_path):
    """The archive is still written; the exit code is 2."""
    done = bundle(SAMPLE, "gone.log", "-o", "b.zip", cwd=tmp_path)
    assert done.returncode == 2
    assert (tmp_path / "b.zip").exists()
    assert b"gone.log" in done.stderr
