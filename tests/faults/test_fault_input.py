"""Faults of what is read: closed, missing, empty, endless, damaged, in another character set."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import zstandard
from fault_helpers import (
    COMMAND,
    ERROR,
    SECONDS,
    environment,
    logscan,
    shell,
    start,
    without_privileges,
)
from fault_injector import wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX shells and streams")
LINES = 20
TEXT = "".join(ERROR.format(n=n % 10) for n in range(LINES)).encode()
PACKERS = {"gzip": gzip.compress, "zstd": zstandard.compress}


@pytest.fixture
def log(tmp_path):
    """A log with an error on every line."""
    path = tmp_path / "app.log"
    path.write_bytes(TEXT)
    return path


def scanned(data, *words):
    """The document about *data* on standard input, which was a success."""
    done = logscan(*words, "--format", "json", data=data)
    assert (done.code, done.said) == (0, []), done.err
    return done.document


def events(found):
    """How many events were found."""
    return found["stats"]["events"]


# ---------------------------------------------------------------- nothing to read


@pytest.mark.fault(7)
@pytest.mark.parametrize("words", ["", "-", "redact", "-f -"])
def test_standard_input_is_closed(words):
    """One line that says what to do, 2, at once."""
    done = shell(f"logscan {words} <&-")
    assert done.code == 2
    assert any("closed" in line for line in done.said)


@pytest.mark.fault(7)
@pytest.mark.parametrize("end", [b"\x04", None])
def test_a_terminal_gives_nothing(tmp_path, end):
    """A hint what to paste; Ctrl-D or a terminal that goes away ends like an empty log, 0."""
    pty = pytest.importorskip("pty")
    parent, child = pty.openpty()
    with start("--format", "json", stdin=child, cwd=tmp_path) as process:
        os.close(child)
        assert process.stderr.readline() == b"Paste the log, then press Ctrl-D\n"
        if end:
            os.write(parent, end)
        else:
            os.close(parent)
        found = json.loads(process.stdout.read())
        assert b"Traceback" not in process.stderr.read()
        code = process.wait(SECONDS)
    if end:
        os.close(parent)
        assert (code, found["complete"]) == (0, True)
    assert found["stats"]["lines"] == 0
    assert code in (0, 2)  # a lost terminal is an input error on some systems


@pytest.mark.fault(15)
@pytest.mark.parametrize(("data", "lines"), [(b"", 0), (b"\n", 1), (b"\n \n\t\r\n", 3)])
def test_an_empty_log(tmp_path, data, lines):
    """Empty or blank, from a file or a pipe: a report that says so, 0."""
    assert scanned(data)["stats"]["lines"] == lines
    (tmp_path / "app.log").write_bytes(data)
    done = logscan("app.log", cwd=tmp_path)
    assert (done.code, done.said) == (0, [])
    assert f"{lines} line".encode() in done.out


# ---------------------------------------------------------------- files that are not there


@pytest.mark.fault(14)
def test_one_of_several_cannot_be_read(log):
    """Missing, locked, a broken link: each is named, the others are scanned, 2."""
    (log.parent / "locked.log").write_bytes(TEXT)
    (log.parent / "locked.log").chmod(0)
    (log.parent / "broken.log").symlink_to("nowhere")
    done = logscan(
        "missing.log", "locked.log", "app.log", "broken.log", "--format", "json",
        cwd=log.parent, preexec_fn=without_privileges,
    )  # fmt: skip
    assert (done.code, done.document["complete"], events(done.document)) == (2, False, LINES)
    for name in ("missing.log", "locked.log", "broken.log"):
        assert any(name in line for line in done.said)
        assert any(name in warning for warning in done.document["warnings"])


@pytest.mark.fault(14)
def test_a_file_vanishes_before_its_turn(log):
    """A file that was there when the run began is named when its turn comes."""
    (log.parent / "b.log").write_bytes(TEXT)
    os.mkfifo(log.parent / "a.log")
    with start("a.log", "b.log", "app.log", "--format", "json", cwd=log.parent) as process:
        with (log.parent / "a.log").open("wb") as first:
            first.write(TEXT)
            (log.parent / "b.log").unlink()
        found = json.loads(process.stdout.read())
        assert b"b.log" in process.stderr.read()
        assert process.wait(SECONDS) == 2
    assert (found["complete"], events(found)) == (False, 2 * LINES)


@pytest.mark.fault(14)
def test_a_folder_among_files(log):
    """A folder is read, a folder that may not be listed is named."""
    for name in ("open", "locked"):
        (log.parent / name).mkdir()
        (log.parent / name / "x.log").write_bytes(TEXT)
    (log.parent / "locked").chmod(0)
    done = logscan(
        "open", "locked", "app.log", "--format", "json",
        cwd=log.parent, preexec_fn=without_privileges,
    )  # fmt: skip
    (log.parent / "locked").chmod(0o755)
    assert (done.code, events(done.document)) == (2, 2 * LINES)
    assert "locked" in done.said[0]


# ---------------------------------------------------------------- what is no plain file


@pytest.mark.fault(16)
@pytest.mark.parametrize(
    "script",
    [
        "mkfifo p; cat app.log > p & logscan p --format json",
        "cat app.log | logscan /dev/stdin --format json",
        "logscan <(cat app.log) --format json",
        "logscan --format json < app.log",
        "cat app.log | logscan - --format json",
        "mkfifo p; cat app.log > p & logscan p app.log --format json",
    ],
)
def test_pipes_of_all_kinds(log, script):
    """FIFO, /dev/stdin, process substitution, redirection: no seek, no size assumed."""
    done = shell(script, cwd=log.parent)
    assert (done.code, done.said) == (0, [])
    assert events(done.document) == LINES * (2 if "p app.log" in script else 1)


@pytest.mark.fault(16)
def test_a_pipe_in_a_folder_is_not_waited_for(log):
    """A folder with a FIFO that nobody writes to: it is left out, and the report says so."""
    os.mkfifo(log.parent / "fifo")
    done = logscan(".", "--format", "json", cwd=log.parent)
    assert (done.code, events(done.document)) == (0, LINES)
    assert "fifo is no regular file: left out" in " ".join(done.document["warnings"])


def bytes_read(pid):
    """How much a process has read so far."""
    return int(Path(f"/proc/{pid}/io").read_text().split()[1])


@pytest.mark.fault(17)
@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="no /proc/PID/io on this system")
def test_endless_zeros_and_ctrl_c(tmp_path):
    """/dev/zero: memory stays flat, Ctrl-C gives the report at once, 130."""
    resource = pytest.importorskip("resource")

    def limit_memory():
        resource.setrlimit(resource.RLIMIT_AS, (600 * 2**20, 600 * 2**20))

    with start("/dev/zero", "--format", "json", cwd=tmp_path, preexec_fn=limit_memory) as process:
        assert wait_until(lambda: bytes_read(process.pid) > 2**28)
        process.send_signal(signal.SIGINT)
        stopped = time.monotonic()
        out, err = process.communicate(timeout=SECONDS)
    assert time.monotonic() - stopped < 20  # a second, on a machine with nothing else to do
    found = json.loads(out)
    assert (process.returncode, found["complete"]) == (130, False)
    assert found["stats"]["bytes"] > 2**26
    assert b"Traceback" not in err


# ---------------------------------------------------------------- odd bytes


@pytest.mark.fault(20)
@pytest.mark.parametrize("before", [b"\xfa\xff", "일".encode("euc-kr"), "naïve".encode("latin-1")])
def test_bytes_that_are_no_utf_8(before):
    """The line is matched, the bytes are shown as U+FFFD and counted."""
    found = scanned(before + b" Error: connect ECONNREFUSED 10.0.0.5:5432\n" + "서버 ok\n".encode())
    assert events(found) == 1
    assert "\ufffd" in found["findings"][0]["evidence"][0]["text"]
    assert any("not UTF-8" in warning for warning in found["warnings"])


@pytest.mark.fault(21)
def test_a_mark_of_utf_8(tmp_path):
    """The first line is read as if the mark were not there; offsets count it."""
    plain, marked = scanned(TEXT), scanned(b"\xef\xbb\xbf" + TEXT)
    assert events(marked) == events(plain)
    assert marked["sources"][0]["layout"] == plain["sources"][0]["layout"]
    assert marked["sources"][0]["first"] == plain["sources"][0]["first"]
    assert marked["findings"][0]["evidence"][0]["offset"] == 3


@pytest.mark.fault(22)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_what_powershell_writes(encoding):
    """UTF-16 with or without its mark is read, and the report says so."""
    found = scanned(TEXT.decode().replace("\n", "\r\n").encode(encoding))
    assert events(found) == LINES
    assert "converted to UTF-8" in found["warnings"][0]


@pytest.mark.fault(23)
@pytest.mark.parametrize("end", [b"\r\n", b"\r\r\n", b"\n"])
def test_line_ends_of_other_systems(end):
    """CRLF changes nothing; no carriage return is shown."""
    done = logscan(data=TEXT.replace(b"\n", end))
    assert done.code == 0
    assert b"\r" not in done.out
    found = scanned(TEXT.replace(b"\n", end))
    assert events(found) == LINES
    assert "\r" not in json.dumps(found["findings"])


@pytest.mark.fault(23)
def test_a_progress_bar_before_the_error():
    """What a lone carriage return overwrote does not hide the error behind it."""
    bar = b"".join(b"\rBuilding %d%%" % n for n in range(100))
    found = scanned(bar + b"\rError: connect ECONNREFUSED 10.0.0.5:5432\n")
    assert events(found) == 1
    assert found["findings"][0]["captures"]["port"] == ["5432"]


@pytest.mark.fault(24)
def test_no_newline_at_the_end():
    """The last line counts as a line and is matched."""
    found = scanned(TEXT[:-1])
    assert (found["stats"]["lines"], events(found)) == (LINES, LINES)


@pytest.mark.fault(25)
def test_a_binary_file(tmp_path):
    """It is scanned as text, and the report says that it looks binary."""
    found = scanned(bytes(range(256)) * 40 + b"\n" + TEXT + b"\0" * 500)
    assert events(found) == LINES
    assert any("looks binary" in warning for warning in found["warnings"])


# ---------------------------------------------------------------- archives


@pytest.mark.fault(28)
@pytest.mark.parametrize("kind", PACKERS)
def test_an_archive_that_was_cut_off(tmp_path, kind):
    """What can be unpacked is used, the fault is told, 2."""
    packed = PACKERS[kind](
        b"".join(ERROR.format(n=os.urandom(4).hex()).encode() for _ in range(20_000))
    )
    (tmp_path / "app.log").write_bytes(packed[: len(packed) // 2])
    done = logscan("app.log", "--format", "json", cwd=tmp_path)
    assert (done.code, done.document["complete"]) == (2, False)
    assert events(done.document) > 1000
    assert "cut off" in done.said[0]


@pytest.mark.fault(29)
@pytest.mark.parametrize("kind", PACKERS)
def test_an_archive_of_several_parts(kind):
    """All members or frames are read; bytes behind them are a warning, and no fault."""
    pack = PACKERS[kind]
    assert events(scanned(pack(TEXT) + pack(TEXT))) == 2 * LINES
    found = scanned(pack(TEXT) + pack(TEXT) + b"garbage")
    assert (events(found), found["complete"]) == (2 * LINES, True)
    assert "followed by bytes" in found["warnings"][0]


@pytest.mark.fault(30)
@pytest.mark.parametrize("kind", PACKERS)
def test_a_bomb(tmp_path, kind):
    """It stops at the bound, in little memory, with a clear line, 2."""
    pack = PACKERS[kind]
    bomb = pack(b"\0" * 2**20) * 1500 if kind == "gzip" else pack(b"\0" * 2**30)
    (tmp_path / "bomb.log").write_bytes(bomb)
    script = "ulimit -v 1000000; logscan bomb.log --format json"
    done = shell(script, cwd=tmp_path)
    assert (done.code, done.document["complete"]) == (2, False)
    assert "200 times its size: stopped" in done.said[0]
    assert done.document["stats"]["bytes"] < 2**29


@pytest.mark.fault(30)
def test_an_archive_in_an_archive(tmp_path):
    """Only the outer one is unpacked: the inner one is bytes."""
    done = logscan("--format", "json", data=gzip.compress(gzip.compress(b"\0" * 2**26)))
    assert done.code == 0
    assert done.document["stats"]["bytes"] < 2**20


@pytest.mark.fault(31)
def test_names_say_nothing(tmp_path):
    """A .log that is packed and a .gz that is text are both read."""
    (tmp_path / "a.log").write_bytes(gzip.compress(TEXT))
    (tmp_path / "b.gz").write_bytes(TEXT)
    (tmp_path / "c.zst").write_bytes(gzip.compress(TEXT))
    done = logscan(".", "--format", "json", cwd=tmp_path)
    assert (done.code, done.said, events(done.document)) == (0, [], 3 * LINES)


# ---------------------------------------------------------------- JSON


@pytest.mark.fault(36)
def test_absurd_json_lines():
    """Deep, huge, NaN, keys twice, half a surrogate, cut off: text, and the output stays JSON."""
    message = '"message": "Error: connect ECONNREFUSED 10.0.0.5:5432"'
    lines = [
        f"{{{message}}}",
        '{"a": ' + "[" * 5000 + f", {message}",
        f'{{{message}, "n": {"9" * 5000}}}',
        f'{{{message}, "n": NaN, "n": Infinity, "n": 1}}',
        f'{{{message}, "x": "\\ud800"}}',
        f'{{"x": 1, {message}',
    ]
    done = logscan("--format", "json", data="\n".join(lines).encode())
    assert (done.code, done.said) == (0, [])
    found = json.loads(done.out.decode(), parse_constant=pytest.fail)
    assert (found["stats"]["lines"], events(found)) == (6, 6)
    assert found["sources"][0]["layout"] == "ndjson"


# ---------------------------------------------------------------- beside the forty


@pytest.mark.fault(42)
def test_little_memory_is_one_line(log):
    """A limit on memory ends a run with one line, never with a traceback."""
    codes = set()
    for limit in (60_000, 90_000, 120_000, 200_000, 800_000):
        done = shell(f"ulimit -v {limit}; logscan app.log --format json", cwd=log.parent)
        codes.add(done.code)
        if done.code == 0:
            assert events(done.document) == LINES
    assert 0 in codes


@pytest.mark.fault(42)
@pytest.mark.parametrize("limit", [10, 7, 6])
def test_few_open_files(log, limit):
    """A limit on open files does not show: one source is open at a time."""
    for name in range(20):
        (log.parent / f"{name}.log").write_bytes(TEXT)
    done = shell(f"ulimit -n {limit}; logscan . --format json", cwd=log.parent)
    assert (done.code, events(done.document)) == (0, 21 * LINES)


@pytest.mark.fault(43)
def test_ten_thousand_files(tmp_path):
    """Every file is read, and no file stays open."""
    for number in range(10_000):
        (tmp_path / f"{number:05d}.log").write_text(ERROR.format(n=number % 10))
    done = shell("ulimit -n 32; logscan . --format json", cwd=tmp_path)
    assert (done.code, events(done.document)) == (0, 10_000)
    assert len(done.document["sources"]) == 10_000


@pytest.mark.fault(44)
def test_a_loop_of_links(log):
    """Links to folders are not followed; a link to itself is named."""
    (log.parent / "loop").symlink_to(".")
    done = logscan(".", "--format", "json", cwd=log.parent)
    assert (done.code, events(done.document)) == (0, LINES)
    (log.parent / "self").symlink_to("self")
    done = logscan(".", "--format", "json", cwd=log.parent)
    assert (done.code, events(done.document)) == (2, LINES)
    assert "self" in done.said[0]


@pytest.mark.fault(48)
@pytest.mark.parametrize("words", [[], ["--format", "json"], ["--format", "markdown"], ["-q"]])
def test_file_names_that_would_steer_the_terminal(tmp_path, words):
    """Newlines, escapes and bytes that are no text are shown as harmless text."""
    name = b"a\nb\x1b]0;owned\x07\x1b[31m\xff\xe2\x80\xae.log"
    (tmp_path / os.fsdecode(name)).write_bytes(TEXT)
    done = logscan(*words, ".", "missing\x1b[31m\n", cwd=tmp_path)
    assert done.code == 2
    for shown in (done.out, done.err):
        text = shown.decode()
        assert not {"\x1b", "\x07", "\u202e"} & set(text)
    assert len(done.said) == 1


# ---------------------------------------------------------------- 40: the environment


@pytest.mark.fault(40)
@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"HOME": None, "XDG_CONFIG_HOME": None, "XDG_CACHE_HOME": None},
        {"HOME": "/proc/1", "XDG_CONFIG_HOME": None, "XDG_CACHE_HOME": None},
        {"TERM": None},
        {"TERM": "dumb"},
        {"COLUMNS": "1", "FORCE_COLOR": "1"},
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "ascii"},
    ],
    ids=",".join,
)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_poor_environments(log, env, language):
    """Whatever the environment lacks: a whole report in UTF-8, no traceback, 0."""
    done = logscan("app.log", "--lang", language, env=env, cwd=log.parent)
    assert (done.code, done.said) == (0, [])
    assert "ECONNREFUSED" in done.out.decode().replace("\n", "") or env.get("COLUMNS") == "1"


@pytest.mark.fault(40)
def test_nothing_at_all_in_the_environment(log):
    """A job that starts with an empty environment gets its report."""
    done = subprocess.run(
        [*COMMAND, str(log)], check=False, capture_output=True, timeout=SECONDS, env={}
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"ECONNREFUSED" in done.stdout


@pytest.mark.fault(40)
def test_a_terminal_one_column_wide(tmp_path, log):
    """A real terminal of one column is written to without an error."""
    pty = pytest.importorskip("pty")
    import fcntl
    import struct
    import termios

    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 1, 1, 0, 0))
    with subprocess.Popen(
        [*COMMAND, str(log), "-q"],
        stdout=child, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
        env=environment(TERM="xterm", COLUMNS=None, LINES=None),
    ) as process:  # fmt: skip
        os.close(child)
        shown = b""
        try:
            while data := os.read(parent, 65_536):
                shown += data
        except OSError:  # the terminal has lost its process
            pass
        err = process.stderr.read()
        assert process.wait(SECONDS) == 0
    os.close(parent)
    assert (err, len(shown) > 50) == (b"", True)
