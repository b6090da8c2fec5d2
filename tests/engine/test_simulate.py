"""Simulated countries look like the published one, and what is true in them can be found again."""

import math

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from measurements.engine import Spec, measure, release
from measurements.engine.simulate import Calendar, simulate, simulate_months
from measurements.engine.simulated_truth import BASELINE, true_differences

CODES = [f"{101 + number:04d}" for number in range(98)]

# First entries after 1..6 years that the baselines were chosen to give.
SHARES = {
    "refugee": (0.17, 0.28, 0.38, 0.46, 0.52, 0.57),
    "reunified_refugee": (0.16, 0.24, 0.32, 0.40, 0.46, 0.51),
    "reunified_other": (0.42, 0.56, 0.64, 0.69, 0.73, 0.76),
}


@pytest.fixture(scope="module")
def country():
    return simulate_months(seed=2026, municipalities=CODES)


def first_entries(spells, years):
    """Kaplan-Meier share with an event within so many years, by plain counting."""
    waiting = 1.0
    for month in range(1, 12 * years + 1):
        at_risk = (spells["entry"] < month) & (spells["exit"] >= month)
        events = at_risk & (spells["exit"] == month) & (spells["event"] == 1)
        waiting *= 1 - events.sum() / at_risk.sum()
    return 1 - waiting


@pytest.fixture(scope="module")
def followed_country():
    """Everybody followed for six years: otherwise only early, slower cohorts show the late years."""
    calendar = Calendar(last_year=2012, last_month=12)
    return simulate_months(seed=2026, municipalities=CODES, calendar=calendar)


@pytest.mark.parametrize("basis", SHARES)
def test_shares_after_one_to_six_years_are_those_of_the_calibration(followed_country, basis):
    spells = followed_country.spells
    spells = spells[spells["permit_basis"] == basis]

    shares = [first_entries(spells, years) for years in range(1, 7)]

    assert shares == pytest.approx(SHARES[basis], abs=0.035)


def test_the_one_year_share_about_doubles_from_2000_to_2006(country):
    of_year = dict(tuple(country.spells.groupby("permit_year")))

    ratio = first_entries(of_year[2006], 1) / first_entries(of_year[2000], 1)

    assert 1.6 < ratio < 2.2


def test_some_seven_per_cent_move_and_their_spells_tile(country):
    spells = country.spells
    second = spells[spells["entry"] > 0].set_index("person_id")
    first = spells[spells["entry"] == 0].set_index("person_id")

    assert 0.06 < len(second) / len(first) < 0.09
    assert (first["exit"].loc[second.index] == second["entry"]).all()
    assert (first["municipality_code"].astype(str).loc[second.index]
            != second["municipality_code"].astype(str)).all()  # fmt: skip


def test_municipalities_are_of_very_uneven_size(country):
    people = country.spells.query("entry == 0")["municipality_code"].value_counts()

    assert people.sum() == 30_000
    assert (people < 20).any()
    assert 10 < ((people >= 20) & (people < 80)).sum() < 35
    assert people.max() > 2_000


def test_largest_first_gives_sizes_in_the_order_of_the_codes():
    spells = simulate_months(seed=1, people=5_000, municipalities=CODES, largest_first=True).spells

    people = spells.query("entry == 0")["municipality_code"].value_counts().reindex(CODES)

    assert people.iloc[:5].min() > people.iloc[40:60].max() > people.iloc[-5:].max()


@pytest.mark.parametrize("simulation", [simulate, simulate_months])
def test_a_seed_decides_everything(simulation):
    once, again, other = (
        simulation(seed=seed, people=2_000, municipalities=CODES) for seed in (7, 7, 8)
    )

    assert_frame_equal(once.spells, again.spells)
    assert_frame_equal(once.labour_market, again.labour_market)
    assert once.truth == again.truth
    assert not once.spells.equals(other.spells)


def test_dates_stand_in_order_and_stop_at_the_end_of_the_data():
    calendar = Calendar(range(1999, 2006), 2006, 6)

    spells = simulate(seed=3, people=5_000, municipalities=CODES, calendar=calendar).spells

    assert (spells["permit_date"] <= spells["from_date"]).all()
    assert (spells["from_date"] <= spells["to_date"]).all()
    assert spells["to_date"].max() == pd.Timestamp(2006, 6, 30)
    assert sorted(spells["permit_date"].dt.year.unique()) == list(range(1999, 2006))
    at_the_end = spells[spells["end_reason"] == "end_of_data"]
    assert (at_the_end["to_date"] == pd.Timestamp(2006, 6, 30)).all()


