"""What a thread makes ahead comes as if nobody had made it ahead, and no thread stays behind."""

import gc
import subprocess
import sys
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.intake.ahead import ahead

NAME = "logscan-ahead"


def threads():
    """The threads that make something ahead."""
    return [thread for thread in threading.enumerate() if thread.name == NAME]


@pytest.fixture(autouse=True)
def _nobody_stays():
    """Whatever a test does, its threads have ended with it."""
    yield
    for thread in threads():
        thread.join(5)
    assert threads() == []


class Pieces:
    """Pieces that note who makes them, how many were made and whether they were closed."""

    def __init__(self, pieces, error=None):
        self.made, self.makers, self.is_closed = 0, set(), False
        self.running = self._run(pieces, error)

    def _run(self, pieces, error):
        try:
            for piece in pieces:
                self.made += 1
                self.makers.add(threading.current_thread().name)
                yield piece
            if error is not None:
                raise error
        finally:
            self.is_closed = True


def endless():
    """Pieces without end."""
    return Pieces(iter(lambda: b"x", None))


@given(st.lists(st.binary(max_size=3)), st.integers(1, 5))
def test_all_pieces_come_in_order(pieces, most):
    """None is lost, none comes twice, empty ones come as well; another thread made them."""
    made = Pieces(pieces)
    assert list(ahead(made.running, most)) == pieces
    assert made.makers <= {NAME}
    assert made.is_closed
    assert threads() == []


@given(st.lists(st.binary(max_size=3), max_size=9), st.integers(1, 5))
def test_an_error_comes_behind_the_pieces_before_it(pieces, most):
    """It is the very one that was raised."""
    error = OSError("the disk is gone")
    found, taken = ahead(Pieces(pieces, error).running, most), []
    with pytest.raises(OSError, match="the disk is gone") as caught:
        taken.extend(found)  # what was taken before the error stays
    assert caught.value is error
    assert taken == pieces
    assert threads() == []


@pytest.mark.parametrize("most", [1, 3])
def test_no_more_are_made_than_allowed(most):
    """Those that were taken, and so many beside them."""
    made = endless()
    found = ahead(made.running, most)
    for taken in range(1, 20):
        next(found)
        time.sleep(0.001)
        assert made.made <= taken + most
    until = time.monotonic() + 5
    while made.made < 19 + most and time.monotonic() < until:
        time.sleep(0.001)
    assert made.made == 19 + most
    found.close()


def broken_off(found):
    """Leave a loop in its middle."""
    for _ in found:
        break


def interrupted(found):
    """Press Ctrl-C while a piece is looked at."""
    next(found)
    with pytest.raises(KeyboardInterrupt):
        found.throw(KeyboardInterrupt())


@pytest.mark.parametrize("leave", [broken_off, interrupted, lambda found: next(found) and None])
def test_whoever_stops_early_leaves_nothing_open(leave):
    """The thread has ended and the pieces are closed, before anything else happens."""
    made = endless()
    found = ahead(made.running, 3)
    leave(found)
    del found
    assert made.is_closed
    assert threads() == []


def test_a_stop_waits_for_one_piece_at_most():
    """What may be made ahead is not made any more."""
    begun = []

    def slow():
        for number in range(20):
            begun.append(number)
            time.sleep(0.1 if number else 0)
            yield b"x"

    found = ahead(slow(), 10)
    next(found)
    found.close()
    assert len(begun) < 8


def test_what_was_never_asked_for_needs_no_thread():
    """It begins with the first piece."""
    made = endless()
    found = ahead(made.running, 3)
    assert threads() == []
    found.close()
    assert made.made == 0


def test_the_collector_may_end_it_from_its_own_thread():
    """A thread cannot wait for itself: nothing is said, and it ends."""
    gone, done = threading.Event(), threading.Event()

    def pieces():
        try:
            yield b"first"
            gone.wait(5)
            gc.collect()
            yield b"second"
        finally:
            done.set()

    circle = {"found": ahead(pieces(), 3)}
    circle["itself"] = circle
    assert next(circle["found"]) == b"first"
    gc.disable()
    try:
        del circle
        gone.set()
        assert done.wait(5)
    finally:
        gc.enable()


def test_without_a_thread_they_are_made_here(monkeypatch):
    """Where the system has no threads left, it is only slower."""

    def none_left(_self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", none_left)
    made = Pieces([b"a", b"b"])
    assert list(ahead(made.running, 3)) == [b"a", b"b"]
    assert made.makers == {threading.current_thread().name}


def test_nobody_waits_for_what_is_slow():
    """An empty piece says that none came for now, and a stop does not wait for the next one."""
    come = threading.Event()

    def slow():
        yield b"first"
        come.wait(5)
        yield b"second"

    found = ahead(slow(), 3, idle_seconds=0.01)
    assert [next(found) for _ in range(3)] == [b"first", b"", b""]
    began = time.monotonic()
    found.close()
    assert time.monotonic() - began < 2
    come.set()


def test_a_program_may_end_in_the_middle():
    """Pieces that nobody takes any more do not keep a process from ending."""
    program = (
        "import itertools\n"
        "from logscan.intake.ahead import ahead\n"
        "found = ahead((b'x' for _ in itertools.count()), 3)\n"
        "print(next(found))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, timeout=30, check=True
    )
    assert (ended.stdout.strip(), ended.stderr) == (b"b'x'", b"")
