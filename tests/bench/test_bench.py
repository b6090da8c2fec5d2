"""The bench's own bookkeeping: rows that the peers need, coefficients compared, promises judged."""

import pandas as pd
import pytest

from tests.bench import rows
from tests.bench.children import Measured
from tests.bench.comparisons import coefficients_apart
from tests.bench.report import Results, bars, write

SPELLS = """person_id,municipality_code,permit_year,permit_month,entry,exit,event,sex
1,0101,2001,11,0,4,1,F
2,0101,2002,1,0,3,0,M
2,0147,2002,1,3,5,1,M
"""
LABOUR_MARKET = """municipality_code,year,unemployment
0101,2001,4.0
0101,2002,6.0
0147,2001,5.0
0147,2002,7.0
"""


@pytest.fixture
def tables(tmp_path) -> tuple[pd.DataFrame, pd.DataFrame]:
    files = tmp_path / "spells.csv", tmp_path / "labour_market.csv"
    for file, text in zip(files, (SPELLS, LABOUR_MARKET), strict=True):
        file.write_text(text)
    return rows.read(*files)


def test_months_without_events_are_left_out_and_unemployment_follows_the_calendar(tables):
    months = rows.person_months(*tables)

    assert months["month"].tolist() == [4, 4, 5]
    assert months["event"].tolist() == [1, 0, 1]
    assert (months["unemployment"] + 5.5).tolist() == [6.0, 7.0, 7.0]


def test_pieces_are_cut_where_the_year_turns(tables):
    pieces = rows.pieces(*tables)

    assert pieces[["begin", "end", "event"]].values.tolist() == [
        [0, 2, 0],
        [2, 4, 1],
        [0, 3, 0],
        [3, 5, 1],
    ]


def test_coefficients_are_compared_from_one_reference():
    ours = {"sex=F": 0.0, "sex=M": 0.5, "unemployment": -0.1}
    theirs = {"sex=F": -0.5, "unemployment": -0.1 + 1e-7}

    assert coefficients_apart(theirs, ours) == pytest.approx(1e-7)


def test_a_round_that_needs_too_much_memory_breaks_its_promise():
    stages = {"stages": {}, "spells": 10}
    results = Results(100_000, rounds={100_000: [Measured(2.0, 2.0, 501.0, stages)]})

    (bar,) = bars(results)

    assert "under 500 MB" in bar.promise
    assert not bar.holds


def test_a_search_that_is_slow_for_one_question_in_ten_breaks_its_promise():
    asked = Measured(
        1.0, 1.0, 100.0, {"documents": 100, "this": {"processor": [10.0] * 90 + [200.0] * 10}}
    )

    (bar,) = bars(Results(100, searches={"SQLite": asked}))

    assert not bar.holds


def test_a_part_that_was_measured_alone_leaves_the_other_sections_as_they_were(tmp_path):
    page = tmp_path / "performance.md"
    stages = {"stages": {}, "spells": 10}
    spent = {"processor": [10.0] * 100, "clock": [20.0] * 100}
    asked = {"documents": 100, "this": spent, "one_more": [1.0], "indexed": 1.0}
    search = Measured(1.0, 1.0, 100.0, {**asked, "first": 50.0, "warm_up": 900.0, "load": 2.0})
    write(Results(100, rounds={100: [Measured(2.0, 2.0, 400.0, stages)]}), page)
    whole = page.read_text()

    write(Results(100, searches={"SQLite": search}), page)
    write(Results(100, searches={"SQLite": search}), page)

    assert page.read_text().startswith(whole)
    assert page.read_text().count("## The search") == 1


def test_one_slow_or_heavy_page_among_many_breaks_its_promise():
    fine = {"name": "home", "milliseconds": [10.0] * 50, "sizes": [4_000]}
    slow = {"name": "round", "milliseconds": [101.0] * 50, "sizes": [151_000]}
    asked = Measured(1.0, 1.0, 100.0, {"pages": [fine, slow], "assets": 40_000})

    found = list(bars(Results(100, pages={"SQLite": asked})))

    assert [bar.holds for bar in found] == [False, False, False]
    assert all("round" in bar.measured for bar in found[:2])
