"""The clock reads what the programs print, at the start of a text only, and never raises."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.errors import UsageError
from logscan.intake.clock import (
    DAY_NS,
    FORMATS,
    HOUR_NS,
    MINUTE_NS,
    NOTHING,
    SECOND_NS,
    Clock,
    Missing,
    parse_zone,
    unroll,
)

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NO_YEAR = Missing.YEAR | Missing.ZONE
NO_DATE = Missing.DATE | Missing.ZONE


def ns(moment: datetime) -> int:
    """Return a whole-microsecond moment in ns since 1970."""
    return (moment - EPOCH) // timedelta(microseconds=1) * 1000


def utc(text: str, extra_ns: int = 0) -> int:
    """Return an ISO time, read as UTC, in ns since 1970."""
    return ns(datetime.fromisoformat(text).replace(tzinfo=UTC)) + extra_ns


def clock(**options) -> Clock:
    """Return a clock on which it is noon of 24 November 2026."""
    return Clock(now_ns=ns(NOW), **options)


TIME = utc("2026-11-22 19:45:16")
MS = 1_000_000
# format of the table, the text, what follows the stamp, the instant, what was missing
ROWS = [
    ("rfc3339", "2025-07-21T00:18:27.96854888Z", " ==> Your service is live", utc("2025-07-21T00:18:27", 968548880), NOTHING),
    ("rfc3339", "2026-11-22T19:45:16Z", " x", TIME, NOTHING),
    ("rfc3339", "2026-11-22T19:45:16Z", "", TIME, NOTHING),
    ("rfc3339", "2026-11-22T19:45:16.5+00:00", " app[web.1]: x", TIME + 500 * MS, NOTHING),
    ("rfc3339", "2026-11-23T04:45:16.123456+09:00", " x", TIME + 123_456_000, NOTHING),
    ("rfc3339", "2026-11-22T14:45:16-0500", " x", TIME, NOTHING),
    ("rfc3339", "2026-11-22T19:45Z", " x", utc("2026-11-22 19:45"), NOTHING),
    ("rfc3339", "2026-11-22t19:45:16z", " x", TIME, NOTHING),
    ("rfc3339", "2026-11-22T19:45:16.1234567Z", " dotnet", TIME + 123_456_700, NOTHING),
    ("rfc3339", "2026-11-22T19:45:16.123456789012Z", " cut", TIME + 123_456_789, NOTHING),
    ("rfc3339", "2026-11-22T19:45:16", ": PM2 log: x", TIME, Missing.ZONE),
    ("rfc3339", "2026-11-22 19:45:16", "  ==> Deploying...", TIME, Missing.ZONE),
    ("rfc3339", "2026-11-22 19:45:16", " +5 items", TIME, Missing.ZONE),
    ("rfc3339", "2026-11-22 19:45:16", "", TIME, Missing.ZONE),
    ("rfc3339", "2026-11-22 19:45:16,405", " - app - ERROR - x", TIME + 405 * MS, Missing.ZONE),
    ("rfc3339", "2026-11-22 19:45:16.123 UTC", " [123] FATAL:  x", TIME + 123 * MS, NOTHING),
    ("rfc3339", "2026-11-23 04:45:16.123 KST", " [123] LOG:  x", TIME + 123 * MS, NOTHING),
    ("rfc3339", "2026-11-22 19:45:16.123+00", " x", TIME + 123 * MS, NOTHING),
    ("rfc3339", "2026-11-22 19:45:16 +0000", " x", TIME, NOTHING),
    ("rfc3339", "2026-11-22 19:45:16.123 +00:00", " [INF] x", TIME + 123 * MS, NOTHING),
    ("rfc3339", "2026-11-22 07:45:16 PM", " x", TIME, Missing.ZONE),
    ("rfc3339", "2026-11-22  9:45:16", " 0 [Note] x", utc("2026-11-22 09:45:16"), Missing.ZONE),
    ("rfc3339", "[2026-11-22 19:45:16 +0000]", " [1] [INFO] x", TIME, NOTHING),
    ("rfc3339", "[2026-11-22 19:45:16,123", ": INFO/MainProcess] x", TIME + 123 * MS, Missing.ZONE),
    ("rfc3339", "[2026-11-22 19:45:16]", " production.ERROR: x", TIME, Missing.ZONE),
    ("rfc3339", "I, [2026-11-22T19:45:16.123456", " #4]  INFO -- : x", TIME + 123_456_000, Missing.ZONE),
    ("rfc3339", "[ N 2026-11-22 19:45:16.1234", " 8/T1 age/Cor ]: x", TIME + 123_400_000, Missing.ZONE),
    ("rfc3339", "  2026-11-22 19:45:16", " indented", TIME, Missing.ZONE),
    ("iso-basic", "20261122T194516Z", " x", TIME, NOTHING),
    ("iso-basic", "20261122T194516.123Z", " x", TIME + 123 * MS, NOTHING),
    ("iso-basic", "20261122 19:45:16", " x", TIME, Missing.ZONE),
    ("iso-basic", "20261122-194516", " x", TIME, Missing.ZONE),
    ("slashes", "2026/11/22 19:45:16", " listening on :10000", TIME, Missing.ZONE),
    ("slashes", "2026/11/22 19:45:16.123456", " main.go:23: x", TIME + 123_456_000, Missing.ZONE),
    ("slashes", "2026/11/22 19:45:16", " [error] 7#7: *1 connect() failed", TIME, Missing.ZONE),
    ("month-day", "Nov 22 07:45:16 PM", "  ==> Deploying...", TIME, NO_YEAR),
    ("month-day", "Nov 22 07:45:16 PM", "==> Retrying git clone...", TIME, NO_YEAR),
    ("month-day", "Nov 22 07:45:16 PM", "fatal: could not read", TIME, NO_YEAR),
    ("month-day", "Dec 9 03:03:10 PM", "  x", utc("2025-12-09 15:03:10"), NO_YEAR),
    ("month-day", "Dec 9 12:03:10 AM", "  x", utc("2025-12-09 00:03:10"), NO_YEAR),
    ("month-day", "Dec  9 03:03:10", " host app[1]: x", utc("2025-12-09 03:03:10"), NO_YEAR),
    ("month-day", "Dec  9 03:03:10", " amavis[1]: x", utc("2025-12-09 03:03:10"), NO_YEAR),
    ("month-day", "<34>Nov 22 19:45:16", " host app: x", TIME, NO_YEAR),
    ("month-day", "Nov 22 19:45:16.123456", " host app: x", TIME + 123_456_000, NO_YEAR),
    ("month-day", "Nov 22, 2026 7:45:16 PM", " org.apache.catalina.core x", TIME, Missing.ZONE),
    ("month-day", "Nov 22 2026 19:45:16", ": %ASA-6-302013", TIME, Missing.ZONE),
    ("weekday", "Sun Nov 22 2026 19:45:16 GMT+0000 (Coordinated Universal Time)", " x", TIME, NOTHING),
    ("weekday", "Mon Nov 23 2026 04:45:16 GMT+0900 (Korean Standard Time)", ": x", TIME, NOTHING),
    ("asctime", "Sun Nov 22 19:45:16 2026", " x", TIME, Missing.ZONE),
    ("asctime", "Sun Nov 22 19:45:16 UTC 2026", " x", TIME, NOTHING),
    ("asctime", "Sun Nov 22 07:45:16 PM UTC 2026", " x", TIME, NOTHING),
    ("asctime", "[Sun Nov 22 19:45:16.123456 2026]", " [core:error] x", TIME + 123_456_000, Missing.ZONE),
    ("asctime", "Sun Nov 22 19:45:16 IST 2026", " x", TIME, Missing.ZONE),
    ("common-log", "22/Nov/2026:12:45:16 -0700", ' "GET / HTTP/1.1" 200', TIME, NOTHING),
    ("common-log", "[22/Nov/2026:19:45:16 +0000]", ' "GET / HTTP/1.1" 200', TIME, NOTHING),
    ("common-log", "[22/Nov/2026 19:45:16]", ' "GET / HTTP/1.1" 200', TIME, Missing.ZONE),
    ("common-log", "127.0.0.1 - - [22/Nov/2026:19:45:16 +0000]", ' "HEAD / HTTP/1.1" 404', TIME, NOTHING),
    ("common-log", "::ffff:10.1.2.3 - - [22/Nov/2026:19:45:16 +0000]", ' "GET /', TIME, NOTHING),
    ("common-log", "shop.example.com:443 10.0.0.7 - kim [22/Nov/2026:19:45:16 +0000]", ' "GET /', TIME, NOTHING),
    ("day-month", "22-Nov-2026 19:45:16.123", " INFO [main] x", TIME + 123 * MS, Missing.ZONE),
    ("day-month", "[22-Nov-2026 19:45:16 UTC]", " PHP Fatal error:  x", TIME, NOTHING),
    ("day-month", "Sun, 22 Nov 2026 19:45:16 GMT", " app:server x", TIME, NOTHING),
    ("day-month", "22 Nov 2026 19:45:16 +0000", " x", TIME, NOTHING),
    ("day-month", "1:M 22 Nov 2026 19:45:16.123", " * Ready to accept connections", TIME + 123 * MS, Missing.ZONE),
    ("us-date", "11/22/2026, 7:45:16 PM", "     LOG [NestFactory] x", TIME, Missing.ZONE),
    ("us-date", "[Nest] 1  - 11/22/2026, 7:45:16 PM", "     LOG [NestFactory] x", TIME, Missing.ZONE),
    ("us-date", "11/2/2026 7:45:16\u202fPM", " x", utc("2026-11-02 19:45:16"), Missing.ZONE),
    ("gb-date", "22/11/2026, 19:45:16", " x", TIME, Missing.ZONE),
    ("gb-date", "02/11/2026, 7:45:16 pm", " x", utc("2026-11-02 19:45:16"), Missing.ZONE),
    ("ko-date", "2026. 11. 22. 오후 7:45:16", " 서버 시작", TIME, Missing.ZONE),
    ("ko-date", "2026. 11. 22. 19:45:16", " x", TIME, Missing.ZONE),
    ("glog", "I1122 19:45:16.123456", "       1 server.go:12] x", TIME + 123_456_000, NO_YEAR),
    ("glog", "E20261122 19:45:16.123456", " 7 x.cc:1] x", TIME + 123_456_000, Missing.ZONE),
    ("mysql-short", "261122 19:45:16", " mysqld_safe Starting", TIME, Missing.ZONE),
    ("mysql-short", "261122  9:45:16", " [Note] x", utc("2026-11-22 09:45:16"), Missing.ZONE),
    ("time-only", "10:17:37 PM", "  [hh4tw] x", 22 * HOUR_NS + 17 * MINUTE_NS + 37 * SECOND_NS, NO_DATE),
    ("time-only", "10:17:37 PM", "==> Deploying...", 22 * HOUR_NS + 17 * MINUTE_NS + 37 * SECOND_NS, NO_DATE),
    ("time-only", "22:17:37", " x", 22 * HOUR_NS + 17 * MINUTE_NS + 37 * SECOND_NS, NO_DATE),
    ("time-only", "00:00:01.5", " [info] x", SECOND_NS + 500 * MS, NO_DATE),
    ("time-only", "[00:00:01 ", "INF] x", SECOND_NS, NO_DATE),
    ("time-only", "[7:45:16 PM]", " Starting compilation", 19 * HOUR_NS + 45 * MINUTE_NS + 16 * SECOND_NS, NO_DATE),
    ("epoch", "1795376716", " x", TIME, NOTHING),
    ("epoch", "1795376716.123", "    54 10.0.0.1 TCP_MISS/200", TIME + 123 * MS, NOTHING),
    ("epoch", "[1795376716123]", " x", TIME + 123 * MS, NOTHING),
    ("epoch", "1795376716123456", " x", TIME + 123_456_000, NOTHING),
    ("epoch", "1795376716123456789", " x", TIME + 123_456_789, NOTHING),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "stamp", "rest", "time_ns", "missing"), ROWS, ids=[f"{r[0]}: {r[1]}" for r in ROWS]
)
def test_reads_format(name, stamp, rest, time_ns, missing):
    """Each format is read where it stands first, and the stamp ends where it ends."""
    own = clock()
    found = own.read(stamp + rest)
    assert found is not None
    assert (found.time_ns, found.missing) == (time_ns, missing)
    assert found.end == len(stamp.rstrip())
    assert own.assumed == missing


@pytest.mark.parametrize("row", ROWS, ids=[row[1] for row in ROWS])
def test_formats_exclude_each_other(row):
    """At most one format reads a text, so what was read before cannot change an answer."""
    own = clock()
    text = row[1] + row[2]
    readers = [name for name, pattern in FORMATS.items() if own._match(pattern, text, 0)]
    assert readers == [row[0]]


def test_every_format_has_a_row():
    """No format of the table goes untested."""
    assert {row[0] for row in ROWS} == set(FORMATS)


def test_the_order_of_reading_does_not_matter():
    """A clock that has read everything answers like a new one."""
    used = clock()
    texts = [row[1] + row[2] for row in ROWS]
    assert [used.read(text) for text in reversed(texts)] == [
        clock().read(text) for text in reversed(texts)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Error: request 1795376716 failed",
        "retry at 2026-11-22T19:45:16Z",
        "x 22:17:37",
        "GET /2026/11/22 19:45:16",
        "    at run (/opt/app.js:10:17)",
        "10:17",
        "10.0.0.1:5432 - accepting connections",
        "12:34:56:78:9a:bc is the address",
        "123456 items in 2026",
        "12345678901 rows",
        "1000000000 rows",  # 2001: an id, not a time
        "4102444800 rows",  # 2100
        "20261122194516 CreateUsers: migrating",
        "2026-11-22 is a date",
        "2026-11-22T19:45:167Z",
        "Nov 22 is a Sunday",
        "Feb 14, 12:43 PM - 12:48 PM",
        "June 20, 2025 at 9:18 AM",
        "May 14:30:22:11 be read",
        "Error: connect ECONNREFUSED 127.0.0.1:5432 [22/Nov/2026:19:45:16 +0000]",
        "==> Deploying...",
        "[hh4tw] 10:17:37 PM",
        "٢٠٢٦-١١-٢٢T١٩:٤٥:١٦Z",
    ],
)
def test_a_number_in_a_message_is_no_time(text):
    """Only the start of a text is read, and there only what cannot be anything else."""
    assert clock().read(text) is None


@pytest.mark.fault(35)
@pytest.mark.parametrize(
    "text",
    [
        "2026-13-01T00:00:00Z",
        "2026-02-30 10:00:00",
        "2026-11-22T24:00:00Z",
        "2026-11-22T12:60:00Z",
        "2026-11-22T12:00:60Z",
        "2026-11-22T12:00:61Z",
        "9999-12-31T23:59:59Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "1969-12-31T23:59:59Z",
        "9999/12/31 23:59:59",
        "Feb 30 10:00:00",
        "Nov 22 13:00:00 PM",
        "25:00:00 x",
        "I1399 10:00:00",
        "Sun Nov 31 10:00:00 9999",
    ],
)
def test_an_impossible_time_is_unknown(text):
    """What cannot be an instant between 1970 and 2262 is no stamp, and no exception."""
    assert clock().read(text) is None
    assert clock(zone=ZoneInfo("Asia/Seoul")).read(text) is None


@pytest.mark.fault(35)
def test_a_leap_second_is_the_next_minute():
    """Second 60 is read at the end of an hour, as the instant that POSIX gives it."""
    found = clock().read("2016-12-31T23:59:60.5Z x")
    assert found
    assert found.time_ns == utc("2017-01-01 00:00:00", 500 * MS)


@given(
    st.datetimes(datetime(1970, 1, 3), datetime(2262, 1, 1)).map(
        lambda d: d.replace(microsecond=0)
    ),
    st.text("0123456789", max_size=9),
    st.one_of(st.just("Z"), st.integers(-1439, 1439)),
    st.sampled_from("T "),
    st.text(" abc", max_size=3),
)
def test_rfc3339_round_trip(moment, fraction, zone, separator, before):
    """Any fraction and any offset come back exactly, from any position."""
    minutes = 0 if zone == "Z" else zone
    sign, size = ("-", -minutes) if minutes < 0 else ("+", minutes)
    suffix = "Z" if zone == "Z" else f"{sign}{size // 60:02}:{size % 60:02}"
    stamp = moment.isoformat(separator) + ("." + fraction if fraction else "") + suffix
    own = clock()
    for _ in range(2):  # the second time from the memo
        found = own.rfc3339(before + stamp + " message", len(before))
        assert found is not None
        expected = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
        assert found.time_ns == ns(expected) + int((fraction or "0").ljust(9, "0"))
        assert found.end == len(before + stamp)
        assert found.missing is NOTHING


@given(st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1)))
def test_memo_and_pattern_agree(moment):
    """The hot path gives what the table's pattern gives."""
    for stamp in (f"{moment.isoformat()} x", f"{moment.isoformat(' ')}+01:00 x"):
        own = clock()
        assert own.rfc3339(stamp) == own._match(FORMATS["rfc3339"], stamp, 0)


