"""Turn the nodes of one signature file into a ``Signature``, noting every fault on the way.

All scalars are strings here, whatever YAML 1.1 makes of ``no``, ``1.10`` or ``12:30``;
a field that means something else says so itself. The walk never stops at a fault: a
person sees all of them at once.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from logscan.catalogue.faults import Faults, did_you_mean, shown
from logscan.catalogue.nodes import Items, Mapping, Scalar, read_node
from logscan.catalogue.patterns import PatternError, group_names, parse_pattern
from logscan.catalogue.shapes import ID_PATTERN, Shapes
from logscan.catalogue.silences import COMMON
from logscan.catalogue.templates import placeholders
from logscan.model import LANGUAGES, Kind, Mark, Nature, Severity, Signature, Step, Text, Within
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from logscan.catalogue.nodes import Node
    from logscan.model import Problem

MAX_TITLE_CHARS = 120
MAX_STEPS = 5
MIN_ANCHOR_BYTES = 4
MAX_ANCHOR_BYTES = 200
MAX_BURST_GAP_NS = 24 * 3600 * 1_000_000_000

REQUIRED = (
    "id",
    "title",
    "category",
    "severity",
    "anchors",
    "pattern",
    "examples",
    "counterexamples",
)
REQUIRED_OF_ERRORS = ("cause", "steps")

RUNBOOK_CAUSES = ("server-down", "database", "environment", "port", "command", "memory", "file")

BURST_GAP_PATTERN: Final = r"([1-9][0-9]{0,5})(ms|s|m|h)"
SINCE_PATTERN: Final = r"[0-9]+\.[0-9]+(?:\.[0-9]+)?"
FORBIDDEN_IN_ANCHORS: Final = '"\\<>&'
_UNIT_NS = {"ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000, "h": 3_600_000_000_000}

_MAX_ID_CHARS = 64
_QUOTES_HINT = "put it between single quotes: without them ' #' cuts it and other signs break it"


@dataclass(frozen=True, slots=True)
class Reading:
    """One file read: its signature if it has no fault, its tree and its problems."""

    signature: Signature | None
    root: Node | None
    faults: Faults

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All faults found so far."""
        return self.faults.problems


def read_signature(
    content: bytes, *, path: str, family: str = "", trusted: bool = False
) -> Reading:
    """Return what the bytes of one signature file say; never raises for their content.

    *path* is shown in problems, and the name of its file must be the id. The patterns of
    a *trusted* file are not read again: that is most of the time that a file costs.
    """
    faults = Faults(path=path)
    root = read_node(content, faults)
    if root is None:
        return Reading(None, None, faults)
    walk = _Walk(faults, name=PurePath(path).stem, trusted=trusted)
    values = walk.signature(root)
    if faults.found:
        return Reading(None, root, faults)
    return Reading(Signature(**values, path=path, family=family), root, faults)


def place_of(root: Node | None, *keys: str | int, index: int = 0) -> tuple[int, int]:
    """Return where the value under *keys* stands, or the nearest place that exists.

    *index* is a character of the value; the place is then inside it, if that is known.
    """
    node = root
    for key in keys:
        child = _child(node, key)
        if child is None:
            return node.place if node else (1, 1)
        node = child
    return inside(node, index) if node else (1, 1)


def _child(node: Node | None, key: str | int) -> Node | None:
    if isinstance(node, Items) and isinstance(key, int) and key < len(node.items):
        return node.items[key]
    if isinstance(node, Mapping):
        found = (v for k, v in node.pairs if isinstance(k, Scalar) and k.text == key)
        return next(found, None)
    return None


