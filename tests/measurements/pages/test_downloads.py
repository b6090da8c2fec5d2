"""Files: the seal is the digest of the JSON, a spreadsheet computes nothing, 304 where it is known."""

import io
import json
from hashlib import sha256

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from measurements import exports, exports_xlsx, published
from measurements.models import Round

SLUG = "maaling-1999-2007"
FILES = ("round-csv", "round-xlsx", "round-json")

pytestmark = pytest.mark.django_db


@pytest.fixture
def public(make_round, figures):
    make_round(figures(12))
    return published.round_by_slug(SLUG)


def workbook_of(content):
    return load_workbook(io.BytesIO(content))


def test_the_digest_of_the_json_file_is_the_seal(client, public):
    response = client.get(reverse("round-json", args=[SLUG]))

    assert sha256(response.content).hexdigest() == public.seal
    assert response["Content-Type"] == "application/json"
    assert response["ETag"] == f'"{public.seal}"'
    assert json.loads(response.content) == public.payload


@pytest.mark.parametrize("name", FILES)
def test_a_reader_who_has_the_file_is_not_sent_it_again(client, public, name):
    first = client.get(reverse(name, args=[SLUG]))

    second = client.get(reverse(name, args=[SLUG]), headers={"If-None-Match": first["ETag"]})

    assert (second.status_code, second.content) == (304, b"")
    assert second["ETag"] == first["ETag"]
    assert public.seal in first["ETag"]


@pytest.mark.parametrize("name", FILES)
def test_the_newest_is_always_asked_for_and_a_version_is_kept_by_its_reader(client, public, name):
    newest = client.get(reverse(name, args=[SLUG]))
    version = client.get(reverse(name, args=[SLUG, 1]))

    assert newest["Cache-Control"] == "public, no-cache"
    assert version["Cache-Control"] == "private, max-age=86400, immutable"
    assert newest.content == version.content or name == "round-xlsx"  # which holds the time


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_named_after_its_version(client, public, name):
    told = client.get(reverse(name, args=[SLUG]))["Content-Disposition"]

    assert told == f'attachment; filename="{SLUG}-udgave-1.{name.removeprefix("round-")}"'


def test_files_of_a_language_and_a_dialect_are_told_apart(client, public):
    addresses = [
        f"/maalinger/{SLUG}/resultater.csv",
        f"/maalinger/{SLUG}/resultater.csv?dialect=plain",
        f"/en/maalinger/{SLUG}/resultater.csv",
    ]

    assert len({client.get(address)["ETag"] for address in addresses}) == 3


def test_an_etag_of_another_version_brings_the_file(client, public, correct, figures):
    before = client.get(reverse("round-csv", args=[SLUG]))["ETag"]
    correct(Round.objects.get(), figures(12))

    response = client.get(reverse("round-csv", args=[SLUG]), headers={"If-None-Match": before})

    assert response.status_code == 200
    assert response["ETag"] != before


def test_cells_of_the_workbook_are_typed(client, public):
    sheet = workbook_of(client.get(reverse("round-xlsx", args=[SLUG])).content)["Resultater"]

    headings = [cell.value for cell in sheet[1]]
    assert tuple(headings) == tuple(exports.COLUMNS)
    first = dict(zip(headings, sheet[2], strict=True))
    assert {first[name].data_type for name in ("personer", "forskel_maaneder")} == {"n"}
    assert {first[name].data_type for name in ("kommunekode", "kommune", "vurdering")} == {"s"}
    assert first["kommunekode"].value.startswith("0")
    assert sheet.freeze_panes == "G2"


def test_the_workbook_carries_what_must_follow_the_figures(client, public):
    sheet = workbook_of(client.get(reverse("round-xlsx", args=[SLUG])).content)["Om tallene"]

    told = " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    for text in (
        "SIMULEREDE DATA",
        public.seal,
        "expected-time@1",
        "under 20 vises ingen tal",
        "1, offentliggjort 2. november 2026",
        reverse("seal", args=[SLUG, 1]),
        "beviser ikke",
        "Faktisk minus forventet, måneder",
        "Ledigheden er ført frem fra 2007.",
    ):
        assert text in told


def test_the_workbook_speaks_the_language_of_the_page(client, public):
    book = workbook_of(client.get(f"/en/maalinger/{SLUG}/resultater.xlsx").content)

    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    verdicts = {row[headings.index("vurdering")] for row in sheet.iter_rows(2, values_only=True)}
    assert "as expected" in verdicts


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@sum",
    "|cmd",
    "%x",
    "\tx",
    "\rx",
    "\n=x",
    " =1",
    "＝1",
    '=HYPERLINK("https://example.com")',
]


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("field", ["title", "publisher", "contact"])
def test_no_text_becomes_a_formula_in_the_workbook(make_round, figures, text, field):
    make_round(figures(9), **{field: text})

    book = workbook_of(exports_xlsx.results_xlsx(published.round_by_slug(SLUG)))

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    given = [cell for cell in cells if str(cell.value).strip() == text.strip()]
    assert given
    assert all(cell.quotePrefix for cell in given)


def test_without_a_type_of_its_own_such_a_text_would_be_a_formula():
    """The negative control: what openpyxl makes of it by itself."""
    cell = Workbook().active.cell(row=1, column=1, value="=1+1")

    assert cell.data_type == "f"


def test_a_character_that_no_workbook_holds_is_left_out(make_round, figures):
    make_round(figures(9), title="Måling\x0b 1")

    book = workbook_of(exports_xlsx.results_xlsx(published.round_by_slug(SLUG)))

    assert book["Resultater"]["A2"].value == "Måling 1"
