"""No line of a followed file or pipe is lost or repeated, however the file is rotated."""

import errno
import gzip
import os
import shutil
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from logscan.intake import following, growing
from logscan.intake.following import FileTail, PipeTail, follow, tails_of
from logscan.intake.sources import Source


class Watch:
    """One followed path, looked at by hand: no clock decides what is seen."""

    def __init__(self, path):
        self.path, self.stop = path, False
        self.source = Source(name=path.name, path=path)
        self.tail = FileTail(self.source, lambda: self.stop)
        self.chunks = self.source.chunks()
        self.seen = b""

    def look(self, times=1):
        """Take in all there is; return everything seen so far."""
        for _ in range(times):
            for data in self.chunks:
                self.seen += data
                if not data:
                    break
        return self.seen

    def end(self):
        """Stop, and return everything seen."""
        self.stop = True
        self.seen += b"".join(self.chunks)
        return self.seen


@pytest.fixture
def log(tmp_path):
    """A log with two lines."""
    path = tmp_path / "app.log"
    path.write_bytes(b"one\ntwo\n")
    return path


@pytest.fixture
def watch(log):
    """The log, followed, its first lines seen."""
    watch = Watch(log)
    assert watch.look() == b"one\ntwo\n"
    yield watch
    watch.end()


def append(path, data):
    """Add bytes at the end, as a writer with O_APPEND does."""
    with path.open("ab") as file:
        file.write(data)


# ---------------------------------------------------------------- rotations


def test_what_is_there_comes_first_then_what_is_added(watch):
    """From the start, then as it grows."""
    append(watch.path, b"three\n")
    assert watch.look() == b"one\ntwo\nthree\n"
    assert watch.look() == b"one\ntwo\nthree\n"


def test_renamed_and_created_anew(watch):
    """Nothing of the old file is lost, and the new one is read from its start."""
    append(watch.path, b"three\n")
    watch.path.rename(watch.path.with_suffix(".log.1"))
    watch.path.write_bytes(b"four\n")
    assert watch.look(3) == b"one\ntwo\nthree\nfour\n"


def test_a_writer_that_keeps_the_old_file_for_a_while(watch):
    """Lines that still go to the renamed file are read, whole, between those of the new one."""
    with watch.path.open("ab", buffering=0) as old:
        watch.path.rename(watch.path.with_suffix(".log.1"))
        old.write(b"three\nfo")
        assert watch.look(2) == b"one\ntwo\nthree\n"
        watch.path.write_bytes(b"five\n")
        assert watch.look(3) == b"one\ntwo\nthree\nfive\n"
        old.write(b"ur\n")
        assert watch.look(3) == b"one\ntwo\nthree\nfive\nfour\n"


def test_renamed_away_and_not_created(watch):
    """The file is followed under its new name until the old name comes back."""
    moved = watch.path.with_suffix(".log.1")
    watch.path.rename(moved)
    append(moved, b"three\n")
    assert watch.look(2).endswith(b"three\n")
    watch.path.write_bytes(b"four\n")
    assert watch.look(3).endswith(b"three\nfour\n")


def test_copied_and_truncated(watch):
    """What was written between the last look and the copy is read from the copy."""
    append(watch.path, b"three\n")
    shutil.copy(watch.path, watch.path.with_suffix(".log.1"))
    os.truncate(watch.path, 0)
    append(watch.path, b"four\n")
    assert watch.look(3) == b"one\ntwo\nthree\nfour\n"


def test_copied_under_a_name_with_a_date(watch):
    """The copy is known by what it holds, whatever is added to its name."""
    append(watch.path, b"three\n")
    watch.path.with_name("app.log-0").write_bytes(b"another file\n" * 20)
    shutil.copy(watch.path, watch.path.with_name("app.log-20251024"))
    os.truncate(watch.path, 0)
    assert watch.look(3) == b"one\ntwo\nthree\n"


