"""Page, chart, CSV, workbook, JSON and API show the same figures, cell by cell."""

import csv
import io
import json

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from measurements import exports, published
from measurements.presenters import round_page
from measurements.published import Verdict
from measurements.wording import months, signed_months, whole

SLUG = "maaling-1999-2007"

pytestmark = pytest.mark.django_db


@pytest.fixture
def csv_rows(client, make_round, figures):
    make_round(figures())

    def read(dialect=""):
        response = client.get(reverse("round-csv", args=[SLUG]), {"dialect": dialect})
        text = response.content.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text), delimiter="," if dialect else ";"))

    return read


def number(text, comma=True):
    return float(text.replace(",", ".") if comma else text) if text else None


NUMBERS = {  # by column: the field of the API, and of the engine's outcome
    "personer": ("people", "people"),
    "overgange": ("events", "events"),
    "faktisk_maaneder": ("actual", "actual"),
    "forventet_maaneder": ("expected", "expected"),
    "forskel_maaneder": ("difference", "difference"),
    "forskel_lav": ("difference_low", "ci_low"),
    "forskel_hoj": ("difference_high", "ci_high"),
    "placering_fra": ("rank_low", "rank_low"),
    "placering_til": ("rank_high", "rank_high"),
}


@pytest.fixture
def channels(client, csv_rows):
    """What each way out of the house says of each municipality, in the same order."""
    danish, plain = csv_rows(), csv_rows("plain")
    book = load_workbook(io.BytesIO(client.get(reverse("round-xlsx", args=[SLUG])).content))
    headings, *rows = book["Resultater"].iter_rows(values_only=True)
    frozen = json.loads(client.get(reverse("round-json", args=[SLUG])).content)
    by_code = {row["code"]: row for row in frozen["outcome"]["municipalities"]}
    page = round_page(published.round_by_slug(SLUG))
    return zip(
        danish,
        plain,
        [dict(zip(headings, row, strict=True)) for row in rows],
        [by_code[row["kommunekode"]] for row in danish],
        client.get(reverse("api-results", args=[SLUG])).json()["results"],
        page.table.rows,
        strict=True,
    )


def test_every_figure_of_every_municipality_is_the_same_in_every_channel(channels):
    count = 0
    for danish, plain, sheet, frozen, api, on_page in channels:
        for column, (in_api, in_json) in NUMBERS.items():
            value = api[in_api]
            canonical = None if frozen[in_json] is None else round(frozen[in_json], 2)
            assert value == canonical, column
            assert number(danish[column]) == value, column
            assert number(plain[column], comma=False) == value, column
            assert sheet[column] == value, column
        names = {danish["kommune"], plain["kommune"], sheet["kommune"], on_page.municipality.name}
        codes = {danish["kommunekode"], sheet["kommunekode"], api["municipality"]["code"]}
        assert (len(names), len(codes)) == (1, 1)
        verdicts = {danish["status"], plain["status"], sheet["status"], frozen["verdict"]}
        assert verdicts == {api["verdict"]} == {on_page.verdict.value}
        count += 1
    assert count == 98


def test_the_page_writes_the_same_figures_with_one_decimal(channels):
    for _danish, _plain, _sheet, _frozen, api, on_page in channels:
        assert on_page.people == (whole(api["people"]) or "–")
        assert on_page.actual == (months(api["actual"]) or "–")
        assert on_page.expected == (months(api["expected"]) or "–")
        assert on_page.difference == (signed_months(api["difference"]) or "–")
        low, high = api["difference_low"], api["difference_high"]
        told = f"{signed_months(low)} til {signed_months(high)}" if low is not None else ""
        assert on_page.interval == told
        ranks = f"{api['rank_low']} og {api['rank_high']}" if api["rank_low"] else "–"
        assert on_page.rank_range == ranks


def test_what_is_missing_is_missing_everywhere_with_the_same_reason(channels):
    missing = [each for each in channels if each[4]["reason"]]
    for danish, plain, sheet, frozen, api, on_page in missing:
        assert danish["aarsag"] == plain["aarsag"] == sheet["aarsag"] == on_page.reason != ""
        assert frozen["reason"] == api["reason"]
    suppressed = [each for each in missing if each[4]["difference"] is None]
    assert (len(missing), len(suppressed)) == (2, 1)
    assert suppressed[0][2]["forskel_maaneder"] is None


def test_the_charts_tell_the_same_figures(client, csv_rows):
    csv_rows()
    api = client.get(reverse("api-results", args=[SLUG])).json()["results"]
    chart = round_page(published.round_by_slug(SLUG)).chart

    told = sorted(line.told for line in chart.lines)
    expected = sorted(
        f"{row['municipality']['name']}: {signed_months(row['difference'])} måneder "
        f"({signed_months(row['difference_low'])} til {signed_months(row['difference_high'])}), "
        f"{Verdict(row['verdict']).label}"
        for row in api
        if row["difference"] is not None
    )
    assert told == expected
    assert len(told) == 97


def test_every_file_names_its_version_and_its_seal(client, csv_rows):
    rows = csv_rows()
    seal = published.round_by_slug(SLUG).seal

    assert {(row["udgave"], row["segl_sha256"]) for row in rows} == {("1", seal)}
    api = client.get(reverse("api-round", args=[SLUG])).json()
    assert (api["version"], api["seal"]) == (1, seal)


def test_the_plain_dialect_holds_the_same_values(csv_rows):
    danish, plain = csv_rows(), csv_rows("plain")

    for one, other in zip(danish, plain, strict=True):
        for column in ("personer", "faktisk_maaneder", "forskel_maaneder", "forskel_lav"):
            assert number(one[column]) == number(other[column], comma=False)


def test_no_difference_leaves_without_interval_people_and_verdict(csv_rows):
    for row in csv_rows():
        if row["forskel_maaneder"]:
            for column in ("forskel_lav", "forskel_hoj", "personer", "vurdering"):
                assert row[column]
        else:
            assert row["aarsag"]


def test_the_danish_file_opens_in_a_danish_spreadsheet(client, csv_rows):
    csv_rows()

    response = client.get(reverse("round-csv", args=[SLUG]))

    assert response.content.startswith("\ufeff".encode())
    assert b"\r\n" in response.content
    assert "attachment" in response["Content-Disposition"]


def test_the_plain_file_has_no_mark_before_its_first_column(client, csv_rows):
    csv_rows()

    response = client.get(reverse("round-csv", args=[SLUG]), {"dialect": "plain"})

    assert response.content.startswith(b"maaling,")


@pytest.mark.parametrize(("simulated", "told"), [(True, "ja"), (False, "nej")])
def test_every_row_says_whether_it_is_simulated(client, make_round, figures, simulated, told):
    make_round(figures(), simulated=simulated)

    text = client.get(reverse("round-csv", args=[SLUG])).content.decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert {row["simulerede_data"] for row in rows} == {told}


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@sum", "|cmd", "%x", "\tx", "\rx", "\n=x", " =1", "＝1", "－1"],
)
def test_a_text_that_a_spreadsheet_would_compute_is_made_harmless(make_round, figures, text):
    make_round(figures(9), title=text)

    written = exports.results_csv(published.round_by_slug(SLUG), dialect=exports.PLAIN)

    first = next(csv.DictReader(io.StringIO(written, newline="")))
    assert first["maaling"] == f"'{text}"


def test_a_negative_number_stays_a_number(csv_rows):
    differences = [row["forskel_maaneder"] for row in csv_rows()]

    assert any(each.startswith("-") for each in differences)


def test_an_ordinary_text_is_left_alone():
    assert exports.harmless("Høje-Taastrup") == "Høje-Taastrup"
