"""Decide with how many processes the sources are read, and read them so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from logscan.cli.signals import STOP

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from logscan.intake.sources import Source
    from logscan.scanner import Report, Scanner

# From here on a second core pays: with hardly an error in the log both ways take equally long,
# with errors in a tenth of its lines two cores are done in three quarters of the time.
LARGE_BYTES = 64 * 1024 * 1024


def workers(wanted: int | None, sources: Sequence[Source]) -> int:
    """Return how many processes may read the sources: as many as *wanted*, or one a core.

    One, where only a single reader can: a pipe has one end. Unless told otherwise it is one for
    little input, too.
    """
    if wanted == 1 or not all(map(_is_apart, sources)):
        return 1
    if wanted is None and sum(map(_size, sources)) < LARGE_BYTES:
        return 1
    from logscan.scale.processes import cores  # noqa: PLC0415 - only for much input

    return wanted or cores()


def read(
    scanner: Scanner, choices: Mapping[str, Any], sources: Sequence[Source], count: int
) -> Report:
    """Return the report that *scanner*, made with *choices*, would give, with *count* processes."""
    from logscan.scale import Settings, plan_parts  # noqa: PLC0415 - only for much input
    from logscan.scale.processes import scan_parts  # noqa: PLC0415 - the same

    settings = Settings.of(choices)
    settings.use(scanner)
    parts = plan_parts(settings, sources, count)
    if len(parts) == 1:
        return scanner.scan(sources, stopped=STOP.asked)
    return scan_parts(settings, parts, count, STOP.asked)


def _is_apart(source: Source) -> bool:
    """Say whether any process can read the source: a file, or what is but a fault."""
    if source.path is None or source.opener is not None:
        return bool(source.faults)
    return not source.path.exists() or source.path.is_file()


def _size(source: Source) -> int:
    try:
        return source.path.stat().st_size if source.path else 0
    except OSError:
        return 0
