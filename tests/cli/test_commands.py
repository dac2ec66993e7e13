"""The command line keeps the contract: streams, exit codes, options, files."""

import gzip
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from logscan.cli import main
from logscan.report import schema

ROOT = Path(__file__).parent.parent.parent
SAMPLE = ROOT / "samples" / "database-down-at-boot" / "input.log"
HEALTHY = ROOT / "samples" / "healthy-deploy"
LINE = "2025-10-24T12:00:0{n}Z Error: connect ECONNREFUSED 10.0.0.5:5432\n"
COMMAND = [sys.executable, "-m", "logscan"]


@pytest.fixture(autouse=True)
def alone(tmp_path, monkeypatch):
    """No settings of the machine or the checkout reach a test."""
    for name in list(os.environ):
        if name.startswith(("LOGSCAN_", "LC_")) or name in ("LANG", "NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def log(tmp_path):
    """A small log with one known error, seen twice."""
    path = tmp_path / "app.log"
    path.write_text(LINE.format(n=1) + "2025-10-24T12:00:02Z ok\n" + LINE.format(n=3))
    return path


def logscan(*words, **more):
    """Run the real command in a process of its own."""
    return subprocess.run(
        [*COMMAND, *map(str, words)], check=False, capture_output=True, timeout=60, **more
    )


def document(output):
    """The JSON document, after it was held against the published schema."""
    found = json.loads(output)
    jsonschema.validate(found, schema("report"))
    return found


# ---------------------------------------------------------------- ways in


@pytest.mark.parametrize("words", [[], ["-"], ["scan"], ["scan", "-"]])
def test_a_pipe_is_read(log, words):
    """No source, a dash, with or without the command's name: standard input."""
    done = logscan(*words, "--format", "json", input=log.read_bytes())
    found = document(done.stdout)
    assert (done.returncode, done.stderr) == (0, b"")
    assert found["sources"][0]["name"] == "stdin"
    assert found["verdict"]["cause"] == "econnrefused"
    assert found["findings"][0]["occurrences"] == 2


def test_a_compressed_pipe_is_read(log):
    """Gzip is known on standard input too."""
    done = logscan("--format", "json", input=gzip.compress(log.read_bytes()))
    assert document(done.stdout)["stats"]["lines"] == 3


def test_files_and_folders_are_read(log, tmp_path):
    """Several sources make one report; a first word that is no command is a source."""
    shutil.copy(log, tmp_path / "b.log")
    done = logscan(log, tmp_path, "--format", "json")
    assert [Path(s["name"]).name for s in document(done.stdout)["sources"]] == [
        "app.log", "app.log", "b.log",
    ]  # fmt: skip


def test_a_file_named_like_a_command(tmp_path, log):
    """It is reached with ./ or behind --."""
    shutil.copy(log, tmp_path / "explain")
    for words in (["./explain"], ["--", "explain"]):
        done = logscan("--format", "json", *words)
        assert document(done.stdout)["stats"]["events"] == 2


def test_one_unreadable_source_does_not_stop_the_others(log):
    """The rest is scanned, the fault is named, the exit code is 2."""
    done = logscan("missing.log", log, "--format", "json")
    found = document(done.stdout)
    assert (done.returncode, found["complete"]) == (2, False)
    assert found["stats"]["events"] == 2
    assert any("missing.log" in warning for warning in found["warnings"])
    assert b"missing.log" in done.stderr


@pytest.mark.parametrize("data", [b"", b"\n\n\n", b"\x00\x01\x02\xff" * 100, b"\xff\xfe"])
def test_odd_input_is_an_answer(data):
    """Empty, blank or binary input: a report and 0, no traceback."""
    done = logscan(input=data)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout


# ---------------------------------------------------------------- ways out


def test_an_output_file_takes_the_report(log, tmp_path):
    """With -o standard output stays empty and one line on standard error says where."""
    done = logscan(log, "-o", tmp_path / "r.json")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode().count("\n") == 1
    assert document((tmp_path / "r.json").read_text())["stats"]["events"] == 2


def test_the_format_wins_over_the_suffix(log, tmp_path):
    """--format says what is written, whatever the file is called."""
    logscan(log, "-o", tmp_path / "r.txt", "--format", "json")
    assert document((tmp_path / "r.txt").read_text())


def test_events_as_json_lines(log):
    """One event a line, each valid against its schema."""
    done = logscan(log, "--format", "jsonl")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    for event in events:
        jsonschema.validate(event, schema("event"))
    assert [(e["line"], e["signature"]) for e in events] == [
        (1, "econnrefused"),
        (3, "econnrefused"),
    ]
    assert events[0]["captures"] == {"host": "10.0.0.5", "port": "5432"}


def test_events_come_while_the_pipe_is_open():
    """An event is written as soon as its line has come, without --follow."""
    with subprocess.Popen(
        [*COMMAND, "--format", "jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        for n in (1, 2):
            process.stdin.write(LINE.format(n=n).encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["line"] == n
        process.stdin.close()
        assert process.wait(20) == 0


def test_the_input_is_never_overwritten(log):
    """-o that names an input is refused before anything is read."""
    before = log.read_bytes()
    done = logscan(log, "-o", log, "--format", "json")
    assert (done.returncode, log.read_bytes()) == (2, before)
    assert b"is an input" in done.stderr


@pytest.mark.parametrize("where", ["nowhere/r.json", ".", "r.xyz"])
def test_an_output_that_cannot_be_is_refused(log, where):
    """No such folder, a folder, no known suffix: one line and 2."""
    done = logscan(log, "-o", where)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_one_line(log):
    """Writing the report fails: 2 and no traceback."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, log], check=False, stdout=full, stderr=subprocess.PIPE, timeout=60
        )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_a_closed_pipe_is_success(tmp_path):
    """``logscan | head -1`` ends quietly with 0."""
    path = tmp_path / "big.log"
    path.write_text(LINE.format(n=1) * 3000)
    with subprocess.Popen(
        [*COMMAND, path, "--format", "jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()
    assert (process.returncode, errors) == (0, b"")


# ---------------------------------------------------------------- exit codes and signals


@pytest.mark.parametrize(("severity", "code"), [("critical", 1), ("low", 1)])
def test_fail_on(log, severity, code):
    """A finding as grave as --fail-on makes the exit code 1."""
    assert logscan(log, "--fail-on", severity).returncode == code


def test_fail_on_without_a_finding():
    """A healthy log passes."""
    path = next(p for p in HEALTHY.iterdir() if p.name.startswith("input"))
    assert logscan(path, "--fail-on", "medium").returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_gives_the_partial_report(number):
    """Ctrl-C and SIGTERM: what was read is reported, incomplete, 130 or 143."""
    with subprocess.Popen(
        [*COMMAND, "--format", "json"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        process.stdin.write(LINE.format(n=1).encode())
        process.stdin.flush()
        time.sleep(1.5)
        process.send_signal(number)
        output = process.stdout.read()
        assert process.wait(20) == 128 + number
    found = document(output)
    assert (found["complete"], found["stats"]["events"]) == (False, 1)
    assert "stopped at line" in found["warnings"][0]


@pytest.mark.parametrize(
    "words",
    [
        ["--format", "pdf"],
        ["--layout", "nothing"],
        ["--tz", "Mars/Phobos"],
        ["--date", "yesterday"],
        ["--since", "soon"],
        ["--level", "loud"],
        ["--only", "no-such-id"],
        ["--nonsense"],
        ["explain", "econnrefusedd"],
        ["signatures", "list", "--kind", "odd"],
    ],
)
def test_wrong_words_are_usage_errors(words):
    """One clear line (or the usage) on standard error, nothing on standard output, 2."""
    done = logscan(*words, input=b"")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr
    assert done.stderr


# ---------------------------------------------------------------- options


def scan(words, data, monkeypatch, capsysbinary):
    """Run in this process, with the data on standard input."""
    reading, writing = os.pipe()
    os.write(writing, data)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(pipe))
        code = main([*words, "--format", "json"])
    return code, json.loads(capsysbinary.readouterr().out)


def test_only_and_exclude(log, monkeypatch, capsysbinary):
    """They choose signatures by id."""
    data = (
        log.read_bytes()
        + b"2025-10-24T12:00:05Z Error: listen EADDRINUSE: address already in use :::1\n"
    )
    ids = lambda found: {f["signature"] for f in found["findings"]}  # noqa: E731 - short
    assert ids(scan([], data, monkeypatch, capsysbinary)[1]) == {"econnrefused", "eaddrinuse"}
    only = scan(["--only", "eaddrinuse"], data, monkeypatch, capsysbinary)[1]
    assert ids(only) == {"eaddrinuse"}
    without = scan(["--exclude", "eaddrinuse"], data, monkeypatch, capsysbinary)[1]
    assert ids(without) == {"econnrefused"}


def test_since_and_until(log, monkeypatch, capsysbinary):
    """They take RFC 3339 and relative times; what lies outside is not counted."""
    data = log.read_bytes()
    words = ["--since", "2025-10-24T12:00:02Z"]
    assert scan(words, data, monkeypatch, capsysbinary)[1]["stats"]["events"] == 1
    words = ["--until", "2025-10-24T12:00:02Z"]
    assert scan(words, data, monkeypatch, capsysbinary)[1]["stats"]["events"] == 1
    assert scan(["--since", "-2h"], data, monkeypatch, capsysbinary)[1]["stats"]["events"] == 0


def test_zone_and_date(monkeypatch, capsysbinary):
    """--tz and --date complete what the times lack, and the report says so."""
    data = b"10:17:37 PM [hh4tw] Error: connect ECONNREFUSED 10.0.0.5:5432\n" * 2
    words = ["--tz", "Asia/Seoul", "--date", "2025-10-24"]
    found = scan(words, data, monkeypatch, capsysbinary)[1]
    assert found["findings"][0]["first"] == "2025-10-24T13:17:37Z"
    assert found["findings"][0]["instances"] == ["hh4tw"]
    assert len(found["warnings"]) == 2


def test_a_layout_can_be_forced(log, monkeypatch, capsysbinary):
    """--layout wins over detection."""
    found = scan(["--layout", "plain"], log.read_bytes(), monkeypatch, capsysbinary)[1]
    assert found["sources"][0]["layout"] == "plain"


def test_secrets_are_taken_out_unless_asked(monkeypatch, capsysbinary):
    """Redaction is the default; --no-redact is explicit."""
    secret = "hunter2" + "swordfish"
    data = f"Error: connect ECONNREFUSED postgres://u:{secret}@dpg-x-a:5432/db\n".encode()
    assert secret not in json.dumps(scan([], data, monkeypatch, capsysbinary)[1])
    assert secret in json.dumps(scan(["--no-redact"], data, monkeypatch, capsysbinary)[1])


def test_environment_and_project_file(log, tmp_path, monkeypatch):
    """File < environment < flag."""
    (tmp_path / "logscan.toml").write_text('format = "json"\nlang = "ko"\n')
    assert document(logscan(log).stdout)
    lines = logscan(log, env={**os.environ, "LOGSCAN_FORMAT": "jsonl"}).stdout.splitlines()
    assert len(lines) == 2
    assert document(
        logscan(log, "--format", "json", env={**os.environ, "LOGSCAN_FORMAT": "jsonl"}).stdout
    )


def test_the_language_of_the_project_holds_everywhere(tmp_path):
    """The settings file's language is that of the other commands, too."""
    (tmp_path / "logscan.toml").write_text('lang = "ko"\n')
    for words in (["explain", "econnrefused"], ["signatures", "list"], ["runbook"]):
        assert max(logscan(*words).stdout.decode()) > "\uac00", words


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('context = "many"', "'context' takes a number"),
        ("quiet = 1", "'quiet' takes true or false"),
        ("only = 3", "'only' takes strings"),
        ("only = [3]", "'only' takes strings"),
        ('lang = ["ko"]', "'lang' takes a string"),
        ("format = {x = 1}", "'format' takes a string"),
        ("colour = 'never'", "unknown key 'colour' (did you mean color?)"),
    ],
)
def test_a_wrong_value_in_a_file_is_told_with_its_place(log, tmp_path, line, said):
    """One line: file, line, column, what the option takes."""
    (tmp_path / "logscan.toml").write_text(f"# ours\n\n  {line}\n")
    done = logscan(log)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"logscan.toml:3:3: {said}\n"


def test_values_of_a_file_are_what_they_mean(log, tmp_path):
    """One word for an option that takes several, a number, a switch, a date, a time."""
    (tmp_path / "logscan.toml").write_text(
        'only = "econnrefused"\ncontext = 0\nquiet = true\nformat = "json"\n'
        "date = 2025-10-24\nsince = 2025-10-24T12:00:02Z\n"
    )
    found = document(logscan(log).stdout)
    assert [finding["occurrences"] for finding in found["findings"]] == [1]


def test_a_bad_project_file_is_one_line(log, tmp_path):
    """An unknown key is named, with the nearest known one."""
    (tmp_path / "logscan.toml").write_text('formt = "json"\n')
    done = logscan(log)
    assert done.returncode == 2
    assert b"did you mean format?" in done.stderr


@pytest.mark.parametrize(
    ("words", "environment", "settings", "said"),
    [
        (["--format", "pdf"], {}, "", "--format: 'pdf' is not one of terminal, "),
        ([], {"LOGSCAN_FORMAT": "pdf"}, "", "LOGSCAN_FORMAT: 'pdf' is not one of "),
        ([], {}, 'format = "pdf"\n', "logscan.toml: format: 'pdf' is not one of "),
    ],
)
def test_a_wrong_choice_is_told_with_its_origin(log, tmp_path, words, environment, settings, said):
    """One line that says where the word stands, and which there are."""
    (tmp_path / "logscan.toml").write_text(settings)
    done = logscan(log, *words, env={**os.environ, **environment})
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(said)
    assert done.stderr.count(b"\n") == 1


def test_the_language_follows_the_locale(log):
    """LANG=ko gives Korean; --lang wins."""
    korean = logscan(log, "--format", "json", env={**os.environ, "LANG": "ko_KR.UTF-8"})
    assert document(korean.stdout)["findings"][0]["title"] == "연결 거부됨" or any(
        "\uac00" <= c <= "\ud7a3" for c in document(korean.stdout)["verdict"]["headline"]
    )
    english = logscan(
        log, "--format", "json", "--lang", "en", env={**os.environ, "LANG": "ko_KR.UTF-8"}
    )
    assert document(english.stdout)["verdict"]["headline"].isascii()


def test_colour_only_where_it_is_wanted(log):
    """A pipe gets none, --color always does."""
    assert b"\x1b[" not in logscan(log).stdout
    assert b"\x1b[" in logscan(log, "--color", "always").stdout
    assert b"\x1b[" in logscan(log, env={**os.environ, "FORCE_COLOR": "1"}).stdout


def test_min_severity_hides_the_rest(log):
    """Findings below it are left out of the report."""
    log.write_text(
        log.read_text() + "2025-10-24T12:00:09Z ==> No open ports detected, continuing to scan...\n"
    )
    found = document(logscan(log, "--format", "json", "--min-severity", "critical").stdout)
    assert {f["severity"] for f in found["findings"]} == {"critical"}


# ---------------------------------------------------------------- catalogue


def test_a_broken_catalogue_does_not_stop_the_scan(log, tmp_path):
    """The fault is told with file, line and column; the built-in signatures still run; 2."""
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: bad\npattern: error #5\n")
    done = logscan(log, "--catalogue", bad, "--format", "json")
    assert done.returncode == 2
    assert f"{bad}:".encode() in done.stderr
    assert document(done.stdout)["stats"]["events"] == 2


def test_own_signatures_add_and_override(tmp_path):
    """A user's file is found by --catalogue and by the user's config folder."""
    text = """\
id: own-problem
title: {en: Own problem}
category: runtime
severity: high
anchors: [FLUX_CAPACITOR]
pattern: 'FLUX_CAPACITOR is gone'
cause: {en: It is gone.}
steps:
  - {within: 5m, text: {en: Put it back.}, source: 'https://example.com/flux'}
examples: ['Error: FLUX_CAPACITOR is gone']
counterexamples: ['FLUX_CAPACITOR is fine']
since: 0.1.0
"""
    data = b"Error: FLUX_CAPACITOR is gone\n"
    own = tmp_path / "own-problem.yaml"
    own.write_text(text)
    found = document(logscan("--catalogue", own, "--format", "json", input=data).stdout)
    assert found["verdict"]["cause"] == "own-problem"
    folder = tmp_path / "config" / "logscan" / "signatures"
    folder.mkdir(parents=True)
    shutil.copy(own, folder)
    found = document(logscan("--format", "json", input=data).stdout)
    assert found["verdict"]["cause"] == "own-problem"
    assert logscan("signatures", "check", own).returncode == 0


def test_a_project_names_its_signatures_in_its_file(tmp_path):
    """``catalogue`` in logscan.toml is relative to that file, and overrides by id."""
    folder = tmp_path / "signatures"
    folder.mkdir()
    text = logscan("signatures", "show", "enoent").stdout.decode()
    (folder / "enoent.yaml").write_text(
        text.replace("en: No such file or directory", "en: Lost file")
    )
    (tmp_path / "logscan.toml").write_text('catalogue = ["./signatures"]\n')
    data = b"Error: ENOENT: no such file or directory, open '/x/config.json'\n"
    found = document(logscan("--format", "json", input=data).stdout)
    assert found["findings"][0]["signature"] == "enoent"
    assert (
        found["generator"]["catalogue_digest"]
        != document(logscan("--format", "json", input=data, cwd="/").stdout)["generator"][
            "catalogue_digest"
        ]
    )


def test_list_show_explain():
    """The catalogue can be looked at, in both languages."""
    listed = logscan("signatures", "list")
    assert listed.stdout.count(b"\n") >= 150
    assert b"id: econnrefused" in logscan("signatures", "show", "econnrefused").stdout
    assert b"Why it happens" in logscan("explain", "econnrefused").stdout
    assert "원인" in logscan("explain", "econnrefused", "--lang", "ko").stdout.decode()


def test_unknown_ids_come_with_a_hint():
    """A misspelt id is answered with the nearest ones."""
    assert b"did you mean econnrefused" in logscan("explain", "econrefused").stderr


def test_a_new_signature_from_a_line(tmp_path):
    """The skeleton is written, and checking it says what is missing."""
    line = "Error: FLUX_CAPACITOR overheated at 88 mph"
    done = logscan(
        "signatures", "new", "--from-line", line, "--id", "flux-hot", "--folder", tmp_path
    )
    path = Path(done.stdout.decode().strip())
    assert (done.returncode, path.name) == (0, "flux-hot.yaml")
    assert line in path.read_text()
    assert logscan("signatures", "check", path).returncode == 2
    again = logscan(
        "signatures", "new", "--from-line", line, "--id", "flux-hot", "--folder", tmp_path
    )
    assert again.returncode == 2


@pytest.mark.parametrize("words", [["--version"], ["-V"]])
def test_the_version(words):
    """One line."""
    assert logscan(*words).stdout.startswith(b"logscan 0.")


@pytest.mark.parametrize(
    "words", [["--help"], ["scan", "--help"], ["signatures", "--help"], ["explain", "-h"]]
)
def test_help(words):
    """Every command explains itself."""
    assert b"Usage" in logscan(*words).stdout


@pytest.mark.parametrize(
    ("words", "environment", "code"),
    [
        (["--context", "many"], {}, 2),
        (["--context", "99"], {}, 2),
        (["--context", "5"], {}, 0),
        ([], {"LOGSCAN_CONTEXT": "3", "LOGSCAN_QUIET": "yes", "LOGSCAN_REDACT": "0"}, 0),
        ([], {"LOGSCAN_QUIET": "perhaps"}, 2),
        (["--only", "econnrefused", "--only", "enoent"], {}, 0),
    ],
)
def test_values_are_read_as_what_they_are(log, words, environment, code):
    """Numbers within their bounds, switches as yes or no, repeated words as a list."""
    done = logscan(log, *words, env={**os.environ, **environment})
    assert done.returncode == code, done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "absent"),
    [
        (
            ["--version"],
            (
                "hashlib hyperscan logscan.analysis logscan.engine logscan.redaction logscan.scanner"
                " numpy pandas pydantic regex rich starlette tomllib yaml zstandard"
            ),
        ),
        (
            ["LOG"],
            (
                "hashlib logscan.analysis.frames logscan.catalogue.patterns logscan.cli.live logscan.web"
                " multiprocessing numpy pandas pydantic rich.console rich.text starlette tomllib yaml"
                " zstandard"
            ),
        ),
    ],
    ids=["version", "scan"],
)
def test_a_command_does_not_import_what_it_does_not_need(log, tmp_path, words, absent):
    """Tables, servers, YAML and the pages of rich would cost more than the scan of a short log.

    Except at the first run, which reads the catalogue and takes its patterns apart.
    """
    code = (
        "import sys; from logscan.cli import main; main(sys.argv[1:]);"
        "print(*sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, *(str(log) if word == "LOG" else word for word in words)]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    for _ in range(2):
        done = subprocess.run(command, check=True, capture_output=True, timeout=60, env=environment)
    assert done.stdout
    assert set(absent.split()) & set(done.stderr.decode().split()) == set()
