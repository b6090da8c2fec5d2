"""Parquet gives the same table as CSV and Excel, or is refused by name."""

import io
import struct
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from measurements.ingest import limits
from measurements.ingest.faults import FileRefused
from measurements.ingest.parquet_pages import Chunk, contents, unpacked_sizes
from measurements.ingest.readers import read_table
from measurements.ingest.spells import read_spells
from measurements.ingest.thrift import DamagedThrift, ThriftReader

from .conftest import SPELLS, rows_of
from .hostile import flipped, parquet, parquet_of_rows, xlsx_of_rows

TODAY = date(2026, 11, 2)


def cells(table):
    """The table as it would be written: heading → the texts of its rows."""
    return {
        name: [column.of_row(row) for row in range(table.rows)]
        for name, column in table.columns.items()
    }


def read(store, content, *, name="fil.parquet", required=("a",)):
    return read_table(store(content, name), name=name, required=required)


def code_of(store, content, **options):
    with pytest.raises(FileRefused) as refused:
        read(store, content, **options).faults.refuse_if_any()
    return [(fault.code, fault.row, fault.column) for fault in refused.value.faults]


def test_the_same_rows_are_the_same_table_in_every_kind_of_file(store, spell_rows):
    heading = spell_rows[0]

    tables = [
        read(store, spell_rows, name="f.csv", required=heading),
        read(store, xlsx_of_rows(spell_rows), name="f.xlsx", required=heading),
        read(store, parquet_of_rows(spell_rows), name="f.parquet", required=heading),
    ]

    assert [table.format for table in tables] == ["csv", "xlsx", "parquet"]
    assert cells(tables[0]) == cells(tables[1]) == cells(tables[2])
    assert len({table.rows for table in tables}) == 1


def test_typed_columns_are_the_same_table_as_their_texts(store):
    days = [date(2004, 2, 28), date(1999, 1, 1), None]
    values = {
        "a": [101, 751, None],
        "day": days,
        "share": [0.5, 4.7, None],
        "whole": [2.0, -3.0, 1.0],
        "yes": [True, False, None],
        "text": ["Ærø", "0101", None],
    }
    rows = [list(values), *map(list, zip(*values.values(), strict=True))]
    texts = [["a", "day", "share", "whole", "yes", "text"],
             ["101", "2004-02-28", "0.5", "2", "true", "Ærø"],
             ["751", "1999-01-01", "4.7", "-3", "false", "0101"],
             ["", "", "", "1", "", ""]]  # fmt: skip

    tables = [
        read(store, texts, name="f.csv"),
        read(store, xlsx_of_rows(rows), name="f.xlsx"),
        read(store, parquet(values), name="f.parquet"),
    ]

    assert cells(tables[0]) == cells(tables[1]) == cells(tables[2])


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (pa.array([datetime(2004, 2, 28)], pa.timestamp("ns")), "2004-02-28"),
        (pa.array([datetime(2004, 2, 28)], pa.timestamp("s")), "2004-02-28"),
        (pa.array([datetime(2004, 2, 28, 12)], pa.timestamp("s")), "2004-02-28 12:00:00"),
        (pa.array([date(2004, 2, 28)], pa.date64()), "2004-02-28"),
        (pa.array([5.1], pa.float32()), "5.1"),
        (pa.array([float("nan")]), ""),
        (pa.array([None]), ""),
        (pa.array([Decimal("5.10")]), "5.10"),
        (pa.array([2**63 - 1]), "9223372036854775807"),
        (pa.array(["x"]).dictionary_encode(), "x"),
        (pa.array(["x"], pa.large_string()), "x"),
        (pa.array(["x"], pa.string_view()), "x"),
        (pa.array([7], pa.uint8()), "7"),
    ],
)
def test_a_value_is_written_as_a_person_would(store, values, text):
    table = read(store, parquet({"a": values, "b": ["1"]}))

    assert cells(table)["a"] == [text]


def test_spells_are_measured_from_parquet_as_from_csv(store, spell_rows):
    from_csv = read_spells(store(spell_rows), name="f.csv", today=TODAY)

    path = store(parquet_of_rows(spell_rows), "f.parquet")
    from_parquet = read_spells(path, name="f.parquet", today=TODAY)

    assert from_parquet.frame.equals(from_csv.frame)
    assert from_parquet.report.format == "parquet"


