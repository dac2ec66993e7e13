"""The table of layouts: how records are separated and read in each input shape.

A new input shape is one row of ``LAYOUTS``. The shapes of Render are those that its tools and
its dashboard really write; each row names what it reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.intake import readers
from logscan.intake.documents import Documents
from logscan.intake.rewriting import (
    Reader,
    Rewriter,
    Splitter,
    WholeText,
    canonical_fields,
)
from logscan.intake.splitting import by_inline_stamp, by_line, by_stamp_line, by_wrapped_line
from logscan.intake.yamlish import read_yaml_record
from logscan.patterns import lazy, pattern
from logscan.values import dataclass

if TYPE_CHECKING:
    import re
    from typing import TypeAlias

    import regex

    from logscan.intake.clock import Clock
    from logscan.intake.fields import Fields

    IdPattern: TypeAlias = re.Pattern[bytes] | regex.Pattern[bytes]
    IdMatch: TypeAlias = re.Match[bytes] | regex.Match[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How one input shape is cut into records and how a record is read.

    ``separator`` ends a record; ``lead`` is how many bytes of it belong to the next one.
    ``prefix`` matches the start of (nearly) every line of the shape and is what detection
    counts. A shape that can only be read as a whole has a ``split``, or is made of JSON
    ``documents``; it is rewritten into the canonical layout. ``quote`` is a comment or
    quotation mark before every line.
    """

    name: str
    about: str
    read: Reader
    separator: bytes = b"\n"
    lead: int = 0
    prefix: re.Pattern[str] | None = None
    share: float = 0.6  # of the lines that must have the prefix
    split: Splitter | None = None
    documents: bool = False
    id_pattern: IdPattern | None = None  # where a record's own id stands
    pasted: bool = False  # may hold lines of the dashboard's own chrome
    whole_clock: bool = False  # times lack their date: only the whole source tells it
    quote: str = ""
    reversed: bool = False  # newest first


_ISO = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)"
_12H = r"\d{1,2}:\d\d:\d\d [AP]M"

