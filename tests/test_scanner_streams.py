"""Several streams of one scan may be open at once, and a report may be made meanwhile."""

import threading

import pytest

from logscan.scanner import Scanner

ERROR = b"2025-10-24T12:00:01Z Error: connect ECONNREFUSED 10.0.0.5:5432\n"
FINE = b"2025-10-24T12:00:00Z ok\n"


@pytest.fixture(scope="module")
def scanner():
    """The built-in catalogue, made ready once."""
    return Scanner()


def same(one, other):
    """Say whether two reports differ in nothing but the time they took."""
    names = ("sources", "verdict", "incidents", "findings", "timeline", "warnings", "unexplained")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def test_streams_side_by_side_give_what_they_give_one_after_the_other(scanner):
    """Lines and findings of two streams stay apart, however their bytes mix."""
    mixed = scanner.start()
    one, two = mixed.attach("one"), mixed.attach("two")
    for part in (FINE[:9], FINE[9:] + ERROR[:20]):
        one.feed(part)
        two.feed(FINE)
    one.feed(ERROR[20:])
    for stream in (one, two):
        stream.close()
    turns = scanner.start()
    for name, data in (("one", FINE + ERROR), ("two", FINE + FINE)):
        turns.open(name)
        turns.feed(data)
    assert same(mixed.report(), turns.report())


def test_a_snapshot_is_the_report_of_its_moment(scanner):
    """It says what is known now, changes nothing, and ignores what comes later."""
    scan = scanner.start()
    stream = scan.attach("app.log")
    stream.feed(FINE + ERROR)
    stream.settle()
    make = scan.snapshot()
    stream.feed(ERROR * 3)
    early, late = make(), scan.report()
    assert (early.stats.lines, early.findings[0].occurrences) == (2, 1)
    assert (late.stats.lines, late.findings[0].occurrences) == (5, 4)
    assert early.verdict.cause == "econnrefused"


def test_snapshots_can_be_judged_in_another_thread(scanner):
    """Feeding goes on while an older state is being judged."""
    scan = scanner.start()
    stream = scan.attach("app.log")
    reports = []
    for count in range(1, 6):
        stream.feed(ERROR)
        stream.settle()
        make = scan.snapshot()
        thread = threading.Thread(target=lambda make=make: reports.append(make()))
        thread.start()
        stream.feed(FINE)
        thread.join()
        assert reports[-1].findings[0].occurrences == count


def test_the_report_closes_what_was_left_open(scanner):
    """A last line without its end counts, also in an attached stream."""
    scan = scanner.start()
    scan.attach("app.log").feed(ERROR[:-1])
    assert scan.report().stats.lines == 1
