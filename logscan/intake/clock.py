"""The clock reads the time at the start of a text, in UTC nanoseconds, and says what it assumed.

A number inside a message is never a time: every format is anchored at the start, after
blanks and the few openings that a format has of its own (a bracket, a syslog priority, the
host of an access log). What a stamp does not say is completed: a missing zone is UTC or
``--tz``, a missing year is the latest one that puts the record not in the future, a missing
date is found from the whole source (:meth:`Clock.place`). A stamp that cannot be a time
(month 13, hour 24, year 9999) is no stamp; nothing here raises because of a log's content.

Formats were taken from what the programs print; the name of each row says which.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import Flag
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from logscan.errors import UsageError
from logscan.model import Text
from logscan.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    import regex

SECOND_NS = 1_000_000_000
MINUTE_NS = 60 * SECOND_NS
HOUR_NS = 60 * MINUTE_NS
DAY_NS = 24 * HOUR_NS

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_NS = 2**63 - 1  # in the year 2262; what is later is a fault, and fits no 64-bit column
_EARLIEST_BARE_EPOCH_NS = 1_262_304_000 * SECOND_NS  # 2010: a bare number before it is an id
_YEAR_NS = 366 * DAY_NS
_MEMO_ENTRIES = 4096
_LEAP_CYCLE_YEARS = 9  # at most eight years lie between two 29ths of February


class Missing(Flag):
    """What a stamp does not say, so that the clock had to assume it."""

    ZONE = 1
    YEAR = 2
    DATE = 4


NOTHING = Missing(0)
_YEAR_AND_ZONE = Missing.YEAR | Missing.ZONE
_DATE_AND_ZONE = Missing.DATE | Missing.ZONE


class Stamp(NamedTuple):
    """One time as it was read; a named tuple, because one is made for each dated record.

    *time_ns* is an instant (UTC); where the date is missing it is nanoseconds since midnight
    as printed, for :meth:`Clock.place`. *end* is the index behind the stamp and its closing
    bracket; separators that follow are not part of it.
    """

    time_ns: int
    end: int
    missing: Missing


_stamp = partial(tuple.__new__, Stamp)  # half the cost of ``Stamp(...)``, for the hot path


# ---------------------------------------------------------------- the formats

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH_NUMBERS = {name: number for number, name in enumerate(_MONTHS, 1)}
_MONTH = f"(?P<month>{'|'.join(_MONTHS)})"
_WEEKDAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}"

# Abbreviations with one meaning: RFC 2822 section 4.3 defines the American ones. BST, IST and
# the Chinese CST have several, so they count as no zone.
_AMERICAN = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_OTHER = {"CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "JST": 9, "KST": 9}
_NAMED_ZONES = {"Z": 0, "z": 0, "UTC": 0, "GMT": 0} | _AMERICAN | _OTHER
_OFFSET = r"[+-](?:[01]\d|2[0-3]):?[0-5]\d"
_ZONE = (
    rf"(?:[ ]?(?P<zone>(?:UTC|GMT)?{_OFFSET}|{'|'.join(_NAMED_ZONES)})(?!\w)"
    r"|(?P<hours>[+-](?:0\d|1[0-4]))(?![\w:.]))?"
)
_FRACTION = r"(?:[.,](?P<fraction>\d+))?+"
_CLOCK = rf"(?P<hour>\d{{1,2}}):(?P<minute>\d\d):(?P<second>\d\d)(?!\d){_FRACTION}"
_NARROW = r"[ \u00a0\u202f]"  # some versions of ICU put a narrow blank before AM and PM
# Render's dashboard can print ``PMfatal:``; a host named ``amavis`` is no AM.
_HALF = rf"(?:{_NARROW}?(?:(?P<half>[AP](?=M\D|M$)|[ap](?=m(?!\w)))[Mm]))"
# The host of an access log; nothing that could be a time of another format.
_HOST = (
    r"(?:-|\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?|(?=\S{0,40}::|(?:[^\s:]{0,4}:){4})[0-9a-fA-F:.]{2,45}"
    r"|[a-z][\w-]{0,62}\.[\w.-]{1,190}(?::\d+)?)"
)
_OPEN = r"[ \t]*(?P<open>\[?)"
_EPOCH_NUMBER = r"(?P<epoch>\d{19}|\d{16}|\d{13}|\d{10})(?:\.(?P<fraction>\d{1,30}))?+"

_RFC3339_BODY = (
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?:[Tt]|[ ]{1,2})"
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?!\d)"
    rf"(?::(?P<second>\d\d)(?!\d){_FRACTION}|(?!:\d))"
    rf"(?:[ ](?P<half>[AaPp])[Mm](?!\w))?{_ZONE}"
)

_SOURCES: dict[str, str] = {
    # RFC 3339, ISO 8601, Python logging, gunicorn, Postgres, MariaDB; Rails puts ``I, [`` in
    # front, Passenger ``[ N ``.
    "rfc3339": rf"[ \t]*(?:[DIWEFA],[ ])?(?P<open>\[?)(?:[ ][A-Z][ ])?{_RFC3339_BODY}",
    "iso-basic": (
        _OPEN + r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?:[T-]|[ ](?=\d\d:))"
        r"(?P<hour>\d\d):?(?P<minute>\d\d):?(?P<second>\d\d)(?!\d)" + _FRACTION + _ZONE
    ),
    "slashes": (  # Go's log package, nginx's error log
        _OPEN + r"(?P<year>\d{4})/(?P<month>\d\d)/(?P<day>\d\d)[ T][ ]?" + _CLOCK + _ZONE
    ),
    "month-day": (  # RFC 3164, Render's dashboard (``Dec 9 03:03:10 PM``), java.util.logging
        r"[ \t]*(?:<\d{1,3}>)?(?P<open>\[?)" + _MONTH + r"[ ]{1,2}(?P<day>\d{1,2})"
        r"(?:,?[ ](?P<year>\d{4}),?)?[ ]{1,2}" + _CLOCK + _HALF + "?"
    ),
    "weekday": (  # JavaScript's Date: ``Sun Nov 22 2026 19:45:16 GMT+0000 (...)``
        _OPEN + _WEEKDAY + "[ ]" + _MONTH + r"[ ]{1,2}(?P<day>\d{1,2})[ ](?P<year>\d{4})[ ]"
        + _CLOCK + _ZONE + r"(?:[ ]\([^()]{1,60}\))?"
    ),
    "asctime": (  # ctime, ``date``, Apache's error log
        _OPEN + _WEEKDAY + "[ ]" + _MONTH + r"[ ]{1,2}(?P<day>\d{1,2})[ ]" + _CLOCK + _HALF
        + r"?(?:[ ](?P<zone>[A-Z]{1,4}))?[ ](?P<year>\d{4})(?!\d)"
    ),
    "common-log": (  # access logs; ``host ident user`` stand before the bracket
        rf"[ \t]*(?:{_HOST}[ ](?:[^\s\[]\S{{0,254}}[ ]){{1,3}})?+(?P<open>\[?)"
        r"(?P<day>\d\d)/" + _MONTH + r"/(?P<year>\d{4})[: ]" + _CLOCK + _ZONE
    ),
    "day-month": (  # RFC 2822, Redis (``1:M 22 Nov ...``), Tomcat and PHP (``22-Nov-2026``)
        _OPEN + rf"(?:\d{{1,7}}:[A-Z][ ]|{_WEEKDAY},?[ ])?"
        r"(?P<day>\d{1,2})[- ]" + _MONTH + r"[- ](?P<year>\d{4})[ :]{1,2}" + _CLOCK + _ZONE
    ),
    "us-date": (  # JavaScript's en-US locale; Nest's console logger puts its name in front
        r"[ \t]*(?:\[Nest\][ ]\d{1,7}[ ]{1,3}-[ ])?(?P<open>\[?)"
        r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4}),?[ ]"
        + _CLOCK + _NARROW + r"?(?P<half>[AP])M(?!\w)"
    ),
    "gb-date": (  # JavaScript's en-GB, en-AU and en-IN locales write ``am`` in small letters
        _OPEN + r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4}),[ ]"
        + _CLOCK + rf"(?:{_NARROW}(?P<half>[ap])m(?!\w))?+(?!{_NARROW}?[AP]M)"
    ),
    "ko-date": (  # JavaScript's ko-KR locale
        _OPEN + r"(?P<year>\d{4})\.[ ](?P<month>\d{1,2})\.[ ](?P<day>\d{1,2})\.[ ]"
        r"(?:(?P<half>오전|오후)[ ])?" + _CLOCK
    ),
    "glog": (  # glog and klog: level, month and day; newer glog has the year
        r"[ \t]*(?P<open>)[DIWEF](?P<year>\d{4})?(?P<month>\d\d)(?P<day>\d\d)[ ]" + _CLOCK
    ),
    "mysql-short": (  # MySQL up to 5.6, mysqld_safe: ``261122  9:45:16``
        r"[ \t]*(?P<open>)(?P<short>\d\d)(?P<month>\d\d)(?P<day>\d\d)[ ]{1,2}" + _CLOCK
    ),
    "time-only": (  # Render's dashboard (``10:17:37 PM``), Vite, Serilog, Elixir
        _OPEN + _CLOCK + rf"(?:{_HALF}|(?=[\s\],|;)-]|$))"
    ),
    "epoch": (
        _OPEN + _EPOCH_NUMBER + r"(?=[\s\],:|]|$)"
    ),
}  # fmt: skip

FORMATS: dict[str, regex.Pattern[str]] = {
    name: pattern(f"(?a){source}") for name, source in _SOURCES.items()
}

# Any text that one of the formats can match starts like this; most lines without a time do
# not, and are left after one match.
_POSSIBLE = pattern(
    r"(?a)[ \t]*(?:\[?(?:[ ][A-Z][ ])?\d"
    rf"|(?:<\d{{1,3}}>)?\[?(?:{'|'.join(_MONTHS)}|{_WEEKDAY})[ ,]"
    rf"|[DIWEFA](?:,[ ]\[|\d{{4}})|\[Nest\]|{_HOST}[ ])"
)
_MINUTE = pattern(r"(?a)(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):")
_TAIL = pattern(rf"(?a)(?!\d){_FRACTION}{_ZONE}")
_NUMBER = pattern(f"(?a){_EPOCH_NUMBER}")
_ZONE_OPTION = pattern(r"(?a)(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?")

_SECONDS = {f"{second:02}": second * SECOND_NS for second in range(60)}
_FRACTION_SCALE = tuple(10 ** (9 - digits) for digits in range(10))
_EPOCH_UNIT_NS = {10: SECOND_NS, 13: 1_000_000, 16: 1_000, 19: 1}
_PLAIN_UTC = frozenset(("Z", "Z ", "Z\t", "Z\n", "Z]"))  # a whole second, nothing to decide
_HALVES = frozenset(("AM", "PM", "am", "pm"))
_AFTERNOON = frozenset(("p", "P", "오후"))


# ---------------------------------------------------------------- small arithmetic


def _fraction_ns(digits: str | None) -> int:
    """Return a decimal fraction of a second in ns; digits behind the ninth are cut."""
    return int(digits[:9]) * _FRACTION_SCALE[min(len(digits), 9)] if digits else 0


def _day_ns(year: int, month: int, day: int) -> int | None:
    """Return the midnight of a date in ns since 1970, or None where no such date exists."""
    try:
        return (date(year, month, day).toordinal() - _EPOCH_DAY) * DAY_NS
    except ValueError:
        return None


def _hour(hour: int, half: str | None) -> int | None:
    """Return the hour of the day; None for hour 24 and for 13 PM."""
    if half is None:
        return hour if hour in range(24) else None
    if hour not in range(13):
        return None
    return hour % 12 + (12 if half in _AFTERNOON else 0)


def _time_of_day_ns(match: regex.Match[str]) -> int | None:
    """Return a match's time in ns since midnight; second 60 ends the last minute of an hour."""
    hour = _hour(int(match["hour"]), match.groupdict().get("half"))
    minute, second = int(match["minute"]), int(match["second"] or 0)
    if hour is None or minute not in range(60) or second not in range(61 if minute == 59 else 60):  # noqa: PLR2004 - the minute that can have a leap second
        return None
    whole_ns = hour * HOUR_NS + minute * MINUTE_NS + second * SECOND_NS
    return whole_ns + _fraction_ns(match["fraction"])


