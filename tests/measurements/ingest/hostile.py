"""Files that are damaged, enormous or not what they say, built small."""

import io
import stat
import struct
import zipfile

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

MEGABYTE = 1024 * 1024

WORKBOOK = b"""<?xml version="1.0"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="Ark1" sheetId="1" r:id="rId1"/></sheets></workbook>"""


def parquet(columns, **options) -> bytes:
    """The columns, a mapping or a pyarrow table, as a Parquet file."""
    out = io.BytesIO()
    table = columns if isinstance(columns, pa.Table) else pa.table(columns)
    pq.write_table(table, out, **options)
    return out.getvalue()


def parquet_of_rows(rows) -> bytes:
    """Rows of text under a heading, as columns of text."""
    heading, *rest = rows
    columns = zip(*rest, strict=True)
    return parquet(dict(zip(heading, map(pa.array, map(list, columns)), strict=True)))


def xlsx_of_rows(rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(members, *, comment=b"") -> bytes:
    """Pairs of a name (or a ZipInfo) and its bytes, or a number of zeros, as a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.comment = comment
        for name, content in members:
            if isinstance(content, int):
                with archive.open(name, "w") as member:
                    for _ in range(content // MEGABYTE):
                        member.write(bytes(MEGABYTE))
            else:
                archive.writestr(name, content, zipfile.ZIP_DEFLATED, 1)
    return out.getvalue()


def with_part(book: bytes, name: str, content: bytes) -> bytes:
    """A workbook with one part replaced or added."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = [(part.filename, archive.read(part)) for part in archive.infolist()]
    return zipped([*((n, c) for n, c in parts if n != name), (name, content)])


def link(name: str, target: str) -> tuple[zipfile.ZipInfo, str]:
    """A member that is a symbolic link."""
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target


def with_flags(archive: bytes, flags: int) -> bytes:
    """All members marked with these flags: 1 says that they are encrypted."""
    changed = bytearray(archive)
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = changed.find(signature)
        while place >= 0:
            struct.pack_into("<H", changed, place + at, flags)
            place = changed.find(signature, place + 4)
    return bytes(changed)


def with_size(archive: bytes, size: int) -> bytes:
    """The first member says that it holds so many bytes."""
    changed = bytearray(archive)
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", changed, changed.find(signature) + at, size)
    return bytes(changed)


def flipped(data: bytes, seed: int) -> bytes:
    """The file with one to four bytes changed."""
    random = np.random.default_rng(seed)
    changed = bytearray(data)
    for place in random.integers(len(data), size=random.integers(1, 5)).tolist():
        changed[place] ^= int(random.integers(1, 256))
    return bytes(changed)


# --- bombs: few bytes that ask for a lot of memory


BOOK = (("a", "b"), ("1", "2"))
SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

BOMBS = {
    "rows.parquet": lambda: _many_equal_values(rows=20_000_000),
    "cells.parquet": lambda: _many_equal_values(rows=1_900_000, columns=50),
    "dictionary.parquet": lambda: _long_dictionary(),
    "page.parquet": lambda: _large_page(),
    "sums.parquet": lambda: with_lying_sums(_large_page()),
    "parts.xlsx": lambda: zipped([("xl/workbook.xml", WORKBOOK), (SHEET, 410 * MEGABYTE)]),
    "texts.xlsx": lambda: with_part(
        xlsx_of_rows(BOOK), "xl/sharedStrings.xml", b" " * 65 * MEGABYTE
    ),
    "entities.xlsx": lambda: with_part(xlsx_of_rows(BOOK), SHEET, _laughs()),
    "far_row.xlsx": lambda: with_part(xlsx_of_rows(BOOK), SHEET, _far_row()),
    "members.zip": lambda: zipped([(f"{number}.csv", b"") for number in range(20_000)]),
    "inflates.zip": lambda: zipped([(f"{number}.csv", 140 * MEGABYTE) for number in range(3)]),
    "lies.zip": lambda: with_size(zipped([("personer.csv", 300 * MEGABYTE)]), 1_000),
    "line.csv": lambda: b"a;b" + b";" * 60 * MEGABYTE,
    "lines.csv": lambda: b"a;b" + b"\r\n" * 20 * MEGABYTE,
    "quote.csv": lambda: b'a;b\r\n"' + b"x;y\r\n" * 10 * MEGABYTE,
}


def _many_equal_values(*, rows: int, columns: int = 1) -> bytes:
    """Run-length encoding holds any number of equal values in a few bytes."""
    out = io.BytesIO()
    values = np.zeros(1_000_000, dtype=np.int8)
    schema = pa.schema([("a", pa.int8()), *((f"c{i}", pa.int8()) for i in range(1, columns))])
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        table = pa.table([values] * columns, schema=schema)
        for start in range(0, rows, len(values)):
            writer.write_table(table.slice(0, min(len(values), rows - start)))
    return out.getvalue()


def _long_dictionary() -> bytes:
    """One long text that stands in every row: 1.9 million megabytes."""
    codes = np.zeros(1_900_000, dtype=np.int32)
    texts = pa.DictionaryArray.from_arrays(codes, ["x" * 1_000_000])
    return parquet({"a": texts, "b": codes}, compression="zstd", row_group_size=len(codes))


def _large_page() -> bytes:
    """One page with 200 megabytes of text."""
    texts = pa.array(["x" * MEGABYTE] * 200)
    return parquet(
        {"a": texts}, compression="zstd", use_dictionary=False, data_page_size=400 * MEGABYTE,
        write_statistics=False,
    )  # fmt: skip


def with_lying_sums(data: bytes) -> bytes:
    """The footer says that the column takes less room than it does; the pages tell the truth."""
    unpacked = pq.ParquetFile(io.BytesIO(data)).metadata.row_group(0).column(0)
    said = _varint(unpacked.total_uncompressed_size)
    assert data.count(said) >= 1, "the footer tells the size"
    return data.replace(said, _varint(64, width=len(said)))


def _varint(number: int, width: int = 0) -> bytes:
    """A whole number as Thrift writes it, filled up to a width."""
    number *= 2
    digits = []
    while number or len(digits) < width or not digits:
        digits.append(number & 0x7F)
        number >>= 7
    return bytes(digit | 0x80 for digit in digits[:-1]) + bytes(digits[-1:])


def _laughs() -> bytes:
    """Entities made of entities made of entities: three thousand million letters."""
    entities = "".join(f'<!ENTITY l{i + 1} "{f"&l{i};" * 10}">' for i in range(9))
    return (
        f'<!DOCTYPE worksheet [<!ENTITY l0 "lol">{entities}]><worksheet {NAMESPACE}><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>'
        "</sheetData></worksheet>"
    ).encode()


def _far_row() -> bytes:
    """A single row that says it is number two thousand million: all before it are blank."""
    return (
        f'<worksheet {NAMESPACE}><sheetData><row r="2000000000"><c r="A2000000000"><v>1</v></c>'
        "</row></sheetData></worksheet>"
    ).encode()
