"""The way from the country's time to a municipality's, as a sum that adds up as it is printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from measurements.engine.explanation import Road, Step
from measurements.published import MunicipalityResult

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the sum: what is added, or a total. Months, as printed."""

    name: str
    months: Decimal
    interval: str = ""
    is_total: bool = False

    @property
    def text(self) -> str:
        return _text(self.months) if self.is_total else _signed_text(self.months)


def road_rows(result: MunicipalityResult, road: Road) -> Iterable[Row]:
    """From the country's expected time over the municipality's to its actual."""
    start = _total(_("Landets gennemsnit, forventet tid"), road.national_expected)
    expected = _total(_("Kommunens forventede tid"), result.expected)
    actual = _total(_("Kommunens faktiske tid"), result.actual)
    parts = [_part(_("Hvem der kom til kommunen"), road.who_arrived)]
    if road.labour_market:
        parts.append(_part(_("Det lokale arbejdsmarked"), road.labour_market))
    left = Row(
        _("Det, der er tilbage: forskellen"),
        printed(result.difference),
        interval(result.low, result.high),
    )
    yield start
    yield from parts
    yield from _rounding(expected, start, *parts)
    yield expected
    yield left
    yield from _rounding(actual, expected, left)
    yield actual


def printed(value: float | None) -> Decimal:
    """The figure with two decimals, and no minus before nothing."""
    assert value is not None, "a measured municipality has all its figures"
    return Decimal(str(round(value, 2) + 0.0)).quantize(HUNDREDTH)


def two_decimals(value: float | None) -> str:
    return _text(printed(value))


def signed_two_decimals(value: float | None) -> str:
    return _signed_text(printed(value))


def interval(low: float | None, high: float | None) -> str:
    return _("%(low)s til %(high)s") % {
        "low": signed_two_decimals(low),
        "high": signed_two_decimals(high),
    }


def _total(name: str, value: float | None) -> Row:
    return Row(name, printed(value), is_total=True)


def _part(name: str, part: Step) -> Row:
    return Row(name, printed(part.months), interval(part.low, part.high))


def _rounding(total: Row, *parts: Row) -> Iterable[Row]:
    """What rounding leaves stands in a line of its own, and not inside another."""
    left = total.months - sum((part.months for part in parts), Decimal(0))
    if left:
        yield Row(_("Afrunding"), left)


def _signed_text(value: Decimal) -> str:
    return ("+" if value > 0 else "") + _text(value)


def _text(value: Decimal) -> str:
    return number_format(value, 2).replace("-", "−")
