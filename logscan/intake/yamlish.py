"""Read one record of ``render logs -o yaml``: four known keys in yaml.v3's fixed style.

A YAML parser is the wrong tool for hostile log text (deep nesting can crash it), and the
whole output is not one valid document: the keys repeat without ``---``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from logscan.intake.fields import Fields
from logscan.intake.structured import read_object
from logscan.intake.text import clean
from logscan.patterns import pattern

if TYPE_CHECKING:
    import regex

    from logscan.intake.clock import Clock

_KEY = pattern(r"(?m)^(id|labels|message|timestamp):(?: (.*))?$")
_LABEL = pattern(r"(?m)^\s*- name: (.*)\n\s+value: (.*)$")
_ESCAPE = pattern(r"(?s)\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SHORT = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r",
    "e": "\x1b", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip


def read_yaml_record(text: str, clock: Clock) -> Fields:
    """Return the record; text that is none becomes the message as it stands."""
    text = text.strip("\n")
    if not text.startswith("id: "):
        text = "id: " + text
    found: dict[str, Any] = {}
    keys = list(_KEY.finditer(text))
    for key, following in zip(keys, [*keys[1:], None], strict=True):
        block = text[key.end() : following.start() if following else len(text)]
        if key[1] == "labels":
            found["labels"] = [
                {"name": _scalar(name), "value": _scalar(value)}
                for name, value in _LABEL.findall(block)
            ]
        else:
            found.setdefault(key[1], _scalar(key[2] or "", block))
    fields = read_object(found, clock)
    return fields or Fields(None, clean(text))


def _scalar(text: str, block: str = "") -> str:
    """Return the value of one scalar: plain, quoted in either way, or a ``|`` block."""
    if text[:1] == "'" and text[-1:] == "'":
        return text[1:-1].replace("''", "'")
    if text[:1] == '"':
        return _ESCAPE.sub(_unescape, text[1:-1] if text.endswith('"') else text[1:])
    if text[:1] == "|":
        lines = block.strip("\n").split("\n")
        indent = min((len(ln) - len(ln.lstrip(" ")) for ln in lines if ln.strip()), default=0)
        return "\n".join(line[indent:] for line in lines)
    return text


def _unescape(match: regex.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        value = int(code, 16)
        return chr(value) if value < 0x110000 else "\ufffd"  # noqa: PLR2004 - the end of Unicode
    return _SHORT.get(match[4], match[4])
