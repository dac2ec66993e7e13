"""The marks that logscan is to reach, each with how it follows from the results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from startup import SCAN, VERSION, YARDSTICK
from suite import rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Results = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One figure and its bound; *figure* raises ``KeyError`` where it was not measured."""

    name: str
    bound: float
    figure: Callable[[Results], float]
    at_least: bool = False  # else: at most

    def told(self, results: Results) -> tuple[str, str, str, str]:
        """Return the mark's row of the table."""
        sign = "at least" if self.at_least else "at most"
        try:
            figure = self.figure(results)
        except (KeyError, IndexError):
            return self.name, f"{sign} {self.bound:g}", "", "not measured"
        met = figure >= self.bound if self.at_least else figure <= self.bound
        return self.name, f"{sign} {self.bound:g}", f"{figure:.2f}", "met" if met else "**missed**"


def times(kind: str, form: str, other: str, ours: str = "logscan") -> Callable[[Results], float]:
    """Return what divides logscan's time on a log by another program's."""

    def figure(results: Results) -> float:
        for one in results["comparison"]:
            if (one["kind"], one["form"]) == (kind, form):
                programs = one["programs"]
                return float(_several(programs, ours)["seconds"] / programs[other]["seconds"])
        raise KeyError(kind)

    return figure


def start(name: str) -> Callable[[Results], float]:
    """Return what divides a start by that of the libraries."""
    return lambda results: float(
        results["startup"][name]["seconds"] / results["startup"][YARDSTICK]["seconds"]
    )


def gain(log: str, jobs: int) -> Callable[[Results], float]:
    """Return what tells how many times faster so many jobs are."""
    return lambda results: float(dict(results["curves"]["jobs"]["series"][log])[jobs])


def _several(programs: Mapping[str, Any], name: str) -> Any:
    """Return a program by its name; one that ends with a blank is followed by a number."""
    if not name.endswith(" "):
        return programs[name]
    return next((found for known, found in programs.items() if known.startswith(name)), {})


JOBS = "logscan --jobs "
MARKS = (
    Mark(name="sparse text / `ugrep -c`", bound=0.6, figure=times("sparse", "text", "ugrep -c")),
    Mark(name="sparse text / `rg -c`", bound=1.5, figure=times("sparse", "text", "rg -c")),
    Mark(name="dense text / `ugrep -c`", bound=1.5, figure=times("dense", "text", "ugrep -c")),
    Mark(name="all-error text / `ugrep -c`", bound=5.0, figure=times("all", "text", "ugrep -c")),
    *(
        Mark(name=f"{kind} JSON / `jq -c .`", bound=0.1, figure=times(kind, "json", "jq -c ."))
        for kind in ("sparse", "dense", "all")
    ),
    Mark(name="sparse gzip / `gzip -dc`", bound=1.15, figure=times("sparse", "gzip", "gzip -dc")),
    Mark(name="`logscan --version` / importing", bound=1.3, figure=start(VERSION)),
    Mark(name="20 lines / importing", bound=2.0, figure=start(SCAN)),
    Mark(name="two jobs, dense log", bound=1.7, figure=gain("dense log", 2), at_least=True),
    Mark(
        name="sparse text, all cores / `rg -c`", bound=1.0,
        figure=times("sparse", "text", "rg -c", JOBS),
    ),
    Mark(
        name="dense text, all cores / `ugrep -c`", bound=1.0,
        figure=times("dense", "text", "ugrep -c", JOBS),
    ),
)  # fmt: skip


def table(results: Results) -> list[str]:
    """Return the marks as Markdown."""
    return rows(("mark", "target", "measured", ""), *(mark.told(results) for mark in MARKS))