SHARDS = st.sampled_from(
    [row[1] for row in ROWS]
    + [row[2] for row in ROWS]
    + ["[", "]", " ", "99", "PM", "Z", "+99:99", "2026-", ":60", "\x00", "２"]
)


@given(
    st.one_of(st.text(max_size=60), st.lists(SHARDS, max_size=5).map("".join)), st.integers(0, 9)
)
def test_no_text_raises(text, start):
    """Whatever a log holds, the clock answers with a stamp inside the text or with nothing."""
    for own in (
        clock(),
        clock(zone=ZoneInfo("America/New_York"), date=date(2024, 2, 28)),
        clock(zone=timezone(timedelta(hours=23, minutes=59)), date=date(9999, 12, 31)),
    ):
        for found in (own.read(text, start), own.rfc3339(text, start), own.value(text)):
            assert found is None or (0 <= found.end <= len(text) and abs(found.time_ns) < 2**63)


@given(st.lists(SHARDS, max_size=4).map("".join))
def test_mixed_shards_have_one_reading(text):
    """Also on odd mixtures the formats do not compete."""
    own = clock()
    readings = {own._match(pattern, text, 0) for pattern in FORMATS.values()} - {None}
    assert len(readings) <= 1


@pytest.mark.fault(35)
@pytest.mark.parametrize(
    "value",
    [None, True, [], {}, {"$date": None}, -1, 12, 1e308, float("nan"), float("inf"), 10**5000, "soon",
     "2026-11-22T19:45:16Z and more", "9999999999999999999", "1e18", "", 123456789012],
    ids=lambda value: str(value)[:30] if not isinstance(value, int) or value < 10**20 else "huge",
)  # fmt: skip
def test_a_value_that_is_no_time(value):
    """A JSON field that holds no time gives none, however large or odd it is."""
    assert clock().value(value) is None