@pytest.mark.parametrize("size", [1, 4_999, 5_000, 5_001, 12_000])
def test_rows_in_several_batches_and_groups_keep_their_order(store, size):
    table = read(store, parquet({"a": list(range(size)), "b": ["x"] * size}, row_group_size=3_000))

    assert cells(table)["a"] == [str(number) for number in range(size)]


def test_D26_a_missing_value_is_an_empty_cell_in_every_type(store):
    nothing = {
        "a": pa.array([None], pa.int64()),
        "b": pa.array([None], pa.string()),
        "c": pa.array([None], pa.date32()),
        "d": pa.array([None], pa.string()).dictionary_encode(),
        "e": ["x"],
    }

    table = read(store, parquet(nothing))

    assert [cells(table)[name] for name in "abcd"] == [[""]] * 4


UUID = pa.array([b"0" * 16], pa.binary(16))
BAD_TYPES = [
    pa.array([[1]]),
    pa.array([[[1]]]),
    pa.array([{"x": 1}]),
    pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())),
    pa.array([[1, 2]], pa.list_(pa.int64(), 2)),
    pa.array([b"bytes"]),
    UUID,
    pa.ExtensionArray.from_storage(pa.uuid(), UUID),
    pa.ExtensionArray.from_storage(pa.json_(), pa.array(["{}"])),
    pa.array([datetime(2004, 1, 1)], pa.timestamp("us", tz="UTC")),
    pa.array([datetime(2004, 1, 1)], pa.timestamp("us", tz="Europe/Copenhagen")),
    pa.array([1], pa.time32("s")),
    pa.array([1], pa.duration("s")),
    pa.array([1.0], pa.float64()).cast(pa.decimal256(40, 2)),
]


@pytest.mark.parametrize("values", BAD_TYPES, ids=lambda values: str(values.type)[:30])
def test_D20_a_column_of_more_than_plain_values_is_refused_by_name(store, values):
    assert code_of(store, parquet({"a": ["x"], "b": values})) == [("column_type", None, "b")]


def test_D20_an_extension_type_that_nobody_knows_is_refused(store):
    crafted = pa.schema(
        [pa.field("a", pa.string(), metadata={"ARROW:extension:name": "evil", "x": "y"})]
    )

    table = pa.table({"a": ["x"]}).cast(crafted)

    assert code_of(store, parquet(table)) == [("column_type", None, "a")]


GOOD = parquet({"a": ["x", "y"], "b": ["1", "2"]})
FOOTER = struct.unpack("<I", GOOD[-8:-4])[0]
FOOTER_BYTES = GOOD[-FOOTER - 8 : -8]

