"""What lies behind an address is read like a file, and what goes wrong is said in one line."""

import gzip
import json
import pickle
import subprocess
import sys
import time
from pathlib import Path

import pytest
import zstandard
from remote_servers import forget

from logscan.cli import main
from logscan.intake.expansion import expand
from logscan.intake.remote import Remote, source_behind
from logscan.intake.sources import UnreadableError
from logscan.report import render
from logscan.scanner import Scanner, scan

pytest.importorskip("fsspec", reason="needs logscan[remote]")

LINES = b"".join(
    b"2025-10-24T12:%02d:%02dZ Error: connect ECONNREFUSED 10.0.0.%d:5432 password=sword%dfish\n"
    % (n // 60, n % 60, n % 7, n % 900)
    for n in range(3000)
)
NOW_NS = 1_761_400_000 * 10**9


def content(address):
    """All bytes behind an address; nothing may be wrong with it."""
    (source,) = expand([address])
    data = b"".join(source.chunks())
    assert source.faults == []
    return data


def fault(address):
    """What is wrong with what lies behind an address, in both languages."""
    sources = expand([address])
    for source in sources:
        for _ in source.chunks():
            pass
    ((text,),) = [source.faults for source in sources]
    assert "\n" not in text.en
    assert text.ko
    assert text.ko != text.en
    return text.en


def document(names):
    """The report on sources as a document, without what the clock says."""
    report = Scanner(now_ns=NOW_NS).scan(expand(names))
    found = json.loads(render(report, "json"))
    del found["stats"]["elapsed_seconds"]
    return found


@pytest.mark.parametrize(
    "pack", [bytes, gzip.compress, zstandard.compress], ids=["plain", "gzip", "zstd"]
)
def test_a_web_server_gives_the_same_report_as_the_file(site, tmp_path, pack):
    """Everything but the name is the same, compressed or not."""
    path = tmp_path / "app.log"
    path.write_bytes(pack(LINES * 5))
    site.put("/app.log", pack(LINES * 5))
    address = f"{site.address}/app.log"
    local = json.dumps(document([str(path)])).replace(str(path), address)
    assert json.loads(local) == document([address])


def test_a_slow_server_changes_nothing(site, tmp_path):
    """What comes in drops, cut in the middle of lines, is read as if it came at once."""
    path = tmp_path / "app.log"
    path.write_bytes(LINES[:30_000])
    site.files["/app.log"] = [LINES[n : n + 5_003] for n in range(0, 30_000, 5_003)]
    site.files["/app.log"][-1] = LINES[30_000 - 30_000 % 5_003 : 30_000]
    site.pause_seconds = 0.15
    address = f"{site.address}/app.log"
    local = json.dumps(document([str(path)])).replace(str(path), address)
    assert json.loads(local) == document([address])


def test_one_question_is_enough(site):
    """A server is asked for the text only, so that a signed address will do."""
    site.put("/app.log", LINES)
    content(f"{site.address}/app.log?X-Amz-Signature=abc")
    assert [(verb, path) for verb, path, _ in site.asked] == [
        ("GET", "/app.log?X-Amz-Signature=abc")
    ]


def test_addresses_that_differ_in_what_is_hidden_are_told_apart(site):
    """Two queries of one page are two sources, whose names a reader can tell apart."""
    names = [f"{site.address}/app.log?day={day}" for day in (1, 2)]
    shown = f"{site.address}/app.log?[redacted]"
    assert [source.name for source in expand(names)] == [shown, f"{shown} (2)"]


def test_a_login_in_the_address_is_used(site):
    """The server gets the name and the password that nobody else sees."""
    site.put("/app.log", LINES)
    content(site.address.replace("://", "://me:hunter22@") + "/app.log")
    assert site.asked[0][2] == "Basic bWU6aHVudGVyMjI="


def test_folders_are_read_in_the_order_of_local_ones(tmp_path):
    """The files of a folder come first, then what its folders hold, each in order."""
    import fsspec

    names = ["b.log", "a.log", "a/z.log", "a/b/y.log", "a.d/x.log", "B.log", "a/b.log"]
    memory = fsspec.filesystem("memory")
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x\n")
        memory.pipe(f"/{tmp_path.name}/{name}", b"x\n")
    local = [source.name for source in expand([str(tmp_path)])]
    there = [source.name for source in expand([f"memory://{tmp_path.name}/"])]
    assert [one.replace(f"memory://{tmp_path.name}", str(tmp_path)) for one in there] == local
    globbed = [source.name for source in expand([f"memory://{tmp_path.name}/*.log"])]
    assert [one.rpartition("/")[2] for one in globbed] == ["B.log", "a.log", "b.log"]
    whole = [source.name for source in expand([f"memory://{tmp_path.name}/a*"])]
    assert len(whole) == 5  # a folder that matches is read, too


def test_the_pages_of_a_web_server_are_folders(site):
    """Links below the folder are its files; what sorts the page or leads up is not."""
    site.folders["/logs/"] = ["../", "?C=N;O=D", "b.log", "a.log", "old/", "/other/c.log"]
    site.folders["/logs/old/"] = ["z.log.gz"]
    for path in ("/logs/a.log", "/logs/b.log", "/logs/old/z.log.gz"):
        site.put(path, b"x\n")
    names = [source.name for source in expand([f"{site.address}/logs/"])]
    assert [name.removeprefix(site.address) for name in names] == [
        "/logs/a.log",
        "/logs/b.log",
        "/logs/old/z.log.gz",
    ]
    (one,) = expand([f"{site.address}/logs/a*.log"])
    assert one.name == f"{site.address}/logs/a.log"


def test_buckets_give_objects_folders_and_globs(bucket):
    """A bucket is listed and its objects are unpacked as their first bytes say."""
    bucket("app/b.log", LINES)
    bucket("app/a.gz", gzip.compress(LINES))
    bucket("app/old/c.log", b"x\n")
    bucket("app/day[1].log", b"odd\n")
    assert content("s3://logs/app/b.log") == content("s3://logs/app/a.gz") == LINES
    folder = [source.name for source in expand(["s3://logs/app/"])]
    assert folder == [
        "s3://logs/app/a.gz",
        "s3://logs/app/b.log",
        "s3://logs/app/day[1].log",
        "s3://logs/app/old/c.log",
    ]
    assert b"odd" in b"".join(expand(["s3://logs/app/"])[2].chunks())
    assert [s.name for s in expand(["s3://logs/app/?.log"])] == ["s3://logs/app/b.log"]
    assert [s.name for s in expand(["s3://logs/**/c.log"])] == ["s3://logs/app/old/c.log"]


def test_an_archive_behind_an_address_is_opened(site, tmp_path):
    """Addresses may be chained: the files inside of an archive on a server."""
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("logs/a.log", LINES)
    (tmp_path / "all.zip").write_bytes(packed.getvalue())
    address = f"zip://logs/*.log::file://{tmp_path}/all.zip"
    (source,) = expand([address])
    assert source.name == f"zip://logs/a.log::file://{tmp_path}/all.zip"
    assert content(address) == LINES


@pytest.mark.parametrize("start", [0, 1, 100_000, len(LINES)])
def test_what_has_a_size_can_be_read_from_any_place(site, bucket, tmp_path, start):
    """Web servers that allow it, buckets and others: the rest from an offset on."""
    site.has_ranges = True
    site.put("/app.log", LINES)
    bucket("app.log", LINES)
    (tmp_path / "app.log").write_bytes(LINES)
    for address in (f"{site.address}/app.log", "s3://logs/app.log", f"file://{tmp_path}/app.log"):
        remote = pickle.loads(pickle.dumps(Remote(address)))
        assert remote.splittable_bytes() == len(LINES)
        if start < len(LINES) or "http" not in address:
            assert b"".join(remote(start)) == LINES[start:]


def test_a_server_without_ranges_is_not_split(site):
    """It can be read from its start only, and says so where another place is asked for."""
    site.put("/app.log", LINES)
    remote = Remote(f"{site.address}/app.log")
    assert remote.splittable_bytes() is None
    with pytest.raises(UnreadableError, match="only as a whole"):
        list(remote(100))


# ---------------------------------------------------------------- what goes wrong


def test_what_came_before_the_connection_broke_is_reported(site, capsysbinary):
    """The lines that came are scanned, the report is not complete, the exit code is 2."""
    site.put("/app.log", LINES[:100_000], missing_bytes=5_000)
    address = f"{site.address}/app.log"
    code = main([address, "--format", "json"])
    captured = capsysbinary.readouterr()
    found = json.loads(captured.out)
    assert code == 2
    assert found["complete"] is False
    assert found["stats"]["bytes"] == 100_000
    assert found["findings"]
    expected = f"{address} ended after 100000 bytes: the connection broke off; what came was read"
    assert found["warnings"][0] == expected
    assert captured.err.decode().splitlines() == [f"logscan: {expected}"]


def test_an_archive_that_breaks_off_is_one_fault(site):
    """The broken connection is told, not the archive that ends early because of it."""
    site.put("/app.log.gz", gzip.compress(LINES)[:2_000], missing_bytes=5_000)
    report = scan(f"{site.address}/app.log.gz")
    assert [("broke off" in text.en) for text in report.faults] == [True]
    assert report.stats.lines > 100


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "access was denied"),
        (403, "access was denied"),
        (503, "the server answers 503"),
    ],
)
def test_what_a_server_refuses_is_said(site, status, words):
    """The status becomes words, the same for one file as for a folder."""
    site.statuses |= {"/a.log": status, "/logs/": status}
    assert words in fault(f"{site.address}/a.log")
    assert words in fault(f"{site.address}/logs/")


