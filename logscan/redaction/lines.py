"""Redact line after line, and hold the lines of a private key until it is known to end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.patterns import lazy
from logscan.redaction import pem
from logscan.redaction.pairs import secret_name, value_field
from logscan.redaction.views import views

if TYPE_CHECKING:
    from logscan.redaction.redactor import Redactor

#: What is held at most until a key's END; a key of 16,384 bits has about 13 kB.
MOST_HELD = 65_536

_KEY_PLACEHOLDER = lazy(rf"\[redacted:{pem.KIND}#[0-9]+\]")


class LineRedactor:
    """Redacts lines that belong together; each call returns what is ready.

    After a marker that opens a private key, lines are held back until the key ends, or until
    they turn out to be no key, or until they are too many: then all that follows is redacted,
    up to the key's END or the end of the input.
    """

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._held: list[str] = []
        self._held_characters = 0
        self._inside: str | None = None  # the placeholder of the key that goes on
        self._name: str | None = None  # of a secret whose value the next line may hold

    @property
    def busy(self) -> bool:
        """Say that what comes next may belong to a key or to a name."""
        return self._inside is not None or bool(self._held) or self._name is not None

    @property
    def inside(self) -> bool:
        """Say that a key has begun and is too long to be held."""
        return self._inside is not None

    def add(self, line: str) -> str:
        """Return the redacted text that is ready after *line*, which has its line end."""
        if not self.busy and not opens_key(line):
            return self._single(line)
        waiting, done = [line], []
        while waiting:
            current = waiting.pop(0)
            if self._inside is not None:
                done.append(self._hide(current))
            elif self._held:
                self._held.append(current)
                waiting = self._release(done) + waiting
            elif opens_key(current):
                self._held, self._held_characters = [current], len(current)
            else:
                done.append(self._single(current))
        return "".join(done)

    def _single(self, line: str) -> str:
        """Return *line* redacted, as the value of the name that the line before ended with."""
        name, self._name = self._name, secret_name(line)
        field = value_field(line) if name else None
        if name is None or field is None:
            return self._redactor.redact(line)
        start, end = field
        named = self._redactor.redact(name + line[end:])
        return line[:end] + named[len(name) :] if named.startswith(name) else line[:start] + named

    def finish(self) -> str:
        """Return what was held back, redacted."""
        text = "".join(self._held)
        self._held = []
        return self._redactor.redact(text)

    def settle(self) -> str:
        """Return what was held back, redacted; go on inside if it is the front of a key."""
        is_key = bool(self._held) and self._is_key()
        done = self.finish()
        if is_key:
            self.enter(done)
        return done

    def leave(self) -> str:
        """Return the placeholder of the key that ends here."""
        placeholder, self._inside = self._inside or "", None
        return placeholder

    def enter(self, redacted: str) -> None:
        """Go on inside the key whose placeholder is the last one in *redacted*."""
        placeholders = _KEY_PLACEHOLDER.findall(redacted)
        self._inside = placeholders[-1] if placeholders else f"[redacted:{pem.KIND}#0]"

    def _release(self, done: list[str]) -> list[str]:
        """Put held lines that are decided into *done*; return those to be read again."""
        last = self._held[-1]
        if closes_key(last) or opens_key(last):
            reread = [] if closes_key(last) else [self._held.pop()]
            done.append(self.finish())
            return reread
        self._held_characters += len(last)
        if len(self._held) == pem.LOOK_AHEAD + 1 and not self._is_key():
            first, *others = self._held
            self._held = []
            done.append(self._redactor.redact(first))
            return others
        if self._held_characters > MOST_HELD:
            done.append(self.finish())
            self.enter(done[-1])
        return []

    def _is_key(self) -> bool:
        """Say that the held lines look like a key."""
        text = "".join(self._held)
        begins = [(view.text, pem.BEGIN.search(view.text)) for view in views(text)]
        return any(begin and pem.is_key(seen[begin.end() :]) for seen, begin in begins)

    def _hide(self, line: str) -> str:
        """Return *line* of a key without the key; what follows the key's END is redacted."""
        body = line.rstrip("\r\n")
        prefix = pem.PREFIX.match(body)
        kept = prefix[0] if prefix else ""
        if not body[len(kept) :].strip():
            return line
        end = closes_key(body)
        if end is None:
            return f"{kept}{self._inside}{line[len(body) :]}"
        rest = self._redactor.redact(body[end:])
        return f"{kept}{self.leave()}{rest}{line[len(body) :]}"


def opens_key(line: str) -> bool:
    """Say that a key begins in *line* and does not end there."""
    if "BEGIN" not in line and "PuTTY" not in line:
        return False
    for view in views(line):
        begins = list(pem.BEGIN.finditer(view.text))
        if begins and not pem.END.search(view.text, begins[-1].end()):
            return True
    return False


def closes_key(line: str) -> int | None:
    """Return where the first key that ends in *line* ends, or None."""
    for view in views(line):
        end = pem.END.search(view.text)
        if end is not None:
            return view.span(end.start(), end.end())[1]
    return None
