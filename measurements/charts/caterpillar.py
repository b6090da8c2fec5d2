"""All municipalities of a round: the difference as a mark, its interval as a line."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from django.utils.translation import gettext as _

from measurements.charts.scale import Scale, round_ticks
from measurements.published import MunicipalityResult, Verdict
from measurements.wording import signed_months, whole

ROW = 20  # pixels, enough for text of 13
TOP = 56  # room for the words and figures of the axis
BOTTOM = 32
NAMES_END, PLOT_START, PLOT_END = "35%", 38.0, 95.0  # per cent of the width


@dataclass(frozen=True, slots=True)
class Difference:
    """What is drawn of a result that has a difference. Months."""

    name: str
    value: float
    low: float
    high: float
    verdict: Verdict
    band: int | None = None  # of those ranked; a band cannot be told apart from its first


@dataclass(frozen=True, slots=True)
class Tick:
    x: str
    text: str
    is_zero: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One municipality: its name, the line of its interval and the mark of its verdict."""

    name: str
    y: str
    text_y: str
    low: str
    mark: str
    high: str
    verdict: str
    told: str  # the figures in words, shown when pointed at


@dataclass(frozen=True, slots=True)
class Band:
    """The field behind the municipalities of one band; every other one is tinted."""

    y: str
    height: str
    text: str
    text_y: str
    is_tinted: bool


@dataclass(frozen=True, slots=True)
class Caterpillar:
    title: str
    description: str
    height: str
    plot_top: str
    plot_bottom: str
    axis_y: str
    lower_axis_y: str
    names_end: str
    ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    bands: tuple[Band, ...]


def caterpillar(results: Sequence[MunicipalityResult]) -> Caterpillar | None:
    """A chart of every result that has a difference, or None when no result has one.

    Drawn from the smallest difference to the largest: neighbours' intervals overlap almost
    everywhere, and that is what the chart is there to show.
    """
    shown = sorted(_differences(results), key=lambda each: each.value)
    if not shown:
        return None
    return _drawn(
        shown,
        title=_("Forskel mellem faktisk og forventet tid i hver kommune, med 95 % interval"),
        description=_description(shown),
    )


def history(results: Sequence[MunicipalityResult]) -> Caterpillar | None:
    """One municipality round by round, in the order given; None without two rounds to compare."""
    shown = [
        replace(each, name=f"{result.round.period_from}–{result.round.period_to}", band=None)
        for result in results
        for each in _differences([result])
    ]
    if len(shown) < 2:
        return None
    return _drawn(
        shown,
        title=_("Forskel mellem faktisk og forventet tid i hver måling, med 95 % interval"),
        description=" ".join([*(f"{_told(each)}." for each in shown), _all_in_table()]),
    )


def _drawn(shown: Sequence[Difference], *, title: str, description: str) -> Caterpillar:
    ticks = round_ticks(min(d.low for d in shown), max(d.high for d in shown), about=6)
    scale = Scale(ticks[0], ticks[-1], PLOT_START, PLOT_END)
    bottom = TOP + ROW * len(shown)
    return Caterpillar(
        title=title,
        description=description,
        height=str(bottom + BOTTOM),
        plot_top=str(TOP),
        plot_bottom=str(bottom),
        axis_y=str(TOP - 10),
        lower_axis_y=str(bottom + 20),
        names_end=NAMES_END,
        ticks=tuple(_tick(value, scale) for value in ticks),
        lines=tuple(_line(each, number, scale) for number, each in enumerate(shown)),
        bands=tuple(_bands(shown)),
    )


def _differences(results: Iterable[MunicipalityResult]) -> Iterator[Difference]:
    for result in results:
        if result.difference is not None:
            assert result.low is not None, "a check constraint gives a difference its interval"
            assert result.high is not None, "a check constraint gives a difference its interval"
            yield Difference(
                name=result.municipality.name,
                value=result.difference,
                low=result.low,
                high=result.high,
                verdict=result.verdict,
                band=result.figures.get("band"),
            )


def _bands(shown: Sequence[Difference]) -> Iterator[Band]:
    """From where a band begins to where the next one does; the first holds what stands above it."""
    begins: dict[int, int] = {}
    for row, each in enumerate(shown):
        if each.band is not None:
            begins.setdefault(each.band, row if begins else 0)
    for row, end in pairwise([*begins.values(), len(shown)]):
        yield _band(row, end, number=1 + list(begins.values()).index(row))


def _band(row: int, end: int, *, number: int) -> Band:
    top = TOP + ROW * row
    return Band(
        y=str(top),
        height=str(ROW * (end - row)),
        text=_("gruppe %(number)s") % {"number": number},
        text_y=str(top + 14),
        is_tinted=number % 2 == 1,
    )


def _tick(value: float, scale: Scale) -> Tick:
    text = f"{value:+g}".replace("-", "−") if value else "0"
    return Tick(x=scale.percent(value), text=text, is_zero=value == 0)


def _line(difference: Difference, number: int, scale: Scale) -> Line:
    middle = TOP + ROW * number + ROW // 2
    return Line(
        name=difference.name,
        y=str(middle),
        text_y=str(middle + 4),
        low=scale.percent(difference.low),
        mark=scale.percent(difference.value),
        high=scale.percent(difference.high),
        verdict=difference.verdict.value,
        told=_told(difference),
    )


def _told(difference: Difference) -> str:
    return _("%(name)s: %(difference)s måneder (%(low)s til %(high)s), %(verdict)s") % {
        "name": difference.name,
        "difference": signed_months(difference.value),
        "low": signed_months(difference.low),
        "high": signed_months(difference.high),
        "verdict": difference.verdict.label,
    }


def _all_in_table() -> str:
    return _("Alle tal står i tabellen nedenunder.")


def _description(shown: Sequence[Difference]) -> str:
    overlapping = sum(each.low <= 0 <= each.high for each in shown)
    return _(
        "%(count)s kommuner, hver med et mærke for forskellen i måneder og en streg for "
        "intervallet. Forskellene går fra %(least)s til %(most)s måneder; for %(overlapping)s "
        "kommuner rummer intervallet nul. Alle tal står i tabellen nedenunder."
    ) % {
        "count": whole(len(shown)),
        "least": signed_months(shown[0].value),
        "most": signed_months(shown[-1].value),
        "overlapping": whole(overlapping),
    }
