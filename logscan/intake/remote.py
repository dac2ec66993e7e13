"""Read what lies behind an address: on web servers, in buckets, on other machines.

Nothing is asked of any network before somebody names an address, and then only of that one.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from logscan.intake.addresses import shown
from logscan.intake.ahead import ahead
from logscan.intake.sources import (
    CHUNK_BYTES,
    IDLE_SECONDS,
    Source,
    UnreadableError,
    faulty,
    no_files,
    no_match,
    unreadable,
)
from logscan.intake.troubles import trouble
from logscan.model import Text
from logscan.patterns import lazy
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from logscan.intake.sources import Chunks

BLOCK_BYTES = 4 * 1024 * 1024  # what is asked for at once
_CHUNKS_AHEAD = 8
_PAUSES = 5  # so often nothing came: what came before is handed over
_SILENT_SECONDS = 60  # a server that says nothing for so long is given up
_WEB = ("http", "https")
_VERSION = lazy(r"\?[^?]*=.*")  # of an object: ``?versionId=...``
_NO_RANGES = Text(en="the server gives it only as a whole", ko="서버가 전체로만 전송합니다")
# What is to be installed for a protocol; for others fsspec knows it.
_PACKAGES = {
    "http": "'logscan[remote]'",
    "https": "'logscan[remote]'",
    "s3": "'logscan[s3]'",
    "s3a": "'logscan[s3]'",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "ssh": "sshfs",
    "sftp": "sshfs",
    "az": "adlfs",
    "abfs": "adlfs",
}


@dataclass(frozen=True, slots=True)
class Remote:
    """One object behind an address; calling it opens it and yields its bytes.

    It may be sent to another process or machine, which opens it there.
    """

    address: str  # with its credentials: never to be printed

    @property
    def name(self) -> str:
        """What may be printed."""
        return shown(self.address)

    def splittable_bytes(self) -> int | None:
        """Return its size, or None where it can only be read from its start.

        Raises ``UnreadableError``.
        """
        try:
            system, path = _located(self.address)
            size = _web_size(system, path) if _is_web(system) else system.info(path)["size"]
        except Exception as error:  # noqa: BLE001 - file systems raise whatever they like
            raise UnreadableError(self._fault(error, 0)) from None
        return cast("int | None", size)

    def __call__(self, start: int = 0) -> Chunks:
        """Yield the bytes from *start* on; an empty chunk says that none came for now.

        Raises ``UnreadableError`` where they cannot be had, also in the middle.
        """
        done = 0
        try:
            # The network and the scan work at the same time, and a stop never waits for a server.
            for chunk in _filled(ahead(self._blocks(start), _CHUNKS_AHEAD, IDLE_SECONDS)):
                done += len(chunk)
                yield chunk
        except Exception as error:  # noqa: BLE001 - file systems raise whatever they like
            raise UnreadableError(self._fault(error, done)) from None

    def _blocks(self, start: int) -> Generator[bytes]:
        system, path = _located(self.address)
        with _opened(system, path, start) as file:
            try:
                while piece := file.read(CHUNK_BYTES):
                    yield piece
            except Exception:
                yield _left_over(file)
                raise

    def _fault(self, error: Exception, done: int) -> Text:
        why = error.text if isinstance(error, UnreadableError) else trouble(error)
        if not done:
            return unreadable(self.name, why)
        return Text(
            en=f"{self.name} ended after {done} bytes: {why.en}; what came was read",
            ko=f"{self.name}: {done}바이트까지만 읽었습니다. {why.ko}",
        )


def expand_address(address: str) -> list[Source]:
    """Return the sources behind an address, those of a folder or glob in sorted order.

    Only a folder (a slash at its end) and a glob are looked up now. What cannot be found
    becomes a source whose reading reports the fault.
    """
    is_folder, is_glob = address.endswith("/"), _has_magic(address)
    if not is_folder and not is_glob:
        return [source_behind(address)]
    name = shown(address)
    try:
        found = list(_found(address))
    except Exception as error:  # noqa: BLE001 - file systems raise whatever they like
        why = error.text if isinstance(error, UnreadableError) else trouble(error)
        return [faulty(name, unreadable(name, why))]
    if found:
        return [source_behind(one) for one in found]
    return [faulty(name, no_files(name) if is_folder else no_match(name))]


def source_behind(address: str) -> Source:
    """Return the source of the one object at *address*, without looking whether it is there."""
    remote = Remote(address)
    return Source(name=remote.name, opener=remote, reader=remote, is_live=False)


# ---------------------------------------------------------------- what is there


def _has_magic(address: str) -> bool:
    """Say whether an address is a pattern; a question mark begins a query on the web."""
    first = _first_link(address)
    if _scheme(first) in _WEB:
        path = first.partition("://")[2].partition("?")[0].partition("/")[2]
        return any(sign in path for sign in "*[")
    return any(sign in _VERSION.sub("", first) for sign in "*?[")


def _found(address: str) -> Iterator[str]:
    """Yield the addresses of the objects in a folder or behind a glob, in the order of folders."""
    system, path = _located(address)
    system.invalidate_cache()
    if not address.endswith("/"):
        matches = system.glob(path, detail=True)
        found = {one for one, info in matches.items() if info["type"] != "directory"}
        for one in matches.keys() - found:
            found.update(system.find(one))
    else:
        found = set(system.find(path))
    for one in sorted(found, key=_folder_order):
        if _scheme(address) not in _WEB or _is_below(one):
            yield _address_of(one, system, path, address)


def _is_below(link: str) -> bool:
    """Say whether a link of a page names something; some only sort the list of files."""
    return not link.rpartition("/")[2].startswith(("?", "#"))


def _folder_order(path: str) -> tuple[tuple[bool, str], ...]:
    """Return the key that puts the files of a folder before what its folders hold."""
    *folders, name = path.split("/")
    return (*((True, folder) for folder in folders), (False, name))


def _address_of(found: str, system: Any, path: str, address: str) -> str:
    """Return the address of what was found, with the login and the chain of *address*."""
    first = _first_link(address)
    if _scheme(first) in _WEB:
        return found
    rest = address[len(first) :]
    start = first.rstrip("/") if path else first
    if start.endswith(path):
        return start[: len(start) - len(path)] + found + rest
    return f"{system.unstrip_protocol(found)}{rest}"


def _first_link(address: str) -> str:
    return address.partition("::")[0]


def _scheme(address: str) -> str:
    return address.partition("://")[0].lower()


# ---------------------------------------------------------------- file systems


def _located(address: str) -> tuple[Any, str]:
    """Return the file system of an address and the path there."""
    try:
        import fsspec.core  # noqa: PLC0415 - an extra, and heavy
    except ModuleNotFoundError:
        raise UnreadableError(_missing("'logscan[remote]'")) from None
    schemes = [_scheme(link) for link in address.split("::")]
    try:
        options = {scheme: _options(scheme) for scheme in schemes if scheme in _CHOICES}
        system, path = fsspec.core.url_to_fs(address, **options)
    except ImportError as error:
        known = next((_PACKAGES[scheme] for scheme in schemes if scheme in _PACKAGES), None)
        raise UnreadableError(_missing(known or str(error))) from None
    except ValueError:  # fsspec knows no such protocol
        raise UnreadableError(_unknown(schemes)) from None
    return system, path


def _web_options() -> dict[str, Any]:
    """Return how web servers are asked: through the proxy of the environment, without a deadline.

    The usual deadline of five minutes would cut off a large log.
    """
    import aiohttp  # noqa: PLC0415 - an extra, and heavy

    timeout = aiohttp.ClientTimeout(
        total=None, sock_connect=_SILENT_SECONDS, sock_read=_SILENT_SECONDS
    )
    return {"client_kwargs": {"timeout": timeout, "trust_env": True}}


def _ssh_options() -> dict[str, Any]:
    """Return what makes sshfs look at the server's key; unasked it trusts every server."""
    import sshfs  # noqa: F401, PLC0415 - an extra; the other package for ssh trusts all of them

    return {"known_hosts": ()}  # those of ssh


