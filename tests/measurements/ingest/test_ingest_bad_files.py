"""One mistake in a good file is told once: with its name, its row and its column."""

import gzip
import io
import json
import zipfile
from datetime import date

import openpyxl
import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measurements.ingest import limits
from measurements.ingest.faults import Fault, FileRefused
from measurements.ingest.labour_market import read_labour_market
from measurements.ingest.spells import read_spells

from .conftest import SPELLS, rows_of, write_xlsx, written

TODAY = date(2026, 11, 2)


def put(row, column, value):
    """Another value in one cell; rows as a spreadsheet numbers them."""

    def mutate(rows):
        rows[row - 1][rows[0].index(column)] = value
        return rows

    return mutate


def rename(column, other):
    return put(1, column, other)


def drop(column):
    def mutate(rows):
        place = rows[0].index(column)
        return [row[:place] + row[place + 1 :] for row in rows]

    return mutate


def add(heading, value):
    return lambda rows: [[*row, value if i else heading] for i, row in enumerate(rows)]


def insert(row, cells):
    return lambda rows: rows[: row - 1] + [cells(rows)] + rows[row - 1 :]


def both(*mutations):
    def mutate(rows):
        for mutation in mutations:
            rows = mutation(rows)
        return rows

    return mutate


def cells(row):
    return lambda rows: list(rows[row - 1])


