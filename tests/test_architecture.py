"""An import points to a lower layer, and each outside package has its homes."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = [
    {"values"},
    {"model", "__init__"},
    {"errors", "patterns"},  # errors names the values that it carries
    {"catalogue", "intake", "redaction"},
    {"engine", "analysis", "report"},
    {"notices"},
    {"scanner"},
    {"scale", "web"},
    {"cli"},
    {"__main__"},
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
HOMES = {
    "aiohttp": {"intake"},
    "dask": {"scale"},
    "distributed": {"scale"},
    "fsspec": {"intake"},
    "hyperscan": {"engine"},
    "numpy": {"engine"},
    "pandas": {"analysis", "scanner"},  # scanner: the annotation of to_frame
    "pyarrow": {"analysis"},
    "regex": {"patterns", "analysis", "catalogue", "engine", "intake", "redaction"},
    "rich": {"report"},
    "sshfs": {"intake"},
    "starlette": {"web"},
    "typer": {"cli"},
    "uvicorn": {"web"},
    "yaml": {"catalogue"},
    "zstandard": {"intake"},
}
FILES = sorted((ROOT / "logscan").rglob("*.py"))


def unit(path):
    """The part of the package a file belongs to: ``report/html.py`` is ``report``."""
    return path.relative_to(ROOT / "logscan").with_suffix("").parts[0]


def imports(path):
    """Every dotted name the file imports, in functions and under TYPE_CHECKING too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def faults(path):
    """The imports of a file that point up or sideways, or to a package at home elsewhere."""
    me = unit(path)
    for name in imports(path):
        top, other = (*name.split("."), "")[:2]
        if top == "logscan" and me not in ("__init__", other):
            # ``from logscan import x`` names a module or something of the root itself
            level = LEVEL[other] if other in LEVEL else LEVEL["__init__"]
            if level >= LEVEL[me]:
                yield f"{me} imports {name}"
        elif (
            top != "logscan" and top not in sys.stdlib_module_names and me not in HOMES.get(top, ())
        ):
            yield f"{me} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_down(path):
    """No module imports its own layer, a higher one, or a package that lives elsewhere."""
    assert list(faults(path)) == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("engine", "from logscan.report import render"),
        ("engine", "from logscan.analysis.timeline import Timeline"),
        ("intake", "from logscan.catalogue import load"),
        ("model", "from logscan.intake import text"),
        ("report", "def f():\n    from logscan.engine import parser"),
        ("report", "import logscan.scanner"),
        ("analysis", "import rich"),
        ("engine", "import yaml"),
        ("cli", "import requests"),
        ("cli", "import uvicorn"),
        ("web", "from logscan.cli import config"),
    ],
)
def test_planted_violations_are_seen(tmp_path, monkeypatch, module, line):
    """The rule has teeth: an import up, sideways or of a foreign package is reported."""
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    path = tmp_path / "logscan" / module / "planted.py"
    path.parent.mkdir(parents=True)
    path.write_text(line)
    assert list(faults(path))


def module_name(path):
    """The dotted name of a source file: ``logscan.report`` for its ``__init__.py``."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def circles(graph):
    """The modules that can be reached from themselves."""

    def reached(start):
        found, waiting = set(), [start]
        while waiting:
            fresh = graph[waiting.pop()] - found
            found |= fresh
            waiting += fresh
        return found

    return {name for name in graph if name in reached(name)}


def test_no_two_modules_need_each_other():
    """The modules of a package have an order, too: none imports itself by a detour."""
    paths = {module_name(path): path for path in FILES}
    graph = {}
    for name, path in paths.items():
        targets = {
            target if target in paths else target.rpartition(".")[0] for target in imports(path)
        }
        graph[name] = (targets & paths.keys()) - {name, "logscan"}
    assert circles(graph) == set()


def test_a_circle_is_seen():
    """Two modules that import each other are found, those beside them are not."""
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == {"b", "c"}
