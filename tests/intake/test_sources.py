"""Sources open what people name, unpack it, and keep their faults to themselves."""

import gzip
import os
import threading
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from logscan.errors import SourceError
from logscan.intake import inflating, sources
from logscan.intake.expansion import expand
from logscan.intake.sources import Source, source_at

TEXT = b"".join(b"line %d ECONNREFUSED\n" % i for i in range(5000))


def content(source):
    """All bytes of a source."""
    return b"".join(source.chunks())


def written(path, data):
    """The path, after the bytes were written to it."""
    path.write_bytes(data)
    return path


def test_folders_files_and_globs_in_sorted_order(tmp_path):
    """A folder is read recursively, a glob expands, a name that looks like one is itself."""
    (tmp_path / "sub").mkdir()
    for name in ("b.log", "a.log", "sub/c.log", "x[1].log"):
        (tmp_path / name).write_bytes(b"x")
    names = [os.path.relpath(s.name, tmp_path) for s in expand([str(tmp_path)])]
    assert names == ["a.log", "b.log", "x[1].log", str(Path("sub", "c.log"))]
    globbed = expand([str(tmp_path / "*.log")])
    assert [Path(s.name).name for s in globbed] == ["a.log", "b.log", "x[1].log"]
    assert [s.name for s in expand([str(tmp_path / "x[1].log")])] == [str(tmp_path / "x[1].log")]


def test_standard_input_is_a_dash():
    """``-`` is the pipe."""
    assert [(s.name, s.path) for s in expand(["-"])] == [("stdin", None)]


@pytest.mark.parametrize("name", ["missing.log", "*.nothing", "empty"])
def test_what_is_not_there_is_a_fault(tmp_path, name):
    """A missing file, a glob without match, an empty folder: one fault each, no exception."""
    (tmp_path / "empty").mkdir()
    (source,) = expand([str(tmp_path / name)])
    assert content(source) == b""
    assert len(source.faults) == 1
    assert name.strip("*") in source.faults[0].en


def test_a_path_that_is_no_file_is_an_error_for_the_library(tmp_path):
    """The library's one-file form raises."""
    with pytest.raises(SourceError, match="no such file"):
        source_at(tmp_path)


def members(data):
    """The text as two gzip members."""
    half = len(data) // 2
    return gzip.compress(data[:half]) + gzip.compress(data[half:])


def frames(data):
    """The text as two zstd frames."""
    half = len(data) // 2
    pack = zstandard.ZstdCompressor().compress
    return pack(data[:half]) + pack(data[half:])


@pytest.mark.fault(31)
@pytest.mark.parametrize("pack", [gzip.compress, members, zstandard.compress, frames, bytes])
@pytest.mark.parametrize("name", ["x.log", "x.gz", "x.zst"])
def test_compression_is_known_by_content(tmp_path, pack, name):
    """The name says nothing: the first bytes do; all members and frames are read."""
    source = source_at(written(tmp_path / name, pack(TEXT)))
    assert content(source) == TEXT
    assert source.faults == []


