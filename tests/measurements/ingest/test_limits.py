"""Each limit lets the last through and refuses the next, and users are told all of them."""

import re
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings

from measurements.ingest import limits
from measurements.ingest.faults import FileRefused
from measurements.ingest.labour_market import read_labour_market
from measurements.ingest.readers import read_table

from .conftest import written
from .hostile import saved, with_part, xlsx_of_rows

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "data-format.md").read_text(encoding="utf-8")

ROWS = [["a", "b"], ["1", "x"], ["2", "y"]]

LIMITS = {name: value for name, value in vars(limits).items() if name.startswith("MOST_")}


def told(path, name):
    with pytest.raises(FileRefused) as refused:
        read_table(path, name=name, required=("a", "b")).faults.refuse_if_any()
    return [(fault.code, fault.row, fault.column) for fault in refused.value.faults]


def good(path, name):
    return read_table(path, name=name, required=("a", "b")).faults.total == 0


def test_D18_a_csv_file_of_just_the_most_bytes_is_read_and_one_more_is_not(store, monkeypatch):
    path = store(ROWS)
    monkeypatch.setattr(limits, "MOST_BYTES", path.stat().st_size)
    assert good(path, "f.csv")
    monkeypatch.setattr(limits, "MOST_BYTES", path.stat().st_size - 1)

    assert told(path, "f.csv") == [("too_large", None, None)]


@pytest.mark.parametrize("extra", [-1, 0, 1])
def test_D18_columns_at_the_limit(store, extra):
    width = limits.MOST_COLUMNS + extra
    headings = ["a", "b", *(f"c{i}" for i in range(width - 2))]
    path = store([headings, ["1"] * width])

    if extra <= 0:
        assert good(path, "f.csv")
    else:
        assert told(path, "f.csv") == [("too_many_columns", None, None)]


@pytest.mark.parametrize("extra", [-1, 0, 1])
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_D18_characters_of_a_cell_at_the_limit(store, extra, suffix):
    rows = [*ROWS, ["3", "z" * (limits.MOST_CHARACTERS + extra)]]
    path = store(written(rows) if suffix == "csv" else xlsx_of_rows(rows), f"f.{suffix}")

    if extra <= 0:
        assert good(path, path.name)
    else:
        assert told(path, path.name) == [("cell_too_long", 4, "b")]


@pytest.mark.parametrize("extra", [-1, 0, 1])
def test_D18_characters_of_a_heading_at_the_limit(store, extra):
    path = store([["a", "b", "c" * (limits.MOST_CHARACTERS + extra)], ["1", "2", "3"]])

    if extra <= 0:
        assert good(path, "f.csv")
    else:
        assert told(path, "f.csv") == [("long_heading", None, None)]


@pytest.mark.parametrize("extra", [-1, 0, 1])
def test_D18_characters_of_a_line_at_the_limit(store, monkeypatch, extra):
    monkeypatch.setattr(limits, "MOST_LINE_CHARACTERS", 20)
    line = b"1;" + b"x" * (16 + extra) + b"\r\n"  # the line end counts
    path = store(b"a;b\r\n" + line)

    if extra <= 0:
        assert good(path, "f.csv")
    else:
        assert told(path, "f.csv") == [("line_too_long", 2, None)]


@pytest.mark.parametrize(("most", "is_good"), [(3, True), (2, True), (1, False)])
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_D18_rows_at_the_limit(store, monkeypatch, most, is_good, suffix):
    path = store(written(ROWS) if suffix == "csv" else xlsx_of_rows(ROWS), f"f.{suffix}")
    monkeypatch.setattr(limits, "MOST_ROWS", most)

    if is_good:
        assert good(path, path.name)
    else:
        assert told(path, path.name) == [("too_many_rows", None, None)]


@pytest.mark.parametrize(("most", "is_good"), [(5, True), (4, True), (3, False)])
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_D18_cells_at_the_limit(store, monkeypatch, most, is_good, suffix):
    path = store(written(ROWS) if suffix == "csv" else xlsx_of_rows(ROWS), f"f.{suffix}")
    monkeypatch.setattr(limits, "MOST_CELLS", most)

    if is_good:
        assert good(path, path.name)
    else:
        assert told(path, path.name) == [("too_many_cells", None, None)]


