"""The parts that a layout reads from one raw record."""

from __future__ import annotations

from typing import NamedTuple


class Fields(NamedTuple):
    """One record as its layout read it; the parser adds where it stood.

    *offset* and *line* are set only by layouts that rewrite their input, where the place in
    the source differs from the place in the rewritten text.
    """

    time_ns: int | None
    message: str
    service: str | None = None
    instance: str | None = None
    level: str | None = None
    type: str | None = None
    id: str | None = None
    offset: int | None = None
    line: int | None = None
