"""The page and the HTTP API: a thin layer that hands bodies to the scanner."""

from __future__ import annotations

from logscan.web.app import create_app
from logscan.web.server import serve
from logscan.web.settings import Limits, Settings

__all__ = ["Limits", "Settings", "create_app", "serve"]
