"""From the country's time to a municipality's, step by step: levels as marks, steps as bars.

The levels are marks and not bars, because the axis does not begin at zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from measurements.charts.scale import Scale

ROW, BAR, FIRST = 52, 14, 4  # pixels
START, END = 2.0, 80.0  # per cent of the width; the figures stand right of it


@dataclass(frozen=True, slots=True)
class Part:
    """A level, or a step from one level to the next. Months; `text` is the figure as printed."""

    name: str
    months: float
    text: str
    is_level: bool
    is_rounding: bool = False  # moves what follows, and is not drawn


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its name above, its mark or bar below, and its figure right of it."""

    name: str
    text: str
    kind: str  # "level", "longer" or "shorter"
    name_y: str
    y: str
    middle: str
    x: str
    width: str
    after: str  # where the next row begins


@dataclass(frozen=True, slots=True)
class WaterfallChart:
    title: str
    description: str
    height: str
    bar: str
    bars: tuple[Bar, ...]


def waterfall_chart(parts: Sequence[Part]) -> WaterfallChart:
    """The first part is a level; each step begins where the part before it ended."""
    ends = _ends(parts)
    across = Scale(min(ends) - 1, max(ends) + 1, START, END)
    begins = [ends[0], *ends[:-1]]
    shown = [row for row in zip(parts, begins, ends, strict=True) if not row[0].is_rounding]
    return WaterfallChart(
        title=_("Fra landets gennemsnit til kommunens tid"),
        description=_description([part for part, _begin, _end in shown]),
        height=str(FIRST + ROW * len(shown)),
        bar=str(BAR),
        bars=tuple(
            _bar(part, number, begin=begin, end=end, across=across)
            for number, (part, begin, end) in enumerate(shown)
        ),
    )


def _ends(parts: Sequence[Part]) -> list[float]:
    """Where each part leaves off, months."""
    ends: list[float] = []
    for part in parts:
        ends.append(part.months if part.is_level else ends[-1] + part.months)
    return ends


def _bar(part: Part, number: int, *, begin: float, end: float, across: Scale) -> Bar:
    top = FIRST + ROW * number
    left, right = sorted((across.at(begin), across.at(end)))
    return Bar(
        name=part.name,
        text=part.text,
        kind=_kind(part),
        name_y=str(top + 14),
        y=str(top + 22),
        middle=str(top + 22 + BAR // 2),
        x=f"{across.at(end):.2f}%" if part.is_level else f"{left:.2f}%",
        width=f"{right - left:.2f}%",
        after=across.percent(end),
    )


def _kind(part: Part) -> str:
    if part.is_level:
        return "level"
    return "longer" if part.months > 0 else "shorter"


def _description(parts: Sequence[Part]) -> str:
    said = "; ".join(f"{part.name}: {part.text}" for part in parts)
    return _("%(parts)s. Måneder. De samme tal står i tabellen nedenunder.") % {"parts": said}
