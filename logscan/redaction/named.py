"""Find the secrets that only their name gives away: ``DB_PASSWORD=...``, ``"token": "..."``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.patterns import lazy
from logscan.redaction.diagnosis import is_benign, is_identifier, looks_random
from logscan.redaction.joints import Form, Value, read, read_next, whole
from logscan.redaction.kinds import Hit
from logscan.redaction.names import HINTS, KINDS, Name, Need, find_names, owner

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROSE_AFTER = lazy(r"[ \t]+[\"'`(-]{0,2}[A-Za-z]+(?![\w.-]*[:=])")
_PLAIN_NAME = lazy(r"[A-Z]?[a-z]+(?: [A-Za-z]+)?|[A-Z]+")
_TAG = lazy(r"[a-z0-9][a-z0-9_.-]{0,127}")
# An address has a rule of its own, which keeps the host.
_ADDRESS = lazy(r"[A-Za-z][A-Za-z0-9+.-]{1,30}://")
_NUMBER = lazy(r"[+-]?[0-9][0-9,._]*(?:ms|s|m|h|d|kb|mb|gb|%)?")
_SHORTEST_NUMBER = {Need.ANY: 4, Need.PLAIN: 9, Need.RANDOM: 12}
_ASSIGNMENTS = frozenset({Form.EQUAL, Form.PAIR, Form.COLON, Form.ELEMENT, Form.OPTION})
_PASSWORD_NAME = lazy(r"pass|pwd|identified")

_SHORTEST = 3
_SHORTEST_SAID = 6  # in ``the password is hunter2``
_LONG_WORD = 16


class NamedSecrets:
    """The rule for values that stand beside a secret's name."""

    kinds = KINDS
    hints = HINTS

    def find(self, text: str, lowered: str) -> Iterator[Hit]:
        """Yield the value of every secret name in *text*."""
        done = 0
        for name in sorted(find_names(lowered), key=_by_end):
            if name.start < done:
                continue
            value = read(text, name.end, option=text.startswith("-", name.start))
            if value is None or not _accepts(name, value, text):
                continue
            kind = owner(lowered, name)
            for secret in _with_list(text, whole(text, value)):
                yield Hit(kind, secret.start, secret.end, name.start, secret.end)
                done = secret.end


def _by_end(name: Name) -> int:
    """Return the end of a name."""
    return name.end


def _with_list(text: str, value: Value) -> Iterator[Value]:
    """Yield *value*, and the values after it where it begins a list."""
    yield value
    following = read_next(text, value) if value.listed else None
    while following is not None:
        if len(following.text) >= _SHORTEST and not is_benign(following.text):
            yield following
        following = read_next(text, following)


def _accepts(name: Name, value: Value, text: str) -> bool:
    """Say that *value* is a secret, seen its name's need and the form between them."""
    secret, form = value.text, value.form
    if len(secret) < _SHORTEST or is_benign(secret) or _names_a_place(name, value, text):
        return False
    if _NUMBER.fullmatch(secret):
        return _accepts_number(name, value)
    if form not in _ASSIGNMENTS and not (form is Form.QUOTE and _says_password(text, name)):
        return _accepts_said(name, value)
    if name.need is Need.RANDOM:
        return looks_random(secret)
    if not secret.replace("-", "").isalpha() or len(secret) >= _LONG_WORD:
        return True
    return _accepts_word(name, value, text)


def _accepts_said(name: Name, value: Value) -> bool:
    """Say that a value is a secret which no sign joins to its name."""
    if value.form is Form.VERB and name.need is Need.ANY:
        return len(value.text) >= _SHORTEST_SAID and _has_both(value.text)
    made_up = looks_random(value.text) and not is_identifier(value.text)
    return made_up and name.need is not Need.RANDOM


def _accepts_number(name: Name, value: Value) -> bool:
    """Say that a number is a secret: a PIN is, a count of tokens is not."""
    if name.kind == "one-time-code":
        return value.text.isdigit() and len(value.text) > _SHORTEST
    said = value.form in _ASSIGNMENTS or value.form is Form.VERB
    return said and len(value.text) >= _SHORTEST_NUMBER[name.need]


def _accepts_word(name: Name, value: Value, text: str) -> bool:
    """Say that letters alone are a secret: not behind a plain name, a colon and more words."""
    if value.quoted or value.form is not Form.COLON:
        return True
    if not value.text.isascii():
        return False
    if not _PLAIN_NAME.fullmatch(text[name.start : name.end].rpartition("/")[2]):
        return True
    return name.need is Need.ANY and _PROSE_AFTER.match(text, value.end) is None


def _names_a_place(name: Name, value: Value, text: str) -> bool:
    """Say that *value* is an address, or the tag of an image: ``library/secret:f7842b7``."""
    if _ADDRESS.match(value.text):
        return True
    joined = value.form is Form.COLON and value.start == name.end + 1
    is_path = "/" in text[name.start : name.end]
    return joined and is_path and _TAG.fullmatch(value.text) is not None


def _says_password(text: str, name: Name) -> bool:
    """Say that *name* is a password's, as in ``PASSWORD '...'`` of SQL."""
    return _PASSWORD_NAME.search(text[name.start : name.end].lower()) is not None


def _has_both(text: str) -> bool:
    """Say that *text* has letters and digits."""
    return any(char.isalpha() for char in text) and any(char.isdigit() for char in text)