def test_nobody_is_followed_beyond_the_age_limit():
    spells = simulate(seed=3, people=5_000, municipalities=CODES).spells

    reached = spells[spells["end_reason"] == "age_limit"]

    assert (spells["to_date"].dt.year - spells["birth_year"]).max() <= 64
    assert len(reached) > 20
    assert (reached["to_date"].dt.strftime("%m-%d") == "12-31").all()


def test_without_spread_no_municipality_differs():
    country = simulate_months(seed=5, people=4_000, municipalities=CODES, spread=0)

    differences = true_differences(country.spells, country.labour_market, country.truth)

    assert differences["difference"].abs().max() == 0


def test_true_differences_agree_with_a_slow_twin_written_out():
    country = simulate_months(seed=11, people=60, municipalities=CODES[:3])
    people = country.spells[country.spells["entry"] == 0]
    effects = country.truth.municipality_effects
    mean_effect = sum(effects[code] for code in people["municipality_code"]) / len(people)

    differences = true_differences(country.spells, country.labour_market, country.truth, horizon=24)

    for code in differences.index:
        rows = [row for _, row in people[people["municipality_code"] == code].iterrows()]
        own = sum(mean_months(row, country, effects[code], 24) for row in rows) / len(rows)
        mean = sum(mean_months(row, country, mean_effect, 24) for row in rows) / len(rows)
        assert differences.loc[code, "actual"] == pytest.approx(own, abs=1e-9)
        assert differences.loc[code, "difference"] == pytest.approx(own - mean, abs=1e-9)


def mean_months(person, country, effect, horizon):
    """Expected months of one person until the event, at most `horizon`."""
    truth = country.truth
    unemployment = country.labour_market.set_index(["municipality_code", "year"])["unemployment"]
    mix = sum(levels[str(person[column])] for column, levels in truth.coefficients.items())
    cumulated, months = 0.0, 0.0
    for month in range(1, horizon + 1):
        months += math.exp(-cumulated)
        year = person["permit_year"] + (person["permit_month"] - 1 + month - 1) // 12
        points = unemployment[person["municipality_code"], min(year, 2007)]
        log_hazard = (
            math.log(BASELINE[person["permit_basis"]][(month - 1) // 12])
            + mix
            - truth.centre
            + effect
            + truth.unemployment * (points - truth.unemployment_centre)
        )
        cumulated += math.exp(log_hazard)
    return months


@pytest.fixture(scope="module")
def outcome_and_country():
    country = simulate_months(seed=4, people=40_000, municipalities=CODES, proportional=True)
    outcome = release(measure(country.spells, country.labour_market, Spec(draws=100))).as_dict()
    return outcome, country


def test_the_measurement_finds_the_true_effects_of_covariates(outcome_and_country):
    outcome, country = outcome_and_country
    found = pd.DataFrame(outcome["national"]["coefficients"]).set_index("term")
    truth = country.truth.coefficients

    misses = []
    for column, levels in truth.items():
        terms = {level: f"{column}={level}" for level in levels}
        (reference,) = [level for level, term in terms.items() if term not in found.index]
        for level in set(levels) - {reference}:
            estimate, se = found.loc[terms[level], ["estimate", "se"]]
            misses.append((estimate - (levels[level] - levels[reference])) / se)
    estimate, se = found.loc["unemployment", ["estimate", "se"]]
    misses.append((estimate - country.truth.unemployment) / se)

    assert len(misses) == 1 + 4 + 10 + 1 + 7 + 2 + 1
    assert np.abs(misses).max() < 4
    assert np.mean(np.square(misses)) < 2


def test_the_measurement_finds_the_true_differences(outcome_and_country):
    outcome, country = outcome_and_country
    found = pd.DataFrame(outcome["municipalities"]).set_index("code")
    found = found[found["people"] >= 80]

    true = true_differences(country.spells, country.labour_market, country.truth)
    true = true["difference"].loc[found.index]

    inside = (found["ci_low"] <= true) & (true <= found["ci_high"])
    assert len(found) > 70
    assert inside.mean() > 0.88
    assert np.corrcoef(found["difference"].astype(float), true)[0, 1] > 0.8
