"""Propose a signature file for a log line that no signature knows yet."""

from __future__ import annotations

import re

from logscan.values import dataclass

MAX_LINE_CHARS = 400
_MAX_ID_CHARS = 40
_RARE_ENOUGH = 8  # an anchor below this score gets a neighbour

# Colour codes, control characters, and what else YAML's reader refuses or takes for a line break.
_CONTROL = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[()].|[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]"
)
_TIME = re.compile(r"\A\s*\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\s+")

# What differs from one log to the next: a name for the capture, how it looks here and the
# pattern that stands for it. The first row that fits wins.
_VARIABLES: tuple[tuple[str, str, str], ...] = (
    ("", r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?Z?", r"[\dTZ:.,-]+(?: [\d:.,]+)?"),
    ("url", r"[a-z][a-z0-9+.-]*://[^\s'\"<>]+", r"\S+?"),
    ("host", r"(?:\d{1,3}\.){3}\d{1,3}(?![\w.])", r"[\w.-]+"),
    ("host", r"(?:[a-z0-9-]+\.)+(?:com|net|org|io|dev|app|local|internal)\b", r"[\w.-]+"),
    ("path", r"(?<![\w.])\.{0,2}/[\w.@-]+(?:/[\w.@-]+)*", r"[^\s'\",:]+"),
    ("", r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", r"[0-9a-f-]+"),
    ("", r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,}\b", r"[0-9a-f]+"),
    ("port", r"(?<=:)\d{2,5}\b|(?<=port )\d{2,5}\b", r"\d+"),
    ("status", r"(?<=status )\d+\b|(?<=code )\d+\b", r"\d+"),
    ("", r"\d+", r"\d+"),
)
_VARIABLE = re.compile("|".join(f"(?P<v{n}>{look})" for n, (_, look, _p) in enumerate(_VARIABLES)))

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.'-]*[A-Za-z0-9_]|[A-Za-z_]")
_COMMON_WORDS = """
a an and are at by can cannot could did do does error errors exception fail failed failure
for from has have in info is it line log message more no not of on or process server
service set the this to type undefined unable unknown use used using value warn warning
was when while with without
"""
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the line: *pattern* stands for it; *literal* parts are the same every time."""

    text: str
    pattern: str
    literal: bool


def skeleton(line: str, *, signature_id: str | None = None) -> tuple[str, str]:
    """Return a file name and the text of a signature file that finds *line*.

    Pattern, anchor and example are filled in; the word TODO marks what a person must say.
    Only the first line that is not empty is used, without colour codes and its time.
    """
    example = _clean(line)
    pieces = _pieces(example)
    anchor = _anchor(pieces)
    name = _kebab(signature_id or " ".join(_telling_words(pieces)[:4])) or "new-signature"
    pattern = "".join(piece.pattern for piece in pieces)
    return f"{name}.yaml", _TEMPLATE.format(
        id=name,
        anchors=f"[{_quoted(anchor)}]" if anchor else "[TODO]",
        pattern=_quoted(pattern),
        example=_quoted(example),
    )


def _clean(line: str) -> str:
    """Return the first line with something in it, as an engine would see it."""
    plain = _CONTROL.sub("", line.replace("\t", " "))
    first = next((part for part in plain.split("\n") if part.strip()), "TODO")
    return _TIME.sub("", first)[:MAX_LINE_CHARS].strip() or "TODO"


def _pieces(line: str) -> list[_Piece]:
    """Cut *line* into what stays the same and what changes."""
    pieces: list[_Piece] = []
    used: set[str] = set()
    at = 0
    for found in _VARIABLE.finditer(line):
        name, _, pattern = _VARIABLES[int((found.lastgroup or "v0")[1:])]
        if name and name not in used:
            pattern = f"(?<{name}>{pattern})"
            used.add(name)
        pieces += [_literal(line[at : found.start()]), _Piece(found.group(), pattern, False)]
        at = found.end()
    pieces.append(_literal(line[at:]))
    return [piece for piece in pieces if piece.text]


def _literal(text: str) -> _Piece:
    escaped = re.sub(r"([\\.^$*+?{}\[\]|()])", r"\\\1", text)
    return _Piece(text, escaped, True)


def _anchor(pieces: list[_Piece]) -> str:
    """Return the rarest word of the parts that stay, with a neighbour if it is not rare."""
    words = [
        (_rarity(word.group()), word, piece)
        for piece in pieces
        if piece.literal
        for word in _WORD.finditer(piece.text)
    ]
    if not words:
        return ""
    score, word, piece = max(words, key=lambda found: found[0])
    anchor = word.group() if score >= _RARE_ENOUGH else _with_neighbour(word, piece.text)
    return anchor if len(anchor) >= 4 else ""  # noqa: PLR2004 -- the shortest anchor there is


def _with_neighbour(word: re.Match[str], text: str) -> str:
    """Return the word with those beside it, where only one blank stands between them."""
    after = re.compile(r" [A-Za-z_]+").match(text, word.end())
    before = re.search(r"[A-Za-z_]+ $", text[: word.start()])
    start = before.start() if before else word.start()
    return text[start : after.end() if after else word.end()]


def _rarity(word: str) -> int:
    """Return how unlikely *word* is in a healthy log: codes, then mixed case, then length."""
    if word.lower() in _COMMON:
        return 0
    score = min(len(word), 12)
    if word.isupper() and len(word) > 4:  # noqa: PLR2004 -- INFO and WARN are in every log
        score += 8
    elif "_" in word or re.search("[a-z][A-Z]", word):
        score += 5
    return score if len(word) >= 4 else 0  # noqa: PLR2004 -- the shortest anchor there is


def _telling_words(pieces: list[_Piece]) -> list[str]:
    words = [w for p in pieces if p.literal for w in re.findall("[A-Za-z]{2,}", p.text)]
    return [word for word in words if word.lower() not in _COMMON] or words


def _kebab(text: str) -> str:
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")[:_MAX_ID_CHARS].strip("-")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_TEMPLATE = """\
# A skeleton: replace each TODO, then run `logscan signatures check` with this file.
id: {id}
title: {{en: TODO}}                     # a short noun phrase; add ko: for Korean
category: TODO                        # database, port, memory, process, network, build ...
severity: high                        # info, low, medium, high or critical
anchors: {anchors}  # literal text in EVERY match; rare words keep the scan fast
pattern: {pattern}
cause:                                # one or two sentences: why it happens
  en: TODO
steps:                                # what to do; {{name|fallback}} fills in a captured value
  - within: 5m                        # 2m, 5m, 10m or later
    text: {{en: TODO}}
    # The official page of the software that writes the line, or a section of the runbook.
    source: TODO
explains: []                          # ids of the usual consequences
examples:                             # real lines, at least two wordings if there are two
  - {example}
counterexamples:                      # healthy lines with the same words
  - TODO
since: 0.1.0
"""
