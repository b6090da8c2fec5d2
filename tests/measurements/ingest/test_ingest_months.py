"""Days become months, and the spells of a person who moves tile."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements.ingest.months import months_of_spells, whole_months
from measurements.ingest.spells import read_spells


def days(*texts):
    return np.array(texts, dtype="datetime64[D]")


@pytest.mark.parametrize(
    ("since", "day", "months"),
    [
        ("2004-02-20", "2004-02-20", 0),
        ("2004-02-20", "2004-03-19", 0),
        ("2004-02-20", "2004-03-20", 1),
        ("2004-02-29", "2005-02-28", 11),
        ("2004-02-29", "2005-03-01", 12),
        ("2004-01-31", "2004-02-29", 0),
        ("2004-01-31", "2004-03-01", 1),
        ("1999-12-31", "2000-01-30", 0),
    ],
)
def test_a_month_is_over_when_its_day_comes_round(since, day, months):
    assert whole_months(days(since), days(day)).tolist() == [months]


DAY = st.dates(date(1999, 1, 1), date(2010, 12, 31))


@given(st.lists(DAY, min_size=4, max_size=4).map(sorted), st.booleans(), st.booleans())
def test_spells_that_follow_each_other_never_leave_a_gap_or_overlap(dates, event, next_day):
    permit, begin, move, end = days(*dates)
    second = min(move + np.timedelta64(int(next_day), "D"), end)

    months = months_of_spells(
        permits=days(permit, permit),
        begins=days(begin, second),
        ends=days(move, end),
        events=np.array([False, event]),
        previous=np.array([-1, 0]),
    )

    assert months.entry[1] == months.exit[0]
    assert months.exit[0] > months.entry[0]
    assert months.has_a_month[0]
    assert months.has_a_month[1] == (months.exit[1] > months.entry[1])


def test_a_second_spell_in_the_month_of_the_move_is_left_out_and_counted(store, spell_rows):
    spell_rows[2][4:6] = ["2005-03-19", "emigrated"]

    table = read_spells(store(spell_rows), name="f.csv", today=date(2026, 11, 2))

    assert table.report.zero_months == 1
    assert table.frame.query("person_id == 1")["exit"].tolist() == [13]


def test_an_event_in_the_month_of_the_move_counts_in_the_month_after(store, spell_rows):
    spell_rows[2][4] = "2005-03-19"

    table = read_spells(store(spell_rows), name="f.csv", today=date(2026, 11, 2))

    assert table.report.zero_months == 0
    assert table.frame.query("person_id == 1")["exit"].tolist() == [13, 14]
    assert table.frame.query("person_id == 1")["event"].tolist() == [0, 1]


def test_a_first_spell_that_begins_later_than_the_permit_enters_late_and_is_counted(
    store, spell_rows
):
    spell_rows[3][3] = "2003-09-01"

    table = read_spells(store(spell_rows), name="f.csv", today=date(2026, 11, 2))

    assert table.frame["entry"][2] == 4
    assert table.report.late_people == 1
