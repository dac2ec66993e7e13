"""Read the shapes that all catalogue files are made of, noting every fault on the way.

All scalars are strings here, whatever YAML 1.1 makes of ``no``, ``1.10`` or ``12:30``;
a field that means something else says so itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeVar

from logscan.catalogue.faults import Faults, did_you_mean, shown
from logscan.catalogue.nodes import Items, Mapping, Scalar
from logscan.model import LANGUAGES, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from logscan.catalogue.nodes import Node

_Value = TypeVar("_Value")

MAX_TEXT_CHARS = 2000
MAX_ITEMS = 200

# The sections of the founding runbook that a step may come from.
RUNBOOK_SECTIONS = (
    *(f"runbook: possible causes {n}" for n in range(1, 5)),
    *(f"runbook: immediate actions, step {n}" for n in range(1, 5)),
    *(f"runbook: checklist ({part})" for part in ("status", "logs", "environment", "resources")),
    *(f"runbook: advanced debugging {n}" for n in range(1, 5)),
    "runbook: core log collection",
    *(f"runbook: procedure ({part})" for part in ("1-2 min", "5 min", "10 min", "escalate")),
    "runbook: status tracking",
    *(f"runbook: prevention {n}" for n in range(1, 5)),
)

ID_PATTERN: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
HTTPS_PATTERN: Final = r"https://[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/?#][!-~]*)?"

_TODO = re.compile("TODO(?:$|:)")  # as a new skeleton has it
# Controls except line feed and tab, and the marks that turn the reading direction round.
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028-\u202e\u2066-\u2069\ufffe\uffff]"
)


class Shapes:
    """Readers for one file; each returns None after noting a fault and never stops at one."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    def _keys(self, node: Node, known: Iterable[str], what: str) -> dict[str, Node] | None:
        """Return the values of a mapping by key, noting unknown and repeated keys."""
        if not isinstance(node, Mapping):
            self._faults.add(node.place, f"{what} must be a mapping", "write 'key: value' lines")
            return None
        found: dict[str, Node] = {}
        first: dict[str, int] = {}
        for key, value in node.pairs:
            if not isinstance(key, Scalar):
                self._faults.add(key.place, f"a key of {what} must be a plain word")
            elif key.text in first:
                hint = f"first on line {first[key.text]}"
                self._faults.add(key.place, f"the key {shown(key.text)} is given twice", hint)
            elif key.text not in known:
                first[key.text] = key.place[0]
                self._unknown_key(key, known, what)
            else:
                first[key.text] = key.place[0]
                found[key.text] = value
        return found

    def _unknown_key(self, key: Scalar, known: Iterable[str], what: str) -> None:
        if key.text == "<<":
            self._faults.add(key.place, "a merge key (<<)", "write the values out")
            return
        hint = did_you_mean(key.text, known) or f"known keys: {', '.join(known)}"
        self._faults.add(key.place, f"unknown key {shown(key.text)} in {what}", hint)

    def _string(self, node: Node, what: str, *, limit: int = MAX_TEXT_CHARS) -> str | None:
        """Return the text of a scalar that says something a person can be shown."""
        if not isinstance(node, Scalar):
            shape = "a list" if isinstance(node, Items) else "a mapping"
            hint = "quote it" if isinstance(node, Mapping) else ""
            self._faults.add(node.place, f"{what} must be one string, not {shape}", hint)
            return None
        text = node.text
        if not text.strip() or (not node.style and text == "~"):
            self._faults.add(node.place, f"{what} is empty")
            return None
        if _TODO.match(text):
            self._faults.add(node.place, f"{what} is still to be written", "replace TODO")
            return None
        if len(text) > limit:
            self._faults.add(node.place, f"{what} is longer than {limit} characters")
            return None
        odd = _UNSHOWABLE.search(text)
        if odd:
            message = f"{what} holds the control character U+{ord(odd.group()):04X}"
            self._faults.add(node.place, message, "remove it")
            return None
        return text

    def _prose(self, node: Node, what: str, *, limit: int = MAX_TEXT_CHARS) -> str | None:
        """Return free text, which must not lose its end to a comment."""
        if isinstance(node, Scalar) and node.cut and not _TODO.match(node.text):
            self._faults.add(node.place, f"{what} is cut off at ' #'", "put it between quotes")
            return None
        return self._string(node, what, limit=limit)

    def _line(self, node: Node, what: str, *, limit: int = MAX_TEXT_CHARS) -> str | None:
        """Return free text of one line."""
        text = self._prose(node, what, limit=limit)
        if text is not None and "\n" in text:
            self._faults.add(node.place, f"{what} must be one line")
            return None
        return text

    def _word(self, node: Node, what: str, pattern: str, hint: str) -> str | None:
        text = self._string(node, what)
        if text is None or re.fullmatch(pattern, text):
            return text
        self._faults.add(node.place, f"{what} {shown(text)} has the wrong form", hint)
        return None

    def _one_of(self, node: Node, what: str, known: Iterable[str]) -> str | None:
        text = self._string(node, what)
        if text is None or text in known:
            return text
        message = f"{what} {shown(text)} is not one of {', '.join(known)}"
        self._faults.add(node.place, message, did_you_mean(text, known))
        return None

    def _list(
        self,
        node: Node,
        what: str,
        read: Callable[[Node, str], _Value | None],
        *,
        least: int = 0,
        most: int = MAX_ITEMS,
    ) -> tuple[_Value, ...] | None:
        """Return every item of a list as *read* gives it, without repetitions."""
        if not isinstance(node, Items):
            self._faults.add(node.place, f"{what} must be a list", "write [one, two] or '- ' lines")
            return None
        if not least <= len(node.items) <= most:
            bound = f"at least {least}" if len(node.items) < least else f"at most {most}"
            self._faults.add(node.place, f"{what} must have {bound} items")
        values: dict[_Value, None] = {}
        for item in node.items[:MAX_ITEMS]:
            value = read(item, f"an item of {what}")
            if value is not None and value in values:
                self._faults.add(item.place, f"an item of {what} is given twice")
            elif value is not None:
                values[value] = None
        return tuple(values)

    def _text(self, node: Node, what: str, *, limit: int = MAX_TEXT_CHARS) -> Text | None:
        """Return a text in its languages; each is one line."""
        nodes = self._keys(node, LANGUAGES, what)
        if nodes is None:
            return None
        if "en" not in nodes:
            self._faults.add(node.place, f"{what} has no English text", "add the key 'en'")
        read = {key: self._line(v, f"{what}.{key}", limit=limit) for key, v in nodes.items()}
        return Text(en=read.get("en") or "", ko=read.get("ko"))

    def _kebab(self, node: Node, what: str) -> str | None:
        return self._word(node, what, ID_PATTERN, "small letters, digits and single dashes")

    def _source(self, node: Node) -> str | None:
        text = self._line(node, "source")
        if text is None or text in RUNBOOK_SECTIONS:
            return text
        if text.startswith("runbook"):
            message = f"source {shown(text)} is no section of the runbook"
            self._faults.add(node.place, message, did_you_mean(text, RUNBOOK_SECTIONS))
            return None
        return self._https(node, "source")

    def _https(self, node: Node, what: str) -> str | None:
        return self._word(node, what, HTTPS_PATTERN, "an address starts with https://")
