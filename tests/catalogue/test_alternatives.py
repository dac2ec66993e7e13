"""A pattern taken apart says yes and no where the whole one does."""

from pathlib import Path

import pytest

from logscan.catalogue import compile_pattern, load_catalogue
from logscan.catalogue.alternatives import alternatives

CORPUS = Path(__file__).parent.parent / "corpus" / "benign"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("abc", ("abc",)),
        ("a|b", ("a", "b")),
        ("(?i)a|b", ("(?i)a", "(?i)b")),
        (r"(?:a|b)|[|()]|\||c(d|e)", ("(?:a|b)", "[|()]", r"\|", "c(d|e)")),
        (r"[]|]x|[^]|]y|[\]|]z", ("[]|]x", "[^]|]y", r"[\]|]z")),
        ("a|", ("a", "")),
    ],
)
def test_the_outer_branches(pattern, expected):
    """Only the outermost bars count; classes, groups and escapes are left whole."""
    assert alternatives(pattern) == expected


def test_the_branches_equal_the_whole():
    """On every line of proof and of the benign corpus, for every pattern that silences."""
    catalogue = load_catalogue()
    lines = [line for path in CORPUS.glob("*.log") for line in path.read_text().splitlines()[::7]]
    for signature in catalogue.signatures:
        lines += [*signature.examples[:2], *signature.counterexamples]
    patterns = {pattern for signature in catalogue.signatures for pattern in signature.unless}
    for pattern in patterns:
        whole = compile_pattern(pattern)
        parts = [compile_pattern(part) for part in alternatives(pattern)]
        for line in lines:
            assert bool(whole.search(line)) == any(part.search(line) for part in parts)