class _Walk(Shapes):
    """One pass over the tree of one file; a reader returns None after noting a fault."""

    def __init__(self, faults: Faults, *, name: str, trusted: bool = False) -> None:
        super().__init__(faults)
        self._name = name
        self._trusted = trusted
        self._groups: frozenset[str] | None = frozenset()  # None: the pattern cannot be read

    def signature(self, root: Node) -> dict[str, Any]:
        """Return the fields of ``Signature`` that the file gives."""
        nodes = self._keys(root, _READERS, "a signature")
        if nodes is None:
            return {}
        kind = nodes.get("kind")
        is_error = kind is None or (isinstance(kind, Scalar) and kind.text == Kind.ERROR)
        for key in (*REQUIRED, *(REQUIRED_OF_ERRORS if is_error else ())):
            if key not in nodes:
                why = " (kind error needs it)" if key in REQUIRED_OF_ERRORS else ""
                self._faults.add(root.place, f"the key '{key}' is missing{why}")
        # The pattern first: texts refer to its groups.
        order = sorted(nodes, key=lambda key: key != "pattern")
        values = {_FIELD_NAMES.get(key, key): _READERS[key](self, nodes[key]) for key in order}
        common = values.pop("unless_common", None)
        if common:  # behind the file's own ones, whose places stand as they are counted
            values["unless"] = (*(values.get("unless") or ()), *common)
        return {key: value for key, value in values.items() if value is not None}

    # ------------------------------------------------------------ texts with placeholders

    def _template(self, node: Node, what: str, *, fallbacks: bool) -> Text | None:
        """Return a text whose placeholders all name groups of the pattern."""
        text = self._text(node, what)
        if text is None or not isinstance(node, Mapping):
            return text
        for language in LANGUAGES:
            value = _child(node, language)
            if isinstance(value, Scalar):
                self._placeholders(value, f"{what}.{language}", fallbacks=fallbacks)
        return text

    def _placeholders(self, node: Scalar, what: str, *, fallbacks: bool) -> None:
        for name, fallback in placeholders(node.text):
            if self._groups is not None and name not in self._groups:
                known = ", ".join(sorted(self._groups)) or "none"
                hint = did_you_mean(name, self._groups) or f"groups of the pattern: {known}"
                self._faults.add(node.place, f"{what}: {{{name}}} names no group", hint)
            if fallbacks and not (fallback or "").strip():
                hint = f"write {{{name}|words for when nothing was captured}}"
                self._faults.add(node.place, f"{what}: {{{name}}} has no fallback", hint)

    # ------------------------------------------------------------ fields

    def id(self, node: Node) -> str | None:
        """Read the id, which is the name of the file."""
        text = self._word(node, "id", ID_PATTERN, "small letters, digits and single dashes")
        if text is not None and len(text) > _MAX_ID_CHARS:
            self._faults.add(node.place, f"id is longer than {_MAX_ID_CHARS} characters")
        elif text is not None and text != self._name:
            hint = f"call the file {text}.yaml, or the id {shown(self._name)}"
            self._faults.add(node.place, f"id '{text}' is not the name of the file", hint)
        return text

    def title(self, node: Node) -> Text | None:
        """Read the title, which stands without any capture."""
        text = self._text(node, "title", limit=MAX_TITLE_CHARS)
        if text and any(placeholders(t) for t in (text.en, text.ko or "")):
            self._faults.add(node.place, "title has a placeholder", "placeholders go to headline")
        return text

    def headline(self, node: Node) -> Text | None:
        """Read the headline, which may hold captures."""
        return self._template(node, "headline", fallbacks=False)

    def category(self, node: Node) -> str | None:
        """Read the category, a free word."""
        return self._word(node, "category", ID_PATTERN, "one word in small letters")

    def severity(self, node: Node) -> Severity | None:
        """Read the severity."""
        word = self._one_of(node, "severity", [s.name.lower() for s in Severity])
        return Severity[word.upper()] if word else None

    def kind(self, node: Node) -> Kind | None:
        """Read the kind."""
        word = self._one_of(node, "kind", [k.value for k in Kind])
        return Kind(word) if word else None

    def nature(self, node: Node) -> Nature | None:
        """Read the nature."""
        word = self._one_of(node, "nature", [n.value for n in Nature])
        return Nature(word) if word else None

    def mark(self, node: Node) -> Mark | None:
        """Read the mark."""
        word = self._one_of(node, "mark", [m.value for m in Mark])
        return Mark(word) if word else None

    def runtimes(self, node: Node) -> tuple[str, ...] | None:
        """Read the runtimes."""
        return self._list(node, "runtimes", self._kebab)

    def ids(self, key: str) -> Callable[[Node], tuple[str, ...] | None]:
        """Return the reader of a list of other signatures' ids."""

        def read(node: Node) -> tuple[str, ...] | None:
            found = self._list(node, key, self._kebab)
            if found and self._name in found:
                self._faults.add(node.place, f"{key} names the signature itself")
            return found

        return read

    def anchors(self, node: Node) -> tuple[str, ...] | None:
        """Read the anchors."""
        return self._list(node, "anchors", self._anchor, least=1)

    def _anchor(self, node: Node, what: str) -> str | None:
        text = self._line(node, what, limit=MAX_ANCHOR_BYTES)
        if text is None:
            return None
        odd = next((c for c in text if not " " <= c <= "~" or c in FORBIDDEN_IN_ANCHORS), None)
        if odd is not None:
            hint = 'an anchor is printable ASCII without " \\ < > &: log encoders rewrite the rest'
            self._faults.add(node.place, f"anchor {shown(text)} holds {shown(odd)}", hint)
        elif len(text) < MIN_ANCHOR_BYTES:
            hint = "choose a longer, rarer word"
            message = f"anchor {shown(text)} is shorter than {MIN_ANCHOR_BYTES} bytes"
            self._faults.add(node.place, message, hint)
        else:
            return text
        return None

    def pattern(self, node: Node) -> str | None:
        """Read the pattern and remember the names of its groups."""
        self._groups = None
        text = self._regex(node, "pattern")
        if text is not None:
            self._groups = self._parsed(node, "pattern", text)
        return text

    def unless(self, node: Node) -> tuple[str, ...] | None:
        """Read the patterns that silence the signature."""
        return self._list(node, "unless", self._checked_regex)

    def unless_common(self, node: Node) -> tuple[str, ...] | None:
        """Read the names of silencing patterns that many signatures share."""
        names = self._list(
            node, "unless_common", lambda item, what: self._one_of(item, what, tuple(COMMON))
        )
        return None if names is None else tuple(COMMON[name] for name in names)

    def _checked_regex(self, node: Node, what: str) -> str | None:
        text = self._regex(node, what)
        if text is not None:
            self._parsed(node, what, text)
        return text

    def _regex(self, node: Node, what: str) -> str | None:
        if isinstance(node, Scalar) and not node.style and node.text:
            self._faults.add(node.place, f"{what} is not quoted", _QUOTES_HINT)
            return None
        text = self._string(node, what, limit=1_000_000)
        if text is not None and "\n" in text:
            self._faults.add(node.place, f"{what} must be one line")
            return None
        return text

    def _parsed(self, node: Node, what: str, text: str) -> frozenset[str] | None:
        """Return the groups of a pattern, or None after noting why it is refused."""
        if self._trusted:
            return group_names(text)
        try:
            return parse_pattern(text).names
        except PatternError as error:
            place = inside(node, error.index)
            self._faults.add(place, f"{what}: {error.message}", error.hint)
            return None

    def cause(self, node: Node) -> Text | None:
        """Read why it happens."""
        return self._template(node, "cause", fallbacks=True)

    def steps(self, node: Node) -> tuple[Step, ...] | None:
        """Read what a person can do."""
        return self._list(node, "steps", self._step, least=1, most=MAX_STEPS)

    def _step(self, node: Node, what: str) -> Step | None:
        nodes = self._keys(node, ("within", "text", "source"), what)
        if nodes is None:
            return None
        for key in ("within", "text", "source"):
            if key not in nodes:
                self._faults.add(node.place, f"{what}: the key '{key}' is missing")
        words = [w.value for w in Within]
        within = self._one_of(nodes["within"], "within", words) if "within" in nodes else None
        text = self._template(nodes["text"], "text", fallbacks=True) if "text" in nodes else None
        source = self._source(nodes["source"]) if "source" in nodes else None
        if within is None or text is None or source is None:
            return None
        return Step(text=text, within=Within(within), source=source)

    def runbook_cause(self, node: Node) -> str | None:
        """Read which ranked cause of the runbook this is evidence for."""
        return self._one_of(node, "runbook_cause", RUNBOOK_CAUSES)

    def burst_gap(self, node: Node) -> int | None:
        """Read the burst gap into nanoseconds."""
        return self._gap(node, "burst_gap")

    def event_gap(self, node: Node) -> int | None:
        """Read the event gap into nanoseconds."""
        return self._gap(node, "event_gap")

    def _gap(self, node: Node, what: str) -> int | None:
        text = self._word(node, what, BURST_GAP_PATTERN, "write 500ms, 60s, 5m or 1h")
        if text is None:
            return None
        unit = text.lstrip("0123456789")
        gap_ns = int(text.removesuffix(unit)) * _UNIT_NS[unit]
        if gap_ns > MAX_BURST_GAP_NS:
            self._faults.add(node.place, f"{what} is longer than a day")
        return gap_ns

    def examples(self, node: Node) -> tuple[str, ...] | None:
        """Read the lines that must match."""
        return self._list(node, "examples", self._prose, least=1)

    def counterexamples(self, node: Node) -> tuple[str, ...] | None:
        """Read the lines that must not match."""
        return self._list(node, "counterexamples", self._prose, least=1)

    def references(self, node: Node) -> tuple[str, ...] | None:
        """Read the pages that say more."""
        return self._list(node, "references", self._https)

    def since(self, node: Node) -> str | None:
        """Read the version of logscan that had the signature first."""
        return self._word(node, "since", SINCE_PATTERN, "a version, such as 0.1.0")


