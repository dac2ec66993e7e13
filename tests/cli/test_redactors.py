"""What ``logscan.toml`` says about secrets holds in every command."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from logscan.cli.redactors import redactor_maker
from logscan.errors import UsageError

ROOT = Path(__file__).parent.parent.parent
LINE = "Error: connect ECONNREFUSED 10.0.0.5:5432 shop_1234567 kim@example.com password=hunter2x\n"
SETTINGS = """\
[redaction]
personal = true
disabled = ["password"]

[[redaction.kinds]]
name = "shop-key"
pattern = 'shop_[0-9]{7}'
hints = ["shop_"]
"""
WANTED = "10.0.0.5:5432 [redacted:shop-key#1] [redacted:email#1] password=hunter2x"


@pytest.fixture(autouse=True)
def alone(tmp_path, monkeypatch):
    """No settings of the machine or the checkout reach a test."""
    for name in list(os.environ):
        if name.startswith("LOGSCAN_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def settings(tmp_path):
    """A project with kinds of its own."""
    (tmp_path / "logscan.toml").write_text(SETTINGS)


def user_file(tmp_path, text):
    """Write the user's own file."""
    folder = tmp_path / "config" / "logscan"
    folder.mkdir(parents=True)
    (folder / "logscan.toml").write_text(text)


def logscan(*words, **more):
    """Run the real command."""
    return subprocess.run(
        [sys.executable, "-m", "logscan", *map(str, words)],
        check=False, capture_output=True, timeout=60, **more,
    )  # fmt: skip


def evidence(*words):
    """The evidence of the one finding of a scan."""
    done = logscan(*words, "--format", "json", input=LINE.encode())
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["findings"][0]["evidence"][0]["text"]


def test_without_a_file_it_is_the_usual_redactor():
    """Passwords go, personal data stays."""
    assert redactor_maker()().redact("kim@example.com password=hunter2x").startswith("kim@")


@pytest.mark.usefixtures("settings")
def test_a_scan_takes_out_what_the_file_says():
    """Own kinds, the switch and disabled kinds, in a scan and its options over them."""
    assert evidence().endswith(WANTED)
    assert "kim@example.com" in evidence("--no-redact-personal")
    assert "shop_1234567" in evidence("--no-redact")


def test_personal_data_goes_with_the_option():
    """Without any file, too."""
    assert "kim@example.com" in evidence()
    assert "[redacted:email#1]" in evidence("--redact-personal")


@pytest.mark.usefixtures("settings")
def test_the_other_commands_do_so_too(tmp_path):
    """``redact``, ``bundle`` and the skeleton of a new signature."""
    assert WANTED.encode() in logscan("redact", input=LINE.encode()).stdout
    assert b"kim@" in logscan("redact", "--no-personal", input=LINE.encode()).stdout
    (tmp_path / "app.log").write_text(LINE)
    assert logscan("bundle", "app.log", "-o", "b.zip").returncode == 0
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        excerpt = archive.read("excerpts/app.log.econnrefused.log").decode()
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert WANTED in excerpt
    assert b"shop_1234567" not in everything
    assert b"kim@example.com" not in everything
    done = logscan("signatures", "new", "--from-line", LINE.strip(), "--id", "x", "--folder", ".")
    assert done.returncode == 0, done.stderr
    assert "shop_1234567" not in (tmp_path / "x.yaml").read_text()


def test_the_example_of_the_documentation_works(tmp_path):
    """The table that people copy makes a redactor that does what its comments say."""
    page = (ROOT / "docs" / "redaction.md").read_text(encoding="utf-8")
    (tmp_path / "logscan.toml").write_text(page.split("```toml\n")[1].split("```")[0])
    redactor = redactor_maker()()
    assert redactor.redact("SHOP shop_1234567 till 0042 kim@example.com") == (
        "SHOP [redacted:shop-key#1] till [redacted:till-code#1] [redacted:email#1]"
    )


def test_both_files_count(tmp_path):
    """Kinds of both are used; of the other keys the project's win."""
    user_file(
        tmp_path,
        "[redaction]\npersonal = true\n[[redaction.kinds]]\nname = 'till'\npattern = 'till_[0-9]+'\n",
    )
    (tmp_path / "logscan.toml").write_text(
        "[redaction]\npersonal = false\ndisabled = ['till']\n"
        "[[redaction.kinds]]\nname = 'shop'\npattern = 'shop_[0-9]+'\n"
    )
    redactor = redactor_maker()()
    assert redactor.redact("till_1 shop_2 kim@example.com") == (
        "till_1 [redacted:shop#1] kim@example.com"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("redaction = 3\n", "1:1: this is a table"),
        ("[redaction]\npersnal = true\n", "2:1: unknown key 'persnal' (did you mean personal?)"),
        ("[redaction]\nx = true\n", "2:1: unknown key 'x' (use personal, disabled, kinds)"),
        ("[redaction]\npersonal = 1\n", "2:1: 'personal' is true or false"),
        ("[redaction]\ndisabled = 'jwt'\n", "2:1: 'disabled' is a list"),
        ("[redaction]\ndisabled = ['jwd']\n", "named 'jwd' (did you mean jwt?)"),
        ("[redaction]\nkinds = {name = 'x'}\n", "2:1: 'kinds' is a list of tables (write [[red"),
        ("[[redaction.kinds]]\nname = 'x'\n", "1:13: 'name' and 'pattern' are needed"),
        (
            "[[redaction.kinds]]\nname = 'x'\npattern = 'a'\n\n[[redaction.kinds]]\nname = 'y'\npattern = '('\n",
            "7:1: the pattern is wrong: missing )",
        ),
        ("[[redaction.kinds]]\nname = 'x'\nregex = 'a'\n", "3:1: unknown field 'regex'"),
        ("[[redaction.kinds]]\nname = 'x'\npattern = 'a'\nhints = ['']\n", "4:1: a hint must"),
        ("[[redaction.kinds]]\nname = 'x'\npattern = '(?:a|aa)+$'\n", "3:1: the pattern takes"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path, text, message):
    """One line: file, line, column, what to do; also from the command line."""
    (tmp_path / "logscan.toml").write_text(text)
    with pytest.raises(UsageError) as raised:
        redactor_maker()
    assert str(raised.value).startswith("logscan.toml:")
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_fault_ends_a_scan_before_it_reads(tmp_path):
    """Exit code 2, nothing on standard output, one line on standard error."""
    (tmp_path / "logscan.toml").write_text("[redaction]\ndisabled = ['jwd']\n")
    done = logscan(input=LINE.encode())
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
    assert b"logscan.toml:2:1: " in done.stderr
