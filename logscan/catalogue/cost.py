"""Refuse patterns whose worst case a log line could trigger.

Two judges. One reads: a loop that is ambiguous costs exponential time. One measures: the
pattern is searched in about 1 KiB of text made to disappoint it, and must give up in time.
The second one finds what the first cannot, loops one behind the other whose costs multiply.
"""

from __future__ import annotations

from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING

from logscan.catalogue.ambiguity import ambiguous_loop, is_loop, loop_spans, parts_of
from logscan.catalogue.faults import shown
from logscan.catalogue.matching import compile_pattern
from logscan.catalogue.patterns import (
    Atomic,
    Chars,
    Choice,
    Look,
    Repeat,
    Sequence,
    sample,
)
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from logscan.catalogue.patterns import Pattern, Tree

PROBE_CHARS = 1024
BUDGET_SECONDS = 0.1  # for one line of PROBE_CHARS
_TRIES = 3  # another program may have had the processor
_MAX_VARIANTS = 16
MAX_PROBES = 600
MAX_TOTAL_SECONDS = 20.0
_FEW_LOOPS = 1  # one loop alone costs at most the square of PROBE_CHARS: always in time
_SPOILER = "\x7f"


@dataclass(frozen=True, slots=True)
class CostFault:
    """Why a pattern is too expensive; *index* is the part of the pattern that is."""

    message: str
    hint: str
    index: int = 0


def cost_fault(pattern: Pattern, examples: tuple[str, ...]) -> CostFault | None:
    """Return why *pattern* may take too long on some line, or None."""
    span = ambiguous_loop(pattern)
    if span:
        part = pattern.text[slice(*span)]
        message = f"can take exponential time: {part} reads one text in several ways"
        hint = "let each round of the loop begin with a character that the round cannot hold"
        return CostFault(message, hint, span[0])
    if len(loop_spans(pattern.tree)) <= _FEW_LOOPS:
        return None
    end = monotonic() + MAX_TOTAL_SECONDS
    for probe in dict.fromkeys(islice(probes(pattern.tree, examples), MAX_PROBES)):
        if monotonic() > end:
            return CostFault("takes too long to be measured", "write it simpler")
        if not _in_time(pattern.text, probe):
            budget = f"{BUDGET_SECONDS * 1000:.0f} ms"
            message = f"takes more than {budget} on a line that ends in {shown(probe[-30:])}"
            return CostFault(message, "fewer loops, and narrower classes than . in them")
    return None


def _in_time(pattern: str, probe: str) -> bool:
    """Return whether a search ends within the budget, at the best of some tries."""
    compiled = compile_pattern(pattern)
    for _ in range(_TRIES):
        try:
            compiled.search(probe, timeout=BUDGET_SECONDS)
        except TimeoutError:
            continue
        return True
    return False


# ---------------------------------------------------------------- texts made to disappoint


def probes(tree: Tree, examples: tuple[str, ...]) -> Iterator[str]:
    """Yield lines of at most ``PROBE_CHARS`` that nearly match, over and over."""
    for example in examples:
        for line in example.split("\n"):
            yield _repeated(line + " ")
            yield _repeated(line[: len(line) * 2 // 3])
    widest = max((len(choice.branches) for choice in _choices(tree)), default=1)
    for variant in range(min(widest, _MAX_VARIANTS)):
        yield from _from_segments(_segments(tree, variant))


def _from_segments(segments: list[str]) -> Iterator[str]:
    """Yield what makes each loop of the pattern run long, alone and with those before it.

    The text between two loops stands in *segments*; every second one is a loop's round.
    """
    for n in range(1, len(segments)):
        before = "".join(segments[:n])
        yield before[-PROBE_CHARS // 2 :] + _repeated(segments[n] or " ") + _SPOILER
        yield _repeated("".join(segments[: n + 1])) + _SPOILER
        yield before[-PROBE_CHARS // 2 :] + _repeated("".join(segments[n : n + 3])) + _SPOILER


def _repeated(text: str) -> str:
    return (text * (PROBE_CHARS // max(len(text), 1) + 1))[:PROBE_CHARS] if text else ""


def _segments(tree: Tree, variant: int) -> list[str]:
    """Return a text of *tree* cut at its loops: text, round, text, round, ..., text."""
    cut = [""]
    _add_segments(tree, variant, cut)
    return cut


def _add_segments(tree: Tree, variant: int, cut: list[str]) -> None:
    match tree:
        case Chars(mask):
            cut[-1] += sample(mask)
        case Sequence(items):
            for item in items:
                _add_segments(item, variant, cut)
        case Choice(branches):
            _add_segments(branches[variant % len(branches)], variant, cut)
        case Repeat(item) if is_loop(tree):
            inner = _segments(item, variant)
            cut += ["".join(inner), ""]
        case Repeat(item):
            _add_segments(item, variant, cut)
        case Atomic(item) | Look(item):
            _add_segments(item, variant, cut)


def _choices(tree: Tree) -> Iterator[Choice]:
    if isinstance(tree, Choice):
        yield tree
    for part in parts_of(tree):
        yield from _choices(part)
