"""What the suites of the benchmark share: the choices of a run, what each of them hands back."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools import Tool

HERE = Path(__file__).resolve().parent
MEGABYTE = 10**6
OURS = "logscan"  # so the names of its own installations begin
# The more errors a log has the longer it takes: a log of them alone would take minutes a run.
PARTS = {"sparse": 1, "dense": 4, "all": 16}  # so many times smaller than the size of the run
SUFFIX = {"text": ".log", "json": ".json", "gzip": ".log.gz"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How much is measured how often, and where the logs lie."""

    size_bytes: int
    runs: int
    folder: Path
    kinds: Sequence[str]
    forms: Sequence[str]
    tools: Sequence[Tool]
    smoke: bool = False  # only to see that it works

    def bytes_of(self, kind: str) -> int:
        """Return how large a log of a kind is to be."""
        return self.size_bytes // PARTS[kind]


@dataclass(slots=True, kw_only=True)
class Outcome:
    """The measured figures of a suite as plain data, the same as Markdown, what went wrong."""

    data: Any = None
    lines: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """One made log on disk; *size_bytes* is the size after decompression."""

    kind: str
    form: str
    path: Path
    size_bytes: int


def prepare(kind: str, form: str, size_bytes: int, folder: Path) -> Log:
    """Make a log unless the folder has it from before, and read it once: all find it in memory.

    The maker is a process of its own, whose memory would otherwise count as that of every
    program started after it.
    """
    path = folder / f"{kind}-{size_bytes}{SUFFIX[form]}"
    if form == "gzip":
        plain = prepare(kind, "text", size_bytes, folder)
        if not path.exists():
            with plain.path.open("rb") as source, gzip.open(path, "wb", compresslevel=6) as target:
                shutil.copyfileobj(source, target, 1 << 20)
        size_bytes = plain.size_bytes
    elif not path.exists():
        maker = [sys.executable, str(HERE / "logs.py"), "--kind", kind, "--form", form]
        subprocess.run([*maker, "--size", str(size_bytes), str(path)], check=True)
    with path.open("rb") as source:
        while source.read(1 << 20):
            pass
    size_bytes = size_bytes if form == "gzip" else path.stat().st_size
    return Log(kind=kind, form=form, path=path, size_bytes=size_bytes)


def discard_logs(folder: Path) -> None:
    """Remove the made logs; what the tools printed stays."""
    for suffix in SUFFIX.values():
        for path in folder.glob(f"*-*{suffix}"):
            path.unlink()


def of_catalogue(expression: str) -> list[str]:
    """Return what *expression* makes of the built-in catalogue ``c``, in another process."""
    program = (
        "from logscan.catalogue import load_catalogue\n"
        f"c = load_catalogue()\nprint(*{expression}, sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.splitlines()


def export_anchors(path: Path) -> int:
    """Write the catalogue's anchors, one on a line, for the grep tools; return how many."""
    anchors = of_catalogue("sorted({a for s in c.signatures for a in s.anchors})")
    path.write_text("".join(f"{anchor}\n" for anchor in anchors), encoding="utf-8")
    return len(anchors)


def rows(*lines: Sequence[object]) -> list[str]:
    """Return a Markdown table; the first line is its head, the first column holds words."""
    head, *body = lines
    cells = ["|".join(["", *(f" {cell} " for cell in line), ""]) for line in (head, *body)]
    return [cells[0], "|---|" + "--:|" * (len(head) - 1), *cells[1:]]