@pytest.mark.parametrize(
    ("value", "time_ns"),
    [
        (1795376716, TIME),
        (1795376716.5, TIME + 500 * MS),
        (1795376716123, TIME + 123 * MS),
        (1795376716123.25, TIME + 123_250_000),
        (1795376716123456, TIME + 123_456_000),
        (1795376716123456789, TIME + 123_456_789),
        ("1795376716", TIME),
        ("1795376716.000000001", TIME + 1),
        (" 1795376716123 ", TIME + 123 * MS),
        ("2026-11-22T19:45:16.000000001Z", TIME + 1),
        ("Sun, 22 Nov 2026 19:45:16 GMT", TIME),
        ("2026-11-22 19:45:16,123", TIME + 123 * MS),
        ({"$date": "2026-11-22T19:45:16.123+00:00"}, TIME + 123 * MS),
    ],
)
def test_a_value_by_its_magnitude(value, time_ns):
    """A JSON field is a known string, or an epoch number whose digits tell its unit."""
    found = clock().value(value)
    assert found
    assert found.time_ns == time_ns


@pytest.mark.fault(33)
def test_new_year_without_a_year():
    """On New Year's Day, December lies in the year before and January in the new one."""
    own = Clock(now_ns=utc("2027-01-01 00:05:00"))
    texts = ("Dec 31 11:59:58 PM  a", "Jan 1 12:00:03 AM  b", "Jan 1 12:05:01 AM  c")
    times = [own.read(text).time_ns for text in texts]
    assert times == [
        utc("2026-12-31 23:59:58"),
        utc("2027-01-01 00:00:03"),
        utc("2026-01-01 00:05:01"),  # one second ahead of now: it must be the year before
    ]


