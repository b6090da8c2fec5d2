"""Each rule of the derivation, one at a time, on an extract small enough to check by hand."""

from datetime import date

import numpy as np
import pytest

from measurements.ingest.extract.success import MINIMA, Success
from measurements.models import Success as SuccessOfRounds


class One:
    """One person's spells as the reader finds them, in the four files of an extract."""

    def __init__(self, extract):
        self.extract = extract
        for rows in extract.rows.values():
            del rows[1:]
        self.extract.rows["persons"] += [
            ["1", "F", "1975-04-12", "Irak", "refugee", "2004-02-20", "no"],
            # somebody to measure, whatever becomes of the first
            ["2", "M", "1980-09-01", "Iran", "refugee", "2004-02-20", "no"],
        ]
        self.extract.rows["residences"] += [["2", "0101", "2004-02-20", ""]]
        self.extract.rows["activities"] += [["2", "public_support", "2004-02-20", ""]]

    def born(self, day):
        self.extract.rows["persons"][1][2] = day
        return self

    def lives(self, code, begin, end=""):
        self.extract.rows["residences"].append(["1", code, begin, end])
        return self

    def does(self, kind, begin, end=""):
        self.extract.rows["activities"].append(["1", kind, begin, end])
        return self

    def works(self, begin, end=""):
        return self.does("ordinary_employment", begin, end)

    def leaves(self, day, kind="emigration"):
        self.extract.rows["exits"].append(["1", day, kind])
        return self

    def read(self, success=Success.WORK_2_MONTHS):
        return self.extract.read(success=success)

    def spells(self, success=Success.WORK_2_MONTHS):
        """(municipality, entry, exit, event) of each spell."""
        frame = self.read(success).frame.query("person_id == 1")
        columns = ["municipality_code", "entry", "exit", "event"]
        return list(frame[columns].itertuples(index=False, name=None))

    def left_out(self, success=Success.WORK_2_MONTHS):
        """The reason why the person is not measured."""
        left_out = self.read(success).report.as_dict()["extract"]["left_out"]
        return [reason for reason, people in left_out.items() if people]


@pytest.fixture
def one(extract):
    return One(extract)


def test_the_clock_starts_at_the_permit_and_stops_with_the_first_lasting_job(one):
    one.lives("0101", "2004-02-20").works("2005-03-19", "2006-12-31")

    assert one.spells() == [("0101", 0, 13, 1)]


@pytest.mark.parametrize(
    ("success", "last", "counts"),
    [
        ("work_2_months", "2004-05-30", False),
        ("work_2_months", "2004-05-31", True),
        ("work_13_weeks", "2004-06-29", False),
        ("work_13_weeks", "2004-06-30", True),
        ("work_26_weeks", "2004-09-28", False),
        ("work_26_weeks", "2004-09-29", True),
    ],
)
def test_a_job_from_1_april_counts_when_its_last_day_completes_the_minimum(
    one, success, last, counts
):
    one.lives("0101", "2004-02-20").works("2004-04-01", last)

    events = [event for *_, event in one.spells(Success(success))]

    assert events == [int(counts)]


def test_a_job_of_31_december_has_lasted_two_months_when_february_is_over(one):
    one.lives("0101", "2004-02-20").works("2004-12-31", "2005-02-28")

    assert one.spells() == [("0101", 0, 11, 1)]


def test_two_jobs_with_a_weekend_between_are_one(one):
    one.lives("0101", "2004-02-20").works("2004-04-01", "2004-04-30").works(
        "2004-05-03", "2004-05-31"
    )

    assert one.spells() == [("0101", 0, 2, 1)]
    assert one.read().report.extract.assumptions.merged_activities == 1


def test_two_jobs_three_days_apart_are_two_short_ones(one):
    one.lives("0101", "2004-02-20").works("2004-04-01", "2004-04-30").works(
        "2004-05-04", "2004-06-15"
    )

    assert one.spells() == [("0101", 0, 45, 0)]
    assert one.read().report.extract.assumptions.short_work == 2


def test_a_subsidised_job_is_no_success(one):
    one.lives("0101", "2004-02-20").does("subsidised_employment", "2004-04-01", "2006-04-01")

    assert one.spells() == [("0101", 0, 45, 0)]


def test_education_counts_whatever_its_length(one):
    one.lives("0101", "2004-02-20").does("education", "2004-04-20", "2004-04-20")

    for success in list(Success)[:3]:
        assert one.spells(success) == [("0101", 0, 3, 1)]


def test_the_last_two_months_show_no_success(one):
    """A job from November may not last; one of 31 October has, by the end of December."""
    one.lives("0101", "2004-02-20").works("2007-11-01")
    assert one.spells() == [("0101", 0, 45, 0)]
    assert one.read().report.extract.assumptions.late_work == 1

    one.extract.rows["activities"][-1][2] = "2007-10-31"
    assert one.spells() == [("0101", 0, 45, 1)]


