r"""Read the value that stands beside a name, in the ways formats and languages write it.

``NAME=value``, ``"name": "value"``, ``:name=>"value"``, ``<name>value</name>``,
``{"key": "NAME", "value": "value"}``, ``--name value``, ``name is value`` and so on.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from logscan.patterns import lazy


class Form(StrEnum):
    """What stands between a name and its value."""

    EQUAL = "equal"
    PAIR = "pair"  # name and value are two fields of one object
    COLON = "colon"
    ELEMENT = "element"
    OPTION = "option"  # a blank after a command-line option
    QUOTE = "quote"  # a blank, then a quoted value, as in SQL
    LIST = "list"  # neighbours in a list, as in raw headers
    COLUMN = "column"
    VERB = "verb"
    WORD = "word"  # nothing but a blank


class Value(NamedTuple):
    """A value with its place; *listed* when it is the first of a list."""

    text: str
    start: int
    end: int
    form: Form
    quoted: bool
    listed: bool


_SPACE = r"[ \t\xa0]{0,16}"
_CLOSE = r"[\\\"'`\])*]{0,8}"
_JOINT = lazy(
    rf"(?P<equal>{_CLOSE}{_SPACE}(?::=|=>|=(?!=|~[ /])|(?:\|\||\?\?)(?={_SPACE}[\"'`]))"
    rf"{_SPACE})"
    rf"|(?P<pair>\\*[\"'][,\s]\s{{0,40}}\\*[\"']?(?i:value)\\*[\"']?{_SPACE}[:=]{_SPACE}"
    rf"|\r?\n[ \t-]{{0,40}}value:[ \t]+"
    rf"|\\*[\"'](?:\r?\n){{2}}(?=\S))"
    rf"|(?P<colon>{_CLOSE}{_SPACE}:(?!:|//){_SPACE}(?:[|>][+-]?[ \t]*\r?\n[ \t]*)?)"
    rf"|(?P<element>(?:[ \t][^<>\n]{{0,80}})?>(?=[^<>\n]{{1,2000}}</))"
    rf"|(?P<list>\\*[\"']{_SPACE},{_SPACE}b?(?=\\*[\"']))"
    rf"|(?P<quote>[ \t]+(?=\\*[\"']))"
    rf"|(?P<column>{_SPACE}(?:\||->|\u2192|\t|[ ]{{2}}){_SPACE})"
    rf"|(?P<verb>[\"']?[ \t](?:(?:for|of)[ \t][\w.@+-]{{1,40}}(?::[ \t]?|[ \t]is[ \t])"
    rf"|(?:provided|is|was|set to)\b:?[ \t]{{1,4}})"
    rf"|(?:설정)?[은는이가][ \t]{{0,4}}|\((?=[^()\s]{{6,64}}\)))"
    rf"|(?P<word>[\"']?[ \t])"
)
# ``Some("...")``, ``b'...'``, ``["...", "..."]``, ``{"value": "..."}``
_WRAP = (
    r"(?:[A-Za-z_][\w:.]{0,24}\((?=[\"'])|[\[{(][ ]?(?:\"?value\"?[ ]?(?::|=>)[ ]?)?"
    r"|[&*](?=[\"'])|[bBuUrRfF]{1,2}(?=[\"'])|string\([0-9]{1,6}\) (?=\")){0,3}"
)
_QUOTED = (
    r"\"(?P<double>(?:[^\"\\\n]|\\.)*)\"|'(?P<single>(?:[^'\\\n]|\\.)*)'"
    r"|(?P<mark>\\{1,8}[\"'`]|`)(?P<marked>(?:(?!(?P=mark))[^\n])*)(?P=mark)"
)
# A bare value ends before the next name of a list (``,name=``) and at an escape.
_BARE_CHARACTER = (
    r"(?:(?![,;&|]\s?[\w.\-\"']{1,64}\s?[=:])[^\s\"'`<\\]|<(?!/)|\\(?![nrtbfu\"'`/\\]))"
)
# Names without values can stand side by side by the thousand, so first only a value's front
# is read; whoever accepts it asks for the rest.
_FRONT = 512
_BARE = rf"(?P<bare>{_BARE_CHARACTER}{{1,{_FRONT}}})"
_VALUE = lazy(rf"(?P<wrap>{_WRAP})(?:{_QUOTED}|(?:\\{{0,8}}[\"'`])?{_BARE})")
_BARE_REST = lazy(f"{_BARE_CHARACTER}*")
_ELEMENT = lazy(r"(?P<bare>[^<>\n]{1,65536})")
_NEXT = lazy(
    r"[\"']?\s{0,40},\s{0,40}[bu]?"
    r"(?:\"(?P<double>(?:[^\"\\\n]|\\.)*)\"|'(?P<single>(?:[^'\\\n]|\\.)*)')"
)
_REST = lazy(r"\S+")
_SIGHT = 2_000  # how far back an opening quote or bracket is looked for


def read(text: str, name_end: int, *, option: bool) -> Value | None:
    """Return the value of the name that ends at *name_end*, or None where none follows."""
    joint = _JOINT.match(text, name_end)
    if joint is None:
        return None
    form = Form(joint.lastgroup or "")
    if option and form in {Form.WORD, Form.QUOTE, Form.VERB}:
        form = Form.OPTION
    match = (_ELEMENT if form is Form.ELEMENT else _VALUE).match(text, joint.end())
    if match is None:
        return None
    group = match.lastgroup or ""
    start, end = match.span(group)
    if group == "bare" and form is not Form.ELEMENT and end - start < _FRONT:
        end = _trimmed(text, start, _extended(text, start, end))
    listed = group != "bare" and match["wrap"].startswith(("[", "("))
    return Value(text[start:end], start, end, form, group != "bare", listed)


def whole(text: str, value: Value) -> Value:
    """Return *value* with all of it, where only its front was read."""
    if value.quoted or value.end - value.start < _FRONT:
        return value
    rest = _BARE_REST.match(text, value.end)
    end = _trimmed(
        text, value.start, _extended(text, value.start, rest.end() if rest else value.end)
    )
    return value._replace(text=text[value.start : end], end=end)


def read_next(text: str, value: Value) -> Value | None:
    """Return the quoted value after *value* in a list."""
    match = _NEXT.match(text, value.end)
    if match is None:
        return None
    start, end = match.span(match.lastgroup or 0)
    return value._replace(text=text[start:end], start=start, end=end)


def _extended(text: str, start: int, end: int) -> int:
    """Return the end of a bare value that holds a quote which nothing before it opened."""
    if end < len(text) and text[end] in "\"'`" and start > 0 and text[start - 1] not in "\"'`":
        before = text[max(0, start - _SIGHT, text.rfind("\n", 0, start) + 1) : start]
        rest = _REST.match(text, end)
        if before.count(text[end]) % 2 == 0 and rest:
            return rest.end()
    return end


def _trimmed(text: str, start: int, end: int) -> int:
    """Return the end of a bare value without the brackets and commas of its surroundings."""
    if text[end - 1] in ",;" and text[end : end + 1] in {" ", "\t"}:
        end -= 1
    before = text[max(0, start - _SIGHT) : start]
    for opening, closing in ("()", "[]", "{}"):
        spare = before.count(opening) - before.count(closing)
        while spare > 0 and end > start + 1 and text[end - 1] == closing:
            end, spare = end - 1, spare - 1
    return end