def _offset_ns(zone: str) -> int:
    """Return the offset from UTC of ``Z``, ``KST``, ``+09:00``, ``+0900``, ``+09``, ``GMT+09``."""
    if zone in _NAMED_ZONES:
        return _NAMED_ZONES[zone] * HOUR_NS
    digits = zone.removeprefix("UTC").removeprefix("GMT").replace(":", "")
    size = int(digits[1:3]) * HOUR_NS + int(digits[3:] or 0) * MINUTE_NS
    return -size if digits[0] == "-" else size


def _epoch_ns(match: regex.Match[str]) -> int:
    """Return an epoch number in ns; its count of digits says s, ms, us or ns (2001 to 2286)."""
    unit_ns = _EPOCH_UNIT_NS[len(match["epoch"])]
    return int(match["epoch"]) * unit_ns + _fraction_ns(match["fraction"]) * unit_ns // SECOND_NS


def unroll(time_of_day_ns: int, previous_ns: int | None) -> int:
    """Return a time of day counted from the midnight before the first record of its source.

    *previous_ns* is the record before, counted the same way, or None for the first one. The
    day is the one nearest to it: a jump back of more than 12 hours is the next day, a jump
    forward of more than 12 hours (a late line just after midnight) the day before.
    """
    if previous_ns is None:
        return time_of_day_ns
    days = (previous_ns - time_of_day_ns + DAY_NS // 2 - 1) // DAY_NS
    return time_of_day_ns + days * DAY_NS


def parse_zone(name: str) -> tzinfo:
    """Return the zone of ``--tz``: ``UTC``, ``Asia/Seoul``, ``+09:00``, ``UTC-5``.

    Raises UsageError where there is no such zone.
    """
    offset = _ZONE_OPTION.fullmatch(name.strip())
    if offset:
        size = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        if size < timedelta(days=1):
            return timezone(-size if offset[1] == "-" else size)
    elif name.strip().upper() in {"Z", "UTC", "GMT"}:
        return UTC
    else:
        from zoneinfo import ZoneInfo  # noqa: PLC0415 - only for a named zone

        try:
            return ZoneInfo(name.strip())
        except (KeyError, ValueError, OSError):
            pass
    message = f"no time zone {name!r}: use a name such as Asia/Seoul or an offset such as +09:00"
    raise UsageError(message)


# ---------------------------------------------------------------- the clock


class Clock:
    """Read the times of one source on the one clock of a run.

    *zone* and *date* are ``--tz`` and ``--date``; *now_ns* is fixed for the run. ``assumed``
    collects what the stamps did not say, so use a clock of its own for trial reads. What is
    returned depends on the text alone, never on what was read before.
    """

    def __init__(
        self, *, zone: tzinfo | None = None, date: date | None = None, now_ns: int | None = None
    ) -> None:
        self.zone = zone
        self.date = date
        self.now_ns = time.time_ns() if now_ns is None else now_ns
        self.assumed = NOTHING
        self._noted = NOTHING  # what was combined last: flags are slow to combine
        self._minutes: dict[str, int] = {}  # ``2025-07-21T00:18:`` -> wall clock ns
        self._offsets: dict[int, int] = {}  # wall clock minute -> offset of the own zone
        self._formats = list(FORMATS.values())

    # -------------------------------------------------------- reading

    def rfc3339(self, text: str, start: int = 0) -> Stamp | None:
        """Read ``2025-07-21T00:18:27.96854888Z`` and its kin at *start*; the hot path.

        T or a blank, 0 to 9 fraction digits (more are cut), ``Z``, an offset or no zone.
        """
        minute_ns = self._minutes.get(text[start : start + 17])
        if minute_ns is None:
            minute_ns = self._learn_minute(text, start)
        second_ns = _SECONDS.get(text[start + 17 : start + 19])
        if minute_ns is None or second_ns is None:
            return self._by_pattern(text, start)
        at = start + 19
        mark = text[at : at + 2]
        if mark[:1] == "." and (stop := text.find("Z", at + 2, at + 11)) > 0:
            digits = text[at + 1 : stop]
            if digits.isdigit() and digits.isascii() and not text[stop + 1 : stop + 2].isalnum():
                second_ns += int(digits) * _FRACTION_SCALE[stop - at - 1]
                return _stamp((minute_ns + second_ns, stop + 1, NOTHING))
        elif mark == "  ":
            return self._zoneless(minute_ns, second_ns, at)
        elif mark in _PLAIN_UTC:
            return _stamp((minute_ns + second_ns, at + 1, NOTHING))
        if text[at + 1 : at + 3] in _HALVES:
            return self._by_pattern(text, start)
        return self._with_tail(minute_ns, second_ns, text, at)

    def read(self, text: str, start: int = 0) -> Stamp | None:
        """Read the time that *text* starts with at *start*, in any known format."""
        if not _POSSIBLE.match(text, start):
            return None
        stamp = self.rfc3339(text, start)
        if stamp is not None:
            return stamp
        for index, form in enumerate(self._formats):
            stamp = self._match(form, text, start)
            if stamp is not None:
                if index:  # a source keeps its format: try this one first from now on
                    self._formats.insert(0, self._formats.pop(index))
                return stamp
        return None

    def value(self, value: object) -> Stamp | None:
        """Read the time field of a JSON record: a known string, or an epoch number.

        Epoch numbers (also floats and digit strings) are s, ms, us or ns by their magnitude;
        a string must be a stamp from end to end; MongoDB's ``{"$date": ...}`` is opened.
        """
        if isinstance(value, dict) and len(value) == 1:
            value = value.get("$date")
        if isinstance(value, str):
            text = value.strip()
            stamp = self.rfc3339(text)  # nearly all are one
            if stamp is not None and stamp.end == len(text):
                return stamp
            return self._number(text) or self._whole(text)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        if not 0 <= value < 10**19:  # also false for NaN; keeps str() of huge numbers away
            return None
        return self._number(f"{value:.6f}" if isinstance(value, float) else str(value))

    def _whole(self, text: str) -> Stamp | None:
        stamp = self.read(text)
        return stamp if stamp and stamp.end == len(text) else None

    def _number(self, text: str) -> Stamp | None:
        match = _NUMBER.fullmatch(text)
        time_ns = _epoch_ns(match) if match else None
        return None if time_ns is None or time_ns > _LAST_NS else Stamp(time_ns, len(text), NOTHING)

    def _learn_minute(self, text: str, start: int) -> int | None:
        match = _MINUTE.match(text, start)
        if match is None:
            return None
        year, month, day, hour, minute = map(int, match.groups())
        midnight_ns = _day_ns(year, month, day)
        if midnight_ns is None or hour not in range(24) or minute not in range(60):
            return None
        minute_ns = midnight_ns + hour * HOUR_NS + minute * MINUTE_NS
        if not DAY_NS <= minute_ns < _LAST_NS - DAY_NS:  # a day of room for the offsets
            return None
        if len(self._minutes) >= _MEMO_ENTRIES:
            self._minutes.clear()
        self._minutes[match[0]] = minute_ns
        return minute_ns

    def _zoneless(self, minute_ns: int, rest_ns: int, end: int) -> Stamp:
        offset_ns = self._own_offset_ns(minute_ns) if self.zone else 0
        return self._stamp(minute_ns - offset_ns + rest_ns, end, Missing.ZONE)

    def _by_pattern(self, text: str, start: int) -> Stamp | None:
        """Read what the hot path does not know: leap seconds, AM and PM."""
        return self._match(FORMATS["rfc3339"], text, start) if _MINUTE.match(text, start) else None

    def _with_tail(self, minute_ns: int, second_ns: int, text: str, at: int) -> Stamp | None:
        match = _TAIL.match(text, at)
        if match is None:
            return None
        rest_ns = second_ns + _fraction_ns(match["fraction"])
        zone = match["zone"] or match["hours"]
        if zone is None:
            return self._zoneless(minute_ns, rest_ns, match.end())
        return Stamp(minute_ns - _offset_ns(zone) + rest_ns, match.end(), NOTHING)

    def _match(self, form: regex.Pattern[str], text: str, start: int) -> Stamp | None:
        match = form.match(text, start)
        if match is None:
            return None
        end = match.end()
        if match["open"] and text[end : end + 1] == "]":
            end += 1
        if "epoch" in form.groupindex:
            return self._bare_epoch(match, end)
        return self._from_parts(match, end)

    def _bare_epoch(self, match: regex.Match[str], end: int) -> Stamp | None:
        """Take a bare number for a time only where it lies between 2010 and a year from now."""
        time_ns = _epoch_ns(match)
        if not _EARLIEST_BARE_EPOCH_NS <= time_ns <= self.now_ns + _YEAR_NS:
            return None
        return Stamp(time_ns, end, NOTHING)

    def _from_parts(self, match: regex.Match[str], end: int) -> Stamp | None:
        time_of_day_ns = _time_of_day_ns(match)
        if time_of_day_ns is None:
            return None
        parts = match.groupdict()
        if parts.get("day") is None:
            return self._stamp(time_of_day_ns, end, _DATE_AND_ZONE)
        zone = parts.get("zone") or parts.get("hours")
        offset_ns = None if zone is None else self._known_offset_ns(zone)
        month = _MONTH_NUMBERS.get(parts["month"]) or int(parts["month"])
        year = self._year(parts)
        if year is None:  # no format has a zone without a year
            missing = _YEAR_AND_ZONE
            time_ns = self._yearless(month, int(parts["day"]), time_of_day_ns)
        else:
            missing = Missing.ZONE if offset_ns is None else NOTHING
            time_ns = self._instant(year, month, int(parts["day"]), time_of_day_ns, offset_ns)
        return None if time_ns is None else self._stamp(time_ns, end, missing)

    @staticmethod
    def _known_offset_ns(zone: str) -> int | None:
        """Return a zone's offset; None for letters without one meaning (asctime's ``IST``)."""
        return None if zone.isalpha() and zone not in _NAMED_ZONES else _offset_ns(zone)

    @staticmethod
    def _year(parts: dict[str, str | None]) -> int | None:
        if short := parts.get("short"):
            return 2000 + int(short)
        year = parts.get("year")
        return None if year is None else int(year)

    def _stamp(self, time_ns: int, end: int, missing: Missing) -> Stamp:
        if missing is not self._noted:
            self._noted = missing
            self.assumed |= missing
        return _stamp((time_ns, end, missing))

    # -------------------------------------------------------- completing

    def _own_offset_ns(self, wall_ns: int) -> int:
        """Return the offset of ``--tz`` at a wall clock time.

        Where the wall clock stands twice (the end of summer time) it is the first of the two;
        where it does not exist (the start) it is the offset before the change.
        """
        if self.zone is None:
            return 0
        minute = wall_ns // MINUTE_NS
        if minute not in self._offsets:
            if len(self._offsets) >= _MEMO_ENTRIES:
                self._offsets.clear()
            wall = (_EPOCH + timedelta(minutes=minute)).replace(tzinfo=self.zone)
            offset = wall.utcoffset() or timedelta()
            self._offsets[minute] = offset // timedelta(microseconds=1) * 1000
        return self._offsets[minute]

    def _instant(
        self, year: int, month: int, day: int, time_of_day_ns: int, offset_ns: int | None = None
    ) -> int | None:
        midnight_ns = _day_ns(year, month, day)
        if midnight_ns is None or not DAY_NS <= midnight_ns < _LAST_NS - 3 * DAY_NS:
            return None
        wall_ns = midnight_ns + time_of_day_ns
        return wall_ns - (self._own_offset_ns(wall_ns) if offset_ns is None else offset_ns)

    def _yearless(self, month: int, day: int, time_of_day_ns: int) -> int | None:
        """Return the instant in the year that the contract assumes, or None where none fits."""
        if self.date is not None:
            return self._first_not_before(self.date, month, day, time_of_day_ns)
        this_year = (_EPOCH + timedelta(microseconds=self.now_ns // 1000)).year
        for year in range(this_year + 1, this_year - _LEAP_CYCLE_YEARS, -1):
            time_ns = self._instant(year, month, day, time_of_day_ns)
            if time_ns is not None and time_ns <= self.now_ns:
                return time_ns
        return None

    def _first_not_before(
        self, earliest: date, month: int, day: int, time_of_day_ns: int
    ) -> int | None:
        for year in range(earliest.year, earliest.year + _LEAP_CYCLE_YEARS):
            if (month, day) >= (earliest.month, earliest.day) or year > earliest.year:
                time_ns = self._instant(year, month, day, time_of_day_ns)
                if time_ns is not None:
                    return time_ns
        return None

    def place(self, times_of_day: Sequence[int]) -> list[int]:
        """Return the instants of one whole source's times of day, which are in its order.

        The day changes at midnight as :func:`unroll` says. The days are the latest that put
        no record in the future, or those that put the earliest record on ``--date``.
        """
        unrolled: list[int] = []
        previous_ns: int | None = None
        for time_of_day_ns in times_of_day:
            previous_ns = unroll(time_of_day_ns, previous_ns)
            unrolled.append(previous_ns)
        if not unrolled:
            return []
        midnight_ns = self.first_midnight_ns(min(unrolled), max(unrolled))
        return [self.placed(relative_ns, midnight_ns) for relative_ns in unrolled]

    def first_midnight_ns(self, earliest_ns: int, latest_ns: int) -> int:
        """Return the wall clock midnight that unrolled times count from.

        *earliest_ns* and *latest_ns* are the extremes of :func:`unroll` over the source.
        """
        if self.date is not None:
            return (self.date.toordinal() - _EPOCH_DAY - earliest_ns // DAY_NS) * DAY_NS
        midnight_ns = (self.now_ns // DAY_NS + 1 - latest_ns // DAY_NS) * DAY_NS
        while self.placed(latest_ns, midnight_ns) > self.now_ns:
            midnight_ns -= DAY_NS
        return midnight_ns

    def placed(self, relative_ns: int, midnight_ns: int) -> int:
        """Return the instant of an unrolled time, given :meth:`first_midnight_ns`."""
        wall_ns = midnight_ns + relative_ns
        try:
            return wall_ns - self._own_offset_ns(wall_ns)
        except OverflowError:  # a source with thousands of midnights: before the year 1
            return wall_ns

    # -------------------------------------------------------- saying so

    def warnings(self) -> tuple[Text, ...]:
        """Return one sentence for each thing that was assumed so far."""
        return tuple(
            text
            for missing, text in (
                (Missing.ZONE, self._zone_text()),
                (Missing.YEAR, self._year_text()),
                (Missing.DATE, self._date_text()),
            )
            if missing in self.assumed
        )

    def _zone_text(self) -> Text:
        if self.zone is None:
            return Text(
                en="no time zone in the input: UTC assumed",
                ko="입력에 시간대가 없어 UTC로 보았습니다",
            )
        return Text(
            en=f"no time zone in the input: {self.zone} assumed (--tz)",
            ko=f"입력에 시간대가 없어 {self.zone}(으)로 보았습니다(--tz)",
        )

    def _year_text(self) -> Text:
        if self.date is None:
            return Text(
                en="no year in the input: the latest year that is not in the future assumed",
                ko="입력에 연도가 없어 미래가 아닌 가장 최근 연도로 보았습니다",
            )
        return Text(
            en=f"no year in the input: counted from {self.date.isoformat()} (--date)",
            ko=f"입력에 연도가 없어 {self.date.isoformat()}부터로 계산했습니다(--date)",
        )

    def _date_text(self) -> Text:
        if self.date is None:
            return Text(
                en="no date in the input: the latest date that is not in the future assumed",
                ko="입력에 날짜가 없어 미래가 아닌 가장 최근 날짜로 보았습니다",
            )
        return Text(
            en=f"no date in the input: the earliest record is of {self.date.isoformat()} (--date)",
            ko=f"입력에 날짜가 없어 가장 이른 기록을 {self.date.isoformat()}로 보았습니다(--date)",
        )
