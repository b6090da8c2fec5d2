"""The page of a round that was computed here."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from measurements import sentences
from measurements.charts import Caterpillar, Country, TrendChart, caterpillar, country, trend_chart
from measurements.presenters import (
    calculation,
    comparable,
    findings,
    funnel,
    hearing_answers,
    lists,
    moved,
    robustness,
    table,
    trend,
)
from measurements.presenters.calculation import Fact
from measurements.presenters.funnel import FunnelPart
from measurements.presenters.hearing_answers import HearingPart
from measurements.presenters.lists import ListOfPlaces
from measurements.presenters.moved import MovedPart
from measurements.presenters.robustness import RobustnessPart
from measurements.presenters.table import ResultTable
from measurements.presenters.trend import Trend
from measurements.published import NamedPlace, PublishedRound, previous_of
from measurements.wording import whole


@dataclass(frozen=True, slots=True)
class RoundPage:
    """What the page of a computed round says. Numbers are texts, or come with their interval."""

    round: PublishedRound
    success: str  # what was counted, as the administrator chose it
    findings: tuple[str, ...]
    fastest: ListOfPlaces
    slowest: ListOfPlaces
    about_lists: tuple[str, ...]
    country: Country
    chart: Caterpillar | None
    table: ResultTable
    funnel: FunnelPart | None
    moved: MovedPart | None
    trend: Trend
    trend_chart: TrendChart | None
    robustness: RobustnessPart | None
    calculation: tuple[Fact, ...]
    warnings: tuple[str, ...]
    method: str  # address of the note, as in /metode/expected-time-1/
    hearing: HearingPart


def round_page(measured: PublishedRound, *, sort: str = table.BY_NAME) -> RoundPage:
    """The page of a published computed round, or of a preview of one, sorted as asked for."""
    previous = previous_of(measured)
    cohorts = measured.outcome["national"]["cohorts"]
    return RoundPage(
        round=measured,
        success=calculation.success(measured),
        findings=tuple(findings.of(measured)),
        fastest=_list(measured, previous, "fastest"),
        slowest=_list(measured, previous, "slowest"),
        about_lists=tuple(_about_lists(measured, previous)),
        country=country(measured.results),
        chart=caterpillar(measured.results),
        table=table.of(measured, sort=sort),
        funnel=funnel.of(measured),
        moved=moved.of(measured, previous),
        trend=trend.of(cohorts),
        trend_chart=trend_chart(trend.points(cohorts)),
        robustness=robustness.of(measured),
        calculation=calculation.of(measured),
        warnings=calculation.warnings(measured),
        method=measured.outcome["method"].replace("@", "-"),
        hearing=hearing_answers.of(measured),
    )


def _list(measured: PublishedRound, previous: PublishedRound | None, end: str) -> ListOfPlaces:
    return lists.of(
        _places(measured, end),
        before=lists.Before.of(previous, _places(previous, end)),
        certainty=sentences.of_list(measured, end),
    )


def _places(measured: PublishedRound | None, end: str) -> list[NamedPlace]:
    """A list of ten as places; the municipalities of a computed round are those of today."""
    results = measured.results if measured else ()
    return [
        NamedPlace(each.municipality.name, (each.municipality,))
        for each in results
        if each.listed == end
    ]


def _about_lists(measured: PublishedRound, previous: PublishedRound | None) -> list[str]:
    """What a reader must know before reading anything into the two lists."""
    ranked = measured.outcome["national"]["ranked"]
    length = len(measured.fastest)
    possible = measured.outcome["national"]["could_be_top_ten"]
    sentences = [
        _("Listerne er alfabetiske, ikke en rangorden."),
        _(
            "Regner man usikkerheden med, kan %(possible)s af de %(ranked)s kommuner være blandt de "
            "%(length)s hurtigste."
        )
        % {"possible": whole(possible), "ranked": whole(ranked), "length": whole(length)},
    ]
    if previous and ranked:
        by_lot = comparable.repeats_by_lot(earlier=previous, later=measured)
        sentences.append(lists.chance_of_repeats(by_lot, among=ranked))
    return sentences
