"""Traps that cost others their figures, one test each."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from measurements.engine import DataError, Spec, measure, release
from measurements.engine.estimate import estimate
from measurements.engine.labour_market import read_labour_market
from measurements.engine.spells import read_spells
from measurements.engine.table import Factor, SpellTable
from tests.engine.toys import country

SPEC = Spec(horizon=18, other_horizons=(), minimum_people=1, minimum_shown=1, minimum_at_risk=1)


def test_small_integer_codes_do_not_overflow_when_they_are_multiplied(small):
    table = read_spells([small.spells])
    wide = _with_wide_codes(table)
    assert table.municipality.dtype == np.uint8

    narrow, widened = (_estimate(t, small.labour_market) for t in (table, wide))

    np.testing.assert_array_equal(narrow.primary.difference, widened.primary.difference)
    cells = len(table.municipalities) * widened.labour.values.shape[2] * len(table.factors)
    assert cells > 64
    assert narrow.fit.layout.months * len(table.municipalities) > 127


def test_more_than_256_levels_are_told_apart():
    data = country(3, people=3000)
    random = np.random.default_rng(0)
    village = np.array([f"v{k:03d}" for k in range(300)])[random.integers(0, 300, 3000)]
    by_person = pd.Series(village, index=np.arange(3000) + 1)

    table = read_spells([data.spells.assign(village=data.spells.person_id.map(by_person))])

    factor = next(f for f in table.factors if f.name == "village")
    assert len(factor.levels) == 300
    assert len(np.unique(factor.codes)) == 300


def test_months_without_events_have_rate_nothing_and_spoil_nothing(small):
    spells = small.spells.copy()
    quiet = (spells.exit >= 5) & (spells.exit <= 7) & (spells.event == 1)
    spells.loc[quiet, "event"] = 0

    found = _estimate(read_spells([spells]), small.labour_market)

    assert not found.fit.month_rates[0, 4:7].any()
    assert np.isfinite(found.primary.difference).all()
    assert np.isfinite(found.primary.covariance).all()


def test_the_callers_table_is_left_alone(small):
    before = small.spells.copy()

    measure(small.spells, small.labour_market, SPEC)

    pd.testing.assert_frame_equal(small.spells, before)


def test_the_labour_market_is_carried_forward_and_the_reader_is_told(small):
    cut = small.labour_market[small.labour_market.year <= 2003]
    flat = small.labour_market.copy()
    last = cut[cut.year == 2003].set_index("municipality_code").unemployment
    later = flat.year > 2003
    flat.loc[later, "unemployment"] = flat.municipality_code.map(last)

    carried, written_out = (measure(small.spells, lm, SPEC) for lm in (cut, flat))

    assert "labour_market_carried_forward" in [w.code for w in carried.warnings]
    for one, other in zip(carried.municipalities, written_out.municipalities, strict=True):
        assert one.difference == pytest.approx(other.difference, abs=1e-9)


def test_a_horizon_that_nobody_reached_is_refused_and_not_extrapolated(small):
    with pytest.raises(DataError) as refused:
        measure(small.spells, small.labour_market, replace(SPEC, horizon=60))

    assert refused.value.codes == ("horizon_beyond_data",)
    assert refused.value.faults[0].where == {"table": "spells", "horizon": 60, "found": 24}


def test_a_municipality_with_nobody_at_risk_at_the_horizon_has_no_figure(small):
    spells = small.spells.copy()
    there = spells.municipality_code == "461"
    late = there & (spells.exit > 10)
    spells.loc[late, ["exit", "event"]] = [10, 0]
    spells = spells[~(there & (spells.entry >= 10))]

    found = measure(spells, small.labour_market, SPEC).municipality("0461")

    assert found.reason == "nobody_at_risk_at_horizon"
    assert found.verdict == "too_few"
    assert found.actual is found.difference is found.ci_low is found.rank_low is None
    assert found.observed > 0


def test_a_thread_more_changes_no_digit(small):
    import threadpoolctl

    results = []
    for threads in (1, 2):
        with threadpoolctl.threadpool_limits(threads):
            results.append(release(measure(small.spells, small.labour_market, SPEC)))

    assert results[0] == results[1]


def test_a_changing_effect_is_noticed_and_a_steady_one_is_not():
    steady = country(11, people=6000, municipalities=3, effects=0.0)
    changing = _late_bloomer(steady.spells, "147")

    before = measure(steady.spells, steady.labour_market, SPEC)
    after = measure(changing, steady.labour_market, SPEC)

    assert not any(m.effect_changes for m in before.municipalities)
    assert after.municipality("0147").effect_changes
    assert "effect_changes" in [w.code for w in after.warnings]


def test_the_labour_market_of_other_places_is_ignored(small):
    one = small.labour_market[small.labour_market.municipality_code == "101"]
    elsewhere = one.assign(municipality_code="999", unemployment=99.0)
    table = read_spells([small.spells])

    alone = read_labour_market(small.labour_market, table, horizon=18)
    beside = read_labour_market(pd.concat([small.labour_market, elsewhere]), table, horizon=18)

    np.testing.assert_array_equal(alone.values, beside.values)


def _estimate(table, labour_market):
    return estimate(table, labour_market, SPEC, progress=lambda *_: None)


def _with_wide_codes(table: SpellTable) -> SpellTable:
    return replace(
        table,
        municipality=table.municipality.astype(np.int64),
        stratum=table.stratum.astype(np.int64),
        entry=table.entry.astype(np.int64),
        exit=table.exit.astype(np.int64),
        factors=tuple(Factor(f.name, f.levels, f.codes.astype(np.int64)) for f in table.factors),
    )


def _late_bloomer(spells: pd.DataFrame, code: str) -> pd.DataFrame:
    """Nearly all of a municipality's early events are put off by a year."""
    changed = spells.copy()
    early = (changed.municipality_code == code) & (changed.event == 1) & (changed.exit <= 8)
    put_off = early & (changed.person_id % 8 > 0)
    changed.loc[put_off, "exit"] += 12
    return changed
