"""Shares after 1 to 6 years, by hand where it can be done by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from measurements.engine import Spec, measure
from measurements.engine.kaplan_meier import kaplan_meier, restricted_mean
from tests.engine.toys import country

SPEC = Spec(horizon=24, other_horizons=(), minimum_people=20, minimum_at_risk=1)


@pytest.fixture(scope="module")
def data():
    """Arrivals of 2001 and 2002, followed three years at most, so until the end of 2005."""
    return country(41, people=1200, months=36, rate=0.03)


@pytest.fixture(scope="module")
def outcome(data):
    return measure(data.spells, data.labour_market, SPEC)


def test_a_curve_by_hand():
    # 4 people: work in month 2, censored after 2, work in month 4, still waiting after 5
    curve = kaplan_meier(
        np.zeros(4, dtype=int),
        np.array([2, 2, 4, 5]),
        np.array([True, False, True, False]),
        level=0.95,
    )

    np.testing.assert_allclose(curve.survival, [1, 1, 3 / 4, 3 / 4, 3 / 8, 3 / 8])
    assert restricted_mean(curve, horizon=5).months == pytest.approx(1 + 1 + 3 / 4 + 3 / 4 + 3 / 8)
    assert (curve.low <= curve.survival).all()
    assert (curve.survival <= curve.high).all()


def test_late_entrants_count_only_from_their_entry():
    # the second was not there in month 1; the third leaves in month 1 with work
    curve = kaplan_meier(
        np.array([0, 1, 0]), np.array([3, 3, 1]), np.array([False, True, True]), level=0.95
    )

    np.testing.assert_allclose(curve.survival, [1, 1 / 2, 1 / 2, 1 / 4])


def test_national_shares_are_the_plain_shares_where_nobody_is_censored():
    data = country(42, people=600, months=36)
    spells = data.spells[data.spells.entry == 0].copy()
    spells.loc[spells.event == 0, "exit"] = 36

    found = measure(spells, data.labour_market, SPEC)

    for cohort in found.national.cohorts:
        mine = spells[spells.permit_year == cohort.permit_year]
        for share in cohort.shares[:3]:
            plain = ((mine.event == 1) & (mine.exit <= 12 * share.years)).mean()
            assert share.actual == pytest.approx(plain)
            assert share.low < plain < share.high


def test_a_cohort_not_followed_that_long_has_no_share(outcome):
    shares = outcome.national.cohorts[-1].shares

    assert [share.reason for share in shares] == [None] * 3 + ["not_followed"] * 3
    assert all(share.actual is None for share in shares[3:])


def test_shares_never_fall(outcome):
    for cohort in outcome.national.cohorts:
        known = [share.actual for share in cohort.shares if share.actual is not None]
        assert known == sorted(known)


def test_municipal_shares_stand_beside_what_was_expected_of_the_same_people(outcome):
    cohort = outcome.municipality("0101").cohorts[0]

    for share in cohort.shares[:3]:
        assert 0 < share.expected < 1
        assert share.low < share.actual < share.high


def test_expected_shares_agree_with_expected_times(data):
    # the sum of 1 - F(0) .. 1 - F(tau - 1) is the mean time; F is expected here at 12 and 24 months
    found = measure(data.spells, data.labour_market, replace(SPEC, horizon=13)).municipality("0101")
    longer = measure(data.spells, data.labour_market, replace(SPEC, horizon=12)).municipality(
        "0101"
    )

    people = [cohort.people for cohort in found.cohorts]
    at_twelve = np.average([c.shares[0].expected for c in found.cohorts], weights=people)
    assert found.expected - longer.expected == pytest.approx(1 - at_twelve)


def test_small_cohorts_are_pooled_with_their_neighbours(data):
    found = measure(data.spells, data.labour_market, replace(SPEC, minimum_shown=190))

    pools = found.municipality("0330").cohorts
    assert [(c.permit_year, c.permit_year_last) for c in pools] == [(2001, 2002)]
    assert pools[0].people == found.municipality("0330").people


def test_a_share_of_a_handful_says_how_many_it_rests_on(data):
    spells = data.spells.copy()
    there = (spells.municipality_code == "330") & (spells.exit <= 12) & (spells.event == 1)
    first_spells = there & (spells.entry == 0)
    spells.loc[spells.index[there & ~first_spells], "event"] = 0
    spells.loc[spells.index[first_spells][5:], "event"] = 0

    found = measure(spells, data.labour_market, replace(SPEC, minimum_shown=190))

    assert found.municipality("0330").cohorts[0].shares[0].reached == 5


def test_a_mover_counts_where_they_were_received(outcome, data):
    received = data.spells[data.spells.entry == 0].municipality_code.value_counts()

    for municipality in outcome.municipalities:
        assert (
            sum(c.people for c in municipality.cohorts) == received[municipality.code.lstrip("0")]
        )


def test_the_remainder_of_small_years_joins_the_pool_before(data):
    tail = pd.DataFrame(data.spells[data.spells.permit_year == 2002])
    late = tail[tail.municipality_code == "101"][:5].assign(permit_year=2003)
    late["person_id"] += 100_000

    found = measure(pd.concat([data.spells, late]), None, SPEC)

    assert [(c.permit_year, c.permit_year_last) for c in found.municipality("0101").cohorts] == [
        (2001, 2001),
        (2002, 2003),
    ]
