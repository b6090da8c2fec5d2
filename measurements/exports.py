"""Results as CSV. No value leaves without its interval, its number of people and its verdict."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measurements.presenters import reasons
from measurements.published import MunicipalityResult, PublishedRound

BOM = "\ufeff"  # without it Danish Excel reads æ, ø and å wrongly
# A spreadsheet takes a text that begins with one of these for a formula; some look at the wide
# forms too, and tabs and line ends may hide what follows.
FORMULA_STARTS = tuple("=+-@|%\t\r\n＝＋－＠")
# What each column holds, in the order of the files. Months have two decimals.
COLUMNS: dict[str, Promise] = {
    "maaling": gettext_lazy("Målingens titel"),
    "udgave": gettext_lazy("Nummer på udgaven af målingen"),
    "simulerede_data": gettext_lazy("ja: tallene er opdigtede; nej: tallene er målt"),
    "kommunekode": gettext_lazy("Kommunekode med fire cifre"),
    "kommune": gettext_lazy("Kommunens navn"),
    "personer": gettext_lazy("Personer, som kommunen modtog; tom, når tallet ikke vises"),
    "overgange": gettext_lazy("Begyndelser i arbejde eller uddannelse"),
    "faktisk_maaneder": gettext_lazy("Faktisk tid til arbejde eller uddannelse, måneder"),
    "forventet_maaneder": gettext_lazy("Forventet tid for de samme personer, måneder"),
    "forskel_maaneder": gettext_lazy(
        "Faktisk minus forventet, måneder; negativ er hurtigere end forventet"
    ),
    "forskel_lav": gettext_lazy("Nedre grænse for forskellen, 95 %, måneder"),
    "forskel_hoj": gettext_lazy("Øvre grænse for forskellen, 95 %, måneder"),
    "status": gettext_lazy("Vurderingen som kode: faster, as_expected, slower eller too_few"),
    "vurdering": gettext_lazy("Vurderingen i ord"),
    "placering_fra": gettext_lazy("Laveste placering, der er forenelig med data; 1 er hurtigst"),
    "placering_til": gettext_lazy("Højeste placering, der er forenelig med data"),
    "sammenlignede_kommuner": gettext_lazy("Antal kommuner, som placeringen er iblandt"),
    "aarsag": gettext_lazy("Hvorfor tal eller placering mangler"),
    "metode": gettext_lazy("Metoden og dens version"),
    "resultat_sha256": gettext_lazy("Kontrolsum af resultatet"),
    "segl_sha256": gettext_lazy("Udgavens segl: kontrolsum af alt, hvad der blev offentliggjort"),
}
TEXTS = {"maaling", "kommune", "vurdering", "aarsag", "metode", "resultat_sha256", "segl_sha256"}


@dataclass(frozen=True, slots=True)
class Dialect:
    name: str
    delimiter: str
    decimal: str
    bom: str


DANISH = Dialect(name="danish", delimiter=";", decimal=",", bom=BOM)
PLAIN = Dialect(name="plain", delimiter=",", decimal=".", bom="")
DIALECTS = {"plain": PLAIN}


def results_csv(measured: PublishedRound, *, dialect: Dialect) -> str:
    """Every municipality of a computed round, alphabetically; an absent value is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=dialect.delimiter, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows(measured):
        writer.writerow([cell(value, dialect) for value in row])
    return dialect.bom + out.getvalue()


def rows(measured: PublishedRound) -> Iterator[Sequence[object]]:
    """A value for each of COLUMNS, for every municipality alphabetically; None is absent."""
    for result in measured.results:
        yield _values(result, measured)


def dialect_of(name: str) -> Dialect:
    """The dialect asked for; the Danish one unless it is known."""
    return DIALECTS.get(name, DANISH)


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
        measured.version,
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
        measured.seal,
    )
