"""Log text cannot become HTML: every string passes through one function."""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from logscan.report.sanitize import one_line, visible

_ADDRESS = re.compile(r"https://[\w.~:/?#@!$&'()*+,;=%-]+", re.ASCII)


class Html(NamedTuple):
    """Finished HTML; only this module and literals make it."""

    text: str


def escaped(text: str, *, lines: bool = False) -> str:
    """Return *text* for an element or a quoted attribute; breaks stay only with *lines*."""
    return html.escape(visible(text) if lines else one_line(text), quote=True)


def tag(element: str, /, *content: str | Html, **attributes: str | int | bool | None) -> Html:
    """Return an element; plain strings are escaped, finished HTML is not.

    An attribute of False or None is left out, one of True has no value; a trailing or inner
    ``_`` of its name becomes ``-`` (``class_`` and ``for_`` lose it).
    """
    inside = "".join(one.text if isinstance(one, Html) else escaped(one) for one in content)
    said = "".join(_attribute(key, value) for key, value in attributes.items())
    end = "" if element in _EMPTY else f"</{element}>"
    return Html(f"<{element}{said}>{inside}{end}")


_EMPTY = frozenset({"input", "meta", "br"})


def _attribute(key: str, value: str | int | bool | None) -> str:
    name = key.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escaped(str(value))}"'


def join(*parts: Html | None) -> Html:
    """Return finished pieces in a row."""
    return Html("\n".join(part.text for part in parts if part))


def link(address: str) -> Html:
    """Return an address of the catalogue as a link; anything but plain https as text."""
    if not _ADDRESS.fullmatch(address):
        return tag("code", address)
    return tag("a", address, href=address, rel="noopener noreferrer")


def anchor(signature_id: str) -> str:
    """Return the place of a finding in the page."""
    return "f-" + re.sub(r"[^a-z0-9-]", "-", signature_id)
