"""Number the secrets of one part of a run for the time being, and renumber them in the whole.

Parts are read at the same time, so nobody knows yet how many secrets stood before. A part numbers
its own from a high number that the whole run has drawn, all of nine digits; it hands over digests
in the order of appearance, and the run gives them the numbers that one reader would have given.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from logscan.redaction.pseudonyms import PLACEHOLDER_START, Appeared, Pseudonyms

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST = 1_000_000  # more secrets than the texts of a part can hold
_LOWEST, _HIGHEST = 100_000_000, 999_999_999 - _MOST
_NUMBERED = re.compile(r"\[redacted:([a-z][a-z0-9-]{0,62})#([1-9][0-9]{8})\]")


class Numbering(NamedTuple):
    """How the parts of one run number secrets: the key of their digests, the first number."""

    key: bytes
    first: int

    @classmethod
    def drawn(cls) -> Numbering:
        """Return a numbering whose numbers no log can know."""
        return cls(os.urandom(32), _LOWEST + int.from_bytes(os.urandom(8)) % (_HIGHEST - _LOWEST))

    def holds(self, text: str) -> bool:
        """Say whether *text* holds a placeholder with a number of this numbering."""
        if PLACEHOLDER_START not in text:
            return False
        return any(0 <= int(found[2]) - self.first < _MOST for found in _NUMBERED.finditer(text))


class Provisional(Pseudonyms):
    """The pseudonyms of one part."""

    def __init__(self, numbering: Numbering) -> None:
        super().__init__(numbering.key)
        self._first = numbering.first
        self._times: dict[bytes, int] = {}
        self._kinds: dict[bytes, str] = {}

    def appeared(self) -> list[Appeared]:
        """Return the secrets in the order of their first appearance."""
        return [Appeared(self._kinds[one], one, times) for one, times in self._times.items()]

    def _placeholder(self, kind: str, digest: bytes, times: int = 1) -> str:
        self._times[digest] = self._times.get(digest, 0) + times
        return super()._placeholder(kind, digest, times)

    def _new_number(self, kind: str, digest: bytes) -> int:
        if len(self._kinds) >= _MOST:
            del self._times[digest]
            return 0
        number = self._numbers[digest] = self._first + len(self._kinds)
        self._kinds[digest] = kind
        return number


class Renaming:
    """The final placeholders of one part's texts; *names* are those of its secrets, in order."""

    def __init__(self, numbering: Numbering, names: Sequence[str]) -> None:
        self._numbering, self._names = numbering, names

    def __bool__(self) -> bool:
        """Say whether there is anything to rename."""
        return bool(self._names)

    def concerns(self, text: str) -> bool:
        """Say whether *text* holds a placeholder that is not final."""
        return bool(self._names) and self._numbering.holds(text)

    def __call__(self, text: str) -> str:
        """Return *text* with the placeholders of the whole run."""
        return _NUMBERED.sub(self._name, text) if self.concerns(text) else text

    def _name(self, found: re.Match[str]) -> str:
        index = int(found[2]) - self._numbering.first
        return self._names[index] if 0 <= index < len(self._names) else found[0]
