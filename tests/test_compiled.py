"""The modules that can be compiled do the same when they are."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKED = ("logscan", "signatures", "samples", "docs", "README.md", "LICENSE", "pyproject.toml")
BESIDE = ("signatures", "samples", "tests", "pyproject.toml")
BUILD = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]
CHOSEN = BUILD["build"]["targets"]["wheel"]["hooks"]["mypyc"]["include"]


def copied(names, target):
    """A folder with copies of some files and folders of the checkout."""
    for name in names:
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.so")
            shutil.copytree(source, target / name, ignore=ignored)
        else:
            shutil.copy(source, target / name)
    return target


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """The folder of an installation with compiled modules."""
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    if shutil.which(compiler) is None or sys.platform == "win32":
        pytest.skip("no C compiler")
    if importlib.util.find_spec("pip") is None:
        pytest.skip("no pip to install with")
    source = copied(PACKED, tmp_path_factory.mktemp("source"))
    target = tmp_path_factory.mktemp("target")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    done = subprocess.run(
        [*command, "--no-build-isolation", "--target", str(target), str(source)],
        env=os.environ | {"HATCH_BUILD_HOOKS_ENABLE": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return target


def logscan(folder, *words):
    """What the installation in *folder* answers, but for how long it took."""
    done = subprocess.run(
        [sys.executable, "-m", "logscan", *words, "--format", "json"],
        env=os.environ | {"PYTHONPATH": str(folder)},
        cwd=folder,  # of which Python takes modules first
        capture_output=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr.decode()
    answer = json.loads(done.stdout)
    answer["stats"].pop("elapsed_seconds")
    return answer


def test_what_is_compiled_makes_no_lazy_dataclasses():
    """Their methods are written later, and a compiled class cannot take them."""
    for name in CHOSEN:
        assert "logscan.values" not in (ROOT / name).read_text(encoding="utf-8"), name


def test_the_checkout_itself_holds_nothing_compiled():
    """A module that was compiled here would hide its source from every test."""
    assert list((ROOT / "logscan").rglob("*.so")) == []


def test_all_that_was_chosen_is_compiled(compiled):
    """And only where it was asked for."""
    made = {path.relative_to(compiled) for path in (compiled / "logscan").rglob("*.so")}
    assert {path.with_name(path.name.split(".")[0] + ".py") for path in made} == set(
        map(Path, CHOSEN)
    )


@pytest.mark.parametrize("name", [*CHOSEN, "logscan/scanner.py", "logscan/analysis/__init__.py"])
def test_each_module_can_be_the_first_one_that_is_imported(compiled, name):
    """Compiled modules are one library, and must not need each other while it begins."""
    module = name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    done = subprocess.run(
        [sys.executable, "-c", f"import {module}"],
        env=os.environ | {"PYTHONPATH": str(compiled)},
        cwd=compiled,
        check=False,
    )
    assert done.returncode == 0


@pytest.mark.parametrize(("form", "jobs"), [("text", "1"), ("json", "1"), ("text", "2")])
def test_a_made_log_gives_the_same_report(compiled, tmp_path, monkeypatch, form, jobs):
    """Every kind of error of the bench, and two segments shared out to two processes."""
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    import logs

    path = tmp_path / "made.log"
    logs.write(path, "0.02" if jobs == "2" else "all", form, 20_000_000 if jobs == "2" else 10**6)
    expected = logscan(ROOT, str(path), "--jobs", jobs)
    assert expected["stats"]["events"] > 1000
    assert logscan(compiled, str(path), "--jobs", jobs) == expected


def test_the_compiled_engine_passes_its_tests(compiled, tmp_path):
    """The properties of the parser, parts of a log, processes, redaction, all samples."""
    names = ("engine/test_parser_properties", "engine/test_repeated", "scale/test_parts")
    names += ("scale/test_processes", "redaction/test_redactor", "test_samples")
    beside = copied(BESIDE, tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *(f"tests/{name}.py" for name in names)],
        env=os.environ | {"PYTHONPATH": str(compiled)},
        cwd=beside,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
