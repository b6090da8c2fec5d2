"""Files with flipped bytes are read or refused; nothing else ever comes out.

A crash of a library would take the process with it, so a whole batch runs in this one.
"""

import warnings

import pytest

from measurements.ingest.archive import open_archive
from measurements.ingest.faults import FileRefused
from measurements.ingest.readers import read_table

from .conftest import LABOUR_MARKET, SPELLS, rows_of
from .hostile import flipped, parquet_of_rows, xlsx_of_rows, zipped

FLIPS = 500
HEADINGS = rows_of(SPELLS)[0]


@pytest.fixture(autouse=True)
def quiet():
    """Damaged sheets make openpyxl warn; tests otherwise take warnings for errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def outcome(read, *arguments, **named):
    """ "read", or the codes of the refusal, each of which can be told in words."""
    refused = None
    try:
        read(*arguments, **named)
    except FileRefused as problem:
        refused = problem
    if refused is None:
        return "read"
    assert all(str(fault) for fault in refused.faults)
    return " ".join(sorted({fault.code for fault in refused.faults}))


def check_table(path, name):
    table = read_table(path, name=name, required=HEADINGS)
    table.faults.refuse_if_any()
    assert set(HEADINGS) <= set(table.columns)
    assert all(len(column.codes) == table.rows > 0 for column in table.columns.values())


@pytest.mark.parametrize(("suffix", "make"), [("parquet", parquet_of_rows), ("xlsx", xlsx_of_rows)])
def test_D20_five_hundred_files_with_flipped_bytes_are_read_or_refused(tmp_path, suffix, make):
    good = make(rows_of(SPELLS) + rows_of(SPELLS)[1:] * 20)
    path = tmp_path / f"f.{suffix}"

    seen = set()
    for seed in range(FLIPS):
        path.write_bytes(flipped(good, seed))
        seen.add(outcome(check_table, path, path.name))

    assert f"unreadable_{suffix}" in seen
    assert len(seen) > 1


def test_D19_five_hundred_archives_with_flipped_bytes_are_opened_or_refused(tmp_path):
    good = zipped([("forloeb.csv", SPELLS), ("kommuner_aar.csv", LABOUR_MARKET)])
    path = tmp_path / "f.zip"

    seen = set()
    for seed in range(FLIPS):
        into = tmp_path / str(seed)
        into.mkdir()
        path.write_bytes(flipped(good, seed))
        result = outcome(open_archive, path, name="f.zip", into=into)
        assert bool(list(into.iterdir())) == (result == "read")
        seen.add(result)

    assert {"unreadable_zip", "damaged_member", "unknown_member"} & seen
    assert len(seen) > 2


def test_without_flips_the_files_are_read(tmp_path):
    """The negative control."""
    for suffix, make in (("parquet", parquet_of_rows), ("xlsx", xlsx_of_rows)):
        path = tmp_path / f"f.{suffix}"
        path.write_bytes(make(rows_of(SPELLS)))

        assert outcome(check_table, path, path.name) == "read"
