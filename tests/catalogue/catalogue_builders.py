"""Builders of signature files and signatures for the tests of the catalogue."""

from dataclasses import replace

from logscan.catalogue.signature_file import read_signature

GOOD = """\
id: sample
title: {en: Sample problem, ko: 예시 문제}
category: network
severity: high
kind: error
anchors: [SAMPLE_CODE]
pattern: 'SAMPLE_CODE (?<host>\\S+)'
unless: ['recovered']
cause: {en: 'The {host|host} is down.', ko: '{host|호스트}가 중단되었습니다.'}
steps:
  - within: 5m
    text: {en: 'Start {host|it}.', ko: '{host|호스트}를 시작합니다.'}
    source: 'runbook: advanced debugging 1'
explains: [other]
burst_gap: 60s
examples: ['SAMPLE_CODE a', 'SAMPLE_CODE b']
counterexamples: ['SAMPLE is fine', 'the sample code works']
references: ['https://example.com/x']
since: 0.1.0
"""


def file_text(signature_id="sample", **edits):
    """Return the good file under another id, with whole lines replaced by key."""
    lines = GOOD.replace("id: sample", f"id: {signature_id}").splitlines()
    for key, value in edits.items():
        at = next(n for n, line in enumerate(lines) if line.startswith(f"{key}:"))
        lines[at] = f"{key}: {value}"
    return "\n".join(lines) + "\n"


def read(text, path="sample.yaml"):
    """Return the reading of a file's text."""
    return read_signature(text.encode(), path=path)


def signature(signature_id="sample", **fields):
    """Return a good signature with fields replaced and without edges."""
    found = read(file_text(signature_id), f"{signature_id}.yaml").signature
    assert found is not None
    return replace(found, **({"explains": (), "path": f"{signature_id}.yaml"} | fields))


def write_folder(folder, **files):
    """Write files below *folder*: ``name="text"`` becomes ``name.yaml``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
    return folder