@pytest.mark.parametrize(
    ("data_end", "success", "last_day"),
    [
        ("2007-12-31", "work_2_months", "2007-10-31"),
        ("2008-02-29", "work_2_months", "2007-12-31"),
        ("2008-04-29", "work_2_months", "2008-02-28"),
        ("2007-12-31", "work_13_weeks", "2007-10-01"),
        ("2007-12-31", "work_26_weeks", "2007-07-02"),
        ("2007-12-31", "self_sufficient", "2007-07-02"),
    ],
)
def test_success_can_be_seen_until_the_end_of_data_less_the_minimum(data_end, success, last_day):
    found = MINIMA[Success(success)].before(np.datetime64(data_end))

    assert str(found) == last_day


def test_work_on_the_day_of_the_permit_counts_in_the_first_month(one):
    one.lives("0101", "2004-02-20").works("2004-02-20")

    assert one.spells() == [("0101", 0, 1, 1)]


def test_who_was_in_work_before_the_permit_does_not_wait(one):
    one.lives("0101", "2004-02-20").works("2004-02-19")

    assert one.left_out() == ["busy_at_permit"]


def test_work_that_ended_before_the_permit_is_of_no_account(one):
    one.lives("0101", "2004-02-20").works("2003-01-01", "2004-02-17")

    assert one.spells() == [("0101", 0, 45, 0)]


def test_a_move_ends_one_spell_and_begins_the_next(one):
    one.lives("0101", "2004-02-20", "2005-03-10").lives("0751", "2005-03-11").works("2006-01-20")

    assert one.spells() == [("0101", 0, 13, 0), ("0751", 13, 24, 1)]


def test_the_day_of_a_move_may_stand_in_both_residences(one):
    one.lives("0101", "2004-02-20", "2005-03-11").lives("0751", "2005-03-11").works("2006-01-20")

    assert one.spells() == [("0101", 0, 13, 0), ("0751", 13, 24, 1)]
    assert one.read().report.extract.assumptions.shared_days == 1


def test_a_new_code_or_a_new_address_is_not_a_move(one):
    one.lives("0189", "2004-02-20", "2005-03-10").lives("0189", "2005-03-11", "2006-12-31")
    one.lives("0190", "2007-01-01").works("2007-03-01")

    assert one.spells() == [("0190", 0, 37, 1)]
    assert one.read().report.extract.assumptions.merged_residences == 2


def test_a_divided_municipality_counts_as_the_one_that_took_most_and_is_told(one):
    one.lives("0719", "2004-02-20").works("2004-05-01")

    assert one.spells() == [("0846", 0, 3, 1)]
    (old,) = one.read().report.old_codes
    assert (old.code, old.spells, old.is_divided) == ("0719", 1, True)


def test_a_day_without_residence_ends_what_is_known(one):
    one.lives("0101", "2004-02-20", "2005-03-10").lives("0751", "2005-03-12").works("2006-01-20")

    assert one.spells() == [("0101", 0, 13, 0)]
    report = one.read().report
    assert report.ends["unknown_place"] == 1
    assert report.extract.assumptions.residences_after_gap == 1


def test_residence_before_the_permit_counts_from_the_permit(one):
    one.lives("0751", "2002-01-01", "2003-06-30").lives("0101", "2003-07-01").works("2004-05-01")

    assert one.spells() == [("0101", 0, 3, 1)]
    seen = one.read().report.extract.assumptions
    assert (seen.residences_before_permit, seen.residences_at_permit) == (1, 1)


def test_who_comes_to_a_municipality_late_enters_late(one):
    one.lives("0101", "2004-06-20").works("2005-01-01")

    assert one.spells() == [("0101", 4, 11, 1)]
    assert one.read().report.late_people == 1


def test_work_before_any_residence_is_no_municipalitys_success(one):
    one.lives("0101", "2004-06-20").works("2004-05-01")

    assert one.left_out() == ["busy_before_residence"]


def test_who_never_lived_in_a_municipality_after_the_permit_is_left_out(one):
    one.lives("0101", "2003-01-01", "2004-02-19").works("2004-05-01")

    assert one.left_out() == ["without_residence"]


def test_who_came_when_nothing_is_seen_any_more_is_left_out(one):
    one.lives("0101", "2007-11-01")

    assert one.left_out() == ["never_observed"]


@pytest.mark.parametrize(("kind", "reason"), [("emigration", "emigrated"), ("death", "died")])
def test_leaving_ends_the_spell_on_the_day(one, kind, reason):
    one.lives("0101", "2004-02-20").leaves("2005-03-19", kind)

    assert one.spells() == [("0101", 0, 13, 0)]
    assert one.read().report.ends[reason] == 1


