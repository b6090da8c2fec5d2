"""CSV files → parts of a table, as they come from registers, statistics programs and spreadsheets.

UTF-8 (with or without byte-order mark), UTF-16 with one, else cp1252; comma, semicolon or tab, as
the first line says; decimal comma where the whole column is written so. Codes stay text.
"""

import csv
import warnings
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from measurements.engine import columns
from measurements.engine.errors import DataError, fault

ROWS_PER_PART = 250_000
SEPARATORS = ",;\t"
AS_TEXT = {columns.PERSON: str, columns.MUNICIPALITY: str}
DECIMAL_COMMA = r"[+-]?\d+(,\d+)?"


def read_parts(path: Path) -> Iterator[pd.DataFrame]:
    """The rows of a CSV file, in parts of bounded size. Raises DataError where it is not one."""
    encoding = _encoding(path)
    names, separator = _header(path, encoding)
    doubled = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if doubled:
        raise DataError(fault("doubled_column", table=path.name, column=name) for name in doubled)
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)  # rows longer than the header
        try:
            parts = pd.read_csv(
                path,
                sep=separator,
                encoding=encoding,
                header=0,
                names=names,
                index_col=False,
                dtype={name: kind for name, kind in AS_TEXT.items() if name in names},
                keep_default_na=False,  # "None" and "NA" are words; only an empty field is empty
                na_values=[""],
                chunksize=ROWS_PER_PART,
                low_memory=False,
            )
            for part in parts:
                yield _with_decimal_points(part)
        except (pd.errors.ParserError, pd.errors.ParserWarning, UnicodeDecodeError) as problem:
            raise _not_readable(path, problem) from problem


def read_whole(path: Path) -> pd.DataFrame:
    """A small file as one table; without rows it keeps its columns."""
    parts = list(read_parts(path))
    return pd.concat(parts, ignore_index=True)


def _encoding(path: Path) -> str:
    """The first of the usual encodings that the whole file follows."""
    try:
        with path.open("rb") as file:
            start = file.read(2)
            if start in (b"\xff\xfe", b"\xfe\xff"):
                return "utf-16"
        with path.open(encoding="utf-8") as file:
            while file.read(1 << 20):
                pass
    except FileNotFoundError as missing:
        raise DataError([fault("file_not_found", file=str(path))]) from missing
    except UnicodeDecodeError:
        return "cp1252"
    except OSError as problem:
        raise _not_readable(path, problem) from problem
    return "utf-8-sig"


def _header(path: Path, encoding: str) -> tuple[list[str], str]:
    """Trimmed column names, and the separator they are written with."""
    try:
        with path.open(encoding=encoding, newline="") as file:
            line = file.readline()
    except UnicodeError as problem:
        raise _not_readable(path, problem) from problem
    if not line.strip():
        raise DataError([fault("empty_table", table=path.name)])
    separator = max(SEPARATORS, key=line.count)
    return [name.strip() for name in next(csv.reader([line], delimiter=separator))], separator


def _with_decimal_points(part: pd.DataFrame) -> pd.DataFrame:
    for name in part.columns:
        column = part[name]
        if name in AS_TEXT or pd.api.types.is_numeric_dtype(column) or column.isna().all():
            continue
        written = column.dropna().astype(str).str.strip()
        if written.str.contains(",").any() and written.str.fullmatch(DECIMAL_COMMA).all():
            part[name] = pd.to_numeric(written.str.replace(",", ".")).reindex(part.index)
    return part


def _not_readable(path: Path, problem: Exception) -> DataError:
    found = " ".join(str(problem).split()) or type(problem).__name__
    return DataError([fault("file_not_readable", file=str(path), found=found)])
