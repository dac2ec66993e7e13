"""Remember texts without secrets by their shape, so that their like is not read again.

Most lines of a log differ from an earlier one in their numbers only. No built-in rule looks
at the value of a digit, only at where digits stand: two texts of one shape hold a secret
both or neither. A shape is the text with a zero for every digit.
"""

from __future__ import annotations

#: Shapes remembered: at most about 8 MB of them; when the memory is full it starts afresh.
MOST_SHAPES = 20_000
_LONGEST_SHAPE = 400

_DIGITS = bytes.maketrans(b"123456789", b"000000000")


class Memory:
    """Shapes of texts in which nothing was found; *size* 0 remembers nothing."""

    __slots__ = ("_shapes", "_size")

    def __init__(self, *, size: int = MOST_SHAPES) -> None:
        self._size = size
        self._shapes: set[bytes] = set()

    def knows(self, text: str) -> bool:
        """Say that a text of the same shape held no secret."""
        return text.encode("utf-8", "surrogatepass").translate(_DIGITS) in self._shapes

    def knows_bytes(self, text: bytes) -> bool:
        """Say the same of a text in UTF-8."""
        return text.translate(_DIGITS) in self._shapes

    def learn(self, text: str) -> None:
        """Remember that *text* holds no secret."""
        if (
            len(text) > _LONGEST_SHAPE
            or not self._size
            or "\\" in text
            or "%" in text
            or "&" in text
        ):
            return  # an escape may stand for a letter or for a sign, depending on its digits
        if len(self._shapes) >= self._size:
            self._shapes.clear()
        self._shapes.add(text.encode("utf-8", "surrogatepass").translate(_DIGITS))
