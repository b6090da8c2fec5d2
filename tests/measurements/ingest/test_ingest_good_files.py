"""The same table comes out, however a good file is written."""

import csv
import json
from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from measurements.ingest.labour_market import read_labour_market
from measurements.ingest.readers import read_table
from measurements.ingest.spells import read_spells

from .conftest import write_xlsx, written

TODAY = date(2026, 11, 2)

EXPECTED = pd.DataFrame(
    [
        (1, "0101", 2004, 2, 0, 13, 0, "25-29", "F", "Irak", "refugee", "no"),
        (1, "0751", 2004, 2, 13, 24, 1, "25-29", "F", "Irak", "refugee", "no"),
        (2, "0530", 2003, 5, 0, 54, 0, "18-24", "M", "Ærø", "reunified_other", "yes"),
        (3, "0101", 2002, 11, 0, 3, 1, "40-49", "M", "Bosnien", "reunified_refugee", "no"),
        (4, "0400", 2005, 6, 0, 1, 0, "18-24", "F", "Somalia", "refugee", "no"),
        (5, "0851", 1999, 1, 0, 1, 1, "25-29", "M", "Iran", "refugee", "yes"),
    ],
    columns=[
        "person_id", "municipality_code", "permit_year", "permit_month", "entry", "exit", "event",
        "age_group", "sex", "origin", "permit_basis", "education",
    ],
)  # fmt: skip


def assert_expected(frame, expected=EXPECTED):
    assert_frame_equal(
        frame.astype(dict.fromkeys(frame.select_dtypes("category"), str)),
        expected,
        check_dtype=False,
    )


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1"])
@pytest.mark.parametrize("lineterminator", ["\r\n", "\n", "\r"])
def test_any_separator_encoding_and_line_end_gives_the_same_table(
    store, spell_rows, separator, encoding, lineterminator
):
    path = store(written(spell_rows, separator, encoding, lineterminator))

    table = read_spells(path, name="forloeb.csv", today=TODAY)

    assert_expected(table.frame)
    assert table.report.separator == separator


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("latin-1", "cp1252")]
)
def test_the_report_names_the_encoding(store, spell_rows, encoding, told):
    table = read_spells(store(written(spell_rows, encoding=encoding)), name="f.csv", today=TODAY)

    assert table.report.encoding == told


def test_danish_dates_give_the_same_table_as_iso_dates(store, spell_rows):
    danish = [
        ["-".join(reversed(cell.split("-"))) if cell[4:5] == "-" else cell for cell in row]
        for row in spell_rows
    ]

    table = read_spells(store(danish), name="f.csv", today=TODAY)

    assert_expected(table.frame)
    assert table.report.date_format == "dd-mm-yyyy"


def test_columns_may_come_in_any_order_and_headings_in_capitals(store, spell_rows):
    turned = [list(reversed(row)) for row in spell_rows]
    turned[0] = [f" {title.upper()} " for title in turned[0]]

    table = read_spells(store(turned), name="f.csv", today=TODAY)

    assert_expected(table.frame)


def test_blank_rows_at_the_end_and_a_trailing_separator_mean_nothing(store, spell_rows):
    trailing = [[*row, ""] for row in spell_rows] + [[""] * 12, [""] * 12]

    table = read_spells(store(trailing), name="f.csv", today=TODAY)

    assert_expected(table.frame)
    assert table.report.rows == 6


def test_decomposed_letters_and_hard_spaces_are_the_same_as_plain_ones(store, spell_rows):
    spell_rows[3][8] = "\u00a0A\u030aland "

    table = read_spells(store(spell_rows), name="f.csv", today=TODAY)

    assert table.frame["origin"][2] == "Åland"


def test_a_spreadsheet_gives_the_same_table(tmp_path, spell_rows):
    def typed(cell):
        if cell[4:5] == "-":
            return datetime.fromisoformat(cell)
        return int(cell) if cell.isdigit() and not cell.startswith("0") else cell

    path = write_xlsx(tmp_path / "f.xlsx", [[typed(cell) for cell in row] for row in spell_rows])

    table = read_spells(path, name="f.xlsx", today=TODAY)

    assert_expected(table.frame)
    assert (table.report.format, table.report.encoding) == ("xlsx", "")


def test_what_is_not_known_becomes_a_category_and_is_counted(store, spell_rows):
    spell_rows[3][8], spell_rows[4][8], spell_rows[5][10] = "", "NULL", "-"

    table = read_spells(store(spell_rows), name="f.csv", today=TODAY)

    assert table.frame["origin"].tolist()[2:4] == ["uoplyst", "uoplyst"]
    assert table.report.unknown == {"origin": 2, "education": 1}


def test_further_columns_are_categories_even_when_written_with_digits(store, spell_rows):
    rows = [[*row, extra] for row, extra in zip(spell_rows, ["børn", *"112302"], strict=True)]

    table = read_spells(store(rows), name="f.csv", today=TODAY)

    assert table.frame["børn"].tolist() == list("112302")
    assert table.report.covariates[-1] == "børn"


