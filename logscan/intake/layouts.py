"""The table of layouts: how records are separated and read in each input shape.

A new input shape is one row of ``LAYOUTS``. The shapes of Render are those that its tools and
its dashboard really write; each row names what it reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.intake.clock import Clock, Missing
from logscan.intake.documents import Documents
from logscan.intake.fields import Fields
from logscan.intake.rewriting import (
    Reader,
    Rewriter,
    Splitter,
    WholeText,
    canonical_fields,
)
from logscan.intake.splitting import by_inline_stamp, by_line, by_stamp_line, by_wrapped_line
from logscan.intake.structured import load_object, read_object, unwrap
from logscan.intake.text import clean
from logscan.intake.yamlish import read_yaml_record
from logscan.patterns import lazy, pattern
from logscan.values import dataclass

if TYPE_CHECKING:
    import re
    from typing import TypeAlias

    import regex

    IdPattern: TypeAlias = re.Pattern[bytes] | regex.Pattern[bytes]


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


# ---------------------------------------------------------------- readers of one record


def _plain(text: str, clock: Clock) -> Fields:
    """Read a line that has no platform prefix; the application's own time counts."""
    message = clean(text)
    stamp = clock.read(message)
    dated = stamp is not None and not stamp.missing & Missing.DATE
    return unwrap(Fields(stamp.time_ns if stamp and dated else None, message), clock)


def _time_of_day(text: str, clock: Clock) -> Fields:
    """Read a line whose own time lacks its date; the whole source will tell it."""
    message = clean(text)
    stamp = clock.read(message)
    return unwrap(Fields(stamp.time_ns if stamp else None, message), clock)


def _stamped(text: str, clock: Clock) -> Fields:
    """Read a line that starts with the platform's time; one prefix is taken off, not two."""
    text = clean(text)
    stamp = clock.read(text)
    if stamp is None:
        return Fields(None, text)
    rest = text[stamp.end :]
    return unwrap(Fields(stamp.time_ns, rest[1:] if rest[:1] in " \t" else rest), clock)


def _cli_text(text: str, clock: Clock) -> Fields:
    """Read a line of ``render logs``: the time, exactly two blanks, the message."""
    text = clean(text)
    stamp = clock.rfc3339(text)
    if stamp is None or text[stamp.end : stamp.end + 2].strip(" "):
        return Fields(None, text)
    return unwrap(Fields(stamp.time_ns, text[stamp.end + 2 :]), clock)


_CHIP = pattern(r" {0,2}(?:\[([a-z0-9]{5})\] ?)?")


def _dashboard(text: str, clock: Clock) -> Fields:
    """Read a line copied from the dashboard: time, one or two blanks or none, instance chip."""
    text = clean(text)
    stamp = clock.read(text)
    if stamp is None:
        return Fields(None, text)
    chip = _CHIP.match(text, stamp.end)
    if chip is None:  # cannot be: every part of the pattern is optional
        return Fields(stamp.time_ns, text[stamp.end :])
    return unwrap(Fields(stamp.time_ns, text[chip.end() :], instance=chip[1]), clock)


def _json(text: str, clock: Clock) -> Fields:
    """Read one JSON object; what is not one (cut, damaged) is read as plain text."""
    found = load_object(text.strip())
    fields = read_object(found, clock) if found else None
    return fields or _plain(text.strip("\n"), clock)


def _pretty_json(text: str, clock: Clock) -> Fields:
    r"""Read an object whose closing ``\n}`` was the separator."""
    text = text.strip()
    return _json(text if text.endswith("\n}") else text + "\n}", clock)


_SYSLOG = pattern(
    r"(?:\d+ )?<(\d{1,3})>1 (\S+) (\S+) (\S+) \S+ \S+ "  # up to MSGID
    r'(?:-|(?:\[(?:[^\]\\"]|\\.|"(?:[^"\\]|\\.)*")*\])+) ?\ufeff?'  # STRUCTURED-DATA
)
_SYSLOG_LEVELS = ("emergency", "alert", "critical", "error", "warning", "notice", "info", "debug")


