"""The faults that logscan must survive, and the tests that hold them.

    python tests/faults/fault_table.py      # renews docs/faults.md

A test says which case it holds with ``@pytest.mark.fault(number)``.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "faults.md"
TESTS = ROOT / "tests"

HEAD = """\
# What can go wrong, and what logscan does then

Each case has tests with real processes, signals, pipes and disks, marked
`@pytest.mark.fault(number)`; `python tests/faults/fault_table.py` makes this page from the marks.
Exit codes: 0 scanned, 2 something could not be read or written, 130 and 143 stopped by Ctrl-C and
SIGTERM. A run that could not do all of its work says so in its report (`"complete": false`).

| # | what goes wrong | what logscan does | held by |
|--:|---|---|---|
"""
SKIPS = """
## Where a case is not tested

| tests | skipped where |
|---|---|
"""

FAULTS = {
    1: (
        "the reader goes away (`\\| head -1`)",
        "ends quietly, 0; a file asked for with `-o` is finished",
    ),
    2: ("Ctrl-C while reading", "the report of what was read, `stopped at line N`, 130"),
    3: ("Ctrl-C at the moment of the end", "the whole report, always"),
    4: ("a second Ctrl-C", "ends at once, 130; no half-written file, the terminal is given back"),
    5: ("SIGTERM", "as Ctrl-C, 143"),
    6: ("standard output is closed", "one line, 2; a file asked for with `-o` is written, 0"),
    7: (
        "standard input is closed, or a terminal without data",
        "closed: a hint, 2; a terminal that gives nothing: an empty log, 0",
    ),
    8: ("standard error is closed", "nothing else changes"),
    9: ("the disk under standard output is full", "one line, 2"),
    10: (
        "the disk under `-o` is full",
        "the old file stays, nothing is left beside it, the report is printed, 2",
    ),
    11: ("no folder for `-o`, or a read-only one", "told before anything is read, 2"),
    12: ("`-o` is an input", "refused, however it is called, 2"),
    13: ("killed while writing", "the old file or the new one, never a mixture"),
    14: (
        "one of several files is missing, locked, a folder, or vanishes",
        "it is named, the others are scanned, 2",
    ),
    15: ("an empty log, or only blank lines", "a report that says so, 0"),
    16: (
        "FIFO, `/dev/stdin`, process substitution",
        "read like a file; a FIFO found in a folder is left out, and told",
    ),
    17: ("`/dev/zero`, zeros without end", "memory stays flat, Ctrl-C gives the report"),
    18: ("a line of 1 GiB", "64 KiB at each end are read, the cut is counted; memory stays flat"),
    19: ("10 million lines of one byte", "memory stays flat"),
    20: ("bytes that are not UTF-8", "the line is matched, they are shown as U+FFFD and counted"),
    21: ("a UTF-8 mark", "the first line is read as without it"),
    22: ("UTF-16 (PowerShell's `>`)", "converted, with or without its mark, and told"),
    23: (
        "CRLF, lone carriage returns, progress bars",
        "each piece is a line of its record; no carriage return is printed",
    ),
    24: ("no newline at the end", "the last line counts"),
    25: ("zero bytes, a binary file", "read as text; the report says that it looks binary"),
    26: ("a character or colour code cut by a chunk's border", "the same result for every cut"),
    27: ("a match or a secret cut by a chunk's border", "the same result for every cut"),
    28: ("a truncated archive", "what can be unpacked is used, the fault is told, 2"),
    29: ("several members or frames, bytes behind them", "all are read; the rest is a warning"),
    30: (
        "a bomb",
        "stops at 200 times its size (and 64 MiB), memory stays flat, 2; an inner archive is not opened",
    ),
    31: ("a `.log` that is packed, a `.gz` that is text", "the content decides, not the name"),
    32: (
        "a clock that goes back, lines that come twice",
        "all count, the timeline is sorted, the report says how often",
    ),
    33: (
        "times without a year at New Year or on 29 February",
        "the latest year that fits, and told",
    ),
    34: (
        "summer time, mixed offsets, no zone",
        "UTC inside, nothing negative, what was assumed is told",
    ),
    35: ("times that cannot be", "the line counts, its time is unknown"),
    36: (
        "JSON that is deep, huge, NaN, cut off, half a surrogate",
        "read as text; the output stays JSON",
    ),
    37: (
        "a followed file is renamed, copied and truncated, rewritten, recreated",
        "no line lost, none twice",
    ),
    38: ("half a line now, its rest seconds later", "one line"),
    39: (
        "a slow, hostile or broken signature",
        "named with file, line and column; the others still run; 2",
    ),
    40: ("no locale, no home, no `TERM`, cp1252, one column", "a whole report, no traceback"),
    41: ("a pipe that does not block (EAGAIN)", "waited for"),
    42: ("limits on memory and open files", "one line and 2, or no difference"),
    43: ("10,000 files", "all are read, one open at a time"),
    44: ("a loop of links", "links to folders are not followed; a link to itself is named, 2"),
    45: ("the browser closes during an upload", "the scan ends, the next one can begin"),
    46: ("a second server on the same port", "one line, 2"),
    47: ("SIGSTOP and SIGCONT", "nothing changes"),
    48: ("file names with newlines, escapes, bytes that are no text", "shown as harmless text"),
}


class Held(NamedTuple):
    """A test with the cases that it holds and the reasons why it may be skipped."""

    path: str
    name: str
    numbers: tuple[int, ...]
    reasons: tuple[str, ...]


def held() -> list[Held]:
    """Return every test that holds a case, in the order of files and lines."""
    found = []
    for path in sorted(TESTS.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if "pytest.mark.fault(" in text:
            found += _held_in(path, ast.parse(text))
    return found


def _held_in(path: Path, module: ast.Module) -> list[Held]:
    """Return the tests of one file; skips may stand at the test, at its fixtures, on top."""
    names = {
        target.id: node.value
        for node in module.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    functions = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}
    on_top = _reasons([names["pytestmark"]]) if "pytestmark" in names else ()
    tests = []
    for function in functions.values():
        decorators = [
            names.get(d.id, d) if isinstance(d, ast.Name) else d for d in function.decorator_list
        ]
        numbers = tuple(sorted(n for decorator in decorators for n in _numbers(decorator)))
        if not numbers:
            continue
        fixtures = [functions[a.arg] for a in function.args.args if a.arg in functions]
        reasons = (*on_top, *_reasons([*decorators, *function.body, *fixtures]))
        tests.append(Held(path.relative_to(ROOT).as_posix(), function.name, numbers, reasons))
    return tests


def _numbers(tree: ast.AST) -> list[int]:
    return [
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.fault"
    ]


def _reasons(trees: list[ast.AST]) -> tuple[str, ...]:
    """Return the reasons of ``skipif``, ``skip`` and ``importorskip``."""
    reasons = []
    for node in (node for tree in trees for node in ast.walk(tree)):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        if name == "pytest.mark.skipif":
            reason = next(k.value.value for k in node.keywords if k.arg == "reason")
            where = "Windows: " if "win32" in ast.unparse(node.args[0]) else ""
            reasons.append(where + reason)
        elif name == "pytest.skip":
            reasons.append(node.args[0].value)
        elif name == "pytest.importorskip":
            reasons.append(f"no module {node.args[0].value} (Windows)")
    return tuple(dict.fromkeys(reasons))


def page() -> str:
    """Return the page with what the marks say today."""
    tests = held()
    rows = [
        f"| {number} | {fault} | {does} | {_links(tests, number)} |\n"
        for number, (fault, does) in FAULTS.items()
    ]
    skips: dict[str, dict[str, None]] = {}
    for test in tests:
        for reason in test.reasons:
            skips.setdefault(reason, {})[f"`{test.path}`"] = None
    lines = [f"| {', '.join(paths)} | {reason} |\n" for reason, paths in skips.items()]
    return HEAD + "".join(rows) + SKIPS + "".join(lines)


def _links(tests: list[Held], number: int) -> str:
    names = [f"`{Path(t.path).stem}::{t.name}`" for t in tests if number in t.numbers]
    return ", ".join(re.sub(r"^`test_", "`", name) for name in names)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