@pytest.mark.fault(28)
@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_truncated_archive_gives_what_it_has(tmp_path, pack):
    """What can be unpacked is read, and the fault is told."""
    packed = pack(os.urandom(200_000).hex().encode())
    source = source_at(written(tmp_path / "x", packed[: len(packed) // 2]))
    assert content(source)
    assert "cut off" in source.faults[0].en


@pytest.mark.fault(29)
@pytest.mark.parametrize("garbage", [b"g", b"garbage", b"\x1f", b"(\xb5/"])
@pytest.mark.parametrize("pack", [gzip.compress, members, zstandard.compress, frames])
def test_garbage_behind_an_archive_is_told(tmp_path, pack, garbage):
    """All of the archive is read; the rest is a note."""
    source = source_at(written(tmp_path / "x", pack(TEXT) + garbage))
    assert content(source) == TEXT
    assert "followed by bytes" in source.notes[0].en
    assert source.faults == []


@pytest.mark.parametrize(("pack", "size"), [(gzip.compress, 10), (zstandard.compress, 6)])
def test_damage_in_a_later_member_is_a_fault(tmp_path, pack, size):
    """What begins as a member and cannot be unpacked was a part of the log."""
    second = pack(TEXT)[:size] + b"\xff" * 200
    source = source_at(written(tmp_path / "x", pack(TEXT) + second))
    assert content(source) == TEXT
    assert "damaged" in source.faults[0].en


def test_other_frames_of_zstd_are_passed_over(tmp_path):
    """A skippable frame holds no log."""
    other = b"\x50\x2a\x4d\x18\x04\x00\x00\x00none"
    pack = zstandard.compress
    source = source_at(written(tmp_path / "x", pack(TEXT) + other + pack(TEXT)))
    assert content(source) == TEXT + TEXT
    assert source.faults == source.notes == []


def test_zeros_behind_gzip_are_padding(tmp_path):
    """Block-padded archives are fine."""
    source = source_at(written(tmp_path / "x", gzip.compress(TEXT) + bytes(512)))
    assert (content(source), source.faults) == (TEXT, [])


def test_bytes_that_only_start_like_gzip(tmp_path):
    """Nothing can be unpacked: a fault, no exception."""
    source = source_at(written(tmp_path / "x", b"\x1f\x8bnot gzip at all"))
    assert content(source) == b""
    assert "damaged" in source.faults[0].en


@pytest.mark.fault(30)
@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_bomb_is_stopped(tmp_path, monkeypatch, pack):
    """A small file that unpacks without end is stopped at the bound."""
    monkeypatch.setattr(sources, "FREE_BYTES", 1_000_000)
    source = source_at(written(tmp_path / "x", pack(bytes(50_000_000))))
    unpacked = sum(len(chunk) for chunk in source.chunks())
    assert unpacked < 20_000_000
    assert "200 times" in source.faults[0].en


@pytest.mark.fault(22)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_converted(tmp_path, encoding):
    """What PowerShell's ``>`` writes is read, with or without its mark."""
    source = source_at(written(tmp_path / "x", "Error: ECONNREFUSED\nnext 서버\n".encode(encoding)))
    assert content(source).decode() == "Error: ECONNREFUSED\nnext 서버\n"
    assert "UTF-16" in source.notes[0].en.upper()


def test_a_pipe_that_is_silent_yields_an_empty_chunk():
    """Live input can be judged before it ends."""
    reading, writing = os.pipe()
    os.write(writing, b"first\n")
    source = Source(name="pipe", opener=lambda: sources._from_descriptor(reading))
    chunks = source.chunks()
    assert next(chunks) == b"first\n"
    assert next(chunks) == b""
    os.write(writing, b"second\n")
    os.close(writing)
    assert [chunk for chunk in chunks if chunk] == [b"second\n"]
    os.close(reading)


def test_an_unreadable_source_is_a_fault(tmp_path):
    """A folder in place of a file, for one: said in one line."""
    source = Source(name="x", path=tmp_path)
    assert content(source) == b""
    assert source.faults[0].en.startswith("cannot read x: ")


# ---------------------------------------------------------------- unpacked by a thread


def packed(*, long, seed=1):
    """Lines in one gzip member, longer than a chunk or not, that hardly shrink."""
    count = 80_000 if long else 4_000
    data = gzip.compress(b"".join(b"%x\n" % (n * seed * 0x9E3779B97F4A7C15) for n in range(count)))
    assert (len(data) > sources.CHUNK_BYTES) == long
    return data


def readers():
    """The threads that unpack something."""
    return [one for one in threading.enumerate() if one.name == "logscan-ahead"]


def unpackers(monkeypatch):
    """The names of the threads that unpack from now on."""
    names = []
    real = inflating.Gzip.feed

    def feed(self, data):
        names.append(threading.current_thread().name)
        return real(self, data)

    monkeypatch.setattr(inflating.Gzip, "feed", feed)
    return names


@pytest.mark.parametrize("size", ["long", "short"])
def test_a_thread_unpacks_what_is_long(tmp_path, monkeypatch, size):
    """A short log has no use for one; the bytes are those of the log."""
    data = packed(long=size == "long")
    source, names = source_at(written(tmp_path / "x", data)), unpackers(monkeypatch)
    assert content(source) == gzip.decompress(data)
    assert set(names) == {"logscan-ahead" if size == "long" else threading.current_thread().name}
    assert readers() == []


def test_what_is_followed_is_never_waited_for(monkeypatch):
    """A stream that somebody follows is unpacked where it is read."""
    data, names = packed(long=True), unpackers(monkeypatch)
    source = Source(name="x", opener=lambda: iter([data]))
    assert content(source) == gzip.decompress(data)
    assert set(names) == {threading.current_thread().name}


def test_whoever_stops_early_leaves_no_file_and_no_thread(tmp_path, monkeypatch):
    """The file that the thread reads is closed as soon as nobody reads on."""
    opened, closed, close = [], [], os.close
    path = written(tmp_path / "x", packed(long=True) * 3)
    real = sources._opened
    monkeypatch.setattr(sources, "_opened", lambda path: opened.append(real(path)) or opened[-1])
    monkeypatch.setattr(os, "close", lambda number: closed.append(number) or close(number))
    for _ in source_at(path).chunks():
        break
    assert len(opened) == 1
    assert opened == closed
    assert readers() == []


def test_an_error_of_the_disk_ends_the_source_in_its_place(tmp_path, monkeypatch):
    """What was read before it is there, and the fault is told as always."""
    data = packed(long=True) + packed(long=True, seed=3)
    reads, read = [], os.read

    def failing(descriptor, size):
        reads.append(threading.current_thread().name)
        if len(reads) == 2:
            raise OSError(5, "Input/output error")
        return read(descriptor, size)

    source = source_at(written(tmp_path / "x", data))
    monkeypatch.setattr(os, "read", failing)
    found = content(source)
    assert reads[1] == "logscan-ahead"
    assert len(found) > len(gzip.decompress(data)) // 4
    assert gzip.decompress(data).startswith(found)
    assert [fault.en for fault in source.faults] == [
        f"cannot read {source.name}: Input/output error"
    ]


def told(data, *, is_live):
    """What a source of these bytes gives, and what it says; beside each other if not live."""
    chunks = [data[start : start + 600] for start in range(0, len(data), 600)]
    source = Source(name="x", opener=lambda: iter(chunks), is_live=is_live)
    found = list(source.chunks())
    return found, [text.en for text in source.faults], [text.en for text in source.notes]


@given(
    st.lists(st.sampled_from([TEXT[:900], TEXT[-5000:], bytes(300_000), b""]), max_size=4),
    st.binary(max_size=4),
    st.one_of(st.none(), st.tuples(st.floats(0, 1), st.integers(1, 255))),
    st.floats(0.3, 1),
)
def test_a_thread_changes_nothing(texts, behind, damage, share):
    """Members, garbage, damage, a cut, a bomb: the chunks and what is told are the same."""
    data = bytearray(b"".join(map(gzip.compress, texts)) + behind)
    if damage and data:
        data[min(int(damage[0] * len(data)), len(data) - 1)] ^= damage[1]
    whole = bytes(data[: int(share * len(data)) + 1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "CHUNK_BYTES", 500)
        patch.setattr(sources, "FREE_BYTES", 100_000)
        assert told(whole, is_live=False) == told(whole, is_live=True)
    assert readers() == []