DAMAGED = {
    "the magic alone": b"PAR1",
    "the magic twice": b"PAR1PAR1",
    "no footer": GOOD[: -FOOTER - 8],
    "half a footer": GOOD[: -FOOTER // 2 - 8] + GOOD[-8:],
    "cut at the end": GOOD[:-1],
    "an encrypted footer": GOOD[:-4] + b"PARE",
    "a footer longer than the file": GOOD[:-8] + struct.pack("<I", len(GOOD)) + b"PAR1",
    "a footer of nothing": GOOD[:-8] + struct.pack("<I", 0) + b"PAR1",
    "a footer of zeros": GOOD[: -FOOTER - 8] + bytes(FOOTER) + GOOD[-8:],
    "zeros in place of pages": GOOD[:4] + bytes(len(GOOD) - FOOTER - 12) + GOOD[-FOOTER - 8 :],
    "ones in place of pages": GOOD[:4] + b"\xff" * (len(GOOD) - FOOTER - 12) + GOOD[-FOOTER - 8 :],
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_D20_a_damaged_parquet_file_is_refused_by_name(store, content):
    assert code_of(store, content) == [("unreadable_parquet", None, None)]


# Thrift: a whole number (2 rows), then a list of one group, which begins with a list of two columns.
def test_D20_a_count_of_rows_that_is_not_that_of_the_groups_is_refused(store):
    metadata = FOOTER_BYTES.replace(b"\x16\x04\x19\x1c\x19\x2c", b"\x16\x02\x19\x1c\x19\x2c")
    lying = GOOD[: -FOOTER - 8] + metadata + GOOD[-8:]

    assert pq.ParquetFile(io.BytesIO(lying)).metadata.num_rows == 1
    assert code_of(store, lying) == [("unreadable_parquet", None, None)]


@pytest.mark.parametrize(
    ("limit", "most", "code"),
    [
        ("MOST_ROWS", 2, "too_many_rows"),
        ("MOST_COLUMNS", 2, "too_many_columns"),
        ("MOST_CELLS", 4, "too_many_cells"),
        ("MOST_ROW_GROUPS", 2, "too_many_row_groups"),
        ("MOST_PAGES", 8, "too_many_pages"),
        ("MOST_FOOTER_BYTES", None, "too_large"),
        ("MOST_PAGE_BYTES", None, "too_large"),
        ("MOST_UNPACKED_BYTES", None, "too_large"),
    ],
)
def test_D20_each_limit_of_parquet_lets_the_last_through_and_refuses_the_next(
    store, monkeypatch, limit, most, code
):
    content = parquet({"a": ["x", "y"], "b": ["1", "2"]}, row_group_size=1)
    most = most or measured(content)[limit]
    monkeypatch.setattr(limits, limit, most)
    read(store, content)
    monkeypatch.setattr(limits, limit, most - 1)

    assert code_of(store, content) == [(code, None, None)]


def measured(content):
    """What the file takes: the footer as pyarrow tells it, the pages as they say themselves."""
    footer = content[-8 - struct.unpack("<I", content[-8:-4])[0] : -8]
    chunks = [chunk for group in contents(footer).groups for chunk in group.chunks]
    sizes = [size for chunk in chunks for size in unpacked_sizes(io.BytesIO(content), chunk)]
    return {
        "MOST_FOOTER_BYTES": pq.ParquetFile(io.BytesIO(content)).metadata.serialized_size,
        "MOST_PAGE_BYTES": max(sizes),
        "MOST_UNPACKED_BYTES": sum(sizes),
    }


@pytest.mark.parametrize("compression", ["none", "snappy", "zstd", "gzip", "brotli", "lz4"])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("use_dictionary", [True, False])
def test_our_reading_of_the_footer_and_the_pages_is_pyarrows(compression, version, use_dictionary):
    """The outside check: an honest footer's sums are those of the pages with their headers."""
    content = parquet(
        {"a": [f"text number {i}" for i in range(20_000)], "b": list(range(20_000))},
        compression=compression, data_page_version=version, data_page_size=10_000,
        row_group_size=15_000, use_dictionary=use_dictionary,
    )  # fmt: skip
    metadata = pq.ParquetFile(io.BytesIO(content)).metadata
    held = contents(content[-8 - metadata.serialized_size : -8])

    assert [group.rows for group in held.groups] == [15_000, 5_000]
    assert held.rows == metadata.num_rows
    for number, group in enumerate(held.groups):
        for place, chunk in enumerate(group.chunks):
            said = metadata.row_group(number).column(place)
            sizes = list(unpacked_sizes(io.BytesIO(content), chunk))
            headers = said.total_uncompressed_size - sum(sizes)
            assert (chunk.values, chunk.length) == (said.num_values, said.total_compressed_size)
            assert len(sizes) >= 2
            assert 10 * len(sizes) < headers < 150 * len(sizes)


@pytest.mark.parametrize(
    "data",
    [
        b"\x15",
        b"\x1c" * 40,
        b"\xff" * 40,
        b"\x15" + b"\x80" * 30,
        b"\x19\xfc\xff\xff\xff\xff\x0f",
        b"\x1b\x00",
    ],
)
def test_what_is_no_description_is_damaged(data):
    with pytest.raises(DamagedThrift):
        ThriftReader(data).struct()


@pytest.mark.parametrize("chunk", [Chunk(1, 0, 30), Chunk(1, 4, 10**9), Chunk(1, 10**9, 10)])
def test_pages_that_do_not_lie_where_the_footer_says_are_damaged(chunk):
    with pytest.raises(DamagedThrift):
        list(unpacked_sizes(io.BytesIO(GOOD), chunk))


def test_D20_a_damaged_footer_that_brings_pyarrow_down_is_refused_before(store):
    """Seed 43 changes statistics so that pyarrow ends the process when asked for a column's."""
    content = flipped(parquet_of_rows(rows_of(SPELLS) + rows_of(SPELLS)[1:] * 20), 43)

    assert code_of(store, content, required=("person_id",)) == [("unreadable_parquet", None, None)]


def test_D20_a_dictionary_with_a_long_text_is_cut_before_it_is_repeated(store):
    long = pa.DictionaryArray.from_arrays([0, 1, 0], ["x" * 500, "y"])

    assert code_of(store, parquet({"a": long, "b": [1, 2, 3]})) == [
        ("cell_too_long", 2, "a"),
        ("cell_too_long", 4, "a"),
    ]
