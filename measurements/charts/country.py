"""The verdicts of a round on the map: as a sketch of the country, and as tiles of one size."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from measurements.charts.sketch import Frame, Outlines, outlines, tiles
from measurements.published import MunicipalityResult, Verdict
from measurements.wording import listing, whole

NOT_MEASURED = "not_measured"
SIGNS = {
    Verdict.FASTER.value: "◀",
    Verdict.AS_EXPECTED.value: "●",
    Verdict.SLOWER.value: "▶",
    Verdict.TOO_FEW.value: "■",
    NOT_MEASURED: "",
}
# Copenhagen and its neighbours, and the open water where they are drawn once more and larger.
CAPITAL = Frame(1756, 1380, 240, 300)
CAPITAL_SHOWN = Frame(1420, 472, 576, 720)


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality on both maps."""

    code: str
    slug: str  # empty: not in this round
    short: str
    column: int
    row: int
    verdict: str  # a Verdict, or NOT_MEASURED
    sign: str
    told: str  # name and verdict in words
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
    places = tuple(_places(by_code, drawn))
    legend = tuple(_legend(places))
    return Country(
        title=_("Kommunernes vurdering på et kort over Danmark"),
        description=_description(legend),
        places=places,
        legend=legend,
        outlines=drawn,
    )


def _places(results: Mapping[str, MunicipalityResult], drawn: Outlines | None) -> Iterator[Place]:
    told, texts = _("%(name)s: %(verdict)s"), _texts()
    for tile in tiles():
        result = results.get(tile.code)
        verdict = result.verdict.value if result else NOT_MEASURED
        yield Place(
            code=tile.code,
            slug=result.municipality.slug if result else "",
            short=tile.short,
            column=tile.column,
            row=tile.row,
            verdict=verdict,
            sign=SIGNS[verdict],
            told=told % {"name": tile.name, "verdict": texts[verdict]},
            path=drawn.paths[tile.code] if drawn else "",
        )


def _texts() -> dict[str, str]:
    """The words of each verdict, translated once rather than for each municipality."""
    words = {verdict.value: str(verdict.label) for verdict in Verdict}
    return words | {NOT_MEASURED: _("ikke med i målingen")}


def _legend(places: Sequence[Place]) -> list[Key]:
    """The verdicts, and municipalities outside the round where there are any."""
    counts = Counter(place.verdict for place in places)
    texts = _texts()
    return [
        Key(verdict, sign, texts[verdict], whole(counts[verdict]))
        for verdict, sign in SIGNS.items()
        if verdict != NOT_MEASURED or counts[verdict]
    ]


def _description(legend: Sequence[Key]) -> str:
    counted = [
        _("%(count)s er vurderet »%(verdict)s«") % {"count": key.count, "verdict": key.text}
        for key in legend
    ]
    return _("%(counted)s. Alle tal står i tabellen nedenunder.") % {"counted": listing(counted)}
