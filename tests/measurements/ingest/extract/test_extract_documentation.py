"""docs/register-extract.md says what the code does: its example, its columns, its words."""

import re
from pathlib import Path

import pytest

from measurements.ingest.extract import dated, persons_file
from measurements.ingest.extract.derive import ENDS, MOVED
from measurements.ingest.extract.register import ACTIVITY_TYPES, EXIT_KINDS
from measurements.ingest.extract.stretches import MOST_DAYS_BETWEEN
from measurements.ingest.extract.success import Success
from measurements.ingest.traits import PERMIT_BASES

from ..conftest import rows_of
from .conftest import TEXTS, Extract

PAGE = (Path(__file__).parents[4] / "docs" / "register-extract.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```\n(.+?)\n```", PAGE, flags=re.DOTALL)


def test_the_example_is_read_as_the_page_says(tmp_path):
    rows = {part: rows_of(text) for part, text in zip(TEXTS, EXAMPLES, strict=True)}

    frame = Extract(tmp_path, rows).read().frame

    table = PAGE[PAGE.index("| person | kommune | permit_year") :].split("\n\n")[0]
    heading, _, *told = [
        [cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()
    ]
    frame = frame.rename(columns={"person_id": "person", "municipality_code": "kommune"})
    assert frame[heading].astype(str).to_numpy().tolist() == told


@pytest.mark.parametrize(
    "word",
    sorted({
        *persons_file.REQUIRED, *dated.RESIDENCES, *dated.ACTIVITIES, *dated.EXITS,
        *ACTIVITY_TYPES, *EXIT_KINDS, *PERMIT_BASES, *Success, *ENDS, MOVED,
    }),
)  # fmt: skip
def test_every_column_and_word_is_described(word):
    assert f"`{word}`" in PAGE


def test_the_pause_between_two_jobs_is_that_of_the_code():
    assert MOST_DAYS_BETWEEN == 2
    assert "højst to dage imellem" in PAGE