def test_what_a_server_does_not_have_is_said(site):
    """A page that is not there is told from an empty folder."""
    assert "it was not found" in fault(f"{site.address}/none.log")
    assert fault(f"{site.address}/none/") == f"no files in {site.address}/none/"


def test_a_closed_port_and_an_unknown_name_are_said():
    """Each in one line, with the place."""
    assert fault("http://127.0.0.1:1/a.log") == (
        "cannot read http://127.0.0.1:1/a.log: the connection was refused"
    )
    assert "no server has this name" in fault("http://nowhere.invalid/a.log")


def test_an_unencrypted_server_is_said(site):
    """Https where only http is spoken is no question of certificates."""
    site.put("/a.log", LINES)
    assert "no secure connection" in fault(site.address.replace("http", "https") + "/a.log")


def test_a_bucket_says_what_is_missing(bucket):
    """A missing object, a missing bucket, a glob and a folder behind which nothing is."""
    assert "it was not found" in fault("s3://logs/none.log")
    assert "it was not found" in fault("s3://no-such-bucket/none.log")
    assert fault("s3://logs/*.none") == "no file matches s3://logs/*.none"
    assert fault("s3://logs/none/") == "no files in s3://logs/none/"


def test_missing_credentials_are_said(bucket, monkeypatch, tmp_path):
    """Without a key the storage is not even asked."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    forget("s3fs", "S3FileSystem")
    assert "no credentials were found" in fault("s3://logs/a.log")


def test_wrong_credentials_are_said(bucket, site, monkeypatch):
    """A storage that refuses the key is told from one that has no such object."""
    site.statuses["/logs/a.log"] = 403
    monkeypatch.setenv("AWS_ENDPOINT_URL", site.address)
    forget("s3fs", "S3FileSystem")
    assert "access was denied" in fault("s3://logs/a.log")


def test_a_folder_without_its_slash_is_told_from_a_missing_file(tmp_path):
    """The message says how a folder is written."""
    assert "end the address with /" in fault(f"file://{tmp_path}")


@pytest.mark.parametrize(
    ("module", "address", "package"),
    [
        ("fsspec", "https://host/a.log", "pip install 'logscan[remote]'"),
        ("aiohttp", "https://host/a.log", "pip install 'logscan[remote]'"),
        ("s3fs", "s3://bucket/*.log", "pip install 'logscan[s3]'"),
        ("gcsfs", "gs://bucket/a.log", "pip install gcsfs"),
        ("sshfs", "ssh://host/a.log", "pip install sshfs"),
    ],
)
def test_a_missing_package_is_named(module, address, package):
    """The line says what to type; nothing is asked of any network."""
    code = (
        "import sys, socket\n"
        f"sys.modules[{module!r}] = None\n"
        "socket.socket.connect = socket.getaddrinfo = None\n"
        "from logscan.cli import main\n"
        f"sys.exit(main([{address!r}, '-q']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr.decode() == (
        f"logscan: cannot read {address}: a package is missing: {package}\n"
    )


def test_a_server_whose_key_is_unknown_is_not_trusted(ssh_server, monkeypatch, tmp_path):
    """Ssh's own list of servers decides; a wrong password is told from an unknown server."""
    (tmp_path / "app.log").write_bytes(LINES)
    address = ssh_server.address.format("hunter22") + str(tmp_path / "app.log")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert "key is not known" in fault(address)
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / "known_hosts").write_text(ssh_server.known_hosts)
    forget("sshfs", "SSHFileSystem")
    assert content(address) == LINES
    forget("sshfs", "SSHFileSystem")
    wrong = ssh_server.address.format("wrong") + str(tmp_path / "app.log")
    assert "access was denied" in fault(wrong)
    forget("sshfs", "SSHFileSystem")


