"""CPR numbers and digests of them are found wherever they stand, and never shown."""

import base64
import hashlib
import io
import json
import uuid
from datetime import date

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
from openpyxl.comments import Comment

from measurements.ingest.faults import KINDS, PERSONAL, FileRefused
from measurements.ingest.labour_market import read_labour_market
from measurements.ingest.personal_data import holds_cpr, holds_cpr_in_prose, is_digest
from measurements.ingest.readers import read_table
from measurements.ingest.spells import read_spells

from .conftest import written
from .hostile import parquet, saved, with_part, xlsx_of_rows

TODAY = date(2026, 11, 2)
ROWS = [["a", "b"], ["1", "x"], ["2", "y"]]


def made_numbers(count):
    """Numbers of nobody in particular: every day and month, no check digit, all centuries."""
    random = np.random.default_rng(16)
    for _ in range(count):
        day, month, year = random.integers(1, 29), random.integers(1, 13), random.integers(0, 100)
        yield f"{day:02}{month:02}{year:02}", f"{random.integers(0, 10_000):04}"


NUMBERS = list(made_numbers(200))


@pytest.mark.parametrize(("birthday", "serial"), NUMBERS)
def test_D16_what_has_the_shape_of_a_cpr_number_is_found(birthday, serial):
    day, month, year = birthday[:2], birthday[2:4], birthday[4:]

    for written_so in (
        f"{birthday}{serial}",
        f"{birthday}-{serial}",
        f"{birthday} {serial}",
        f"{birthday} - {serial}",
        f"{birthday}–{serial}",
        f"{birthday}\u00ad{serial}",
        f"{day}.{month}.{year}-{serial}",
        f"{day}-{month}-{year}-{serial}",
        f"{day}{month}19{year}-{serial}",
        f"cpr:{birthday}{serial}, født i Irak",
        f"x{birthday}-{serial}x",
        "".join(chr(ord(digit) + 0xFEE0) for digit in birthday + serial),  # full width
        "\u200b".join(birthday + serial),
    ):
        assert holds_cpr(written_so), written_so


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345678",
        "9912345678",  # no day 99
        "0013701234",  # no day 00
        "0100701234",  # no month 00
        "0113701234",  # no month 13
        "01017012345",  # eleven digits
        "31-10-2007",
        "2004-02-28",
        "2004-02-28 12:00:00",
        "28-02-2004 1200",
        "0.512345678901",
        "5.0999999999999996",
        "refugee",
        "900123456",
        "+45 12 34 56 78",
    ],
)
def test_D16_what_cannot_be_one_is_an_ordinary_text(text):
    assert not holds_cpr(text)


@pytest.mark.parametrize(
    "sentence",
    [
        "Karen 01 01 70 1234 er flyttet.",
        "Karen 01 01 70-1234 er flyttet.",
        "Karen 010170\n1234 er flyttet.",
        "Karen (010170, 1234) er flyttet.",
        "Karen 010170_1234 er flyttet.",
        "Karen 01.01.70 (1234) er flyttet.",
        "Karen ٠١٠١٧٠-١٢٣٤ er flyttet.",
    ],
)
def test_a_number_that_is_written_as_in_a_sentence_is_found(sentence):
    assert holds_cpr_in_prose(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ring på 33 10 12 10, 2100 København Ø.",
        "Vi mangler 40 personer fra 2004 og 12 fra 2005.",
        "Pr. 31-12-2006 1500 personer.",
        "Sag 2026-4711, 12 10 45 67.",
    ],
)
def test_telephone_numbers_and_counts_are_no_cpr_numbers(sentence):
    assert not holds_cpr_in_prose(sentence)


@pytest.mark.parametrize("number", ["101701234", "912991234", "10170-1234"])
def test_D16_a_number_that_lost_its_zero_is_found_when_it_fills_the_cell(number):
    assert holds_cpr(number)
    assert not holds_cpr(f"sag {number}0 af 9")


@pytest.mark.parametrize(
    "name", ["010170-1234.csv", "til_0101701234.csv", "０１０１７０１２３４.csv"]
)
def test_D16_a_file_name_is_looked_at(store, name):
    with pytest.raises(FileRefused) as refused:
        read_table(store(ROWS), name=name, required=("a",))

    assert [fault.code for fault in refused.value.faults] == ["cpr_in_name"]


def book(change):
    made = openpyxl.load_workbook(io.BytesIO(xlsx_of_rows(ROWS)))
    change(made)
    return saved(made)


