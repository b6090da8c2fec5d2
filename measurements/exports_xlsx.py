"""Results as an Excel workbook: the rows of the CSV with typed cells, and a sheet about them."""

import io
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from measurements import exports
from measurements.presenters import calculation
from measurements.published import PublishedRound

FIRST_ROW_AND_NAMES = "G2"  # what stays in sight: the headings, and the columns up to the name
NARROW, WIDE, TEXT = 14, 24, 110  # widths in characters


def results_xlsx(measured: PublishedRound) -> bytes:
    """Every municipality of a computed round, alphabetically; an absent value is an empty cell."""
    book = Workbook()
    rows = book.active
    assert isinstance(rows, Worksheet), "a new workbook has one sheet"
    rows.title = _("Resultater")
    _fill(rows, [exports.COLUMNS, *exports.rows(measured)])
    rows.freeze_panes = FIRST_ROW_AND_NAMES
    rows.auto_filter.ref = rows.dimensions
    about = book.create_sheet(_("Om tallene"))
    _fill(about, _about(measured))
    _dress(rows, about)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _fill(sheet: Worksheet, rows: Iterable[Sequence[object]]) -> None:
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            if value is not None:
                _write(sheet.cell(row=number, column=place), value)


def _write(cell: Cell, value: object) -> None:
    """A number as a number. A text as a text, also one that begins like a formula."""
    if not isinstance(value, str):
        cell.value = value  # type: ignore[assignment]  # counts and months, and nothing else
        cell.number_format = "0.00" if isinstance(value, float) else "0"
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell.data_type = "s"
    if exports.harmless(value) != value:
        cell.quotePrefix = True  # Excel's own apostrophe: it stays a text when it is edited


def _about(measured: PublishedRound) -> list[tuple[str, ...]]:
    """What must follow the figures wherever the file goes."""
    return [
        (measured.title,),
        *([(_("SIMULEREDE DATA"), _simulated())] if measured.simulated else []),
        (_("Udgiver"), measured.publisher),
        (_("Kontakt"), measured.contact),
        (_("Udgave"), _version(measured)),
        (_("Side"), settings.BASE_URL + reverse("round", args=[measured.slug, measured.version])),
        (_("Segl (SHA-256)"), measured.seal),
        (
            _("Efterprøv seglet"),
            settings.BASE_URL + reverse("seal", args=[measured.slug, measured.version]),
        ),
        (_("Brug"), _association()),
        (),
        (_("Sådan er det beregnet"),),
        *((fact.name, fact.text) for fact in calculation.of(measured)),
        *((_("Forbehold"), warning) for warning in calculation.warnings(measured)),
        (),
        (_("Kolonne"), _("Hvad den viser")),
        *((name, str(exports.COLUMNS[name])) for name in exports.COLUMNS),
    ]


def _simulated() -> str:
    return _(
        "Tallene er frembragt af et program for at vise portalen. De handler ikke om virkelige "
        "personer, og kommunernes resultater er opdigtede."
    )


def _version(measured: PublishedRound) -> str:
    return _("%(number)s, offentliggjort %(date)s") % {
        "number": measured.version,
        "date": date_format(measured.version_published_on, "DATE_FORMAT"),
    }


def _association() -> str:
    return _(
        "Forskellen viser, hvordan resultatet afviger fra det ventede. Den beviser ikke, at "
        "kommunens indsats er årsagen. Gengiv ingen forskel uden dens interval."
    )


def _dress(rows: Worksheet, about: Worksheet) -> None:
    """Widths that can be read, headings that stand out."""
    for place, name in enumerate(exports.COLUMNS, start=1):
        letter = rows.cell(row=1, column=place).column_letter
        rows.column_dimensions[letter].width = WIDE if name in exports.TEXTS else NARROW
        rows.cell(row=1, column=place).font = Font(bold=True)
    about.column_dimensions["A"].width = WIDE
    about.column_dimensions["B"].width = TEXT
    for row in about.iter_rows(max_col=2):
        row[0].font = Font(bold=True)
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
