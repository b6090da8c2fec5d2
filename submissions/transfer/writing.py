"""From submissions to a file that `transfer.reading` reads back."""

import csv
import io
import json
from collections.abc import Iterable

from submissions.lifecycle import State
from submissions.models import CONTENT, Submission
from submissions.transfer.columns import COLUMNS
from submissions.transfer.reading import SHIELD

_STATUSES = {
    State.PUBLISHED: "published",
    State.SUBMITTED: "submitted",
    State.WITHDRAWN: "withdrawn",
    State.DRAFT: "draft",
}


def row_of(submission: Submission) -> dict[str, object]:
    """One submission by column; what is not known is left out."""
    known: dict[str, object] = {
        "id": submission.external_id or submission.code,
        "kind": submission.kind,
        "status": _STATUSES[State(submission.state)],
        "author_email": submission.author.email if submission.author else "",
        "municipality": submission.municipality_id,
        "further_municipalities": sorted(
            each.pk for each in submission.further_municipalities.all()
        ),
    }
    for column in COLUMNS:
        if column.name in CONTENT[submission.kind]:
            known[column.name] = getattr(submission, column.name)
    return {column.name: known[column.name] for column in COLUMNS if known.get(column.name)}


def as_json(submissions: Iterable[Submission]) -> str:
    rows = [row_of(each) for each in submissions]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def as_csv(submissions: Iterable[Submission]) -> str:
    """With semicolons and a byte order mark, as Danish spreadsheets want it."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, delimiter=";")
    writer.writerow([column.name for column in COLUMNS])
    for each in submissions:
        row = row_of(each)
        writer.writerow([_cell(row.get(column.name, "")) for column in COLUMNS])
    return "\ufeff" + lines.getvalue()


def _cell(value: object) -> str:
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return SHIELD + text if text[:1] in tuple("=+-@|%") and text else text
