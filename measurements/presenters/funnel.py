"""The funnel of a round: its drawing, what it says in words, and the same figures as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measurements.charts.funnel import FunnelChart, Limits, Place, funnel_chart
from measurements.engine import funnel
from measurements.published import MunicipalityName, MunicipalityResult, PublishedRound, Verdict
from measurements.wording import listing, whole

CHANCE = 0.95  # the area of the drawing


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """One ranked municipality: how many came into work or education, and how many were expected."""

    municipality: MunicipalityName
    observed: str
    expected: str
    ratio: str
    interval: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class FunnelPart:
    chart: FunnelChart
    sentences: tuple[str, ...]
    rows: tuple[FunnelRow, ...]


def of(measured: PublishedRound) -> FunnelPart | None:
    """None where the round has no funnel: nobody is ranked, or it was computed without."""
    told = measured.outcome["national"].get("funnel")
    drawn = [each for each in measured.results if _is_drawn(each)]
    if told is None:
        return None
    rows = tuple(_row(each) for each in drawn)
    chart = funnel_chart(
        [_place(each, row) for each, row in zip(drawn, rows, strict=True)],
        [Limits.of(point) for point in told["points"]],
    )
    if chart is None:
        return None
    return FunnelPart(
        chart=chart,
        sentences=(
            _beyond_chance(drawn),
            _unusual([each.municipality for each in drawn if each.figures["unusual"]]),
        ),
        rows=rows,
    )


def _is_drawn(result: MunicipalityResult) -> bool:
    """The limits are made from those that are ranked."""
    return result.rank_low is not None and bool(result.figures.get("ratio"))


def _place(result: MunicipalityResult, row: FunnelRow) -> Place:
    return Place(
        name=row.municipality.name,
        expected=result.figures["expected_events"],
        ratio=result.figures["ratio"],
        verdict=result.verdict.value,
        told=_("%(name)s: %(ratio)s gange det ventede (%(interval)s), %(verdict)s")
        % {
            "name": row.municipality.name,
            "ratio": row.ratio,
            "interval": row.interval,
            "verdict": result.verdict.label,
        },
    )


def _row(result: MunicipalityResult) -> FunnelRow:
    figures = result.figures
    return FunnelRow(
        municipality=result.municipality,
        observed=whole(figures["observed"]),
        expected=whole(round(figures["expected_events"])),
        ratio=number_format(figures["ratio"], 2),
        interval=_("%(low)s til %(high)s")
        % {
            "low": number_format(figures["ratio_low"], 2),
            "high": number_format(figures["ratio_high"], 2),
        },
        verdict=result.verdict,
    )


def _beyond_chance(drawn: Sequence[MunicipalityResult]) -> str:
    """How many lie outside what chance alone allows, beside how many would if all were equal."""
    outside = funnel.how_many_outside(
        [each.figures["ratio"] for each in drawn],
        expected=[each.figures["expected_events"] for each in drawn],
        level=CHANCE,
    )
    by_chance = round(len(drawn) * (1 - CHANCE))
    return ngettext(
        "%(outside)s af %(ranked)s kommuner ligger uden for det felt, hvor tilfældet alene ville "
        "holde 95 af 100. Var alle kommuner lige gode, ville det være omkring %(by_chance)s.",
        "%(outside)s af %(ranked)s kommuner ligger uden for det felt, hvor tilfældet alene ville "
        "holde 95 af 100. Var alle kommuner lige gode, ville det være omkring %(by_chance)s.",
        outside,
    ) % {
        "outside": whole(outside),
        "ranked": whole(len(drawn)),
        "by_chance": whole(by_chance),
    }


def _unusual(places: Sequence[MunicipalityName]) -> str:
    if not places:
        return _(
            "Kommuner er forskellige, også ud over tilfældet. Ingen ligger så langt fra de andre, at "
            "det er usædvanligt blandt kommuner."
        )
    return _(
        "Kommuner er forskellige, også ud over tilfældet. Usædvanligt langt fra de andre ligger "
        "%(names)s."
    ) % {"names": listing(places)}
