"""Made incidents with a known first cause, for measuring how far confidence can be trusted.

What makes them hard is what makes real logs hard: the line that says why may be missing,
other errors stand beside it, consequences are louder, the head is cut off, the exit line
comes before its error, and some logs have no times.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import analysis_builders as made

RIVALS = ("refused", "env-missing", "port-taken", "type-error")
CAUSES = ("refused", "env-missing", "port-taken", "oom", "type-error")
RESULTS = frozenset({"exited", "port-timeout", "timed-out", "build-failed"})


@dataclass(frozen=True)
class Made:
    """One incident: its lines, whether it has times, and the cause (None: not in the log)."""

    lines: tuple[str, ...]
    undated: bool
    cause: str | None


def incident(random: Random) -> Made:
    """Return a crash of one to five boots."""
    cause = random.choice(CAUSES)
    told = random.random() > 0.12
    rival = random.choice(RIVALS) if random.random() < 0.35 else None
    lines: list[tuple[float, str]] = [(0, "deploying")]
    second = 10.0
    for _ in range(random.randint(1, 5)):
        lines += _boot(random, second, cause if told else None, rival)
        second += random.uniform(20, 90)
    if random.random() < 0.5:
        lines.append((second + 200, random.choice(["port-timeout", "timed-out"])))
    lines.sort(key=lambda line: line[0])
    kept = lines[random.randint(1, 4) :] if random.random() < 0.2 else lines
    shown = any(cause in text.split() for _, text in kept)
    return Made(
        lines=tuple(f"{at:.3f} {text}" for at, text in kept),
        undated=random.random() < 0.2,
        cause=cause if shown and told else None,
    )


def _boot(
    random: Random, second: float, cause: str | None, rival: str | None
) -> list[tuple[float, str]]:
    """Return one boot: the cause right before its end, and perhaps something else."""
    died = second + random.uniform(2, 12)
    lines = [(second, "running"), (died, "exited status=1")]
    if cause is not None:
        lines.append((died + random.uniform(-0.8, 0.8), cause))
    if rival is not None and rival != cause and random.random() < 0.6:
        lines.append((random.uniform(second, died), rival))
    if random.random() < 0.4:
        lines += [(died + n / 100, "wrapper") for n in range(random.randint(1, 9))]
    if random.random() < 0.3:
        lines.append((second + 1, "no-ports"))
    return lines


def judged(seed: int, count: int) -> list[tuple[float, bool]]:
    """Return confidence and rightness for *count* incidents."""
    random = Random(seed)
    found = []
    for _ in range(count):
        one = incident(random)
        verdict = made.report(*one.lines, undated=one.undated).verdict
        named = verdict.cause
        right = named == one.cause if one.cause else named in RESULTS or named == "wrapper"
        found.append((verdict.confidence, right))
    return found
