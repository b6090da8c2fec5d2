"""The tests of bad files, counted: which faults, which threats, and how many files."""

import re
from functools import cache
from pathlib import Path

import pytest

from measurements.ingest.faults import KINDS

from . import (
    test_archives,
    test_csv_files,
    test_hostile_memory,
    test_ingest_bad_files,
    test_parquet_files,
    test_personal_data,
)
from .extract import test_extract_bad_files

TESTS = Path(__file__).parents[2]
BAD_FILES = {
    "spells": test_ingest_bad_files.BAD_SPELLS,
    "labour market": test_ingest_bad_files.BAD_LABOUR_MARKETS,
    "no table": test_ingest_bad_files.NOT_A_TABLE,
    "no text": test_csv_files.NOT_TEXT,
    "quotes": test_csv_files.QUOTES,
    "garbled": test_csv_files.MOJIBAKE,
    "something else": test_csv_files.ALIENS,
    "formulas": test_csv_files.FORMULAS,
    "archives": test_archives.BAD_ARCHIVES,
    "Parquet types": test_parquet_files.BAD_TYPES,
    "damaged Parquet": test_parquet_files.DAMAGED,
    "CPR in cells": test_personal_data.IN_CELLS,
    "CPR beside cells": test_personal_data.BESIDE_CELLS,
    "register extract": test_extract_bad_files.BAD,
    "bombs": test_hostile_memory.EXPECTED,
}

# Faults that data may have, D01 to D26: encodings, headings, dates, codes, hostile files.
THREATS = [f"D{number:02}" for number in range(1, 27)]


def test_at_least_250_bad_files_are_tried_each_with_its_exact_fault():
    assert sum(map(len, BAD_FILES.values())) >= 250


@pytest.mark.parametrize("threat", THREATS)
def test_every_threat_to_the_data_has_a_test_of_its_own(threat):
    assert re.search(rf"def test_(?:D\d\d_)*{threat}_", written_tests())


@pytest.mark.parametrize("code", KINDS)
def test_every_kind_of_fault_is_expected_by_name_in_some_test(code):
    assert f'"{code}"' in written_tests()


@cache
def written_tests():
    """All tests as they are written, but for this file."""
    return "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted(TESTS.rglob("*.py"))
        if path != Path(__file__)
    )
