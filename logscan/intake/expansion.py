"""Find the sources that people name: files, folders and globs, in sorted order."""

from __future__ import annotations

import glob
import os
from pathlib import Path
from typing import TYPE_CHECKING

from logscan.intake.sources import Source, faulty

if TYPE_CHECKING:
    from collections.abc import Iterable


def expand(names: Iterable[str]) -> list[Source]:
    """Return the sources that the command line names, folders and globs in sorted order.

    A name that does not exist becomes a source whose reading reports the fault.
    """
    sources: list[Source] = []
    for name in names:
        sources += _expand_one(name)
    return sources


def _expand_one(name: str) -> list[Source]:
    if name == "-":
        return [Source(name="stdin")]
    path = Path(name)
    if path.is_dir():
        return _files_below(path)
    if not path.exists() and glob.has_magic(name):
        matches = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - takes absolute patterns too
        found = [source for match in matches for source in _expand_one(match)]
        if found:
            return found
        return [faulty(name, f"no file matches {name}", f"{name}에 맞는 파일이 없습니다")]
    return [Source(name=name, path=path)]


def _files_below(folder: Path) -> list[Source]:
    """Return the regular files below a folder; links to folders are not followed."""
    found: list[Source] = []
    errors: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=errors.append):
        folders.sort()
        found += (Source(name=str(Path(parent, f)), path=Path(parent, f)) for f in sorted(files))
    found += map(_unreadable, errors)
    if not found:
        return [faulty(str(folder), f"no files in {folder}", f"{folder}에 파일이 없습니다")]
    return found


def _unreadable(error: OSError) -> Source:
    name, reason = os.fspath(error.filename or "?"), error.strerror or str(error)
    return faulty(name, f"cannot read {name}: {reason}", f"{name} 읽기 실패: {reason}")
