"""Keep signatures that were read without a fault, so that they need not be read again.

One small file a folder, in the user's cache folder. It is used only when its key (what tells
that a file has changed, the versions of logscan and Python, the fields of a signature, the
common patterns) and its
checksum agree; anything else about it, from missing to corrupt, means reading the sources. No
fault here ever reaches the user: a cache may only make things faster. The form is that of
Python's own compiled files, which is read three times as fast as JSON.
"""

from __future__ import annotations

import marshal
import os
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from logscan import __version__
from logscan.catalogue.plain import FIELD_NAMES
from logscan.catalogue.silences import COMMON

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMAT = "3"  # raise it when the loader judges or fills in something differently
MAX_CACHE_BYTES = 64 * 1024 * 1024
MAX_CACHE_FILES = 32  # a start reads six, and several installations share the folder
_MAGIC = b"logscan-cache"
_UNUSABLE = (ValueError, TypeError, EOFError)


def cache_folder() -> Path | None:
    """Return logscan's folder for files that may be deleted, or None where there is none.

    ``$XDG_CACHE_HOME`` wins on every platform (XDG base directory specification: only an
    absolute path counts).
    """
    chosen = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(chosen):  # noqa: PTH117 -- it may hold anything, also a NUL
        return Path(chosen) / "logscan"
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) / "logscan" / "Cache" if local else None
    home = os.path.expanduser("~")  # noqa: PTH111 -- Path.home() raises where there is none
    if not os.path.isabs(home):  # noqa: PTH117 -- the same
        return None
    return Path(home) / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "logscan"


def key_of(parts: Iterable[str | bytes]) -> bytes:
    """Return the key for content made of *parts*: all of them.

    It is no hash, because the import of Python's hashes takes longer than to compare them.
    """
    pieces = []
    for part in (__version__, sys.version, FORMAT, *FIELD_NAMES, *COMMON.values(), *parts):
        content = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        pieces += [b"%d:" % len(content), content]
    return b"".join(pieces)


def read(name: str, key: bytes) -> Any:
    """Return what was kept under *name* if its key is *key*, else None."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        magic, checksum, payload = _read_own(folder / _file_name(name)).split(b"\n", 2)
        if magic != _MAGIC or checksum != _checksum(payload):
            return None
        kept_key, data = marshal.loads(payload)  # noqa: S302 - written by this user, and whole
    except (OSError, *_UNUSABLE):
        return None
    return data if kept_key == key else None


def write(name: str, key: bytes, data: Any) -> None:
    """Keep *data*, made of Python's own plain types, under *name*.

    Whoever reads meanwhile sees the old file or the new one.
    """
    folder = cache_folder()
    if folder is None:
        return
    payload = marshal.dumps((key, data))
    content = b"\n".join((_MAGIC, _checksum(payload), payload))
    with suppress(OSError, ValueError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(folder / _file_name(name), content)
        _forget_old(folder)


def _file_name(name: str) -> str:
    """Return the name of the file; several Pythons share a folder, and no file."""
    told_apart = f"{sys.implementation.cache_tag} {name}".encode("utf-8", "surrogateescape")
    return f"catalogue-{zlib.crc32(told_apart):08x}"


def _checksum(payload: bytes) -> bytes:
    return b"%08x" % zlib.crc32(payload)


def _read_own(path: Path) -> bytes:
    """Return the content of a file that this user wrote; raise ``OSError`` otherwise."""
    with path.open("rb") as file:
        about = os.fstat(file.fileno())
        if hasattr(os, "getuid") and about.st_uid != os.getuid():
            raise PermissionError("the cache file belongs to somebody else")
        return file.read(MAX_CACHE_BYTES)


def _replace(path: Path, content: bytes) -> None:
    """Write *content* beside *path*, then put it in its place in one step."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    beside.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _forget_old(folder: Path) -> None:
    """Remove all but the newest files, so that the folder does not grow."""
    files = sorted(folder.glob("catalogue-*"), key=lambda path: path.stat().st_mtime_ns)
    for path in files[:-MAX_CACHE_FILES]:
        path.unlink(missing_ok=True)
