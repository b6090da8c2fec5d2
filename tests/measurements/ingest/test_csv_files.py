"""CSV as people and programs write it: kindly read where it is clear, refused by name where not."""

import csv
from datetime import date

import openpyxl
import pytest

from measurements.ingest import limits
from measurements.ingest.faults import FileRefused
from measurements.ingest.labour_market import read_labour_market
from measurements.ingest.readers import read_table
from measurements.ingest.spells import read_spells

from .conftest import SPELLS, rows_of, written
from .hostile import parquet, parquet_of_rows, saved, xlsx_of_rows, zipped

TODAY = date(2026, 11, 2)
HEADINGS = ("person_id", "municipality_code", "permit_date")


def read(store, content, *, name="f.csv", required=("a", "b")):
    return read_table(store(content, name), name=name, required=required)


def told(store, content, **options):
    with pytest.raises(FileRefused) as refused:
        read(store, content, **options).faults.refuse_if_any()
    return [(fault.code, fault.row, fault.column) for fault in refused.value.faults]


# --- encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "iso8859-15"])
def test_D01_danish_letters_are_read_in_every_usual_encoding(store, encoding):
    table = read(store, "a;b\r\nHøje-Taastrup;Ærø å é ü\r\n".encode(encoding))

    assert table.columns["a"].texts == ("Høje-Taastrup",)
    assert table.columns["b"].texts == ("Ærø å é ü",)
    assert table.encoding == {"utf-8": "utf-8", "utf-8-sig": "utf-8-sig"}.get(encoding, "cp1252")


@pytest.mark.parametrize(
    ("encoding", "word"),
    [
        ("cp865", "Ærø på Als"),
        ("cp850", "Ærø på Als"),
        ("mac-roman", "Ærø på Als"),
        ("cp1250", "Łódź"),
    ],
)
def test_D01_letters_of_another_encoding_are_never_taken_for_others(store, encoding, word):
    content = f"a;b\r\n1;{word}\r\n".encode(encoding)

    assert told(store, content) == [("unclear_encoding", None, None)]


MOJIBAKE = ["HÃ¸je-Taastrup", "Ã†rÃ¸", "Ã…rhus", "KÃ¸benhavn", "Î‘Î²", "cafÃ©", "Ã¼ber", "â€™"]


@pytest.mark.parametrize("word", MOJIBAKE)
def test_D02_utf8_read_as_something_else_is_refused(store, word):
    assert told(store, f"a;b\r\n1;{word}\r\n".encode()) == [("mojibake", 2, "b")]


def test_D02_a_garbled_heading_is_refused(store):
    assert told(store, "a;b;fÃ¸dt\r\n1;2;3\r\n".encode()) == [("garbled_heading", None, None)]


NOT_TEXT = {
    "UTF-16 with a mark": ("a;b\r\n1;2\r\n".encode("utf-16"), "utf16"),
    "UTF-16, the other way": (b"\xfe\xff" + "a;b\r\n".encode("utf-16-be"), "utf16"),
    "UTF-16 without a mark": ("a;b\r\n1;2\r\n".encode("utf-16-le"), "nul_byte"),
    "UTF-32": (b"\x00\x00\xfe\xff" + "a;b".encode("utf-32-be"), "nul_byte"),
    "a NUL at the end": (b"a;b\r\n1;2\r\n\x00", "nul_byte"),
    "a NUL far down": (b"a;b\r\n" + b"1;2\r\n" * 250_000 + b"\x00", "nul_byte"),
    "UTF-8 that breaks far down": (
        b"\xef\xbb\xbfa;b\r\n" + b"1;2\r\n" * 250_000 + b"\xe6;1\r\n",
        "unclear_encoding",
    ),
}


@pytest.mark.parametrize(("content", "code"), NOT_TEXT.values(), ids=NOT_TEXT)
def test_D03_what_is_no_text_is_refused_by_name(store, content, code):
    assert told(store, content) == [(code, None, None)]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\r\n\n", ""])
def test_D03_a_mark_in_front_mixed_line_ends_and_no_last_one_mean_nothing(store, end):
    table = read(store, f"\ufeffa;b\n1;2\r\n3;4{end}".encode())

    assert list(table.columns) == ["a", "b"]
    assert table.columns["a"].texts == ("1", "3")


