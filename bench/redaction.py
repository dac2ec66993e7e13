"""Measure redaction: recall by kind and context, over-redaction, speed.

python bench/run.py --suite redaction
"""

from __future__ import annotations

import collections
import contextlib
import io
import sys
import time
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "redaction"))

import benign_lines
import logs
import redaction_corpus
from marked_lines import marked_lines
from suite import Outcome, Settings

from logscan.redaction import RedactingStream, Redactor, kind_names
from logscan.redaction.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from redaction_corpus import Line

CHUNK_BYTES = 65_536
REPEATS, LINES, SEED = 3, 40_000, 1


def covered(redactor: Redactor, line: Line) -> bool:
    """Say that every character of the line's secret is inside of a finding."""
    place = line.start
    for secret in redactor._secrets(line.text):  # noqa: SLF001 - the text alone does not tell
        if secret.start <= place < secret.end:
            place = secret.end
    return place >= line.end


def recall(seed: int, repeats: int) -> None:
    """Print recall over all kinds and contexts, the worst of each, and the misses."""
    redactor = Redactor()
    planted = list(redaction_corpus.planted(seed, repeats))
    missed = [line for line in planted if not covered(redactor, line)]
    share = 1 - len(missed) / len(planted)
    print(f"planted: {len(planted)} lines, {len(redaction_corpus.kinds())} kinds,")
    print(f"         {len(redaction_corpus.CONTEXTS)} contexts, {repeats} each")
    print(f"recall:  {share:.5f} (goal 0.995), {len(missed)} missed")
    for name in ("kind", "context"):
        total = collections.Counter(getattr(line, name) for line in planted)
        misses = collections.Counter(getattr(line, name) for line in missed)
        print(f"  by {name}: {len(total) - len(misses)} of {len(total)} without a miss")
        for value, count in misses.most_common(12):
            print(f"    {1 - count / total[value]:.4f}  {value}")
    for line in missed[:40]:
        print(f"  missed: {line.kind} / {line.context}: {line.text[:160]!r}")


def over_redaction(seed: int, lines: int) -> None:
    """Print how many lines without a secret are touched."""
    redactor = Redactor()
    benign = list(benign_lines.benign(seed, lines))
    touched = [line for line in benign if redactor.redact(line) != line]
    never = [line for line in benign_lines.NEVER if redactor.redact(line) != line]
    real = marked_lines()
    leaks = [line for line in real if any(s in redactor.redact(line.text) for s in line.secrets)]
    clean = [line for line in real if not line.secrets]
    spoilt = [line for line in clean if redactor.redact(line.text) != line.text]
    print(f"benign:  {len(touched)} of {len(benign)} lines touched (goal 0.5 %),")
    print(f"         {len(benign_lines.TEMPLATES)} templates")
    print(f"never:   {len(never)} of {len(benign_lines.NEVER)} touched (goal 0)")
    print(f"real:    {len(leaks)} of {len(real) - len(clean)} lines leak,")
    print(f"         {len(spoilt)} of {len(clean)} without a secret touched")
    for text in touched[:10] + never[:10]:
        print(f"  touched: {text[:160]!r}")


def per_second(data_bytes: int, work: Callable[[], object]) -> float:
    """Return the best of three runs in MB/s of processor time."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return data_bytes / best / 1e6


def redact_all(redactor: Redactor, lines: Iterable[str]) -> None:
    """Redact every line."""
    for line in lines:
        redactor.redact(line)


def stream_all(data: bytes) -> None:
    """Send *data* through a stream."""
    stream = RedactingStream(Redactor())
    for place in range(0, len(data), CHUNK_BYTES):
        stream.feed(data[place : place + CHUNK_BYTES])
    stream.close()


def cold() -> Redactor:
    """Return a redactor that remembers nothing, so that it reads every line."""
    redactor = Redactor()
    redactor._memory = Memory(size=0)  # noqa: SLF001 - the worst case on purpose
    return redactor


def speed(seed: int, lines: int) -> None:
    """Print the speed on lines without a secret and on lines with one."""
    benign = list(benign_lines.benign(seed, lines))
    data = "\n".join(benign).encode()
    planted = [line.text for line in redaction_corpus.planted(seed, 1)]
    planted_bytes = sum(len(text.encode()) for text in planted)
    size = len(data)
    print(f"speed on {len(benign)} benign lines of {size / len(benign):.0f} bytes, many of them")
    print("about secrets, and on made logs; one core:")
    print(f"  as a log is   {per_second(size, lambda: redact_all(Redactor(), benign)):7.1f} MB/s")
    print(f"  stream        {per_second(size, lambda: stream_all(data)):7.1f} MB/s")
    print(f"  all unlike    {per_second(size, lambda: redact_all(cold(), benign)):7.1f} MB/s")
    for form in logs.FORMS:
        log = b"".join(islice(logs.blocks("sparse", form, seed), 10))
        rate = per_second(len(log), partial(stream_all, log))
        print(f"  made log, {form:4}{rate:7.1f} MB/s (goal 20)")
    rate = per_second(planted_bytes, lambda: redact_all(Redactor(), planted))
    print(f"  only secrets  {rate:7.1f} MB/s")


def run(settings: Settings) -> Outcome:
    """Measure on corpora that do not depend on the size of the run."""
    repeats, lines = (1, 1_000) if settings.smoke else (REPEATS, LINES)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        print(f"kinds:   {len(kind_names())}")
        recall(SEED, repeats)
        over_redaction(SEED, lines)
        speed(SEED, lines)
    text = printed.getvalue().splitlines()
    return Outcome(data=text, lines=["### redaction", "", "```", *text, "```"])
