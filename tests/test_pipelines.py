"""What pipelines are given works: the action, the hooks, the examples of docs/ci.md."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import typer
import yaml

from logscan.cli.app import app
from logscan.report import schema

ROOT = Path(__file__).parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS = {
    hook["id"]: hook
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
}
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"```yaml\n# example: (\S+)\n(.*?)```", PAGE, re.DOTALL))
SAMPLE = ROOT / "samples" / "database-down-at-boot" / "input.log"
HEALTHY = next((ROOT / "samples" / "healthy-deploy").glob("input*"))
STEPS = {step["id"]: step for step in ACTION["runs"]["steps"]}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with ``logscan``, ``python`` and ``render`` on the path, and no settings."""
    for name in list(os.environ):
        if name.startswith(("LOGSCAN_", "GITHUB_")):
            monkeypatch.delenv(name)
    tools = tmp_path / "a bin"
    tools.mkdir()
    for name, line in {
        "logscan": f'exec "{sys.executable}" -m logscan "$@"',
        "python": f'exec "{sys.executable}" "$@"',
        "render": f'cat "{SAMPLE}"',
    }.items():
        (tools / name).write_text(f"#!/bin/sh\n{line}\n")
        (tools / name).chmod(0o755)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return tmp_path


def bash(script, env):
    """Run a script as the runner does: errors end it."""
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        check=False, capture_output=True, text=True, timeout=120, env=os.environ | env,
    )  # fmt: skip


def scan_step(folder, **inputs):
    """Run the action's scan step; its process and its outputs."""
    known = {name: one.get("default", "") for name, one in ACTION["inputs"].items()}
    known |= {name.replace("_", "-"): value for name, value in inputs.items()}
    values = {
        **{f"inputs.{name}": value for name, value in known.items()},
        "runner.temp": str(folder),
        "steps.install.outputs.bin": str(folder / "a bin"),
    }
    env = {
        name: re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: values[found[1]], text)
        for name, text in STEPS["scan"]["env"].items()
    }
    env |= {
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
    }
    (folder / "output").write_text("")
    done = bash(STEPS["scan"]["run"], env)
    lines = (folder / "output").read_text().splitlines()
    return done, dict(line.split("=", 1) for line in lines)


# ---------------------------------------------------------------- the action


def valid(name, *words):
    """Hold a file against a published schema."""
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", name, *map(str, words)],
        check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_action_is_one():
    """It is held against the schema of action files."""
    valid("vendor.github-actions", ROOT / "action.yml")


def test_inputs_become_real_options():
    """Each input is read, and each variable is the one of an option of ``scan``."""
    scan = typer.main.get_command(app).get_command(None, "scan")
    variables = {parameter.envvar for parameter in scan.params}
    environment = STEPS["scan"]["env"]
    assert {name for name in environment if name.startswith("LOGSCAN_")} <= variables
    assert set(re.findall(r"(LOGSCAN_\w+)=", STEPS["scan"]["run"])) <= variables
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", text)) == set(ACTION["inputs"])
    options = {option.lstrip("-") for parameter in scan.params for option in parameter.opts}
    others = {"sources", "reports", "python-version"}
    assert set(ACTION["inputs"]) - others <= options


def test_no_expression_stands_in_a_script():
    """What a caller passes reaches the shell as variables alone: it cannot become a command."""
    for step in STEPS.values():
        assert "${{" not in step.get("run", "")


def test_a_scan_with_findings(folder):
    """The report in the log, on the summary page and in files; outputs; the exit code."""
    shutil.copy(SAMPLE, "app log.txt")
    done, outputs = scan_step(
        folder, sources="app log.txt\n", fail_on="high", reports="r.sarif\nr x.md\n", lang="ko"
    )
    assert done.returncode == 1, done.stderr
    assert outputs == {
        "verdict": "failing",
        "cause": "econnrefused",
        "exit-code": "1",
        "document": str(folder / "logscan-report.json"),
    }
    jsonschema.validate(json.loads(Path(outputs["document"]).read_text()), schema("report"))
    assert json.loads(Path("r.sarif").read_text())["runs"][0]["language"] == "ko-KR"
    assert Path("r x.md").read_text().startswith("# ✗ 장애")
    assert (folder / "summary.md").read_text().count("# ✗ 장애") == 1
    first, *_, last = done.stdout.splitlines()
    assert re.fullmatch(r"::stop-commands::(logscan-\d+)", first)
    assert last == f"::{first.removeprefix('::stop-commands::')}::"