@pytest.mark.fault(33)
def test_a_leap_day_without_a_year():
    """29 February belongs to the latest leap year, or the first one from --date on."""
    assert clock().read("Feb 29 10:00:00 x").time_ns == utc("2024-02-29 10:00:00")
    from_date = clock(date=date(2017, 3, 1))
    assert from_date.read("Feb 29 10:00:00 x").time_ns == utc("2020-02-29 10:00:00")


def test_the_year_from_a_date():
    """With --date the year is the first one that is not before that date."""
    own = clock(date=date(2023, 12, 30))
    assert own.read("Dec 30 01:00:00 x").time_ns == utc("2023-12-30 01:00:00")
    assert own.read("Jan  2 01:00:00 x").time_ns == utc("2024-01-02 01:00:00")
    assert own.read("Dec 29 01:00:00 x").time_ns == utc("2024-12-29 01:00:00")


def test_the_year_in_another_zone():
    """A record of today is not pushed back a year because its zone is ahead of UTC."""
    own = Clock(now_ns=utc("2026-12-31 23:30:00"), zone=ZoneInfo("Asia/Seoul"))
    assert own.read("Jan 1 08:29:00 AM  x").time_ns == utc("2026-12-31 23:29:00")


def test_a_zone_for_times_without_one():
    """--tz completes what has no zone, and leaves alone what has one."""
    own = clock(zone=ZoneInfo("Asia/Seoul"))
    assert own.read("2026-11-23 04:45:16  x").time_ns == TIME
    assert own.read("2026-11-22 19:45:16 UTC x").time_ns == TIME
    assert own.read("2026-11-22T19:45:16Z x").time_ns == TIME


