"""Documents are true: generated pages are current, what the README shows runs."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from logscan.cli.documents import pages

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"(<!-- command: ([\w ]+) -->\n)?```(\w+)\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("name", sorted(pages()))
def test_generated_pages_are_current(name):
    """``python -m logscan.cli.documents`` would change nothing."""
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == pages()[name]


def test_the_readme_has_its_two_commands():
    """The pipeline runs them; their markers must stand."""
    named = {name: text for _, name, _, text in BLOCKS if name}
    assert set(named) == {"main job", "tests"}
    assert all(len(text.strip().splitlines()) == 1 for text in named.values())


def test_the_main_job_works_as_installed_here(tmp_path):
    """The part of the first command that is logscan's runs on the sample it names."""
    command = next(text for _, name, _, text in BLOCKS if name == "main job").split("&&")[-1]
    words = command.split()
    assert words[0].endswith("/logscan")
    done = subprocess.run(
        [sys.executable, "-m", "logscan", *words[1:]],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert "Connection refused" in done.stdout.splitlines()[0]


@pytest.mark.parametrize("block", [text for _, _, kind, text in BLOCKS if kind == "python"])
def test_python_blocks_run(block):
    """The library example works as printed."""
    done = subprocess.run(
        [sys.executable, "-c", block],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.startswith("failing ")


LINES = [
    line.split("#")[0].strip()
    for _, name, kind, text in BLOCKS
    if kind == "sh" and not name
    for line in text.splitlines()
]


@pytest.mark.parametrize("line", [line for line in LINES if line])
def test_shell_lines_run(line, tmp_path):
    """Every line that a user may copy runs (with a stand-in for the Render CLI)."""
    sample = ROOT / "samples" / "database-down-at-boot" / "input.log"
    (tmp_path / "old").mkdir()
    shutil.copy(sample, tmp_path / "app.log")
    shutil.copy(sample, tmp_path / "old" / "a.gz")  # known by its content, not by its name
    for name, script in {
        "render": f'#!/bin/sh\ncat "{sample}"\n',
        "logscan": f'#!/bin/sh\nexec "{sys.executable}" -m logscan "$@"\n',
    }.items():
        (tmp_path / name).write_text(script)
        (tmp_path / name).chmod(0o755)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", line.replace("srv-...", "srv-x")],
        cwd=tmp_path, input=sample.read_bytes(), capture_output=True, check=False, timeout=60,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr.decode()


@pytest.mark.parametrize(
    "path",
    [
        *("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "bench/README.md"),
        *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md")),
    ],
)
def test_links_of_the_documents_lead_somewhere(path):
    """Relative links name files that exist."""
    text = (ROOT / path).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", text):
        assert ((ROOT / path).parent / target).exists(), target
