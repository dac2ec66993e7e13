"""Compile a regular expression when it is first used.

A run uses few of the many expressions that the modules hold, and compiling all of them would
cost more than reading a short log. ``lazy`` is for the standard library's expressions, which are
compiled, and for short texts matched, in half the time; ``pattern`` for the ``regex`` package.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, AnyStr, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    import regex

_USED = (
    *("search", "match", "fullmatch", "sub", "finditer", "findall", "split"),
    *("pattern", "groupindex"),
)


class _Unused:
    """A pattern that nobody has used yet; after the first use its methods are the real ones."""

    def __init__(self, source: Any, compiled: Callable[[], Any]) -> None:
        self.source = source
        self._compiled = compiled

    def __getattr__(self, name: str) -> Any:
        """Compile, keep the methods for all later calls, and return the one asked for."""
        if name not in _USED:
            raise AttributeError(name)
        made = self._compiled()
        self.__dict__.update({used: getattr(made, used) for used in _USED})
        return getattr(made, name)


def pattern(source: AnyStr) -> regex.Pattern[AnyStr]:
    """Return the ``regex`` pattern of *source*, not compiled yet; it raises at first use."""

    def compiled() -> Any:
        import regex  # noqa: PLC0415 - its import costs, too

        return regex.compile(source)

    return cast("regex.Pattern[AnyStr]", _Unused(source, compiled))


def lazy(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return the ``re`` pattern of *source*, not compiled yet; it raises at first use."""
    return cast("re.Pattern[AnyStr]", _Unused(source, lambda: re.compile(source, flags)))
