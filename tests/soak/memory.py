"""Weigh logscan on inputs that never end: the peak of its memory, and what it says it left out.

    python tests/soak/memory.py                     # every shape in full: about an hour
    python tests/soak/memory.py lines message-kinds # some of them
    python tests/soak/memory.py --share 0.01        # all of them, a hundredth as long

Nothing is written to a disk: each shape is made while it is read, through a pipe. The exit code
is 1 where a run failed or took more than 150 MB.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LIMIT_BYTES = 150 * 10**6
MIB = 2**20
BLOCK_BYTES = 2**18
STEP_BYTES = 64 * 1024
LETTERS = "bcdfghklmnprstvw"  # no word of them looks like a number

# Runs a command and writes down the peak of its resident memory in KiB: a process that is
# started from a large one begins with the peak of that one.
_WEIGH = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
with open(sys.argv[1], "w") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""


# ---------------------------------------------------------------- what is read


def word(number: int) -> str:
    """Return a word of letters alone, another one for each number."""
    return "".join(LETTERS[int(digit, 16)] for digit in f"{number:06x}")


def stamp(second: int) -> str:
    """Return the time so many seconds after the log began."""
    days, rest = divmod(second, 86_400)
    return f"2025-10-{1 + days:02d}T{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}Z"


def address(number: int) -> str:
    """Return another address for each number."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def blocks(lines: Iterable[str]) -> Iterator[bytes]:
    """Join lines to blocks."""
    held, size = [], 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= BLOCK_BYTES:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()


