"""Shares in work or education after 1 to 6 years, by the year people arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measurements.charts.scale import Scale, apart
from measurements.wording import percent

HEIGHT, TOP, BOTTOM = 340, 20, 300  # pixels
LEFT, RIGHT = 12.0, 78.0  # per cent of the width; labels stand right of the lines
GRID_STEP = 0.2
LABEL_GAP = 15.0  # pixels between labels, enough for text of 13


@dataclass(frozen=True, slots=True)
class Point:
    """The share of one arrival year after so many years. Share between 0 and 1."""

    permit_year: int
    years: int
    share: float


@dataclass(frozen=True, slots=True)
class Mark:
    x: str
    y: str
    told: str


@dataclass(frozen=True, slots=True)
class Segment:
    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True, slots=True)
class Curve:
    """All arrival years after the same number of years."""

    years: int
    marks: tuple[Mark, ...]
    segments: tuple[Segment, ...]
    label: str
    label_x: str
    label_y: str


@dataclass(frozen=True, slots=True)
class GridLine:
    place: str
    text: str
    text_at: str


@dataclass(frozen=True, slots=True)
class TrendChart:
    title: str
    description: str
    height: str
    left: str
    right: str
    year_y: str
    shares: tuple[GridLine, ...]
    arrivals: tuple[GridLine, ...]
    curves: tuple[Curve, ...]


def trend_chart(points: Sequence[Point]) -> TrendChart | None:
    """One curve for each number of years, or None without two arrival years to compare."""
    arrivals = sorted({point.permit_year for point in points})
    if len(arrivals) < 2:
        return None
    across = Scale(arrivals[0], arrivals[-1], LEFT, RIGHT)
    top_share = min(1.0, max(point.share for point in points) + 0.05)
    steps = range(int(top_share / GRID_STEP) + 1)
    upward = Scale(0.0, top_share, BOTTOM, TOP)
    by_years = {years: _of(points, years) for years in sorted({p.years for p in points})}
    label_places = apart(
        {years: upward.at(row[-1].share) for years, row in by_years.items()}, gap=LABEL_GAP
    )
    return TrendChart(
        title=_("Andel i arbejde eller uddannelse efter 1 til 6 år, efter ankomstår"),
        description=_description(by_years),
        height=str(HEIGHT),
        left=f"{LEFT - 1:g}%",
        right=f"{RIGHT + 1:g}%",
        year_y=str(BOTTOM + 24),
        shares=tuple(_share_line(step * GRID_STEP, upward) for step in steps),
        arrivals=tuple(
            GridLine(across.percent(year), f"’{year % 100:02}", "") for year in arrivals
        ),
        curves=tuple(
            _curve(row, across, upward, label_places[years]) for years, row in by_years.items()
        ),
    )


def _of(points: Sequence[Point], years: int) -> list[Point]:
    return sorted((p for p in points if p.years == years), key=lambda p: p.permit_year)


def _share_line(share: float, upward: Scale) -> GridLine:
    return GridLine(upward.pixels(share), percent(share), f"{upward.at(share) + 4:.1f}")


def _curve(row: Sequence[Point], across: Scale, upward: Scale, label_y: float) -> Curve:
    marks = tuple(
        Mark(across.percent(p.permit_year), upward.pixels(p.share), _told(p)) for p in row
    )
    years = row[0].years
    return Curve(
        years=years,
        marks=marks,
        segments=tuple(Segment(a.x, a.y, b.x, b.y) for a, b in pairwise(marks)),
        label=ngettext("efter %(years)d år", "efter %(years)d år", years) % {"years": years},
        label_x=f"{RIGHT + 2:g}%",
        label_y=f"{label_y + 4:.1f}",
    )


def _told(point: Point) -> str:
    return ngettext(
        "Ankommet %(year)s: %(share)s efter %(years)d år",
        "Ankommet %(year)s: %(share)s efter %(years)d år",
        point.years,
    ) % {"year": point.permit_year, "share": percent(point.share), "years": point.years}


def _description(by_years: dict[int, list[Point]]) -> str:
    sentences = [
        ngettext(
            "Efter %(years)d år: fra %(first)s for ankomne i %(from)s til %(last)s for ankomne i %(to)s.",
            "Efter %(years)d år: fra %(first)s for ankomne i %(from)s til %(last)s for ankomne i %(to)s.",
            years,
        )
        % {
            "years": years,
            "first": percent(row[0].share),
            "from": row[0].permit_year,
            "last": percent(row[-1].share),
            "to": row[-1].permit_year,
        }
        for years, row in by_years.items()
    ]
    return " ".join([*sentences, _("Alle tal står i tabellen nedenunder.")])
