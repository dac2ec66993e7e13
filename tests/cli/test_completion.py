"""A shell that asks is offered commands, options and values, in each shell's own way."""

import os
import shutil
import subprocess
import sys

import pexpect
import pytest

from logscan.cli import completion
from logscan.intake.layouts import LAYOUTS

COMMANDS = ["bundle", "explain", "redact", "run", "runbook", "scan", "signatures", "web"]
bash_is_here = pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this system")


@pytest.fixture(autouse=True)
def alone(tmp_path, monkeypatch):
    """A home and a folder of its own, ``logscan`` on the path, no settings of the machine."""
    for name in list(os.environ):
        if name.startswith("LOGSCAN_"):
            monkeypatch.delenv(name)
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "logscan").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m logscan "$@"\n')
    (tools / "logscan").chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(work)


def asked(**variables):
    """What logscan answers to a shell's script, one line each."""
    done = subprocess.run(
        [sys.executable, "-m", "logscan"], check=False, capture_output=True, text=True, timeout=60,
        env=os.environ | variables,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return [line for line in done.stdout.splitlines() if line]


def offered(line):
    """What bash is told for a line whose last word is being typed."""
    words = line.split(" ")
    return asked(
        COMP_WORDS=" ".join(words),
        COMP_CWORD=str(len(words) - 1),
        _LOGSCAN_COMPLETE="complete_bash",
    )


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("logscan exp", ["explain"]),
        ("logscan run", ["run", "runbook"]),
        ("logscan --form", ["--format"]),
        ("logscan --vers", ["--version"]),
        ("logscan scan --form", ["--format"]),
        ("logscan app.log --since 1h --form", ["--format"]),
        ("logscan --format j", ["json", "junit", "jsonl"]),
        ("logscan app.log --format sa", ["sarif"]),
        ("logscan scan --format events-c", ["events-csv"]),
        ("logscan --fail-on c", ["critical"]),
        ("logscan --lang ", ["en", "ko"]),
        ("logscan --layout render-n", ["render-ndjson"]),
        ("logscan --level err", ["error"]),
        ("logscan --type b", ["build"]),
        ("logscan --max-chars ji", ["jira"]),
        ("logscan --tz Asia/Seou", ["Asia/Seoul"]),
        ("logscan --only econnref", ["econnrefused"]),
        ("logscan --only enoent --exclude econnref", ["econnrefused"]),
        ("logscan -f app.log --on verd", ["verdict"]),
        ("logscan run --on crash-l", ["crash-loop"]),
        ("logscan explain econnref", ["econnrefused"]),
        ("logscan explain crash-l", ["crash-loop"]),
        ("logscan signatures sh", ["show"]),
        ("logscan signatures show econnref", ["econnrefused"]),
        ("logscan signatures list --kind li", ["lifecycle"]),
        ("logscan runbook --format ma", ["markdown"]),
        ("logscan explain econnrefused --lang k", ["ko"]),
        ("logscan bundle --out", ["--output"]),
        ("logscan web --max-m", ["--max-mb"]),
    ],
)  # fmt: skip
def test_what_is_offered(line, wanted):
    """Commands, options and values, with and without the name of the default command."""
    assert offered(line) == wanted


def test_the_first_word():
    """Commands and the files at hand; a name that a shell would have to quote is left to it."""
    for name in ("app.log", "sp ace.log", "$x.log", "run.log"):
        (completion.Path.cwd() / name).write_text("")
    assert offered("logscan ") == [*COMMANDS, "app.log", "run.log"]
    assert offered("logscan ru") == ["run", "runbook", "run.log"]
    assert offered("logscan ./ap") == ["./app.log"]


@pytest.mark.parametrize("line", ["logscan app.log ", "logscan -o ", "logscan nowhere/x"])
def test_files_are_left_to_the_shell(line):
    """An empty answer makes the shell complete files itself."""
    assert offered(line) == []


def test_nothing_is_run_or_read(tmp_path):
    """A broken settings file, a wrong value, ``--version``: an answer all the same."""
    (tmp_path / "work" / "logscan.toml").write_text("broken = [\n")
    assert offered("logscan --format nothing --lan") == ["--lang"]
    assert "logscan 0" not in "\n".join(offered("logscan --version "))


def test_all_layouts_are_offered():
    """Each with what it reads."""
    assert [name for name, about in completion.layouts() if about] == [one.name for one in LAYOUTS]


