"""Every published figure is what the other published figures make of it."""

from copy import deepcopy

import pytest
from scipy.stats import false_discovery_control, norm

from measurements.engine import Spec, measure
from measurements.engine.explanation import explain
from measurements.engine.outcome import plain

SPEC = {"horizon": 18, "other_horizons": (12,), "minimum_people": 130, "minimum_at_risk": 3}


@pytest.fixture(scope="module", params=["none", "within", "full"])
def outcome(request, small):
    found = measure(small.spells, small.labour_market, Spec(**SPEC, adjust=request.param))
    return {
        "spec": plain(found.spec),
        "national": plain(found.national),
        "municipalities": [plain(each) for each in found.municipalities],
    }


def rows(outcome, *, ranked):
    return [row for row in outcome["municipalities"] if (row["reason"] is None) == ranked]


def test_all_that_is_computed_again_is_what_was_published(outcome):
    for row in outcome["municipalities"]:
        checks = explain(outcome, row["code"]).checks

        assert [check.name for check in checks if not check.holds] == []
        assert len(checks) == (6 if row["reason"] is None else 5)


@pytest.mark.parametrize(
    ("figure", "caught"),
    [
        ("expected", {"difference", "expected"}),
        ("actual", {"difference", "actual"}),
        ("shrunken", {"shrunken"}),
        ("reliability", {"reliability"}),
    ],
)
def test_a_figure_that_was_tampered_with_is_caught(outcome, figure, caught):
    tampered = deepcopy(outcome)
    row = rows(tampered, ranked=True)[0]
    row[figure] += 0.01

    checks = explain(tampered, row["code"]).checks

    assert {check.name for check in checks if not check.holds} == caught


def test_a_verdict_that_was_tampered_with_is_caught(outcome):
    tampered = deepcopy(outcome)
    row = rows(tampered, ranked=True)[0]
    row["verdict"] = "faster" if row["verdict"] != "faster" else "slower"

    checks = explain(tampered, row["code"]).checks

    assert [check.name for check in checks if not check.holds] == ["verdict"]


def test_the_steps_from_the_country_to_the_municipality_add_up(outcome):
    for row in outcome["municipalities"]:
        road = explain(outcome, row["code"]).road

        labour = road.labour_market.months if road.labour_market else 0
        assert row["expected"] == pytest.approx(
            road.national_expected + road.who_arrived.months + labour, abs=1e-6
        )
        assert (road.labour_market is None) == (outcome["spec"]["adjust"] == "none")


def test_the_country_is_the_same_seen_from_every_municipality(outcome):
    starts = {
        round(explain(outcome, row["code"]).road.national_expected, 6)
        for row in outcome["municipalities"]
    }

    assert len(starts) == 1


def test_the_line_tells_the_same_municipalities_as_adjusted_p_values(outcome):
    ranked = rows(outcome, ranked=True)
    p_values = [2 * norm.sf(abs(row["difference"]) / row["se"]) for row in ranked]

    trials = [explain(outcome, row["code"]).trial for row in ranked]

    told = [trial.p_value <= trial.line.limit for trial in trials]
    assert told == list(false_discovery_control(p_values) <= 0.05)
    assert {trial.line.told for trial in trials} == {sum(told)}
    assert {trial.line.among for trial in trials} == {len(ranked)}


def test_everybody_is_faster_slower_or_not_told_apart(outcome):
    for row in rows(outcome, ranked=True):
        standing = explain(outcome, row["code"]).standing

        assert 1 + standing.faster == row["rank_low"]
        assert standing.ranked - standing.slower == row["rank_high"]
        assert standing.not_told_apart >= 0


def test_the_unranked_have_no_test_and_no_place(outcome):
    unranked = rows(outcome, ranked=False)

    found = explain(outcome, unranked[0]["code"])

    assert (found.trial, found.standing) == (None, None)
    assert found.road is not None


def test_without_a_difference_there_is_nothing_to_explain(outcome):
    withheld = deepcopy(outcome)
    row = rows(withheld, ranked=False)[0]
    row["difference"] = None

    assert explain(withheld, row["code"]) is None


def test_where_the_steps_are_withheld_the_rest_is_explained(outcome):
    withheld = deepcopy(outcome)
    row = rows(withheld, ranked=True)[0]
    row["waterfall"] = None

    found = explain(withheld, row["code"])

    assert found.road is None
    assert all(check.holds for check in found.checks)


def test_where_one_of_the_ranked_is_withheld_no_line_is_drawn_without_it(outcome):
    """Its p-value is missing: the others' would give another line than the one that was used."""
    withheld = deepcopy(outcome)
    first, *others = rows(withheld, ranked=True)
    first.update(reason="few_outcomes", difference=None)

    found = explain(withheld, others[0]["code"])

    assert found.trial.p_value == explain(outcome, others[0]["code"]).trial.p_value
    assert (found.trial.line, found.trial.verdict, found.shrinking) == (None, None, None)
    assert found.standing == explain(outcome, others[0]["code"]).standing
    assert all(check.holds for check in found.checks)
