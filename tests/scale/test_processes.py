"""Several processes read the parts; what happens to one of them does not show in the report."""

import gzip
import os
import signal
from dataclasses import replace

import pytest
from scale_helpers import MESSAGES, WRITERS, one_reader, run_settings, small, told

from logscan.intake.sources import Source
from logscan.scale import plan_parts, processes, reading
from logscan.scale.processes import scan_parts

SETTINGS = replace(run_settings(), segment_bytes=3000)
pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are copied here"),
    # From 3.12 on Python warns of what the fixture below does on purpose.
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning"),
]


@pytest.fixture
def bounds(monkeypatch):
    """Bounds as small as the logs; only a copied process has them.

    Other tests' libraries may have left threads behind, with which processes are started anew.
    """
    monkeypatch.setattr(processes, "_may_fork", lambda: True)
    with small() as chunk:
        yield chunk


@pytest.fixture
def log(tmp_path, bounds, monkeypatch):
    """A log of many segments, which one reader reads in the same chunks."""
    monkeypatch.setattr("logscan.intake.sources.CHUNK_BYTES", bounds)
    path = tmp_path / "app.log"
    path.write_text(WRITERS["dashboard"](MESSAGES * 12))
    return path


def source(path):
    """A new source of the file."""
    return Source(name=str(path), path=path)


def parts_of(*paths, workers=4):
    """The parts of files."""
    return plan_parts(SETTINGS, [source(path) for path in paths], workers)


def without(document, text):
    """The report without one warning, which must be there."""
    assert text in document[0]["warnings"]
    document[0]["warnings"].remove(text)
    return document


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_any_number_of_processes_gives_the_report_of_one_reader(log, workers):
    """And of any number of files, in their order."""
    paths = [log, log.with_name("b.log"), log.with_name("c.log")]
    for path in paths[1:]:
        path.write_text(WRITERS["plain"](MESSAGES))
    many = scan_parts(SETTINGS, parts_of(*paths), workers)
    assert told(many) == told(one_reader(SETTINGS, [source(path) for path in paths]))


def test_processes_that_are_started_anew_make_their_own_scanner(tmp_path, monkeypatch):
    """Where a process cannot be copied, all that it needs is sent to it."""
    monkeypatch.setattr(processes, "_may_fork", lambda: False)
    path = tmp_path / "app.log"  # longer than a head: a new process has the usual bounds
    path.write_text(WRITERS["dashboard"](MESSAGES * 200))
    large = replace(SETTINGS, segment_bytes=300_000)
    parts = plan_parts(large, [source(path)], 2)
    assert len(parts) > 1
    assert told(scan_parts(large, parts, 2)) == told(one_reader(large, [source(path)]))


def test_no_process_is_copied_while_a_thread_unpacks(tmp_path):
    """A copy would wait for ever for what such a thread holds; it is gone with its source."""
    before = processes._may_fork()
    path = tmp_path / "app.log.gz"
    path.write_bytes(gzip.compress(os.urandom(700_000)))
    chunks = source(path).chunks()
    next(chunks)
    assert not processes._may_fork()
    chunks.close()
    assert processes._may_fork() == before


def test_the_part_of_a_killed_process_is_read_again(log, monkeypatch):
    """Nothing is missing, and the report says what happened."""
    parent, real = os.getpid(), reading.scan_part

    def dying(settings, part, stopped):
        if os.getpid() != parent and part.start == 6000:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(settings, part, stopped)

    monkeypatch.setattr("logscan.scale.worker.scan_part", dying)
    parts = [replace(part) for part in parts_of(log, workers=8)]
    assert any(part.start == 6000 for part in parts)
    many = told(scan_parts(SETTINGS, parts, 2))
    lost = "a reading process ended unexpectedly: its part was read again"
    assert without(many, lost) == told(one_reader(SETTINGS, [source(log)]))


def test_when_all_processes_die_everything_is_read_here(log, monkeypatch):
    """Slowly, but as well."""
    monkeypatch.setattr("logscan.scale.worker.scan_part", lambda *_: os._exit(1))
    many = told(scan_parts(SETTINGS, parts_of(log), 3))
    lost = "a reading process ended unexpectedly: its part was read again"
    assert without(many, lost) == told(one_reader(SETTINGS, [source(log)]))


def test_a_stop_gives_what_was_read_up_to_the_first_gap(log, monkeypatch):
    """The processes hand over what they have; the report is that of the log's beginning."""
    monkeypatch.setattr(processes, "_LOOK_SECONDS", 0.01)
    asked = iter([False] * 3)
    report = scan_parts(SETTINGS, parts_of(log), 2, lambda: next(asked, True))
    (info,) = report.sources
    assert not report.complete
    assert f"stopped at line {info.lines} of {log}" in [fault.en for fault in report.faults]
    beginning = log.read_bytes()[: info.bytes]
    assert len(beginning) < log.stat().st_size
    assert info.lines == beginning.count(b"\n") + (not beginning.endswith(b"\n"))


def test_a_stop_before_anything_was_read(log):
    """It is said of the first source."""
    report = scan_parts(SETTINGS, parts_of(log), 2, lambda: True)
    assert report.stats.bytes < log.stat().st_size
    assert not report.complete


def test_what_cannot_be_read_is_told_and_stops_nobody(log, tmp_path):
    """A missing file among others is a fault in its place."""
    paths = [log, tmp_path / "gone.log", log]
    many = scan_parts(SETTINGS, parts_of(*paths), 2)
    assert told(many) == told(one_reader(SETTINGS, [source(path) for path in paths]))
    assert "gone.log" in many.faults[0].en


def test_a_file_that_shrinks_meanwhile_ends_where_it_ends(log):
    """The parts behind its end hold nothing."""
    parts = parts_of(log)
    log.write_bytes(log.read_bytes()[:7000])
    assert scan_parts(SETTINGS, parts, 2).sources[0].bytes == 7000


def test_a_file_that_grows_is_read_to_its_end(log):
    """Its last part has no end of its own."""
    parts = parts_of(log)
    with log.open("a") as more:
        more.write(WRITERS["dashboard"](MESSAGES))
    many = scan_parts(SETTINGS, parts, 2)
    assert told(many) == told(one_reader(SETTINGS, [source(log)]))
