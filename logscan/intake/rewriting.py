"""Turn input that cannot be cut at one separator into the canonical layout.

The canonical layout is one JSON array a line: where the record stood, its fields, its
message. Anchors are plain in it, so the engine scans it like any other stream.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from logscan.intake.clock import Clock
from logscan.intake.fields import Fields
from logscan.intake.splitting import Piece
from logscan.intake.structured import read_object
from logscan.intake.text import clean, decode
from logscan.patterns import pattern

Reader = Callable[[str, Clock], Fields]
Splitter = Callable[[bytes], Iterable[Piece]]

MAX_WHOLE_BYTES = 64 * 1024 * 1024  # of a text that must be held as a whole
MAX_IDS = 50_000  # remembered, to count records that came twice once
_BREAK = pattern(r'[\s"]')
MAX_MESSAGE_CHARS = 12 * 1024  # at most four bytes each, twice that when escaped


class Rewriter(Protocol):
    """Anything that turns source bytes into canonical bytes."""

    counters: dict[str, int]

    def feed(self, data: bytes) -> bytes:
        """Take the next source bytes and return canonical records that they complete."""
        ...

    def close(self) -> bytes:
        """Return the canonical records of what is left."""
        ...


def canonical_fields(text: str, _clock: Clock) -> Fields:
    """Read one canonical record."""
    try:
        return Fields(*json.loads(text))
    except (ValueError, TypeError, RecursionError):
        return Fields(None, clean(text))


def _canonical(fields: Fields) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n"


def _bounded(fields: Fields, counters: dict[str, int]) -> Fields:
    """Return the record with both ends of its message where that is too long, and count it.

    The second end begins behind a blank or a quotation mark: half a secret is not known as one.
    """
    message, half = fields.message, MAX_MESSAGE_CHARS // 2
    if len(message) <= MAX_MESSAGE_CHARS:
        return fields
    counters["records_cut"] = counters.get("records_cut", 0) + 1
    found = _BREAK.search(message, len(message) - half)
    tail = "\n" + message[found.end() :] if found else ""
    return fields._replace(message=message[:half] + tail)


def _encode(records: Iterable[Fields]) -> bytes:
    return "".join(map(_canonical, records)).encode("utf-8", "replace")


class WholeText:
    """A text that is read as a whole: cut, dated and turned round where needed.

    At most ``MAX_WHOLE_BYTES`` are held; a longer text is taken in parts of that size, each
    counted in ``whole_text_parts``.
    """

    def __init__(
        self, split: Splitter, read: Reader, clock: Clock, *, reverse: bool, place: bool
    ) -> None:
        self.counters: dict[str, int] = {}
        self._split, self._read, self._clock = split, read, clock
        self._reverse, self._place = reverse, place
        self._held: list[bytes] = []
        self._size = 0
        self._offset = 0
        self._line = 0

    def feed(self, data: bytes) -> bytes:
        """Hold *data*; return records only when the bound is reached."""
        self._held.append(data)
        self._size += len(data)
        return self._release(keep_tail=True) if self._size > MAX_WHOLE_BYTES else b""

    def close(self) -> bytes:
        """Return every record that is held."""
        return self._release(keep_tail=False)

    def _release(self, *, keep_tail: bool) -> bytes:
        data = b"".join(self._held)
        cut = data.rfind(b"\n") + 1 if keep_tail else len(data)
        cut = cut or len(data)
        tail, data = data[cut:], data[:cut]
        self._held, self._size = [tail] if tail else [], len(tail)
        if keep_tail:
            self.counters["whole_text_parts"] = self.counters.get("whole_text_parts", 0) + 1
        records = [self._field(piece) for piece in self._split(data)]
        self._offset += len(data)
        self._line += data.count(b"\n")
        if self._reverse:
            records.reverse()
        return _encode(self._dated(records) if self._place else records)

    def _field(self, piece: Piece) -> Fields:
        fields = self._read(decode(piece.raw), self._clock)
        fields = _bounded(fields, self.counters)
        return fields._replace(offset=self._offset + piece.offset, line=self._line + piece.line)

    def _dated(self, records: list[Fields]) -> Iterator[Fields]:
        """Give times of day their dates: only the whole source tells them."""
        times = [f.time_ns for f in records if f.time_ns is not None]
        placed = iter(self._clock.place(times))
        for fields in records:
            yield fields if fields.time_ns is None else fields._replace(time_ns=next(placed))


_SCALAR = r'(?:"(?:[^"\\]|\\.)*"|true|false|null|-?[\d.eE+-]+)'
_PAGE_HEAD = pattern(r'\{\s*(?:"(?!logs")\w+"\s*:\s*' + _SCALAR + r'\s*,\s*)*+"logs"\s*:\s*\[')
# what may stand between records: blanks, commas, ends, and a page's other keys
_BETWEEN = pattern(r'(?:[\s,\]}\x1e]|"\w+"\s*:\s*' + _SCALAR + r"(?=\s*[,}\]]))*+")


class Documents:
    """JSON values of any nesting that Render writes: pages, arrays, glued objects.

    A value that is not complete yet is tried again when the text has doubled, so the cost
    stays linear. What is no JSON becomes one plain record, counted in ``invalid_json``.
    """

    def __init__(self, clock: Clock, *, reverse: bool) -> None:
        self.counters: dict[str, int] = {}
        self._clock, self._reverse = clock, reverse
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._json = json.JSONDecoder()
        self._text = ""
        self._retry_at = 0
        self._offset, self._line = 0, 1
        self._turned: list[Fields] = []  # newest first: kept until the end
        self._ids: set[str] = set()

    def feed(self, data: bytes) -> bytes:
        """Take the next bytes and return the records they complete."""
        self._text += self._decoder.decode(data)
        if len(self._text) < self._retry_at:
            return b""
        records = list(self._records())
        self._retry_at = 2 * len(self._text)
        return self._out(records)

    def close(self) -> bytes:
        """Return the last records; an unfinished value becomes a plain one."""
        self._text += self._decoder.decode(b"", final=True)
        records = list(self._records())
        if self._text.strip():
            self.counters["invalid_json"] = 1
            rest = Fields(None, clean(self._text), offset=self._offset, line=self._line)
            records.append(_bounded(rest, self.counters))
        self._text = ""
        out = self._out(records)
        return out + _encode(reversed(self._turned))

    def _out(self, records: list[Fields]) -> bytes:
        if not self._reverse:
            return _encode(records)
        self._turned += records
        return b""

    def _records(self) -> Iterator[Fields]:
        position, text = 0, self._text
        while True:
            gap = _BETWEEN.match(text, position)
            position = self._advance(text, position, gap.end() if gap else position)
            if text[position : position + 1] in ("", '"'):  # the end, or a key cut in two
                break
            head = _PAGE_HEAD.match(text, position)
            if head or text[position] == "[":
                position = self._advance(text, position, head.end() if head else position + 1)
                continue
            try:
                value, end = self._json.raw_decode(text, position)
            except (ValueError, RecursionError):
                break
            fields = read_object(value, self._clock) if isinstance(value, dict) else None
            if fields is not None and not self._is_repeated(fields.id):
                fields = _bounded(fields, self.counters)
                yield fields._replace(offset=self._offset, line=self._line)
            position = self._advance(text, position, end)
        self._text = text[position:]

    def _is_repeated(self, record_id: str | None) -> bool:
        """Say whether an earlier page had the record already; pages overlap at their edges."""
        if record_id is None:
            return False
        if record_id in self._ids:
            self.counters["repeated_records"] = self.counters.get("repeated_records", 0) + 1
            return True
        if len(self._ids) < MAX_IDS:
            self._ids.add(record_id)
        else:
            self.counters["ids_not_kept"] = 1
        return False

    def _advance(self, text: str, start: int, end: int) -> int:
        """Move the place in the source from *start* to *end* and return *end*."""
        passed = text[start:end]
        self._offset += len(passed.encode("utf-8", "replace"))
        self._line += passed.count("\n")
        return end