def test_a_copy_that_holds_nothing_new_is_not_read(watch):
    """A copy of exactly what was seen, or an older backup, repeats nothing."""
    shutil.copy(watch.path, watch.path.with_suffix(".log.1"))
    watch.path.with_suffix(".log.bak").write_bytes(b"one\n")
    os.truncate(watch.path, 0)
    append(watch.path, b"three\n")
    assert watch.look(3) == b"one\ntwo\nthree\n"


@pytest.mark.parametrize(
    "new", [b"x\n", b"new\nnew\n", b"new one\nnew two\n", b"one\nTWO\nthree\n", b"abc\ndef\n"]
)
def test_truncated_and_rewritten(watch, new):
    """Shorter, as long, or longer than before; starting alike or not: read from its start."""
    watch.path.write_bytes(new)
    assert watch.look(3) == b"one\ntwo\n" + new


def test_rewritten_longer_with_the_same_start(tmp_path):
    """A long banner at the start does not hide that the rest is new."""
    path, banner = tmp_path / "app.log", b"= banner =\n" * 500
    path.write_bytes(banner + b"first run\n")
    watch = Watch(path)
    watch.look()
    path.write_bytes(banner + b"the second run\nwent on\n")
    assert watch.look(3) == banner + b"first run\n" + banner + b"the second run\nwent on\n"
    watch.end()


def test_deleted_and_created_anew(watch):
    """The inode cannot come back unseen: the deleted file is still held."""
    append(watch.path, b"three\n")
    watch.path.unlink()
    watch.path.write_bytes(b"four\n")
    assert watch.look(3) == b"one\ntwo\nthree\nfour\n"


def test_a_writer_without_append_leaves_a_hole(watch):
    """After a truncation it goes on at its old place: the zeros before are no lines."""
    with watch.path.open("r+b", buffering=0) as writer:
        writer.seek(0, os.SEEK_END)
        writer.write(b"x" * 9000 + b"\n")
        watch.look()
        shutil.copy(watch.path, watch.path.with_suffix(".log.1"))
        os.truncate(watch.path, 0)
        watch.look(2)
        writer.write(b"after\n")
        assert watch.look(3) == b"one\ntwo\n" + b"x" * 9000 + b"\nafter\n"
        writer.write(b"more\n")
        assert watch.look(2).endswith(b"\nafter\nmore\n")


def test_rotated_twice_between_two_looks(watch):
    """The file that had the name meanwhile is found by its number."""
    names = [watch.path, *(watch.path.with_name(f"app.log.{n}") for n in (1, 2))]
    for text in (b"three\n", b"four\n"):
        if names[1].exists():
            names[1].rename(names[2])
        names[0].rename(names[1])
        names[0].write_bytes(text)
    assert watch.look(3) == b"one\ntwo\nthree\nfour\n"


def test_a_copy_over_a_rotated_file_is_not_read(watch):
    """A rotated file that is still watched is overwritten by a copy of what was read."""
    moved = watch.path.with_name("app.log.1")
    watch.path.rename(moved)
    watch.path.write_bytes(b"three\n")
    watch.path.replace(moved)
    watch.path.write_bytes(b"four is long enough\n")
    assert watch.look(3).endswith(b"three\nfour is long enough\n")
    shutil.copy(watch.path, moved)
    watch.look(3)
    os.truncate(watch.path, 0)
    append(watch.path, b"five\n")
    assert watch.look(3) == b"one\ntwo\nthree\nfour is long enough\nfive\n"


@pytest.mark.fault(37)
def test_an_inode_that_is_used_again_is_another_file(watch):
    """A numbered file that was deleted may leave its inode to the one that is missed."""
    moved = watch.path.with_name("app.log.1")
    moved.write_bytes(b"of yesterday\n")
    watch.path.write_bytes(b"x\n")
    watch.look(3)
    for text in (b"three\n", b"four\n", b"five\n"):
        watch.path.replace(moved)
        watch.path.write_bytes(text)
        watch.look(3 if text == b"three\n" else 0)
    assert watch.look(3) == b"one\ntwo\nx\nthree\nfour\nfive\n"


