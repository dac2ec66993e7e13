"""Turn signatures into plain data and back, for the digest and the cache."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from logscan.model import Kind, Mark, Nature, Severity, Signature, Step, Text, Within

if TYPE_CHECKING:
    from collections.abc import Iterable

FIELD_NAMES = tuple(field.name for field in fields(Signature))

# Where a file stands is not what it says.
_PLACE_FIELDS = frozenset({"path", "family"})


# Looked up, not called: three hundred signatures are rebuilt at every start.
_WITHIN = {within.value: within for within in Within}
_SEVERITIES = {int(severity): severity for severity in Severity}
_KINDS = {kind.value: kind for kind in Kind}
_NATURES = {nature.value: nature for nature in Nature}
_MARKS: dict[str | None, Mark | None] = {None: None} | {mark.value: mark for mark in Mark}
_TUPLES = tuple(
    field.name
    for field in fields(Signature)
    if str(field.type).startswith("tuple[str") and field.name != "steps"
)


def to_plain(signature: Signature) -> dict[str, Any]:
    """Return *signature* as dicts, lists, strings and integers, all fields present."""
    plain = {name: getattr(signature, name) for name in FIELD_NAMES}
    for name in ("title", "headline", "cause"):
        plain[name] = _plain_text(plain[name])
    plain["steps"] = [
        [_plain_text(step.text), step.within.value, step.source] for step in signature.steps
    ]
    plain["severity"] = int(signature.severity)
    plain["kind"], plain["nature"] = signature.kind.value, signature.nature.value
    plain["mark"] = signature.mark.value if signature.mark else None
    return plain


def from_plain(plain: dict[str, Any]) -> Signature:
    """Return the signature that ``to_plain`` was given."""
    values = dict(plain)
    for name in _TUPLES:
        values[name] = tuple(plain[name])
    for name in ("title", "headline", "cause"):
        values[name] = Text(en=plain[name][0], ko=plain[name][1]) if plain[name] else None
    values["steps"] = tuple(
        Step(text=Text(en=text[0], ko=text[1]), within=_WITHIN[within], source=source)
        for text, within, source in plain["steps"]
    )
    values["severity"] = _SEVERITIES[plain["severity"]]
    values["kind"] = _KINDS[plain["kind"]]
    values["nature"] = _NATURES[plain["nature"]]
    values["mark"] = _MARKS[plain["mark"]]
    return Signature(**values)


def digest_of(signatures: Iterable[Signature]) -> str:
    """Return ``sha256:`` and the hash of what the signatures say, wherever they were read from.

    The order of the signatures does not matter, and neither do comments, quoting or the
    order of keys in their files.
    """
    return combine_digests((s.id, content_digest(s)) for s in signatures)


def content_digest(signature: Signature) -> str:
    """Return the hash of what one signature says, in hexadecimal."""
    plain = to_plain(signature)
    content = {name: value for name, value in plain.items() if name not in _PLACE_FIELDS}
    import json  # noqa: PLC0415 - only for what is read anew

    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return _sha256(text)


def combine_digests(digests: Iterable[tuple[str, str]]) -> str:
    """Return the digest of a catalogue from the ids and digests of its signatures."""
    lines = "".join(f"{name} {digest}\n" for name, digest in sorted(digests))
    return f"sha256:{_sha256(lines)}"


def _sha256(text: str) -> str:
    import hashlib  # noqa: PLC0415 - it loads OpenSSL: 3 ms for a start that may need no hash

    return hashlib.sha256(text.encode()).hexdigest()


def _plain_text(text: Text | None) -> list[str | None] | None:
    return [text.en, text.ko] if text else None
