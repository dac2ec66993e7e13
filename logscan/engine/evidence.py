"""Say how much of a redacted line is kept, and which captured values it still shows."""

from __future__ import annotations

from logscan.redaction.pseudonyms import PLACEHOLDER, PLACEHOLDER_START

EVIDENCE_CHARS = 2000
_HIDDEN = "[redacted]"


def shortened(evidence: str) -> str:
    """Return what is kept of a redacted line."""
    return evidence[:EVIDENCE_CHARS].strip()


def shown(value: str, evidence: str) -> str:
    """Return a captured value that its redacted line still shows, or a stand-in.

    Alone, without the words around it, a secret may not be recognised as one. The number of a
    placeholder shows nothing.
    """
    if PLACEHOLDER_START in evidence:
        evidence = PLACEHOLDER.sub("", evidence)
    return value if value in evidence else _HIDDEN
