"""What must stay when names, order, units or the amount of data change."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measurements.engine import Spec, measure, release
from measurements.engine.estimate import Estimate, estimate
from measurements.engine.spells import read_spells
from tests.engine.toys import Country, country

FEW = settings(max_examples=6, deadline=None)
SPEC = Spec(horizon=18, other_horizons=(), minimum_people=30, minimum_at_risk=1)
seeds = st.integers(0, 2**32 - 1)


@FEW
@given(seed=seeds)
def test_row_order_changes_no_digit(seed):
    data = country(seed)

    shuffled = data.spells.sample(frac=1, random_state=seed % 1000)

    assert _published(data) == _published(replace(data, spells=shuffled))


@FEW
@given(seed=seeds)
def test_renaming_municipalities_permutes_the_results_and_nothing_else(seed):
    data = country(seed, municipalities=4)
    names = {"101": "851", "147": "101", "330": "461", "461": "330"}

    renamed = Country(
        *(
            table.replace({"municipality_code": names})
            for table in (data.spells, data.labour_market)
        )
    )

    before = {m["code"]: m for m in _published(data)["municipalities"]}
    after = {m["code"]: m for m in _published(renamed)["municipalities"]}
    for old, new in names.items():
        _assert_same(before[old.zfill(4)], after[new.zfill(4)])


@FEW
@given(seed=seeds)
def test_renaming_categories_changes_no_result(seed):
    data = country(seed)

    renamed = data.spells.replace({"origin": {"north": "z", "south": "y", "west": "x"}})

    before, after = _found(data), _found(replace(data, spells=renamed))
    np.testing.assert_allclose(after.primary.difference, before.primary.difference, atol=1e-9)
    np.testing.assert_allclose(after.primary.se, before.primary.se, atol=1e-9)


@FEW
@given(seed=seeds, months=st.sampled_from([2, 3]))
def test_measuring_in_shorter_months_multiplies_every_time(seed, months):
    data = country(seed)
    finer = data.spells.assign(entry=data.spells.entry * months, exit=data.spells.exit * months)

    before = _found(data, replace(SPEC, adjust="none"))
    after = _found(
        replace(data, spells=finer), replace(SPEC, adjust="none", horizon=SPEC.horizon * months)
    )

    # all events fall on the last of the finer months, so S is the same step function
    np.testing.assert_allclose(after.primary.actual, before.primary.actual * months, rtol=1e-7)
    np.testing.assert_allclose(
        after.primary.difference, before.primary.difference * months, rtol=1e-6, atol=1e-8
    )


@FEW
@given(seed=seeds)
def test_twice_the_data_shrinks_errors_by_root_two(seed):
    data = country(seed)
    again = data.spells.assign(person_id=data.spells.person_id + 10_000)

    once = _found(data)
    twice = _found(replace(data, spells=pd.concat([data.spells, again])))

    np.testing.assert_allclose(twice.primary.difference, once.primary.difference, atol=1e-8)
    np.testing.assert_allclose(twice.primary.se * np.sqrt(2), once.primary.se, rtol=1e-7)


@FEW
@given(seed=seeds)
def test_a_municipality_split_at_random_keeps_its_mean_difference(seed):
    data = country(seed, people=2000, municipalities=2)
    half = np.random.default_rng(seed).random(len(data.spells)) < 0.5
    split = data.spells.copy()
    split.loc[half & (split.municipality_code == "101"), "municipality_code"] = "851"
    twin = data.labour_market[data.labour_market.municipality_code == "101"]
    labour_market = pd.concat([data.labour_market, twin.assign(municipality_code="851")])

    whole = _found(data)
    parts = _found(Country(split, labour_market))

    received = parts.table.received[[0, 2]]
    assert parts.table.municipalities == ("0101", "0147", "0851")
    mean = np.average(parts.primary.difference[[0, 2]], weights=received)
    assert mean == pytest.approx(whole.primary.difference[0], abs=0.15)


@FEW
@given(seed=seeds)
def test_differences_are_zero_on_average_over_people(seed):
    found = _found(country(seed, people=1000))

    received = found.table.received
    mean = np.average(found.primary.difference, weights=received)
    effects = found.fit.effects - np.average(found.fit.effects, weights=received)
    # zero were survival linear in the effect, and alike everywhere; its second derivative is at
    # most 0.31 a month, and people differ a little from place to place
    bend = 0.31 / 2 * SPEC.horizon * np.average(effects**2, weights=received)
    unlike = 0.05 * SPEC.horizon * np.average(np.abs(effects), weights=received)
    assert abs(mean) <= bend + unlike


def test_with_the_poisson_link_each_municipality_has_the_events_its_own_effect_expects(small):
    from measurements.engine.ratio import expected_events

    found = _found(small, replace(SPEC, link="poisson"))

    expected = expected_events(found.table, found.labour, found.fit, effects=found.fit.effects)

    events = np.bincount(found.table.municipality, found.table.event)
    np.testing.assert_allclose(expected, events, rtol=1e-9)


def test_blocks_change_nothing(small, monkeypatch):
    whole = _found(small)

    monkeypatch.setattr("measurements.engine.newton.ROWS_PER_BLOCK", 64)
    monkeypatch.setattr("measurements.engine.table.SpellTable.blocks.__defaults__", (64,))
    monkeypatch.setattr("measurements.engine.expected.ROWS_AT_ONCE", 50)
    divided = _found(small)

    np.testing.assert_allclose(divided.primary.difference, whole.primary.difference, atol=1e-10)
    np.testing.assert_allclose(divided.primary.covariance, whole.primary.covariance, atol=1e-10)


def test_the_start_of_the_fit_changes_nothing(small, monkeypatch):
    near = _found(small)

    monkeypatch.setattr("measurements.engine.start.ROUNDS", 0)
    far = _found(small)

    np.testing.assert_allclose(far.primary.difference, near.primary.difference, atol=1e-9)


def test_parts_of_a_table_are_the_table(small):
    parts = [small.spells[:100], small.spells[100:350], small.spells[350:]]

    whole = measure(small.spells, small.labour_market, SPEC)
    divided = measure(iter(parts), small.labour_market, SPEC)

    assert release(divided) == release(whole)


def test_the_seed_touches_nothing_but_what_is_drawn(small):
    one = release(measure(small.spells, small.labour_market, SPEC)).as_dict()
    two = release(measure(small.spells, small.labour_market, replace(SPEC, seed=2))).as_dict()

    drawn = {"p_top_ten", "p_fastest_fifth", "p_slowest_fifth", "mean_rank"}
    drawn |= {"rank_low", "rank_high", "simultaneous_low", "simultaneous_high", "band"}
    for a, b in zip(one["municipalities"], two["municipalities"], strict=True):
        assert {k: v for k, v in a.items() if k not in drawn} == {
            k: v for k, v in b.items() if k not in drawn
        }
        assert a["mean_rank"] == pytest.approx(b["mean_rank"], abs=0.1)
    assert one["national"]["chance_gap"]["mean"] == pytest.approx(
        two["national"]["chance_gap"]["mean"], rel=0.05
    )


def _found(data: Country, spec: Spec = SPEC) -> Estimate:
    table = read_spells([data.spells])
    return estimate(table, data.labour_market, spec, progress=lambda *_: None)


def _published(data: Country) -> dict:
    return release(measure(data.spells, data.labour_market, SPEC)).as_dict()


def _assert_same(before: object, after: object) -> None:
    """Equal to 1e-6 in every number, whatever the code is called."""
    if isinstance(before, dict):
        for key in before.keys() - {"code"}:
            _assert_same(before[key], after[key])
    elif isinstance(before, list):
        for one, other in zip(before, after, strict=True):
            _assert_same(one, other)
    elif isinstance(before, float):
        assert after == pytest.approx(before, abs=1e-6)
    else:
        assert after == before
