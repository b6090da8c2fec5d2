"""The places that a municipality may hold, drawn as a stretch of the line from first to last."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from measurements.charts.scale import Scale

START, END = 3.0, 97.0  # per cent of the width


@dataclass(frozen=True, slots=True)
class PlacesChart:
    """Places from 1 to `ranked`; the stretch `low` to `high` holds the municipality."""

    title: str
    description: str
    start: str
    end: str
    low_x: str
    high_x: str
    low: str
    high: str
    ranked: str


def places_chart(*, low: int, high: int, ranked: int) -> PlacesChart:
    """low, high: the first and the last place that the data leave open, of so many ranked."""
    across = Scale(1, ranked, START, END)
    return PlacesChart(
        title=_("Placeringen ligger et sted mellem %(low)s og %(high)s af %(ranked)s")
        % {"low": low, "high": high, "ranked": ranked},
        description=_(
            "En linje fra plads 1, den hurtigste, til plads %(ranked)s, den langsomste. Stykket fra "
            "%(low)s til %(high)s er fremhævet."
        )
        % {"low": low, "high": high, "ranked": ranked},
        start=f"{START:g}%",
        end=f"{END:g}%",
        low_x=across.percent(low),
        high_x=across.percent(high),
        low=str(low),
        high=str(high),
        ranked=str(ranked),
    )
