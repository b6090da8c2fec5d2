"""The robustness panel answers what it can and says why not where it cannot."""

import pandas as pd
import pytest

from measurements.engine import Spec, measure
from measurements.engine.robustness import in_first_municipality, robustness
from measurements.engine.spells import read_spells
from tests.engine.toys import country

SPEC = Spec(horizon=18, minimum_people=60, minimum_at_risk=3)


@pytest.fixture(scope="module")
def data():
    return country(51, people=1500, municipalities=6, months=40, rate=0.04)


@pytest.fixture(scope="module")
def panel(data):
    return robustness(data.spells, data.labour_market, SPEC, workers=1)


def _variant(panel, code):
    return next(variant for variant in panel.variants if variant.code == code)


def test_every_choice_of_the_method_is_answered_or_explained(panel):
    assert {variant.code: variant.reason for variant in panel.variants} == {
        "event_6_months": "needs_other_spells",
        "event_13_weeks": "needs_other_spells",
        "self_sufficiency": "needs_other_spells",
        "adjust_none": None,
        "adjust_full": None,
        "sex_F": None,
        "sex_M": None,
        "before_2002": None,
        "from_2002": None,
        "first_municipality": None,
        "horizon_36": None,
        "horizon_48": "not_followed_that_long",
        "horizon_96": "not_followed_that_long",
        "minimum_50": None,
        "minimum_150": None,
        "other_link": None,
        "direct": None,
        "competing_exits": "needs_end_reasons",
    }
    for variant in panel.variants:
        answered = variant.reason is None
        assert (variant.spearman is not None) == answered
        assert (variant.differences is not None) == answered


def test_choices_that_should_hardly_matter_hardly_do(panel):
    for code in ("other_link", "first_municipality", "direct"):
        assert _variant(panel, code).spearman > 0.8, code
        assert _variant(panel, code).stay_in_ten == 6, code


def test_a_variant_is_the_run_it_stands_for(data, panel):
    women = data.spells[data.spells.sex == "F"]

    alone = measure(women, data.labour_market, SPEC)

    ranked = {m.code: m.difference for m in alone.municipalities if m.reason is None}
    assert _variant(panel, "sex_F").differences == pytest.approx(ranked)


def test_a_longer_horizon_reuses_the_fit_and_finds_the_same(data, panel):
    alone = measure(data.spells, data.labour_market, Spec(horizon=36, minimum_people=60))

    ranked = {m.code: m.difference for m in alone.municipalities if m.difference is not None}
    for code, difference in _variant(panel, "horizon_36").differences.items():
        assert difference == pytest.approx(ranked[code], abs=1e-8)


def test_ranges_hold_the_primary_difference_and_all_variants_of_its_horizon(data, panel):
    primary = measure(data.spells, data.labour_market, SPEC)

    for each in panel.ranges:
        assert each.low <= primary.municipality(each.code).difference <= each.high
        assert each.low <= _variant(panel, "direct").differences[each.code] <= each.high


def test_another_definition_of_the_event_may_be_brought_along(data):
    stricter = data.spells.assign(event=data.spells.event * (data.spells.person_id % 3 > 0))

    panel = robustness(
        data.spells, data.labour_market, SPEC, other_spells={"event_6_months": stricter}
    )

    alone = measure(stricter, data.labour_market, SPEC)
    ranked = {m.code: m.difference for m in alone.municipalities if m.reason is None}
    assert _variant(panel, "event_6_months").differences == pytest.approx(ranked)


def test_workers_change_nothing_and_progress_reaches_the_end(data, panel):
    told = []

    two = robustness(
        data.spells,
        data.labour_market,
        SPEC,
        workers=2,
        progress=lambda code, share: told.append((code, share)),
    )

    assert two == panel
    assert [code for code, _ in told] == [variant.code for variant in panel.variants]
    assert told[-1][1] == 1.0


def test_without_labour_market_or_sex_the_panel_says_so(data):
    panel = robustness(data.spells.drop(columns="sex"), None, SPEC)

    reasons = {variant.code: variant.reason for variant in panel.variants}
    assert reasons["adjust_full"] == "needs_labour_market"
    assert reasons["one_sex"] == "needs_sex"


def test_movers_are_counted_where_they_were_received():
    spells = pd.DataFrame(
        {
            "person_id": [1, 1, 2, 3, 4],
            "municipality_code": ["101", "147", "147", "147", "101"],
            "permit_year": 2001,
            "permit_month": 1,
            "entry": [0, 5, 0, 3, 0],
            "exit": [5, 9, 4, 8, 6],
            "event": [0, 1, 1, 1, 0],
        }
    )

    joined = in_first_municipality(read_spells([spells]))

    rows = list(zip(joined.municipality, joined.entry, joined.exit, joined.event, strict=True))
    assert sorted(rows) == [(0, 0, 6, False), (0, 0, 9, True), (1, 0, 4, True)]
