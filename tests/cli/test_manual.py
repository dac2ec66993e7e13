"""The manual page tells everything that the program knows, in words that ``man`` can set."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from logscan import __version__
from logscan.cli.manual import _text, manual_page
from logscan.cli.reference import commands

ROOT = Path(__file__).parent.parent.parent
groff_is_here = pytest.mark.skipif(shutil.which("groff") is None, reason="no groff on this system")


def typeset(*options):
    """What the typesetter makes of the page; its complaints."""
    done = subprocess.run(
        ["groff", "-man", "-ww", *options],
        input=manual_page(), capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return done.stdout, done.stderr


@groff_is_here
def test_the_typesetter_has_no_complaint():
    """No unknown request, no line that cannot be set."""
    assert typeset("-Tutf8", "-z") == ("", "")
    assert typeset("-Tascii", "-z") == ("", "")


@groff_is_here
def test_a_reader_finds_every_option():
    """Each command, option, choice and variable can be read, and copied with plain hyphens."""
    plain = re.sub(r"\x1b\[[0-9;]*m|.\x08", "", typeset("-Tascii", "-rLL=500n", "-P-c")[0])
    words = " ".join(plain.split())
    for command in commands():
        assert command.name in words
        for option in command.options:
            assert ", ".join(option.names) in words
            for word in (*option.choices, option.variable, option.default):
                assert word is None or word in words, option
    assert f"logscan {__version__}" in words
    assert "render logs -r srv-... | logscan" in words


def test_commands_and_options_are_those_of_the_program():
    """The program itself comes first; groups are taken apart."""
    names = [command.name for command in commands()]
    assert names[0] == "logscan"
    assert {"logscan scan", "logscan signatures check", "logscan web"} <= set(names)
    scan = next(command for command in commands() if command.name == "logscan scan")
    facts = {option.names[-1]: option for option in scan.options}
    assert facts["--output"].value == "PATH"
    assert facts["--quiet"].value is None
    assert facts["--min-severity"].choices == ("critical", "high", "medium", "low", "info")
    assert (facts["--context"].default, facts["--cooldown"].choices) == ("2", ())


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("--no-x", r"\-\-no\-x"),
        ("a\\b ~/x", r"a\eb \(ti/x"),
        (".hidden", r"\&.hidden"),
        ("'quoted'", r"\&'quoted'"),
        ("use `scan` now", r"use \fBscan\fR now"),
    ],
)
def test_text_is_no_request(text, written):
    """Nothing in a text is taken for the typesetter's language."""
    assert _text(text) == written


def test_the_page_is_in_the_wheel():
    """It is installed where ``man`` looks for it."""
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '"docs/logscan.1" = "share/man/man1/logscan.1"' in settings