def _syslog(text: str, clock: Clock) -> Fields:
    """Read an RFC 5424 line: HOSTNAME is the service, APP-NAME the instance."""
    text = clean(text)
    head = _SYSLOG.match(text)
    if head is None:
        return _plain(text, clock)
    priority, time, host, app = head.groups()
    stamp = clock.rfc3339(time)
    return unwrap(
        Fields(
            stamp.time_ns if stamp else None,
            text[head.end() :],
            service=None if host == "-" else host,
            instance=None if app == "-" else app,
            level=_SYSLOG_LEVELS[int(priority) % 8] if int(priority) else None,
        ),
        clock,
    )


_OLD_SYSLOG = pattern(r"(?:<(\d{1,3})>)?(\S.{14}) (\S+) ([\w./-]+)(?:\[([^\]]*)\])?: ?")


def _old_syslog(text: str, clock: Clock) -> Fields:
    """Read an RFC 3164 line: ``Dec  9 03:03:10 host app[pid]: message``."""
    text = clean(text)
    head = _OLD_SYSLOG.match(text)
    stamp = clock.read(head[2]) if head else None
    if head is None or stamp is None:
        return _plain(text, clock)
    level = _SYSLOG_LEVELS[int(head[1]) % 8] if head[1] else None
    return unwrap(Fields(stamp.time_ns, text[head.end() :], service=head[3], level=level), clock)


_ROUTED = pattern(r" ?(?:heroku|app)\[([^\]]+)\]: ?")


def _drain(text: str, clock: Clock) -> Fields:
    """Read a line of Heroku's log: ``<time> app[web.1]: message``."""
    text = clean(text)
    stamp = clock.rfc3339(text)
    head = _ROUTED.match(text, stamp.end) if stamp else None
    if stamp is None or head is None:
        return _plain(text, clock)
    return unwrap(Fields(stamp.time_ns, text[head.end() :], instance=head[1]), clock)


_OLD_CLI = pattern(r"(dep-[a-z0-9]{20}): ?")


def _old_cli(text: str, clock: Clock) -> Fields:
    """Read a line of the deprecated Render CLI: ``<deploy id>: <text>``."""
    text = clean(text)
    head = _OLD_CLI.match(text)
    return _plain(text[head.end() :] if head else text, clock)


_COMPOSE = pattern(r"([A-Za-z0-9][\w.-]*) +\| ?")


def _compose(text: str, clock: Clock) -> Fields:
    """Read a line of ``docker compose logs``: ``web-1  | message``, with or without times."""
    text = clean(text)
    head = _COMPOSE.match(text)
    if head is None:
        return _plain(text, clock)
    rest = text[head.end() :]
    stamp = clock.rfc3339(rest)
    fields = _stamped(rest, clock) if stamp and "T" in rest[: stamp.end] else _plain(rest, clock)
    service = head[1].rstrip("0123456789").rstrip("-_") or head[1]
    return fields._replace(service=service, instance=head[1])


_CRI = pattern(r" (?:stdout|stderr) [FP] ?")


def _cri(text: str, clock: Clock) -> Fields:
    """Read a line of a Kubernetes node's log file: ``<time> stdout F message``."""
    text = clean(text)
    stamp = clock.rfc3339(text)
    head = _CRI.match(text, stamp.end) if stamp else None
    if stamp is None or head is None:
        return _plain(text, clock)
    return unwrap(Fields(stamp.time_ns, text[head.end() :]), clock)


_POD = pattern(r"\[pod/([^\]/]+)/([^\]]+)\] ?")


def _kubectl(text: str, clock: Clock) -> Fields:
    """Read a line of ``kubectl logs --prefix``: ``[pod/<pod>/<container>] message``."""
    text = clean(text)
    head = _POD.match(text)
    if head is None:
        return _plain(text, clock)
    rest = text[head.end() :]
    stamp = clock.rfc3339(rest)
    fields = _stamped(rest, clock) if stamp and "T" in rest[: stamp.end] else _plain(rest, clock)
    return fields._replace(service=head[2], instance=head[1])