def test_a_name_that_comes_back(watch):
    """A file that is moved away and back is not read twice."""
    moved = watch.path.with_suffix(".log.1")
    watch.path.rename(moved)
    watch.path.write_bytes(b"three\n")
    watch.look(3)
    moved.replace(watch.path)
    append(watch.path, b"four\n")
    assert watch.look(3) == b"one\ntwo\nthree\nfour\n"


def test_rotations_are_told(watch):
    """The report says that the lines of several files were counted through."""
    watch.path.write_bytes(b"x\n")
    watch.look(2)
    watch.path.unlink()
    watch.path.write_bytes(b"y\n")
    watch.look(2)
    watch.end()
    assert "replaced 1 and truncated 1 times" in watch.source.notes[0].en
    assert watch.source.notes[0].ko


def test_old_files_are_given_back(watch, monkeypatch):
    """A renamed file that stays quiet is closed, and never more than a few are held."""
    monkeypatch.setattr(following, "LINGER_SECONDS", 0.0)
    descriptors = Path("/proc/self/fd")
    before = len(list(descriptors.iterdir())) if descriptors.exists() else None
    for number in range(30):
        watch.path.unlink()
        watch.path.write_bytes(b"%d\n" % number)
        watch.look(3)
    assert watch.seen == b"one\ntwo\n" + b"".join(b"%d\n" % n for n in range(30))
    if before is not None:
        assert len(list(descriptors.iterdir())) <= before


# ---------------------------------------------------------------- half lines


@pytest.mark.fault(38)
def test_half_a_line_waits_for_its_rest(watch):
    """Half now, half later: one line."""
    append(watch.path, b"thr")
    assert watch.look(3) == b"one\ntwo\n"
    append(watch.path, b"ee\nfo")
    assert watch.look(3) == b"one\ntwo\nthree\n"
    assert watch.end() == b"one\ntwo\nthree\nfo"


@pytest.mark.parametrize("way", ["rename", "truncate"])
def test_half_a_line_does_not_run_into_the_next_file(watch, way, monkeypatch):
    """What was never finished is a line of its own."""
    monkeypatch.setattr(following, "REST_SECONDS", 0.0)
    append(watch.path, b"thr")
    watch.look()
    if way == "rename":
        watch.path.rename(watch.path.with_suffix(".log.1"))
    watch.path.write_bytes(b"four\n")
    assert sorted(watch.look(4).splitlines()) == [b"four", b"one", b"thr", b"two"]


def test_an_endless_line_is_passed_on_in_parts(watch):
    """Memory stays bounded."""
    for _ in range(10):
        append(watch.path, b"x" * 50_000)
        watch.look()
    assert len(watch.seen) > 400_000
    append(watch.path, b"\nend\n")
    assert watch.look() == b"one\ntwo\n" + b"x" * 500_000 + b"\nend\n"


# ---------------------------------------------------------------- any order of it all


class Writer:
    """A program that logs to a followed path and is rotated; ``written`` holds its lines.

    What no reader could see is left out: a rewrite without a copy only follows a look.
    """

    def __init__(self, path):
        path.write_bytes(b"")
        self.path, self.watch = path, Watch(path)
        self.written, self.half = [], b""
        self.watch.look()

    def add(self, data):
        """Append bytes, which may end in half a line."""
        append(self.path, data)
        *lines, self.half = (self.half + data).split(b"\n")
        self.written += lines

    def line(self, word):
        """Write a line, or end the half one."""
        self.add(word + b"\n")

    def look(self, _word):
        """Let the reader look."""
        self.watch.look()

    def rename(self, word):
        """Shift the numbered files up by one and create the file, as logrotate does."""
        self.line(word)
        for number in range(40, 0, -1):
            older = self.path.with_name(f"app.log.{number}")
            if older.exists():
                older.rename(self.path.with_name(f"app.log.{number + 1}"))
        self.path.rename(self.path.with_name("app.log.1"))
        append(self.path, b"")

    def replace(self, word):
        """Keep one old file, which takes the place of the one before."""
        self.watch.look(2)
        self.line(word)
        self.path.replace(self.path.with_name("app.log.1"))
        append(self.path, b"")

    def delete(self, word):
        """Delete and create."""
        self.line(word)
        self.watch.look(2)
        self.path.unlink()
        append(self.path, b"")

    def copy(self, word):
        """Copy and truncate a file of which the start was seen."""
        self.line(b"seen")
        self.watch.look(2)
        self.line(word)
        shutil.copy(self.path, self.path.with_name("app.log.1"))
        os.truncate(self.path, 0)
        self.watch.look(2)

    def rewrite(self, word):
        """Write other content into the same file, shorter or longer."""
        self.watch.look(2)
        self.written += [self.half] if self.half else []
        self.half = b""
        self.path.write_bytes(b"")
        self.add((word + b"\n") * (300 if word.startswith(b"1") else 1))
        self.watch.look(2)


