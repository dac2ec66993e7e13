"""Put stored results where people read them: tables into documents, curves into pictures.

    python bench/publish.py

Everything is made from ``bench/results.json``, so what is read is what was measured.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import marks
from charts import chart
from startup import SCAN, VERSION, YARDSTICK
from suite import HERE, MEGABYTE, OURS, rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RESULTS = HERE / "results.json"
CURVES = HERE / "curves"
README = HERE.parent / "README.md"
DETAILS = HERE / "README.md"
BEGIN = "<!-- bench: written by bench/publish.py -->"
END = "<!-- bench: end -->"
_BUSY = 1.0  # from this load on another program was running all the time
_OTHERS = ("ugrep -c", "rg -c", "jq -c .", "gzip -dc")
_NAMES = {"sparse": "0.1 % errors", "dense": "10 % errors", "all": "errors only"}


def store(results: Mapping[str, Any], path: Path = RESULTS) -> None:
    """Write results, one figure a line, so that a change of them can be read."""
    path.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def stored(path: Path = RESULTS) -> dict[str, Any]:
    """Return the results of the last published run."""
    results: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return results


def block(results: Mapping[str, Any]) -> str:
    """Return what the README says of the results."""
    body = []
    several = {
        name for one in results["comparison"] for name in one["programs"] if name.startswith(OURS)
    }
    for one in results["comparison"]:
        programs = one["programs"]
        ours = programs["logscan"]["seconds"]
        others = [
            f"{ours / programs[name]['seconds']:.2f}" if name in programs else ""
            for name in _OTHERS
        ]
        speeds = [
            f"{one['bytes'] / MEGABYTE / programs[name]['seconds']:,.0f}"
            if name in programs
            else ""
            for name in sorted(several)
        ]
        size = f"{one['bytes'] / MEGABYTE:,.0f}"
        body.append((f"{one['form']}, {_NAMES[one['kind']]}", size, *speeds, *others))
    own = (f"`{name}`, MB/s" for name in sorted(several))
    head = ("log", "MB", *own, *(f"time / `{name}`" for name in _OTHERS))
    start = results["startup"]
    base = start[YARDSTICK]["seconds"]
    runs = results["runs"]
    scan, version = start[SCAN]["seconds"], start[VERSION]["seconds"]
    said = (
        f"{results['machine']}; medians of {runs} runs; the times are those of one core: below 1,"
        f" logscan is the faster one. The others only count, search or copy.{busy(results)}\n\n"
        f"A log of 20 lines takes {scan:.2f} s, {scan / base:.1f} times what importing its two"
        f" largest libraries takes, and `logscan --version` {version:.2f} s."
    )
    return "\n".join([BEGIN, *rows(head, *body), "", said, END])


def busy(results: Mapping[str, Any]) -> str:
    """Return a warning where the machine had other work during the run."""
    if results["load"] <= _BUSY:
        return ""
    return f" **The machine was busy** (load {results['load']:g}): the figures are rough."


def details(results: Mapping[str, Any]) -> str:
    """Return what the document of the benchmark says of the results: marks, then pictures."""
    shown = [f"![{curve['title']}](curves/{name}.svg)" for name, curve in results["curves"].items()]
    said = f"logscan {results['version']}, {results['machine']}.{busy(results)}"
    return "\n".join([BEGIN, *marks.table(results), "", said, "", *shown, END])


def with_block(text: str, new: str) -> str:
    """Return a text whose part between the markers is *new*; raise ``ValueError`` without them."""
    before, begun, rest = text.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (begun and ended):
        raise ValueError(f"the text lacks {BEGIN} or {END}")
    return before + new + after


def pictures(results: Mapping[str, Any]) -> dict[str, str]:
    """Return the curves as SVG by the names of their files."""
    found = results["curves"]
    return {f"{name}.svg": chart(curve, results["machine"]) for name, curve in found.items()}


def main() -> int:
    """Write the tables and the pictures; print the marks."""
    results = stored()
    for path, new in ((README, block(results)), (DETAILS, details(results))):
        path.write_text(with_block(path.read_text(encoding="utf-8"), new), encoding="utf-8")
    CURVES.mkdir(exist_ok=True)
    for path in CURVES.iterdir():  # a curve that this run did not measure
        path.unlink()
    for name, picture in pictures(results).items():
        (CURVES / name).write_text(picture, encoding="utf-8")
    print("\n".join(marks.table(results)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
