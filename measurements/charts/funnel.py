"""The funnel: how many came into work or education against how many were expected to.

The fewer were expected, the farther chance alone carries a municipality from 1, so the limits open
like a funnel. Both scales are logarithmic: twice as many lies as far from 1 as half as many.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from measurements.charts.scale import Scale
from measurements.wording import whole

HEIGHT, TOP, BOTTOM = 420, 40, 372  # pixels
LEFT, RIGHT = 9.0, 98.0  # per cent of the width
RATIOS = (0.25, 0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 4.0)  # where a line may be drawn
COUNTS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000)


@dataclass(frozen=True, slots=True)
class Place:
    """One ranked municipality: transitions expected, and observed in proportion to them."""

    name: str
    expected: float
    ratio: float
    verdict: str
    told: str  # the figures in words, shown when pointed at


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the ratio where so many transitions are expected.

    chance  what chance alone allows of 95 in 100; far: of 998 in 1,000
    usual   where 998 in 1,000 municipalities would lie, as much as they vary here
    """

    expected: float
    chance: tuple[float, float]
    far: tuple[float, float]
    usual: tuple[float, float]

    @classmethod
    def of(cls, point: dict[str, Any]) -> "Limits":
        """A point of the curve as the engine publishes it."""
        return cls(
            expected=point["expected_events"],
            chance=(point["low_95"], point["high_95"]),
            far=(point["low_998"], point["high_998"]),
            usual=(point["adjusted_low_998"], point["adjusted_high_998"]),
        )


@dataclass(frozen=True, slots=True)
class Tick:
    at: str
    text: str
    is_one: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    x: str
    y: str
    verdict: str
    told: str


@dataclass(frozen=True, slots=True)
class FunnelChart:
    """`chance` is an area, the others are lines; points in hundredths of the width and pixels."""

    title: str
    description: str
    height: str
    left: str
    right: str
    plot_top: str
    plot_bottom: str
    count_y: str
    words_y: str
    ratios: tuple[Tick, ...]
    counts: tuple[Tick, ...]
    chance: str
    far: tuple[str, str]
    usual: tuple[str, str]
    marks: tuple[Mark, ...]


def funnel_chart(places: Sequence[Place], limits: Sequence[Limits]) -> FunnelChart | None:
    """places: ranked municipalities; limits: along the curve. None without either."""
    shown = [each for each in places if each.ratio > 0]
    if not shown or len(limits) < 2:
        return None
    across = Scale(*_ends(limits), LEFT + 2, RIGHT - 2)
    upward = Scale(*_heights(shown, limits), BOTTOM, TOP)
    return FunnelChart(
        title=_("Hvor mange der kom i gang i forhold til det ventede, efter kommunens størrelse"),
        description=_description(shown),
        height=str(HEIGHT),
        left=f"{LEFT:g}%",
        right=f"{RIGHT:g}%",
        plot_top=str(TOP),
        plot_bottom=str(BOTTOM),
        count_y=str(BOTTOM + 20),
        words_y=str(BOTTOM + 40),
        ratios=tuple(_ratio_ticks(upward)),
        counts=tuple(_count_ticks(across)),
        chance=f"{_line(limits, 'chance', 0, across, upward)} "
        f"{_line(limits[::-1], 'chance', 1, across, upward)}",
        far=_pair(limits, "far", across, upward),
        usual=_pair(limits, "usual", across, upward),
        marks=tuple(_mark(each, across, upward) for each in shown),
    )


def _ends(limits: Sequence[Limits]) -> tuple[float, float]:
    return math.log(limits[0].expected), math.log(limits[-1].expected)


def _heights(shown: Sequence[Place], limits: Sequence[Limits]) -> tuple[float, float]:
    """As far from 1 downwards as upwards: room for every mark and for what is usual."""
    ratios = [each.ratio for each in shown]
    ratios += [bound for each in limits for bound in (*each.far, *each.usual) if bound > 0]
    farthest = 1.05 * max(abs(math.log(ratio)) for ratio in ratios)
    farthest = min(farthest, math.log(RATIOS[-1]))
    return -farthest, farthest


def _ratio_ticks(upward: Scale) -> Iterator[Tick]:
    for ratio in RATIOS:
        if upward.low <= math.log(ratio) <= upward.high:
            yield Tick(upward.pixels(math.log(ratio)), number_format(ratio, 2), ratio == 1)


def _count_ticks(across: Scale) -> Iterator[Tick]:
    for count in COUNTS:
        if across.low <= math.log(count) <= across.high:
            yield Tick(across.percent(math.log(count)), whole(count))


def _pair(limits: Sequence[Limits], name: str, across: Scale, upward: Scale) -> tuple[str, str]:
    low, high = (_line(limits, name, end, across, upward) for end in (0, 1))
    return low, high


def _line(limits: Sequence[Limits], name: str, end: int, across: Scale, upward: Scale) -> str:
    """The points of one limit, the low (0) or the high (1); the drawing ends where the axis does."""
    return " ".join(
        f"{across.at(math.log(each.expected)):.1f},{_height(getattr(each, name)[end], upward):.1f}"
        for each in limits
    )


def _height(ratio: float, upward: Scale) -> float:
    inside = math.log(ratio) if ratio > 0 else upward.low
    return upward.at(min(max(inside, upward.low), upward.high))


def _mark(place: Place, across: Scale, upward: Scale) -> Mark:
    return Mark(
        x=across.percent(math.log(place.expected)),
        y=f"{_height(place.ratio, upward):.1f}",
        verdict=place.verdict,
        told=place.told,
    )


def _description(shown: Sequence[Place]) -> str:
    ratios = [each.ratio for each in shown]
    return _(
        "%(count)s kommuner, hver med et mærke. Vandret: hvor mange der ventedes at komme i gang. "
        "Lodret: hvor mange der kom i gang, i forhold til det; over 1 er flere end ventet. "
        "Forholdet går fra %(least)s til %(most)s. Grænserne snævrer ind mod 1, jo flere der ventes. "
        "Alle tal står i tabellen nedenunder."
    ) % {
        "count": whole(len(shown)),
        "least": number_format(min(ratios), 2),
        "most": number_format(max(ratios), 2),
    }
