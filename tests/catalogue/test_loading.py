"""Folders and files become a catalogue; a fault in one does not hide the rest."""

import os
import subprocess
import sys

import pytest
from catalogue_builders import file_text, write_folder

from logscan.catalogue import (
    builtin_folder,
    collect,
    collect_catalogue,
    digest_of,
    edges,
    load,
    load_catalogue,
    loading,
)
from logscan.errors import CatalogueError


def test_families_are_folders(tmp_path):
    """The folder of a file is its family; runbooks, rules and hidden files are not read."""
    write_folder(tmp_path / "database", one=file_text("one"))
    write_folder(tmp_path, two=file_text("two"))
    write_folder(tmp_path / "runbooks", x="no signature")
    write_folder(tmp_path / "rules", x="no signature")
    write_folder(tmp_path / ".git", x="no signature")
    (tmp_path / "schema.json").write_text("{}")
    (tmp_path / ".hidden.yaml").write_text("no signature")
    loaded = load([tmp_path])
    assert [(s.id, s.family) for s in loaded.signatures] == [("one", "database"), ("two", "")]


def test_a_later_path_overrides_by_id(tmp_path):
    """The same id in a later path wins; an earlier one of another id stays."""
    first = write_folder(tmp_path / "a", one=file_text("one"), two=file_text("two"))
    second = write_folder(tmp_path / "b", one=file_text("one", severity="low"))
    found = load([first, second / "one.yaml"])
    assert [(s.id, s.severity.name) for s in found.signatures] == [("one", "LOW"), ("two", "HIGH")]


def test_one_id_twice_in_a_folder_is_a_fault(tmp_path):
    """Two families cannot hold one id: the second file is reported, with the first."""
    write_folder(tmp_path / "a", one=file_text("one"))
    write_folder(tmp_path / "b", one=file_text("one"))
    problems = collect([tmp_path]).problems
    assert [(p.path, p.message) for p in problems] == [
        (str(tmp_path / "b" / "one.yaml"), "a second file for the id 'one'")
    ]


def test_all_faults_of_all_files_are_raised_together(tmp_path):
    """One error carries the faults of every file."""
    write_folder(tmp_path, one=file_text("one", severity="x"), two=file_text("two", kind="y"))
    with pytest.raises(CatalogueError) as caught:
        load([tmp_path])
    assert [p.message.split()[0] for p in caught.value.problems] == ["severity", "kind"]
    assert str(caught.value).count("\n") == 1


def test_good_files_survive_beside_a_bad_one(tmp_path):
    """The collecting form returns the good signatures and the faults."""
    write_folder(tmp_path, one=file_text("one", severity="x"), two=file_text("two"))
    loaded = collect([tmp_path])
    assert [s.id for s in loaded.catalogue.signatures] == ["two"]
    assert [p.line for p in loaded.problems] == [4]


def test_a_bad_file_of_a_user_leaves_the_builtin_catalogue(tmp_path):
    """The built-in signature stays where its override is faulty."""
    builtin = load_catalogue()
    name = builtin.signatures[0].id
    write_folder(tmp_path, **{name: "id: 5\n"})
    loaded = collect_catalogue([tmp_path])
    assert loaded.catalogue == builtin
    assert loaded.problems


def test_user_patterns_are_judged_when_they_are_read(tmp_path):
    """A user's pattern that is not anchored or too costly never reaches the engine."""
    write_folder(
        tmp_path,
        one=file_text("one", pattern="'SAMPLE_CODE (?<host>x)|sample (?<host>y)'"),
        two=file_text("two", pattern="'SAMPLE_CODE (?<host>(?:a+)+b)'"),
        three=file_text("three", pattern="'SAMPLE_CODE (?<host>a)(?P=b)'"),
    )
    problems = collect([tmp_path]).problems
    assert [(p.line, p.column, p.message[:24]) for p in problems] == [
        (7, 10, "pattern matches 'sample "),
        (7, 36, "pattern does not compile"),
        (7, 34, "pattern can take exponen"),
    ]


