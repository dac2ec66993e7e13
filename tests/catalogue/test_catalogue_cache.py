"""The cache makes loading faster, and can do nothing else."""

import marshal
import os
import re
import sys
import threading
import time
import zlib
from pathlib import Path

import pytest
from catalogue_builders import file_text, write_folder

from logscan.catalogue import cache, collect, loading
from logscan.catalogue.plain import from_plain, to_plain


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Give the test a cache folder of its own."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder / "logscan"


@pytest.fixture
def folder(tmp_path):
    """Return a folder with two signatures."""
    return write_folder(tmp_path / "own" / "family", one=file_text("one"), two=file_text("two"))


@pytest.fixture
def reads(monkeypatch):
    """Count how often a folder is read from its sources."""
    counted = []
    original = loading._read_part

    def read(*args, **kwargs):
        counted.append(args)
        return original(*args, **kwargs)

    monkeypatch.setattr(loading, "_read_part", read)
    return counted


def only_file(home):
    """Return the one cache file."""
    (found,) = home.iterdir()
    return found


def test_the_second_time_comes_from_the_cache(home, folder, reads):
    """The same files are read once; both answers are equal, places included."""
    first = collect([folder])
    assert collect([folder]) == first
    assert len(reads) == 1
    assert first.catalogue.signatures[0].path == str(folder / "one.yaml")


def test_a_changed_file_is_read_again(home, folder, reads):
    """A new content has another key; the old cache file is replaced."""
    collect([folder])
    (folder / "one.yaml").write_text(file_text("one", severity="low"))
    assert collect([folder]).catalogue["one"].severity.name == "LOW"
    assert len(reads) == 2
    assert only_file(home)


@pytest.fixture
def rested(monkeypatch):
    """Let all files be so old that their times speak for their content."""
    later = time.time_ns() + 2 * loading.RESTED_NS
    monkeypatch.setattr(loading.time, "time_ns", lambda: later)


def test_a_rested_file_is_not_opened(home, folder, reads, rested, monkeypatch):
    """Where nothing has changed, the times of the files say so, and none is read."""
    expected = collect([folder])
    monkeypatch.setattr(loading, "_read_bytes", pytest.fail)
    assert collect([folder]) == expected


@pytest.mark.skipif(sys.platform == "win32", reason="the second time is that of the creation")
def test_a_rested_file_that_changes_is_read_again(home, folder, reads, rested):
    """A change of the same size counts, also when its time of modification is set back."""
    collect([folder])
    path = folder / "one.yaml"
    about, text = path.stat(), path.read_text()
    time.sleep(0.02)  # longer than a tick of the file system's clock
    path.write_text(text.replace("SAMPLE", "SIMPLE"))
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert path.stat().st_size == about.st_size
    assert "SIMPLE" in collect([folder], use_cache=False).catalogue["one"].pattern
    assert "SIMPLE" in collect([folder]).catalogue["one"].pattern


def test_a_fresh_file_is_known_by_its_content(home, folder, reads):
    """Two changes within one tick of the clock are two contents."""
    path = folder / "one.yaml"
    for word in ("SAMPLE", "SIMPLE") * 3:
        about = path.stat()
        path.write_text(file_text("one").replace("SAMPLE", word))
        os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
        assert word in collect([folder]).catalogue["one"].pattern


@pytest.mark.parametrize("change", ["added", "removed", "renamed"])
def test_a_changed_folder_is_read_again(home, folder, reads, change):
    """So do files that come, go or change their name."""
    collect([folder])
    if change == "added":
        write_folder(folder, three=file_text("three"))
    elif change == "removed":
        (folder / "one.yaml").unlink()
    else:
        (folder / "one.yaml").rename(folder / "three.yaml")
    loaded = collect([folder])
    assert len(reads) == 2
    assert bool(loaded.problems) == (change == "renamed")


def test_another_version_does_not_use_it(home, folder, reads, monkeypatch):
    """The version of logscan is part of the key."""
    collect([folder])
    monkeypatch.setattr(cache, "__version__", "999")
    collect([folder])
    assert len(reads) == 2


DAMAGE = {
    "empty": lambda content: b"",
    "truncated": lambda content: content[:-20],
    "header only": lambda content: content.split(b"\n", 2)[0],
    "one byte changed": lambda content: content[:-9] + b"#" + content[-8:],
    "binary": lambda content: bytes(range(256)) * 9,
    "no data": lambda content: resigned(content, b"nothing"),
    "no text": lambda content: resigned(content, b"u\x01\x00\x00\x00\xff"),
    "too deep": lambda content: resigned(content, b"[\x01\x00\x00\x00" * 100_000),
    "a dict": lambda content: kept(content, {"a": 1}),
    "short rows": lambda content: kept(content, [[1]]),
    "wrong number": lambda content: kept(content, [[99, {}, ""]]),
    "wrong fields": lambda content: kept(content, [[0, {"title": "x"}, ""]]),
    "wrong types": lambda content: kept(
        content, [[0, {"title": 5, "steps": 7, "severity": "x"}, ""]]
    ),
    "no pair": lambda content: resigned(content, marshal.dumps(5)),
    "a number": lambda content: kept(content, 5),
}


def resigned(content, payload):
    """Return the cache content with another payload and its right checksum."""
    magic = content.split(b"\n", 1)[0]
    return b"\n".join((magic, b"%08x" % zlib.crc32(payload), payload))


def kept(content, data):
    """Return the cache content as if *data* had been kept under the same key."""
    key, _ = marshal.loads(content.split(b"\n", 2)[2])
    return resigned(content, marshal.dumps((key, data)))


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_cache_is_ignored(home, folder, reads, damage):
    """Whatever the file holds, the answer is the one of the sources."""
    expected = collect([folder])
    only_file(home).write_bytes(damage(only_file(home).read_bytes()))
    assert collect([folder]) == expected
    assert len(reads) == 2
    assert collect([folder]) == expected
    assert len(reads) == 2


