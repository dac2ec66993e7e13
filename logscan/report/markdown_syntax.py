r"""Log text cannot become Markdown.

Long texts stand in fences, short ones in code spans; a word of prose that any service could
read as markup, a mention, a link or a reference is put into a code span too, because a
backslash does not stop mentions.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from logscan.report.sanitize import one_line, visible
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# A word with any of these is no plain word: CommonMark's and GitHub's own signs, addresses,
# mentions, references to issues and commits, GitLab's ``%`` and ``!``, emoji names.
RISKY = re.compile(
    r"[\\`*_{}\[\]<>#|~$&@^=!]"
    r"|://|^www\.|^(?:mailto|xmpp):|^[-+:]|%\w|^GH-\d|(?<![0-9a-z])[0-9a-f]{7,}(?![0-9a-z])",
    re.IGNORECASE,
)
# Brackets and quotes, the core, then what ends a sentence; a Korean particle after a core in
# ASCII is no part of it.
_WORD = re.compile(r"""([("']*)(.*?)([)"']*(?:(?<=[!-~])[가-힣]+)?[)"'.,;:?…]*)""", re.DOTALL)
_CODE = re.compile(r"`([^`]+)`")
_LIST_NUMBER = re.compile(r"\d+[.)]")
_ADDRESS = re.compile(r"https://[\w.~:/?#@!$&'()*+,;=%-]+", re.ASCII)


def prose(text: str, dialect: Dialect | None = None) -> str:
    """Return a sentence that may hold captured values, as one line of harmless markup.

    What stands in backticks in *text* becomes a code span as it is.
    """
    spoken = dialect or MARKDOWN
    pieces = []
    for place, piece in enumerate(_CODE.split(one_line(text))):
        if place % 2:
            pieces.append(spoken.span(piece))
            continue
        words = [_word(word, spoken) for word in piece.split(" ")]
        if not place and _LIST_NUMBER.fullmatch(words[0]):
            words[0] = spoken.span(words[0])
        pieces.append(" ".join(words))
    return "".join(pieces)


def _word(word: str, dialect: Dialect) -> str:
    """Return one word, its core in a code span where it is risky; brackets stay outside."""
    match = dialect.word.fullmatch(word)
    opening, core, closing = (match[1], match[2], match[3]) if match else ("", word, "")
    if not dialect.risky.search(word) and not dialect.risky.search(core):
        return word
    return f"{opening}{dialect.span(core)}{closing}" if core else dialect.span(word)


def code_span(text: str) -> str:
    """Return *text* as a code span; its fence is longer than any run of backticks inside."""
    shown = one_line(text)
    if not shown.strip():
        return shown
    marks = "`" * (_longest_run(shown) + 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{marks}{pad}{shown}{pad}{marks}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one service reads prose: what is *risky*, and how a code *span* is written.

    The groups of *word* are what may stand before a code span, the core, and what may follow.
    """

    risky: re.Pattern[str]
    span: Callable[[str], str]
    word: re.Pattern[str]


MARKDOWN = Dialect(risky=RISKY, span=code_span, word=_WORD)


def fence(lines: Iterable[str], kind: str = "text") -> str:
    """Return lines as a code block; its fence is longer than any run of backticks inside."""
    body = "\n".join(visible(line) for line in lines)
    marks = "`" * max(3, _longest_run(body) + 1)
    return f"{marks}{kind}\n{body}\n{marks}"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def row(cells: Iterable[str]) -> str:
    r"""Return one row of a table from finished Markdown; each ``|`` inside is escaped.

    Parsers disagree about a backslash before ``\|``, so a blank keeps the two apart.
    """
    escaped = (re.sub(r"(\\+)\|", r"\1 |", cell).replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table from finished Markdown cells."""
    head = list(head)
    return "\n".join([row(head), "|" + " --- |" * len(head), *map(row, rows)])


def folded(summary: str, body: str) -> str:
    """Return *body* behind a line that opens it; *summary* is plain text."""
    title = html.escape(one_line(summary))
    return f"<details>\n<summary>{title}</summary>\n\n{body}\n\n</details>"


def is_address(text: str) -> bool:
    """Say whether *text* is a plain https address and nothing else."""
    return _ADDRESS.fullmatch(text) is not None


def address(text: str) -> str:
    """Return an address of the catalogue as a link; anything but plain https as code."""
    return f"<{text}>" if is_address(text) else code_span(text)