def test_an_unknown_protocol_is_said():
    """What fsspec does not know either is one line, too."""
    assert fault("foo://bar/a.log") == (
        "cannot read foo://bar/a.log: no package is known that reads foo://"
    )


# ---------------------------------------------------------------- promises


def test_no_output_holds_the_secrets_of_an_address(site, capsysbinary, tmp_path):
    """Neither login nor query is in any form, of a good and of a failing source."""
    site.put("/app.log", LINES)
    login, signature = "hunter" + "two22", "f00d" + "cafe1234"
    base = site.address.replace("://", f"://{login}:{login}@")
    names = [f"{base}/{name}?Expires=1&Signature={signature}" for name in ("app.log", "none.log")]
    forms = ["terminal", "markdown", "html", "json", "jsonl", "csv", "sarif", "junit", "slack"]
    printed = b""
    for form in forms:
        main([*names, "-v", "--format", form])
        captured = capsysbinary.readouterr()
        printed += captured.out + captured.err
    main(["redact", *names])
    main(["bundle", "-o", str(tmp_path / "incident.zip"), *names])
    captured = capsysbinary.readouterr()
    printed += captured.out + captured.err
    import zipfile

    with zipfile.ZipFile(tmp_path / "incident.zip") as archive:
        printed += b"".join(map(archive.read, archive.namelist()))
        assert any(name.endswith(".econnrefused.log") for name in archive.namelist())
    assert b"/app.log" in printed
    assert login.encode() not in printed
    assert signature.encode() not in printed


