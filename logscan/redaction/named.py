r"""The secrets that only their name gives away: ``DB_PASSWORD=...``, ``"token": "..."``.

After the name comes one of the joints that formats and languages put between a name and
its value, then the value. Whether the value is a secret or only text about one is decided
by ``diagnosis``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from logscan.redaction.diagnosis import is_benign, is_identifier, looks_random
from logscan.redaction.kinds import Hit
from logscan.redaction.names import Name, Need, find_name

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPACE = r"[ \t\xa0]{0,16}"
_CLOSE = r"[\\\"'`\])*]{0,8}"
# What stands between a name and its value; the group's name says which form it is.
_JOINT = re.compile(
    rf"(?P<equal>{_CLOSE}{_SPACE}(?::=|=>|=(?![=~>]))(?:3D(?=\S))?{_SPACE})"
    rf"|(?P<pair>\\*[\"'][,\s]\s{{0,40}}\\*[\"']?(?i:value)\\*[\"']?{_SPACE}[:=]{_SPACE}"
    rf"|\r?\n[ \t-]{{0,40}}value:[ \t]+)"
    rf"|(?P<colon>{_CLOSE}{_SPACE}:(?![:/]){_SPACE}(?:[|>][+-]?[ \t]*\r?\n[ \t]*)?)"
    rf"|(?P<element>(?:[ \t][^<>\n]{{0,80}})?>(?=[^<>\n]+</))"
    rf"|(?P<list>\\*[\"']{_SPACE},{_SPACE}b?(?=\\*[\"']))"
    rf"|(?P<quote>[ \t]+(?=\\*[\"']))"
    rf"|(?P<column>{_SPACE}(?:\||->|\u2192|\t|[ ]{{2}}){_SPACE})"
    rf"|(?P<word>[\"']?[ \t](?:(?:provided|is|was|of|to|set to)\b:?[ \t]{{0,4}})?)"
)
_WRAP = (
    r"(?:[A-Za-z_][\w:.]{0,24}\((?=[\"'])|[\[{(][ ]?(?:\"?value\"?[ ]?(?::|=>)[ ]?)?"
    r"|[&*](?=[\"'])|[bBuUrRfF]{1,2}(?=[\"'])){0,3}"
)
_VALUE = re.compile(
    rf"{_WRAP}(?:"
    r"\"(?P<double>(?:[^\"\\\n]|\\.)*)\""
    r"|'(?P<single>(?:[^'\\\n]|\\.)*)'"
    r"|(?P<mark>\\{1,8}[\"'`]|`)(?P<marked>(?:(?!(?P=mark))[^\n])*)(?P=mark)"
    r"|(?:\\{0,8}[\"'`])?"
    r"(?P<bare>(?:(?![,;&|]\s?[\w.\-\"']{1,64}\s?[=:])[^\s\"'`<\\]|<(?!/)|\\(?![nrtbfu\"'`/\\]))+))"
)
_ELEMENT = re.compile(r"(?P<bare>[^<>\n]+)")
_MORE = re.compile(
    r"\s{0,40},\s{0,40}[bu]?(?:\"(?P<double>(?:[^\"\\\n]|\\.)*)\"|'(?P<single>(?:[^'\\\n]|\\.)*)')"
)
_REST = re.compile(r"\S+")
_PROSE_AFTER = re.compile(r"[ \t]+[A-Za-z]{2,}")
_NUMBER = re.compile(r"[+-]?[0-9][0-9,._]*(?:ms|s|m|h|d|kb|mb|gb|%)?")

_SHORTEST = 3
_SHORTEST_NUMBER = {Need.ANY: 4, Need.PLAIN: 9, Need.RANDOM: 12, Need.NEVER: 0}
_LONG_WORD = 16
_SIGHT = 2_000  # how far back an opening quote or bracket is looked for


class _Value(NamedTuple):
    """A value with its place, and whether quotes stood around it."""

    text: str
    start: int
    end: int
    quoted: bool


class NamedSecrets:
    """The rule for values that stand beside a secret's name."""

    hints = (
        "pass", "pwd", "secret", "token", "credential", "creds", "bearer", "jwt", "sess",
        r"auth(?:orization)?[\"'\]:= ]", "signature", "hmac", "mnemonic", "phrase",
        r"key(?:[^a-z]|s)", r"salt[^a-z]", r"pepper[^a-z]", r"otp[^a-z]", r"(?:mfa|2fa|otp).?code",
        r"sid[^a-z]", r"sig[^a-z]", r"ps?w[^a-z]", r"dsn[^a-z]", r"x-amz-cred", "masterauth",
        "identified by", "recovery", "verification", "비밀", "패스워드", "암호", "토큰", "시크릿", "인증", "api키",
        "パスワード", "密码", "密碼",
    )  # fmt: skip

    def find(self, text: str, lowered: str) -> Iterator[Hit]:
        """Yield the value of every secret name in *text*."""
        position = 0
        while name := find_name(lowered, position):
            position = name.end
            for hit in _named(text, name):
                yield hit
                position = max(position, hit.end)


