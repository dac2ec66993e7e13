"""No error signature fires on thousands of healthy lines full of alarming words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from logscan.catalogue import load_catalogue, matches
from logscan.model import Kind, Signature

FOLDER = Path(__file__).parent / "benign"
FILES = sorted(FOLDER.glob("*.log"))


def lines_of(path: Path) -> list[str]:
    """Return the lines of one file of the corpus."""
    return [line for line in path.read_text("utf-8").splitlines() if line.strip()]


@pytest.fixture(scope="module")
def error_signatures() -> tuple[Signature, ...]:
    """Return the built-in signatures of kind error."""
    return tuple(s for s in load_catalogue().signatures if s.kind is Kind.ERROR)


def test_corpus_is_large_and_varied() -> None:
    """The corpus has at least 2,000 lines that still differ when their numbers are taken out."""
    shapes = {re.sub(r"\d+", "0", line) for path in FILES for line in lines_of(path)}
    assert len(shapes) >= 2000


def test_no_line_stands_twice() -> None:
    """Each line of the corpus is there once."""
    every = [line for path in FILES for line in lines_of(path)]
    assert len(every) == len(set(every))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_healthy_lines_are_silent(path: Path, error_signatures: tuple[Signature, ...]) -> None:
    """No healthy line is taken for an error."""
    found = [
        (signature.id, number, line)
        for number, line in enumerate(lines_of(path), start=1)
        for signature in error_signatures
        if any(anchor in line for anchor in signature.anchors) and matches(signature, line)
    ]
    assert found == []