@pytest.mark.parametrize(
    "cell", ["Ir\u200bak", "\u202eIrak", "Ir\u00adak", "Ir\x07ak", "\tIrak", "\ue000"]
)
def test_D04_an_invisible_character_is_refused(store, cell):
    assert told(store, written([["a", "b"], ["1", cell]])) == [("odd_character", 2, "b")]


def test_D04_an_invisible_character_in_a_heading_is_refused(store):
    assert told(store, "a;b;c\u200b\r\n1;2;3\r\n".encode()) == [("odd_heading", None, None)]


@pytest.mark.parametrize(
    "number", ["1.234,5", "1e5", "+3", "٣", "３", "0x10", "1 000", "4,7 %", "1_0", "nan"]
)
def test_D05_only_plain_numbers_are_numbers(store, labour_market_rows, number):
    labour_market_rows[1][2] = number

    with pytest.raises(FileRefused) as refused:
        read_labour_market(store(labour_market_rows), name="k.csv")

    assert [(fault.code, fault.row) for fault in refused.value.faults] == [("bad_number", 2)]


# --- separators and quotes


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("line", ["sep={}", '"sep={}"', "SEP={}", "\ufeffsep={}"])
def test_D06_a_declared_separator_is_understood_and_reported(store, separator, line):
    table = read(store, f"{line.format(separator)}\r\na{separator}b\r\n1{separator}2\r\n".encode())

    assert (table.separator, table.declared, table.rows) == (separator, True, 1)
    assert list(table.columns) == ["a", "b"]


def test_D06_a_declared_separator_is_believed_before_any_other(store):
    table = read(store, b"sep=,\r\na,b\r\n1;1,2;2\r\n")

    assert table.columns["a"].texts == ("1;1",)


def test_D06_without_a_declaration_none_is_reported(store):
    assert not read(store, b"a;b\r\n1;2\r\n").declared


def test_D06_rows_below_a_declaration_are_numbered_as_a_spreadsheet_shows_them(store):
    assert told(store, b"sep=;\r\na;b\r\n1;2\r\n1;2;3\r\n") == [("ragged_row", 3, None)]


@pytest.mark.parametrize("line", ["sep=|", "sep=:"])
def test_D06_another_separator_is_refused(store, line):
    assert told(store, f"{line}\r\na|b\r\n".encode()) == [("unknown_separator", None, None)]


def test_D06_a_row_with_another_separator_is_told(store):
    assert told(store, b"a;b\r\n1;2\r\n3,4\r\n") == [("ragged_row", 3, None)]


QUOTES = {
    "never closed": (b'a;b\r\n1;2\r\n1;"x\r\n3;4\r\n', ("unterminated_quote", 3, None)),
    "never closed in a long file": (
        b'a;b\r\n1;2\r\n1;"x\r\n' + b"3;4\r\n" * 50_000,
        ("unterminated_quote", 3, None),
    ),
    "text behind it": (b'a;b\r\n1;2\r\n1;"x"y\r\n', ("bad_quote", 3, None)),
    "a cell too long for the csv module": (
        b"a;b\r\n1;2\r\n1;" + b"x" * 140_000 + b"\r\n",
        ("cell_too_long", 3, "?"),
    ),
}


@pytest.mark.parametrize(("content", "fault"), QUOTES.values(), ids=QUOTES)
def test_D06_quotes_that_make_no_sense_are_refused_with_their_row(store, content, fault):
    assert told(store, content) == [fault]


@pytest.mark.parametrize("cell", ['"', ";", "; , \t", 'sagde "ja"', "  x"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_D06_quoted_signs_are_part_of_the_text(store, cell, quoting):
    if "\t" in cell:
        cell = cell.replace("\t", "")

    table = read(store, written([["a", "b"], ["1", cell]], quoting=quoting))

    assert table.columns["b"].texts == (cell.strip(" "),)


# --- headings and rows

SPELL_HEADINGS = rows_of(SPELLS)[0]


@pytest.mark.parametrize("column", SPELL_HEADINGS)
@pytest.mark.parametrize("change", ["missing", "doubled", "renamed"])
def test_D07_every_column_must_stand_once_under_its_name(store, spell_rows, column, change):
    place = spell_rows[0].index(column)
    if change == "missing":
        spell_rows = [row[:place] + row[place + 1 :] for row in spell_rows]
    elif change == "doubled":
        spell_rows = [[*row, row[place]] for row in spell_rows]
    else:
        spell_rows[0][place] = f"{column}_2"

    with pytest.raises(FileRefused) as refused:
        read_spells(store(spell_rows), name="f.csv", today=TODAY)

    expected = "doubled_column" if change == "doubled" else "missing_column"
    assert [(f.code, f.column) for f in refused.value.faults] == [(expected, column)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b" \r\n\t\r\n", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"a;b\r\n", "no_rows"),
        (b"a;b\r\n;\r\n\r\n", "no_rows"),
    ],
)
def test_D07_an_empty_file_is_refused(store, content, code):
    assert told(store, content) == [(code, None, None)]