@pytest.mark.fault(34)
@given(st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1)))
def test_summer_time_is_no_exception(moment):
    """Gaps and repeats of a zone with summer time give an instant within a day of the wall clock."""
    own = clock(zone=ZoneInfo("America/New_York"))
    found = own.read(f"{moment:%Y-%m-%d %H:%M:%S}  x")
    assert 4 * HOUR_NS <= found.time_ns - utc(f"{moment:%Y-%m-%d %H:%M:%S}") <= 5 * HOUR_NS


@pytest.mark.fault(34)
def test_summer_time_changes():
    """A repeated wall clock is its first instant; a skipped one counts on from before the gap."""
    own = clock(zone=ZoneInfo("America/New_York"))
    assert own.read("2026-11-01 01:30:00  x").time_ns == utc("2026-11-01 05:30:00")
    assert own.read("2026-03-08 02:30:00  x").time_ns == utc("2026-03-08 07:30:00")
    assert own.read("2026-03-08 03:30:00  x").time_ns == utc("2026-03-08 07:30:00")


def test_midnight_rolls_over():
    """Times of day go on over midnight, and a late line just after it stays on its day."""
    times = [
        23 * HOUR_NS,
        23 * HOUR_NS + 59 * MINUTE_NS,
        MINUTE_NS,
        23 * HOUR_NS + 58 * MINUTE_NS,
        HOUR_NS,
    ]
    placed = clock(date=date(2026, 11, 20)).place(times)
    assert placed == [
        utc("2026-11-20 23:00:00"),
        utc("2026-11-20 23:59:00"),
        utc("2026-11-21 00:01:00"),
        utc("2026-11-20 23:58:00"),
        utc("2026-11-21 01:00:00"),
    ]


