"""What a measurement hands on: complete, withheld where it must be, and plain JSON."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from measurements.engine import Spec, measure, release
from tests.engine.toys import country

KEYS_OF_A_MUNICIPALITY = {
    *("code", "people", "spells", "events", "observed", "expected_events"),
    *("ratio", "ratio_low", "ratio_high", "actual", "expected", "difference", "se"),
    *("ci_low", "ci_high", "percent", "shrunken", "reliability", "verdict", "reason"),
    *("rank_low", "rank_high", "simultaneous_low", "simultaneous_high", "p_top_ten"),
    *("could_be_top_ten", "band", "own_baseline_difference", "effect_changes", "cohorts"),
    *("direct_difference", "standardisations_differ", "unusual", "waterfall"),
    *("other_horizons", "p_fastest_fifth", "p_slowest_fifth", "mean_rank"),
}
KEYS = {"method", "spec", "national", "municipalities", "warnings", "disclosure"}
KEYS_OF_THE_COUNTRY = {
    *("people", "spells", "events", "municipalities", "ranked", "actual", "coefficients"),
    *("baseline", "explained_share", "gap", "quintile_gap", "chance_gap", "between_sd"),
    *("could_be_top_ten", "bands", "funnel", "cohorts"),
}


@pytest.fixture(scope="module")
def uneven():
    """Six municipalities, of which one has under 20 people and one under 60."""
    data = country(7, people=900, municipalities=6)
    first = data.spells[data.spells.entry == 0]
    few = first[first.municipality_code == "851"].person_id[15:]
    some = first[first.municipality_code == "751"].person_id[45:]
    keep = ~data.spells.person_id.isin({*few, *some})
    return replace(data, spells=data.spells[keep])


@pytest.fixture(scope="module")
def outcome(uneven, small_spec):
    return measure(uneven.spells, uneven.labour_market, small_spec)


def test_the_published_form_is_plain_json_with_the_promised_keys(outcome):
    found = release(outcome).as_dict()

    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found.keys() == KEYS
    assert found["national"].keys() == KEYS_OF_THE_COUNTRY
    assert all(each.keys() == KEYS_OF_A_MUNICIPALITY for each in found["municipalities"])
    assert [each["code"] for each in found["municipalities"]] == sorted(
        each["code"] for each in found["municipalities"]
    )


def test_under_the_minimum_shown_there_is_no_figure_at_all(outcome):
    tiny = release(outcome).as_dict()["municipalities"][-1]

    assert (tiny["code"], tiny["reason"], tiny["verdict"]) == (
        "0851",
        "fewer_than_shown",
        "too_few",
    )
    figures = {
        name: value for name, value in tiny.items() if name not in ("code", "reason", "verdict")
    }
    assert all(value in (None, []) for value in figures.values())


def test_under_the_minimum_ranked_there_are_figures_without_rank(outcome):
    few = outcome.municipality("0751")

    assert (few.reason, few.verdict) == ("fewer_than_ranked", "too_few")
    assert few.ci_low < few.difference < few.ci_high
    assert few.rank_low is few.band is few.p_top_ten is None


def test_ranked_municipalities_have_everything(outcome):
    ranked = [each for each in outcome.municipalities if each.reason is None]

    assert len(ranked) == outcome.national.ranked == 4
    for each in ranked:
        missing = [k for k, v in vars(each).items() if v is None]
        assert missing == ["reason"]
        assert 1 <= each.rank_low <= each.rank_high <= 4
        assert each.ci_low < each.difference < each.ci_high
        assert each.difference == pytest.approx(each.actual - each.expected)
        assert each.percent == pytest.approx(100 * (each.actual / each.expected - 1))
        assert 0 <= each.reliability <= 1
        assert 0 < each.ratio_low < each.ratio < each.ratio_high
        assert each.actual + each.ci_low - each.difference >= 0
        assert each.actual + each.ci_high - each.difference <= outcome.spec.horizon


def test_the_waterfall_adds_up(outcome):
    for each in outcome.municipalities:
        if each.waterfall is None:
            continue
        fall = each.waterfall
        steps = (fall.who_arrived, fall.labour_market, fall.remains)
        assert fall.national_actual + sum(step.months for step in steps) == pytest.approx(
            each.actual
        )
        assert all(step.low <= step.months <= step.high for step in steps)


def test_without_a_labour_market_the_waterfall_has_two_steps(uneven, small_spec):
    found = measure(uneven.spells, None, small_spec)

    fall = found.municipality("0101").waterfall
    assert fall.labour_market is None
    assert fall.national_actual + fall.who_arrived.months + fall.remains.months == pytest.approx(
        fall.actual
    )


def test_stages_are_told_in_order_and_each_is_finished(uneven, small_spec):
    told = []

    measure(
        uneven.spells, uneven.labour_market, small_spec, progress=lambda *each: told.append(each)
    )

    stages = list(dict.fromkeys(stage for stage, _ in told))
    assert stages == ["reading", "fitting", "means", "uncertainty", "ranking", "cohorts", "done"]
    for stage in stages:
        shares = [share for name, share in told if name == stage]
        assert shares == sorted(shares)
        assert shares[-1] == 1.0


def test_nobody_is_ranked_where_all_are_few(uneven, small_spec):
    found = measure(uneven.spells, uneven.labour_market, replace(small_spec, minimum_people=10_000))

    assert found.national.ranked == 0
    assert found.national.gap.observed is None
    assert found.national.between_sd is None
    assert "nobody_ranked" in [w.code for w in found.warnings]
    json.dumps(release(found).as_dict(), allow_nan=False)


def test_few_at_risk_at_the_horizon_are_shown_unranked(uneven, small_spec):
    found = measure(
        uneven.spells, uneven.labour_market, replace(small_spec, minimum_at_risk=10_000)
    )

    assert {each.reason for each in found.municipalities} == {
        "few_at_risk_at_horizon",
        "fewer_than_ranked",
        "fewer_than_shown",
    }
    assert found.municipality("0101").difference is not None


def test_other_horizons_are_what_a_run_of_their_own_finds(uneven, small_spec):
    beside = measure(uneven.spells, uneven.labour_market, small_spec).municipality("0101")

    alone = measure(
        uneven.spells, uneven.labour_market, replace(small_spec, horizon=12, other_horizons=())
    ).municipality("0101")

    (at_twelve,) = beside.other_horizons
    for name in ("actual", "expected", "difference", "se", "ci_low", "ci_high"):
        assert getattr(at_twelve, name) == pytest.approx(getattr(alone, name), abs=1e-9), name


def test_the_full_adjustment_expects_what_labour_market_levels_explain():
    data = country(3, people=4000, municipalities=6, effects=0.0)
    spec = Spec(horizon=18, other_horizons=(), minimum_people=20, minimum_at_risk=1)

    within, full = (
        measure(data.spells, _steep(data.labour_market), replace(spec, adjust=adjust))
        for adjust in ("within", "full")
    )

    # high levels did nobody any harm, so where they are high the effect looks good: until expected
    assert full.national.gap.observed < within.national.gap.observed / 2
    for one, other in zip(within.municipalities, full.municipalities, strict=True):
        assert one.actual == pytest.approx(other.actual)


def test_separate_sexes_have_month_effects_of_their_own(uneven, small_spec):
    found = measure(uneven.spells, uneven.labour_market, replace(small_spec, sexes="separate"))

    assert {each.stratum for each in found.national.baseline} == {"F", "M"}
    assert "sex" not in {each.column for each in found.national.coefficients}
    together = measure(uneven.spells, uneven.labour_market, small_spec)
    for one, other in zip(found.municipalities[:4], together.municipalities[:4], strict=True):
        assert one.difference == pytest.approx(other.difference, abs=0.5)


def test_a_null_country_has_differences_no_larger_than_chance():
    data = country(12, people=6000, municipalities=6, effects=0.0)
    spec = Spec(horizon=18, other_horizons=(), minimum_people=20, minimum_at_risk=1)

    national = measure(data.spells, data.labour_market, spec).national

    assert national.chance_gap.low < national.gap.observed < national.chance_gap.high
    assert national.gap.shrunken <= national.gap.observed
    assert all(each is not None for each in vars(national.explained_share).values())


def _steep(labour_market: pd.DataFrame) -> pd.DataFrame:
    """High unemployment in two municipalities, besides what changes from year to year."""
    high = labour_market.municipality_code.isin(["101", "330"]) * 10.0
    return labour_market.assign(unemployment=labour_market.unemployment + high)
