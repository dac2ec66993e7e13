"""Compile an expression of the standard library when it is first used.

The rules hold some two hundred expressions; a log of a few lines needs a dozen of them.
"""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "sub", "finditer", "findall", "split", "pattern")


class _Waiting:
    """An expression that nobody has used yet; after that, its methods are the real ones."""

    def __init__(self, source: str, flags: int) -> None:
        self.source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Compile, keep the methods for later calls, and return the one asked for."""
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.source, self._flags)
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)


def lazy(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return the pattern of *source*, not compiled yet; raise ``re.error`` at first use."""
    return cast("re.Pattern[str]", _Waiting(source, flags))
