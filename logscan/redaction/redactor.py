"""Replace every secret in a text by its kind and a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from logscan.errors import UsageError
from logscan.patterns import lazy
from logscan.redaction.blocks import suspects
from logscan.redaction.commands import COMMAND_KINDS
from logscan.redaction.cookies import Cookies
from logscan.redaction.custom import UserKind
from logscan.redaction.headers import Authorization
from logscan.redaction.memory import MOST_SHAPES, Memory, shape
from logscan.redaction.named import NamedSecrets
from logscan.redaction.pem import PREFIX, PrivateKeys
from logscan.redaction.personal import PERSONAL_KINDS
from logscan.redaction.pseudonyms import PLACEHOLDER, PLACEHOLDER_START, Pseudonyms
from logscan.redaction.screen import Screen, lower
from logscan.redaction.tokens import TOKEN_KINDS
from logscan.redaction.urls import QUERY_KINDS, UrlCredentials
from logscan.redaction.views import View, is_plain, views

if TYPE_CHECKING:
    import re
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


def kind_names() -> tuple[str, ...]:
    """Return the names of all built-in kinds, the personal ones included, in order."""
    return tuple(sorted({kind for rule in (*RULES, *PERSONAL_KINDS) for kind in rule.kinds}))


#: A character that no rule takes for a part of a name or a secret; hides placeholders.
_OPAQUE = "\ue000"
_COLOUR = lazy(r"\x1b\[[0-9;]*m")
_CLOSERS = ".,;:)]}>\"'"
_LINE_END = lazy(r"(\r?\n)")
_MOST_ROUNDS = 8


class _Secret(NamedTuple):
    """A stretch of the raw text to be replaced; *rank* decides who names it.

    From *seen_from* to *seen_to* goes all that showed it to be a secret.
    """

    start: int
    end: int
    rank: int
    kind: str
    identity: str
    seen_from: int
    seen_to: int


class Redactor:
    """Takes secrets out of texts; one value per run, so that numbers are stable.

    *personal* adds e-mail addresses, public IP addresses and card numbers. *extra* adds
    the user's own kinds, which name a secret before the built-in ones. *disabled* holds
    names of kinds to leave alone. Raise ``UsageError`` for a kind that cannot be used and
    for a name that no kind has.
    """

    def __init__(
        self,
        *,
        personal: bool = False,
        extra: Sequence[SecretKind] = (),
        disabled: Iterable[str] = (),
    ) -> None:
        own = tuple(UserKind(kind) for kind in extra)
        rules: tuple[Rule, ...] = (*own, *RULES, *(PERSONAL_KINDS if personal else ()))
        self._screen = Screen(rules)
        self._disabled = frozenset(disabled)
        known = {kind for rule in (*rules, *PERSONAL_KINDS) for kind in rule.kinds}
        for name in sorted(self._disabled - known):
            raise UsageError(f"there is no kind of secret named '{name}'")
        self.pseudonyms = Pseudonyms()
        # Other kinds than the built-in ones may look at the value of a digit.
        self._memory = Memory(size=0 if personal or extra else MOST_SHAPES)

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how many secrets were replaced so far, by kind."""
        return self.pseudonyms.counts

    @property
    def unnumbered(self) -> int:
        """Return how many replacements share the number 0: no more secrets are told apart."""
        return self.pseudonyms.unnumbered

    def redact(self, text: str) -> str:
        """Return *text* with every secret replaced; a second call changes nothing.

        Line ends stay where they are: the result has as many lines as *text*.
        """
        shape_of_text = shape(text)
        if shape_of_text in self._memory:
            return text
        secrets = self._secrets(text)
        if not secrets:
            self._memory.learn(text, shape_of_text)
            return text
        for _ in range(_MOST_ROUNDS):
            text = self._without(text, secrets)
            secrets = self._secrets(text)
            if not secrets:
                break
        return text

    def redact_front(self, text: str, limit: int) -> tuple[str, int]:
        """Return the redacted front of *text*, and the length of that front in *text*.

        The front ends at *limit* or where no secret is cut: before the one at *limit*, or
        behind it when it begins *text*. 0 says that one secret fills all of *text*.
        """
        secrets = self._secrets(text)
        cut = _cut(secrets, limit, len(text))
        front = self._without(text[:cut], [secret for secret in secrets if secret.end <= cut])
        return self.redact(front), cut

    def knows(self, line: bytes) -> bool:
        """Say that *line* is like one in which there was nothing to redact."""
        return self._memory.knows(line)

    def suspects(self, block: bytes) -> Iterator[int]:
        """Yield where the lines of *block* begin that may hold a secret; all others hold none."""
        return suspects(block, self._screen)

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
            rules = self._screen.rules(lower(text))
            found = self._in_view(View(text), rules) if rules else []
        else:
            found = [
                secret
                for view in views(text)
                for secret in self._in_view(view, self._screen.rules(lower(view.text)))
            ]
        if not found:
            return []
        kept = [match.span() for match in PLACEHOLDER.finditer(text)]
        return list(_outside(_merged(found), kept, text))

    def _in_view(self, view: View, rules: list[tuple[int, Rule]]) -> list[_Secret]:
        """Return the secrets that *rules* find in *view*, placed in the raw text."""
        text = view.text
        if PLACEHOLDER_START in text:
            text = PLACEHOLDER.sub(_opaque, text)
        lowered = lower(text)
        found = []
        for rank, rule in rules:
            for hit in rule.find(text, lowered):
                secret = text[hit.start : hit.end]
                if hit.kind not in self._disabled and secret.strip(_OPAQUE):
                    start, end = view.span(hit.start, hit.end)
                    seen = view.span(hit.context_start, max(hit.context_end, hit.end))
                    name = secret.rstrip(_CLOSERS)
                    found.append(_Secret(start, end, rank, hit.kind, name, *seen))
        return found

    def _without(self, text: str, secrets: list[_Secret]) -> str:
        """Return *text* with *secrets* replaced; colour codes inside them are kept after."""
        pieces: list[str] = []
        done = 0
        for secret in secrets:
            raw = text[secret.start : secret.end]
            identity = "".join(PREFIX.sub("", line).strip() for line in secret.identity.split("\n"))
            placeholder = self.pseudonyms.replace(secret.kind, identity)
            pieces += (text[done : secret.start], _by_line(raw, placeholder))
            done = secret.end
        pieces.append(text[done:])
        return "".join(pieces)


def _cut(secrets: list[_Secret], limit: int, length: int) -> int:
    """Return the place nearest to *limit*, or else after it, that lies in no secret."""
    cut = limit
    for secret in reversed(secrets):
        if secret.seen_from < cut < secret.seen_to:
            cut = secret.seen_from
    if cut > 0:
        return cut
    cut = limit
    for secret in secrets:
        if secret.seen_from < cut < secret.seen_to:
            cut = secret.seen_to
    return cut if cut < length else 0


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
        current = best._replace(
            start=current.start,
            end=max(current.end, secret.end),
            seen_from=min(current.seen_from, secret.seen_from),
            seen_to=max(current.seen_to, secret.seen_to),
        )
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