STEPS = {
    "line": Writer.line,
    "half": Writer.add,
    "look": Writer.look,
    "rename": Writer.rename,
    "replace": Writer.replace,
    "delete": Writer.delete,
    "copy": Writer.copy,
    "rewrite": Writer.rewrite,
}


@pytest.mark.fault(37)
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=40))
def test_any_order_of_writes_looks_and_rotations(tmp_path_factory, steps):
    """Every line is seen once and whole, in the order of its writing."""
    writer = Writer(tmp_path_factory.mktemp("any") / "app.log")
    for number, step in enumerate(steps):
        STEPS[step](writer, b"%d %s" % (number, step.encode()))
    half = [writer.half] if writer.half else []
    assert writer.watch.end().splitlines() == writer.written + half


# ---------------------------------------------------------------- faults


def test_a_file_that_does_not_exist_is_a_fault(tmp_path):
    """It is named and the others go on."""
    watch = Watch(tmp_path / "missing.log")
    assert watch.look() == b""
    assert "missing.log" in watch.source.faults[0].en


def test_a_read_error_ends_that_file_alone(watch, monkeypatch):
    """EIO becomes a fault of the source, not a traceback."""

    def broken(*_):
        raise OSError(errno.EIO, "Input/output error")

    append(watch.path, b"three\n")
    monkeypatch.setattr(growing.os, "read", broken)
    assert watch.look() == b"one\ntwo\n"
    monkeypatch.undo()
    assert "Input/output error" in watch.source.faults[0].en


@pytest.mark.parametrize("call", ["read", "lseek", "fstat", "open", "stat", "scandir"])
def test_a_call_that_fails_costs_no_traceback_and_repeats_nothing(tmp_path, monkeypatch, call):
    """Whichever call of the system fails: what is missing is told, nothing comes twice."""
    real, number, calls = getattr(os, call), 0, 0

    def failing(*words, **more):
        nonlocal calls
        calls += 1
        if calls == number:
            raise OSError(errno.EIO, "Input/output error")
        return real(*words, **more)

    def look():
        with monkeypatch.context() as patch:
            patch.setattr(os, call, failing)
            watch.look(3)

    for number in range(1, 40):
        path = tmp_path / str(number) / "app.log"
        path.parent.mkdir()
        path.write_bytes(b"one\n")
        watch, calls = Watch(path), 0
        look()
        append(path, b"two\n")
        look()
        path.rename(path.with_suffix(".log.1"))
        path.write_bytes(b"three\n")
        look()
        shutil.copy(path, path.with_suffix(".log.2"))
        os.truncate(path, 0)
        append(path, b"four\n")
        look()
        lines = watch.end().splitlines()
        assert len(set(lines)) == len(lines), (number, lines)
        assert set(lines) == {b"one", b"two", b"three", b"four"} or watch.source.faults, number