def test_a_folder_with_faults_is_not_kept(home, folder, reads):
    """Faults are found again each time; nothing is written for them."""
    (folder / "one.yaml").write_text("id: 5\n")
    first = collect([folder])
    assert collect([folder]) == first
    assert len(reads) == 2
    assert not home.exists()


def test_a_cache_folder_that_cannot_be_made(tmp_path, monkeypatch, folder, reads):
    """A file in the place of the folder means: no cache."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert not collect([folder]).problems
    assert not collect([folder]).problems
    assert len(reads) == 2


def test_a_read_only_cache_folder(home, folder, reads, monkeypatch):
    """Where nothing can be written, nothing is, and nobody hears of it."""
    real = os.open

    def refuse(path, flags, *args, **kwargs):
        if flags & os.O_CREAT:
            raise PermissionError(13, "read-only")
        return real(path, flags, *args, **kwargs)

    monkeypatch.setattr(cache.os, "open", refuse)
    assert not collect([folder]).problems
    assert list(home.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="users have no numbers there")
def test_a_file_of_somebody_else_is_ignored(home, folder, reads, monkeypatch):
    """A file that another user could have planted is not trusted."""
    collect([folder])
    real = os.getuid()
    monkeypatch.setattr(cache.os, "getuid", lambda: real + 1)
    assert not collect([folder]).problems
    assert len(reads) == 2


def test_no_home_means_no_cache(folder, reads, monkeypatch):
    """Without a home folder logscan works, only not from a cache."""
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setattr(cache.os.path, "expanduser", lambda path: path)
    assert cache.cache_folder() is None
    assert not collect([folder]).problems
    assert not collect([folder]).problems
    assert len(reads) == 2


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {"XDG_CACHE_HOME": "/x"}, "/x/logscan"),
        ("linux", {"XDG_CACHE_HOME": "relative"}, "/home/me/.cache/logscan"),
        ("linux", {}, "/home/me/.cache/logscan"),
        ("darwin", {}, "/home/me/Library/Caches/logscan"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/logscan/Cache"),
        ("win32", {}, None),
    ],
)
def test_where_the_cache_is(monkeypatch, platform, environment, expected):
    """Each platform has its own place; an absolute XDG_CACHE_HOME wins everywhere."""
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(cache.sys, "platform", platform)
    monkeypatch.setattr(cache.os.path, "expanduser", lambda _: "/home/me")
    found = cache.cache_folder()
    assert found == (Path(expected) if expected else None)


def test_old_files_are_forgotten(home):
    """The folder holds a bounded number of files."""
    for n in range(cache.MAX_CACHE_FILES + 5):
        cache.write(f"name {n}", b"key", [n])
    assert len(list(home.iterdir())) == cache.MAX_CACHE_FILES
    assert cache.read(f"name {n}", b"key") == [n]


def test_writers_do_not_disturb_readers(home):
    """While one file is written again and again, a reader sees whole files only."""
    data = [["x" * 1000] * 50]
    cache.write("name", b"key", data)
    stop = threading.Event()

    def write():
        while not stop.is_set():
            cache.write("name", b"key", data)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        found = [cache.read("name", b"key") for _ in range(200)]
    finally:
        stop.set()
        writer.join()
    assert all(answer == data for answer in found)


def test_plain_data_keeps_every_field(folder):
    """A signature that went through plain data is the same signature."""
    for signature in collect([folder], use_cache=False).catalogue.signatures:
        assert from_plain(to_plain(signature)) == signature


def test_a_judged_folder_is_not_answered_by_a_trusted_one(home, folder, reads):
    """What was read on trust is judged when it is given as a user's own."""
    (folder / "one.yaml").write_text(file_text("one", pattern="'(?<host>x) SAMPLE'"))
    assert not loading._part(folder, judge=False, use_cache=True).problems
    assert collect([folder]).problems


def test_the_digest_is_the_same_from_the_cache(home, folder, tmp_path, monkeypatch):
    """It is computed once for each content: signatures and rules, built-in and added."""
    uncached = loading.collect_catalogue([folder], use_cache=False).catalogue.digest
    assert loading.collect_catalogue([folder]).catalogue.digest == uncached
    with monkeypatch.context() as patch:
        patch.setattr(loading, "combine_digests", pytest.fail)
        assert loading.collect_catalogue([folder]).catalogue.digest == uncached
    (folder / "one.yaml").write_text(file_text("one", severity="low"))
    changed = loading.collect_catalogue([folder]).catalogue.digest
    assert changed != uncached
    assert changed == loading.collect_catalogue([folder], use_cache=False).catalogue.digest


def test_a_changed_rule_changes_the_digest(home, tmp_path):
    """What rules say counts, also where the signatures stay."""
    folder = write_folder(tmp_path / "mine", one=file_text("one"))
    rule = next((loading.builtin_folder() / "rules").glob("*.yaml"))
    text = rule.read_text(encoding="utf-8").replace(f"id: {rule.stem}", "id: my-rule")
    (folder / "rules").mkdir()
    digests = {loading.collect_catalogue([folder]).catalogue.digest}
    for since in ("0.1.0", "0.2.0"):
        new = re.sub("(?m)^since: .*$", f"since: {since}", text)
        (folder / "rules" / "my-rule.yaml").write_text(new, encoding="utf-8")
        digests.add(loading.collect_catalogue([folder]).catalogue.digest)
    assert len(digests) == 3
