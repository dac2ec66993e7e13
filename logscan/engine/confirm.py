"""Confirm candidates: run the patterns of the signatures on one clean message."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from logscan.catalogue import compile_pattern
from logscan.catalogue.alternatives import alternatives

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import regex

    from logscan.model import Signature

CONFIRM_TIMEOUT_S = 0.05
_TIMEOUT_ABOVE_CHARS = 1024  # ``timeout=`` costs 2.6 us a call: only where it can matter
_MEMO_ENTRIES = 8192
_OFTEN = 50  # from here on it pays to compile the branches of silencing patterns one by one
_MEMO_CHARS = 512  # longer messages are rarely the same twice


class Match(NamedTuple):
    """One signature that a message confirmed: its index, the line, what was captured."""

    owner: int
    text: str
    captures: tuple[tuple[str, str], ...]
    has_groups: bool = False  # the pattern could capture something


class Confirmer:
    """The patterns of a catalogue, compiled when they are first needed.

    Real logs repeat themselves, so the verdict on a message is remembered.
    """

    def __init__(self, signatures: Sequence[Signature]) -> None:
        self.timeouts = 0
        self._signatures = signatures
        index_of = {signature.id: index for index, signature in enumerate(signatures)}
        self.supersedes = [
            frozenset(index_of[i] for i in signature.supersedes if i in index_of)
            for signature in signatures
        ]
        self._patterns: list[regex.Pattern[str] | None] = [None] * len(signatures)
        self._unless: list[tuple[regex.Pattern[str], ...]] = [()] * len(signatures)
        self._matched = [0] * len(signatures)
        self._memo: dict[str, tuple[Match, ...]] = {}

    def confirm(self, message: str, owners: Iterable[int]) -> tuple[Match, ...]:
        """Return the signatures of *owners* that match a line of *message*.

        Each signature counts once a message; those that a more specific one supersedes yield.
        """
        known = self._memo.get(message)
        if known is None:
            known = self._judge(message, owners)
            if len(message) <= _MEMO_CHARS:
                if len(self._memo) >= _MEMO_ENTRIES:
                    self._memo.clear()
                self._memo[message] = known
        return known

    def _judge(self, message: str, owners: Iterable[int]) -> tuple[Match, ...]:
        lines = message.split("\n")
        found: dict[int, Match] = {}
        for index in owners:
            for line in lines:
                match = self._match(index, line)
                if match is not None:
                    found[index] = match
                    break
        if len(found) > 1:
            yielding = frozenset().union(*(self.supersedes[index] for index in found))
            found = {index: match for index, match in found.items() if index not in yielding}
        return tuple(found.values())

    def _match(self, index: int, line: str) -> Match | None:
        pattern = self._patterns[index] or self._compile(index)
        timeout = CONFIRM_TIMEOUT_S if len(line) > _TIMEOUT_ABOVE_CHARS else None
        try:
            match = pattern.search(line, timeout=timeout) if timeout else pattern.search(line)
            if match is None:
                return None
            for unless in self._unless[index]:
                if unless.search(line, timeout=timeout) if timeout else unless.search(line):
                    return None
        except TimeoutError:
            self.timeouts += 1
            return None
        self._matched[index] += 1
        if self._matched[index] == _OFTEN:
            self._take_apart(index)
        groups = match.groupdict() if pattern.groups else {}
        captures = tuple((name, value) for name, value in groups.items() if value)
        return Match(index, line, captures, bool(groups))

    def _compile(self, index: int) -> regex.Pattern[str]:
        signature = self._signatures[index]
        pattern = self._patterns[index] = compile_pattern(signature.pattern)
        self._unless[index] = tuple(map(compile_pattern, signature.unless))
        return pattern

    def _take_apart(self, index: int) -> None:
        """Ask the branches of silencing patterns one by one: slower to compile, faster to ask."""
        branches = [
            part for unless in self._signatures[index].unless for part in alternatives(unless)
        ]
        self._unless[index] = tuple(map(compile_pattern, branches))
