"""Pack a report in all its forms into one archive that is the same for the same input."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

from logscan.report import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from logscan.model import Report

FORMS = {
    "report.md": "markdown",
    "report.html": "html",
    "report.json": "json",
    "report.txt": "terminal",
    "timeline.csv": "csv",
    "message.txt": "slack",
    "report.sarif": "sarif",
    "report.junit.xml": "junit",
}
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date that a zip archive can hold
_MODE = 0o644 << 16


def bundle(
    report: Report, excerpts: Mapping[str, bytes], *, language: str, command: str | None
) -> bytes:
    """Return a zip archive: the report's forms, the redacted *excerpts* by name, a manifest.

    The same input gives the same bytes: no clock, no machine, no order of the day stands in it.
    """
    steady = replace(report, stats=replace(report.stats, elapsed_seconds=0.0))
    files = {
        name: render(steady, form, language=language, command=command).encode()
        for name, form in FORMS.items()
    }
    files |= {f"excerpts/{name}": data for name, data in excerpts.items()}
    files["manifest.json"] = _manifest(report, files)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _MODE
            archive.writestr(entry, files[name])
    return packed.getvalue()


def _manifest(report: Report, files: Mapping[str, bytes]) -> bytes:
    listed = {
        "generator": {
            "name": "logscan",
            "version": report.version,
            "catalogue_digest": report.catalogue_digest,
        },
        "files": [
            {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(files.items())
        ],
    }
    return (json.dumps(listed, indent=2, allow_nan=False) + "\n").encode()
