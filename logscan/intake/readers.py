"""Read one raw record of each line-based shape into its fields.

A line that is not of the shape is read as plain text: nothing raises, nothing is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.intake.clock import Missing
from logscan.intake.fields import Fields
from logscan.intake.structured import load_object, read_object, unwrap
from logscan.intake.text import clean
from logscan.patterns import pattern

if TYPE_CHECKING:
    from logscan.intake.clock import Clock


def plain(text: str, clock: Clock) -> Fields:
    """Read a line that has no platform prefix; the application's own time counts."""
    message = clean(text)
    stamp = clock.read(message)
    dated = stamp is not None and not stamp.missing & Missing.DATE
    return unwrap(Fields(stamp.time_ns if stamp and dated else None, message), clock)


def time_of_day(text: str, clock: Clock) -> Fields:
    """Read a line whose own time lacks its date; the whole source will tell it."""
    message = clean(text)
    stamp = clock.read(message)
    return unwrap(Fields(stamp.time_ns if stamp else None, message), clock)


def stamped(text: str, clock: Clock) -> Fields:
    """Read a line that starts with the platform's time; one prefix is taken off, not two."""
    text = clean(text)
    stamp = clock.read(text)
    if stamp is None:
        return Fields(None, text)
    rest = text[stamp.end :]
    return unwrap(Fields(stamp.time_ns, rest[1:] if rest[:1] in " \t" else rest), clock)


def cli_text(text: str, clock: Clock) -> Fields:
    """Read a line of ``render logs``: the time, exactly two blanks, the message."""
    text = clean(text)
    stamp = clock.rfc3339(text)
    if stamp is None or text[stamp.end : stamp.end + 2].strip(" "):
        return Fields(None, text)
    return unwrap(Fields(stamp.time_ns, text[stamp.end + 2 :]), clock)


_CHIP = pattern(r" {0,2}(?:\[([a-z0-9]{5})\] ?)?")


def dashboard(text: str, clock: Clock) -> Fields:
    """Read a line copied from the dashboard: time, one or two blanks or none, instance chip."""
    text = clean(text)
    stamp = clock.read(text)
    if stamp is None:
        return Fields(None, text)
    chip = _CHIP.match(text, stamp.end)
    if chip is None:  # cannot be: every part of the pattern is optional
        return Fields(stamp.time_ns, text[stamp.end :])
    return unwrap(Fields(stamp.time_ns, text[chip.end() :], instance=chip[1]), clock)


def one_object(text: str, clock: Clock) -> Fields:
    """Read one JSON object; what is not one (cut, damaged) is read as plain text."""
    found = load_object(text.strip())
    fields = read_object(found, clock) if found else None
    return fields or plain(text.strip("\n"), clock)


def pretty_object(text: str, clock: Clock) -> Fields:
    r"""Read an object whose closing ``\n}`` was the separator."""
    text = text.strip()
    return one_object(text if text.endswith("\n}") else text + "\n}", clock)


_SYSLOG = pattern(
    r"(?:\d+ )?<(\d{1,3})>1 (\S+) (\S+) (\S+) \S+ \S+ "  # up to MSGID
    r'(?:-|(?:\[(?:[^\]\\"]|\\.|"(?:[^"\\]|\\.)*")*\])+) ?\ufeff?'  # STRUCTURED-DATA
)
_SYSLOG_LEVELS = ("emergency", "alert", "critical", "error", "warning", "notice", "info", "debug")


def syslog(text: str, clock: Clock) -> Fields:
    """Read an RFC 5424 line: HOSTNAME is the service, APP-NAME the instance."""
    text = clean(text)
    head = _SYSLOG.match(text)
    if head is None:
        return plain(text, clock)
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


def old_syslog(text: str, clock: Clock) -> Fields:
    """Read an RFC 3164 line: ``Dec  9 03:03:10 host app[pid]: message``."""
    text = clean(text)
    head = _OLD_SYSLOG.match(text)
    stamp = clock.read(head[2]) if head else None
    if head is None or stamp is None:
        return plain(text, clock)
    level = _SYSLOG_LEVELS[int(head[1]) % 8] if head[1] else None
    return unwrap(Fields(stamp.time_ns, text[head.end() :], service=head[3], level=level), clock)


_ROUTED = pattern(r" ?(?:heroku|app)\[([^\]]+)\]: ?")


def drain(text: str, clock: Clock) -> Fields:
    """Read a line of Heroku's log: ``<time> app[web.1]: message``."""
    text = clean(text)
    stamp = clock.rfc3339(text)
    head = _ROUTED.match(text, stamp.end) if stamp else None
    if stamp is None or head is None:
        return plain(text, clock)
    return unwrap(Fields(stamp.time_ns, text[head.end() :], instance=head[1]), clock)


_OLD_CLI = pattern(r"(dep-[a-z0-9]{20}): ?")


def old_cli(text: str, clock: Clock) -> Fields:
    """Read a line of the deprecated Render CLI: ``<deploy id>: <text>``."""
    text = clean(text)
    head = _OLD_CLI.match(text)
    return plain(text[head.end() :] if head else text, clock)


_COMPOSE = pattern(r"([A-Za-z0-9][\w.-]*) +\| ?")


def compose(text: str, clock: Clock) -> Fields:
    """Read a line of ``docker compose logs``: ``web-1  | message``, with or without times."""
    text = clean(text)
    head = _COMPOSE.match(text)
    if head is None:
        return plain(text, clock)
    fields = _behind_name(text[head.end() :], clock)
    service = head[1].rstrip("0123456789").rstrip("-_") or head[1]
    return fields._replace(service=service, instance=head[1])


_CRI = pattern(r" (?:stdout|stderr) [FP] ?")


def cri(text: str, clock: Clock) -> Fields:
    """Read a line of a Kubernetes node's log file: ``<time> stdout F message``."""
    text = clean(text)
    stamp = clock.rfc3339(text)
    head = _CRI.match(text, stamp.end) if stamp else None
    if stamp is None or head is None:
        return plain(text, clock)
    return unwrap(Fields(stamp.time_ns, text[head.end() :]), clock)


_POD = pattern(r"\[pod/([^\]/]+)/([^\]]+)\] ?")


def kubectl(text: str, clock: Clock) -> Fields:
    """Read a line of ``kubectl logs --prefix``: ``[pod/<pod>/<container>] message``."""
    text = clean(text)
    head = _POD.match(text)
    if head is None:
        return plain(text, clock)
    return _behind_name(text[head.end() :], clock)._replace(service=head[2], instance=head[1])


def _behind_name(text: str, clock: Clock) -> Fields:
    """Read what stands behind a container's name: with the platform's time, or without."""
    stamp = clock.rfc3339(text)
    return stamped(text, clock) if stamp and "T" in text[: stamp.end] else plain(text, clock)
