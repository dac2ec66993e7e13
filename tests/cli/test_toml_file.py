"""What is wrong in a TOML file is told with its place."""

import pytest

from logscan.cli.toml_file import TomlFile
from logscan.errors import UsageError

TEXT = """\
# the team's settings
lang = "ko"

[redaction]
personal = true
disabled = [
    "jwt",
]

[[redaction.kinds]]
name = "shop-key"
pattern = 'shop_[0-9]+'

[[redaction.kinds]]
  name = "till-key"
"""
KINDS = ("redaction", "kinds")


@pytest.fixture
def file(tmp_path):
    """The text as a file."""
    path = tmp_path / "logscan.toml"
    path.write_text(TEXT)
    return TomlFile(path)


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (("lang",), "2:1"),
        (("redaction",), "4:2"),
        (("redaction", "personal"), "5:1"),
        (("redaction", "disabled"), "6:1"),
        ((*KINDS, 0), "10:13"),
        ((*KINDS, 0, "pattern"), "12:1"),
        ((*KINDS, 1), "14:13"),
        ((*KINDS, 1, "name"), "15:3"),
        (("gone",), "1:1"),
        ((*KINDS, 2), "1:1"),
        (("lang", "deeper"), "1:1"),
    ],
)
def test_the_place_of_a_key(file, keys, place):
    """It is the line and column where the statement that brings the key begins."""
    assert str(file.fault(keys, "odd", "try this")) == f"{file.path}:{place}: odd (try this)"


@pytest.mark.parametrize(
    ("text", "place"),
    [("a = 1\nb 2\n", "2:3"), ("a = [1,\n", "2:1"), ("a = 1\na = 2\n", "2:6")],
)
def test_what_is_no_toml(tmp_path, text, place):
    """The reader's own words, with the place in front."""
    path = tmp_path / "x.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=rf"x\.toml:{place}: \w+"):
        TomlFile(path)


def test_what_a_file_holds_cannot_steer_the_terminal(tmp_path):
    """A key with control characters is shown as one harmless line."""
    path = tmp_path / "x.toml"
    path.write_text('"a\\u001b[2J\\nb" = 1\n')
    (key,) = TomlFile(path).table
    said = str(TomlFile(path).fault((key,), f"unknown field '{key}'"))
    assert said.endswith(":1:1: unknown field 'a ⏎ b'")


def test_no_file_is_an_empty_table(tmp_path):
    """Most people have none."""
    assert TomlFile(tmp_path / "logscan.toml").table == {}


def test_a_file_that_cannot_be_read(tmp_path):
    """A folder, or bytes that are no text: one line that names it."""
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    for name in ("folder.toml", "bytes.toml"):
        with pytest.raises(UsageError, match=name):
            TomlFile(tmp_path / name)
