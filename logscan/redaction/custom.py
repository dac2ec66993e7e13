"""The kinds of secrets that a user adds: checked once, and never a danger to the run."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from logscan.errors import UsageError
from logscan.patterns import lazy
from logscan.redaction.kinds import Hit, SecretKind
from logscan.redaction.screen import check_hint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import regex

_NAME = lazy(r"[a-z][a-z0-9-]{0,40}")
_FIELDS = frozenset({"name", "pattern", "group", "hints"})
_SECONDS = 0.1
# Repeated text on which a pattern with nested repeats takes for ever.
_PUMPED = tuple(unit * 1_500 for unit in ("a", "A1", "0", "_-", " ", "a b ", "=", "/.", "x,\t"))


class UserKind:
    """The rule for one kind of the user's own.

    Raise ``KindError`` where the kind cannot be used. A pattern that takes too long on a
    text, in spite of the check, hides the whole text: in doubt nothing is shown.
    """

    def __init__(self, kind: SecretKind) -> None:
        self.name = kind.name
        self.kinds = (kind.name,)
        self.hints = kind.hints
        self._group = kind.group
        self._accept = kind.accept
        self._pattern = _checked(kind)

    def find(self, text: str, lowered: str) -> Iterator[Hit]:  # noqa: ARG002 - a Rule's signature
        """Yield every match in *text*."""
        try:
            for match in self._pattern.finditer(text, timeout=_SECONDS):
                start, end = match.span(self._group)
                if start < end and (self._accept is None or self._accept(text[start:end])):
                    yield Hit(self.name, start, end, match.start(), match.end())
        except TimeoutError:
            yield Hit(self.name, 0, len(text), 0, len(text))


class KindError(UsageError):
    """A kind that cannot be used; *field* is what of it is wrong, *row* its place from 0."""

    def __init__(self, what: str, problem: str, *, field: str | None = None, row: int = 0) -> None:
        super().__init__(f"{what}: {problem}")
        self.problem, self.field, self.row = problem, field, row


def user_kinds(rows: Sequence[Mapping[str, object]]) -> tuple[SecretKind, ...]:
    """Return the kinds of a configuration file's *rows*: name, pattern, group and hints.

    Raise ``KindError`` for the first row that cannot be used.
    """
    return tuple(_kind(row, place) for place, row in enumerate(rows))


def _kind(row: Mapping[str, object], place: int) -> SecretKind:
    """Return the kind of one row."""

    def wrong(problem: str, field: str | None = None) -> KindError:
        return KindError(f"redaction kind {place + 1}", problem, field=field, row=place)

    for field in row:
        if field not in _FIELDS:
            raise wrong(f"unknown field '{field}' (use {', '.join(sorted(_FIELDS))})", field)
    name, pattern = row.get("name"), row.get("pattern")
    group, hints = row.get("group", 0), row.get("hints", ())
    if not isinstance(name, str) or not isinstance(pattern, str):
        raise wrong("'name' and 'pattern' are needed, each a string")
    if not isinstance(group, int | str):
        raise wrong("'group' is a number or a name", "group")
    if not isinstance(hints, list | tuple) or not all(isinstance(hint, str) for hint in hints):
        raise wrong("'hints' is a list of strings", "hints")
    literals = tuple(re.escape(str(hint).lower()) for hint in hints)
    kind = SecretKind(name=name, pattern=pattern, group=group, hints=literals)
    try:
        _checked(kind)
    except KindError as error:
        error.row = place
        raise
    return kind


@cache
def _checked(kind: SecretKind) -> regex.Pattern[str]:
    """Return the compiled pattern of *kind*; raise ``KindError`` where it cannot be used."""
    import regex  # noqa: PLC0415 - most runs have no kinds of the user's own

    def wrong(problem: str, field: str) -> KindError:
        return KindError(f"redaction kind '{kind.name}'", problem, field=field)

    if not _NAME.fullmatch(kind.name):
        raise wrong("a name has small letters, digits and hyphens, e.g. 'shop-key'", "name")
    try:
        pattern = regex.compile(kind.pattern)
    except regex.error as error:
        raise wrong(f"the pattern is wrong: {error}", "pattern") from error
    if kind.group != 0 and kind.group not in {*range(1, pattern.groups + 1), *pattern.groupindex}:
        raise wrong(f"the pattern has no group {kind.group!r}", "group")
    if pattern.fullmatch("") is not None:
        raise wrong("the pattern matches the empty text", "pattern")
    for hint in kind.hints:
        try:
            check_hint(hint)
        except ValueError as error:
            raise wrong(str(error), "hints") from error
    if any(_is_slow(pattern, text) for text in _PUMPED):
        raise wrong("the pattern takes too long on repeated text", "pattern")
    return pattern


def _is_slow(pattern: regex.Pattern[str], text: str) -> bool:
    """Say that *pattern* does not get through *text* in time."""
    try:
        for _ in pattern.finditer(text + "\0", timeout=_SECONDS):
            pass
    except TimeoutError:
        return True
    return False
