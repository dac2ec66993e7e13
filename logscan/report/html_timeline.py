"""The timeline as a picture: a lane for each signature, attempts as bands, marks above all.

Everything is placed in per cent of the time and in pixels of height, so the picture fits any
width and zooms by growing wider, without script.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.model import Kind, Mark, Outcome, Phase, Role
from logscan.report.folding import moments
from logscan.report.html_text import Html, anchor, join, tag
from logscan.report.times import SECOND_NS, between, clock, date
from logscan.report.view import ranked, span
from logscan.report.words import name_of, word
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from logscan.model import Attempt, Report, TimelineEntry

ZOOMS = (1, 4, 16, 64)
MAX_LANES = 24  # more signatures are in the table only
_AXIS_PX, _LANE_PX, _LABEL_PX, _BAR_PX, _EXTENT_PX = 24, 44, 18, 22, 4
_MAX_BINS = 240  # bars of one lane; more moments are counted together
_TICKS_AT_ONCE = 6
_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200)
_DAY_S = 86_400
_LIFE_MARKS = frozenset({Mark.DEPLOY_START, Mark.LIVE})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
    """The span of time that the picture shows."""

    start_ns: int
    end_ns: int

    def percent(self, time_ns: int) -> float:
        """Return the place of an instant, with a small margin on both sides."""
        return 1 + 98 * (time_ns - self.start_ns) / (self.end_ns - self.start_ns)

    @property
    def days(self) -> bool:
        """Tell whether it crosses midnight."""
        return date(self.start_ns) != date(self.end_ns)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lane:
    """One row of the picture."""

    name: str
    ids: tuple[str, ...]
    role: str
    body: Html


def picture(report: Report, language: str) -> Html | None:
    """Return the timeline's picture with its controls; None where nothing has a time."""
    axis = _axis(report)
    if axis is None:
        return None
    lanes = [*_bands(report, axis, language), *_signatures(report, axis, language)]
    lanes += _marks(report, axis, language)
    height = _AXIS_PX + _LANE_PX * len(lanes)
    drawing = tag(
        "svg",
        _ticks(axis, height),
        _uprights(report, axis, height),
        *(_drawn(lane, place) for place, lane in enumerate(lanes)),
        width="100%",
        height=height,
        role="group",
        aria_label=word("html.picture", language),
    )
    return join(
        _zoom(language),
        tag("div", _names(lanes), tag("div", drawing, class_="scroll"), class_="plot"),
        tag("p", word("html.hint", language), id="detail", class_="detail soft", role="status"),
        _key(language),
    )


def _axis(report: Report) -> _Axis | None:
    times = [time for entry in report.timeline for time in (entry.time_ns, entry.end_ns)]
    times += [time for one in report.attempts for time in (one.start_ns, one.end_ns)]
    known = [time for time in (*times, *span(report)) if time is not None]
    if not known:
        return None
    return _Axis(start_ns=min(known), end_ns=max(*known, min(known) + SECOND_NS))


# ---------------------------------------------------------------- the frame


def _zoom(language: str) -> Html:
    """Return the choice of magnification; the style sheet does the rest."""
    choices = [
        tag(
            "label",
            tag("input", type="radio", name="zoom", id=f"zoom-{zoom}", checked=zoom == 1),
            f" {zoom}x",
        )
        for zoom in ZOOMS
    ]
    return tag("fieldset", tag("legend", word("html.zoom", language)), *choices, class_="zoom")


def _names(lanes: Sequence[_Lane]) -> Html:
    """Return the lanes' names, which stay in place while the picture moves below them."""
    rows = [
        tag("li", tag("span", lane.name), data_signatures=" ".join(lane.ids), data_dim=True)
        if lane.ids
        else tag("li", tag("span", lane.name))
        for lane in lanes
    ]
    return tag("ol", *rows, class_="names", aria_hidden="true")


def _key(language: str) -> Html:
    """Return what the colours mean."""
    roles = [
        (role.value, name_of(role, language))
        for role in (Role.CAUSE, Role.CONSEQUENCE, Role.INDEPENDENT, Role.BENIGN)
    ]
    roles += [("live", word("html.live line", language)), ("mark", word("html.deploy", language))]
    items = [tag("li", tag("i", class_=style), name) for style, name in roles]
    return tag("ul", *items, class_="key", aria_label=word("html.key", language))


def _ticks(axis: _Axis, height: int) -> Html:
    """Return a grid with times for each magnification."""
    groups = []
    for zoom in ZOOMS:
        step = _step_s(axis, _TICKS_AT_ONCE * zoom)
        lines = [
            tag("line", x1=x, x2=x, y1=0, y2=height, class_="grid").text
            + tag("text", label, x=x, y=15, dx=3).text
            for x, label in _tick_places(axis, step, most=100 - 8 / zoom)
        ]
        groups.append(Html(f'<g class="ticks ticks-{zoom}">{"".join(lines)}</g>'))
    return join(*groups)


