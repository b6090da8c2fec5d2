"""Results as CSV. No value leaves without its interval, its number of people and its verdict."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from measurements.presenters import reasons
from measurements.published import MunicipalityResult, PublishedRound

BOM = "\ufeff"  # without it Danish Excel reads æ, ø and å wrongly
# A spreadsheet takes a text that begins with one of these for a formula; some look at the wide
# forms too, and tabs and line ends may hide what follows.
FORMULA_STARTS = tuple("=+-@|%\t\r\n＝＋－＠")
COLUMNS = (
    "maaling",
    "simulerede_data",
    "kommunekode",
    "kommune",
    "personer",
    "overgange",
    "faktisk_maaneder",
    "forventet_maaneder",
    "forskel_maaneder",
    "forskel_lav",
    "forskel_hoj",
    "status",
    "vurdering",
    "placering_fra",
    "placering_til",
    "sammenlignede_kommuner",
    "aarsag",
    "metode",
    "resultat_sha256",
)


@dataclass(frozen=True, slots=True)
class Dialect:
    delimiter: str
    decimal: str
    bom: str


DANISH = Dialect(delimiter=";", decimal=",", bom=BOM)
PLAIN = Dialect(delimiter=",", decimal=".", bom="")
DIALECTS = {"plain": PLAIN}


def results_csv(measured: PublishedRound, *, dialect: Dialect) -> str:
    """Every municipality of a computed round, alphabetically; an absent value is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=dialect.delimiter, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for result in measured.results:
        writer.writerow([cell(value, dialect) for value in _values(result, measured)])
    return dialect.bom + out.getvalue()


def cell(value: object, dialect: Dialect) -> str:
    """A value as the dialect writes it; figures have two decimals, an absent one is empty."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}".replace(".", dialect.decimal)
    return harmless(value) if isinstance(value, str) else str(value)


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would compute it."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(FORMULA_STARTS) else text


def _values(result: MunicipalityResult, measured: PublishedRound) -> Sequence[object]:
    spec = measured.outcome["spec"]
    return (
        measured.title,
        _("ja") if measured.simulated else _("nej"),
        result.municipality.code,
        result.municipality.name,
        result.people,
        result.events,
        result.actual,
        result.expected,
        result.difference,
        result.low,
        result.high,
        result.verdict.value,
        str(result.verdict.label),
        result.rank_low,
        result.rank_high,
        measured.outcome["national"]["ranked"] if result.rank_low else None,
        reasons.in_words(result.reason, spec) if result.reason else "",
        measured.outcome["method"],
        measured.outcome_sha256,
    )