BAD_SPELLS = [
    # headings
    (drop("person_id"), "missing_column", None, "person_id"),
    (drop("municipality_code"), "missing_column", None, "municipality_code"),
    (drop("permit_date"), "missing_column", None, "permit_date"),
    (drop("education"), "missing_column", None, "education"),
    (rename("sex", "køn"), "missing_column", None, "sex"),
    (add("sex", "M"), "doubled_column", None, "sex"),
    (add("", "M"), "unnamed_column", None, ""),
    (add("entry", "0"), "reserved_column", None, "entry"),
    (add("age_group", "18-24"), "reserved_column", None, "age_group"),
    (add("0101701234", "x"), "cpr_in_heading", None, None),
    # rows
    (lambda rows: rows[:1], "no_rows", None, None),
    (insert(4, lambda rows: rows[3][:5]), "ragged_row", 4, None),
    (insert(4, lambda rows: [*rows[3], "x"]), "ragged_row", 4, None),
    (insert(4, lambda rows: [""] * 11), "empty_row", 4, None),
    (insert(4, cells(1)), "repeated_header", 4, None),
    (insert(8, lambda rows: ["I alt", *["6"] * 10]), "totals_row", 8, None),
    (insert(8, lambda rows: ["Total", *[""] * 10]), "totals_row", 8, None),
    (insert(8, cells(4)), "exact_duplicate", 8, None),
    (insert(4, cells(3)), "exact_duplicate", 4, None),
    # any cell
    (put(5, "person_id", "010170-1234"), "cpr_number", 5, "person_id"),
    (put(5, "person_id", "3112991234"), "cpr_number", 5, "person_id"),
    (put(5, "origin", "Irak (0101701234)"), "cpr_number", 5, "origin"),
    (put(5, "person_id", "a" * 64), "digest_person_id", 5, "person_id"),
    (put(5, "person_id", "0123456789abcdef" * 2), "digest_person_id", 5, "person_id"),
    (put(5, "origin", "x" * 201), "cell_too_long", 5, "origin"),
    (put(5, "origin", "Ir\u200bak"), "odd_character", 5, "origin"),
    (put(5, "origin", "\u202eIrak"), "odd_character", 5, "origin"),
    (put(5, "origin", "Ir\nak"), "odd_character", 5, "origin"),
    (put(5, "origin", "TÃ¸rkiet"), "mojibake", 5, "origin"),
    # missing
    (put(5, "person_id", ""), "missing_value", 5, "person_id"),
    (put(5, "municipality_code", ""), "missing_value", 5, "municipality_code"),
    (put(5, "permit_date", "NA"), "missing_value", 5, "permit_date"),
    (put(5, "to_date", ""), "missing_value", 5, "to_date"),
    (put(5, "end_reason", "-"), "missing_value", 5, "end_reason"),
    (put(5, "sex", "null"), "missing_value", 5, "sex"),
    (put(5, "birth_year", ""), "missing_value", 5, "birth_year"),
    (put(5, "permit_basis", ""), "missing_value", 5, "permit_basis"),
    # codes
    (put(5, "municipality_code", "København"), "code_malformed", 5, "municipality_code"),
    (put(5, "municipality_code", "1"), "code_malformed", 5, "municipality_code"),
    (put(5, "municipality_code", "101.0"), "code_malformed", 5, "municipality_code"),
    (put(5, "municipality_code", "000"), "code_unknown", 5, "municipality_code"),
    (put(5, "municipality_code", "999"), "code_unknown", 5, "municipality_code"),
    (put(5, "municipality_code", "1084"), "code_is_region", 5, "municipality_code"),
    (put(5, "municipality_code", "411"), "code_is_christiansoe", 5, "municipality_code"),
    (put(6, "municipality_code", "0401"), "code_out_of_use", 6, "municipality_code"),
    # dates
    (put(4, "permit_date", "2004-02-31"), "bad_date", 4, "permit_date"),
    (put(4, "permit_date", "2003/05/01"), "bad_date", 4, "permit_date"),
    (put(4, "to_date", "31.10.2007"), "bad_date", 4, "to_date"),
    (put(4, "to_date", "39386"), "bad_date", 4, "to_date"),
    (put(4, "to_date", "31-10-07"), "bad_date", 4, "to_date"),
    (put(4, "to_date", "2007-10-31 12:00:00"), "bad_date", 4, "to_date"),
    (put(4, "to_date", "٢٠٠٧-10-31"), "bad_date", 4, "to_date"),
    (put(4, "to_date", "10-31-2007"), "bad_date", 4, "to_date"),
    (put(4, "to_date", "31-10-2007"), "other_date_format", 4, "to_date"),
    (put(4, "permit_date", "1998-12-31"), "date_before_1999", 4, "permit_date"),
    (put(4, "permit_date", "1900-01-01"), "date_before_1999", 4, "permit_date"),
    (put(4, "to_date", "2026-11-03"), "date_in_future", 4, "to_date"),
    (put(4, "permit_date", "2003-05-02"), "start_before_permit", 4, "from_date"),
    (put(4, "to_date", "2003-04-30"), "end_before_start", 4, "to_date"),
    (put(5, "to_date", "2002-11-29"), "event_before_start", 5, "to_date"),
    # lists and numbers
    (put(5, "end_reason", "job"), "unknown_value", 5, "end_reason"),
    (put(5, "sex", "x"), "unknown_value", 5, "sex"),
    (put(5, "permit_basis", "asylum"), "unknown_value", 5, "permit_basis"),
    (put(5, "birth_year", "75"), "bad_birth_year", 5, "birth_year"),
    (put(5, "birth_year", "1975,0"), "bad_birth_year", 5, "birth_year"),
    (put(5, "birth_year", "1875"), "bad_birth_year", 5, "birth_year"),
    (put(5, "birth_year", "2003"), "born_after_permit", 5, "birth_year"),
    # rows of one person
    (put(3, "permit_date", "2004-02-21"), "person_differs", 3, "permit_date"),
    (put(3, "sex", "M"), "person_differs", 3, "sex"),
    (put(3, "birth_year", "1976"), "person_differs", 3, "birth_year"),
    (put(3, "origin", "Iran"), "person_differs", 3, "origin"),
    (put(3, "from_date", "2005-03-09"), "overlapping_spells", 3, None),
    (put(3, "from_date", "2005-03-12"), "gap_between_spells", 3, None),
    (put(2, "end_reason", "employment"), "spell_after_event", 3, None),
    (put(2, "end_reason", "emigrated"), "spell_after_end", 3, None),
    (put(2, "end_reason", "end_of_data"), "spell_after_end", 3, None),
    # nobody
    (
        both(*(put(row, "birth_year", "1930") for row in range(2, 8))),
        "nobody_left",
        None,
        None,
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("mutate", "code", "row", "column"),
    BAD_SPELLS,
    ids=[f"{i}-{code}-{column}" for i, (_, code, _, column) in enumerate(BAD_SPELLS)],
)
def test_one_mistake_in_a_spell_file_is_one_fault(store, spell_rows, mutate, code, row, column):
    path = store(mutate(spell_rows))

    with pytest.raises(FileRefused) as refused:
        read_spells(path, name="forloeb.csv", today=TODAY)

    assert [(f.code, f.row, f.column) for f in refused.value.faults] == [(code, row, column)]
    assert refused.value.total == 1


BAD_LABOUR_MARKETS = [
    (drop("unemployment"), "missing_column", None, "unemployment"),
    (drop("year"), "missing_column", None, "year"),
    (add("jobs", "1"), "doubled_column", None, "jobs"),
    (put(2, "municipality_code", "189"), "old_code", 2, "municipality_code"),
    (put(2, "municipality_code", "0411"), "code_is_christiansoe", 2, "municipality_code"),
    (put(2, "municipality_code", "998"), "code_unknown", 2, "municipality_code"),
    (put(2, "year", "03"), "bad_year", 2, "year"),
    (put(2, "year", "1899"), "bad_year", 2, "year"),
    (put(2, "year", "2003,0"), "bad_year", 2, "year"),
    (put(2, "year", ""), "missing_value", 2, "year"),
    (put(2, "unemployment", ""), "missing_value", 2, "unemployment"),
    (put(2, "unemployment", "1.234,5"), "bad_number", 2, "unemployment"),
    (put(2, "unemployment", "1e1"), "bad_number", 2, "unemployment"),
    (put(2, "unemployment", "+3"), "bad_number", 2, "unemployment"),
    (put(2, "unemployment", "٣"), "bad_number", 2, "unemployment"),
    (put(2, "unemployment", "inf"), "bad_number", 2, "unemployment"),
    (put(2, "unemployment", "5,1 %"), "bad_number", 2, "unemployment"),
    (put(2, "unemployment", "5.1"), "mixed_decimals", 2, "unemployment"),
    (put(2, "unemployment", "-1"), "not_a_percentage", 2, "unemployment"),
    (put(2, "unemployment", "101"), "not_a_percentage", 2, "unemployment"),
    (put(3, "year", "2003"), "doubled_year", 3, None),
    (put(6, "year", "2006"), "missing_year", 6, None),
    (insert(7, lambda rows: ["Hele landet", "2004", "5", "1"]), "totals_row", 7, None),
]


@pytest.mark.parametrize(
    ("mutate", "code", "row", "column"),
    BAD_LABOUR_MARKETS,
    ids=[f"{i}-{code}-{column}" for i, (_, code, _, column) in enumerate(BAD_LABOUR_MARKETS)],
)
def test_one_mistake_in_a_labour_market_file_is_one_fault(
    store, labour_market_rows, mutate, code, row, column
):
    path = store(mutate(labour_market_rows))

    with pytest.raises(FileRefused) as refused:
        read_labour_market(path, name="kommuner_aar.csv")

    assert [(f.code, f.row, f.column) for f in refused.value.faults] == [(code, row, column)]
    assert refused.value.total == 1


def zipped(name, content=b"x"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


GOOD = b"person_id;municipality_code;permit_date\r\n"

NOT_A_TABLE = [
    (b"", "empty_file"),
    (b"\xef\xbb\xbf\r\n \r\n", "empty_file"),
    (b"%PDF-1.7 ...", "wrong_type"),
    (b"MZ\x90\x00", "wrong_type"),
    (b"PAR1\x15\x04", "other_than_named"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "wrong_type"),
    (b"<!DOCTYPE html><html></html>", "wrong_type"),
    (gzip.compress(GOOD, mtime=0), "packed_file"),
    (b"PK\x03\x04 and then nothing", "other_than_named"),
    (GOOD.decode().encode("utf-16"), "utf16"),
    (GOOD + b"1;\x00101;2004-01-01\r\n", "nul_byte"),
    (GOOD + "æ".encode("cp865") + b";101;2004-01-01\r\n", "unclear_encoding"),
    (GOOD + "Gråsten".encode("mac-roman") + b";101;2004-01-01\r\n", "unclear_encoding"),
    (b"\xef\xbb\xbf" + GOOD + "æ".encode("latin-1"), "unclear_encoding"),
    (b"person_id\r\n1\r\n", "unknown_separator"),
    (GOOD + b'1;"0101;2004-01-01\r\n', "unterminated_quote"),
    (GOOD + b"x" * 140_000 + b";101;2004-01-01\r\n", "cell_too_long"),
    (GOOD + b'1;"0101"x;2004-01-01\r\n', "bad_quote"),
]


@pytest.mark.parametrize(("content", "code"), NOT_A_TABLE)
def test_what_is_no_table_is_refused_by_name(store, content, code):
    with pytest.raises(FileRefused) as refused:
        read_spells(store(content), name="forloeb.csv", today=TODAY)

    assert [fault.code for fault in refused.value.faults] == [code]


def test_a_file_over_the_limit_is_refused_before_it_is_read(store, spell_rows, monkeypatch):
    path = store(spell_rows)
    monkeypatch.setattr(limits, "MOST_BYTES", path.stat().st_size)
    read_spells(path, name="f.csv", today=TODAY)
    monkeypatch.setattr(limits, "MOST_BYTES", path.stat().st_size - 1)

    with pytest.raises(FileRefused) as refused:
        read_spells(path, name="f.csv", today=TODAY)

    assert [fault.code for fault in refused.value.faults] == ["too_large"]


@pytest.mark.parametrize(
    ("limit", "most", "code"),
    [
        ("MOST_ROWS", 6, "too_many_rows"),
        ("MOST_COLUMNS", 11, "too_many_columns"),
        ("MOST_CELLS", 66, "too_many_cells"),
        ("MOST_LEVELS", 5, "too_many_levels"),
    ],
)
def test_each_limit_lets_the_last_through_and_refuses_the_next(
    store, spell_rows, monkeypatch, limit, most, code
):
    path = store(spell_rows)
    monkeypatch.setattr(limits, limit, most)
    read_spells(path, name="f.csv", today=TODAY)
    monkeypatch.setattr(limits, limit, most - 1)

    with pytest.raises(FileRefused) as refused:
        read_spells(path, name="f.csv", today=TODAY)

    assert {fault.code for fault in refused.value.faults} == {code}


def test_a_workbook_that_unpacks_to_more_than_the_limit_is_refused(
    tmp_path, spell_rows, monkeypatch
):
    path = write_xlsx(tmp_path / "f.xlsx", spell_rows)
    monkeypatch.setattr(limits, "MOST_UNPACKED_BYTES", 1000)

    with pytest.raises(FileRefused) as refused:
        read_spells(path, name="f.xlsx", today=TODAY)

    assert [fault.code for fault in refused.value.faults] == ["too_large"]


@pytest.mark.parametrize("row", [1, 3, 5000])
def test_a_cell_far_to_the_right_is_refused_before_it_makes_a_row_of_thousands(
    tmp_path, spell_rows, row
):
    path = write_xlsx(tmp_path / "f.xlsx", spell_rows)
    book = openpyxl.load_workbook(path)
    book.active.cell(row=row, column=limits.MOST_SHEET_COLUMNS + 1, value="x")
    book.save(path)

    with pytest.raises(FileRefused) as refused:
        read_spells(path, name="f.xlsx", today=TODAY)

    assert [fault.code for fault in refused.value.faults] == ["too_many_columns"]


def test_a_workbook_with_two_sheets_of_data_is_refused(tmp_path, spell_rows):
    path = write_xlsx(tmp_path / "f.xlsx", spell_rows)
    book = openpyxl.load_workbook(path)
    book.create_sheet().append(["noget"])
    book.save(path)

    with pytest.raises(FileRefused) as refused:
        read_spells(path, name="f.xlsx", today=TODAY)

    assert [fault.code for fault in refused.value.faults] == ["several_sheets"]


def test_a_file_name_with_a_cpr_number_is_refused(store, spell_rows):
    with pytest.raises(FileRefused) as refused:
        read_spells(store(spell_rows), name="010170-1234.csv", today=TODAY)

    assert [fault.code for fault in refused.value.faults] == ["cpr_in_name"]


@pytest.mark.parametrize("number", ["010170-1234", "0101701234", "311299 4321", "2902042222"])
@pytest.mark.parametrize("column", ["person_id", "origin", "education", "municipality_code"])
def test_what_looks_like_a_cpr_number_is_never_echoed(store, spell_rows, number, column):
    path = store(put(5, column, number)(spell_rows))

    with pytest.raises(FileRefused) as refused:
        read_spells(path, name="f.csv", today=TODAY)

    told = json.dumps(refused.value.as_dict()) + " ".join(map(str, refused.value.faults))
    assert number not in told
    assert number not in str(refused.value)


def test_a_long_number_that_is_no_date_is_an_ordinary_id(store, spell_rows):
    path = store(put(5, "person_id", "9912345678")(spell_rows))

    assert read_spells(path, name="f.csv", today=TODAY).report.people == 5


def test_person_ids_never_appear_in_a_fault(store, spell_rows):
    path = store(both(insert(8, cells(4)), put(3, "sex", "M"))(spell_rows))

    with pytest.raises(FileRefused) as refused:
        read_spells(path, name="f.csv", today=TODAY)

    told = json.dumps(refused.value.as_dict()) + " ".join(map(str, refused.value.faults))
    assert "a1" not in told
    assert "b2" not in told


def test_two_mistakes_are_told_together_in_the_order_of_rows(store, spell_rows):
    path = store(both(put(7, "sex", "?"), put(5, "to_date", "i går"))(spell_rows))

    with pytest.raises(FileRefused) as refused:
        read_spells(path, name="f.csv", today=TODAY)

    assert [(f.row, f.code) for f in refused.value.faults] == [
        (5, "bad_date"),
        (7, "unknown_value"),
    ]


def test_a_hundred_examples_are_kept_and_all_are_counted(store, spell_rows):
    many = spell_rows[:1] + [[f"p{i}", "0101", *spell_rows[3][2:]] for i in range(250)]
    for row in many[1:]:
        row[5] = "ukendt"
    many[250][5], many[250][6] = "end_of_data", "?"

    with pytest.raises(FileRefused) as refused:
        read_spells(store(many), name="f.csv", today=TODAY)

    assert refused.value.total == 250
    assert len(refused.value.faults) == 100
    assert {fault.code for fault in refused.value.faults} == {"unknown_value"}
    assert refused.value.faults[-1].row == 251  # the other column's only example is among them


def test_a_fault_reads_as_a_danish_sentence(store, spell_rows):
    path = store(put(4, "permit_date", "31-02-2004")(spell_rows))

    with translation.override("da"), pytest.raises(FileRefused) as refused:
        read_spells(path, name="f.csv", today=TODAY)

    assert str(refused.value.faults[0]) == (
        'Række 4, kolonne "permit_date": fandt "31-02-2004", '
        "forventede en dato som 2004-02-28 eller 28-02-2004."
    )


def test_a_stored_fault_tells_the_same_again(store, spell_rows):
    path = store(put(6, "municipality_code", "401")(spell_rows))

    with pytest.raises(FileRefused) as refused:
        read_spells(path, name="f.csv", today=TODAY)

    (fault,) = refused.value.faults
    assert str(Fault(**json.loads(json.dumps(fault.as_dict())))) == str(fault)
    assert "Allinge-Gudhjem blev nedlagt den 31-12-2002" in str(fault)


def test_long_cells_are_quoted_in_part(store, spell_rows):
    path = store(put(5, "end_reason", "a" * 150)(spell_rows))

    with pytest.raises(FileRefused) as refused:
        read_spells(path, name="f.csv", today=TODAY)

    assert len(refused.value.faults[0].cell) == 40


SPOILED = st.tuples(
    st.integers(0, 10_000), st.sampled_from(["cut", "put", "swap"]), st.binary(max_size=5)
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=st.lists(SPOILED, min_size=1, max_size=4), spreadsheet=st.booleans())
def test_spoiled_bytes_are_read_or_refused_but_never_bring_the_reader_down(
    store, tmp_path, changes, spreadsheet
):
    rows = rows_of(SPELLS)
    good = write_xlsx(tmp_path / "g.xlsx", rows).read_bytes() if spreadsheet else written(rows)
    spoiled = bytearray(good)
    for place, change, extra in changes:
        at = place % len(spoiled)
        end = {"cut": at + 1 + len(extra), "put": at, "swap": at + len(extra)}[change]
        spoiled[at:end] = b"" if change == "cut" else extra

    read = read_or_refused(store(bytes(spoiled)), "f.xlsx" if spreadsheet else "f.csv")

    if isinstance(read, FileRefused):
        assert all(str(fault) for fault in read.faults)
        assert read.total >= len(read.faults)
    else:
        assert read.frame.notna().all(axis=None)
        assert (read.frame["exit"] > read.frame["entry"]).all()


def read_or_refused(path, name):
    try:
        return read_spells(path, name=name, today=TODAY)
    except FileRefused as refused:
        return refused


@pytest.mark.parametrize("first_rows", [[[]], [["Udtræk fra registret"], []]])
def test_a_file_that_does_not_begin_with_its_headings_is_refused(tmp_path, store, first_rows):
    rows = [*first_rows, *rows_of(SPELLS)]

    for path in (store(rows), write_xlsx(tmp_path / "f.xlsx", rows)):
        with pytest.raises(FileRefused):
            read_spells(path, name="f", today=TODAY)


def test_bytes_written_by_the_tests_are_the_good_file(store, spell_rows):
    """The negative control: without a mutation nothing is refused."""
    assert read_spells(store(written(spell_rows)), name="f.csv", today=TODAY).report.rows == 6
