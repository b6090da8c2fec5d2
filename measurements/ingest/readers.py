"""A file → a table of text. CSV, XLSX and Parquet come out alike: named columns of trimmed text.

Nothing is guessed and nothing is converted here: `0101` stays `0101`, `1e5` stays text.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from measurements.ingest import limits
from measurements.ingest.csv_file import BOM, read_csv
from measurements.ingest.faults import FileRefused, is_personal, refuse
from measurements.ingest.gathering import Gathered, gather
from measurements.ingest.parquet_file import PARQUET, read_parquet
from measurements.ingest.personal_data import holds_cpr
from measurements.ingest.sheet import Sheet, too_large
from measurements.ingest.text_table import TextTable
from measurements.ingest.xlsx_file import read_xlsx
from measurements.ingest.zip_parts import ZIP

# What the first bytes say, for files that are not what their name says.
SIGNATURES = {
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "Excel 97-2003 (.xls)",
    b"MZ": "program",
    b"\x7fELF": "program",
    b"#!": "program",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"{\\rtf": "RTF",
    b"<": "HTML/XML",
    b"{": "JSON",
    b"PK\x05\x06": "zip",
    b"ARROW1": "Arrow",
    b"SQLite format 3": "SQLite",
}
# Packed files: what is in them costs memory before it can be judged.
PACKED = {
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "rar",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}
UTF16 = (b"\xff\xfe", b"\xfe\xff")

# What a name promises; other names promise nothing.
PROMISES = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".parquet": "parquet"}

HEAD_BYTES = 1_000


def read_table(
    path: Path, *, name: str, required: Sequence[str], may_be_empty: bool = False
) -> TextTable:
    """The file as text, or FileRefused if it cannot be read as a table with the required columns.

    name          what the user called the file; its contents decide how it is read, but the two
                  must agree
    may_be_empty  headings without rows are a table too
    """
    sheet = read_sheet(path, name=name, required=required)
    gathered = _gathered(sheet, required, may_be_empty)
    return TextTable(
        name=name,
        sha256=_sha256(path),
        size=path.stat().st_size,
        format=sheet.format,
        encoding=sheet.encoding,
        separator=sheet.separator,
        declared=sheet.declared,
        rows=gathered.rows,
        columns=gathered.columns,
        faults=gathered.faults,
    )


def read_sheet(path: Path, *, name: str, required: Sequence[str]) -> Sheet:
    """The headings of the file, and its rows to walk through."""
    if holds_cpr(name):
        raise refuse("cpr_in_name")
    found = _format(path)
    promised = PROMISES.get(Path(name).suffix.lower(), found)
    if found != promised:
        raise refuse("other_than_named", type=found, name=promised)
    if found == "xlsx":
        return read_xlsx(path)
    if found == "parquet":
        return read_parquet(path)
    return read_csv(path, required=required)


def _format(path: Path) -> str:
    """What the bytes are: "csv", "xlsx" or "parquet"; FileRefused for what is none of them."""
    size = path.stat().st_size
    if size > limits.MOST_BYTES:
        raise too_large(size, limits.MOST_BYTES)
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES).removeprefix(BOM)
    if head.startswith(UTF16):
        raise refuse("utf16")
    if head.startswith(ZIP):
        return "xlsx"
    if head.startswith(PARQUET):
        return "parquet"
    text = head.lstrip()
    if not text and size <= HEAD_BYTES:
        raise refuse("empty_file")
    for signature, kind in PACKED.items():
        if text.startswith(signature):
            raise refuse("packed_file", type=kind)
    for signature, kind in SIGNATURES.items():
        if text.startswith(signature):
            raise refuse("wrong_type", type=kind)
    return "csv"


def _gathered(sheet: Sheet, required: Sequence[str], may_be_empty: bool) -> Gathered:
    """The columns. A CPR number beside the cells is told only if none is in them: those have a row."""
    try:
        gathered = gather(sheet, required=required, may_be_empty=may_be_empty)
    except FileRefused as refused:
        if sheet.suspicious and not is_personal(refused):
            raise refuse("cpr_beside_cells") from refused
        raise
    if sheet.suspicious:
        raise refuse("cpr_beside_cells")
    return gathered


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
