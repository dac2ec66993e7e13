"""Redact a stream of bytes, whatever the sizes of its chunks, in bounded memory."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from logscan.redaction.lines import LineRedactor, closes_key, opens_key
from logscan.redaction.pairs import secret_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from logscan.redaction.redactor import Redactor

#: Longer lines are read in windows of this size.
WINDOW_BYTES = 65_536
_BLOCK_BYTES = 131_072  # what stays in the processor's cache
_LEAST_BLOCK_BYTES = 1_024  # less is read line by line
_LONGEST_MARKER = 512  # of a key, with escapes and colour codes
# After a secret that fills a window: it goes on up to one of these.
_ENDS = b" \t\r\n\"'`<>"
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class RedactingStream:
    """Takes bytes in, gives redacted bytes out: ``feed`` as they come, then ``close``.

    The output does not depend on how the input was cut. Line ends and bytes that are no
    UTF-8 stay as they are; UTF-16 with a byte order mark becomes UTF-8. ``lines_cut``
    counts the lines that were longer than a window.
    """

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._lines = LineRedactor(redactor)
        self._rest = bytearray()
        self._decoder: codecs.IncrementalDecoder | None = None
        self._head: bytes | None = b""  # the first bytes, until the encoding is known
        self._in_window = False  # a part of the line at hand has been given out
        self._swallowing = False
        self.lines_cut = 0

    def feed(self, chunk: bytes) -> bytes:
        """Return the redacted bytes that are ready after *chunk*."""
        data = self._utf_8(chunk)
        if b"\n" not in data and len(self._rest) + len(data) < WINDOW_BYTES:
            self._rest += data
            return b""
        return b"".join(self._take(data))

    def close(self) -> bytes:
        """Return what is left; an unfinished last line is redacted like any other."""
        done = self._take(self._utf_8(b"", final=True))
        if self._rest:
            done.append(self._line(bytes(self._rest)))
            self._rest.clear()
        done.append(_encoded(self._lines.finish()))
        return b"".join(done)

    def _utf_8(self, chunk: bytes, *, final: bool = False) -> bytes:
        """Return *chunk* in UTF-8, if the input began with a UTF-16 byte order mark."""
        if self._head is not None:
            self._head += chunk
            if len(self._head) < len(codecs.BOM_UTF16_LE) and not final:
                return b""
            chunk, self._head = self._head, None
            encoding = _UTF_16.get(chunk[:2])
            if encoding is not None:
                chunk = chunk[2:]
                self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        if self._decoder is None:
            return chunk
        return self._decoder.decode(chunk, final).encode("utf-8", "replace")

    def _take(self, data: bytes) -> list[bytes]:
        """Return the output for every line that *data* completes, and for full windows."""
        done: list[bytes] = []
        start = 0
        while (end := data.find(b"\n", start)) >= 0:
            if not self._rest and (block := _block(data, start)):
                done += self._lines_of(block)
                start += len(block)
                continue
            if self._rest or end - start >= WINDOW_BYTES:
                self._rest += data[start : end + 1]
                done += self._windows(longest=WINDOW_BYTES + 1)
                done.append(self._line(bytes(self._rest)))
                self._rest.clear()
            else:
                done.append(self._line(data[start : end + 1]))
            start = end + 1
        self._rest += data[start:]
        return done + self._windows(longest=WINDOW_BYTES)

    def _lines_of(self, block: bytes) -> Iterator[bytes]:
        """Yield the output for *block*, passing over the lines that hold nothing."""
        done = 0
        for start in (*self._redactor.suspects(block), len(block)):
            while done < start and self._lines.busy:  # these may be the inside of a key
                end = block.index(b"\n", done) + 1
                yield self._line(block[done:end])
                done = end
            if done <= start < len(block):
                end = block.index(b"\n", start) + 1
                yield block[done:start]
                yield self._line(block[start:end])
                done = end
        yield block[done:]

    def _line(self, line: bytes) -> bytes:
        """Return the output for a line, or for what a long line's windows left of it."""
        if self._swallowing:
            line = self._swallow(line)
        self._in_window = False
        if self._lines.busy:
            return _encoded(self._lines.add(line.decode("utf-8", "surrogateescape")))
        text = line.decode("utf-8", "surrogateescape")
        if self._redactor.knows(line) and secret_name(text) is None:
            return line
        redacted = self._lines.add(text)
        return line if redacted is text else _encoded(redacted)

    def _windows(self, *, longest: int) -> list[bytes]:
        """Return the output for the front of a line that is at least *longest* bytes long."""
        done: list[bytes] = []
        while len(self._rest) >= longest:
            if not self._in_window:
                self._in_window = True
                self.lines_cut += 1
            window = bytes(self._rest[:WINDOW_BYTES])
            output, used = self._window(window)
            done.append(output)
            del self._rest[:used]
        return done

    def _window(self, window: bytes) -> tuple[bytes, int]:
        """Return the output for the front of *window*, and how many bytes of it that was."""
        if self._swallowing:
            return b"", len(window) - len(self._swallow(window))
        text = window.decode("utf-8", "surrogateescape")
        settled = self._lines.settle()
        if self._lines.inside:
            output, cut = self._key(text)
        else:
            output, cut = self._redactor.redact_front(text, len(text) * 3 // 4)
            if cut == 0:
                output, cut = self._redactor.redact(text), len(text)
                self._swallowing = not opens_key(text)
                if not self._swallowing:
                    self._lines.enter(output)
        return _encoded(settled + output), len(_encoded(text[:cut]))

    def _key(self, text: str) -> tuple[str, int]:
        """Return the output for a window inside a key, and how many characters that was."""
        end = closes_key(text)
        if end is None:
            return "", len(text) - _LONGEST_MARKER
        return self._lines.leave(), end

    def _swallow(self, data: bytes) -> bytes:
        """Return what of *data* follows the secret that filled the window before."""
        for place, byte in enumerate(data):
            if byte in _ENDS:
                self._swallowing = False
                return data[place:]
        return b""


def _block(data: bytes, start: int) -> bytes:
    """Return the lines of *data* from *start* on up to a long one, if they are worth a look."""
    end = start
    while end - start < _BLOCK_BYTES:
        after = data.rfind(b"\n", end, end + WINDOW_BYTES) + 1
        if not after:
            break
        end = after
    return data[start:end] if end - start >= _LEAST_BLOCK_BYTES else b""


def _encoded(text: str) -> bytes:
    """Return the bytes of *text*; bytes that were no UTF-8 come back as they were."""
    return text.encode("utf-8", "surrogateescape")
