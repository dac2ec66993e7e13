"""The page about the catalogue shows every signature, and nothing of it as markup."""

import re

import pytest
from catalogue_builders import signature

from logscan.catalogue import digest_of, docs_markdown, load_catalogue
from logscan.model import Catalogue, Kind, Text


def page(*signatures):
    """Return the page about these signatures."""
    return docs_markdown(Catalogue(signatures=signatures, digest=digest_of(signatures)))


def test_the_page_counts_by_family():
    """The table has one row a family and a last one for all."""
    text = page(
        signature("one", family="port"),
        signature("two", family="port", kind=Kind.LIFECYCLE),
        signature("three", family="tls", kind=Kind.BENIGN),
    )
    assert "| [port](#port-2) | 1 | 1 | 0 | 2 |" in text
    assert "| [tls](#tls-1) | 0 | 0 | 1 | 1 |" in text
    assert "| all | 1 | 1 | 1 | 3 |" in text


def test_a_signature_shows_what_to_do():
    """Title, severity, cause, steps with fallbacks, edges and references are there."""
    text = page(signature(explains=("other", "sample")))
    for part in (
        "### sample",
        "**Sample problem** (high)",
        "The host is down.",
        "1. **5m** Start it. (runbook: advanced debugging 1)",
        "Explains: other, [sample](#sample).",
        "More: <https://example.com/x>",
        "```text\nSAMPLE_CODE a\n```",
    ):
        assert part in text


def test_texts_are_no_markup():
    """Signs that Markdown reads are escaped, and a fence in an example stays inside."""
    text = page(
        signature(
            cause=Text(en="<script> [x](y) `a` *b* __c__ DATABASE_URL"),
            examples=("````\nSAMPLE_CODE",),
        )
    )
    assert r"\<script> \[x\](y) \`a\` \*b\* \_\_c\_\_ DATABASE_URL" in text
    assert "`````text\n````\nSAMPLE_CODE\n`````" in text


@pytest.fixture(scope="module")
def whole():
    """Return the page about the built-in catalogue."""
    return docs_markdown(load_catalogue())


def test_every_builtin_signature_is_on_the_page(whole):
    """Each id is a heading, once."""
    headings = re.findall(r"(?m)^### (\S+)$", whole)
    assert sorted(headings) == [s.id for s in load_catalogue().signatures]


def test_every_link_on_the_page_leads_somewhere(whole):
    """Links to ids and families have their heading."""
    targets = set(re.findall(r"(?m)^### (\S+)$", whole))
    targets |= {f"{a}-{n}" for a, n in re.findall(r"(?m)^## (\S+) \((\d+)\)$", whole)}
    assert set(re.findall(r"\]\(#([^)]+)\)", whole)) <= targets
