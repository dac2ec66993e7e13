"""What one kind of secret is: its name, how it looks, and the hints it cannot be without."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Hit(NamedTuple):
    """One finding in a view: the secret's kind and place, and the place of all that showed it."""

    kind: str
    start: int
    end: int
    context_start: int
    context_end: int


class Rule(Protocol):
    """What finds secrets of one kind, or of one family of kinds."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the names of the kinds that the rule finds."""
        ...

    @property
    def hints(self) -> tuple[str, ...]:
        """Return expressions, each with a literal first character, for text in lower case.

        Every finding holds a match of one of them: text without any is not looked at. A
        rule without hints is asked about every text.
        """
        ...

    def find(self, text: str, lowered: str) -> Iterator[Hit]:
        """Yield the findings in *text*; *lowered* is it in lower case, of equal length."""
        ...


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Return the compiled pattern, made when it is first needed: most never are."""
    return re.compile(pattern)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretKind:
    """A kind of secret that one expression describes.

    *group* names the part that is the secret; *hints* as in ``Rule``; *accept* has the
    last word on the secret's text.
    """

    name: str
    pattern: str
    hints: tuple[str, ...] = ()
    group: int | str = 0
    accept: Callable[[str], bool] | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the one name."""
        return (self.name,)

    def find(self, text: str, lowered: str) -> Iterator[Hit]:  # noqa: ARG002 - other rules read it
        """Yield every match in *text* whose secret is accepted."""
        for match in _compiled(self.pattern).finditer(text):
            start, end = match.span(self.group)
            if start < end and (self.accept is None or self.accept(text[start:end])):
                yield Hit(self.name, start, end, match.start(), match.end())