# The order matters where one shape is a special case of another: special ones stand first.
LAYOUTS: tuple[Layout, ...] = (
    Layout(
        name="render-json",
        about="`render logs -o json`: pretty objects glued as }{",
        read=readers.pretty_object,
        separator=b"\n}",
        id_pattern=lazy(rb'\n  "id": "([^"]+)"'),  # a literal head: the faster one
    ),
    Layout(
        name="render-yaml",
        about="`render logs -o yaml`: documents without ---",
        read=read_yaml_record,
        separator=b"\nid: ",
        lead=4,
        id_pattern=pattern(rb"(?m)^id: (\S+)$"),
    ),
    Layout(
        name="render-api",
        about="pages of Render's API or MCP server: {hasMore, logs: [...]}",
        read=canonical_fields,
        documents=True,
    ),
    Layout(
        name="json-documents",
        about="a JSON array, or objects glued on one line",
        read=canonical_fields,
        documents=True,
    ),
    Layout(
        name="render-ndjson",
        about="Render's records, one a line: `render logs -o json | jq -c .`, a log stream",
        read=readers.one_object,
        id_pattern=pattern(rb'(?m)^\{"id":\s?"([^"]+)"'),
    ),
    Layout(name="ndjson", about="one JSON object a line", read=readers.one_object),
    Layout(
        name="syslog",
        about="RFC 5424, as Render's log streams send it",
        read=readers.syslog,
        prefix=lazy(r"(?:\d+ )?<\d{1,3}>1 \S+ \S+ \S+ \S+ \S+ "),
    ),
    Layout(
        name="kubernetes-cri",
        about="a Kubernetes node's log file",
        read=readers.cri,
        prefix=lazy(_ISO + r" (?:stdout|stderr) [FP] "),
    ),
    Layout(
        name="kubectl",
        about="`kubectl logs --prefix`",
        read=readers.kubectl,
        prefix=lazy(r"\[pod/[^\]/]+/[^\]]+\] "),
    ),
    Layout(
        name="docker-compose",
        about="`docker compose logs`",
        read=readers.compose,
        prefix=lazy(r"[A-Za-z0-9][\w.-]*  +\| "),
    ),
    Layout(
        name="heroku",
        about="a log drain in Heroku's form",
        read=readers.drain,
        prefix=lazy(_ISO + r" (?:heroku|app)\[[^\]]+\]: "),
    ),
    Layout(
        name="render-old-cli",
        about="the deprecated Render CLI",
        read=readers.old_cli,
        prefix=lazy(r"dep-[a-z0-9]{20}: "),
    ),
    Layout(
        name="dashboard-flat",
        about="a dashboard copy whose line ends became blanks",
        read=readers.stamped,
        split=by_inline_stamp,
        pasted=True,
    ),
    Layout(
        name="dashboard-wrapped",
        about="a dashboard copy hard-wrapped by a terminal",
        read=readers.stamped,
        split=by_wrapped_line,
        pasted=True,
    ),
    Layout(
        name="dashboard",
        about="the dashboard's copy: RFC 3339 time, one blank, message",
        read=readers.stamped,
        prefix=lazy(_ISO + r"(?: |\t|$)"),
        pasted=True,
    ),
    Layout(
        name="render-text",
        about="`render logs`: time, two blanks, message",
        read=readers.cli_text,
        prefix=lazy(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  "),
        share=0.5,
    ),
    Layout(
        name="dashboard-split",
        about="a dashboard selection: the time on a line of its own",
        read=readers.dashboard,
        split=by_stamp_line,
        pasted=True,
        whole_clock=True,
    ),
    Layout(
        name="dashboard-12h",
        about="the dashboard's older copy: Dec 9 03:03:10 PM",
        read=readers.dashboard,
        prefix=lazy(r"[A-Z][a-z]{2} \d{1,2} " + _12H),
        pasted=True,
    ),
    Layout(
        name="dashboard-time",
        about="the dashboard's copy without dates: 10:17:37 PM [hh4tw]",
        read=readers.dashboard,
        prefix=lazy(_12H),
        pasted=True,
        whole_clock=True,
        split=by_line,
    ),
    Layout(
        name="time-only",
        about="lines that start with a time of day and no date",
        read=readers.time_of_day,
        prefix=lazy(r"\[?\d{1,2}:\d\d:\d\d(?:[.,]\d+)?(?: [AP]M)?(?:\]|\s)"),
        whole_clock=True,
        split=by_line,
    ),
    Layout(
        name="syslog-bsd",
        about="RFC 3164",
        read=readers.old_syslog,
        prefix=lazy(
            r"(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ [\w./-]+(?:\[[^\]]*\])?: "
        ),
    ),
    Layout(name="plain", about="lines without a platform prefix", read=readers.plain, pasted=True),
)

PLAIN = LAYOUTS[-1]
CANONICAL = Layout(name="canonical", about="rewritten by logscan itself", read=canonical_fields)


def layout_named(name: str) -> Layout | None:
    """Return the layout of that name, or None."""
    return next((layout for layout in LAYOUTS if layout.name == name), None)


def rewriter(layout: Layout, clock: Clock) -> Rewriter | None:
    """Return what rewrites *layout* into the canonical one, or None where none is needed."""
    if layout.documents or (layout.reversed and layout.separator == b"\n}"):
        return Documents(clock, reverse=layout.reversed)
    split = layout.split or (by_line if layout.reversed else None)
    if split is None:
        return None
    return WholeText(
        split, quoted(layout), clock, reverse=layout.reversed, place=layout.whole_clock
    )


def quoted(layout: Layout) -> Reader:
    """Return the layout's reader; it takes off the quotation mark where there is one."""
    if not layout.quote:
        return layout.read
    mark, read = layout.quote, layout.read
    bare = mark.rstrip()

    def unquote(text: str, clock: Clock) -> Fields:
        text = text.lstrip(" \t")
        if text.startswith(mark):
            return read(text[len(mark) :], clock)
        return read(text.removeprefix(bare), clock)

    return unquote