def comment(made):
    made.active["A1"].comment = Comment("ring til 010170-1234", "mig")


def formula(made):
    made.active["B2"] = '=CONCAT("010170-1234","x")'


def hidden_sheet(made):
    sheet = made.create_sheet("skjult")
    sheet.sheet_state = "hidden"
    sheet["C7"] = "010170-1234"


BESIDE_CELLS = [
    ("sheet name", "f.xlsx", book(lambda made: setattr(made.active, "title", "010170-1234"))),
    ("creator", "f.xlsx", book(lambda made: setattr(made.properties, "creator", "0101701234"))),
    ("title", "f.xlsx", book(lambda made: setattr(made.properties, "title", "010170-1234"))),
    ("comment", "f.xlsx", book(comment)),
    ("header", "f.xlsx",
     book(lambda made: setattr(made.active.oddHeader.left, "text", "010170-1234"))),
    ("formula", "f.xlsx", book(formula)),
    ("hidden sheet", "f.xlsx", book(hidden_sheet)),
    ("forgotten text", "f.xlsx",
     with_part(xlsx_of_rows(ROWS), "xl/sharedStrings.xml", b"<sst><si><t>0101701234</t></si></sst>")),
    ("part name", "f.xlsx", with_part(xlsx_of_rows(ROWS), "xl/media/0101701234.png", b"x")),
    ("notes of the table", "f.parquet",
     parquet(pa.table({"a": ["1"], "b": ["x"]}).replace_schema_metadata({"til": "010170-1234"}))),
    ("key of a note", "f.parquet",
     parquet(pa.table({"a": ["1"], "b": ["x"]}).replace_schema_metadata({"0101701234": ""}))),
    ("notes of a column", "f.parquet",
     parquet(pa.table({"a": ["1"], "b": ["x"]}).cast(pa.schema([
         pa.field("a", pa.string(), metadata={"k": "0101701234"}), pa.field("b", pa.string())])))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"), [bad[1:] for bad in BESIDE_CELLS], ids=[bad[0] for bad in BESIDE_CELLS]
)
def test_D16_a_number_beside_the_cells_is_refused(store, name, content):
    with pytest.raises(FileRefused) as refused:
        read_table(store(content, name), name=name, required=("a", "b"))

    assert [fault.code for fault in refused.value.faults] == ["cpr_beside_cells"]
    assert "010170" not in json.dumps(refused.value.as_dict())


def in_rows(value):
    return [["a", "b"], ["1", "x"], ["2", value]]


IN_CELLS = [
    ("text in CSV", "f.csv", written(in_rows("010170-1234"))),
    ("digits in CSV", "f.csv", written(in_rows("0101701234"))),
    ("lost zero in CSV", "f.csv", written(in_rows("101701234"))),
    ("inside a text", "f.csv", written(in_rows("født 010170-1234 i Irak"))),
    ("behind the limit of a cell", "f.csv", written(in_rows("x" * 300 + " 010170-1234"))),
    ("text in Excel", "f.xlsx", xlsx_of_rows(in_rows("010170-1234"))),
    ("number in Excel", "f.xlsx", xlsx_of_rows(in_rows(3112701234))),
    ("number without its zero", "f.xlsx", xlsx_of_rows(in_rows(101701234))),
    ("number with decimals", "f.xlsx", xlsx_of_rows(in_rows(101701234.0))),
    ("text in Parquet", "f.parquet", parquet({"a": ["1", "2"], "b": ["x", "010170-1234"]})),
    ("dictionary in Parquet", "f.parquet",
     parquet({"a": ["1", "2"], "b": pa.array(["x", "010170-1234"]).dictionary_encode()})),
    ("whole number in Parquet", "f.parquet", parquet({"a": ["1", "2"], "b": [7, 3112701234]})),
    ("whole number without its zero", "f.parquet", parquet({"a": ["1", "2"], "b": [7, 101701234]})),
    ("decimal number in Parquet", "f.parquet", parquet({"a": ["1", "2"], "b": [7.0, 101701234.0]})),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"), [bad[1:] for bad in IN_CELLS], ids=[bad[0] for bad in IN_CELLS]
)
def test_D16_a_number_in_a_cell_is_refused_with_its_place(store, name, content):
    with pytest.raises(FileRefused) as refused:
        read_table(store(content, name), name=name, required=("a", "b"))

    told = [(fault.code, fault.row, fault.column, fault.cell) for fault in refused.value.faults]
    assert told == [("cpr_number", 3, "b", "")]


def test_D16_a_number_to_the_right_of_the_headings_is_refused(store):
    rows = [["a", "b"], ["1", "x"], ["2", "y", "010170-1234"]]

    with pytest.raises(FileRefused) as refused:
        read_table(store(rows), name="f.csv", required=("a",))

    assert [(fault.code, fault.row) for fault in refused.value.faults] == [("cpr_number", 3)]


@pytest.mark.parametrize("column", range(11))
def test_D16_every_column_of_a_spell_file_is_looked_at(store, spell_rows, column):
    spell_rows[4][column] = "010170-1234"

    with pytest.raises(FileRefused) as refused:
        read_spells(store(spell_rows), name="f.csv", today=TODAY)

    told = [(fault.code, fault.row, fault.column) for fault in refused.value.faults]
    assert told == [("cpr_number", 5, spell_rows[0][column])]


@pytest.mark.parametrize("column", range(4))
def test_D16_every_column_of_a_labour_market_file_is_looked_at(store, labour_market_rows, column):
    labour_market_rows[2][column] = "0101701234"

    with pytest.raises(FileRefused) as refused:
        read_labour_market(store(labour_market_rows), name="k.csv")

    assert [(fault.code, fault.row) for fault in refused.value.faults] == [("cpr_number", 3)]


def test_D16_random_ids_of_programs_are_no_cpr_numbers(store):
    """Excel writes random ids full of digits into its parts."""
    notes = b'<x id="{AA010170-1234-4000-8000-A0101701234B}"/>'
    content = with_part(xlsx_of_rows(ROWS), "customXml/item1.xml", notes)

    assert read_table(store(content, "f.xlsx"), name="f.xlsx", required=("a",)).rows == 2


# --- digests

NUMBER = b"010170-1234"
DIGESTS = [hashlib.new(name, NUMBER).hexdigest()
           for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b")]  # fmt: skip


def base64_of(name):
    return base64.b64encode(hashlib.new(name, NUMBER).digest()).decode()


@pytest.mark.parametrize("digest", DIGESTS)
def test_D17_a_digest_without_a_key_is_known_by_its_shape(digest):
    assert is_digest(digest)
    assert is_digest(digest.upper())
    assert is_digest(f"0x{digest}")
    assert not is_digest(f"g{digest[1:]}")


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256", "sha512"])
def test_D17_a_digest_in_base_64_is_known(name):
    assert is_digest(base64_of(name))


def test_D17_a_uuid_made_of_a_name_is_a_digest_and_a_random_one_is_not():
    assert is_digest(str(uuid.uuid5(uuid.NAMESPACE_URL, "x")))
    assert is_digest(str(uuid.uuid3(uuid.NAMESPACE_URL, "x")))
    assert not is_digest(str(uuid.UUID("0b6f0a3c-7d2f-4c11-9d2e-5f7a1c2b3d4e")))


@pytest.mark.parametrize("column", ["person_id", "origin", "education"])
@pytest.mark.parametrize("digest", [DIGESTS[0], DIGESTS[3], base64_of("sha256")])
def test_D17_a_digest_is_refused_in_any_column_and_not_shown(store, spell_rows, column, digest):
    spell_rows[4][spell_rows[0].index(column)] = digest

    with pytest.raises(FileRefused) as refused:
        read_spells(store(spell_rows), name="f.csv", today=TODAY)

    told = [(fault.code, fault.row, fault.column) for fault in refused.value.faults]
    assert told == [("digest_person_id", 5, column)]
    assert digest not in json.dumps(refused.value.as_dict())


@pytest.mark.parametrize("code", sorted(PERSONAL))
def test_faults_of_personal_data_quote_nothing(code):
    assert KINDS[code].found is not None, "the cell would be quoted"


@pytest.mark.parametrize(
    "content", [written(ROWS), xlsx_of_rows(ROWS), parquet({"a": [1], "b": ["x"]})]
)
def test_a_file_with_nothing_of_the_kind_is_read(store, content):
    """The negative control: it is not the files of the tests that are refused."""
    assert read_table(store(content, "fil"), name="fil", required=("a", "b")).rows


def test_what_stands_beside_the_cells_is_refused_only_because_it_is_looked_at(store, monkeypatch):
    """The negative control: with the guard off, the number slips in."""
    monkeypatch.setattr("measurements.ingest.xlsx_file.holds_cpr_in_markup", lambda text: False)
    content = next(content for name, _, content in BESIDE_CELLS if name == "comment")

    assert read_table(store(content, "f.xlsx"), name="f.xlsx", required=("a",)).rows == 2