def test_own_signatures_are_offered(tmp_path):
    """Those of the user's folder stand among the built-in ones."""
    folder = tmp_path / "config" / "logscan" / "signatures"
    done = subprocess.run(
        [sys.executable, "-m", "logscan", "signatures", "show", "enoent"],
        check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    folder.mkdir(parents=True)
    (folder / "zz-own.yaml").write_text(done.stdout.replace("id: enoent", "id: zz-own"))
    assert offered("logscan explain zz-o") == ["zz-own"]


# ---------------------------------------------------------------- each shell's own way


def test_zsh():
    """Words with their meanings, as ``_arguments`` takes them."""
    lines = asked(_TYPER_COMPLETE_ARGS="logscan explain econnref", _LOGSCAN_COMPLETE="complete_zsh")
    assert lines == ["""_arguments '*: :(("econnrefused":"Connection refused"))'"""]
    nothing = asked(_TYPER_COMPLETE_ARGS="logscan app.log ", _LOGSCAN_COMPLETE="complete_zsh")
    assert nothing == ["_files"]


def test_fish():
    """A word, a tab, its meaning."""
    lines = asked(
        _TYPER_COMPLETE_ARGS="logscan explain econnref",
        _TYPER_COMPLETE_FISH_ACTION="get-args",
        _LOGSCAN_COMPLETE="complete_fish",
    )
    assert lines == ["econnrefused\tConnection refused"]


@pytest.mark.parametrize("name", ["powershell", "pwsh"])
def test_powershell(name):
    """A word, three colons, its meaning."""
    lines = asked(
        _TYPER_COMPLETE_ARGS="logscan --format sa",
        _TYPER_COMPLETE_WORD_TO_COMPLETE="sa",
        _LOGSCAN_COMPLETE=f"complete_{name}",
    )
    assert lines == ["sarif::: "]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_the_script_is_shown(shell):
    """Each shell's script calls back with the variable that is waited for."""
    done = subprocess.run(
        ["logscan", "--show-completion", shell],
        check=True, capture_output=True, text=True, timeout=60,
        env=os.environ | {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
    )  # fmt: skip
    assert f"{completion.VARIABLE}=complete_{shell}" in done.stdout.replace(' = "', "=")


@pytest.mark.parametrize(
    ("shell", "check"),
    [
        ("bash", ["bash", "-n"]),
        ("zsh", ["zsh", "-n"]),
        ("fish", ["fish", "--no-execute"]),
        ("powershell", ["pwsh", "-NoProfile", "-Command", "[scriptblock]::Create($input)"]),
    ],
)
def test_the_script_is_understood_by_its_shell(shell, check):
    """The shell itself, where it is installed, finds nothing wrong with the script."""
    if shutil.which(check[0]) is None:
        pytest.skip(f"no {check[0]} here")
    script = subprocess.run(
        ["logscan", "--show-completion", shell],
        check=True, capture_output=True, timeout=60,
        env=os.environ | {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
    ).stdout  # fmt: skip
    done = subprocess.run(check, check=False, input=script, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


@bash_is_here
def test_a_real_bash_completes(tmp_path):
    """Installed into a new home, typed with the Tab key: command, option, value, id."""
    subprocess.run(
        ["bash", "-c", "logscan --install-completion; true"],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    assert (tmp_path / ".bash_completions" / "logscan.sh").exists()
    with (tmp_path / ".bashrc").open("a") as file:
        file.write("\nPS1='ready> '\nbind 'set enable-bracketed-paste off'\n")
    shell = pexpect.spawn(
        "bash", ["--rcfile", str(tmp_path / ".bashrc"), "-i"], encoding="utf-8", timeout=30,
        dimensions=(40, 200), env=os.environ | {"TERM": "dumb"},
    )  # fmt: skip
    shell.expect_exact("ready> ")
    for typed, completed in {
        "logscan expl": "logscan explain ",
        "logscan app.log --fail": "logscan app.log --fail-on ",
        "logscan --format sar": "logscan --format sarif ",
        "logscan explain econnref": "logscan explain econnrefused ",
        "logscan signatures show heroku-b": "logscan signatures show heroku-boot-timeout ",
    }.items():
        shell.send(f"{typed}\t")
        shell.expect_exact(completed)
        shell.sendcontrol("u")
        shell.send("\n")
        shell.expect_exact("ready> ")
    shell.sendline("exit")
    shell.expect(pexpect.EOF)
    shell.close()
