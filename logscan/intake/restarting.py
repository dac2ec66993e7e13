"""Start a command again whenever it ends, and read all its runs as one stream.

``render logs --tail`` ends silently after about a minute (render-oss/cli issue 17). What a new
run repeats of the older ones is left out: a line that begins with its time, or is one JSON
object that holds it, is repeated if an older run printed the very same line. Records that carry
an id are left to the parser, which knows them by that.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import signal
import subprocess
import time
from collections import Counter, deque
from pathlib import Path
from typing import TYPE_CHECKING

from logscan.intake.following import DRAIN_SECONDS, arriving
from logscan.intake.sources import Source
from logscan.model import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from logscan.intake.sources import Chunks

FIRST_PAUSE_SECONDS = 1.0  # before it is started again; doubled while it ends at once
LONGEST_PAUSE_SECONDS = 30.0
SHORT_SECONDS = 5.0  # a run this short is an attempt that failed
MAX_SHORT_RUNS = 5  # in a row, then it is given up
END_SECONDS = 2.0  # between asking a process to end and ending it
_LINES_KEPT = 20_000
_MAX_REST_BYTES = 64 * 1024

_TIME = rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d"
_DATED = re.compile(rb"[\[(]?" + _TIME + rb"|\{.*" + _TIME + rb".*\}\s*$")


class Joint:
    """Leaves out of each further run what the older runs printed already.

    The last ``20,000`` lines of the older runs are remembered, each as often as it was printed.
    """

    def __init__(self) -> None:
        self.repeated = 0
        self._recent: deque[int] = deque(maxlen=_LINES_KEPT)
        self._older: Counter[int] = Counter()
        self._rest = b""
        self._is_repeating = False

    def begin(self) -> None:
        """Begin the next run: what was printed up to now is old."""
        self._older = Counter(self._recent)
        self._is_repeating = False

    def pass_on(self, data: bytes) -> bytes:
        """Return the whole lines of *data* that are new; the rest waits for its end."""
        whole = self._rest + data
        cut = whole.rfind(b"\n") + 1
        if not cut and len(whole) > _MAX_REST_BYTES:
            cut = len(whole)
        self._rest = whole[cut:]
        return b"".join(line for line in io.BytesIO(whole[:cut]) if self._is_new(line))

    def end(self) -> bytes:
        """Return the last line of a run that had no end, with one."""
        rest, self._rest = self._rest, b""
        return self.pass_on(rest + b"\n") if rest else b""

    def _is_new(self, line: bytes) -> bool:
        """Say whether *line* is new; what follows a repeated line may be the rest of its record."""
        known = hash(line)
        dated = _DATED.match(line) is not None
        self._is_repeating = (dated or self._is_repeating) and self._older[known] > 0
        if self._is_repeating:
            self._older[known] -= 1
            self.repeated += 1
            return False
        self._recent.append(known)
        return True


class CommandTail:
    """A command that is followed; *announce* is told when it ends and starts again."""

    def __init__(
        self,
        words: Sequence[str],
        stopped: Callable[[], bool],
        announce: Callable[[Text], None],
    ) -> None:
        self.source = Source(name=Path(words[0]).name, opener=self._raw)
        self.descriptor: int | None = None
        self._words, self._stopped, self._announce = words, stopped, announce
        self._joint = Joint()
        self._runs = self._short_runs = 0

    def _raw(self) -> Chunks:
        pause_seconds = FIRST_PAUSE_SECONDS
        while not self._stopped():
            began = time.monotonic()
            status = yield from self._one_run()
            lasted = time.monotonic() - began
            if status is None or self._stopped():
                break
            if lasted >= SHORT_SECONDS:
                self._short_runs, pause_seconds = 0, FIRST_PAUSE_SECONDS
            elif self._short_runs + 1 >= MAX_SHORT_RUNS:
                self._give_up(status)
                break
            else:
                self._short_runs += 1
            self._tell_end(lasted, status, pause_seconds)
            yield from self._pause(pause_seconds)
            pause_seconds = min(pause_seconds * 2, LONGEST_PAUSE_SECONDS)
        self._tell()

    def _one_run(self) -> Generator[bytes, None, int | None]:
        """Yield what one run prints; its value is the exit status, None if it never began."""
        try:
            process = self._started()
        except OSError as error:
            self._fault(error.strerror or str(error))
            return None
        self._runs += 1
        self._joint.begin()
        assert process.stdout is not None  # noqa: S101 - it was asked for
        self.descriptor = process.stdout.fileno()
        try:
            for data in arriving(self.descriptor, self._stopped):
                yield self._joint.pass_on(data) if data else b""
            yield self._joint.end()
        finally:
            self.descriptor = None
            status = _ended(process, 0.0 if self._stopped() else DRAIN_SECONDS)
        return status

    def _started(self) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C is for logscan, which then ends the command itself.
        return subprocess.Popen(  # noqa: S603 - the user's own command, without a shell
            self._words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def _pause(self, seconds: float) -> Iterator[bytes]:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._stopped():
            yield b""

    # ------------------------------------------------------------ what to tell

    def _tell_end(self, lasted: float, status: int, pause_seconds: float) -> None:
        name = self.source.name
        self._announce(
            Text(
                en=f"{name} ended after {lasted:.0f} s (exit {status}): "
                f"starting it again in {pause_seconds:.0f} s",
                ko=f"{name}이(가) {lasted:.0f}초 뒤에 끝났습니다(종료 코드 {status}). "
                f"{pause_seconds:.0f}초 뒤에 다시 시작합니다",
            )
        )

    def _give_up(self, status: int) -> None:
        count = MAX_SHORT_RUNS
        if status:
            self._fault(f"it ended at once {count} times in a row (exit {status})")
            return
        self.source.notes.append(
            Text(
                en=f"{self.source.name} ended at once {count} times in a row: given up",
                ko=f"{self.source.name}이(가) {count}번 연속으로 바로 끝나 재시작을 중단했습니다",
            )
        )

    def _fault(self, reason: str) -> None:
        name = self.source.name
        self.source.fault(f"cannot run {name}: {reason}", f"{name} 실행 실패: {reason}")

    def _tell(self) -> None:
        """Note that the stream has joints: what was logged between two runs may be missing."""
        name, again, repeated = self.source.name, self._runs - 1, self._joint.repeated
        if again > 0:
            self.source.notes.append(
                Text(
                    en=f"{name} was started again {again} times, {repeated} repeated lines were "
                    "left out; what was logged between two runs may be missing",
                    ko=f"{name}을(를) {again}번 다시 시작했고 반복된 {repeated}줄은 제외했습니다. "
                    "실행 사이에 기록된 로그는 빠졌을 수 있습니다",
                )
            )


def _ended(process: subprocess.Popen[bytes], patience_seconds: float) -> int:
    """Return the exit status of a process that has closed its output, or is to end now."""
    if process.stdout is not None:
        process.stdout.close()
    try:
        return process.wait(patience_seconds)
    except subprocess.TimeoutExpired:
        _signal(process, signal.SIGTERM)
    try:
        return process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        _signal(process, getattr(signal, "SIGKILL", signal.SIGTERM))
        return process.wait()


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    """Send a signal to a process and to those it has started."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, number)
        else:
            process.terminate()
