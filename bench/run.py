"""The benchmark: one command that measures, compares, draws and checks the marks.

python bench/run.py                       # logs of up to 1 GB, five interleaved runs, every suite
python bench/run.py --publish             # the same, into the README, results.json, curves/
python bench/run.py --suite comparison --size 100M --kinds sparse --tools logscan,rg,ugrep
python bench/run.py --smoke               # small; proves that everything works, no timing
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
from importlib import import_module
from pathlib import Path

import marks
import publish
from logs import size_in_bytes
from suite import HERE, MEGABYTE, Settings, discard_logs, export_anchors
from tools import Tool, known_tools

from logscan import __version__

# Modules beside this one, imported when they are run: what this process has in memory counts as
# that of each program that it starts.
SUITES = ("comparison", "startup", "curves", "catalogue", "analysis", "redaction")
PUBLISHED = ("comparison", "startup", "curves")  # what the README and the marks are made from
KINDS = ("sparse", "dense", "all")
FORMS = ("text", "json", "gzip")


def machine() -> str:
    """Return the processor, its cores and the Python in one line."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists() and (name := re.search(r"model name\s*: (.+)", cpuinfo.read_text())):
        model = name[1]
    cores = os.cpu_count() or 1
    return f"{model}, {cores} cores, {platform.system()}, Python {platform.python_version()}"


def chosen_tools(names: str | None, compiled: Path | None) -> list[Tool]:
    """Return the tools that were asked for and are installed; name those that are not."""
    wanted = names.split(",") if names else None
    tools = []
    for tool in known_tools(compiled):
        if wanted and not any(tool.name.startswith(name) for name in wanted):
            continue
        if tool.missing():
            print(f"not installed, left out: {tool.name}", file=sys.stderr)
        else:
            tools.append(tool)
    return tools


def measured(options: argparse.Namespace) -> tuple[dict[str, object], list[str]]:
    """Run the chosen suites, printing as they end; return the results and what went wrong."""
    options.data.mkdir(parents=True, exist_ok=True)
    # Of its own: neither does it push out what others keep, nor the other way round.
    os.environ["XDG_CACHE_HOME"] = str(options.data.resolve() / "cache")
    settings = Settings(
        size_bytes=options.size,
        runs=options.runs,
        folder=options.data,
        kinds=options.kinds,
        forms=options.forms,
        tools=chosen_tools(options.tools, options.compiled),
        smoke=options.smoke,
    )
    anchors = export_anchors(options.data / "anchors.txt")
    results: dict[str, object] = {
        "machine": machine(), "version": __version__, "bytes": options.size,
        "runs": options.runs, "anchors": anchors, "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip
    print(f"{machine()}; {anchors} anchors; median of {options.runs} interleaved runs\n")
    problems: list[str] = []
    for name in options.suite:
        outcome = import_module(name).run(settings)
        print("\n".join(outcome.lines), end="\n\n", flush=True)
        results[name] = outcome.data
        problems += outcome.problems
    return results, problems


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    """Return the choices of the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    listed = {"type": lambda text: text.split(","), "metavar": "A,B"}
    parser.add_argument("--suite", default="all", help=f"all, or of {', '.join(SUITES)}", **listed)
    parser.add_argument("--size", type=size_in_bytes, default="1G", help="of the sparse log: 200M")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--kinds", default=",".join(KINDS), help="of logs", **listed)
    parser.add_argument("--forms", default=",".join(FORMS), help="of logs", **listed)
    parser.add_argument("--tools", help="names or their beginnings, comma-separated")
    parser.add_argument(
        "--compiled", type=Path, help="the logscan of an installation that was compiled"
    )
    parser.add_argument("--data", type=Path, default=HERE / "data", help="where the logs go")
    parser.add_argument("--keep", action="store_true", help="keep the logs for the next time")
    parser.add_argument("--smoke", action="store_true", help="small and once: it works, no timing")
    parser.add_argument(
        "--publish", action="store_true", help="into bench/results.json, bench/curves, the README"
    )
    options = parser.parse_args(arguments)
    if options.suite == ["all"]:
        options.suite = list(SUITES)
    if unknown := [name for name in options.suite if name not in SUITES]:
        parser.error(f"no suite is named {', '.join(unknown)}: choose of {', '.join(SUITES)}")
    if options.smoke:
        options.size, options.runs = 2 * MEGABYTE, 1
        options.suite = list(SUITES)
    if options.publish and (options.smoke or not set(PUBLISHED) <= set(options.suite)):
        parser.error(f"--publish needs a whole run of {', '.join(PUBLISHED)}")
    return options


def main() -> int:
    """Run the benchmark; return 1 where a program failed or counts do not fit."""
    options = options_of()
    try:
        results, problems = measured(options)
    finally:
        if not options.keep:
            discard_logs(options.data)
    if options.smoke:  # what a whole run makes of its figures is made, too, and says nothing
        made = {**publish.pictures(results), "README": publish.block(results)}
        print(
            f"could be published: {', '.join(sorted(made))}; {len(marks.table(results)) - 2} marks"
        )
    elif set(PUBLISHED) & set(options.suite) and not options.publish:
        print("### marks", "", *marks.table(results), sep="\n")
    if options.publish and not problems:
        publish.store(results)
        publish.main()
    for problem in problems:
        print(f"bench: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
