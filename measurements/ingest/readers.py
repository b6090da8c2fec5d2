"""A file → a table of text. CSV and XLSX come out alike: named columns of trimmed text.

Nothing is guessed and nothing is converted here: `0101` stays `0101`, `1e5` stays text.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from measurements.ingest import limits
from measurements.ingest.csv_file import BOM, read_csv
from measurements.ingest.faults import refuse
from measurements.ingest.gathering import gather, holds_cpr
from measurements.ingest.sheet import too_large
from measurements.ingest.text_table import TextTable
from measurements.ingest.xlsx_file import read_xlsx

# What the first bytes say, for files that are not what their name says.
SIGNATURES = {
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"\xd0\xcf\x11\xe0": "Excel 97-2003 (.xls)",
    b"PAR1": "Parquet",
    b"MZ": "program",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "rar",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"{\\rtf": "RTF",
    b"<": "HTML/XML",
}
ZIP = b"PK\x03\x04"
UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_table(
    path: Path, *, name: str, required: Sequence[str], may_be_empty: bool = False
) -> TextTable:
    """The file as text, or FileRefused if it cannot be read as a table with the required columns.

    name          what the user called the file; only its contents decide how it is read
    may_be_empty  headings alone are enough
    """
    if holds_cpr(name):
        raise refuse("cpr_in_name")
    data = _bytes(path)
    sheet = read_xlsx(data) if data.startswith(ZIP) else read_csv(data, required=required)
    gathered = gather(sheet, required=required, may_be_empty=may_be_empty)
    return TextTable(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        format=sheet.format,
        encoding=sheet.encoding,
        separator=sheet.separator,
        rows=gathered.rows,
        columns=gathered.columns,
        faults=gathered.faults,
    )


def _bytes(path: Path) -> bytes:
    size = path.stat().st_size
    if size > limits.MOST_BYTES:
        raise too_large(size, limits.MOST_BYTES)
    data = path.read_bytes()
    if not data.removeprefix(BOM).strip():
        raise refuse("empty_file")
    if data.startswith(UTF16):
        raise refuse("utf16")
    for signature, kind in SIGNATURES.items():
        if data[:1000].removeprefix(BOM).lstrip().startswith(signature):
            raise refuse("wrong_type", type=kind)
    return data
