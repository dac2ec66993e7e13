"""Give each secret a name that is the same for the whole run and says nothing about it."""

from __future__ import annotations

import os
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Distinct secrets that get a number of their own; the rest share number 0.
MOST_NUMBERED = 100_000

PLACEHOLDER_START = "[redacted:"
PLACEHOLDER = re.compile(r"\[redacted:[a-z][a-z0-9-]{0,62}#[0-9]{1,9}\]")
_DIGEST_BYTES = 16


class Appeared(NamedTuple):
    """A secret, known by its digest, that was replaced so many times."""

    kind: str
    digest: bytes
    times: int


class Pseudonyms:
    """Numbers secrets by kind, in order of appearance.

    A secret is remembered as a digest under a random key of this run: the plain text is
    not kept, and the digest of a guess cannot be computed afterwards.
    """

    def __init__(self, key: bytes | None = None) -> None:
        self.key = key or os.urandom(32)
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
        from hashlib import blake2b  # noqa: PLC0415 - many a log has no secret

        digest = blake2b(message, key=self.key, digest_size=_DIGEST_BYTES).digest()
        return self._placeholder(kind, digest)

    def adopt(self, appeared: Iterable[Appeared], counts: Mapping[str, int]) -> list[str]:
        """Return the placeholders of secrets that appeared under the same key; add *counts*."""
        self._counts.update(counts)
        return [self._placeholder(*secret) for secret in appeared]

    def _placeholder(self, kind: str, digest: bytes, times: int = 1) -> str:
        """Return the placeholder of a secret that is replaced so many *times*."""
        number = self._numbers.get(digest)
        if number is None:
            number = self._new_number(kind, digest)
        if not number:
            self.unnumbered += times
        return f"[redacted:{kind}#{number}]"

    def _new_number(self, kind: str, digest: bytes) -> int:
        """Return the next number of *kind*, or 0 when the memory for digests is full."""
        if len(self._numbers) >= MOST_NUMBERED:
            return 0
        self._highest[kind] += 1
        self._numbers[digest] = self._highest[kind]
        return self._highest[kind]
