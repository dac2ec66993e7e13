"""What a shell offers for a value; looked up only when it asks."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from logscan.cli import config
from logscan.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from logscan.model import Catalogue

_PLAIN = re.compile(r"\w[\w./+@%,-]*|[./][\w./+@%,-]*", re.ASCII)
VARIABLE = "_LOGSCAN_COMPLETE"  # the shell's scripts set it to ask


def is_asked() -> bool:
    """Say whether a shell asks for completions: nothing is to be run."""
    return bool(os.environ.get(VARIABLE))


def signatures() -> list[tuple[str, str]]:
    """Return the ids that ``--only`` takes, each with its title."""
    return [(one.id, one.title.en) for one in _catalogue().signatures]


def explainable() -> list[tuple[str, str]]:
    """Return the ids that ``explain`` takes: signatures, and what rules conclude."""
    concluded = (rule.signature for rule in _catalogue().rules)
    return [*signatures(), *((one.id, one.title.en) for one in concluded)]


def alarming() -> list[tuple[str, str]]:
    """Return what ``--on`` takes: severities, the change of the verdict, ids."""
    severities = [(one.name.lower(), "a finding as grave as this") for one in reversed(Severity)]
    return [*severities, ("verdict", "a change of the verdict"), *explainable()]


def layouts() -> list[tuple[str, str]]:
    """Return the layouts, each with what it reads."""
    from logscan.intake.layouts import LAYOUTS  # noqa: PLC0415 - only when a shell asks

    return [(layout.name, layout.about) for layout in LAYOUTS]


def levels() -> Iterable[str]:
    """Return the levels of records, the least grave first."""
    from logscan.engine.filters import LEVELS  # noqa: PLC0415 - only when a shell asks

    return LEVELS


def zones() -> list[str]:
    """Return the names of the time zones that this machine knows."""
    import zoneinfo  # noqa: PLC0415 - only when a shell asks

    return sorted(zoneinfo.available_timezones())


def files(start: str) -> list[str]:
    """Return the plain files that begin with *start*, if a shell can take their names as they are.

    Shells complete files themselves, but only where nothing else fits.
    """
    folder = Path(start).parent if "/" not in start[-1:] else Path(start)
    prefix = start[: start.rfind("/") + 1]
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if entry.is_file())
    except OSError:
        return []
    paths = [f"{prefix}{name}" for name in names]
    return [path for path in paths if path.startswith(start) and _PLAIN.fullmatch(path)]


def _catalogue() -> Catalogue:
    from logscan.catalogue import collect_catalogue  # noqa: PLC0415 - only when a shell asks

    return collect_catalogue([Path(path) for path in config.user_catalogue()]).catalogue
