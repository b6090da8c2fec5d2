"""docs/data-format.md says what the code does: its example, its columns, its limits."""

import re
from pathlib import Path

import pytest

from measurements.ingest import archive, cells, limits, spells, traits
from measurements.ingest.labour_market import read_labour_market
from measurements.ingest.spells import read_spells

PAGE = (Path(__file__).parents[3] / "docs" / "data-format.md").read_text(encoding="utf-8")
SPELLS_EXAMPLE, LABOUR_MARKET_EXAMPLE = re.findall(r"```\n(.+?)```", PAGE, flags=re.DOTALL)


def table_under(heading):
    """The cells of the first table that has this heading row."""
    rows = PAGE[PAGE.index(heading) :].split("\n\n")[0].splitlines()
    return [
        [cell.strip() for cell in row.strip("|").split("|")] for row in rows if "---" not in row
    ]


def test_the_example_is_read_as_the_page_says(store):
    frame = read_spells(store(SPELLS_EXAMPLE.encode()), name="eksempel.csv").frame

    heading, *rows = table_under("| person | kommune | permit_year")
    frame = frame.rename(columns={"person_id": "person", "municipality_code": "kommune"})
    assert frame[heading].astype(str).to_numpy().tolist() == rows


def test_the_example_of_the_labour_market_is_read(store):
    frame = read_labour_market(store(LABOUR_MARKET_EXAMPLE.encode()), name="eksempel.csv").frame

    assert frame["unemployment"].tolist() == [5.8, 5.4]


@pytest.mark.parametrize("name", [*spells.REQUIRED, *spells.END_REASONS, *traits.PERMIT_BASES])
def test_every_column_and_word_of_the_format_is_described(name):
    assert f"`{name}`" in PAGE


def test_what_stands_for_unknown_is_that_of_the_code():
    assert f"“{cells.UNKNOWN}”" in PAGE
    assert f"højst {limits.MOST_LEVELS} forskellige værdier" in PAGE


@pytest.mark.parametrize("name", [stem for stem in archive.NAMES if stem.isascii()])
def test_every_name_of_a_file_in_an_archive_is_described(name):
    assert f"`{name}`" in PAGE
