"""Changes between two rounds as CSV. A change leaves with both figures, their intervals and people."""

import csv
import io
from collections.abc import Sequence

from django.utils.translation import gettext as _

from measurements.exports import Dialect, cell
from measurements.presenters import changes, comparable
from measurements.presenters.changes import Movement, MunicipalityChange
from measurements.published import MunicipalityResult, PublishedRound

OF_A_ROUND = ("personer", "forskel_maaneder", "forskel_lav", "forskel_hoj", "status")
COLUMNS = (
    "tidligere_maaling",
    "senere_maaling",
    "simulerede_data",
    "kommunekode",
    "kommune",
    *(f"tidligere_{column}" for column in OF_A_ROUND),
    *(f"senere_{column}" for column in OF_A_ROUND),
    "aendring_maaneder",
    "aendring_lav",
    "aendring_hoj",
    "aendring_status",
    "aendring_vurdering",
    "aarsag",
    "metode",
    "tidligere_segl_sha256",
    "senere_segl_sha256",
)


def changes_csv(*, earlier: PublishedRound, later: PublishedRound, dialect: Dialect) -> str | None:
    """Every municipality of either round; None where the rounds cannot be compared."""
    if comparable.obstacles(earlier=earlier, later=later):
        return None
    found = comparable.compare(earlier=earlier, later=later)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=dialect.delimiter, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for each in changes.of(found, earlier=earlier, later=later):
        writer.writerow([cell(value, dialect) for value in _values(each, earlier, later)])
    return dialect.bom + out.getvalue()


def _values(
    each: MunicipalityChange, earlier: PublishedRound, later: PublishedRound
) -> Sequence[object]:
    change = each.change
    return (
        earlier.title,
        later.title,
        _("ja") if later.simulated else _("nej"),
        each.municipality.code,
        each.municipality.name,
        *_of_a_round(each.before),
        *_of_a_round(each.after),
        change.months,
        change.low,
        change.high,
        change.verdict,
        str(Movement(change.verdict).label),
        changes.why_not(change, earlier=earlier, later=later),
        later.outcome["method"],
        earlier.seal,
        later.seal,
    )


def _of_a_round(result: MunicipalityResult | None) -> Sequence[object]:
    if result is None:
        return (None,) * len(OF_A_ROUND)
    return (result.people, result.difference, result.low, result.high, result.verdict.value)