def inside(node: Node, index: int) -> tuple[int, int]:
    """Return the place of the character at *index* of a scalar, as near as it is known."""
    line, column = node.place
    if index and isinstance(node, Scalar) and node.style == "'" and "\n" not in node.text:
        before = node.text[:index]
        return line, column + 1 + index + before.count("'")
    return node.place


_FIELD_NAMES = {"burst_gap": "burst_gap_ns", "event_gap": "event_gap_ns"}

_READERS: dict[str, Callable[[_Walk, Node], Any]] = {
    "id": _Walk.id,
    "title": _Walk.title,
    "headline": _Walk.headline,
    "category": _Walk.category,
    "severity": _Walk.severity,
    "kind": _Walk.kind,
    "nature": _Walk.nature,
    "mark": _Walk.mark,
    "runtimes": _Walk.runtimes,
    "anchors": _Walk.anchors,
    "pattern": _Walk.pattern,
    "unless": _Walk.unless,
    "unless_common": _Walk.unless_common,
    "supersedes": lambda walk, node: walk.ids("supersedes")(node),
    "also": lambda walk, node: walk.ids("also")(node),
    "cause": _Walk.cause,
    "steps": _Walk.steps,
    "explains": lambda walk, node: walk.ids("explains")(node),
    "explained_by": lambda walk, node: walk.ids("explained_by")(node),
    "runbook_cause": _Walk.runbook_cause,
    "burst_gap": _Walk.burst_gap,
    "event_gap": _Walk.event_gap,
    "examples": _Walk.examples,
    "counterexamples": _Walk.counterexamples,
    "references": _Walk.references,
    "since": _Walk.since,
}
KEYS = tuple(_READERS)
