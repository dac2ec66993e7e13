"""Turn the bytes of one YAML file into plain nodes that know their places.

The file is untrusted. It is read as a stream of parser events, one pass, in which every
bound is kept: a nested file that would overflow the C stack of a loader stops at
``MAX_DEPTH``. Aliases, anchors, tags and second documents do not exist in a catalogue.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from logscan.catalogue.faults import Faults

MAX_FILE_BYTES = 1024 * 1024
MAX_DEPTH = 50
MAX_EVENTS = 200_000
_TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"

# libyaml in C is about twelve times faster; a build of PyYAML without it works as well.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Line breaks to YAML 1.1 but to hardly any editor: places would be wrong after them.
_ODD_BREAKS = re.compile("[\x85\u2028\u2029]")
_COMMENT = re.compile(r"[ \t]+#")

_SYNTAX_HINTS = (
    ("escape character", "in double quotes \\ is YAML's own escape: use single quotes"),
    ("mapping values are not allowed", "a value with ': ' in it must be quoted"),
    ("cannot start any token", "indent with blanks; quote a value that starts with @ ` % or a tab"),
    ("alphabetic or numeric", "quote a value that starts with * or &"),
    ("',' or ']'", "close the list with ], and quote values that hold [ ] { } or a comma"),
    ("',' or '}'", "close the mapping with }, and quote values that hold [ ] { } or a comma"),
    ("unexpected end of stream", "a quote is not closed"),
    ("could not find expected ':'", "a key needs ': ' after it"),
    ("did not find expected key", "check the indentation and the quotes of the line before"),
    ("block sequence entries are not allowed", "start the list on a line of its own"),
)


@dataclass(frozen=True, slots=True)
class Scalar:
    """One string; *style* is ``'``, ``"``, ``|``, ``>`` or empty for a plain one.

    *cut* says that a comment stands right behind a plain value, which may be a part of
    the value that its writer did not mean to lose.
    """

    place: tuple[int, int]
    text: str
    style: str
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list of nodes."""

    place: tuple[int, int]
    items: list[Node]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their values, in the order of the file; a key may occur twice."""

    place: tuple[int, int]
    pairs: list[tuple[Node, Node]]


Node: TypeAlias = Scalar | Items | Mapping


def read_node(content: bytes, faults: Faults) -> Node | None:
    """Return the root node of *content*, or None when a fault leaves nothing to walk."""
    text = _decoded(content, faults)
    if text is None:
        return None
    known = faults.count
    try:
        root = _Composer(text, faults).compose()
    except yaml.YAMLError as error:
        faults.add(*_syntax_fault(error, text))
        return None
    except _StopReadingError:
        return None
    if root is None and faults.count == known:
        faults.add((1, 1), "the file is empty", "start with 'id:'")
    return root


class _StopReadingError(Exception):
    """The rest of the file must not be looked at; the fault is already noted."""


def _decoded(content: bytes, faults: Faults) -> str | None:
    """Return the text of *content*, or None after noting why it is no text."""
    if len(content) > MAX_FILE_BYTES:
        faults.add((1, 1), f"the file is larger than {MAX_FILE_BYTES} bytes")
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        faults.add(_place_of(before, len(before)), "not valid UTF-8", "save the file as UTF-8")
        return None
    if "\0" in text:
        place = _place_of(text, text.index("\0"))
        faults.add(place, "a NUL byte: this is not a text file")
        return None
    odd = _ODD_BREAKS.search(text)
    if odd:
        name = f"U+{ord(odd.group()):04X}"
        faults.add(_place_of(text, odd.start()), f"the line break character {name}", "remove it")
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _place_of(text: str, index: int) -> tuple[int, int]:
    """Return line and column, both from 1, of the character at *index*."""
    start = text.rfind("\n", 0, index) + 1
    return text.count("\n", 0, index) + 1, index - start + 1


def _syntax_fault(error: yaml.YAMLError, text: str) -> tuple[tuple[int, int], str, str]:
    """Return place, message and hint for what the YAML parser says."""
    if isinstance(error, yaml.reader.ReaderError):
        position = error.position if isinstance(error.position, int) else 0
        return _place_of(text, position), "a control character", "write it as an escape, or remove"
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    said = getattr(error, "problem", None) or getattr(error, "context", None) or "cannot be read"
    if "maximum nesting depth" in said:  # newer builds of libyaml see it before their events do
        return place, _TOO_DEEP, ""
    hint = next((hint for part, hint in _SYNTAX_HINTS if part in said), "")
    return place, f"not valid YAML: {said}", hint


class _Composer:
    """Build nodes from parser events, keeping the bounds."""

    def __init__(self, text: str, faults: Faults) -> None:
        self._lines = text.split("\n")
        self._faults = faults
        self._events = self._bounded(yaml.parse(text, Loader=_LOADER))

    def compose(self) -> Node | None:
        """Return the only document's root, or None for a file without one."""
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._stop(event, "a second document", "one signature per file: remove '---'")
                root = self._node(next(self._events))
        if isinstance(root, Scalar) and not root.text and not root.style:
            return None
        return root

    def _bounded(self, events: Iterator[Any]) -> Iterator[Any]:
        """Pass events on until a bound is reached."""
        depth = 0
        for count, event in enumerate(events, start=1):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > MAX_DEPTH:
                self._stop(event, _TOO_DEEP)
            if count > MAX_EVENTS:
                self._stop(event, f"more than {MAX_EVENTS} values in one file")
            if isinstance(event, yaml.NodeEvent):
                self._refuse_sharing(event)
            yield event

    def _refuse_sharing(self, event: Any) -> None:
        """Note anchors and tags; stop at an alias, which could make the tree endless."""
        if isinstance(event, yaml.AliasEvent):
            self._stop(event, "an alias (*name)", "write the value out, or quote it")
        if event.anchor is not None:
            self._faults.add(_start(event), "an anchor (&name)", "remove it, or quote the value")
        if event.tag is not None:
            self._faults.add(_start(event), "a tag (!name)", "remove it, or quote the value")

    def _stop(self, event: Any, message: str, hint: str = "") -> None:
        self._faults.add(_start(event), message, hint)
        raise _StopReadingError

    def _node(self, event: Any) -> Node:
        """Return the node that begins with *event*."""
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(_start(event), list(self._children()))
        children = list(self._children())
        return Mapping(_start(event), list(zip(children[::2], children[1::2], strict=True)))

    def _children(self) -> Iterator[Node]:
        """Yield nodes up to the end of the collection that is open."""
        for event in self._events:
            if isinstance(event, yaml.CollectionEndEvent):
                return
            yield self._node(event)

    def _scalar(self, event: Any) -> Scalar:
        style = event.style or ""
        text: str = event.value
        if style in {"|", ">"}:
            return Scalar(_start(event), text.rstrip("\n"), style)
        if style:
            return Scalar(_start(event), text, style)
        end = event.end_mark
        rest = self._lines[end.line][end.column :] if end.line < len(self._lines) else ""
        return Scalar(_start(event), text, style, cut=bool(_COMMENT.match(rest)))


def _start(event: Any) -> tuple[int, int]:
    """Return where *event* begins, line and column from 1."""
    return event.start_mark.line + 1, event.start_mark.column + 1
