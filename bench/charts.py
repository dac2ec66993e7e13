"""Draw curves as SVG, readable on a light and on a dark page."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Point = Sequence[float]

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 132, 44, 48  # around the field; the names stand on the right
# Told apart also by people who see red and green alike (Okabe and Ito), and by their marks.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")
MARKS = ("circle", "square", "diamond", "circle")
STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#333}.title{font-size:14px;font-weight:600}"
    ".grid{stroke:#8884;stroke-width:1}.line{fill:none;stroke-width:2}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}}"
)
_FEW_DECADES = 2.2  # so few of them leave room for values between
_WIDE = 10  # an axis whose greatest value is so many times its least is logarithmic
_LEAST_GAP = 15  # pixels between two names


def chart(curve: Mapping[str, object], machine: str) -> str:
    """Return one curve of the results as an SVG document."""
    series: Mapping[str, Sequence[Point]] = curve["series"]  # type: ignore[assignment] # plain data
    across, up = curve["axes"]  # type: ignore[misc] # the same
    x = Axis([x for line in series.values() for x, _ in line], LEFT, WIDTH - RIGHT)
    y = Axis([y for line in series.values() for _, y in line], HEIGHT - BOTTOM, TOP, from_zero=True)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{escape(str(curve['title']))}</title><style>{STYLE}</style>",
        f'<text class="title" x="{LEFT}" y="18">{escape(str(curve["title"]))}</text>',
        f'<text x="{LEFT}" y="34">{escape(up)}</text>',
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 8}" text-anchor="end">{escape(across)}</text>',
        f'<text x="{LEFT}" y="{HEIGHT - 8}" opacity=".6">{escape(machine)}</text>',
        *grid(x, y),
    ]
    names = spread({name: y.place(line[-1][1]) for name, line in series.items()})
    for number, (name, line) in enumerate(series.items()):
        colour, mark = COLOURS[number % len(COLOURS)], MARKS[number % len(MARKS)]
        places = [(x.place(one), y.place(other)) for one, other in line]
        path = " ".join(f"{left:.1f},{top:.1f}" for left, top in places)
        parts.append(f'<polyline class="line" stroke="{colour}" points="{path}"/>')
        parts += [dot(mark, colour, *place) for place in places]
        parts.append(
            f'<text x="{WIDTH - RIGHT + 10}" y="{names[name] + 4:.1f}" style="fill:{colour}">'
            f"{escape(name)}</text>"
        )
    return "\n".join([*parts, "</svg>\n"])


class Axis:
    """The way from values to places, straight or logarithmic."""

    def __init__(
        self, values: Sequence[float], low: float, high: float, *, from_zero: bool = False
    ) -> None:
        least, most = min(values), max(values)
        positive = [value for value in values if value > 0]
        self.logarithmic = len(positive) > 1 and most / min(positive) >= _WIDE
        if self.logarithmic:
            self._zero = min(positive) / 10 if least <= 0 else None
            least = self._zero or least
            ends = (math.log10(least), math.log10(most))
        else:
            self._zero = None
            ends = (0.0 if from_zero else least, most)
        self._from, self._to = ends if ends[0] < ends[1] else (ends[0] - 1, ends[1] + 1)
        self._low, self._high = low, high

    def place(self, value: float) -> float:
        """Return where a value stands; zero stands left of the least on a logarithmic axis."""
        if self.logarithmic:
            value = math.log10(value if value > 0 else self._zero or 1.0)
        return self._low + (value - self._from) / (self._to - self._from) * (self._high - self._low)

    def ticks(self) -> list[float]:
        """Return round values, a handful."""
        if self.logarithmic:
            few = self._to - self._from < _FEW_DECADES
            powers = range(math.floor(self._from), math.ceil(self._to) + 1)
            steps = [10.0**power * one for power in powers for one in ((1, 2, 5) if few else (1,))]
            inside = [one for one in steps if self._from <= math.log10(one) <= self._to]
            return [0.0, *inside[1:]] if self._zero and inside else inside
        rough = (self._to - self._from) / 5
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * one for one in (1, 2, 5, 10) if power * one >= rough)
        first = math.ceil(self._from / step)
        return [step * at for at in range(first, math.floor(self._to / step + 1e-9) + 1)]


def grid(x: Axis, y: Axis) -> Iterable[str]:
    """Yield the lines behind the curves, with their values."""
    for value in y.ticks():
        top = y.place(value)
        yield f'<path class="grid" d="M{LEFT} {top:.1f}H{WIDTH - RIGHT}"/>'
        yield f'<text x="{LEFT - 8}" y="{top + 4:.1f}" text-anchor="end">{label(value)}</text>'
    for value in x.ticks():
        left = x.place(value)
        yield f'<path class="grid" d="M{left:.1f} {TOP}V{HEIGHT - BOTTOM}"/>'
        yield (
            f'<text x="{left:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">'
            f"{label(value)}</text>"
        )


def label(value: float) -> str:
    """Return a value of an axis."""
    return f"{value:,.0f}" if value >= 1000 else f"{value:g}"  # noqa: PLR2004 - thousands


def dot(mark: str, colour: str, left: float, top: float) -> str:
    """Return the mark of one measured value."""
    draw: dict[str, Callable[[], str]] = {
        "circle": lambda: f'<circle cx="{left:.1f}" cy="{top:.1f}" r="3.5" fill="{colour}"/>',
        "square": lambda: (
            f'<rect x="{left - 3:.1f}" y="{top - 3:.1f}" width="6" height="6" fill="{colour}"/>'
        ),
        "diamond": lambda: (
            f'<path d="M{left:.1f} {top - 4.5:.1f}l4.5 4.5l-4.5 4.5l-4.5 -4.5z" fill="{colour}"/>'
        ),
    }
    return draw[mark]()


def spread(places: Mapping[str, float]) -> dict[str, float]:
    """Return the heights of the names, moved down where they would cover one another."""
    found: dict[str, float] = {}
    last = -math.inf
    for name, place in sorted(places.items(), key=lambda item: item[1]):
        last = found[name] = max(place, last + _LEAST_GAP)
    return found