@pytest.mark.parametrize("extra", [-1, 0, 1])
def test_D18_digits_of_a_number_at_the_limit(store, labour_market_rows, extra):
    labour_market_rows[1][3] = "1," + "3" * (limits.MOST_DIGITS - 1 + extra)
    path = store(labour_market_rows)

    if extra <= 0:
        assert read_labour_market(path, name="k.csv").report.rows == 5
    else:
        with pytest.raises(FileRefused) as refused:
            read_labour_market(path, name="k.csv")
        assert [(f.code, f.row) for f in refused.value.faults] == [("bad_number", 2)]


@pytest.mark.parametrize("extra", [-1, 0, 1])
def test_D18_columns_of_a_sheet_at_the_limit(store, extra):
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active.cell(row=2, column=limits.MOST_SHEET_COLUMNS + extra, value="x")
    path = store(saved(book), "f.xlsx")

    expected = "ragged_row" if extra <= 0 else "too_many_columns"
    assert [code for code, _, _ in told(path, "f.xlsx")] == [expected]


def test_D18_parts_and_texts_of_a_workbook_at_the_limit(store, monkeypatch):
    book = with_part(xlsx_of_rows(ROWS), "xl/sharedStrings.xml", b"<sst></sst>" + b" " * 50_000)
    path = store(book, "f.xlsx")
    assert good(path, "f.xlsx")
    monkeypatch.setattr(limits, "MOST_TEXT_BYTES", 50_000)

    assert told(path, "f.xlsx") == [("too_large", None, None)]

    monkeypatch.undo()
    count = len(openpyxl.reader.excel.ZipFile(path).namelist())
    monkeypatch.setattr(limits, "MOST_PARTS", count)
    assert good(path, "f.xlsx")
    monkeypatch.setattr(limits, "MOST_PARTS", count - 1)
    assert told(path, "f.xlsx") == [("too_many_members", None, None)]


def test_D18_a_heading_is_quoted_no_longer_than_a_cell_may_be(store):
    path = store([["x" * 150, "y" * 150], ["1", "2"]])

    with pytest.raises(FileRefused) as refused:
        read_table(path, name="f.csv", required=("x" * 150, "z"))

    assert len(refused.value.faults[0].details["columns"]) == limits.MOST_CHARACTERS


# --- what users are told


def rows_of_page():
    table = PAGE[PAGE.index("| højst | af | i |") :].split("\n\n")[0].splitlines()[2:]
    return [row.strip("|").split("|")[0].strip() for row in table]


def as_written(name, value):
    if name.endswith("_BYTES"):
        return f"{value // limits.MEGABYTE} MB"
    return f"{value:,}".replace(",", ".")


def test_the_page_lists_every_limit_and_no_other():
    assert sorted(rows_of_page()) == sorted(as_written(*limit) for limit in LIMITS.items())


@pytest.mark.parametrize("name", LIMITS)
def test_every_limit_is_one_that_the_reader_asks_for(name):
    """A limit that nothing reads would promise what nobody keeps."""
    sources = [
        path.read_text(encoding="utf-8")
        for path in (ROOT / "measurements" / "ingest").rglob("*.py")
        if path.name != "limits.py"
    ]

    assert any(f"limits.{name}" in source for source in sources)


def test_no_other_file_of_the_reader_names_a_large_number():
    """Limits stand in one place: elsewhere there are only codes, years and sizes of chunks."""
    large = re.compile(r"(?<![\w.\"'])\d{1,3}(?:_\d{3})+(?!\w)")
    allowed = {"1_000", "1_000_000", "5_000", "65_535"}
    found = {
        number
        for path in (ROOT / "measurements" / "ingest").rglob("*.py")
        if path.name != "limits.py"
        for number in large.findall(path.read_text(encoding="utf-8"))
    }

    assert found <= allowed


def test_uploads_take_as_much_as_the_reader_unless_set_otherwise():
    assert settings.MAX_INPUT_MEGABYTES * limits.MEGABYTE == limits.MOST_BYTES
