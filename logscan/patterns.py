"""Compile a regular expression when it is first used.

A run uses few of the many expressions that the modules hold, and compiling all of them would
cost more than reading a short log. The one module for this, at the bottom of the house.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, AnyStr, cast

if TYPE_CHECKING:
    import regex

_METHODS = ("search", "match", "fullmatch", "sub", "finditer", "findall", "split", "groupindex")


class _Unused:
    """A pattern that nobody has used yet; after the first use its methods are the real ones."""

    def __init__(self, source: Any) -> None:
        self._source = source

    def __getattr__(self, name: str) -> Any:
        """Compile, keep the methods for all later calls, and return the one asked for."""
        import regex  # noqa: PLC0415 - that is the purpose

        compiled = regex.compile(self._source)
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)


def pattern(source: AnyStr) -> regex.Pattern[AnyStr]:
    """Return the pattern of *source*, not compiled yet; raise ``regex.error`` at first use."""
    return cast("regex.Pattern[AnyStr]", _Unused(source))
