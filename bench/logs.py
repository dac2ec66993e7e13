"""Made logs for the benchmarks: big, deterministic, and as varied as a real service's log.

A few dozen shapes of lines are filled in some thousand ways (addresses, paths, durations,
users), and each written line gets an id of its own, so that no memo of seen messages can
cheat: only about a third of the error lines repeat exactly, as the lines of a crash loop do.
The bytes of the JSON form are those of Render's command line tool (Go's ``MarshalIndent``:
objects glued as ``}{``, ``<``, ``>`` and ``&`` escaped, trailing zeros of the fraction cut).

    python bench/logs.py --kind dense --form json --size 100M bench/data/dense.json
"""
# ruff: noqa: E501 - a line of a log is a line here

from __future__ import annotations

import argparse
import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ERROR_SHARE = {"healthy": 0.0, "sparse": 0.001, "dense": 0.1, "all": 1.0}
FORMS = ("text", "json")
BLOCK_RECORDS = 5000
RECORDS_PER_SECOND = 40
FILLED_PER_SHAPE = 400
START = datetime(2025, 10, 24, 12, 0, tzinfo=UTC)
SLOT = "\x00"  # where a record's own id goes

# What comes before a deploy went live; written once, at the top.
OPENING = (
    "==> Cloning from https://github.com/example/shop-api",
    "==> Checking out commit 3f1c9a7be2d04c55a1f6b8093d7e24c1905fab68 in branch main",
    "==> Using Node.js version 22.16.0 (default)",
    "==> Docs on specifying a Node.js version: https://render.com/docs/node-version",
    "==> Running build command 'npm ci && npm run build'...",
    "added 312 packages, and audited 313 packages in 9s",
    "==> Uploading build...",
    "==> Uploaded in 5.6s. Compression took 2.2s",
    "==> Build successful 🎉",
    "==> Deploying...",
    "==> Running 'node dist/server.js'",
    "server listening on port 10000",
    "==> Your service is live 🎉",
)

HEALTHY = (
    'clientIP="{ip}" requestID="\x00" responseTimeMS={ms} responseBytes={bytes} userAgent="{agent}"',
    '{ip} - - [24/Oct/2025:12:{min}:{sec} +0000] "GET {path}?id=\x00 HTTP/1.1" 200 {bytes} "-" "{agent}"',
    '{ip} - {user} [24/Oct/2025:12:{min}:{sec} +0000] "POST {path} HTTP/1.1" 201 {bytes} "\x00"',
    '{{"level":30,"time":17613072{ms}000,"pid":1,"hostname":"srv","reqId":"\x00","req":{{"method":"GET","url":"{path}"}},"res":{{"statusCode":200}},"responseTime":{ms}.4,"msg":"request completed"}}',
    'INFO:     {ip}:{port} - "GET {path}/\x00 HTTP/1.1" 200 OK',
    "[{min}:{sec}] info: order \x00 accepted for {user}, {items} items, total {bytes} cents",
    "GET {path} 200 {ms}.{sec} ms - {bytes} trace=\x00",
    'Executing (default): SELECT "id", "name" FROM "{table}" WHERE "user_id" = {items} LIMIT 20; -- \x00',
    "level=info ts=2025-10-24T12:{min}:{sec}Z caller=server.go:{port} msg=handled path={path} status=200 dur={ms}ms id=\x00",
    'Started GET "{path}" for {ip} at 2025-10-24 12:{min}:{sec} +0000 [\x00]',
    "  Rendered layout layouts/application.html.erb (Duration: {ms}.1ms | GC: 0.2ms) [\x00]",
    "Completed 200 OK in {ms}ms (Views: 3.1ms | ActiveRecord: 1.9ms | Allocations: {bytes}) [\x00]",
    "[Nest] 1  - 10/24/2025, 12:{min}:{sec} PM     LOG [OrdersService] synced \x00 for {user}",
    "cache hit ratio 0.{sec} over {items} keys, evicted {ms}, generation \x00",
    "job \x00 of queue mail done in {ms} ms, attempts 1, worker {items}",
    "websocket client \x00 joined room {table} from {ip}, {items} members",
    "upload \x00 stored as s3://media-{items}/{user}/{bytes}.webp ({bytes} bytes)",
    "health ok: db {ms} ms, redis 1 ms, uptime {bytes} s, build \x00",
    "session \x00 refreshed for user {user}, expires in {bytes} s",
    "metrics: heap {items} MiB of 512 MiB, loop delay {ms} ms, sample \x00",
)  # fmt: skip

