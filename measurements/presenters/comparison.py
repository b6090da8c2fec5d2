"""The page of two rounds side by side: who moved beyond noise, in sentences, a chart and a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from measurements.charts import Slope, SlopeChart, slope_chart
from measurements.presenters import changes, comparable, repeated_names
from measurements.presenters import comparison_words as words
from measurements.presenters.changes import ChangeRow, Movement, MunicipalityChange
from measurements.presenters.repeated_names import RepeatedNames
from measurements.published import PublishedRound, rounds
from measurements.wording import signed_months


@dataclass(frozen=True, slots=True)
class Compared:
    """What two rounds say together. `own` is of the municipality that the reader asked for."""

    findings: tuple[str, ...]
    own: tuple[str, ...]
    assumptions: tuple[str, ...]
    repeated: RepeatedNames
    chart: SlopeChart | None
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """`compared` is None where `obstacles` say why the rounds cannot be compared.

    others  rounds to choose among; chosen: slug of the municipality that the reader asked for
    """

    earlier: PublishedRound
    later: PublishedRound
    earlier_period: str
    later_period: str
    obstacles: tuple[str, ...]
    compared: Compared | None
    others: tuple[PublishedRound, ...]
    chosen: str


def comparison_page(
    *, earlier: PublishedRound, later: PublishedRound, chosen: str = ""
) -> ComparisonPage:
    """Two published rounds; `chosen` is the slug of a municipality to point out."""
    in_the_way = tuple(comparable.obstacles(earlier=earlier, later=later))
    return ComparisonPage(
        earlier=earlier,
        later=later,
        earlier_period=changes.period(earlier),
        later_period=changes.period(later),
        obstacles=in_the_way,
        compared=None if in_the_way else _compared(earlier, later, chosen),
        others=tuple(each for each in rounds() if each.is_computed and each.slug != later.slug),
        chosen=chosen,
    )


def _compared(earlier: PublishedRound, later: PublishedRound, chosen: str) -> Compared:
    found = comparable.compare(earlier=earlier, later=later)
    every = changes.of(found, earlier=earlier, later=later)
    names = {each.municipality.code: each.municipality for each in every}
    rows = tuple(changes.row_of(each, earlier, later) for each in every)
    return Compared(
        findings=tuple(words.findings(found, every)),
        own=tuple(
            words.own(row, earlier, later) for row in rows if row.municipality.slug == chosen
        ),
        assumptions=tuple(words.assumptions(found, every, earlier, later)),
        repeated=repeated_names.of(found, names),
        chart=chart_of(every, earlier=earlier, later=later, chosen=chosen),
        rows=rows,
    )


def chart_of(
    every: Sequence[MunicipalityChange],
    *,
    earlier: PublishedRound,
    later: PublishedRound,
    chosen: str = "",
) -> SlopeChart | None:
    """The way of every municipality that has a difference in both; None without any."""
    return slope_chart(
        [_slope(each, chosen) for each in every if each.change.months is not None],
        before=changes.period(earlier),
        after=changes.period(later),
    )


def _slope(each: MunicipalityChange, chosen: str) -> Slope:
    assert each.before is not None, "a change has both results"
    assert each.after is not None, "a change has both results"
    movement = Movement(each.change.verdict)
    return Slope(
        name=each.municipality.name,
        before=each.before.difference,
        after=each.after.difference,
        movement=movement.value,
        is_chosen=each.municipality.slug == chosen,
        told=_(
            "%(name)s: %(before)s til %(after)s måneder, ændring %(change)s (%(interval)s), %(movement)s"
        )
        % {
            "name": each.municipality.name,
            "before": signed_months(each.before.difference),
            "after": signed_months(each.after.difference),
            "change": signed_months(each.change.months),
            "interval": changes.interval_of(each.change.low, each.change.high),
            "movement": movement.label,
        },
    )
