"""Find signature files, read them and put them together into a catalogue."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from logscan.catalogue import cache
from logscan.catalogue.plain import combine_digests, content_digest, from_plain, to_plain
from logscan.catalogue.rules import FOLDER as RULES
from logscan.catalogue.rules import load_rules
from logscan.errors import CatalogueError
from logscan.model import Catalogue, Problem
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from logscan.model import Signature

SUFFIXES = (".yaml", ".yml")
SKIPPED_FOLDERS = ("runbooks", RULES)  # data of other kinds, beside the families
MAX_FILES = 5000
# Not imported from the YAML side: a catalogue that comes from the cache never needs it.
MAX_FILE_BYTES = 1024 * 1024
RESTED_NS = 3_000_000_000  # the coarsest clock of a file system in use ticks every two seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What could be read, and every fault of what could not."""

    catalogue: Catalogue
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a catalogue: its path as shown, its name below the folder.

    *stamp* is another one whenever the content is another one.
    """

    path: str
    name: str
    family: str
    stamp: str | bytes


@dataclass(frozen=True, slots=True)
class _Part:
    """The signatures of one folder or file, each with its content digest."""

    signatures: tuple[tuple[Signature, str], ...]
    problems: tuple[Problem, ...]


def builtin_folder() -> Path:
    """Return the folder of the built-in signatures.

    In an installed package it travels inside as ``_signatures``; in a checkout it stands
    beside the package. (``importlib.resources`` would say the same and cost more than all of
    this module.) Raises ``CatalogueError`` where neither exists.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_signatures", package.parent / "signatures"):
        if folder.is_dir():
            return folder
    message = "the built-in signatures are missing: install logscan again"
    raise CatalogueError([_path_problem(package / "_signatures", message)])


def load(paths: Sequence[Path]) -> Catalogue:
    """Return the signatures of these files and folders; a later one overrides by id.

    Raises ``CatalogueError`` with every fault of every file.
    """
    return _all_good(collect(paths))


def load_catalogue(extra: Sequence[Path] = (), *, use_cache: bool = True) -> Catalogue:
    """Return the built-in signatures, with those of *extra* added or in their place.

    A catalogue from the cache was judged when it was first read. Raises
    ``CatalogueError`` with every fault of every file.
    """
    return _all_good(collect_catalogue(extra, use_cache=use_cache))


def collect(paths: Sequence[Path], *, use_cache: bool = True) -> Loaded:
    """Return the good signatures of these files and folders, and the faults of the others."""
    together = _together(_part(path, judge=True, use_cache=use_cache) for path in paths)
    catalogue = Catalogue(
        signatures=tuple(signature for signature, _ in together.signatures),
        digest=_signatures_digest(together),
    )
    return Loaded(catalogue=catalogue, problems=together.problems)


def collect_catalogue(extra: Sequence[Path] = (), *, use_cache: bool = True) -> Loaded:
    """Return what ``load_catalogue`` returns, leaving out and reporting what is faulty."""
    # The built-in patterns are judged by ``check`` before each release, not at each start.
    builtin = _part(builtin_folder(), judge=False, use_cache=use_cache)
    together = _together(
        [builtin, *(_part(path, judge=True, use_cache=use_cache) for path in extra)]
    )
    rules = [
        load_rules(folder / RULES, use_cache=use_cache) for folder in (builtin_folder(), *extra)
    ]
    by_id = {
        rule.id: (rule, digest)
        for some in rules
        for rule, digest in zip(some.rules, some.digests, strict=True)
    }
    chosen = [by_id[name] for name in sorted(by_id)]
    catalogue = Catalogue(
        signatures=tuple(signature for signature, _ in together.signatures),
        rules=tuple(rule for rule, _ in chosen),
        digest=_digest(together, [(rule.id, digest) for rule, digest in chosen], use_cache),
    )
    return Loaded(
        catalogue=catalogue,
        problems=(*together.problems, *(problem for some in rules for problem in some.problems)),
    )


def _digest(together: _Part, rules: Sequence[tuple[str, str]], use_cache: bool) -> str:
    """Return the digest of a catalogue; it was computed before if nothing has changed."""
    known = [(signature.id, digest) for signature, digest in together.signatures]
    key = cache.key_of(text for pair in (*known, *rules) for text in pair)
    kept = cache.read("digest", key) if use_cache else None
    if isinstance(kept, str):
        return kept
    digests = [("signatures", _signatures_digest(together)), ("rules", combine_digests(rules))]
    made = combine_digests(digests)
    if use_cache:
        cache.write("digest", key, made)
    return made


def _signatures_digest(part: _Part) -> str:
    return combine_digests((signature.id, digest) for signature, digest in part.signatures)


def _all_good(loaded: Loaded) -> Catalogue:
    if loaded.problems:
        raise CatalogueError(loaded.problems)
    return loaded.catalogue


def _together(parts: Iterable[_Part]) -> _Part:
    """Return all parts as one, in the order of the ids; a later signature overrides by id."""
    by_id: dict[str, tuple[Signature, str]] = {}
    problems: list[Problem] = []
    for part in parts:
        by_id |= {signature.id: (signature, digest) for signature, digest in part.signatures}
        problems += part.problems
    return _Part(tuple(by_id[name] for name in sorted(by_id)), tuple(problems))