@pytest.mark.parametrize("write", [written, xlsx_of_rows], ids=["csv", "xlsx"])
@pytest.mark.parametrize(
    ("above", "row"),
    [
        ([["Udtræk fra registret 2024"]], 2),
        ([["Udtræk"], ["hentet 1. november"], [""]], 4),
        ([["Titel", "", "", ""]], 2),
        ([["x"]] * 19, 20),
    ],
)
def test_D08_a_title_above_the_headings_is_told_with_the_row_of_the_headings(
    store, spell_rows, write, above, row
):
    content = write([*above, *spell_rows])
    name = "f.xlsx" if write is xlsx_of_rows else "f.csv"

    fault = told(store, content, name=name, required=SPELL_HEADINGS)

    assert fault == [("title_row", row, None)]


def test_D08_a_title_in_parquet_is_a_heading_of_its_own(store, spell_rows):
    content = parquet(
        {f"c{i}": list(cells) for i, cells in enumerate(zip(*spell_rows, strict=True))}
    )

    fault = told(store, content, name="f.parquet", required=SPELL_HEADINGS)

    assert fault == [("title_row", 2, None)]


def test_D08_headings_are_looked_for_as_far_down_as_the_limit_says(store, spell_rows, monkeypatch):
    content = written([["x", "y"]] * 3 + spell_rows)
    monkeypatch.setattr(limits, "MOST_ROWS_ABOVE", 3)
    assert told(store, content, required=SPELL_HEADINGS) == [("title_row", 4, None)]
    monkeypatch.setattr(limits, "MOST_ROWS_ABOVE", 2)

    codes = {code for code, _, _ in told(store, content, required=SPELL_HEADINGS)}

    assert "missing_column" in codes
    assert "title_row" not in codes


def test_D08_a_fault_of_a_title_says_what_to_do(store, spell_rows):
    with pytest.raises(FileRefused) as refused:
        read(store, written([["Titel"], *spell_rows]), required=SPELL_HEADINGS)

    assert str(refused.value.faults[0]) == (
        "Række 2: fandt overskrifterne her, forventede dem i filens første række; "
        "slet rækkerne ovenover."
    )


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["1"], "ragged_row"),
        (["1", "2", "3"], "ragged_row"),
        (["# en note"], "ragged_row"),
        (["I alt", "7"], "totals_row"),
        (["Total:", ""], "totals_row"),
        (["a", "b"], "repeated_header"),
        (["", ""], "empty_row"),
    ],
)
def test_D08_a_row_that_is_no_data_is_told_by_its_row(store, row, code):
    assert told(store, written([["a", "b"], ["1", "2"], row, ["3", "4"]])) == [(code, 3, None)]


# --- what the bytes are, and what the name says

