"""Faults of signatures: slow, hostile or broken ones cost themselves, never the scan."""

import os
import re
import sys

import pytest
from fault_helpers import ERROR, logscan, shell

SLOW = """\
id: slow-one
title: {en: Slow}
category: runtime
severity: high
anchors: [ECONNREFUSED]
pattern: 'ECONNREFUSED (?:x+x+)+y'
cause: {en: It is slow.}
steps:
  - {within: 5m, text: {en: Wait.}, source: 'https://example.com/slow'}
examples: ['ECONNREFUSED xxy', 'ECONNREFUSED xxxy']
counterexamples: ['ECONNREFUSED z', 'ECONNREFUSED a']
since: 0.1.0
"""
BAD = {
    "no-yaml": b"id: [\n",
    "odd-key": b"idd: x\n",
    "binary": bytes(range(256)),
    "not-utf-8": b"id: \xff\n",
    "empty": b"",
    "deep": b"[" * 50_000,
    "tag": b"!!python/object/apply:os.system [echo owned]\n",
    "anchors": b"a: &a [*a]\n",
}


@pytest.fixture
def log(tmp_path):
    """A log with an error, long lines of what a slow pattern stumbles over among them."""
    path = tmp_path / "app.log"
    hostile = "".join(f"ECONNREFUSED {'x' * size}\n" for size in (30, 2000, 5000, 60_000))
    path.write_text(ERROR.format(n=1) + hostile * 5)
    return path


@pytest.mark.fault(39)
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named(log, name):
    """One line with file, line and column; the built-in signatures still run; 2."""
    (log.parent / f"{name}.yaml").write_bytes(BAD[name])
    done = logscan("app.log", "--catalogue", f"{name}.yaml", "--format", "json", cwd=log.parent)
    assert done.code == 2
    assert re.match(rf"{name}\.yaml:\d+:\d+: ", done.said[0])
    assert {f["signature"] for f in done.document["findings"]} >= {"econnrefused"}
    assert "owned" not in done.out.decode()


@pytest.mark.fault(39)
def test_a_slow_signature_is_refused(log):
    """A pattern whose cost explodes is named and left out; the scan goes on; 2."""
    (log.parent / "slow-one.yaml").write_text(SLOW)
    done = logscan("app.log", "--catalogue", "slow-one.yaml", "--format", "json", cwd=log.parent)
    assert done.code == 2
    assert done.said[0].startswith("slow-one.yaml:6:")
    assert {f["signature"] for f in done.document["findings"]} >= {"econnrefused"}


@pytest.mark.fault(39)
@pytest.mark.skipif(sys.platform == "win32", reason="no FIFOs")
def test_a_catalogue_that_is_no_file(log):
    """A FIFO, a device, a missing path: one line each, nothing is waited for."""
    os.mkfifo(log.parent / "fifo.yaml")
    for name in ("fifo.yaml", "/dev/zero", "missing.yaml"):
        done = shell(f"logscan app.log --catalogue {name} --format json", cwd=log.parent)
        assert done.code == 2
        assert name in done.said[0]
        assert done.document["findings"]