def test_a_stop_does_not_wait_for_a_silent_server(site):
    """Between what comes, it is asked whether to stop; the report says where it ended."""
    site.put("/app.log", LINES, hangs=True)
    source = source_behind(f"{site.address}/app.log")
    asked = []

    def stopped():
        asked.append(time.monotonic())
        return len(asked) > 20

    report = Scanner().scan([source], stopped=stopped)
    assert asked[-1] - asked[0] < 20
    assert report.stats.lines > 2000
    assert "stopped at line" in report.faults[0].en


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks the kernel of Linux")
def test_memory_is_bounded(site):
    """Of 400 MB behind an address only what is read next is held."""
    calm = b"2025-10-24T12:00:00Z GET /health 200 12ms\n" * 100_000
    site.files["/app.log"] = [calm] * 100
    code = (
        "import sys, logscan\n"
        "report = logscan.scan(sys.argv[1])\n"
        "held = dict(line.split(':') for line in open('/proc/self/status'))\n"
        "print(report.stats.bytes, held['VmHWM'].split()[0])"
    )
    command = [sys.executable, "-c", code, f"{site.address}/app.log"]
    done = subprocess.run(command, capture_output=True, check=True)
    size, peak_kib = map(int, done.stdout.split())
    assert size == 100 * len(calm)
    assert peak_kib < 300 * 1024
