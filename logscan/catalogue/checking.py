"""Prove a catalogue both ways: each example is found, each counterexample is not.

Rules about edges. Every id that is named must exist. ``supersedes`` has no cycle. A cycle
of causes and effects is allowed only when both ends declare each of its edges: the cause
in ``explains`` and the effect in ``explained_by``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from logscan.catalogue.faults import Faults, did_you_mean, shown
from logscan.catalogue.graph import edges, shortest_way
from logscan.catalogue.judging import Finding, judge_patterns
from logscan.catalogue.matching import match_line, matches
from logscan.catalogue.nodes import MAX_FILE_BYTES, read_node
from logscan.catalogue.signature_file import place_of
from logscan.model import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from logscan.catalogue.nodes import Node
    from logscan.model import Catalogue, Signature

_ID_FIELDS = ("supersedes", "also", "explains", "explained_by")
_MIN_EXAMPLES = 2  # of each kind, for a built-in signature
_AWKWARD_IN_ANCHORS = "'`"
_CYCLE_HINT = "remove an edge, or declare each one at both ends (explains and explained_by)"


def check(catalogue: Catalogue, *, only: Collection[str] | None = None) -> list[Problem]:
    """Return every fault of *catalogue*, each with its place in its file.

    *only* names the signatures to judge; they are still held against all others. The
    patterns are judged, too: they compile, are anchored and are cheap.
    """
    chosen = [s for s in catalogue.signatures if only is None or s.id in only]
    by_id = {signature.id: signature for signature in catalogue.signatures}
    found = [(s, finding) for s in chosen for finding in _findings(s, by_id)]
    found += [(s, f) for s, f in _cycle_findings(catalogue) if only is None or s.id in only]
    return _placed(found)


def house_rules(signature: Signature) -> list[Problem]:
    """Return what a built-in signature lacks that a person's own one may lack."""
    return _placed([(signature, finding) for finding in _house_findings(signature)])


# ---------------------------------------------------------------- one signature


def _findings(signature: Signature, by_id: Mapping[str, Signature]) -> Iterator[Finding]:
    faulty = judge_patterns(signature)
    yield from faulty
    yield from _unknown_ids(signature, by_id)
    if not any("does not compile" in finding.message for finding in faulty):
        yield from _example_findings(signature, by_id)
        yield from _counterexample_findings(signature)


def _unknown_ids(signature: Signature, known: Mapping[str, Signature]) -> Iterator[Finding]:
    for name in _ID_FIELDS:
        for n, other in enumerate(getattr(signature, name)):
            if other not in known:
                hint = did_you_mean(other, known)
                yield Finding((name, n), f"{name}: no signature has the id '{other}'", hint)


def _example_findings(signature: Signature, by_id: Mapping[str, Signature]) -> Iterator[Finding]:
    for n, example in enumerate(signature.examples):
        place = ("examples", n)
        named = names_of(example, by_id)
        if matches(signature, example) is None:
            yield Finding(
                place, f"the example {shown(example)} does not match", _why(signature, example)
            )
            continue
        if signature.id not in named:
            winners = [i for i in named if signature.id in by_id[i].supersedes]
            message = f"the example {shown(example)} goes to {_list(winners)}"
            yield Finding(place, message, "move it there, or remove supersedes there")
        strangers = named - {signature.id} - set(signature.also)
        if signature.id in named and strangers:
            message = f"the example {shown(example)} also matches {_list(strangers)}"
            yield Finding(place, message, "narrow one of them, or use supersedes or also")


def names_of(message: str, by_id: Mapping[str, Signature]) -> set[str]:
    """Return the ids of the signatures that name *message* once the general ones yield."""
    found: set[str] = set()
    for line in message.split("\n"):
        found |= {s.id for s in by_id.values() if _matches_safely(s, line)}
    return found - {yields for name in found for yields in by_id[name].supersedes}


def _matches_safely(signature: Signature, line: str) -> bool:
    """Return whether *signature* matches; one that does not compile matches nothing."""
    if not any(anchor in line for anchor in signature.anchors):
        return False
    broken = any("does not compile" in f.message for f in judge_patterns(signature))
    return not broken and match_line(signature, line) is not None


def _why(signature: Signature, example: str) -> str:
    """Return which of the three conditions the example fails."""
    if not any(anchor in example for anchor in signature.anchors):
        return "no anchor occurs in it"
    unsilenced = [
        line for line in example.split("\n") if _without_unless(signature, line) is not None
    ]
    return "an unless pattern silences it" if unsilenced else "the pattern is not found in it"


