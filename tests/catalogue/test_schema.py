"""The published schema is current, and agrees with the loader where a schema can."""

import json

import jsonschema
import pytest
import yaml
from catalogue_builders import GOOD, read
from test_signature_file import CASES

from logscan.catalogue import builtin_folder, json_schema
from logscan.catalogue.schema import schema_text
from logscan.catalogue.signature_file import KEYS

VALIDATOR = jsonschema.Draft202012Validator(json_schema())

# What only the loader sees: the text behind the value, or more than one value.
BEYOND_A_SCHEMA = {
    "key twice",
    "id is another name",
    "title with placeholder",
    "title null",
    "title with escape",
    "title turned round",
    "anchor cut by comment",
    "pattern unquoted",
    "pattern cut by comment",
    "pattern without end",
    "pattern with stray bracket",
    "pattern in verbose mode",
    "pattern with late flags",
    "pattern with fuzzy part",
    "pattern with unknown escape",
    "pattern after quotes",
    "pattern repeated too often",
    "pattern too long",
    "unless unquoted",
    "unless broken",
    "cause without fallback",
    "cause names no group",
    "headline names no group",
    "step text without fallback",
    "explains itself",
    "burst gap too long",
    "example cut by comment",
    "counterexample to be written",
    "an anchor of YAML",
    "a tag",
    "odd line break",
}


def values(text):
    """Return the file as an editor's schema check sees it, all scalars strings."""
    return yaml.load(text, Loader=yaml.BaseLoader)


def test_the_published_schema_is_current():
    """``python -m logscan.catalogue.schema > signatures/schema.json`` would change nothing."""
    published = (builtin_folder() / "schema.json").read_text(encoding="utf-8")
    assert published == schema_text()
    assert json.loads(published) == json_schema()


def test_the_schema_is_a_schema():
    """It is valid under draft 2020-12 and describes every key that the loader knows."""
    jsonschema.Draft202012Validator.check_schema(json_schema())
    properties = json_schema()["properties"]
    assert set(properties) == set(KEYS)
    assert all("description" in fragment for fragment in properties.values())


def test_a_good_file_is_good_to_both():
    """The schema has nothing against what the loader accepts."""
    assert read(GOOD).problems == ()
    assert list(VALIDATOR.iter_errors(values(GOOD))) == []


@pytest.mark.parametrize("name", sorted(set(CASES) - BEYOND_A_SCHEMA))
def test_a_bad_file_is_bad_to_both(name):
    """What the loader refuses the schema refuses, or YAML cannot be read at all."""
    old, new, _, _ = CASES[name]
    try:
        found = values(GOOD.replace(old, new, 1))
    except (yaml.YAMLError, TypeError):  # TypeError: a list as a key
        return
    assert not VALIDATOR.is_valid(found)


@pytest.mark.parametrize("name", sorted(BEYOND_A_SCHEMA))
def test_the_exceptions_are_exceptions(name):
    """Each exception in the list above is one: the schema does not see the fault."""
    old, new, _, _ = CASES[name]
    assert VALIDATOR.is_valid(values(GOOD.replace(old, new, 1)))


@pytest.mark.parametrize(
    "path", sorted(builtin_folder().glob("*/*.yaml")), ids=lambda path: path.stem
)
def test_builtin_files_fit_the_schema(path):
    """An editor shows no error in a built-in file."""
    if path.parent.name in {"runbooks", "rules"}:
        return
    found = values(path.read_text(encoding="utf-8"))
    assert [error.message for error in VALIDATOR.iter_errors(found)] == []
