"""Find the sources that people name: files, folders, globs and addresses, in sorted order."""

from __future__ import annotations

import glob
import os
import stat
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from logscan.intake.addresses import is_address
from logscan.intake.sources import Source, faulty, no_files, no_match, not_regular, unreadable
from logscan.model import Text

if TYPE_CHECKING:
    from collections.abc import Iterable


def expand(names: Iterable[str]) -> list[Source]:
    """Return the sources that the command line names, folders and globs in sorted order.

    A name that does not exist becomes a source whose reading reports the fault.
    """
    sources: list[Source] = []
    for name in names:
        sources += _expand_one(name)
    _tell_apart(sources)
    return sources


def _tell_apart(sources: list[Source]) -> None:
    """Give a number to addresses whose names are alike because the query is not shown."""
    seen: Counter[str] = Counter()
    for source in sources:
        if source.opener is not None:
            name = source.name
            seen[name] += 1
            source.name = f"{name} ({seen[name]})" if seen[name] > 1 else name


def _expand_one(name: str) -> list[Source]:
    if name == "-":
        return [Source(name="stdin")]
    if is_address(name):
        from logscan.intake.remote import expand_address  # noqa: PLC0415 - rarely needed

        return expand_address(name)
    path = Path(name)
    if path.is_dir():
        return _files_below(path)
    if not path.exists() and glob.has_magic(name):
        matches = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - takes absolute patterns too
        found = [source for match in matches for source in _expand_one(match)]
        if found:
            return found
        return [faulty(name, no_match(name))]
    return [Source(name=name, path=path)]


def _files_below(folder: Path) -> list[Source]:
    """Return the regular files below a folder; links to folders are not followed."""
    found: list[Source] = []
    errors: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=errors.append):
        folders.sort()
        found += (_file(Path(parent, name)) for name in sorted(files))
    found += map(_unreadable, errors)
    if not found:
        return [faulty(str(folder), no_files(str(folder)))]
    return found


def _file(path: Path) -> Source:
    """Return a file of a folder; pipes and devices, which may never end, must be named."""
    try:
        mode = path.stat().st_mode
    except OSError:  # told when it is read
        mode = stat.S_IFREG
    if stat.S_ISREG(mode):
        return Source(name=str(path), path=path)
    return Source(name=str(path), opener=lambda: iter(()), notes=[not_regular(str(path))])


def _unreadable(error: OSError) -> Source:
    name, reason = os.fspath(error.filename or "?"), error.strerror or str(error)
    return faulty(name, unreadable(name, Text(en=reason, ko=reason)))
