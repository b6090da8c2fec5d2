"""Two rounds as two upright axes, and a line between them for every municipality in both."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from measurements.charts.scale import Scale, apart, round_ticks
from measurements.wording import whole

HEIGHT, TOP, BOTTOM = 660, 56, 620  # pixels
LEFT, RIGHT = 12.0, 62.0  # per cent of the width; names stand right of the lines
LABEL_GAP = 16.0  # pixels between names, enough for text of 13
FAINT = ("within_noise", "not_comparable")


@dataclass(frozen=True, slots=True)
class Slope:
    """One municipality: its difference in the two rounds, months."""

    name: str
    before: float
    after: float
    movement: str  # a Movement; decides colour, thickness and mark
    is_chosen: bool
    told: str  # the figures in words, shown when pointed at

    @property
    def stands_out(self) -> bool:
        return self.is_chosen or self.movement not in FAINT


@dataclass(frozen=True, slots=True)
class Tick:
    y: str
    text: str
    text_y: str
    is_zero: bool


@dataclass(frozen=True, slots=True)
class Line:
    movement: str
    is_chosen: bool
    y1: str
    y2: str
    told: str
    name: str  # empty where the line is one of the many
    name_y: str


@dataclass(frozen=True, slots=True)
class SlopeChart:
    title: str
    description: str
    height: str
    left: str
    right: str
    name_x: str
    plot_top: str
    plot_bottom: str
    heading_y: str
    axes: tuple[str, str]
    before: str
    after: str
    ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]  # those that stand out last, so that they lie on top


def slope_chart(slopes: Sequence[Slope], *, before: str, after: str) -> SlopeChart | None:
    """before, after: what the axes are called. None without a municipality in both rounds."""
    if not slopes:
        return None
    values = [value for each in slopes for value in (each.before, each.after)]
    ticks = round_ticks(min(values), max(values), about=8)
    upward = Scale(ticks[0], ticks[-1], BOTTOM, TOP)
    ordered = sorted(slopes, key=lambda each: (each.stands_out, each.name))
    names = apart({s.name: upward.at(s.after) for s in ordered if s.stands_out}, gap=LABEL_GAP)
    return SlopeChart(
        title=_("Forskellen mellem faktisk og forventet tid i to målinger, kommune for kommune"),
        description=_description(slopes, before, after),
        height=str(HEIGHT),
        left=f"{LEFT:g}%",
        right=f"{RIGHT:g}%",
        name_x=f"{RIGHT + 3:g}%",
        plot_top=str(TOP),
        plot_bottom=str(BOTTOM),
        heading_y=str(TOP - 22),
        axes=(f"{LEFT:g}%", f"{RIGHT:g}%"),
        before=before,
        after=after,
        ticks=tuple(_tick(value, upward) for value in ticks),
        lines=tuple(_line(each, upward, names.get(each.name)) for each in ordered),
    )


def _tick(value: float, upward: Scale) -> Tick:
    text = f"{value:+g}".replace("-", "−") if value else "0"
    at = upward.at(value)
    return Tick(y=f"{at:.1f}", text=text, text_y=f"{at + 4:.1f}", is_zero=value == 0)


def _line(slope: Slope, upward: Scale, name_at: float | None) -> Line:
    return Line(
        movement=slope.movement,
        is_chosen=slope.is_chosen,
        y1=upward.pixels(slope.before),
        y2=upward.pixels(slope.after),
        told=slope.told,
        name="" if name_at is None else slope.name,
        name_y="" if name_at is None else f"{name_at + 4:.1f}",
    )


def _description(slopes: Sequence[Slope], before: str, after: str) -> str:
    moved = [each.name for each in slopes if each.movement not in FAINT]
    return _(
        "%(count)s kommuner, hver med en linje fra forskellen i %(before)s til forskellen i "
        "%(after)s. %(moved)s af dem har flyttet sig mere, end usikkerheden kan forklare, og er "
        "fremhævet med navn. Alle tal står i tabellen nedenunder."
    ) % {
        "count": whole(len(slopes)),
        "before": before,
        "after": after,
        "moved": whole(len(moved)),
    }
