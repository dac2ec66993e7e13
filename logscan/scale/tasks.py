"""Do the work of a cluster: what each of its processes is asked for, one thing after the other.

All of it gives the same result wherever and however often it is done, and leaves what it is given
as it is: a cluster may do it again.
"""

from __future__ import annotations

import signal
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from logscan import __version__
from logscan.analysis import Timeline
from logscan.errors import LogscanError
from logscan.scale import joining
from logscan.scale.reading import scan_part

if TYPE_CHECKING:
    from logscan.scale.joining import Moved
    from logscan.scale.parts import Part
    from logscan.scale.portion import Portion
    from logscan.scale.settings import Settings

_WORKER = "--engine dask: a worker"
_one_at_a_time = threading.Lock()  # a scanner is for one thread, a worker may have many


def dask_setup(_worker: object) -> None:
    """Leave Ctrl-C to whoever started this worker; Dask calls it at the start of our own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def found(settings: Settings, part: Part, version: str, digest: str) -> Portion:
    """Return what a part gives, if this worker knows the same problems as whoever asks."""
    if version != __version__:
        raise LogscanError(f"{_WORKER} has logscan {__version__}, here it is {version}")
    with _one_at_a_time:
        if settings.scanner().catalogue.digest != digest:
            raise LogscanError(f"{_WORKER} has another catalogue: --catalogue must be found there")
        return scan_part(settings, part)


def counted(settings: Settings, portion: Portion) -> Portion:
    """Return what of a portion is counted in the order of the input."""
    with _one_at_a_time:
        return replace(portion, timeline=Timeline(settings.scanner().catalogue), unknown=())


def settled(settings: Settings, portion: Portion, moved: Moved) -> Timeline:
    """Return a portion's timeline as it is in the whole; the portion stays as it is."""
    with _one_at_a_time:
        twin = Timeline(settings.scanner().catalogue)
        twin.merge(portion.timeline)
        return joining.settled(replace(portion, timeline=twin), moved)


def merged(settings: Settings, *timelines: Timeline) -> Timeline:
    """Return one timeline with all that is on some; they stay as they are."""
    with _one_at_a_time:
        whole = Timeline(settings.scanner().catalogue)
    for timeline in timelines:
        whole.merge(timeline)
    return whole
