"""Replace every secret in a text by its kind and a number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from logscan.redaction.commands import COMMAND_KINDS
from logscan.redaction.cookies import Cookies
from logscan.redaction.headers import Authorization
from logscan.redaction.memory import MOST_SHAPES, Memory
from logscan.redaction.named import NamedSecrets
from logscan.redaction.pem import PREFIX, PrivateKeys
from logscan.redaction.personal import PERSONAL_KINDS
from logscan.redaction.pseudonyms import PLACEHOLDER, PLACEHOLDER_START, Pseudonyms
from logscan.redaction.screen import Screen, lower
from logscan.redaction.tokens import TOKEN_KINDS
from logscan.redaction.urls import QUERY_KINDS, UrlCredentials
from logscan.redaction.views import View, is_plain, views

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from logscan.redaction.kinds import Rule, SecretKind

# First come the rules that say most about a secret: where two overlap, the earlier names it.
RULES: tuple[Rule, ...] = (
    PrivateKeys(),
    *TOKEN_KINDS,
    UrlCredentials(),
    *QUERY_KINDS,
    *COMMAND_KINDS,
    Authorization(),
    Cookies(),
    NamedSecrets(),
)

#: A character that no rule takes for a part of a name or a secret; hides placeholders.
_OPAQUE = "\ue000"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_CLOSERS = ".,;:)]}>\"'"
_LINE_END = re.compile(r"(\r?\n)")
_MOST_ROUNDS = 8


class _Secret(NamedTuple):
    """A stretch of the raw text to be replaced; *rank* decides who names it."""

    start: int
    end: int
    rank: int
    kind: str
    identity: str


class Redactor:
    """Takes secrets out of texts; one value per run, so that numbers are stable.

    *personal* adds e-mail addresses, public IP addresses and card numbers. *extra* adds
    the user's own kinds, which name a secret before the built-in ones. *disabled* holds
    names of kinds to leave alone.
    """

    def __init__(
        self,
        *,
        personal: bool = False,
        extra: Sequence[SecretKind] = (),
        disabled: Iterable[str] = (),
    ) -> None:
        self._rules: tuple[Rule, ...] = (*extra, *RULES, *(PERSONAL_KINDS if personal else ()))
        self._screen = Screen(self._rules)
        self._disabled = frozenset(disabled)
        self._pseudonyms = Pseudonyms()
        # Other kinds than the built-in ones may look at the value of a digit.
        self._memory = Memory(size=0 if personal or extra else MOST_SHAPES)

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how many secrets were replaced so far, by kind."""
        return self._pseudonyms.counts

    def redact(self, text: str) -> str:
        """Return *text* with every secret replaced; a second call changes nothing.

        Line ends stay where they are: the result has as many lines as *text*.
        """
        if self._memory.knows(text):
            return text
        secrets = self._secrets(text)
        if not secrets:
            self._memory.learn(text)
            return text
        for _ in range(_MOST_ROUNDS):
            text = self._without(text, secrets)
            secrets = self._secrets(text)
            if not secrets:
                break
        return text

    def redact_lines(self, lines: Sequence[str]) -> list[str]:
        """Return *lines* redacted as one text, so that a key over many lines is seen."""
        whole = self.redact("\n".join(lines)).split("\n")
        result = []
        for line in lines:
            count = line.count("\n") + 1
            result.append("\n".join(whole[:count]))
            del whole[:count]
        return result

    def _secrets(self, text: str) -> list[_Secret]:
        """Return the stretches of *text* to replace, in order, none overlapping."""
        if is_plain(text):
            found = self._in_view(View(text))
        else:
            found = [secret for view in views(text) for secret in self._in_view(view)]
        if not found:
            return []
        kept = [match.span() for match in PLACEHOLDER.finditer(text)]
        return list(_outside(_merged(found), kept, text))

    def _in_view(self, view: View) -> list[_Secret]:
        """Return the secrets that the rules find in *view*, placed in the raw text."""
        text = view.text
        lowered = lower(text)
        rules = self._screen.rules(lowered)
        if not rules:
            return []
        if PLACEHOLDER_START in text:
            text = PLACEHOLDER.sub(_opaque, text)
            lowered = lower(text)
        found = []
        for rank, rule in rules:
            for hit in rule.find(text, lowered):
                secret = text[hit.start : hit.end]
                if hit.kind not in self._disabled and secret.strip(_OPAQUE):
                    start, end = view.span(hit.start, hit.end)
                    found.append(_Secret(start, end, rank, hit.kind, secret.rstrip(_CLOSERS)))
        return found

    def _without(self, text: str, secrets: list[_Secret]) -> str:
        """Return *text* with *secrets* replaced; colour codes inside them are kept after."""
        pieces: list[str] = []
        done = 0
        for secret in secrets:
            raw = text[secret.start : secret.end]
            identity = "".join(PREFIX.sub("", line).strip() for line in secret.identity.split("\n"))
            placeholder = self._pseudonyms.replace(secret.kind, identity)
            pieces += (text[done : secret.start], _by_line(raw, placeholder))
            done = secret.end
        pieces.append(text[done:])
        return "".join(pieces)


def _opaque(placeholder: re.Match[str]) -> str:
    """Return what hides *placeholder* from the rules, of equal length."""
    return _OPAQUE * len(placeholder[0])


def _merged(found: list[_Secret]) -> Iterator[_Secret]:
    """Yield the union of overlapping secrets, named by the rule that says most."""
    current: _Secret | None = None
    for secret in sorted(found):
        if current is None or secret.start >= current.end:
            if current is not None:
                yield current
            current = secret
            continue
        best = min(current, secret, key=lambda one: (one.rank, -len(one.identity)))
        current = best._replace(start=current.start, end=max(current.end, secret.end))
    if current is not None:
        yield current


def _outside(
    secrets: Iterable[_Secret], kept: list[tuple[int, int]], text: str
) -> Iterator[_Secret]:
    """Yield what of *secrets* lies outside of the placeholders at *kept*."""
    for secret in secrets:
        start = secret.start
        inside = [span for span in kept if span[0] < secret.end and span[1] > secret.start]
        if not inside:
            yield secret
            continue
        for low, high in [*inside, (secret.end, secret.end)]:
            piece = text[start:low]
            if any(char.isalnum() for char in piece):
                yield secret._replace(start=start, end=low, identity=piece)
            start = max(start, high)


def _by_line(raw: str, placeholder: str) -> str:
    """Return *placeholder* for each line of *raw*, behind the time that a line begins with."""
    first, *rest = _LINE_END.split(raw)
    pieces = [placeholder, *_COLOUR.findall(first)]
    for part in rest:
        if part.strip() == "":
            pieces.append(part)
        else:
            prefix = PREFIX.match(part)
            pieces += (prefix[0] if prefix else "", placeholder)
    return "".join(pieces)