def test_a_new_file_that_cannot_be_opened_is_told_once(watch, monkeypatch):
    """The old one is followed meanwhile, the new one as soon as it opens."""

    def closed(_):
        raise PermissionError(errno.EACCES, "Permission denied")

    watch.path.rename(watch.path.with_suffix(".log.1"))
    watch.path.write_bytes(b"three\n")
    monkeypatch.setattr(following, "opened", closed)
    watch.look(3)
    monkeypatch.undo()
    assert watch.look(3) == b"one\ntwo\nthree\n"
    assert [note.en.rpartition(": ")[2] for note in watch.source.notes] == ["Permission denied"]


def test_a_compressed_file_that_grows_is_unpacked(tmp_path):
    """What is added to it is unpacked as it comes."""
    path, packed = tmp_path / "app.log.gz", gzip.compress(b"one\ntwo\n" * 1000)
    path.write_bytes(packed[:30])
    watch = Watch(path)
    watch.look(2)
    append(path, packed[30:])
    assert watch.end() == b"one\ntwo\n" * 1000


# ---------------------------------------------------------------- pipes, and several at once


def collect(tails, wanted, stop):
    """Follow until *wanted* bytes have come, then stop; return them by source and the ends."""
    found, ends = {}, []
    deadline = time.monotonic() + 20
    for source, data in follow(tails):
        if source is not None and data:
            found[source.name] = found.get(source.name, b"") + data
        elif source is not None:
            ends.append(source.name)
        if sum(map(len, found.values())) >= wanted or time.monotonic() > deadline:
            stop.set()
    return found, ends


def test_several_at_once_do_not_wait_for_each_other(tmp_path):
    """A silent pipe holds up no file, and the other way round."""
    stop = threading.Event()
    pipe, log = tmp_path / "pipe", tmp_path / "app.log"
    os.mkfifo(pipe)
    log.write_bytes(b"one\n")
    sources = [Source(name="pipe", path=pipe), Source(name="log", path=log)]

    def write():
        with pipe.open("wb", buffering=0) as file:
            time.sleep(0.1)
            append(log, b"two\n")
            time.sleep(0.1)
            file.write(b"three\n")
            stop.wait(10)

    writer = threading.Thread(target=write)
    writer.start()
    found, ends = collect(tails_of(sources, stop.is_set), 14, stop)
    writer.join()
    assert found == {"pipe": b"three\n", "log": b"one\ntwo\n"}
    assert sorted(ends) == ["log", "pipe"]


def test_a_pipe_ends_with_its_writer(tmp_path):
    """The end of a pipe is told; the files go on."""
    stop = threading.Event()
    reader, writer = os.pipe()
    os.write(writer, b"one\ntwo")
    os.close(writer)
    source = Source(name="pipe", path=tmp_path)
    tail = PipeTail(source, stop.is_set)
    source.opener = lambda: following.arriving(reader, stop.is_set)
    found, ends = collect([tail], 100, stop)
    os.close(reader)
    assert (found, ends) == ({"pipe": b"one\ntwo"}, ["pipe"])


def test_redirected_input_is_followed_as_a_file(log, monkeypatch):
    """``logscan -f < app.log`` goes on with what is added."""
    stop = threading.Event()
    with log.open("rb") as file:
        monkeypatch.setattr(sys, "stdin", file)
        (tail,) = tails_of([Source(name="stdin")], stop.is_set)
        assert isinstance(tail, FileTail)
        append(log, b"three\n")
        found, _ = collect([tail], 14, stop)
    assert found == {"stdin": b"one\ntwo\nthree\n"}


def test_a_line_is_seen_soon_after_it_was_written(log):
    """At most one poll and a little passes between a write and its arrival."""
    stop, waits = threading.Event(), []
    (tail,) = tails_of([Source(name="log", path=log)], stop.is_set)

    def write():
        for _ in range(40):
            time.sleep(0.013)
            append(log, b"%d\n" % time.monotonic_ns())
        stop.set()

    writer = threading.Thread(target=write)
    writer.start()
    for _, data in follow([tail]):
        now = time.monotonic_ns()
        waits += [now - int(line) for line in data.split() if line.isdigit()]
    writer.join()
    assert len(waits) == 40
    assert sorted(waits)[20] < 1_000_000_000  # a busy machine; the bench has the real figure
