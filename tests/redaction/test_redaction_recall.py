"""Recall and over-redaction on made lines; ``bench/redaction.py`` has the full figures."""

import collections

import benign_lines
import pytest
import redaction_corpus
from redaction_corpus import CONTEXTS, Line

from logscan.redaction import Redactor

SEED = 20_251_024


def covered(redactor: Redactor, line: Line) -> bool:
    """Say that every character of the line's secret is inside of a finding."""
    place = line.start
    for secret in redactor._secrets(line.text):
        if secret.start <= place < secret.end:
            place = secret.end
    return place >= line.end


def test_the_corpus_is_wide():
    """The corpus has at least 45 kinds and 18 contexts."""
    assert len(redaction_corpus.kinds()) >= 45
    assert len(CONTEXTS) >= 18


@pytest.mark.parametrize("context", CONTEXTS)
def test_recall_in_each_context(context, monkeypatch):
    """In every context, at least 99 % of the secrets are covered to the last character."""
    monkeypatch.setattr(redaction_corpus, "CONTEXTS", {context: CONTEXTS[context]})
    redactor = Redactor()
    lines = list(redaction_corpus.planted(SEED, repeats=1))
    missed = [line for line in lines if not covered(redactor, line)]
    assert len(missed) <= 0.01 * len(lines), missed[:3]


def test_recall():
    """Over all kinds and contexts at least 99.5 % of the secrets are covered."""
    redactor = Redactor()
    lines = list(redaction_corpus.planted(SEED + 1, repeats=1))[::3]
    missed = [line for line in lines if not covered(redactor, line)]
    kinds = collections.Counter(line.kind for line in missed)
    assert len(missed) <= 0.005 * len(lines), kinds


def test_no_piece_of_a_secret_is_left():
    """No eight characters of a covered secret are found in the redacted text."""
    for line in list(redaction_corpus.planted(SEED + 2, repeats=1))[::17]:
        redactor = Redactor()
        redacted = redactor.redact(line.text)
        secret = line.text[line.start : line.end]
        around = line.text[: line.start] + "\n" + line.text[line.end :]
        pieces = {secret[i : i + 8] for i in range(max(1, len(secret) - 7))}
        left = [piece for piece in pieces if piece in redacted and piece not in around]
        assert not left or not covered(Redactor(), line), (line, redacted)


def test_benign_lines_stay():
    """At most half a percent of the lines without a secret are touched."""
    redactor = Redactor()
    lines = list(benign_lines.benign(SEED, 4_000))
    touched = [line for line in lines if redactor.redact(line) != line]
    assert len(touched) <= 0.005 * len(lines), touched[:5]
