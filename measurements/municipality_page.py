"""What a municipality's page draws of its results. Another room's door, as the sentences are.

Everything comes from published, frozen figures: nothing is computed that is not on another page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from measurements.charts import (
    Caterpillar,
    Part,
    PlacesChart,
    WaterfallChart,
    history,
    places_chart,
    waterfall_chart,
)
from measurements.engine import explanation
from measurements.presenters import trend
from measurements.presenters.explained.printed_sum import Row, road_rows
from measurements.presenters.trend import Trend
from measurements.published import MunicipalityResult
from measurements.wording import whole


@dataclass(frozen=True, slots=True)
class Places:
    """The places that are left open, drawn and explained."""

    chart: PlacesChart
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Road:
    """From the country's time to the municipality's. The chart shows the figures of the rows."""

    chart: WaterfallChart
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class MunicipalityFigures:
    """None where the newest round has no such figures of the municipality."""

    places: Places | None
    road: Road | None
    history: Caterpillar | None  # two rounds at least
    cohorts: Trend | None


def municipality_figures(results: Sequence[MunicipalityResult]) -> MunicipalityFigures | None:
    """results: of one municipality, the newest first, as `published.results_of` gives them."""
    if not results:
        return None
    newest = results[0]
    cohorts = newest.figures.get("cohorts", ())
    return MunicipalityFigures(
        places=_places(newest),
        road=_road(newest),
        history=history([each for each in reversed(results) if _are_alike(each, newest)]),
        cohorts=trend.of(cohorts) if cohorts else None,
    )


def _are_alike(one: MunicipalityResult, other: MunicipalityResult) -> bool:
    """Simulated and real figures are never drawn as one development."""
    return one.round.simulated == other.round.simulated


def _places(result: MunicipalityResult) -> Places | None:
    if result.rank_low is None or result.rank_high is None or not _has_national(result):
        return None
    low, high = result.rank_low, result.rank_high
    ranked = result.round.outcome["national"]["ranked"]
    return Places(
        chart=places_chart(low=low, high=high, ranked=ranked),
        sentences=tuple(_what_places_mean(faster=low - 1, slower=ranked - high, ranked=ranked)),
    )


def _what_places_mean(*, faster: int, slower: int, ranked: int) -> list[str]:
    """How many municipalities the data tell apart from this one, and how many they do not."""
    rest = ranked - 1 - faster - slower
    return [
        _(
            "Kommunen er sammenlignet med hver af de %(others)s andre: %(faster)s er påviseligt "
            "hurtigere, og %(slower)s er påviseligt langsommere."
        )
        % {
            "others": whole(ranked - 1),
            "faster": whole(faster) if faster else _("ingen"),
            "slower": whole(slower) if slower else _("ingen"),
        },
        _(
            "Kommuner, som tallene ikke kan skelne fra den: %(rest)s. Derfor står her et spænd og "
            "ikke én plads."
        )
        % {"rest": whole(rest)}
        if rest
        else _("Tallene kan skelne kommunen fra alle andre."),
    ]


def _road(result: MunicipalityResult) -> Road | None:
    if result.conditions is None or not _has_national(result):
        return None
    found = explanation.explain(result.round.outcome, result.municipality.code)
    if found is None or found.road is None:
        return None
    rows = tuple(road_rows(result, found.road))
    return Road(chart=waterfall_chart([_part(row) for row in rows]), rows=rows)


def _has_national(result: MunicipalityResult) -> bool:
    """Whether the round tells of the country as a whole, which the drawings lean on."""
    return "national" in result.round.outcome


def _part(row: Row) -> Part:
    return Part(
        name=row.name,
        months=float(row.months),
        text=row.text,
        is_level=row.is_total,
        is_rounding=not row.is_total and not row.interval,
    )