# ---------------------------------------------------------------- the table

_ISO = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)"
_12H = r"\d{1,2}:\d\d:\d\d [AP]M"

# The order matters where one shape is a special case of another: special ones stand first.
LAYOUTS: tuple[Layout, ...] = (
    Layout(
        name="render-json",
        about="`render logs -o json`: pretty objects glued as }{",
        read=_pretty_json,
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
        read=_json,
        id_pattern=pattern(rb'(?m)^\{"id":\s?"([^"]+)"'),
    ),
    Layout(name="ndjson", about="one JSON object a line", read=_json),
    Layout(
        name="syslog",
        about="RFC 5424, as Render's log streams send it",
        read=_syslog,
        prefix=lazy(r"(?:\d+ )?<\d{1,3}>1 \S+ \S+ \S+ \S+ \S+ "),
    ),
    Layout(
        name="kubernetes-cri",
        about="a Kubernetes node's log file",
        read=_cri,
        prefix=lazy(_ISO + r" (?:stdout|stderr) [FP] "),
    ),
    Layout(
        name="kubectl",
        about="`kubectl logs --prefix`",
        read=_kubectl,
        prefix=lazy(r"\[pod/[^\]/]+/[^\]]+\] "),
    ),
    Layout(
        name="docker-compose",
        about="`docker compose logs`",
        read=_compose,
        prefix=lazy(r"[A-Za-z0-9][\w.-]*  +\| "),
    ),
    Layout(
        name="heroku",
        about="a log drain in Heroku's form",
        read=_drain,
        prefix=lazy(_ISO + r" (?:heroku|app)\[[^\]]+\]: "),
    ),
    Layout(
        name="render-old-cli",
        about="the deprecated Render CLI",
        read=_old_cli,
        prefix=lazy(r"dep-[a-z0-9]{20}: "),
    ),
    Layout(
        name="dashboard-flat",
        about="a dashboard copy whose line ends became blanks",
        read=_stamped,
        split=by_inline_stamp,
        pasted=True,
    ),
    Layout(
        name="dashboard-wrapped",
        about="a dashboard copy hard-wrapped by a terminal",
        read=_stamped,
        split=by_wrapped_line,
        pasted=True,
    ),
    Layout(
        name="dashboard",
        about="the dashboard's copy: RFC 3339 time, one blank, message",
        read=_stamped,
        prefix=lazy(_ISO + r"(?: |\t|$)"),
        pasted=True,
    ),
    Layout(
        name="render-text",
        about="`render logs`: time, two blanks, message",
        read=_cli_text,
        prefix=lazy(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  "),
        share=0.5,
    ),
    Layout(
        name="dashboard-split",
        about="a dashboard selection: the time on a line of its own",
        read=_dashboard,
        split=by_stamp_line,
        pasted=True,
        whole_clock=True,
    ),
    Layout(
        name="dashboard-12h",
        about="the dashboard's older copy: Dec 9 03:03:10 PM",
        read=_dashboard,
        prefix=lazy(r"[A-Z][a-z]{2} \d{1,2} " + _12H),
        pasted=True,
    ),
    Layout(
        name="dashboard-time",
        about="the dashboard's copy without dates: 10:17:37 PM [hh4tw]",
        read=_dashboard,
        prefix=lazy(_12H),
        pasted=True,
        whole_clock=True,
        split=by_line,
    ),
    Layout(
        name="time-only",
        about="lines that start with a time of day and no date",
        read=_time_of_day,
        prefix=lazy(r"\[?\d{1,2}:\d\d:\d\d(?:[.,]\d+)?(?: [AP]M)?(?:\]|\s)"),
        whole_clock=True,
        split=by_line,
    ),
    Layout(
        name="syslog-bsd",
        about="RFC 3164",
        read=_old_syslog,
        prefix=lazy(
            r"(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ [\w./-]+(?:\[[^\]]*\])?: "
        ),
    ),
    Layout(name="plain", about="lines without a platform prefix", read=_plain, pasted=True),
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
