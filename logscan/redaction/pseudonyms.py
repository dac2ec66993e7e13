"""Give each secret a name that is the same for the whole run and says nothing about it."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Distinct secrets that get a number of their own; the rest share number 0.
MOST_NUMBERED = 100_000

PLACEHOLDER_START = "[redacted:"
PLACEHOLDER = re.compile(r"\[redacted:[a-z][a-z0-9-]{0,62}#[0-9]{1,9}\]")
_DIGEST_BYTES = 16


class Pseudonyms:
    """Numbers secrets by kind, in order of appearance.

    A secret is remembered as a digest under a random key of this run: the plain text is
    not kept, and the digest of a guess cannot be computed afterwards.
    """

    def __init__(self) -> None:
        self._key = os.urandom(32)
        self._numbers: dict[bytes, int] = {}
        self._highest: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()
        self.unnumbered = 0  # replacements whose secret got no number of its own

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how many secrets were replaced, by kind; repetitions count."""
        return dict(sorted(self._counts.items()))

    def replace(self, kind: str, secret: str) -> str:
        """Return the placeholder for *secret*, and count it."""
        self._counts[kind] += 1
        message = f"{kind}\0{secret}".encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(message, key=self._key, digest_size=_DIGEST_BYTES).digest()
        number = self._numbers.get(digest)
        if number is None:
            number = self._new_number(kind, digest)
        return f"[redacted:{kind}#{number}]"

    def _new_number(self, kind: str, digest: bytes) -> int:
        """Return the next number of *kind*, or 0 when the memory for digests is full."""
        if len(self._numbers) >= MOST_NUMBERED:
            self.unnumbered += 1
            return 0
        self._highest[kind] += 1
        self._numbers[digest] = self._highest[kind]
        return self._highest[kind]
