"""The API's description for machines."""

from __future__ import annotations

from typing import Any


def openapi() -> dict[str, Any]:
    """Return the OpenAPI document."""
    return {"openapi": "3.1.0", "info": {"title": "logscan", "version": "1"}, "paths": {}}
