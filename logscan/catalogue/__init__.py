"""Everything about known problems: read signature files, prove them, hand them out.

Importing this package costs next to nothing: YAML is imported when a file must be read,
and patterns are compiled when they are first asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from logscan.catalogue.graph import edges
from logscan.catalogue.loading import (
    Loaded,
    builtin_folder,
    collect,
    collect_catalogue,
    load,
    load_catalogue,
)
from logscan.catalogue.plain import digest_of
from logscan.catalogue.templates import Placeholder, fill, placeholders

if TYPE_CHECKING:
    from collections.abc import Collection

    import regex

    from logscan.model import Catalogue, Problem, Signature

__all__ = [
    "Loaded",
    "Placeholder",
    "builtin_folder",
    "check",
    "collect",
    "collect_catalogue",
    "compile_pattern",
    "digest_of",
    "docs_markdown",
    "edges",
    "fill",
    "house_rules",
    "json_schema",
    "load",
    "load_catalogue",
    "matches",
    "placeholders",
]


def check(catalogue: Catalogue, *, only: Collection[str] | None = None) -> list[Problem]:
    """Return every fault of *catalogue*, proven both ways; see ``checking.check``."""
    from logscan.catalogue import checking  # noqa: PLC0415 -- it needs YAML

    return checking.check(catalogue, only=only)


def house_rules(signature: Signature) -> list[Problem]:
    """Return what a built-in signature lacks; see ``checking.house_rules``."""
    from logscan.catalogue import checking  # noqa: PLC0415 -- it needs YAML

    return checking.house_rules(signature)


def compile_pattern(pattern: str) -> regex.Pattern[str]:
    """Return *pattern* compiled as all of logscan compiles it; raises ``regex.error``."""
    from logscan.catalogue import matching  # noqa: PLC0415 -- it needs regex

    return matching.compile_pattern(pattern)


def matches(signature: Signature, message: str) -> regex.Match[str] | None:
    """Return the match of *signature* in the clean *message*; see ``matching.matches``."""
    from logscan.catalogue import matching  # noqa: PLC0415 -- it needs regex

    return matching.matches(signature, message)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one signature file."""
    from logscan.catalogue import schema  # noqa: PLC0415 -- it needs YAML

    return schema.json_schema()


def docs_markdown(catalogue: Catalogue) -> str:
    """Return ``docs/signatures.md`` for *catalogue*; see ``markdown.docs_markdown``."""
    from logscan.catalogue import markdown  # noqa: PLC0415 -- only one command writes it

    return markdown.docs_markdown(catalogue)
