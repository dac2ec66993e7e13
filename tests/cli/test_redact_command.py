"""``logscan redact`` prints the log without its secrets."""

import gzip
import os
import subprocess
import sys

SECRET = "hunter2" + "swordfish"
LINES = (
    f"2025-10-24T12:00:01Z connecting to postgres://app:{SECRET}@dpg-x-a:5432/db\n"
    "2025-10-24T12:00:02Z ready \N{PARTY POPPER}\n"
)


def redact(*words, **more):
    """Run the real command."""
    return subprocess.run(
        [sys.executable, "-m", "logscan", "redact", *map(str, words)],
        check=False, capture_output=True, timeout=60, **more,
    )  # fmt: skip


def test_a_pipe_keeps_its_lines_and_loses_its_secrets():
    """Only the secret goes; its kind and a number stand in its place; the host stays."""
    done = redact(input=LINES.encode() + b"\xff raw bytes stay\r\n")
    assert done.returncode == 0
    assert SECRET.encode() not in done.stdout
    first, second, third = done.stdout.split(b"\n")[:3]
    assert b"dpg-x-a:5432/db" in first
    assert b"[redacted:" in first
    assert second == LINES.splitlines()[1].encode()
    assert third == b"\xff raw bytes stay\r"
    assert b"redacted 1 " in done.stderr


def test_files_compressed_or_not_go_to_a_file(tmp_path):
    """Sources are read as in a scan; the output appears whole."""
    (tmp_path / "a.log").write_text(LINES)
    (tmp_path / "b.gz").write_bytes(gzip.compress(LINES.encode()))
    done = redact(tmp_path / "a.log", tmp_path / "b.gz", "-o", tmp_path / "out.log")
    text = (tmp_path / "out.log").read_text()
    assert (done.returncode, done.stdout) == (0, b"")
    assert SECRET not in text
    assert text.count("dpg-x-a") == 2


def test_nothing_to_redact_is_said():
    """A clean log comes out as it went in."""
    done = redact(input=b"ready\n")
    assert (done.stdout, b"no secrets found" in done.stderr) == (b"ready\n", True)


def test_personal_data_has_its_own_switch():
    """Addresses are kept unless asked: they are often the diagnosis."""
    line = b"mail from kim@example.com\n"
    assert b"kim@example.com" in redact(input=line).stdout
    assert b"kim@example.com" not in redact("--personal", input=line).stdout


def test_a_missing_file_is_told(tmp_path):
    """The rest is still printed; the exit code is 2."""
    (tmp_path / "a.log").write_text("ok\n")
    done = redact("gone.log", tmp_path / "a.log", env={**os.environ})
    assert (done.returncode, done.stdout) == (2, b"ok\n")
    assert b"gone.log" in done.stderr