def test_a_healthy_log_passes(folder):
    """Nothing grave: 0, and no cause."""
    done, outputs = scan_step(folder, sources=str(HEALTHY), fail_on="medium", step_summary="false")
    assert (done.returncode, outputs["verdict"], outputs["cause"]) == (0, "healthy", "")
    assert not (folder / "summary.md").exists()


def test_what_cannot_be_read_fails_the_step(folder):
    """Exit code 2, with the outputs of what could be read; a wrong input stops at once."""
    done, outputs = scan_step(folder, sources=f"gone.log\n{SAMPLE}", reports="r.xml")
    assert (done.returncode, outputs["exit-code"], outputs["cause"]) == (2, "2", "econnrefused")
    assert "gone.log" in done.stderr
    assert "<error" in Path("r.xml").read_text()
    done, outputs = scan_step(folder, sources="\n")
    assert (done.returncode, outputs) == (2, {})
    done, outputs = scan_step(folder, sources=str(SAMPLE), reports="r.xyz")
    assert (done.returncode != 0, outputs) == (True, {})


def test_inputs_are_words_not_commands(folder):
    """Names with blanks, dashes and shell signs are names; a catalogue is added."""
    name = "-o $(touch pwned); `touch pwned` *.log"
    shutil.copy(SAMPLE, f"./{name}")
    shutil.copytree(ROOT / "signatures" / "network", "own signatures")
    done, outputs = scan_step(folder, sources=name, catalogue="own signatures\n")
    assert (done.returncode, outputs["cause"]) == (0, "econnrefused"), done.stderr
    assert not Path("pwned").exists()


def test_the_package_is_installed_beside_the_jobs_own(folder):
    """A virtual environment of its own, whose tools the scan step gets."""
    home = folder / "a home"
    python = folder / "python"
    python.write_text(
        '#!/bin/sh\nmkdir -p "$3/bin"\n'
        f'printf \'#!/bin/sh\\nprintf "%%s\\\\n" "$@" > "{folder}/words"\\n\' > "$3/bin/python"\n'
        'chmod +x "$3/bin/python"\n'
    )
    python.chmod(0o755)
    done = bash(
        STEPS["install"]["run"],
        {
            "PYTHON": str(python),
            "PACKAGE": "/a package",
            "FOLDER": str(home),
            "GITHUB_OUTPUT": str(folder / "output"),
        },
    )
    assert done.returncode == 0, done.stderr
    assert (folder / "output").read_text() == f"bin={home}/bin\n"
    words = (folder / "words").read_text().splitlines()
    assert words[:3] == ["-m", "pip", "install"]
    assert words[-1] == "/a package"


# ---------------------------------------------------------------- the hooks


@pytest.mark.parametrize("name", HOOKS)
def test_hooks_have_what_pre_commit_wants(name):
    """The keys that a manifest must have, and a command that exists."""
    hook = HOOKS[name]
    assert {"id", "name", "entry", "language", "files"} <= set(hook)
    assert hook["language"] == "python"
    assert hook["entry"].split()[0] == "logscan"
    re.compile(hook["files"])


def run_hook(name, *files):
    """Run a hook on files, as pre-commit does."""
    words = HOOKS[name]["entry"].split()[1:]
    return subprocess.run(
        [sys.executable, "-m", "logscan", *words, *map(str, files)],
        check=False, capture_output=True, timeout=60,
    )  # fmt: skip


@pytest.mark.usefixtures("folder")
def test_the_hook_about_logs():
    """It fails on a log that fails, passes a healthy one, and picks logs by name."""
    assert run_hook("logscan", SAMPLE).returncode == 1
    assert run_hook("logscan", HEALTHY).returncode == 0
    names = re.compile(HOOKS["logscan"]["files"])
    assert names.search("smoke/a.log")
    assert names.search("a.log.gz")
    assert not names.search("catalog.py")


