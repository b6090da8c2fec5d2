"""What can be wrong with the data: each fault by name, and beside it the same data without the fault."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measurements.engine import DataError, Spec, measure, release
from measurements.engine.spells import ROWS_SHOWN
from tests.engine.toys import country

SPEC = Spec(horizon=12, other_horizons=(), minimum_people=10, minimum_at_risk=1)


@pytest.fixture(scope="module")
def data():
    return country(21)


def _codes(spells, labour_market, spec=SPEC):
    with pytest.raises(DataError) as refused:
        measure(spells, labour_market, spec)
    return refused.value.codes


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    people=st.integers(4, 60),
    municipalities=st.integers(2, 5),
    rate=st.sampled_from([0.02, 0.1, 0.5, 2.0]),
    effects=st.sampled_from([0.1, 1.0, 3.0]),
    link=st.sampled_from(["cloglog", "poisson"]),
    sexes=st.sampled_from(["together", "separate"]),
    labour=st.booleans(),
)
def test_too_little_data_is_refused_by_name_or_measured_in_finite_numbers(
    seed, people, municipalities, rate, effects, link, sexes, labour
):
    thin = country(
        seed, people=people, municipalities=municipalities, months=12, rate=rate, effects=effects
    )
    spec = Spec(
        horizon=6,
        other_horizons=(),
        minimum_people=2,
        minimum_shown=1,
        minimum_at_risk=1,
        link=link,
        sexes=sexes,
    )

    try:
        outcome = measure(thin.spells, thin.labour_market if labour else None, spec)
    except DataError:
        return  # by name: any other exception fails the test

    json.dumps(release(outcome).as_dict(), allow_nan=False)
    for each in outcome.municipalities:
        assert (each.reason is None) == (each.rank_low is not None)
        if each.difference is not None:
            assert np.isfinite([each.difference, each.ci_low, each.ci_high]).all()
            assert 0 < each.se < 6
            assert 0 <= each.actual <= 6


def test_a_single_municipality_with_enough_people_has_nobody_to_be_ranked_against(data):
    enough = int((data.spells.municipality_code == "101").sum()) - 40

    outcome = measure(data.spells, data.labour_market, replace(SPEC, minimum_people=enough))

    reasons = [each.reason for each in outcome.municipalities]
    assert reasons == ["no_other_ranked", "fewer_than_ranked", "fewer_than_ranked"]
    assert outcome.municipality("0101").difference is not None


def test_no_event_before_the_horizon_is_refused(data):
    late = data.spells.assign(event=data.spells.event * (data.spells.exit > 12))

    assert _codes(late, data.labour_market) == ("no_events_by_horizon",)


def test_the_data_without_faults_is_measured(data):
    outcome = measure(data.spells, data.labour_market, SPEC)

    assert outcome.national.ranked == 3


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("exit", np.nan, "missing_value"),
        ("exit", 0, "no_duration"),
        ("exit", -1, "no_duration"),
        ("exit", np.inf, "not_a_whole_number"),
        ("exit", 7.5, "not_a_whole_number"),
        ("exit", "ti", "not_a_whole_number"),
        ("exit", 9999, "out_of_range"),
        ("entry", -2, "out_of_range"),
        ("entry", np.nan, "missing_value"),
        ("event", 2, "out_of_range"),
        ("event", np.nan, "missing_value"),
        ("permit_month", 13, "out_of_range"),
        ("permit_month", 0, "out_of_range"),
        ("permit_year", 99, "out_of_range"),
        ("permit_year", None, "missing_value"),
        ("municipality_code", None, "missing_value"),
        ("municipality_code", "  ", "missing_value"),
        ("person_id", None, "missing_value"),
        ("sex", None, "missing_value"),
        ("age", np.nan, "missing_value"),
        ("age", np.inf, "not_a_number"),
    ],
)
def test_one_bad_value_is_named_with_its_row(data, column, value, code):
    spells = data.spells.copy()
    spells[column] = spells[column].astype(object)
    spells.loc[4, column] = value
    if column == "age":
        spells[column] = spells[column].astype(float)

    with pytest.raises(DataError) as refused:
        measure(spells, data.labour_market, SPEC)

    named = [f for f in refused.value.faults if f.code == code]
    assert [f.where["row"] for f in named] == [6]  # headings are row 1
    assert named[0].where["column"] == column
    assert "6" in named[0].da


def test_a_bad_value_in_a_later_part_has_the_row_of_the_whole_file(data):
    parts = [data.spells[:100], data.spells[100:].assign(permit_month=data.spells.permit_month)]
    parts[1].loc[parts[1].index[3], "permit_month"] = 14

    with pytest.raises(DataError) as refused:
        measure(parts, data.labour_market, SPEC)

    assert refused.value.faults[0].where["row"] == 100 + 3 + 2


def test_all_faults_are_told_at_once(data):
    spells = data.spells.astype({"exit": object, "sex": object})
    spells.loc[0, "exit"] = "x"
    spells.loc[1, "sex"] = None
    spells.loc[2, "permit_month"] = 99

    assert sorted(_codes(spells, data.labour_market)) == [
        "missing_value",
        "not_a_whole_number",
        "out_of_range",
    ]


def test_many_equal_faults_are_counted_and_some_are_shown(data):
    spells = data.spells.assign(permit_month=13)

    codes = _codes(spells, data.labour_market)

    assert codes.count("out_of_range") == ROWS_SHOWN
    assert codes.count("more_of_the_same") == 1


def test_missing_and_doubled_columns_are_named(data):
    without = data.spells.drop(columns=["exit", "event"])
    doubled = pd.concat([data.spells, data.spells[["sex"]]], axis=1)

    assert _codes(without, data.labour_market) == ("missing_column", "missing_column")
    assert _codes(doubled, data.labour_market) == ("doubled_column",)


def test_an_empty_table_is_refused(data):
    assert _codes(data.spells[:0], data.labour_market) == ("empty_table",)


def test_all_censored_is_refused(data):
    assert _codes(data.spells.assign(event=0), data.labour_market) == ("no_events",)


def test_one_municipality_has_nothing_to_be_compared_with(data):
    alone = data.spells[data.spells.municipality_code == "101"]

    assert _codes(alone, data.labour_market) == ("one_municipality",)


def test_nobody_received_is_refused(data):
    movers = data.spells[data.spells.entry > 0]

    assert "no_people" in _codes(movers, data.labour_market)


def test_an_identifier_among_the_covariates_is_refused():
    data = country(5, people=900)
    named = data.spells.assign(name=data.spells.person_id.map("person {}".format))

    assert _codes(named, data.labour_market) == ("too_many_levels",)


def test_a_municipality_without_events_is_not_ranked_and_never_last(data):
    spells = data.spells.copy()
    spells.loc[spells.municipality_code == "330", "event"] = 0

    outcome = measure(spells, data.labour_market, SPEC)

    without = outcome.municipality("0330")
    assert without.reason == "no_events"
    assert without.rank_low is None
    assert without.actual is None
    assert (without.observed, without.ratio) == (0, 0.0)
    assert without.ratio_high > 0
    assert "held_by_prior" in [w.code for w in outcome.warnings]
    others = [m for m in outcome.municipalities if m.code != "0330"]
    assert all(np.isfinite(m.difference) and m.se < 10 for m in others)


def test_a_category_without_events_is_held_by_a_prior_and_told(data):
    spells = data.spells.assign(health=np.where(data.spells.person_id % 20 == 0, "bad", "good"))
    spells.loc[spells.health == "bad", "event"] = 0

    outcome = measure(spells, data.labour_market, SPEC)

    bad = next(c for c in outcome.national.coefficients if c.column == "health")
    assert abs(bad.estimate) < 5
    assert bad.se < 1.1  # statsmodels would say -23.7 with standard error 14,006
    assert [w.where["term"] for w in outcome.warnings if w.code == "held_by_prior"] == [
        "health=bad"
    ]


def test_a_column_with_one_value_is_left_out_and_told(data):
    plain = measure(data.spells, data.labour_market, SPEC)

    outcome = measure(data.spells.assign(country="DK", zero=0.0), data.labour_market, SPEC)

    told = [w.where["column"] for w in outcome.warnings if w.code == "one_level"]
    assert told == ["country", "zero"]
    assert outcome.municipalities == plain.municipalities


def test_a_column_that_the_municipality_determines_is_left_out_and_told(data):
    plain = measure(data.spells, data.labour_market, SPEC)
    region = np.where(data.spells.municipality_code == "101", "east", "west")

    outcome = measure(data.spells.assign(region=region), data.labour_market, SPEC)

    assert [w.code for w in outcome.warnings].count("aliased") == 1
    for one, other in zip(outcome.municipalities, plain.municipalities, strict=True):
        assert one.difference == pytest.approx(other.difference, abs=1e-7)
        assert one.se == pytest.approx(other.se, abs=1e-7)


def test_municipalities_that_never_share_a_month_are_not_compared(data):
    spells = data.spells[data.spells.entry == 0].copy()
    late = spells.municipality_code == "330"
    spells.loc[late, ["entry", "exit"]] += 30

    codes = _codes(spells, None)

    assert set(codes) == {"not_comparable"}


def test_overlapping_spells_of_a_person_are_counted(data):
    doubled = pd.concat([data.spells, data.spells[:7]])

    outcome = measure(doubled, data.labour_market, SPEC)

    told = [w.where["total"] for w in outcome.warnings if w.code == "overlapping_spells"]
    assert told == [7]


def test_a_month_in_which_everybody_left_waiting_finishes_is_certain(data):
    spells = data.spells.copy()
    last = spells.exit == spells.exit.max()
    spells.loc[last, "event"] = 1

    outcome = measure(spells, data.labour_market, SPEC)

    assert [w.where["month"] for w in outcome.warnings if w.code == "certain_month"] == [24]
    assert all(np.isfinite(m.difference) for m in outcome.municipalities)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda lm: lm.drop(columns="year"), "missing_column"),
        (lambda lm: lm[["municipality_code", "year"]], "missing_column"),
        (lambda lm: lm[:0], "empty_table"),
        (lambda lm: lm[lm.municipality_code != "147"], "labour_market_missing"),
        (
            lambda lm: lm[(lm.municipality_code != "147") | (lm.year != 2002)],
            "labour_market_missing",
        ),
        (lambda lm: pd.concat([lm, lm[:1]]), "labour_market_doubled"),
        (lambda lm: lm.assign(unemployment="mange"), "not_a_number"),
        (lambda lm: lm.assign(unemployment=np.nan), "missing_value"),
        (lambda lm: lm.assign(year=2001.5), "not_a_whole_number"),
    ],
)
def test_faults_of_the_labour_market_are_named(data, change, code):
    assert set(_codes(data.spells, change(data.labour_market))) == {code}


def test_codes_are_the_same_however_they_are_written(data):
    numbers = data.spells.assign(municipality_code=data.spells.municipality_code.astype(int))
    padded = data.labour_market.assign(municipality_code="0" + data.labour_market.municipality_code)

    outcome = measure(numbers, padded, SPEC)

    assert outcome == measure(data.spells, data.labour_market, SPEC)
    assert [m.code for m in outcome.municipalities] == ["0101", "0147", "0330"]


@pytest.mark.parametrize(
    "bad",
    [
        {"horizon": 1},
        {"adjust": "some"},
        {"link": "logit"},
        {"sexes": "apart"},
        {"draws": 5},
        {"level": 1.0},
        {"other_horizons": (0,)},
        {"minimum_people": 0},
    ],
)
def test_impossible_settings_are_refused(bad):
    with pytest.raises(DataError) as refused:
        Spec(**bad)

    assert refused.value.codes == ("bad_setting",)


def test_without_a_labour_market_nothing_is_adjusted_for_and_that_is_told(data):
    outcome = measure(data.spells, None, SPEC)

    assert outcome.spec.adjust == "none"
    assert "labour_market_absent" in [w.code for w in outcome.warnings]


def test_the_full_adjustment_needs_a_labour_market(data):
    assert _codes(data.spells, None, replace(SPEC, adjust="full")) == ("labour_market_required",)


def test_separate_sexes_need_a_column_sex(data):
    apart = replace(SPEC, sexes="separate")

    assert _codes(data.spells.drop(columns="sex"), None, apart) == ("sexes_not_separable",)


def test_the_commonest_category_may_be_the_one_without_events(data):
    spells = data.spells.assign(health=np.where(data.spells.person_id % 5 == 0, "good", "bad"))
    spells.loc[spells.health == "bad", "event"] = 0

    outcome = measure(spells, data.labour_market, SPEC)

    (health,) = [c for c in outcome.national.coefficients if c.column == "health"]
    assert (health.level, health.reference) == ("bad", "good")
    assert np.isfinite([health.estimate, health.se]).all()
