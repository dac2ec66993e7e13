"""Read JSON values of any nesting, as they arrive, into the canonical layout."""

from __future__ import annotations

import codecs
import json
from typing import TYPE_CHECKING

from logscan.intake.fields import Fields
from logscan.intake.rewriting import (
    MAX_MESSAGE_CHARS,
    MAX_WHOLE_BYTES,
    PackedRecords,
    bounded,
    count_part,
)
from logscan.intake.structured import load_object, read_object
from logscan.intake.text import clean
from logscan.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from logscan.intake.clock import Clock

MAX_VALUE_CHARS = 4 * 1024 * 1024  # of one value; what is longer is no record of a log
MAX_IDS = 50_000  # remembered, to count records that came twice once

_SCALAR = r'(?:"(?:[^"\\]++|\\.)*+"|true|false|null|-?[\d.eE+-]+)'
_PAGE_HEAD = pattern(r'\{\s*(?:"(?!logs")\w+"\s*:\s*' + _SCALAR + r'\s*,\s*)*+"logs"\s*:\s*\[')
# what may stand between records: blanks, commas, ends, and a page's other keys
_BETWEEN = pattern(r'(?:[\s,\]}\x1e]|"\w+"\s*:\s*' + _SCALAR + r"(?=\s*[,}\]]))*+")


class Documents:
    """JSON values of any nesting that Render writes: pages, arrays, glued objects.

    A value that is not complete yet is tried again when the text has doubled, so the cost
    stays linear. What is no JSON becomes a plain record, counted in ``invalid_json``; behind a
    value that has no end within ``MAX_VALUE_CHARS`` only lines tell where a record begins.
    """

    def __init__(self, clock: Clock, *, reverse: bool) -> None:
        self.counters: dict[str, int] = {}
        self._clock, self._reverse = clock, reverse
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._json = json.JSONDecoder()
        self._text = ""
        self._retry_at = 0
        self._is_broken = False
        self._offset, self._line = 0, 1
        self._records = PackedRecords()
        self._ids: set[str] = set()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take the next bytes and yield the records they complete."""
        self._text += self._decoder.decode(data)
        if len(self._text) >= self._retry_at:
            self._read()
            self._retry_at = 0 if self._is_broken else min(2 * len(self._text), MAX_VALUE_CHARS)
        if not self._reverse:
            yield from self._release()
        elif self._records.size > MAX_WHOLE_BYTES:
            count_part(self.counters)
            yield from self._release()

    def close(self) -> Iterator[bytes]:
        """Yield the last records; an unfinished value becomes a plain one."""
        self._text += self._decoder.decode(b"", final=True)
        self._read()
        if len(self._text) > MAX_MESSAGE_CHARS:
            self._read_lines(len(self._text))
        elif self._text.strip():
            self._keep_plain(self._text)
        if "whole_text_parts" in self.counters and self._records:
            count_part(self.counters)
        yield from self._release()

    def _release(self) -> Iterator[bytes]:
        records, self._records = self._records, PackedRecords()
        if records:
            yield from records.portions(reverse=self._reverse)

    def _read(self) -> None:
        """Take the records that the text holds; keep what is not complete, bounded."""
        if not self._is_broken:
            self._read_values()
            self._is_broken = len(self._text) > MAX_VALUE_CHARS
        if self._is_broken:
            end = self._text.rfind("\n") + 1
            self._read_lines(end or (len(self._text) if len(self._text) > MAX_VALUE_CHARS else 0))

    def _read_lines(self, end: int) -> None:
        """Take what stands before *end* line by line."""
        text, start = self._text, 0
        while start < end:
            stop = text.find("\n", start, end) + 1 or end
            line = text[start:stop]
            found = load_object(line.strip(" \t\r\n,"))
            fields = read_object(found, self._clock) if found else None
            if fields is not None:
                self._keep(fields)
            elif line.strip():
                self._keep_plain(line)
            start = self._advance(text, start, stop)
        self._text = text[end:]

    def _keep(self, fields: Fields) -> None:
        """Keep a record that begins at the present place, if it did not come before."""
        if not self._is_repeated(fields.id):
            fields = bounded(fields, self.counters)
            self._records.add(fields._replace(offset=self._offset, line=self._line))

    def _keep_plain(self, text: str) -> None:
        self.counters["invalid_json"] = self.counters.get("invalid_json", 0) + 1
        self._keep(Fields(None, clean(text)))

    def _read_values(self) -> None:
        """Take every complete value; the text keeps what follows them."""
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
            if fields is not None:
                self._keep(fields)
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
