"""Confirm candidates: run the patterns of the signatures on one clean message."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from logscan.catalogue import compile_pattern
from logscan.catalogue.alternatives import has_groups
from logscan.engine.apart import taker
from logscan.engine.blocks import is_part, may_continue
from logscan.engine.branches import Branches
from logscan.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import regex

    from logscan.engine.apart import Apart
    from logscan.model import Signature

CONFIRM_TIMEOUT_S = 0.05
_TIMEOUT_ABOVE_CHARS = 1024  # ``timeout=`` costs 2.6 us a call: only where it can matter
_MEMO_ENTRIES = 8192
_MEMO_CHARS = 512  # longer messages are rarely the same twice


class Match(NamedTuple):
    """One signature that a message confirmed: its index, the line, what was captured."""

    owner: int
    text: str
    captures: tuple[tuple[str, str], ...]
    has_groups: bool = False  # the pattern could capture something


class Reading(NamedTuple):
    """What a message says.

    *has_error*: one of the matches is an error. *may_continue*: the message begins with the
    first match's line, and that may belong to an error above; *is_part*: it begins none.
    """

    matches: tuple[Match, ...]
    has_error: bool = False
    may_continue: bool = False
    is_part: bool = False


NOTHING = Reading(())


class Asked:
    """One signature's patterns, of which only the branches that a line can match are asked."""

    __slots__ = ("_branches", "_has_groups", "_index", "_signature")

    def __init__(
        self, index: int, signature: Signature, take_apart: Callable[[str], Apart]
    ) -> None:
        self._index, self._signature = index, signature
        self._branches = Branches(
            take_apart(signature.pattern), [take_apart(text) for text in signature.unless]
        )
        self._has_groups = has_groups(signature.pattern)

    def match(self, line: str) -> Match | None:
        """Return what the signature finds in *line*, None where a silencing pattern matches too.

        Raises ``TimeoutError`` for a long line that takes too long.
        """
        long = len(line) > _TIMEOUT_ABOVE_CHARS
        found = self._by_whole(line) if long else self._branches.search(line)
        if found is None:
            return None
        if not self._has_groups:
            return Match(self._index, line, ())
        captures = tuple([pair for pair in found.groupdict().items() if pair[1]])
        return Match(self._index, line, captures, has_groups=True)

    def _by_whole(self, line: str) -> regex.Match[str] | None:
        """Ask the patterns as they are written, and no longer than is bearable."""
        texts = (self._signature.pattern, *self._signature.unless)
        search, *silencing = [compile_pattern(text).search for text in texts]
        found = search(line, timeout=CONFIRM_TIMEOUT_S)
        if found and any(silent(line, timeout=CONFIRM_TIMEOUT_S) for silent in silencing):
            return None
        return found


class Confirmer:
    """The patterns of a catalogue.

    Real logs repeat themselves, so the verdict on a message is remembered.
    """

    def __init__(self, signatures: Sequence[Signature]) -> None:
        self.timeouts = 0
        self._take_apart = taker(signatures)
        self._signatures = signatures
        index_of = {signature.id: index for index, signature in enumerate(signatures)}
        self.supersedes = [
            frozenset(index_of[i] for i in signature.supersedes if i in index_of)
            for signature in signatures
        ]
        self._errors = [signature.kind is Kind.ERROR for signature in signatures]
        self._asked: dict[int, Asked] = {}
        self._memo: dict[str, Reading] = {}

    def confirm(self, message: str, owners: Iterable[int]) -> Reading:
        """Return the signatures of *owners* that match a line of *message*.

        Each signature counts once a message; those that a more specific one supersedes yield.
        """
        known = self._memo.get(message)
        if known is None:
            known = self._reading(message, owners)
            if len(message) <= _MEMO_CHARS:
                if len(self._memo) >= _MEMO_ENTRIES:
                    self._memo.clear()
                self._memo[message] = known
        return known

    def _reading(self, message: str, owners: Iterable[int]) -> Reading:
        matches = self._judge(message, owners)
        if not matches:
            return NOTHING
        line = matches[0].text
        return Reading(
            matches,
            any([self._errors[match.owner] for match in matches]),  # noqa: C419 - twice as fast as a generator
            may_continue(line) and message.startswith(line),
            is_part(line),
        )

    def _judge(self, message: str, owners: Iterable[int]) -> tuple[Match, ...]:
        lines = message.split("\n") if "\n" in message else (message,)
        found: list[Match] = []
        for index in sorted(owners):
            asked = self._asked.get(index)
            if asked is None:
                asked = self._asked[index] = Asked(index, self._signatures[index], self._take_apart)
            for line in lines:
                match = self._match(asked, line)
                if match is not None:
                    found.append(match)
                    break
        if len(found) > 1:
            yielding = frozenset().union(*(self.supersedes[match.owner] for match in found))
            found = [match for match in found if match.owner not in yielding]
        return tuple(found)

    def _match(self, asked: Asked, line: str) -> Match | None:
        try:
            return asked.match(line)
        except TimeoutError:
            self.timeouts += 1
            return None
