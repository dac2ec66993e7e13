"""Sources open what people name, unpack it, and keep their faults to themselves."""

import gzip
import os
from pathlib import Path

import pytest
import zstandard

from logscan.errors import SourceError
from logscan.intake import sources
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