_CHOICES = {
    "http": _web_options,
    "https": _web_options,
    "sftp": _ssh_options,
    "ssh": _ssh_options,
}


def _options(scheme: str) -> dict[str, Any]:
    """Return the choices for a protocol; those of the user's environment win."""
    from fsspec.config import conf  # noqa: PLC0415 - an extra, and heavy

    own: dict[str, Any] = conf.get(scheme, {})
    return _CHOICES[scheme]() | own


def _is_web(system: Any) -> bool:
    return "https" in system.protocol


def _opened(system: Any, path: str, start: int) -> Any:
    """Return the object, open at *start*; the web gives it as one stream, whatever its size."""
    if not _is_web(system):
        file = system.open(path, "rb", block_size=BLOCK_BYTES)
        file.seek(start)
        return file
    # A size that is given is not asked for: a signed address may allow one kind of question.
    stream = {"block_size": 0, "size": 1}
    if not start:
        return system.open(path, "rb", **stream)
    file = system.open(path, "rb", headers={"Range": f"bytes={start}-"}, **stream)
    if file.r.status != HTTPStatus.PARTIAL_CONTENT:
        file.close()
        raise UnreadableError(_NO_RANGES)
    return file


def _web_size(system: Any, path: str) -> int | None:
    """Return the size that a web server tells when it gives a part, or None if it gives none."""
    try:
        with _opened(system, path, 1) as file:
            size = file.r.headers.get("Content-Range", "").rpartition("/")[2]
    except UnreadableError:
        return None
    return int(size) if size.isdecimal() else None


def _left_over(file: Any) -> bytes:
    """Return what had come from a web server when the connection broke.

    aiohttp raises before it hands that over, and has no public way to it.
    """
    content = getattr(getattr(file, "r", None), "content", None)
    start: int = getattr(content, "_buffer_offset", 0)
    return b"".join(getattr(content, "_buffer", ()))[start:]


def _unknown(schemes: list[str]) -> Text:
    named = ", ".join(f"{scheme}://" for scheme in schemes)
    return Text(
        en=f"no package is known that reads {named}", ko=f"{named}을(를) 읽는 패키지가 없습니다"
    )


def _missing(package: str) -> Text:
    return Text(
        en=f"a package is missing: pip install {package}",
        ko=f"필요한 패키지가 없습니다: pip install {package}",
    )


# ---------------------------------------------------------------- whole chunks


def _filled(chunks: Chunks) -> Chunks:
    """Yield the bytes in chunks of the length that those of a file have; after a pause, what came.

    The numbers of secrets depend on where chunks end.
    """
    held: list[bytes] = []
    size = pauses = 0
    try:
        for chunk in chunks:
            pauses = 0 if chunk else pauses + 1
            room = CHUNK_BYTES - size
            held.append(chunk[:room])
            size += len(chunk)
            if size >= CHUNK_BYTES or pauses == _PAUSES:
                yield b"".join(held)
                held = [chunk[room:]]
                size %= CHUNK_BYTES
            elif not chunk:
                yield b""
    except Exception:
        yield b"".join(held)
        raise
    yield b"".join(held)