@pytest.mark.parametrize(
    ("last", "day_after"), [("2005-03-18", 1), ("2005-03-19", 0), ("2005-04-30", 0)]
)
def test_a_residence_may_end_on_the_day_of_leaving_or_the_day_before(one, last, day_after):
    one.lives("0101", "2004-02-20", last).leaves("2005-03-19")

    assert one.spells() == [("0101", 0, 13, 0)]
    assert one.read().report.ends["emigrated"] == 1
    assert one.read().report.extract.assumptions.exits_day_after == day_after


def test_an_emigration_before_the_permit_is_of_no_account(one):
    one.lives("0101", "2004-02-20").leaves("2003-05-01").works("2004-05-01")

    assert one.spells() == [("0101", 0, 3, 1)]
    assert one.read().report.extract.assumptions.exits_before_permit == 1


def test_who_comes_back_is_not_measured_again(one):
    one.lives("0101", "2004-02-20", "2005-03-19").leaves("2005-03-19")
    one.lives("0101", "2006-01-01").works("2006-03-01").leaves("2007-01-01")

    assert one.spells() == [("0101", 0, 13, 0)]
    assert one.read().report.extract.assumptions.later_exits == 1


@pytest.mark.parametrize(
    ("birth", "measured"),
    [
        ("1986-02-20", True),  # 18 on the day of the permit
        ("1986-02-21", False),
        ("1939-02-21", True),  # 65 the day after
        ("1939-02-20", False),
    ],
)
def test_age_is_counted_in_whole_years_on_the_day_of_the_permit(one, birth, measured):
    one.born(birth).lives("0101", "2004-02-20")

    assert (one.left_out() == []) == measured


def test_the_day_before_the_65th_birthday_is_the_last(one):
    one.born("1940-02-29").lives("0101", "2004-02-20")

    assert one.spells() == [("0101", 0, 13, 0)]  # until 28 February 2005
    assert one.read().report.ends["age_limit"] == 1


def test_an_event_on_the_last_day_still_counts(one):
    one.lives("0101", "2004-02-20").leaves("2004-05-01").works("2004-05-01")

    assert one.spells() == [("0101", 0, 3, 1)]


@pytest.mark.parametrize(
    ("support_again", "event"), [("2005-01-01", 1), ("2004-12-31", 1), ("2004-12-30", 0)]
)
def test_self_sufficient_is_who_is_without_support_for_26_weeks(one, support_again, event):
    one.lives("0101", "2004-02-20").does("public_support", "2004-03-01", "2004-07-01")
    one.does("public_support", support_again)

    assert one.spells(Success.SELF_SUFFICIENT)[0][3] == event


def test_a_subsidised_job_is_support_too(one):
    one.lives("0101", "2004-02-20").does("public_support", "2004-03-01", "2004-07-01")
    one.does("subsidised_employment", "2004-07-02")

    assert one.spells(Success.SELF_SUFFICIENT) == [("0101", 0, 41, 0)]


@pytest.mark.parametrize(
    ("first_day", "left_out"), [("2004-05-19", []), ("2004-05-20", ["outside_population"])]
)
def test_the_self_sufficient_are_sought_among_those_soon_on_support(one, first_day, left_out):
    one.lives("0101", "2004-02-20").does("public_support", first_day)

    assert one.left_out(Success.SELF_SUFFICIENT) == left_out


def test_leaving_the_country_is_not_self_sufficiency(one):
    one.lives("0101", "2004-02-20").does("public_support", "2004-03-01", "2004-07-01")
    one.leaves("2004-12-01")

    assert one.spells(Success.SELF_SUFFICIENT) == [("0101", 0, 10, 0)]


def test_an_extract_in_which_nobody_left_has_a_file_of_headings(one):
    one.lives("0101", "2004-02-20")

    assert one.extract.rows["exits"] == [["person_id", "date", "kind"]]
    assert one.read().report.extract.files[3].rows == 0


def test_further_columns_about_a_person_are_covariates(one):
    one.lives("0101", "2004-02-20")
    for row, partner in zip(one.extract.rows["persons"], ["partner", "yes", ""], strict=True):
        row.append(partner)

    table = one.read()

    assert table.frame["partner"].tolist() == ["yes", "uoplyst"]
    assert table.report.unknown == {"partner": 1}


def test_the_funnel_tells_where_people_were_lost(one):
    one.born("1990-01-01").lives("0101", "2004-02-20")

    report = one.read().report

    steps = [(step.name, step.people) for step in report.extract.funnel]
    assert steps[:2] == [("in_file", 2), ("right_age", 1)]
    assert steps[-1] == ("measured", 1)
    assert report.outside_age == report.extract.left_out.outside_age == 1
    assert date.fromisoformat(report.extract.data_end) == date(2007, 12, 31)


def test_success_means_the_same_here_and_in_the_rounds():
    assert {success.value for success in Success} == set(SuccessOfRounds.values)