ERRORS = (
    "Error: connect ECONNREFUSED {ip}:5432",
    "[req \x00] Error: connect ECONNREFUSED {ip}:5432",
    '\x00 connection to server at "{host}" ({ip}), port 5432 failed: Connection refused',
    "[req \x00] Error: getaddrinfo ENOTFOUND {host}",
    "Error: read ECONNRESET trace=\x00",
    "[req \x00] Error: connect ETIMEDOUT {ip}:5432",
    "Error: ENOENT: no such file or directory, open '/opt/render/project/src/{table}/\x00.json'",
    "Error: listen EADDRINUSE: address already in use :::{port}",
    "TypeError: Cannot read properties of undefined (reading 'createPool') [\x00]",
    "TypeError: Cannot read properties of undefined (reading '{table}') at \x00",
    '\x00 FATAL:  password authentication failed for user "{user}"',
    "\x00 FATAL:  sorry, too many clients already",
    "ERROR:  deadlock detected: process {port} waits, request \x00",
    '[\x00] ERROR:  relation "{table}" does not exist at character 15',
    "[2025-10-24 12:{min}:{sec} +0000] [7] [CRITICAL] WORKER TIMEOUT (pid:{items})",
    "[ioredis] Unhandled error event: Error: connect ECONNREFUSED {ip}:6379 \x00",
    "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
    "Error: ENOSPC: no space left on device, write '/tmp/\x00'",
    "Error: Cannot find module '/opt/render/project/src/dist/{table}.js'",
    "request \x00 to https://{host}/v1/{table} failed with status 429 Too Many Requests",
    "PrismaClientInitializationError: Can't reach database server at `{host}:5432` \x00",
    "==> Exited with status 1",
    "npm error signal SIGTERM",
    "ModuleNotFoundError: No module named '{table}'",
)  # fmt: skip

JSON_RECORD = """\
{
  "id": "%026x",
  "labels": [
    {
      "name": "resource",
      "value": "srv-d0cjkelq67qs70c2pugg"
    },
    {
      "name": "instance",
      "value": "srv-d0cjkelq67qs70c2pugg-sbpkm"
    },
    {
      "name": "level",
      "value": "%s"
    },
    {
      "name": "type",
      "value": "app"
    }
  ],
  "message": "%s",
  "timestamp": "%s%sZ"
}"""

AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    "okhttp/4.12.0",
    "Go-http-client/2.0",
)  # fmt: skip
TABLES = ("orders", "users", "sessions", "invoices", "carts", "stock", "reports", "landmarks")
USERS = ("minji", "jun", "ada", "noor", "tomas", "eva", "ravi", "sora")


class Line(NamedTuple):
    """A filled shape, cut at its slot; *tail* is None where the line has no id of its own."""

    head: str
    tail: str | None
    level: str


def fill(shape: str, rng: random.Random) -> str:
    """Fill a shape's fields at random; its slot stays."""
    host = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=20))
    return shape.format(
        ip=".".join(str(rng.randrange(1, 255)) for _ in range(4)),
        port=rng.randrange(3000, 60000),
        ms=rng.randrange(100, 999),
        bytes=rng.randrange(200, 90000),
        items=rng.randrange(1, 400),
        min=f"{rng.randrange(60):02}",
        sec=f"{rng.randrange(60):02}",
        user=rng.choice(USERS) + str(rng.randrange(1000)),
        table=rng.choice(TABLES),
        path=f"/api/{rng.choice(TABLES)}/{rng.randrange(100_000)}",
        agent=rng.choice(AGENTS),
        host=f"dpg-{host}-a",
    )


def go_escaped(text: str) -> str:
    """Return the inside of a JSON string as Go's encoder writes it."""
    inside = json.dumps(text, ensure_ascii=False)[1:-1]
    return inside.replace("<", r"\u003c").replace(">", r"\u003e").replace("&", r"\u0026")