def mixed(size: int) -> Iterator[bytes]:
    """A usual log of *size* bytes: one line in a hundred an error, each line another."""
    done = first = 0
    while done < size:
        lines = []
        for number in range(first, first + 2500):
            time_ = stamp(number // 40)
            if number % 100:
                lines.append(
                    f"{time_} GET /orders/{number:x} 200 {number % 90}ms id={word(number)}\n"
                )
            else:
                lines.append(
                    f"{time_} [{number:x}] Error: connect ECONNREFUSED {address(number)}:5432\n"
                )
        first += 2500
        block = "".join(lines).encode()
        done += len(block)
        yield block


def byte_lines(count: int) -> Iterator[bytes]:
    """Lines of one byte."""
    yield from _repeated(b"x\n", 2 * count)


def one_line(size: int) -> Iterator[bytes]:
    """One line of *size* bytes, with an error at its end."""
    yield from _repeated(b"blah", size)
    yield b" Error: connect ECONNREFUSED 10.0.0.5:5432\n"


def zeros(size: int) -> Iterator[bytes]:
    """Nothing but zero bytes."""
    yield from _repeated(b"\0", size)


def message_kinds(count: int) -> Iterator[bytes]:
    """Errors that nobody knows, each with another message."""
    return blocks(
        f"{stamp(n // 40)} Error: {word(n)} failed with {word(n ^ 0xABCDEF)}\n"
        for n in range(count)
    )


def instances(count: int) -> Iterator[bytes]:
    """An error of each of so many instances."""
    return blocks(_json_record(n, "srv-shop", f"srv-shop-{word(n)}") for n in range(count))


def services(count: int) -> Iterator[bytes]:
    """An error of each of so many services."""
    return blocks(_json_record(n, f"srv-{word(n)}", f"srv-{word(n)}-a") for n in range(count))


def starts(count: int) -> Iterator[bytes]:
    """So many starts and crashes."""
    return blocks(
        f"{stamp(2 * n)} ==> Running 'node server.js'\n"
        f"{stamp(2 * n + 1)} ==> Exited with status 1\n"
        for n in range(count)
    )


def captures(count: int) -> Iterator[bytes]:
    """One known error with another address each time."""
    return blocks(
        f"{stamp(n // 40)} Error: connect ECONNREFUSED {address(n)}:5432\n" for n in range(count)
    )


def secrets(count: int) -> Iterator[bytes]:
    """One known error with another password each time."""
    return blocks(
        f"{stamp(n // 40)} Error: connect ECONNREFUSED 10.0.0.5:5432"
        f" postgres://app:{word(n)}{n:06d}Qx@db.example.com/shop\n"
        for n in range(count)
    )


def record_ids(count: int) -> Iterator[bytes]:
    """Records of the API, each with an id of its own."""
    return blocks(_json_record(n, "srv-shop", "srv-shop-a") for n in range(count))


def undated(count: int) -> Iterator[bytes]:
    """Known errors without a time."""
    return blocks(f"Error: connect ECONNREFUSED {address(n)}:5432\n" for n in range(count))


def clocks_back(count: int) -> Iterator[bytes]:
    """Known errors, newest first."""
    return blocks(
        f"{stamp((count - n) // 10)} Error: connect ECONNREFUSED 10.0.0.5:5432\n"
        for n in range(count)
    )


def stamp_lines(size: int) -> Iterator[bytes]:
    """A copy of the dashboard, times on lines of their own."""
    return blocks(
        f"{n // 3600 % 12 + 1}:{n // 60 % 60:02d}:{n % 60:02d} PM\nGET /orders/{n:x} 200\n"
        for n in range(size // 32)
    )


def wrapped(size: int) -> Iterator[bytes]:
    """A copy of a terminal, wrapped at 80 columns."""
    line = "GET /orders 200 " * 7
    return blocks(f"{stamp(n // 10)} {line[:58]}\n{line[58:]}\n" for n in range(size // 140))


def json_array(size: int) -> Iterator[bytes]:
    """One JSON array on one line."""
    yield b"["
    yield from blocks(
        _json_record(n, "srv-shop", "srv-a").rstrip() + "," for n in range(size // 230)
    )
    yield b"{}]"


def json_back(size: int) -> Iterator[bytes]:
    """Records of the API, newest first, glued as the platform's tool glues them."""
    count = size // 330
    return blocks(
        json.dumps(json.loads(_json_record(count - n, "srv-shop", "srv-a")), indent=2)
        for n in range(count)
    )


def open_json(size: int) -> Iterator[bytes]:
    """A JSON object that never ends."""
    yield b'[{"id": "a", "message": "'
    yield from _repeated(b"blah", size)


def frames(count: int) -> Iterator[bytes]:
    """One error whose stack trace never ends."""
    yield b"2025-10-24T12:00:00Z Error: connect ECONNREFUSED 10.0.0.5:5432\n"
    yield from blocks(f"    at {word(n)} (/app/{word(n)}.js:{n}:1)\n" for n in range(count))


def _json_record(number: int, service: str, instance: str) -> str:
    labels = [{"name": "resource", "value": service}, {"name": "instance", "value": instance}]
    record = {
        "id": f"{number:026x}",
        "labels": labels,
        "message": "Error: connect ECONNREFUSED 10.0.0.5:5432",
        "timestamp": stamp(number // 10),
    }
    return json.dumps(record) + "\n"


def _repeated(piece: bytes, size: int) -> Iterator[bytes]:
    block = piece * (MIB // len(piece))
    for _ in range(size // len(block)):
        yield block
    yield block[: size % len(block)]


class Shape(NamedTuple):
    """An input without end, and how long it is in full."""

    make: Callable[[int], Iterator[bytes]]
    size: int
    said: str = ""  # what the report says about its bound


SHAPES = {
    "mixed-256M": Shape(mixed, 2**28),
    "mixed-1G": Shape(mixed, 2**30),
    "mixed-4G": Shape(mixed, 2**32),
    "lines": Shape(byte_lines, 10_000_000),
    "line": Shape(one_line, 2**30, "longer than 64 KiB"),
    "zeros": Shape(zeros, 2**30, "looks binary"),
    "message-kinds": Shape(message_kinds, 10_000_000, "not grouped"),
    "instances": Shape(instances, 100_000, "too many services, instances"),
    "services": Shape(services, 100_000, "too many services, instances"),
    "starts": Shape(starts, 1_000_000, "lifecycle marks"),
    "captures": Shape(captures, 1_000_000, "different values"),
    "secrets": Shape(secrets, 1_000_000, "secrets"),
    "record-ids": Shape(record_ids, 1_000_000, "many record ids"),
    "undated": Shape(undated, 1_000_000, "different values"),
    "clocks-back": Shape(clocks_back, 1_000_000, "longer than 8 MiB"),
    "frames": Shape(frames, 5_000_000),
    "stamp-lines": Shape(stamp_lines, 2**27, "longer than 8 MiB"),
    "wrapped": Shape(wrapped, 2**27),
    "json-array": Shape(json_array, 2**27),
    "json-back": Shape(json_back, 2**27, "longer than 8 MiB"),
    "open-json": Shape(open_json, 2**27, "not valid JSON"),
}


# ---------------------------------------------------------------- weighing


@dataclass
class Weighed:
    """A run with its peak memory."""

    code: int
    peak_bytes: int
    seconds: float
    read_bytes: int
    out: bytes
    err: str

    @property
    def document(self) -> dict:
        """The report, of ``--format json``."""
        return json.loads(self.out)


def weigh(pieces: Iterable[bytes], *words: str, timeout: float = 3600) -> Weighed:
    """Run logscan with *pieces* on its standard input."""
    with tempfile.TemporaryDirectory() as folder:
        note, read_bytes, begun = Path(folder, "peak"), 0, time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-c", _WEIGH, str(note), sys.executable, "-m", "logscan", *words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=os.environ | {"XDG_CONFIG_HOME": folder},
        ) as process:  # fmt: skip
            streams: dict[str, bytes] = {}
            readers = [
                threading.Thread(
                    target=lambda name=name, file=file: streams.update({name: file.read()})
                )
                for name, file in (("out", process.stdout), ("err", process.stderr))
            ]
            for reader in readers:
                reader.start()
            for piece in pieces:
                process.stdin.write(piece)
                read_bytes += len(piece)
            process.stdin.close()
            for reader in readers:
                reader.join()
            code = process.wait(timeout)
        seconds = time.perf_counter() - begun
        peak = int(note.read_text()) * 1024
    return Weighed(code, peak, seconds, read_bytes, streams["out"], streams["err"].decode())


def main() -> int:
    """Weigh the chosen shapes and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shapes", nargs="*", metavar="SHAPE", help=f"of {', '.join(SHAPES)}")
    parser.add_argument("--share", type=float, default=1.0, help="of the full length")
    parser.add_argument("--follow", action="store_true", help="with logscan -f")
    chosen = parser.parse_args()
    words = ["-f", "-"] if chosen.follow else []
    failed = False
    print(f"{'shape':14} {'MB read':>8} {'seconds':>8} {'peak MB':>8}  what the report says")
    for name in chosen.shapes or SHAPES:
        shape = SHAPES[name]
        done = weigh(shape.make(int(shape.size * chosen.share)), *words, "--format", "json")
        said = done.document["warnings"] if done.code == 0 else [done.err[-200:]]
        print(
            f"{name:14} {done.read_bytes / 1e6:8.0f} {done.seconds:8.1f} {done.peak_bytes / 1e6:8.1f}  "
            + " | ".join(said),
            flush=True,
        )
        failed = failed or done.code != 0 or done.peak_bytes > LIMIT_BYTES
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