def test_the_date_is_the_earliest_records():
    """--date is the date of the earliest record, also when a late line comes first."""
    placed = clock(date=date(2026, 11, 20)).place([MINUTE_NS, 23 * HOUR_NS + 59 * MINUTE_NS])
    assert placed == [utc("2026-11-21 00:01:00"), utc("2026-11-20 23:59:00")]


def test_the_latest_date_that_is_not_in_the_future():
    """Without --date, today if every record has been, or else the day before."""
    assert clock().place([11 * HOUR_NS]) == [utc("2026-11-24 11:00:00")]
    assert clock().place([12 * HOUR_NS]) == [utc("2026-11-24 12:00:00")]
    assert clock().place([12 * HOUR_NS + 1]) == [utc("2026-11-23 12:00:00", 1)]
    assert clock(zone=ZoneInfo("Asia/Seoul")).place([20 * HOUR_NS]) == [utc("2026-11-24 11:00:00")]
    assert clock().place([]) == []


@given(st.lists(st.integers(0, DAY_NS), max_size=50), st.sampled_from([None, date(2026, 3, 8)]))
def test_placing_keeps_the_time_of_day(times, day):
    """Placed times keep their time of day, are near their neighbour and not in the future."""
    own = clock(date=day)
    placed = own.place(times)
    assert [time_ns % DAY_NS for time_ns in placed] == [time_ns % DAY_NS for time_ns in times]
    assert all(abs(b - a) <= DAY_NS // 2 for a, b in pairwise(placed))
    if day is None:
        assert all(time_ns <= own.now_ns for time_ns in placed)
        assert not placed or max(placed) + DAY_NS > own.now_ns
    elif placed:
        assert min(placed) // DAY_NS * DAY_NS == utc("2026-03-08")


@given(st.integers(0, DAY_NS), st.one_of(st.none(), st.integers(-(10**18), 10**18)))
def test_unrolling_chooses_the_nearest_day(time_of_day_ns, previous_ns):
    """A time of day is put at most twelve hours from the record before it."""
    found = unroll(time_of_day_ns, previous_ns)
    assert (found - time_of_day_ns) % DAY_NS == 0
    assert previous_ns is None or abs(found - previous_ns) <= DAY_NS // 2


def test_midnights_without_end():
    """Thousands of midnights lead before the year 1 without an exception."""
    times = [0, 8 * HOUR_NS, 16 * HOUR_NS] * 800_000
    placed = clock(zone=ZoneInfo("Asia/Seoul")).place(times[:3000])
    assert len(placed) == 3000
    assert clock(zone=ZoneInfo("Asia/Seoul")).placed(-(10**21), 0) == -(10**21)


def test_nothing_assumed_is_nothing_said():
    """Complete stamps give no warning."""
    own = clock()
    own.read("2026-11-22T19:45:16Z x")
    assert own.warnings() == ()


@pytest.mark.fault(34)
def test_each_assumption_is_said():
    """Each assumption is one sentence, in both languages, also the usual one."""
    own = clock()
    own.read("2026-11-22 19:45:16  x")
    assert [text.en for text in own.warnings()] == ["no time zone in the input: UTC assumed"]
    own.read("Dec 9 03:03:10 PM  x")
    own.read("10:17:37 PM  x")
    assert [text.en.split(":")[0] for text in own.warnings()] == [
        "no time zone in the input",
        "no year in the input",
        "no date in the input",
    ]
    assert all(text.ko for text in own.warnings())


def test_options_are_named_in_the_warnings():
    """What --tz and --date decided is said as such."""
    own = clock(zone=ZoneInfo("Asia/Seoul"), date=date(2026, 11, 20))
    own.read("Dec 9 03:03:10 PM  x")
    own.read("10:17:37 PM  x")
    zone, year, day = (text.en for text in own.warnings())
    assert "Asia/Seoul" in zone
    assert "2026-11-20" in year
    assert "2026-11-20" in day


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("UTC", 0),
        ("z", 0),
        ("+09:00", 9),
        ("-0530", -5.5),
        ("+9", 9),
        ("UTC-5", -5),
        ("Asia/Seoul", 9),
    ],
)
def test_zone_option(name, hours):
    """--tz takes names and offsets."""
    assert parse_zone(name).utcoffset(datetime(2026, 1, 1)) == timedelta(hours=hours)


@pytest.mark.parametrize(
    "name", ["", "Mars/Base", "../etc/passwd", "+25:00", "Asia", "a\0b", "+99"]
)
def test_zone_option_that_is_none(name):
    """A zone that does not exist is a usage error that says what to write."""
    with pytest.raises(UsageError, match="Asia/Seoul"):
        parse_zone(name)
