"""What is wrong with the files, a page at a time, and as a file to hand on."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from measurements.exports import harmless
from measurements.models import Run, RunState

PER_PAGE = 200
BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows UTF-8


@dataclass(frozen=True, slots=True)
class FaultRow:
    """One fault in a file. Empty texts where the fault is about the whole file."""

    file: str
    row: str
    column: str
    found: str
    expected: str
    text: str


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with the files: a page of what is kept, and how many there are in all."""

    page: Page
    total: int

    @property
    def kept(self) -> int:
        """Of each fault some examples are kept."""
        return self.page.paginator.count


def faults_of(run: Run, *, page: str = "") -> Faults | None:
    """What was wrong with the files, when the run was refused."""
    if run.state != RunState.REFUSED:
        return None
    rows = [_row(fault) for fault in run.report["faults"]]
    return Faults(page=Paginator(rows, PER_PAGE).get_page(page), total=run.report["total"])


def faults_csv(run: Run) -> str:
    """Where each fault is and what was expected, without what stands in the file.

    The list may be mailed to whoever draws the file; what it quotes would be about people.
    """
    out = StringIO(BYTE_ORDER_MARK)
    out.seek(0, 2)
    writer = csv.writer(out, delimiter=";")
    writer.writerow([_("Fil"), _("Række"), _("Kolonne"), _("Kode"), _("Forventede")])
    writer.writerows(_lines(run))
    return out.getvalue()


def _lines(run: Run) -> Iterator[list[str]]:
    language = _language()
    for fault in run.report["faults"]:
        cells = [fault["file"], _text(fault["row"]), _text(fault["column"]), fault["code"]]
        yield [harmless(cell) for cell in [*cells, fault[language]["expected"]]]


def _row(fault: dict[str, Any]) -> FaultRow:
    return FaultRow(
        file=fault["file"],
        row=_text(fault["row"]),
        column=_text(fault["column"]),
        **fault[_language()],
    )


def _language() -> str:
    return "en" if get_language() == "en" else "da"


def _text(value: object) -> str:
    return "" if value is None else str(value)