# ---------------------------------------------------------------- one folder or file


def _part(path: Path, *, judge: bool, use_cache: bool) -> _Part:
    """Return the signatures under *path*, from the cache if they are there."""
    problems: list[Problem] = []
    files = list(_source_files(path, problems))
    if not files and not problems:
        problems.append(_path_problem(path, "no signature files here", "they end in .yaml"))
    if problems or not use_cache:
        return _read_part(files, problems, judge=judge)
    name = f"{'judged' if judge else 'trusted'} {path.absolute()}"
    key = cache.key_of(part for file in files for part in (name, file.name, file.stamp))
    part = _from_cache(cache.read(name, key), files)
    if part is None:
        part = _read_part(files, problems, judge=judge)
        if not part.problems:
            cache.write(name, key, _for_cache(part, files))
    return part


def _read_part(files: Sequence[SourceFile], problems: list[Problem], *, judge: bool) -> _Part:
    """Return the signatures of *files*, read from their bytes."""
    # Imported here: YAML costs more than all the rest, and a cached catalogue has no need.
    from logscan.catalogue.reading import read_file  # noqa: PLC0415

    found: dict[str, Signature] = {}
    for file in files:
        try:
            content = _read_bytes(file.path)
        except (OSError, ValueError) as error:
            problems.append(_unreadable(Path(file.path), error))
            continue
        signature, faults = read_file(content, file.path, file.family, judge=judge)
        problems += faults
        if signature is not None and signature.id in found:
            message = f"a second file for the id '{signature.id}'"
            hint = f"the first is {found[signature.id].path}"
            problems.append(_path_problem(Path(file.path), message, hint))
        elif signature is not None:
            found[signature.id] = signature
    return _Part(tuple((s, content_digest(s)) for s in found.values()), tuple(problems))


def _for_cache(part: _Part, files: Sequence[SourceFile]) -> list[Any]:
    number = {file.path: n for n, file in enumerate(files)}
    return [[number[s.path], to_plain(s), digest] for s, digest in part.signatures]


def _from_cache(kept: Any, files: Sequence[SourceFile]) -> _Part | None:
    """Return the part that ``_for_cache`` was given, with today's paths."""
    if kept is None:
        return None
    try:
        signatures = tuple(
            (from_plain(plain | {"path": files[n].path, "family": files[n].family}), str(digest))
            for n, plain, digest in kept
        )
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None
    return _Part(signatures, ())


# ---------------------------------------------------------------- files


def _source_files(path: Path, problems: list[Problem]) -> Iterator[SourceFile]:
    """Yield the signature files under *path* in the order of their names."""
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError) as error:
        problems.append(_unreadable(path, error))
        return
    names = list(_names_under(str(path), problems)) if is_folder else [(str(path), path.name)]
    if len(names) > MAX_FILES:
        problems.append(_path_problem(path, f"more than {MAX_FILES} signature files"))
    for file, name in names[:MAX_FILES]:
        try:
            stamp = _stamp(file)
        except (OSError, ValueError) as error:
            problems.append(_unreadable(Path(file), error))
        else:
            yield SourceFile(file, name, _family_of(name), stamp)


def _names_under(folder: str, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """Yield path and name of each signature file; the name is relative, with slashes."""

    def refuse(error: OSError) -> None:
        problems.append(_unreadable(Path(error.filename or folder), error))

    for place, folders, files in os.walk(folder, onerror=refuse):
        at_top = place == folder
        below = "" if at_top else place[len(folder) :].strip(os.sep).replace(os.sep, "/") + "/"
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and not (at_top and name in SKIPPED_FOLDERS)
        )
        for name in sorted(files):
            if name.endswith(SUFFIXES) and not name.startswith("."):
                yield place + os.sep + name, below + name


def _family_of(name: str) -> str:
    """Return the folder a file is in, or nothing for one at the top."""
    return name.rpartition("/")[0]


def _stamp(path: str) -> str | bytes:
    """Return what changes with the content of a regular file, without reading it if possible.

    The clock of a file system is coarse: a file may change twice in one tick. Only what has
    rested for a while is known by its size and its times, of which nobody can set the second.
    Without ``pathlib``: a start of logscan looks at hundreds of small files.
    """
    about = os.stat(path)  # noqa: PTH116 -- as the docstring says
    if not stat.S_ISREG(about.st_mode):
        raise OSError(0, "not a regular file")
    if max(about.st_mtime_ns, about.st_ctime_ns) > time.time_ns() - RESTED_NS:
        return _read_bytes(path)
    return f"{about.st_size} {about.st_ino} {about.st_mtime_ns} {about.st_ctime_ns}"


def _read_bytes(path: str) -> bytes:
    """Return the content of a file, one byte more than is allowed at most."""
    with Path(path).open("rb") as file:
        return file.read(MAX_FILE_BYTES + 1)


def _unreadable(path: Path, error: Exception) -> Problem:
    why = getattr(error, "strerror", None) or str(error)
    return _path_problem(path, f"cannot be read: {why}", "check the path and its permissions")


def _path_problem(path: Path, message: str, hint: str = "") -> Problem:
    return Problem(path=str(path), line=1, column=1, message=message, hint=hint)