def test_people_outside_18_to_64_are_left_out_and_counted(store, spell_rows):
    spell_rows[3][7], spell_rows[4][7] = "1986", "1937"  # 17 and 65 years

    table = read_spells(store(spell_rows), name="f.csv", today=TODAY)

    assert table.report.outside_age == 2
    assert table.report.people == 3
    assert sorted(set(table.frame["person_id"])) == [1, 4, 5]


@pytest.mark.parametrize(
    ("age", "group"),
    [(18, "18-24"), (24, "18-24"), (25, "25-29"), (30, "30-39"), (40, "40-49"), (50, "50-64"),
     (64, "50-64")],
)  # fmt: skip
def test_age_groups_begin_and_end_where_they_say(store, spell_rows, age, group):
    spell_rows[3][7] = str(2003 - age)

    table = read_spells(store(spell_rows), name="f.csv", today=TODAY)

    assert table.frame["age_group"][2] == group


def test_the_report_counts_what_was_read(store, spell_rows):
    report = read_spells(store(spell_rows), name="forloeb.csv", today=TODAY).report

    assert (report.file, report.rows, report.people, report.spells) == ("forloeb.csv", 6, 5, 6)
    assert report.events == {"employment": 2, "education": 1}
    assert report.ends["moved"] == 1
    assert (report.first_permit, report.last_permit) == ("1999-01-01", "2005-06-15")
    assert [(old.code, old.successor, old.spells) for old in report.old_codes] == [
        ("0565", "0530", 1)
    ]
    assert json.loads(json.dumps(report.as_dict()))["old_codes"][0]["name"] == "Grindsted"


def test_a_present_code_before_its_time_is_accepted_and_counted(store, spell_rows):
    spell_rows[3][1] = "0530"  # Billund as it is since 2007, on a spell from 2003

    report = read_spells(store(spell_rows), name="f.csv", today=TODAY).report

    assert report.early_codes == 1
    assert report.old_codes == ()


def test_a_divided_municipality_goes_to_the_main_part_and_says_so(store, spell_rows):
    spell_rows[3][1] = "747"  # Sønderhald: Randers and Norddjurs

    table = read_spells(store(spell_rows), name="f.csv", today=TODAY)

    (old,) = table.report.old_codes
    assert table.frame["municipality_code"][2] == "0730"
    assert (old.name, old.successor_name, old.is_divided) == ("Sønderhald", "Randers", True)


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("sign", [",", "."])
def test_decimal_comma_and_point_give_the_same_labour_market(
    store, labour_market_rows, separator, sign
):
    rows = [[cell.replace(",", sign) for cell in row] for row in labour_market_rows]

    table = read_labour_market(store(written(rows, separator)), name="k.csv")

    assert table.frame["unemployment"].tolist() == [5.1, 5.5, 4.9, 6.0, 5.8]
    assert table.frame["jobs"].tolist() == [0.81, 0.80, 0.82, 1.02, 1.0]
    assert table.frame["municipality_code"].tolist() == ["0101"] * 3 + ["0751"] * 2
    assert table.report.decimal == sign
    assert table.report.measures == ("unemployment", "jobs")


def test_a_spreadsheet_of_numbers_gives_the_same_labour_market(tmp_path, labour_market_rows):
    rows = [labour_market_rows[0]] + [
        [int(code), int(year), *(float(cell.replace(",", ".")) for cell in numbers)]
        for code, year, *numbers in labour_market_rows[1:]
    ]

    table = read_labour_market(write_xlsx(tmp_path / "k.xlsx", rows), name="k.xlsx")

    assert table.frame["unemployment"].tolist() == [5.1, 5.5, 4.9, 6.0, 5.8]


CELLS = st.text(
    st.characters(
        codec="cp1252", categories=["L", "N", "P", "S", "Zs"], include_characters="æøåÆØÅ"
    ),
    max_size=20,
).filter(lambda cell: not any(c in "–—‘’“”„†‡•…‰‹›€™˜ˆŒœŠšŽžŸƒ‚\u00ad" for c in cell))
LETTERS = st.text(st.characters(categories=["Ll", "Lu"], max_codepoint=255), min_size=1, max_size=9)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(st.tuples(LETTERS, CELLS, CELLS), min_size=1, max_size=6),
    separator=st.sampled_from([";", ",", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    lineterminator=st.sampled_from(["\r\n", "\n"]),
)
def test_what_is_written_in_any_dialect_is_read_back(
    store, rows, separator, encoding, quoting, lineterminator
):
    heading = ("alpha", "beta", "gamma")
    path = store(written([heading, *rows], separator, encoding, lineterminator, quoting))

    table = read_table(path, name="f.csv", required=heading)

    read = [
        tuple(table.columns[name].of_row(position) for name in heading)
        for position in range(table.rows)
    ]
    assert read == [tuple(cell.replace("\u00a0", " ").strip(" ") for cell in row) for row in rows]
