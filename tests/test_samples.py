"""Whole incidents that a person recognises read as their ``expected.json`` says.

``expected.json`` names what must hold: ``complete``, the ``layout``, the ``verdict``, the exact
``roles`` of all findings (a list where two are right), the ``occurrences`` of some, the
``attempts`` (in any order), and under ``redacted`` the secrets that no output may hold.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

import logscan
from logscan.report import RENDERERS, document

SAMPLES = Path(__file__).parent.parent / "samples"
SCENARIOS = sorted(path.parent for path in SAMPLES.glob("*/expected.json"))
NOW_NS = 1_796_000_000_000_000_000  # 30 November 2026: samples without a year need a fixed one
ALLOWED_KEYS = {
    "complete",
    "layout",
    "verdict",
    "roles",
    "occurrences",
    "attempts",
    "redacted",
}


def input_of(folder: Path) -> Path:
    """Return the one input file of a scenario."""
    (path,) = folder.glob("input.*")
    return path


@cache
def scanned(folder: Path) -> logscan.Report:
    """Scan a scenario's input once for all tests."""
    return logscan.scan(input_of(folder), now_ns=NOW_NS)


@cache
def read(folder: Path) -> tuple[dict, dict]:
    """Return the document of a scenario's input and what is expected of it."""
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return document(scanned(folder)), expected


each_scenario = pytest.mark.parametrize("folder", SCENARIOS, ids=lambda folder: folder.name)


def test_there_are_enough_scenarios():
    """The set covers at least 24 incidents, each with its story."""
    assert len(SCENARIOS) >= 24
    assert all((folder / "README.md").exists() for folder in SCENARIOS)


@each_scenario
def test_expectation_is_understood(folder):
    """A misspelt key in expected.json would check nothing."""
    _, expected = read(folder)
    assert set(expected) <= ALLOWED_KEYS
    assert {"complete", "layout", "verdict", "roles"} <= set(expected)


@each_scenario
def test_layout(folder):
    """The shape of the input is recognised, and everything of it was read."""
    found, expected = read(folder)
    assert found["sources"][0]["layout"] == expected["layout"]
    assert found["complete"] is expected["complete"]


@each_scenario
def test_verdict(folder):
    """The first line of the answer is right: how it stands, and what did it."""
    found, expected = read(folder)
    assert {key: found["verdict"][key] for key in expected["verdict"]} == expected["verdict"]


def _fits(role, wanted):
    return role in wanted if isinstance(wanted, list) else role == wanted


@each_scenario
def test_roles(folder):
    """Every finding is expected, and plays the part that a good engineer gives it."""
    found, expected = read(folder)
    roles = {finding["signature"]: finding["role"] for finding in found["findings"]}
    wanted = {
        signature: roles.get(signature) if _fits(roles.get(signature), role) else role
        for signature, role in expected["roles"].items()
    }
    assert roles == wanted


@each_scenario
def test_occurrences(folder):
    """An error counts once, however many lines its runtime prints for it."""
    found, expected = read(folder)
    counts = {finding["signature"]: finding["occurrences"] for finding in found["findings"]}
    wanted = expected.get("occurrences", {})
    assert {signature: counts.get(signature) for signature in wanted} == wanted


@each_scenario
def test_attempts(folder):
    """The log is cut into the builds, deploys and boots that it tells of."""
    found, expected = read(folder)
    if "attempts" not in expected:
        pytest.skip("the log has no marks of the platform")
    keys = ("phase", "outcome", "exit_status")
    attempts = [{key: attempt[key] for key in keys} for attempt in found["attempts"]]
    assert sorted(attempts, key=str) == sorted(expected["attempts"], key=str)


@each_scenario
def test_secrets(folder):
    """No output holds a planted secret, in any language."""
    _, expected = read(folder)
    for secret in expected.get("redacted", []):
        for name in RENDERERS:
            for language in ("en", "ko"):
                text = logscan.render(scanned(folder), name, language=language, verbosity=2)
                assert secret not in text
