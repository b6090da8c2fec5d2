"""Every figure that a version changed, as CSV: as the frozen payload has them, all decimals kept."""

import csv
import io

from measurements.exports import Dialect, harmless
from measurements.published import PublishedRound, municipalities

COLUMNS = (
    "maaling",
    "udgave",
    "afloeser_udgave",
    "kommunekode",
    "kommune",
    "tal",
    "foer",
    "efter",
    "segl_sha256",
)


def changes_csv(measured: PublishedRound, *, dialect: Dialect) -> str:
    """One row a figure; only the headings for a first version, which changed nothing."""
    names = {each.code: each.name for each in municipalities()}
    correction = measured.payload["correction"] or {}
    out = io.StringIO()
    writer = csv.writer(out, delimiter=dialect.delimiter, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for change in measured.payload["changes"]:
        writer.writerow(
            (
                harmless(measured.title),
                measured.version,
                correction.get("replaces"),
                change["code"],
                names.get(change["code"], ""),
                change["figure"],
                _exact(change["before"], dialect),
                _exact(change["after"], dialect),
                measured.seal,
            )
        )
    return dialect.bom + out.getvalue()


def _exact(value: object, dialect: Dialect) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value).replace(".", dialect.decimal)
    return str(value)
