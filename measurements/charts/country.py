"""The verdicts of a round on the map: as a sketch of the country, and as tiles of one size."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measurements.charts.sketch import Frame, Outlines, Tile, outlines, tiles
from measurements.charts.told import told
from measurements.published import MunicipalityResult, Verdict
from measurements.wording import listing, whole

SIGNS = {
    Verdict.FASTER: "◀",
    Verdict.AS_EXPECTED: "●",
    Verdict.SLOWER: "▶",
    Verdict.TOO_FEW: "■",
}
NOT_MEASURED, ABSENT = "not_measured", gettext_lazy("ikke med i målingen")
# Copenhagen and its neighbours, and the open water where they are drawn once more and larger.
CAPITAL = Frame(1756, 1380, 240, 300)
CAPITAL_SHOWN = Frame(1420, 472, 576, 720)


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality on both maps."""

    tile: Tile
    slug: str  # empty: not in this round
    verdict: str  # a Verdict, or NOT_MEASURED
    sign: str
    verdict_text: str
    told: str  # name, figures and verdict in words, shown when pointed at
    path: str  # empty where the outlines were not drawn


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the legend, with the number of municipalities it is true of."""

    verdict: str
    sign: str
    text: str
    count: str


@dataclass(frozen=True, slots=True)
class Country:
    title: str
    description: str
    places: tuple[Place, ...]
    legend: tuple[Key, ...]
    outlines: Outlines | None
    capital: Frame = CAPITAL
    capital_shown: Frame = CAPITAL_SHOWN


def country(results: Sequence[MunicipalityResult]) -> Country:
    """Every municipality of today with the verdict of its result, or without when it has none."""
    drawn = outlines(settings.MAP_OUTLINES)
    by_code = {result.municipality.code: result for result in results}
    places = tuple(_place(tile, by_code.get(tile.code), drawn) for tile in tiles())
    legend = tuple(_legend(places))
    return Country(
        title=_("Kommunernes vurdering på et kort over Danmark"),
        description=_description(legend),
        places=places,
        legend=legend,
        outlines=drawn,
    )


def _place(tile: Tile, result: MunicipalityResult | None, drawn: Outlines | None) -> Place:
    path = drawn.paths[tile.code] if drawn else ""
    if result is None:
        return _outside(tile, path)
    return Place(
        tile=tile,
        slug=result.municipality.slug,
        verdict=result.verdict.value,
        sign=SIGNS[result.verdict],
        verdict_text=str(result.verdict.label),
        told=_told(result),
        path=path,
    )


def _outside(tile: Tile, path: str) -> Place:
    return Place(
        tile=tile,
        slug="",
        verdict=NOT_MEASURED,
        sign="",
        verdict_text=str(ABSENT),
        told=_("%(name)s: %(verdict)s") % {"name": tile.name, "verdict": ABSENT},
        path=path,
    )


def _told(result: MunicipalityResult) -> str:
    name, verdict = result.municipality.name, result.verdict
    if result.difference is None:
        return _("%(name)s: %(verdict)s") % {"name": name, "verdict": verdict.label}
    return told(
        name=name, value=result.difference, low=result.low, high=result.high, verdict=verdict
    )


def _legend(places: Sequence[Place]) -> list[Key]:
    """The verdicts, and municipalities outside the round where there are any."""
    keys = [(verdict.value, sign, verdict.label) for verdict, sign in SIGNS.items()]
    counts = {
        key: sum(place.verdict == key for place in places)
        for key in (*SIGNS, NOT_MEASURED)
    }  # fmt: skip
    if counts[NOT_MEASURED]:
        keys.append((NOT_MEASURED, "", ABSENT))
    return [Key(key, sign, str(text), whole(counts[key])) for key, sign, text in keys]


def _description(legend: Sequence[Key]) -> str:
    counted = [
        _("%(count)s er vurderet »%(verdict)s«") % {"count": key.count, "verdict": key.text}
        for key in legend
    ]
    return _("%(counted)s. Alle tal står i tabellen nedenunder.") % {"counted": listing(counted)}
