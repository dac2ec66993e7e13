"""Judge the patterns of one signature: they compile, are anchored and are cheap."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import regex

from logscan.catalogue.anchoring import unanchored
from logscan.catalogue.cost import cost_fault
from logscan.catalogue.faults import shown
from logscan.catalogue.matching import compile_pattern
from logscan.catalogue.patterns import PatternError, parse_pattern
from logscan.values import dataclass

if TYPE_CHECKING:
    from logscan.model import Signature


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of one signature; *keys* lead to its value in the file.

    *index* is the character of that value that is at fault.
    """

    keys: tuple[str | int, ...]
    message: str
    hint: str = ""
    index: int = 0


def judge_patterns(signature: Signature) -> tuple[Finding, ...]:
    """Return what is wrong with the pattern and the ``unless`` patterns of *signature*."""
    return _judged(signature.pattern, signature.unless, signature.anchors, signature.examples)


# A catalogue that was judged while it was loaded is checked again right afterwards.
@lru_cache(maxsize=4096)
def _judged(
    pattern: str, unless: tuple[str, ...], anchors: tuple[str, ...], examples: tuple[str, ...]
) -> tuple[Finding, ...]:
    findings = [_judge_one(pattern, ("pattern",), anchors, examples)]
    findings += [_judge_one(text, ("unless", n), None, examples) for n, text in enumerate(unless)]
    return tuple(finding for finding in findings if finding)


def _judge_one(
    text: str,
    keys: tuple[str | int, ...],
    anchors: tuple[str, ...] | None,
    examples: tuple[str, ...],
) -> Finding | None:
    """Return the first thing that is wrong with one pattern; *anchors* None: it needs none."""
    try:
        parsed = parse_pattern(text)  # first: what it refuses may be dear to compile
        compile_pattern(text)
        bare = unanchored(parsed, anchors) if anchors is not None else None
    except regex.error as error:
        where = getattr(error, "pos", None) or 0  # the stubs do not know pos and msg
        said = getattr(error, "msg", error)
        return Finding(keys, f"{keys[0]} does not compile: {said}", index=where)
    except PatternError as error:
        return Finding(keys, f"{keys[0]}: {error.message}", error.hint, error.index)
    if bare:
        hint = "add an anchor that is in it, or narrow the pattern"
        if bare.branch:
            hint = f"the alternative {shown(bare.branch)} has no anchor: {hint}"
        message = f"{keys[0]} matches {shown(bare.witness)}, which contains no anchor"
        return Finding(keys, message, hint)
    costly = cost_fault(parsed, examples)
    if costly:
        return Finding(keys, f"{keys[0]} {costly.message}", costly.hint, costly.index)
    return None