def pool(
    shapes: tuple[str, ...], level: str, rng: random.Random, escape: Callable[[str], str]
) -> list[Line]:
    """Return every shape filled in many ways, ready to be written."""
    lines = []
    for shape in shapes:
        for _ in range(FILLED_PER_SHAPE):
            head, *tail = fill(shape, rng).split(SLOT)
            lines.append(Line(escape(head), escape(tail[0]) if tail else None, level))
    return lines


def message(line: Line, number: int) -> str:
    """Return a line with its id: a multiplicative hash, so that neighbours differ."""
    head, tail, _ = line
    return head if tail is None else f"{head}{number * 2654435761 & 0xFFFFFFFF:08x}{tail}"


def text_record(second: str, number: int, level: str, body: str) -> str:
    """Return a record as ``render logs -o text`` prints it."""
    del number, level
    return f"{second.replace('T', ' ')}  {body}\n"


def json_record(second: str, number: int, level: str, body: str) -> str:
    """Return a record as ``render logs -o json`` prints it."""
    step_ns = 1_000_000_000 // RECORDS_PER_SECOND
    nanoseconds = number % RECORDS_PER_SECOND * step_ns + number * 2654435761 % step_ns
    fraction = f".{nanoseconds:09}".rstrip("0") if nanoseconds else ""
    return JSON_RECORD % (number, level, body, second, fraction)


def blocks(kind: str, form: str, seed: int) -> Iterator[bytes]:
    """Yield the log of a kind without end, in blocks of whole records."""
    rng = random.Random(seed)
    escape, record = (go_escaped, json_record) if form == "json" else (str, text_record)
    healthy, errors = pool(HEALTHY, "info", rng, escape), pool(ERRORS, "error", rng, escape)
    opening = [Line(escape(text), None, "info") for text in OPENING]
    number = 0
    while True:
        lines = opening + rng.choices(healthy, k=BLOCK_RECORDS - len(opening))
        opening = []
        wanted = round(share_of(kind) * BLOCK_RECORDS)
        for place in rng.sample(range(BLOCK_RECORDS), wanted):
            lines[place] = rng.choice(errors)
        seconds = [
            (START + timedelta(seconds=at // RECORDS_PER_SECOND)).strftime("%Y-%m-%dT%H:%M:%S")
            for at in range(number, number + BLOCK_RECORDS, RECORDS_PER_SECOND)
        ]
        parts = [
            record(seconds[index // RECORDS_PER_SECOND], at, line.level, message(line, at))
            for index, (at, line) in enumerate(enumerate(lines, number))
        ]
        number += BLOCK_RECORDS
        yield "".join(parts).encode()


def share_of(kind: str) -> float:
    """Return the share of error lines: of a kind by name, or the number itself."""
    return ERROR_SHARE[kind] if kind in ERROR_SHARE else float(kind)


def made(kind: str, size_bytes: int) -> bytes:
    """Return a log of at least *size_bytes* in memory."""
    parts: list[bytes] = []
    for block in blocks(kind, "text", seed=1):
        parts.append(block)
        if sum(map(len, parts)) >= size_bytes:
            break
    return b"".join(parts)


def write(path: Path, kind: str, form: str, size_bytes: int, seed: int = 1) -> None:
    """Write a log of at least *size_bytes*, whole blocks, under its final name only when done."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    written = 0
    with partial.open("wb") as target:
        for block in blocks(kind, form, seed):
            written += target.write(block)
            if written >= size_bytes:
                break
    partial.replace(path)


def size_in_bytes(text: str) -> int:
    """Return the number of bytes of ``200M`` or ``1G``; the units are powers of ten."""
    factor = {"K": 10**3, "M": 10**6, "G": 10**9}.get(text[-1].upper(), 1)
    return int(float(text[:-1] if factor > 1 else text) * factor)


def main() -> None:
    """Write one log."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--kind", default="sparse", help=f"{', '.join(ERROR_SHARE)}, or a share")
    parser.add_argument("--form", choices=FORMS, default="text")
    parser.add_argument("--size", type=size_in_bytes, default="100M")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("path", type=Path)
    options = parser.parse_args()
    write(options.path, options.kind, options.form, options.size, options.seed)


if __name__ == "__main__":
    main()