def _named(text: str, name: Name) -> Iterator[Hit]:
    """Yield the value or values that belong to *name*."""
    joint = _JOINT.match(text, name.end)
    if joint is None or name.need is Need.NEVER:
        return
    form = _form(text, name, joint)
    value = _value(text, joint.end(), form)
    if value is None or not _accepts(name.need, form, value, text):
        return
    yield Hit(name.kind, value.start, value.end, name.start, value.end)
    if value.quoted and text[joint.end() : joint.end() + 1] in {"[", "("}:
        yield from _rest_of_list(text, value.end + 1, name)


def _form(text: str, name: Name, joint: re.Match[str]) -> str:
    """Return the joint's form; a blank after a command-line option is a form of its own."""
    form = joint.lastgroup or ""
    if form in {"word", "quote"} and text.startswith("-", name.start):
        return "option"
    return form


def _value(text: str, start: int, form: str) -> _Value | None:
    """Return the value that begins at *start*."""
    match = (_ELEMENT if form == "element" else _VALUE).match(text, start)
    if match is None:
        return None
    group = match.lastgroup or ""
    begin, end = match.span(group)
    if group != "bare":
        return _Value(match[group], begin, end, quoted=True)
    if form != "element":
        end = _trim(text, begin, _extend(text, begin, end))
    return _Value(text[begin:end], begin, end, quoted=False)


def _extend(text: str, start: int, end: int) -> int:
    """Return the end of a bare value that holds a quote which nothing before it opened."""
    if end < len(text) and text[end] in "\"'`" and start > 0 and text[start - 1] not in "\"'`":
        before = text[max(0, start - _SIGHT, text.rfind("\n", 0, start) + 1) : start]
        rest = _REST.match(text, end)
        if before.count(text[end]) % 2 == 0 and rest:
            return rest.end()
    return end


def _trim(text: str, start: int, end: int) -> int:
    """Return the end of a bare value without the brackets and commas of its surroundings."""
    if text[end - 1] in ",;" and text[end : end + 1] in {" ", "\t"}:
        end -= 1
    before = text[max(0, start - _SIGHT) : start]
    for opening, closing in ("()", "[]", "{}"):
        spare = before.count(opening) - before.count(closing)
        while spare > 0 and end > start + 1 and text[end - 1] == closing:
            end, spare = end - 1, spare - 1
    return end


def _accepts(need: Need, form: str, value: _Value, text: str) -> bool:
    """Say that *value* is a secret, seen its name's need and the form of the joint."""
    secret = value.text
    if len(secret) < _SHORTEST or is_benign(secret):
        return False
    if _NUMBER.fullmatch(secret):
        return len(secret) >= _SHORTEST_NUMBER[need] and form in {"equal", "colon", "pair"}
    if form in {"list", "column", "word"} or need is Need.RANDOM:
        return looks_random(secret) and not (form == "word" and is_identifier(secret))
    if form == "quote" and need is not Need.ANY:
        return looks_random(secret)
    if not secret.replace("-", "").isalpha() or len(secret) >= _LONG_WORD:
        return True
    if need is not Need.ANY:
        return False
    return value.quoted or form != "colon" or _PROSE_AFTER.match(text, value.end) is None


def _rest_of_list(text: str, position: int, name: Name) -> Iterator[Hit]:
    """Yield the further quoted values of a list that began with a secret."""
    while more := _MORE.match(text, position):
        start, end = more.span(more.lastgroup or 0)
        if end - start >= _SHORTEST and not is_benign(text[start:end]):
            yield Hit(name.kind, start, end, name.start, end)
        position = more.end()
