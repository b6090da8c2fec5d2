"""Each further estimator against an outside value, a slow twin or a truth that is known."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from measurements.engine import Spec, funnel, shrinkage, spread
from measurements.engine.bootstrap import bootstrap_differences
from measurements.engine.estimate import estimate
from measurements.engine.expected import mean_times
from measurements.engine.influence import robust_covariance
from measurements.engine.legacy import legacy_times
from measurements.engine.own_baseline import own_baseline
from measurements.engine.ratio import poisson_interval, ratios
from measurements.engine.spells import read_spells
from measurements.engine.standardisation import direct_standardisation
from measurements.engine.waterfall import waterfall
from tests.engine.toys import country, person_months

SPEC = Spec(horizon=18, other_horizons=())


def _estimate(data, spec=SPEC):
    table = read_spells([data.spells])
    return estimate(table, data.labour_market, spec, progress=lambda *_: None)


@pytest.fixture(scope="module")
def found(small):
    return _estimate(small)


# --- shrinkage, funnel, gaps


def test_between_variance_and_reliability_are_those_of_a_meta_analysis():
    random = np.random.default_rng(1)
    se = random.uniform(0.5, 3, 40)
    difference = random.normal(0, 2, 40) + se * random.standard_normal(40)

    among = shrinkage.population(difference, se)

    outside = combine_effects(difference, se**2, method_re="dl")
    assert among.variance == pytest.approx(outside.tau2)
    assert among.q == pytest.approx(outside.q)
    assert among.mean == pytest.approx(outside.mean_effect_fe)


def test_shrinkage_leaves_the_sure_and_draws_the_unsure():
    shrunken = shrinkage.shrink(
        np.array([4.0, 4.0]), np.array([0.01, 100.0]), shrinkage.Population(1.0, 4.0, 0.0, 2)
    )

    np.testing.assert_allclose(shrunken.difference, [4.0, 1.0], atol=0.01)
    np.testing.assert_allclose(shrunken.reliability, [1.0, 0.0], atol=0.001)


def test_equal_municipalities_have_no_variance_between_them():
    random = np.random.default_rng(2)
    se = np.full(2000, 1.5)

    among = shrinkage.population(se * random.standard_normal(2000), se)

    assert among.q / (among.count - 1) == pytest.approx(1, abs=0.1)
    assert among.variance < 0.2


def test_garwoods_interval_has_its_textbook_values():
    low, high = poisson_interval(np.array([0, 1, 10]), level=0.95)

    np.testing.assert_allclose(low, [0, 0.0253, 4.7954], atol=1e-4)
    np.testing.assert_allclose(high, [3.6889, 5.5716, 18.3904], atol=1e-4)


def test_observed_and_expected_are_counted_person_month_by_person_month(small, found):
    result = ratios(
        found.table,
        found.labour,
        found.fit,
        effects=found.effects_expected,
        horizon=SPEC.horizon,
        level=0.95,
    )

    rows = person_months(small.spells, small.labour_market)
    rows = rows[rows.month <= SPEC.horizon]
    by_place = rows.assign(mu=_rates(found, rows)).groupby("municipality_code")
    np.testing.assert_array_equal(result.observed, by_place.y.sum())
    np.testing.assert_allclose(result.expected, by_place.mu.sum(), rtol=1e-9)


def test_exact_funnel_limits_close_in_on_the_normal_ones():
    low, high = funnel.exact_limits(np.array([1.0, 10_000.0]), level=0.95)

    assert low[0] == 0 or low[0] < 0.1
    np.testing.assert_allclose([low[1], high[1]], [1 - 0.0196, 1 + 0.0196], atol=2e-4)


def test_overdispersion_is_seen_where_it_is_and_not_where_it_is_not():
    random = np.random.default_rng(3)
    expected = random.uniform(20, 400, 20_000)
    truth = np.exp(random.normal(0, 0.2, 20_000))

    none = funnel.overdispersion(random.poisson(expected), expected)
    some = funnel.overdispersion(random.poisson(expected * truth), expected)

    # drawing in a tenth at each end leaves 68 % of the variance of normal values
    assert none.phi == pytest.approx(0.68, abs=0.03)
    assert none.between_variance == 0
    assert 0.5 * 0.2**2 < some.between_variance < 0.68 * 0.2**2
    outer, inner = (
        funnel.additive_limits(np.array([100.0]), each, level=0.95) for each in (some, none)
    )
    assert outer[0] < inner[0] < 1 < inner[1] < outer[1]


def test_the_gap_of_chance_between_two_is_known():
    drawn = np.random.default_rng(4).standard_normal((200_000, 2))

    gap = spread.chance_gap(drawn, level=0.95)

    assert gap.mean == pytest.approx(2 / np.sqrt(np.pi), rel=0.01)
    assert gap.high == pytest.approx(1.96 * np.sqrt(2) * 1.1436, rel=0.02)  # 97.5 % of |N|


def test_fifths_by_hand():
    values = np.arange(10.0)

    assert spread.quintile_gap(values, values / 2) == spread.Gap(8.0, 4.0)
    assert np.isnan(spread.quintile_gap(values[:4], values[:4]).observed)


def test_noise_is_taken_out_of_the_explained_share():
    random = np.random.default_rng(5)
    people, own = random.normal(0, 3, 5000), random.normal(0, 2, 5000)
    noise = random.normal(0, 4, 5000)
    error = np.full(5000, 4.0)

    share = spread.explained_share(people + own + noise, error, own + noise, error)

    assert share.raw == pytest.approx(9 / 29, abs=0.03)
    assert share.denoised == pytest.approx(9 / 13, abs=0.06)


# --- means beside the first


def test_direct_standardisation_moves_everybody_to_each_municipality(found):
    direct = direct_standardisation(found)

    received = found.table.received
    national = found.labour.national(received)
    for j, effect in enumerate(found.fit.effects):
        there = mean_times(
            found.people,
            national,
            found.fit,
            effects=np.full(len(received), effect),
            horizons=(SPEC.horizon,),
            jacobians=False,
        )
        slow = np.average(there.months[:, 0], weights=received)
        assert direct.actual[j] == pytest.approx(slow, abs=1e-5)
    assert np.average(direct.difference, weights=received) == pytest.approx(0, abs=1e-12)


def test_what_remains_in_the_waterfall_is_as_sure_as_the_difference(found):
    fall = waterfall(found, level=0.95)

    received = found.table.received
    centred = found.primary.difference - np.average(found.primary.difference, weights=received)
    np.testing.assert_allclose(fall.remains.months, centred, atol=1e-12)
    width = (fall.remains.high - fall.remains.low) / 2 / 1.959964
    np.testing.assert_allclose(width, found.primary.se, rtol=0.2)


def test_who_arrived_is_longer_where_slower_people_arrive(small):
    spells = small.spells.copy()
    there = spells.municipality_code == "147"
    spells.loc[there, "sex"] = "F"  # who wait longer

    fall = waterfall(_estimate(replace(small, spells=spells)), level=0.95)

    assert fall.who_arrived.months[1] == fall.who_arrived.months.max()


def test_legacy_time_goes_on_at_the_last_years_rate():
    data = country(8, people=4000, municipalities=2, months=36, effects=0.0)
    plain = data.spells.drop(columns=["sex", "origin", "age"]).assign(permit_year=2001)

    legacy = legacy_times(
        _estimate(replace(data, spells=plain), replace(SPEC, adjust="none", horizon=24))
    )

    # with one rate throughout, the mean is one over the monthly chance
    months = plain.exit - plain.entry
    chance = plain.event.sum() / months.sum()
    np.testing.assert_allclose(legacy.actual, 1 / chance, rtol=0.12)
    assert (legacy.tail > 0).all()
    assert (legacy.tail < legacy.actual).all()


# --- checks on the covariance


def test_the_robust_covariance_agrees_where_the_model_is_true():
    found = _estimate(country(9, people=6000, municipalities=5))

    robust = np.sqrt(np.diag(robust_covariance(found)))

    np.testing.assert_allclose(robust, found.primary.se, rtol=0.06)


def test_the_robust_covariance_sums_over_a_persons_spells(small):
    as_they_are = _estimate(small)
    everyone_twice = pd.concat([small.spells, small.spells])
    strangers = pd.concat(
        [small.spells, small.spells.assign(person_id=small.spells.person_id + 9e6)]
    )
    twice = _estimate(replace(small, spells=everyone_twice))
    apart = _estimate(replace(small, spells=strangers.astype({"person_id": int})))

    single = robust_covariance(as_they_are)

    np.testing.assert_allclose(robust_covariance(twice), single, rtol=1e-6)
    np.testing.assert_allclose(robust_covariance(apart), single / 2, rtol=1e-6)


def test_refitting_resamples_gives_the_same_errors():
    data = country(10, people=400)

    drawn = bootstrap_differences(
        read_spells([data.spells]), data.labour_market, SPEC, replicates=80, seed=1
    )

    found = _estimate(data)
    np.testing.assert_allclose(np.nanstd(drawn, axis=0), found.primary.se, rtol=0.3)
    bias = np.abs(np.nanmean(drawn, axis=0) - found.primary.difference)
    assert (bias < 0.35 * found.primary.se).all()


def test_the_own_baseline_strays_no_oftener_than_its_error_says():
    strays = []
    for seed in range(15):
        found = _estimate(country(seed, people=1500, municipalities=4))
        beside = own_baseline(
            found.table, found.people, found.labour, found.fit, primary=found.primary
        )
        strays.append(beside.gap / beside.se)

    strays = np.concatenate(strays)
    assert 0.75 < strays.std() < 1.15
    assert (np.abs(strays) > 2).mean() < 0.12


def _rates(found, rows):
    """(rows,) mu of each person-month at the reference effects, written out term by term."""
    fit, layout = found.fit, found.fit.layout
    by_name = {layout.name(k): fit.parameters[k] for k in range(layout.size)}
    eta = rows.month.map(lambda m: by_name[f"month {m}"]).to_numpy(dtype=float)
    for column in ("sex", "origin", "permit_year"):
        eta = eta + rows[column].map(lambda v, c=column: by_name[f"{c}={v}"]).to_numpy(dtype=float)
    age = next(n for n in found.table.numbers if n.name == "age")
    eta = eta + by_name["age"] * (rows.age - age.centre)
    eta = eta + by_name["unemployment"] * (rows.unemployment - found.labour.centres[0])
    return np.exp(eta + found.effects_expected[0])
