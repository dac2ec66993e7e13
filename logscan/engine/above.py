"""Look at the records above a record: what they tell about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.engine.blocks import continues, is_part

if TYPE_CHECKING:
    from logscan.engine.stream import RecordStream, Span
    from logscan.intake.fields import Fields

BLOCK_GAP_NS = 2_000_000_000  # lines of one error are printed within this time
_BLANKS_INSIDE = 2  # in a row: they stand inside chained tracebacks


def dated(stream: RecordStream, span: Span, fields: Fields) -> Fields:
    """Give a record without a time that of the last one above it that has one."""
    for above in stream.before(span):
        time_ns = stream.fields(above).time_ns
        if time_ns is not None:
            return fields._replace(time_ns=time_ns)
    return fields


def time_above(stream: RecordStream, span: Span, fields: Fields) -> int | None:
    """Return the time of the nearest record above that its process may have written."""
    for above in stream.before(span):
        upper = stream.fields(above)
        if upper.time_ns is not None and _near(fields, upper):
            return upper.time_ns
    return None


def head_of_block(stream: RecordStream, span: Span, fields: Fields, line: str) -> int:
    """Return the offset of the first record of the error that *line* of *span* may continue.

    Where the head is out of sight the record stands for itself.
    """
    own = head = stream.base + span.low
    blanks = 0
    for above in stream.before(span):
        if not is_part(line) and not stream.holds_frames(above):
            return head
        upper = stream.fields(above)
        if not _near(fields, upper):
            continue
        if not upper.message.strip():
            blanks += 1
            if blanks > _BLANKS_INSIDE:
                break
            continue
        blanks = 0
        if not continues(line, upper.message.rsplit("\n", 1)[-1]):
            return head
        if _too_old(fields, upper):
            break
        head, line = stream.base + above.low, upper.message.split("\n", 1)[0]
    return own if is_part(line) else head


def _near(fields: Fields, upper: Fields) -> bool:
    """Say whether two records may be of one process."""
    return fields.instance == upper.instance or None in (fields.instance, upper.instance)


def _too_old(fields: Fields, upper: Fields) -> bool:
    if fields.time_ns is None or upper.time_ns is None:
        return False
    return abs(fields.time_ns - upper.time_ns) > BLOCK_GAP_NS
