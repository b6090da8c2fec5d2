"""Page, CSV and API show the same figures, cell by cell."""

import csv
import io

import pytest
from django.urls import reverse

from measurements import exports, published
from measurements.presenters import round_page
from measurements.wording import months, signed_months

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


def test_every_cell_is_the_same_on_page_in_csv_and_in_api(client, csv_rows):
    rows = csv_rows()
    api = client.get(reverse("api-results", args=[SLUG])).json()["results"]
    table = round_page(published.round_by_slug(SLUG)).table.rows

    assert len(rows) == len(api) == len(table) == 98
    for in_csv, in_api, on_page in zip(rows, api, table, strict=True):
        assert in_csv["kommunekode"] == in_api["municipality"]["code"] == on_page.municipality.code
        assert number(in_csv["personer"]) == in_api["people"]
        assert number(in_csv["faktisk_maaneder"]) == in_api["actual"]
        assert number(in_csv["forventet_maaneder"]) == in_api["expected"]
        assert number(in_csv["forskel_maaneder"]) == in_api["difference"]
        assert number(in_csv["forskel_lav"]) == in_api["difference_low"]
        assert number(in_csv["forskel_hoj"]) == in_api["difference_high"]
        assert number(in_csv["placering_fra"]) == in_api["rank_low"]
        assert number(in_csv["placering_til"]) == in_api["rank_high"]
        assert in_csv["status"] == in_api["verdict"] == on_page.verdict.value
        assert on_page.actual == (months(in_api["actual"]) or "–")
        assert on_page.expected == (months(in_api["expected"]) or "–")
        assert on_page.difference == (signed_months(in_api["difference"]) or "–")
        low, high = in_api["difference_low"], in_api["difference_high"]
        told = f"{signed_months(low)} til {signed_months(high)}" if low is not None else ""
        assert on_page.interval == told


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