@pytest.mark.parametrize("name", ["missing", "missing.yaml", "nul\0byte"])
def test_a_missing_path_is_one_clear_line(tmp_path, name):
    """A path that is not there is a problem like any other."""
    problems = collect([tmp_path / name]).problems
    assert len(problems) == 1
    assert problems[0].message.startswith("cannot be read: ")


def test_a_folder_without_signatures_is_a_fault(tmp_path):
    """An empty folder is most likely the wrong one."""
    assert [p.message for p in collect([tmp_path]).problems] == ["no signature files here"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a thing of POSIX")
def test_what_is_no_regular_file_is_not_opened(tmp_path):
    """A named pipe would wait for ever, and a device never ends."""
    os.mkfifo(tmp_path / "one.yaml")
    write_folder(tmp_path, two=file_text("two"))
    loaded = collect([tmp_path])
    assert [p.message for p in loaded.problems] == ["cannot be read: not a regular file"]
    assert [s.id for s in loaded.catalogue.signatures] == ["two"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads anything")
def test_an_unreadable_file_is_one_clear_line(tmp_path):
    """A file without permission is reported; the others are read."""
    write_folder(tmp_path, one=file_text("one"), two=file_text("two"))
    (tmp_path / "one.yaml").chmod(0)
    assert [p.message for p in collect([tmp_path]).problems] == [
        "cannot be read: Permission denied"
    ]


def test_the_digest_is_of_the_content_alone(tmp_path):
    """Folder, family, comments, quoting and the order of keys do not change the digest."""
    lines = file_text("one").splitlines()
    turned = "\n".join(["# a comment", *lines[1:9], lines[0], *lines[9:]]) + "\n"
    first = load([write_folder(tmp_path / "a", one=file_text("one"), two=file_text("two"))])
    second = load([write_folder(tmp_path / "b" / "family", two=file_text("two"), one=turned)])
    third = load([write_folder(tmp_path / "c", one=file_text("one", severity="low"))])
    assert first.digest == second.digest == digest_of(first.signatures)
    assert first.digest.startswith("sha256:")
    assert len({first.digest, third.digest, load([tmp_path / "a" / "one.yaml"]).digest}) == 3


def test_the_builtin_folder_is_found():
    """A checkout has its signatures beside the package, a wheel inside it."""
    assert builtin_folder().name in {"signatures", "_signatures"}
    assert list(builtin_folder().rglob("*.yaml"))


@pytest.mark.parametrize("place", ["logscan/_signatures", "signatures"])
def test_the_builtin_folder_of_a_wheel_or_a_checkout(tmp_path, monkeypatch, place):
    """Inside the package comes first; beside it is the checkout's."""
    package = tmp_path / "logscan"
    (package / "catalogue").mkdir(parents=True)
    monkeypatch.setattr(loading, "__file__", str(package / "catalogue" / "loading.py"))
    with pytest.raises(CatalogueError, match="the built-in signatures are missing"):
        builtin_folder()
    (tmp_path / "signatures").mkdir()
    (tmp_path / place).mkdir(exist_ok=True)
    assert builtin_folder() == tmp_path / place


def test_edges_come_from_both_ends(tmp_path):
    """An edge counts whether its cause or its effect declares it; unknown ids do not."""
    write_folder(
        tmp_path,
        one=file_text("one", explains="[two, nowhere]"),
        two=file_text("two", explains="[]"),
        three=file_text("three", explains="[]").replace("explains: []", "explained_by: [two]"),
    )
    assert edges(load([tmp_path])) == {
        "one": {"two"},
        "two": {"three"},
        "three": set(),
    }


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import logscan.catalogue", {"yaml", "regex", "difflib"}),
        ("from logscan.catalogue import load_catalogue as f; f(); f()", {"regex"}),
    ],
)
def test_imports_are_lazy(statement, absent):
    """Importing the package costs neither YAML nor regex; loading compiles no pattern."""
    code = f"{statement}; import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not absent & set(done.stdout.split())
