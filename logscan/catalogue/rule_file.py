"""Turn the nodes of one rule file into a ``Rule``, noting every fault on the way.

The part that people see (title, cause, steps, edges) is read as in a signature file; a rule
has no anchors and no pattern, so its texts may name whatever its events captured.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, TypeVar

from logscan.catalogue.faults import Faults, shown
from logscan.catalogue.nodes import Items, Scalar, read_node
from logscan.catalogue.shapes import ID_PATTERN
from logscan.catalogue.signature_file import _Walk
from logscan.model import (
    Apart,
    Condition,
    Kind,
    Mark,
    Moment,
    Nature,
    Operator,
    Outcome,
    Phase,
    Quiet,
    Reach,
    Rule,
    RuleEffect,
    Selector,
    Severity,
    Signature,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

    from logscan.catalogue.nodes import Node
    from logscan.model import Problem

MAX_DEPTH = 8
MAX_EXAMPLE_LINES = 60
EXAMPLE_PATTERN: Final = (
    r"\d+(?:\.\d+)?s [a-z0-9-]+"
    r"(?: (?:[@%]\S+|\^\d+s|#[1-9]\d{0,8}|[A-Za-z_]+=\S+|x[1-9][0-9]{0,3}))*"
)

_EXAMPLE_HINT = (
    'write "12s signature-id", then perhaps @instance, %service, name=value, x60, #400 (the line) '
    "or ^11s (the time of the record above)"
)
_WITHIN_PATTERN: Final = r"[1-9][0-9]{0,5}(?:s|m|h)"
_UNIT_NS = {"s": 1_000_000_000, "m": 60_000_000_000, "h": 3_600_000_000_000}

_Word = TypeVar("_Word", bound="StrEnum")

_PAIRS = (Operator.FOLLOWED_BY, Operator.NOT_FOLLOWED_BY, Operator.PRECEDED_BY)
_REQUIRED = ("id", "title", "category", "severity", "reach", "when", "examples", "counterexamples")
_REQUIRED_OF = {
    RuleEffect.FINDING: ("cause", "steps"),
    RuleEffect.CALM: ("calms",),
    RuleEffect.SUPPORT: ("supports", "because"),
}
_SEVERITIES = tuple(severity.name.lower() for severity in Severity)


def read_rule(content: bytes, *, path: str) -> tuple[Rule | None, tuple[Problem, ...]]:
    """Return the rule that the bytes of one file say, or None and every reason why not.

    *path* is shown in problems, and the name of its file must be the id.
    """
    faults = Faults(path=path)
    root = read_node(content, faults)
    if root is None:
        return None, faults.problems
    walk = _RuleWalk(faults, name=PurePath(path).stem)
    values = walk.rule(root)
    if faults.found or values is None:
        return None, faults.problems
    face = {key: values.pop(key) for key in tuple(values) if key in _FACE}
    face |= {"anchors": (), "pattern": "", "family": "rules", "path": path}
    if values.get("effect") is RuleEffect.CALM:
        face["kind"] = Kind.BENIGN
    return Rule(signature=Signature(**face), **values), ()


class _RuleWalk(_Walk):
    """One pass over the tree of one rule file."""

    def __init__(self, faults: Faults, *, name: str) -> None:
        super().__init__(faults, name=name)
        self._groups = None  # any name may be captured by the events of a rule

    def rule(self, root: Node) -> dict[str, Any] | None:
        """Return the fields of the rule and of its face."""
        nodes = self._keys(root, _READERS, "a rule")
        if nodes is None:
            return None
        effect = nodes.get("effect")
        word = effect.text if isinstance(effect, Scalar) else RuleEffect.FINDING.value
        known = word in [e.value for e in RuleEffect]
        extra = _REQUIRED_OF[RuleEffect(word)] if known else ()
        for key in (*_REQUIRED, *extra):
            if key not in nodes:
                self._faults.add(root.place, f"the key '{key}' is missing")
        values = {_NAMES.get(key, key): _READERS[key](self, node) for key, node in nodes.items()}
        return {key: value for key, value in values.items() if value is not None}

    def reach(self, node: Node) -> Reach | None:
        """Read which events are looked at together."""
        return self.enum(node, "reach", Reach)

    def effect(self, node: Node) -> RuleEffect | None:
        """Read what follows when the rule fits."""
        return self.enum(node, "effect", RuleEffect)

    def when(self, node: Node) -> Condition | None:
        """Read the condition."""
        return self._condition(node, "when", 1)

    def calms(self, node: Node) -> Selector | None:
        """Read what is normal when the rule fits."""
        return self._selector(node, "calms")

    def near(self, node: Node) -> int | None:
        """Read how near to the named events a calming rule works, into nanoseconds."""
        return self.within(node, "near")

    def because(self, node: Node) -> Text | None:
        """Read the reason that a supporting rule gives."""
        return self._template(node, "because", fallbacks=True)

    def supports(self, node: Node) -> tuple[str, ...] | None:
        """Read the causes that a supporting rule speaks for."""
        return self.ids("supports")(node)

    def scripts(self, key: str) -> Callable[[Node], tuple[tuple[str, ...], ...] | None]:
        """Return the reader of event lists."""

        def script(node: Node, what: str) -> tuple[str, ...] | None:
            return self._list(node, what, self._event, least=1, most=MAX_EXAMPLE_LINES)

        def read(node: Node) -> tuple[tuple[str, ...], ...] | None:
            return self._list(node, key, script, least=1)

        return read

    def _event(self, node: Node, what: str) -> str | None:
        return self._word(node, what, EXAMPLE_PATTERN, _EXAMPLE_HINT)

    # ------------------------------------------------------------ conditions

    def _condition(self, node: Node, what: str, depth: int) -> Condition | None:
        """Read one operator with its window."""
        known = (*(o.value for o in Operator), "within", "at_least", "apart", "settle")
        nodes = self._keys(node, known, what)
        if nodes is None:
            return None
        named = [operator for operator in Operator if operator.value in nodes]
        if len(named) != 1 or depth > MAX_DEPTH:
            message = "has no operator" if not named else "has more than one operator"
            deep = f"is nested deeper than {MAX_DEPTH} levels"
            hint = "write one of " + ", ".join(o.value for o in Operator)
            self._faults.add(node.place, f"{what} {deep if depth > MAX_DEPTH else message}", hint)
            return None
        operator = named[0]
        values = self._operands(operator, nodes[operator.value], depth)
        for key, read in _LIMITS.items():
            if key in nodes:
                values[_NAMES.get(key, key)] = read(self, nodes[key])
        if operator is Operator.COUNT and "at_least" not in nodes:
            self._faults.add(node.place, f"{what}: count needs the key 'at_least'")
        given = {key: value for key, value in values.items() if value is not None}
        return Condition(operator=operator, **given)

    def _operands(self, operator: Operator, node: Node, depth: int) -> dict[str, Any]:
        what = operator.value
        if operator in (Operator.ALL, Operator.ANY):
            parts = self._list(node, what, lambda n, w: self._condition(n, w, depth + 1), least=1)
            return {"parts": parts}
        if operator in (Operator.SEEN, Operator.ABSENT, Operator.COUNT):
            selector = self._selector(node, what)
            return {"selectors": None if selector is None else (selector,)}
        if not isinstance(node, Items):
            self._faults.add(node.place, f"{what} must be a list of selectors")
            return {}
        if len(node.items) < 2 or (operator in _PAIRS and len(node.items) != 2):  # noqa: PLR2004 - two
            bound = "two" if operator in _PAIRS else "at least two"
            self._faults.add(node.place, f"{what} must have {bound} selectors")
        read = [self._selector(item, f"an item of {what}") for item in node.items]
        return {"selectors": tuple(one for one in read if one is not None)}

    def within(self, node: Node, what: str = "within") -> int | None:
        """Read a span of time into nanoseconds."""
        text = self._word(node, what, _WITHIN_PATTERN, "write 30s, 10m or 1h")
        return None if text is None else int(text[:-1]) * _UNIT_NS[text[-1]]

    def number(self, node: Node, what: str) -> int | None:
        text = self._word(node, what, r"[0-9]{1,6}", "a whole number")
        return None if text is None else int(text)

    def flag(self, node: Node, what: str) -> bool | None:
        text = self._one_of(node, what, ("true", "false"))
        return None if text is None else text == "true"

    # ------------------------------------------------------------ selectors

    def _selector(self, node: Node, what: str) -> Selector | None:
        nodes = self._keys(node, _SELECTOR, what)
        if nodes is None:
            return None
        if not nodes:
            self._faults.add(node.place, f"{what} selects everything", "say which events it means")
        values = {key: _SELECTOR[key](self, value) for key, value in nodes.items()}
        return Selector(**{key: value for key, value in values.items() if value is not None})

    def words(self, node: Node, what: str) -> tuple[str, ...] | None:
        def read(item: Node, name: str) -> str | None:
            return self._word(item, name, ID_PATTERN, "small letters, digits and single dashes")

        return self._list(node, what, read, least=1)

    def enum(self, node: Node, what: str, known: type[_Word]) -> _Word | None:
        word = self._one_of(node, what, [one.value for one in known])
        return known(word) if word else None

    def enums(self, node: Node, what: str, known: type[_Word]) -> tuple[_Word, ...] | None:
        return self._list(node, what, lambda item, name: self.enum(item, name, known), least=1)

    def statuses(self, node: Node) -> tuple[int, ...] | None:
        return self._list(node, "statuses", self.number, least=1)

    def quiet(self, node: Node) -> Quiet | None:
        """Read how long the process wrote nothing before the end; all three keys are needed."""
        nodes = self._keys(node, ("times", "least", "most"), "quiet")
        if nodes is None:
            return None
        for key in ("times", "least", "most"):
            if key not in nodes:
                self._faults.add(node.place, f"quiet needs the key '{key}'")
                return None
        times = self.number(nodes["times"], "times")
        least, most = self.within(nodes["least"], "least"), self.within(nodes["most"], "most")
        if times is None or least is None or most is None:
            return None
        return Quiet(times=times, least_ns=least, most_ns=most)

    def least_severity(self, node: Node) -> Severity | None:
        word = self._one_of(node, "severity", _SEVERITIES)
        if word is None:
            self._faults.add(node.place, f"severity must be one of {shown(', '.join(_SEVERITIES))}")
        return Severity[word.upper()] if word else None


_SELECTOR: dict[str, Callable[[_RuleWalk, Node], Any]] = {
    "signatures": lambda walk, node: walk.words(node, "signatures"),
    "marks": lambda walk, node: walk.enums(node, "marks", Mark),
    "categories": lambda walk, node: walk.words(node, "categories"),
    "natures": lambda walk, node: walk.enums(node, "natures", Nature),
    "severity": _RuleWalk.least_severity,
    "phases": lambda walk, node: walk.enums(node, "phases", Phase),
    "outcomes": lambda walk, node: walk.enums(node, "outcomes", Outcome),
    "statuses": _RuleWalk.statuses,
    "silent": lambda walk, node: walk.flag(node, "silent"),
    "quiet": _RuleWalk.quiet,
    "moment": lambda walk, node: walk.enum(node, "moment", Moment),
}

_LIMITS: dict[str, Callable[[_RuleWalk, Node], Any]] = {
    "within": _RuleWalk.within,
    "at_least": lambda walk, node: walk.number(node, "at_least"),
    "apart": lambda walk, node: walk.enum(node, "apart", Apart),
    "settle": lambda walk, node: walk.flag(node, "settle"),
}
_NAMES = {"within": "within_ns", "near": "near_ns"}

_FACE = frozenset(
    {
        *("id", "title", "headline", "category", "severity", "nature", "cause", "steps"),
        *("explains", "explained_by", "runbook_cause", "references", "since"),
    }
)

_READERS: dict[str, Callable[[_RuleWalk, Node], Any]] = {
    "id": _RuleWalk.id,
    "title": _RuleWalk.title,
    "headline": _RuleWalk.headline,
    "category": _RuleWalk.category,
    "severity": _RuleWalk.severity,
    "nature": _RuleWalk.nature,
    "reach": _RuleWalk.reach,
    "effect": _RuleWalk.effect,
    "when": _RuleWalk.when,
    "calms": _RuleWalk.calms,
    "near": _RuleWalk.near,
    "supports": _RuleWalk.supports,
    "because": _RuleWalk.because,
    "cause": _RuleWalk.cause,
    "steps": _RuleWalk.steps,
    "explains": lambda walk, node: walk.ids("explains")(node),
    "explained_by": lambda walk, node: walk.ids("explained_by")(node),
    "runbook_cause": _RuleWalk.runbook_cause,
    "examples": lambda walk, node: walk.scripts("examples")(node),
    "counterexamples": lambda walk, node: walk.scripts("counterexamples")(node),
    "references": _RuleWalk.references,
    "since": _RuleWalk.since,
}
KEYS = tuple(_READERS)