CONTENTS = {
    "csv": b"a;b\r\n1;2\r\n",
    "xlsx": xlsx_of_rows([["a", "b"], ["1", "2"]]),
    "parquet": parquet({"a": ["1"], "b": ["2"]}),
}
ALIENS = {
    "PDF": (b"%PDF-1.7\n", "wrong_type"),
    "a program": (b"MZ\x90\x00\x03", "wrong_type"),
    "a Linux program": (b"\x7fELF\x02\x01\x01", "wrong_type"),
    "a script": (b"#!/bin/sh\necho a;b\n", "wrong_type"),
    "HTML": (b"<!DOCTYPE html><p>a;b", "wrong_type"),
    "XML after blanks": (b"\r\n  <?xml version='1.0'?>", "wrong_type"),
    "JSON": (b'{"a": 1, "b": 2}', "wrong_type"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "wrong_type"),
    "RTF": (b"{\\rtf1 a;b}", "wrong_type"),
    "PNG": (b"\x89PNG\r\n\x1a\n", "wrong_type"),
    "JPEG": (b"\xff\xd8\xff\xe0", "wrong_type"),
    "Arrow": (b"ARROW1\x00\x00", "wrong_type"),
    "SQLite": (b"SQLite format 3\x00", "wrong_type"),
    "an empty zip": (zipped([]), "wrong_type"),
    "gzip": (b"\x1f\x8b\x08\x00", "packed_file"),
    "bzip2": (b"BZh91AY", "packed_file"),
    "xz": (b"\xfd7zXZ\x00", "packed_file"),
    "zstd": (b"\x28\xb5\x2f\xfd", "packed_file"),
    "7z": (b"7z\xbc\xaf\x27\x1c", "packed_file"),
    "rar": (b"Rar!\x1a\x07", "packed_file"),
}


@pytest.mark.parametrize("suffix", ["csv", "txt", "xlsx", "parquet", "pdf", ""])
@pytest.mark.parametrize("kind", CONTENTS)
def test_D21_a_name_must_promise_what_the_file_holds(store, kind, suffix):
    name = f"fil.{suffix}"
    fits = suffix in (kind, "pdf", "") or (suffix, kind) == ("txt", "csv")

    if fits:
        assert read(store, CONTENTS[kind], name=name).format == kind
    else:
        assert told(store, CONTENTS[kind], name=name) == [("other_than_named", None, None)]


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize(("content", "code"), ALIENS.values(), ids=ALIENS)
def test_D21_what_is_no_table_is_refused_whatever_it_is_called(store, content, code, suffix):
    assert told(store, content, name=f"fil.{suffix}") == [(code, None, None)]


def test_D21_a_zip_of_other_things_is_no_workbook(store):
    assert told(store, zipped([("a.csv", b"a;b")]), name="f.xlsx") == [("wrong_type", None, None)]


# --- formulas

FORMULAS = ["=cmd|' /C calc'!A0", "=1+1", "+cmd", "+1+1", "-cmd", "-1+1", "@SUM(A1)", "|x", "%x",
            "＝1+1", "＋1", "－1", "＠x", '=HYPERLINK("http://x")']  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_D24_a_cell_that_a_spreadsheet_would_compute_is_refused(store, text, suffix):
    rows = [["a", "b"], ["1", text]]
    write = {"csv": written, "xlsx": xlsx_of_texts, "parquet": parquet_of_rows}[suffix]

    assert told(store, write(rows), name=f"f.{suffix}") == [("formula", 2, "b")]


def xlsx_of_texts(rows):
    """As Excel keeps what was typed behind an apostrophe: `=1+1` is a text."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
        for cell in book.active[book.active.max_row]:
            cell.data_type = "s"
    return saved(book)


@pytest.mark.parametrize("text", FORMULAS)
def test_D24_a_heading_that_a_spreadsheet_would_compute_is_refused(store, text):
    assert told(store, written([["a", "b", text], ["1", "2", "3"]])) == [
        ("formula_heading", None, None)
    ]


@pytest.mark.parametrize(
    "text", ["-", "-16,5", "-16.5", "+3", "-1e-7", "a=b", "x@y", "50 %", "18-24"]
)
def test_D24_numbers_with_a_sign_and_signs_inside_a_text_are_no_formulas(store, text):
    assert read(store, written([["a", "b"], ["1", text]])).faults.total == 0


@pytest.mark.parametrize("cell", ["", "-", ".", "NA", "n/a", "#N/A", "null", "NULL"])
def test_D26_what_stands_for_missing_is_missing(store, spell_rows, cell):
    spell_rows[3][8] = cell

    assert read_spells(store(spell_rows), name="f.csv", today=TODAY).report.unknown == {"origin": 1}


@pytest.mark.parametrize("cell", ["Nej", "none", "nan", "0", "ukendt", "?"])
def test_D26_other_words_are_values(store, spell_rows, cell):
    spell_rows[3][8] = cell

    table = read_spells(store(spell_rows), name="f.csv", today=TODAY)

    assert table.report.unknown == {}
    assert table.frame["origin"][2] == cell