@pytest.mark.usefixtures("folder")
def test_the_hook_about_signatures():
    """It passes what proves itself and fails the rest."""
    good = ROOT / "signatures" / "network" / "enotfound.yaml"
    bad = Path("bad.yaml")
    bad.write_text("id: bad\n")
    assert run_hook("logscan-signatures", good).returncode == 0
    assert run_hook("logscan-signatures", good, bad).returncode == 2
    assert re.search(HOOKS["logscan-signatures"]["files"], "ops/signatures/own/x.yaml")


# ---------------------------------------------------------------- the page

SCHEMAS = {
    ".github/workflows/deploy.yml": "vendor.github-workflows",
    ".github/workflows/render.yml": "vendor.github-workflows",
    ".gitlab-ci.yml": "vendor.gitlab-ci",
    ".pre-commit-config.yaml": None,
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_examples_are_valid(name, tmp_path):
    """Each example is held against the schema of its kind of file."""
    path = tmp_path / Path(name).name
    path.write_text(EXAMPLES[name])
    if SCHEMAS[name]:
        valid(SCHEMAS[name], path)
    else:
        (repo,) = yaml.safe_load(EXAMPLES[name])["repos"]
        assert {hook["id"] for hook in repo["hooks"]} == set(HOOKS)


def test_every_example_is_known():
    """None is left unchecked."""
    assert set(EXAMPLES) == set(SCHEMAS)


def test_examples_use_inputs_and_outputs_that_exist():
    """What a reader copies names nothing that the action does not have."""
    used = []
    for name in SCHEMAS:
        for job in yaml.safe_load(EXAMPLES[name]).get("jobs", {}).values():
            used += [step for step in job["steps"] if "logscan@" in step.get("uses", "")]
    assert len(used) == 2
    for step in used:
        assert set(step["with"]) <= set(ACTION["inputs"])
    outputs = re.findall(r"steps\.logscan\.outputs\.([\w-]+)", PAGE)
    assert set(outputs) <= set(ACTION["outputs"])


def test_the_page_lists_all_inputs_and_outputs():
    """The two tables are complete."""
    tables = PAGE.split("| input | meaning |")[1].split("Where logscan is installed")[0]
    inputs, outputs = tables.split("| output | meaning |")
    first_cells = " ".join(line.split("|")[1] for line in inputs.splitlines() if "|" in line)
    assert set(re.findall(r"`([\w-]+)`", first_cells)) == set(ACTION["inputs"])
    assert set(re.findall(r"^\| `([\w-]+)`", outputs, re.MULTILINE)) == set(ACTION["outputs"])


def test_the_commands_of_the_examples_run(folder):
    """The lines of the GitLab job and of the Render section, with a log that fails."""
    shutil.copy(SAMPLE, "service.log")
    script = yaml.safe_load(EXAMPLES[".gitlab-ci.yml"])["smoke-test"]["script"]
    lines = [line for line in script if line.startswith("logscan ")]
    lines += re.findall(r"`(render logs [^`]*logscan[^`]*)`", PAGE)
    env = {"PATH": f"{folder / 'a bin'}:{os.environ['PATH']}", "SERVICE": "srv-x", "START": "-1h"}
    codes = [bash(line, env).returncode for line in lines]
    assert codes == [0, 0, 1, 1]
    assert Path("logscan.xml").read_text().startswith("<?xml")
    assert Path("logscan.html").read_text().startswith("<!doctype html>")


def test_the_watching_command_is_one():
    """Its options exist; it is not started: it would go on for ever."""
    (line,) = re.findall(r"^logscan run .*$", PAGE, re.MULTILINE)
    run = typer.main.get_command(app).get_command(None, "run")
    known = {option for parameter in run.params for option in parameter.opts}
    assert set(re.findall(r"--[\w-]+", line.split(" -- ")[0])) <= known
