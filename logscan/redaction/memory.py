"""Remember texts without secrets by their shape, so that their like is not read again.

Most lines of a log differ from an earlier one in their numbers only. No built-in rule looks
at the value of a digit, only at where digits stand: of two texts of one shape both hold a
secret or neither. A shape is the text with a zero for every digit.
"""

from __future__ import annotations

from logscan.patterns import lazy

#: Shapes remembered: at most about 8 MB of them; when the memory is full it starts afresh.
MOST_SHAPES = 20_000
_LONGEST_SHAPE = 400

_DIGITS = bytes.maketrans(b"123456789", b"000000000")
# An escape that stands for a letter or for a sign, depending on its digits.
_NUMBERED = lazy(r"\\[ux0-7]|%[0-9A-Fa-f]{2}|&#")


def shape(text: str) -> bytes:
    """Return the shape of *text*."""
    return text.encode("utf-8", "surrogatepass").translate(_DIGITS)


class Memory:
    """Shapes of texts in which nothing was found; *size* 0 remembers nothing."""

    __slots__ = ("_shapes", "_size")

    def __init__(self, *, size: int = MOST_SHAPES) -> None:
        self._size = size
        self._shapes: set[bytes] = set()

    def __contains__(self, shape_of_text: bytes) -> bool:
        """Say that a text of that shape held no secret."""
        return shape_of_text in self._shapes

    def knows(self, text: bytes) -> bool:
        """Say that a text of the same shape as *text*, which is UTF-8, held no secret."""
        return text.translate(_DIGITS) in self._shapes

    def learn(self, text: str, shape_of_text: bytes) -> None:
        """Remember that *text*, of that shape, holds no secret."""
        if len(shape_of_text) > _LONGEST_SHAPE or not self._size:
            return
        if ("\\" in text or "%" in text or "&" in text) and _NUMBERED.search(text):
            return
        if len(self._shapes) >= self._size:
            self._shapes.clear()
        self._shapes.add(shape_of_text)
