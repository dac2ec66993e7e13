"""Find the last request that the service answered well, in the records still at hand.

A failed build says nothing about the version that runs; an answered request does. No anchor can
ask for it (it would hit every access line), so only the tail of a source is looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    from logscan.engine.stream import RecordStream
    from logscan.intake.fields import Fields

_VERB = r"(?:GET|HEAD|POST|PUT|PATCH|DELETE)"
_STATUS = lazy(
    rf'\b{_VERB} [^"\s]+ HTTP/\d(?:\.\d)?" ([1-5]\d\d)\b'  # Apache, nginx, gunicorn
    rf"|^(?:\S+ )?{_VERB} /\S* (?:HTTP/[\d.]+ )?([1-5]\d\d) (?:in )?[\d.-]"  # morgan
    r"|^Completed ([1-5]\d\d) \w[\w ]* in \d"  # Rails
    rf"|^\[GIN\] [^|]*\| *([1-5]\d\d) \|.*\b{_VERB} "
    r'|"statusCode": ?([1-5]\d\d)\b.*"request completed"'  # pino
    rf"|\b(?:method|verb)={_VERB} .*\bstatus=([1-5]\d\d)\b"  # logfmt
)
_WELL, _BROKEN = ("2", "3"), "5"

RUN_AFTER_BROKEN = 10
"""How many good answers in a row say that broken ones are over: one in a thousand is chance.

That is where every other request breaks.
"""


def status_of(message: str) -> str | None:
    """Return the status of a request that the service says it answered, or None."""
    found = _STATUS.search(message[:1000])
    return found[found.lastindex or 0] if found else None


def last_answer(stream: RecordStream, accept: Callable[[Fields], bool] | None) -> int | None:
    """Return when a request was last answered with success or a redirect; UTC nanoseconds.

    None where no record of the tail tells of one, or where broken ones (5xx) are not followed by
    a run of good ones.
    """
    last: int | None = None
    good = 0
    for span in stream.tail():  # newest first
        fields = stream.fields(span)
        status = status_of(fields.message)
        if status is None or (accept is not None and not accept(fields)):
            continue
        if status.startswith(_BROKEN):
            return last if good >= RUN_AFTER_BROKEN else None
        if status.startswith(_WELL) and fields.time_ns is not None:
            last, good = max(fields.time_ns, last or 0), good + 1
    return last