def _without_unless(signature: Signature, line: str) -> object:
    from dataclasses import replace  # noqa: PLC0415 -- only a failed example needs it

    return match_line(replace(signature, unless=()), line)


def _counterexample_findings(signature: Signature) -> Iterator[Finding]:
    for n, line in enumerate(signature.counterexamples):
        found = matches(signature, line)
        if found:
            message = f"the counterexample {shown(line)} matches"
            hint = f"at {shown(found.group())}: narrow the pattern, or add unless"
            yield Finding(("counterexamples", n), message, hint)


# ---------------------------------------------------------------- all signatures


def _cycle_findings(catalogue: Catalogue) -> Iterator[tuple[Signature, Finding]]:
    by_id = {s.id: s for s in catalogue.signatures}
    yields = {s.id: s.supersedes for s in catalogue.signatures}
    pairs = [(s.id, other) for s in catalogue.signatures for other in s.supersedes]
    for way in _loops(yields, pairs):
        message = f"supersedes goes round: {' -> '.join((*way, way[0]))}"
        yield by_id[way[0]], Finding(("supersedes",), message, "only the more specific one wins")
    graph = edges(catalogue)
    for way in _loops(graph, _declared_at_one_end(graph, by_id)):
        message = f"causes go round: {' -> '.join((*way, way[0]))}"
        key = "explains" if way[1 % len(way)] in by_id[way[0]].explains else "explained_by"
        yield by_id[way[0]], Finding((key,), message, _CYCLE_HINT)


def _declared_at_one_end(
    graph: Mapping[str, frozenset[str]], by_id: Mapping[str, Signature]
) -> Iterator[tuple[str, str]]:
    """Yield the edges that only their cause or only their effect declares."""
    for cause, effects in graph.items():
        for effect in sorted(effects):
            if effect not in by_id[cause].explains or cause not in by_id[effect].explained_by:
                yield cause, effect


def _loops(
    graph: Mapping[str, Collection[str]], pairs: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, ...]]:
    """Yield a loop through each edge of *pairs* that has one, but not twice for one knot."""
    seen: set[str] = set()
    for cause, effect in pairs:
        way = () if cause in seen else shortest_way(graph, effect, cause)
        if way:
            seen.update(way)
            yield (cause, *way[:-1])


# ---------------------------------------------------------------- the house's own


def _house_findings(signature: Signature) -> Iterator[Finding]:
    """Yield what the built-in catalogue asks for beyond what a file must have."""
    texts = {"title": signature.title, "headline": signature.headline, "cause": signature.cause}
    for name, text in texts.items():
        if text and not text.ko:
            yield Finding((name,), f"{name} has no Korean text")
    for n, step in enumerate(signature.steps):
        if not step.text.ko:
            yield Finding(("steps", n, "text"), "the step has no Korean text")
    for name in ("examples", "counterexamples"):
        if len(getattr(signature, name)) < _MIN_EXAMPLES:
            yield Finding((name,), f"fewer than {_MIN_EXAMPLES} {name}")
    for n, anchor in enumerate(signature.anchors):
        if any(c in anchor for c in _AWKWARD_IN_ANCHORS):
            yield Finding(("anchors", n), f"anchor {shown(anchor)} holds a quote or a backtick")
    if not signature.since:
        yield Finding((), "the key 'since' is missing")


# ---------------------------------------------------------------- places


def _placed(found: Iterable[tuple[Signature, Finding]]) -> list[Problem]:
    """Return problems in the order of files and lines; each file is read once more."""
    roots: dict[str, Node | None] = {}
    problems = []
    for signature, finding in found:
        if signature.path not in roots:
            roots[signature.path] = _root_of(signature)
        problems.append(placed(finding, roots[signature.path], signature.path))
    return sorted(problems, key=lambda p: (p.path, p.line, p.column))


def placed(finding: Finding, root: Node | None, path: str) -> Problem:
    """Return *finding* as a problem at its place under *root*."""
    line, column = place_of(root, *finding.keys, index=finding.index)
    return Problem(path=path, line=line, column=column, message=finding.message, hint=finding.hint)


def _root_of(signature: Signature) -> Node | None:
    """Return the tree of the signature's file, if it is still there."""
    try:
        with Path(signature.path).open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError:
        return None
    return read_node(content, Faults(path=signature.path))


def _list(names: Collection[str]) -> str:
    return ", ".join(sorted(names))
