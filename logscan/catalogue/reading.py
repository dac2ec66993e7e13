"""Read one signature file, judged or on trust."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.catalogue.signature_file import place_of, read_signature

if TYPE_CHECKING:
    from logscan.model import Problem, Signature


def read_file(
    content: bytes, path: str, family: str, *, judge: bool
) -> tuple[Signature | None, tuple[Problem, ...]]:
    """Return the signature of a file, or None and why there is none.

    With *judge* the patterns are compiled, proven to be anchored and measured, too.
    """
    reading = read_signature(content, path=path, family=family, trusted=not judge)
    if reading.signature is None or not judge:
        return reading.signature, reading.problems
    from logscan.catalogue.judging import judge_patterns  # noqa: PLC0415 -- it needs regex

    for finding in judge_patterns(reading.signature):
        place = place_of(reading.root, *finding.keys, index=finding.index)
        reading.faults.add(place, finding.message, finding.hint)
    return (None if reading.problems else reading.signature), reading.problems
