"""Who moved since the round before: findings and drawing of the comparison, for the round's own page."""

from dataclasses import dataclass

from measurements.charts import SlopeChart
from measurements.presenters import changes, comparable, comparison
from measurements.presenters import comparison_words as words
from measurements.published import PublishedRound


@dataclass(frozen=True, slots=True)
class MovedPart:
    """Findings and a chart; or `obstacles`, which say why the two rounds cannot be compared."""

    previous: PublishedRound
    period: str
    obstacles: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    chart: SlopeChart | None = None


def of(measured: PublishedRound, previous: PublishedRound | None) -> MovedPart | None:
    """None for the first round of its sort."""
    if previous is None:
        return None
    period = changes.period(previous)
    obstacles = tuple(comparable.obstacles(earlier=previous, later=measured))
    if obstacles:
        return MovedPart(previous, period, obstacles=obstacles)
    found = comparable.compare(earlier=previous, later=measured)
    every = changes.of(found, earlier=previous, later=measured)
    return MovedPart(
        previous,
        period,
        findings=tuple(words.findings(found, every)),
        chart=comparison.chart_of(every, earlier=previous, later=measured),
    )