def _step_s(axis: _Axis, most: int) -> int:
    """Return the distance of two ticks in seconds so that there are at most *most*."""
    length_s = (axis.end_ns - axis.start_ns) // SECOND_NS
    for step in _STEPS_S:
        if length_s / step <= most:
            return step
    return _DAY_S * max(1, -(-length_s // (_DAY_S * most)))


def _tick_places(axis: _Axis, step_s: int, *, most: float) -> Iterator[tuple[str, str]]:
    """Yield each tick as its place and its label; a label beyond *most* would be cut off."""
    step_ns = step_s * SECOND_NS
    time_ns = -(-axis.start_ns // step_ns) * step_ns
    while time_ns <= axis.end_ns:
        shown = clock(time_ns)
        label = shown if step_s < 60 else shown[:5]  # noqa: PLR2004 - whole minutes need no seconds
        if axis.days and shown == "00:00:00":
            label = date(time_ns)[5:]
        place = axis.percent(time_ns)
        yield f"{place:.3f}%", label if place <= most else ""
        time_ns += step_ns


def _uprights(report: Report, axis: _Axis, height: int) -> Html:
    """Return a line through all lanes where a deploy began and where it went live."""
    lines = []
    for one in report.attempts:
        if one.phase is Phase.DEPLOY and one.start_ns is not None:
            lines.append(_upright(axis, one.start_ns, height, "deploy"))
        if one.phase is Phase.DEPLOY and one.outcome is Outcome.LIVE and one.end_ns is not None:
            lines.append(_upright(axis, one.end_ns, height, "live"))
    return join(*lines)


def _upright(axis: _Axis, time_ns: int, height: int, style: str) -> Html:
    x = f"{axis.percent(time_ns):.3f}%"
    return tag("line", x1=x, x2=x, y1=_AXIS_PX, y2=height, class_=style)


def _drawn(lane: _Lane, place: int) -> Html:
    """Return a lane at its place."""
    top = _AXIS_PX + _LANE_PX * place
    line = tag("line", x1="0", x2="100%", y1=_LANE_PX, y2=_LANE_PX, class_="lane-line")
    content = tag("svg", line, lane.body, x=0, y=top, width="100%", height=_LANE_PX)
    if not lane.ids:
        return content
    return tag(
        "g",
        content,
        class_=f"lane {lane.role}",
        data_signatures=" ".join(lane.ids),
        data_text=lane.name,
        data_dim=True,
    )


def _width(percent: float) -> str:
    """Return a width that is never nothing: what has no width is not drawn at all."""
    return f"{max(percent, 0.01):.3f}%"


def _mark(label: str, href: str | None, *shapes: Html) -> Html:
    """Return shapes that can be pointed at, reached by keyboard and read aloud."""
    return tag(
        "a", tag("title", label), *shapes, class_="mark", href=href or "#timeline", aria_label=label
    )


# ---------------------------------------------------------------- attempts


def _bands(report: Report, axis: _Axis, language: str) -> Iterator[_Lane]:
    """Yield a lane for each phase, its attempts as bands, exits as crosses."""
    for phase in Phase:
        dated = [one for one in report.attempts if one.phase is phase and one.start_ns is not None]
        if dated:
            body = join(*(_band(one, axis, language) for one in dated[-_MAX_BINS:]))
            yield _Lane(name=name_of(phase, language), ids=(), role="attempt", body=body)


def _band(attempt: Attempt, axis: _Axis, language: str) -> Html:
    start = attempt.start_ns if attempt.start_ns is not None else axis.start_ns
    end = attempt.end_ns if attempt.end_ns is not None else start
    x, width = axis.percent(start), axis.percent(end) - axis.percent(start)
    status = attempt.exit_status
    facts = [
        f"{name_of(attempt.phase, language)}: {name_of(attempt.outcome, language)}",
        word("status", language, n=status) if status is not None else "",
        between(start, end, day=axis.days),
        attempt.instance or attempt.service or "",
    ]
    label = ", ".join(fact for fact in facts if fact)
    band = tag(
        "rect",
        x=f"{x:.3f}%",
        y=_LABEL_PX,
        width=_width(width),
        height=_BAR_PX,
        rx=2,
        class_=f"band {attempt.outcome.value}",
    )
    cross = tag("path", d="M-4 -4L4 4M4 -4L-4 4", class_="exit")
    shapes = [band]
    if attempt.outcome is Outcome.EXITED:
        middle = _LABEL_PX + _BAR_PX // 2
        shapes.append(tag("svg", cross, x=f"{x + width:.3f}%", y=middle, overflow="visible"))
    return _mark(label, "#attempts", *shapes)


# ---------------------------------------------------------------- bursts


def _signatures(report: Report, axis: _Axis, language: str) -> Iterator[_Lane]:
    """Yield a lane for each signature that is no lifecycle mark, the cause on top."""
    entries: dict[str, list[TimelineEntry]] = {}
    for entry in report.timeline:
        if entry.kind is not Kind.LIFECYCLE and entry.time_ns is not None:
            entries.setdefault(entry.signature_id, []).append(entry)
    found = sorted(ranked(report.findings), key=lambda one: one.role is not Role.CAUSE)
    for finding in found[:MAX_LANES]:
        inside = entries.get(finding.signature.id)
        if inside:
            top = max(count for entry in _thinned(inside) for _, count in moments(entry))
            yield _Lane(
                name=finding.title.in_language(language),
                ids=(finding.signature.id,),
                role=finding.role.value,
                body=join(*(_burst(one, axis, top, language) for one in _thinned(inside))),
            )


def _thinned(entries: Sequence[TimelineEntry]) -> Sequence[TimelineEntry]:
    """Return at most as many bursts as the lane has bars, evenly picked."""
    if len(entries) <= _MAX_BINS:
        return entries
    return [entries[place * len(entries) // _MAX_BINS] for place in range(_MAX_BINS)]


def _burst(entry: TimelineEntry, axis: _Axis, top: int, language: str) -> Html:
    """Return one burst: its extent, and on it what came in each slice of time."""
    start = entry.time_ns or axis.start_ns
    end = entry.end_ns if entry.end_ns is not None else start
    x, whole = f"{axis.percent(start):.3f}%", max(axis.percent(end) - axis.percent(start), 0)
    extent = tag(
        "rect",
        x=x,
        y=_LABEL_PX + _BAR_PX - _EXTENT_PX,
        width=_width(whole),
        height=_EXTENT_PX,
        class_="extent",
    )
    hit = tag("rect", x=x, y=2, width=_width(whole), height=_LANE_PX - 4, class_="hit")
    label = ", ".join(_told(entry, axis, language))
    return _mark(
        label, f"#{anchor(entry.signature_id)}", extent, *_bars(entry, axis, top, whole), hit
    )


def _bars(entry: TimelineEntry, axis: _Axis, top: int, whole: float) -> Iterator[Html]:
    """Yield a bar for each busy slice, as high as it was busy; what came alone is a stroke.

    A slice of one occurrence as wide as others would look as if it had lasted: the stroke of
    the first slice stands at the burst's start, that of the last one at its end.
    """
    counts = entry.histogram or (entry.occurrences,)
    wide, start = whole / len(counts), axis.percent(entry.time_ns or axis.start_ns)
    for place, count in enumerate(counts):
        if not count:
            continue
        alone = count == 1
        along = place * whole / max(len(counts) - 1, 1) if alone else place * wide
        height = max(_EXTENT_PX, round(_BAR_PX * count / top))
        yield tag(
            "rect",
            x=f"{start + along:.3f}%",
            y=_LABEL_PX + _BAR_PX - height,
            width=_width(0 if alone else wide),
            height=height,
            class_="bar",
        )


def _told(entry: TimelineEntry, axis: _Axis, language: str) -> Iterator[str]:
    """Yield what is to be said about one entry."""
    yield entry.title.in_language(language)
    if entry.occurrences > 1:
        yield word("times", language, n=entry.occurrences)
    yield between(entry.time_ns, entry.end_ns, day=axis.days)
    yield f"{entry.source}:{entry.line}"
    if entry.instance:
        yield entry.instance


# ---------------------------------------------------------------- marks


def _marks(report: Report, axis: _Axis, language: str) -> Iterator[_Lane]:
    """Yield one lane with the marks of the service's life."""
    life = [
        one for one in report.timeline if one.kind is Kind.LIFECYCLE and one.time_ns is not None
    ]
    if life:
        body = join(*(_point(one, axis, language) for one in _thinned(life)))
        ids = tuple(dict.fromkeys(one.signature_id for one in life))
        yield _Lane(name=word("html.marks", language), ids=ids, role="marks", body=body)


def _point(entry: TimelineEntry, axis: _Axis, language: str) -> Html:
    size = 7 if entry.mark in _LIFE_MARKS else 5
    shape = tag("path", d=f"M0 -{size}L{size} 0L0 {size}L-{size} 0Z", class_="point")
    x = f"{axis.percent(entry.time_ns or axis.start_ns):.3f}%"
    placed = tag("svg", shape, x=x, y=_LABEL_PX + _BAR_PX // 2, overflow="visible")
    return _mark(", ".join(_told(entry, axis, language)), "#timeline", placed)
