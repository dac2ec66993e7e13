"""Publish the shape of a signature file as a JSON Schema, for editors.

A schema sees one value at a time. What needs more (the id is the file's name, a
placeholder names a group, a pattern is anchored) only ``logscan signatures check`` says.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from logscan.catalogue import shapes
from logscan.catalogue import signature_file as rules
from logscan.catalogue.silences import COMMON
from logscan.model import Kind, Mark, Nature, Severity, Within

ADDRESS = "https://logscan.invalid/schemas/signature-1.json"
_KEBAB = {"type": "string", "pattern": f"^{shapes.ID_PATTERN}$"}
_IDS = {"type": "array", "items": {"$ref": "#/$defs/id"}, "uniqueItems": True}
_HTTPS = {"type": "string", "pattern": f"^{shapes.HTTPS_PATTERN}$"}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one signature file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ADDRESS,
        "title": "logscan signature",
        "description": "How one known problem looks in a log, why it happens and what to do.",
        "type": "object",
        "additionalProperties": False,
        "required": list(rules.REQUIRED),
        "if": {"properties": {"kind": {"const": "error"}}},
        "then": {"required": list(rules.REQUIRED_OF_ERRORS)},
        "properties": _properties(),
        "$defs": {
            "id": {**_KEBAB, "description": "The id of a signature."},
            "text": _text("One sentence in each language.", shapes.MAX_TEXT_CHARS),
            "line": {"type": "string", "minLength": 1, "maxLength": shapes.MAX_TEXT_CHARS},
        },
    }


def schema_text() -> str:
    """Return the schema as it stands in ``signatures/schema.json``."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def _text(description: str, limit: int) -> dict[str, Any]:
    line = {"type": "string", "minLength": 1, "maxLength": limit, "pattern": r"^[^\n]*\S[^\n]*$"}
    return {
        "description": description,
        "type": "object",
        "additionalProperties": False,
        "required": ["en"],
        "properties": {
            "en": {**line, "description": "English; always there."},
            "ko": {**line, "description": "Korean."},
        },
    }


def _words(description: str, words: list[str], default: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"description": description, "enum": words}
    return found if default is None else {**found, "default": default}


def _lines(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "type": "array",
        "items": {"$ref": "#/$defs/line"},
        "minItems": 1,
        "maxItems": shapes.MAX_ITEMS,
        "uniqueItems": True,
    }


def _step() -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["within", "text", "source"],
        "properties": {
            "within": _words("The time box.", [w.value for w in Within]),
            "text": {
                "$ref": "#/$defs/text",
                "description": "What to do; {name|fallback} is a captured value or the fallback.",
            },
            "source": {
                "description": "A section of the runbook, or the official page of the software.",
                "anyOf": [{"enum": list(shapes.RUNBOOK_SECTIONS)}, _HTTPS],
            },
        },
    }


def _properties() -> dict[str, Any]:
    """Return the schema of each key, in the order in which a file has them."""
    return {**_naming(), **_finding(), **_helping(), **_proving()}


def _naming() -> dict[str, Any]:
    return {
        "id": {**_KEBAB, "maxLength": 64, "description": "The name of the file; never renamed."},
        "title": _text("A short noun phrase without placeholders.", rules.MAX_TITLE_CHARS),
        "headline": {
            "$ref": "#/$defs/text",
            "description": "With {name}; used when every named value was captured.",
        },
        "category": {**_KEBAB, "description": "database, port, memory, process, network ..."},
        "severity": _words("How urgently a person should act.", [s.name.lower() for s in Severity]),
        "kind": _words("What it says about the service.", [k.value for k in Kind], "error"),
        "nature": _words(
            "Its usual part when errors hang together.", [n.value for n in Nature], "root"
        ),
        "mark": _words("What it says about the attempt it is in.", [m.value for m in Mark]),
        "runtimes": {
            "description": "What writes it: node, python, render ...",
            "type": "array",
            "items": _KEBAB,
            "uniqueItems": True,
        },
    }


def _finding() -> dict[str, Any]:
    pattern = {"type": "string", "minLength": 1, "pattern": r"^[^\n]+$"}
    return {
        "anchors": {
            "description": "Literal texts; every match of the pattern contains one of them.",
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {
                "type": "string",
                "minLength": rules.MIN_ANCHOR_BYTES,
                "maxLength": rules.MAX_ANCHOR_BYTES,
                "pattern": r"^(?=.*\S)[ !#-%\x27-;=?-\[\]-~]+$",
            },
        },
        "pattern": {
            **pattern,
            "description": "Regular expression, quoted; ^ and $ are the ends of one line.",
        },
        "unless": {
            "description": "Patterns; where one matches the line, the signature is silent.",
            "type": "array",
            "items": pattern,
            "uniqueItems": True,
        },
        "unless_common": {
            "description": "Names of silencing patterns that many signatures share.",
            "type": "array",
            "items": {"enum": list(COMMON)},
            "uniqueItems": True,
        },
        "supersedes": {**_IDS, "description": "More general signatures that yield to this one."},
        "also": {**_IDS, "description": "Signatures that may match one of the examples as well."},
        "burst_gap": {
            "type": "string",
            "pattern": f"^{rules.BURST_GAP_PATTERN}$",
            "default": "60s",
            "description": "The longest gap inside one burst: 500ms, 60s, 5m, 1h.",
        },
        "event_gap": {
            "type": "string",
            "pattern": f"^{rules.BURST_GAP_PATTERN}$",
            "description": "Matches closer than this are one error told more than once.",
        },
    }


def _helping() -> dict[str, Any]:
    return {
        "cause": {
            "$ref": "#/$defs/text",
            "description": "Why it happens; {name|fallback} is a captured value.",
        },
        "steps": {
            "description": "What a person can do, the quickest first.",
            "type": "array",
            "minItems": 1,
            "maxItems": rules.MAX_STEPS,
            "items": _step(),
        },
        "explains": {**_IDS, "description": "Its usual direct consequences."},
        "explained_by": {**_IDS, "description": "Its usual causes, where their files do not say."},
        "runbook_cause": _words(
            "The runbook's cause that it is evidence for.", list(rules.RUNBOOK_CAUSES)
        ),
        "references": {
            "description": "Pages that say more.",
            "type": "array",
            "items": _HTTPS,
            "uniqueItems": True,
        },
    }


def _proving() -> dict[str, Any]:
    return {
        "examples": _lines("Lines that must match, in differing wordings or versions."),
        "counterexamples": _lines("Lines that must not match; one is healthy."),
        "since": {
            "type": "string",
            "pattern": f"^{rules.SINCE_PATTERN}$",
            "description": "The version of logscan that had it first.",
        },
    }


if __name__ == "__main__":  # python -m logscan.catalogue.schema > signatures/schema.json
    sys.stdout.write(schema_text())
