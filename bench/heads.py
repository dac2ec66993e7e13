"""Choose the heads: short strings, rare in healthy logs, one of which stands in every anchor.

They are what the matcher looks for first (``logscan/engine/matcher.py``). The fewer they are and
the rarer their pairs of letters, the faster its engine is: it hashes two bytes at a time and
verifies where all hashes of a string fit.

    python bench/heads.py > heads.tmp && mv heads.tmp logscan/engine/chosen_heads.py
"""

from __future__ import annotations

import heapq
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import logs

from logscan.catalogue import load_catalogue
from logscan.engine.matcher import PlainMatcher
from logscan.engine.parser import Plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from logscan.engine.matcher import Anchor

HERE = Path(__file__).resolve().parent
BENIGN = HERE.parent / "tests" / "corpus" / "benign"
LEAST, MOST = 6, 8  # bytes of a head; the engine looks at no more than eight
PAIR_WEIGHT = 1000  # of the share of all pairs in the healthy text that is a head's pair
MISSING_PAIR = 0.01  # what each byte that a head is shorter counts
SEEN_WEIGHT = 300_000  # of the share of places in the healthy text where a head stands
LINE_CHARS = 100

MODULE = '''"""The heads that ``bench/heads.py`` chose for the built-in catalogue, the best first.

Made by a program; do not edit. An anchor that holds none of them is slower, never lost.
"""

# fmt: off
HEADS: tuple[bytes, ...] = (
{rows}
)
'''


def literals() -> list[bytes]:
    """Return everything that a run with the built-in catalogue searches for."""
    found: set[bytes] = set()

    def note(anchors: Sequence[Anchor]) -> PlainMatcher:
        found.update(literal for literal, _ in anchors)
        return PlainMatcher(anchors)

    Plan(load_catalogue().signatures, note)
    return sorted(found)


def healthy_text() -> bytes:
    """Return healthy lines of many frameworks, and as much of the bench's own healthy log."""
    benign = b"".join(path.read_bytes() for path in sorted(BENIGN.glob("*.log")))
    made = b""
    for block in logs.blocks("healthy", "text", seed=2):
        made += block
        if len(made) >= len(benign):
            break
    return benign + made[: len(benign)]


class Text:
    """How often short strings stand in a text."""

    def __init__(self, text: bytes) -> None:
        self._size = len(text)
        self._pairs = Counter(pairwise(text))
        self._strings: Counter[bytes] = Counter()
        for size in range(1, MOST + 1):
            self._strings.update(text[at : at + size] for at in range(len(text) - size + 1))

    def cost(self, head: bytes) -> float:
        """Return what searching for *head* costs; 1 for one that has nothing in common."""
        pairs = sum(self._pairs[pair] for pair in pairwise(head)) / self._size
        missing = (MOST - len(head)) * MISSING_PAIR
        seen = self._strings[head] / self._size
        return 1 + PAIR_WEIGHT * (pairs + missing) + SEEN_WEIGHT * seen


def parts(literal: bytes) -> Iterator[bytes]:
    """Yield every string in *literal* that may be its head."""
    for size in range(min(LEAST, len(literal)), min(MOST, len(literal)) + 1):
        for at in range(len(literal) - size + 1):
            yield literal[at : at + size]


def choose(every: Sequence[bytes], text: Text) -> list[bytes]:
    """Return heads that cover *every* literal, always taking the one that costs least for each."""
    covers: defaultdict[bytes, set[int]] = defaultdict(set)
    for index, literal in enumerate(every):
        for part in parts(literal):
            covers[part].add(index)
    costs = {head: text.cost(head) for head in covers}
    queue = [(costs[head] / len(found), head) for head, found in covers.items()]
    heapq.heapify(queue)
    left, chosen = set(range(len(every))), []
    while left:
        _, head = heapq.heappop(queue)
        fresh = covers[head] & left
        if not fresh:
            continue
        share = costs[head] / len(fresh)
        if queue and share > queue[0][0]:
            heapq.heappush(queue, (share, head))
            continue
        chosen.append(head)
        left -= fresh
    return chosen


def rows(heads: Sequence[bytes]) -> str:
    """Return the heads as the lines of a tuple."""
    lines = ["   "]
    for head in heads:
        word = f" {head!r},".replace("b'", 'b"').replace("',", '",') if b'"' not in head else ""
        if len(lines[-1]) + len(word) > LINE_CHARS:
            lines.append("   ")
        lines[-1] += word
    return "\n".join(lines)


def main() -> int:
    """Print the module that holds the heads."""
    every = literals()
    heads = choose(every, Text(healthy_text()))
    sys.stdout.write(MODULE.format(rows=rows(heads)))
    print(f"{len(every)} anchors, {len(heads)} heads", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
