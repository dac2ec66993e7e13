"""Every built-in signature proves itself: one test a file, its id is the test's id."""

import pytest

from logscan.catalogue import builtin_folder, check, collect, house_rules

LOADED = collect([builtin_folder()], use_cache=False)
CATALOGUE = LOADED.catalogue
PATHS = sorted(
    path
    for path in builtin_folder().glob("*/*.yaml")
    if path.parent.name not in {"runbooks", "rules"}
)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_signature(path):
    """The file loads, is anchored and cheap; its examples match it alone, the others do not."""
    problems = [p for p in LOADED.problems if p.path == str(path)]
    if not problems:
        problems = check(CATALOGUE, only=[path.stem]) + house_rules(CATALOGUE[path.stem])
    assert [str(problem) for problem in problems] == []


def test_nothing_else_is_wrong_with_the_catalogue():
    """Faults that belong to no single file: there are none."""
    paths = {str(path) for path in PATHS}
    assert [str(p) for p in LOADED.problems if p.path not in paths] == []


def test_families_are_one_level_deep():
    """A family is a folder of the catalogue, not a tree."""
    deeper = sorted(builtin_folder().glob("*/*/**/*.yaml"))
    assert deeper == []
