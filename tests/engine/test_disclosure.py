"""What may be known of a measurement: the limits (V01-V17), and the attack that holds them.

Each guard is tried with the guard off: then the attack, or the reader, must see what it hides.
"""

import copy
import json
import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from measurements.engine import POLICY, DataError, Policy, Released, Spec, audit, measure, release
from measurements.engine.disclosure import released, remedies
from measurements.engine.outcome import Coefficient, MonthEffect, plain
from tests.engine.small_tables import Counts, outcome_of, random_counts
from tests.engine.toys import country

UNGUARDED = Policy(rounding=1, secondary=False)  # small groups are hidden, and nothing else
SEEDS = range(24)
ALL_SEEDS = range(2000)
COUNTS = ("people", "spells", "events", "observed")


def counts(people, reached) -> Counts:
    return Counts(np.array(people), np.array(reached))


# Two municipalities, arrivals of 2001 and 2002; reached after one and two years.
PLAIN = counts(
    [[40, 50], [60, 70]],
    [[[10, 20], [12, 24]], [[20, 31], [22, 40]]],
)


def form(found: Counts, policy: Policy = POLICY, history=()) -> dict:
    return release(outcome_of(found), policy, history=history).as_dict()


def with_reached(municipality: int, arrival: int, reached: list[int]) -> Counts:
    changed = PLAIN.reached.copy()
    changed[municipality, arrival] = reached
    return Counts(PLAIN.people, changed)


def shares(told: dict, municipality: int) -> list[dict]:
    return [s for c in told["municipalities"][municipality]["cohorts"] for s in c["shares"]]


# --- small groups


@pytest.mark.parametrize("few", [[0, 0], [1, 4], [3, 4]])
def test_V01_few_with_an_outcome_are_hidden(few):
    first = shares(form(with_reached(0, 0, few)), 0)[:2]

    assert [share["reason"] for share in first] == ["small_cell"] * 2
    assert all(share[name] is None for share in first for name in ("actual", "low", "high"))
    assert all(share["expected"] is None for share in first)


@pytest.mark.parametrize("many", [[36, 40], [36, 36], [37, 39]])
def test_V01_few_without_an_outcome_are_hidden(many):
    first = shares(form(with_reached(0, 0, many)), 0)[:2]

    assert [share["reason"] for share in first] == ["small_cell"] * 2


def test_V01_five_with_and_five_without_are_shown():
    told = shares(form(with_reached(0, 0, [5, 34])), 0)

    assert [share["reason"] for share in told] == [None] * 4


@pytest.mark.parametrize("seed", SEEDS)
def test_V01_nothing_shown_rests_on_fewer_than_five(seed):
    found = random_counts(seed)

    told = form(found)

    for raw, row in zip(outcome_of(found).municipalities, told["municipalities"], strict=True):
        if row["difference"] is not None:
            assert min(raw.events, raw.spells - raw.events) >= 5
        for before, after in zip(raw.cohorts, row["cohorts"], strict=False):
            for one, other in zip(before.shares, after["shares"], strict=True):
                if other["actual"] is not None:
                    assert min(one.reached, before.people - one.reached) >= 5


def test_V01_under_twenty_people_there_is_no_figure_at_all():
    few = counts([[19], [60], [70]], [[[6, 9]], [[20, 31]], [[22, 40]]])

    row = form(few)["municipalities"][0]

    assert (row["code"], row["reason"], row["verdict"]) == ("0101", "fewer_than_shown", "too_few")
    rest = {name: each for name, each in row.items() if name not in ("code", "reason", "verdict")}
    assert all(each in (None, []) for each in rest.values())


def test_V02_nobody_and_everybody_look_alike():
    nobody = with_reached(0, 0, [0, 0]).reached[:, :, -1] * 0
    none = counts(PLAIN.people, np.stack([nobody, nobody], axis=-1) + [[[[0]]], [[[30]]]][1][0])
    none.reached[0] = 0
    everybody = counts(PLAIN.people, none.reached.copy())
    everybody.reached[0] = PLAIN.people[0][:, None]

    rows = [form(each)["municipalities"][0] for each in (none, everybody)]

    assert rows[0] == rows[1]
    assert rows[0]["reason"] == "few_outcomes"


def test_V07_a_municipality_of_few_outcomes_keeps_no_figure_of_its_own_results():
    reached = PLAIN.reached.copy()
    reached[0] = [[1, 2], [1, 2]]

    row = form(Counts(PLAIN.people, reached))["municipalities"][0]

    told = {name for name, value in row.items() if value not in (None, [])}
    assert told == {"code", "verdict", "reason", "people", "expected"}
    assert (row["verdict"], row["rank_low"]) == ("too_few", None)


def test_suppressed_municipality_is_listed_but_has_no_place():
    reached = PLAIN.reached.copy()
    reached[0] = [[1, 2], [1, 2]]

    told = form(Counts(PLAIN.people, reached))

    assert [row["code"] for row in told["municipalities"]] == ["0101", "0102"]
    assert [row["rank_low"] is None for row in told["municipalities"]] == [True, False]


def test_V06_a_month_in_which_few_had_the_outcome_has_no_rate():
    months = tuple(MonthEffect(t, "", -4.0, fewest=few) for t, few in enumerate([0, 4, 5], start=1))
    raw = outcome_of(PLAIN)

    told = release(replace(raw, national=replace(raw.national, baseline=months))).as_dict()

    rates = [(each["alpha"], each["reason"]) for each in told["national"]["baseline"]]
    assert rates == [(None, "small_cell"), (None, "small_cell"), (-4.0, None)]


@pytest.mark.parametrize(("fewest", "shown"), [(0, False), (4, False), (5, True), (None, True)])
def test_V07_V09_the_coefficient_of_a_small_category_is_hidden(fewest, shown):
    """Missing values are a category like any other."""
    small = Coefficient("education=unknown", "education", "unknown", "no", 0.4, 0.2, fewest)
    raw = outcome_of(PLAIN)

    told = release(replace(raw, national=replace(raw.national, coefficients=(small,)))).as_dict()

    (coefficient,) = told["national"]["coefficients"]
    assert (coefficient["estimate"] is not None, coefficient["se"] is not None) == (shown, shown)
    assert coefficient["reason"] == (None if shown else "small_cell")
    assert "fewest" not in coefficient


@pytest.mark.parametrize("seed", SEEDS)
def test_V09_what_is_absent_is_null_with_a_reason_and_never_zero(seed):
    told = form(random_counts(seed))

    for row in told["municipalities"]:
        assert all(row[name] != 0 for name in COUNTS)
        assert row["reason"] or None not in [row[name] for name in (*COUNTS, "difference", "ratio")]
        for cohort in row["cohorts"]:
            assert cohort["people"] or all(share["reason"] for share in cohort["shares"])
            assert all(share["reason"] or share["actual"] for share in cohort["shares"])


# --- classes


@pytest.mark.parametrize("seed", SEEDS)
def test_counts_are_rounded_down_and_shares_stand_for_five_people_or_more(seed):
    found = random_counts(seed)

    told = form(found)

    for raw, row in zip(outcome_of(found).municipalities, told["municipalities"], strict=True):
        for name in COUNTS:
            assert row[name] is None or row[name] == getattr(raw, name) // 5 * 5
        for before, after in zip(raw.cohorts, row["cohorts"], strict=False):
            for one, other in zip(before.shares, after["shares"], strict=True):
                if other["actual"] is not None:
                    assert abs(other["actual"] - one.actual) <= 0.5 / (after["people"] // 5) + 1e-8
                    assert other["low"] < other["actual"] < other["high"]


def test_exact_counts_cannot_be_had_from_the_ratio_and_its_interval():
    raw = outcome_of(PLAIN)
    one_more = replace(raw.municipalities[0], events=41, observed=41, expected_events=44.5)
    raw = replace(raw, municipalities=(one_more, raw.municipalities[1]))
    another = replace(raw, municipalities=(replace(one_more, observed=40), raw.municipalities[1]))

    rows = [release(each).as_dict()["municipalities"][0] for each in (raw, another)]

    assert rows[0] == rows[1]


def test_figures_of_the_model_leave_as_they_are(small, small_spec):
    raw = measure(small.spells, small.labour_market, small_spec)

    told = release(raw).as_dict()

    classes = {*COUNTS, "ratio", "ratio_low", "ratio_high", "cohorts"}
    for one, other in zip(raw.municipalities, told["municipalities"], strict=True):
        before = {name: value for name, value in plain(one).items() if name not in classes}
        assert before == {name: value for name, value in other.items() if name not in classes}


# --- the attack


def test_the_attack_recovers_what_small_groups_alone_would_hide():
    """Negative control: exact totals, less what is shown, are what is hidden."""
    found = counts([[13], [60], [70]], [[[6, 9]], [[20, 31]], [[22, 40]]])

    attacked = audit([form(found, UNGUARDED)])

    (hidden,) = [each for each in attacked.findings if each.cell.name == "people"]
    assert (hidden.cell.code, round(hidden.low, 6), round(hidden.high, 6)) == ("0101", 13, 13)
    assert attacked.exact > 0


@pytest.mark.parametrize("seed", range(10))
def test_M15_without_classes_hidden_counts_are_recovered_exactly(seed):
    assert audit([form(random_counts(seed), UNGUARDED)]).exact > 0


def test_M15_without_secondary_suppression_the_attack_narrows():
    found = [random_counts(seed, municipalities=2, arrivals=1) for seed in range(60)]

    narrowed = [audit([form(each, Policy(secondary=False))]).findings for each in found]

    assert sum(bool(each) for each in narrowed) >= 5


@pytest.mark.parametrize("seed", SEEDS)
def test_V03_nothing_hidden_can_be_worked_out(seed):
    found = random_counts(seed, municipalities=2 + seed % 3, arrivals=1 + seed % 2)

    told = form(found)

    attacked = audit([told])
    assert (attacked.exact, attacked.narrowed) == (0, 0)
    assert told["disclosure"]["attack"]["exact"] == 0
    assert told["disclosure"]["attack"]["narrowed"] == 0


@pytest.mark.long
def test_G13_nothing_hidden_can_be_worked_out_of_two_thousand_tables():
    for seed in ALL_SEEDS:
        found = random_counts(seed, municipalities=2 + seed % 4, arrivals=1 + seed % 3)
        assert audit([form(found)]).findings == (), seed


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_found_is_true(seed):
    """The attack is no better than arithmetic: its bounds hold the number that it is after."""
    found = random_counts(seed)
    people = dict(zip((f"{101 + j:04d}" for j in range(4)), found.people.sum(axis=1), strict=True))

    for each in audit([form(found, UNGUARDED)]).findings:
        if each.cell.name == "people":
            assert each.low - 1e-6 <= people[each.cell.code] <= each.high + 1e-6


# --- versions


@pytest.mark.parametrize("after", [1, 2, None])
@pytest.mark.parametrize("seed", range(6))
def test_V04_one_person_more_is_not_seen(seed, after):
    found = random_counts(seed)
    before = form(found)

    corrected = form(found.with_one_more(1, 0, after), history=[before])

    assert audit([before, corrected]).findings == ()
    for one, other in zip(before["municipalities"], corrected["municipalities"], strict=True):
        for name in COUNTS:
            if None not in (one[name], other[name]):
                assert abs(other[name] - one[name]) in (0, 5)


def test_V04_without_classes_one_person_more_is_seen():
    """Negative control."""
    before = form(PLAIN, UNGUARDED)
    corrected = form(PLAIN.with_one_more(1, 0, 1), UNGUARDED, history=[before])

    attacked = audit([before, corrected])

    changes = {(f.cell.code, f.cell.name): f.low for f in attacked.findings if f.cell.is_change}
    assert changes["0102", "people"] == pytest.approx(1)
    assert changes["0102", "events"] == pytest.approx(1)


def test_versions_compared_with_are_named_by_their_fingerprint():
    before = form(PLAIN)

    after = form(PLAIN, history=[before])

    assert after["disclosure"]["compared_with"] == [released.fingerprint(before)]


def test_what_earlier_versions_gave_away_does_not_stop_a_release():
    careless = form(random_counts(3), UNGUARDED)
    assert audit([careless]).exact > 0

    assert form(random_counts(3), history=[careless])["disclosure"]["attack"]["exact"] == 0


def test_where_nothing_more_can_be_left_out_the_result_is_refused(monkeypatch):
    found = random_counts(6, municipalities=2, arrivals=1)
    assert audit([form(found, Policy(secondary=False))]).findings
    monkeypatch.setattr(remedies, "more", lambda withheld, *_: withheld)

    with pytest.raises(DataError) as refused:
        form(found)

    assert refused.value.codes == ("not_releasable",)


# --- the type


def test_only_release_makes_a_released():
    with pytest.raises(TypeError):
        Released('{"national": {}}')
    with pytest.raises(TypeError):
        Released('{"national": {}}', seal=object())


def test_a_released_cannot_be_changed_copied_or_imitated():
    told = release(outcome_of(PLAIN))

    with pytest.raises(TypeError):
        told._text = "{}"
    for attempt in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError):
            attempt(told)
    with pytest.raises(TypeError):
        type("Imitation", (Released,), {})


def test_changing_what_was_handed_out_changes_nothing():
    told = release(outcome_of(PLAIN))

    told.as_dict()["national"]["people"] = 1

    assert told.as_dict()["national"]["people"] == 220


def test_the_raw_outcome_has_no_written_form():
    raw = outcome_of(PLAIN)

    assert not hasattr(raw, "as_dict")
    with pytest.raises(TypeError):
        json.dumps(raw)


# --- with real data


def test_V12_V17_no_person_and_no_origin_by_municipality_leaves():
    data = country(31, people=600)
    spells = data.spells.assign(
        person_id="kanarieperson-" + data.spells.person_id.astype(str),
        origin=data.spells.origin.replace("north", "kanariefugl"),
    )

    told = release(measure(spells, data.labour_market, Spec(horizon=12, other_horizons=())))

    assert "kanarieperson" not in json.dumps(told.as_dict())
    assert "kanariefugl" in json.dumps(told.as_dict()["national"]["coefficients"])
    assert "kanariefugl" not in json.dumps(told.as_dict()["municipalities"])


def test_groups_without_outcomes_are_not_named_in_the_warnings():
    data = country(31, people=600)
    rare = data.spells.person_id < 8
    spells = data.spells.assign(
        origin=data.spells.origin.mask(rare, "kanariefugl"),
        event=data.spells.event.mask(rare, 0),
    )

    raw = measure(spells, data.labour_market, Spec(horizon=12, other_horizons=()))
    told = release(raw).as_dict()["warnings"]

    assert "kanariefugl" in str([each.da for each in raw.warnings])
    assert "few_outcomes" in [each["code"] for each in told]
    assert "kanariefugl" not in json.dumps(told)


def test_the_order_of_rows_changes_no_fingerprint():
    data = country(32, people=600)
    spec = Spec(horizon=12, other_horizons=())
    shuffled = data.spells.sample(frac=1, random_state=1)

    told = [release(measure(each, data.labour_market, spec)) for each in (data.spells, shuffled)]

    assert released.fingerprint(told[0].as_dict()) == released.fingerprint(told[1].as_dict())


def test_movers_and_many_municipalities_are_attacked_apart(monkeypatch):
    """The way for large countries, on a small one: it finds nothing that is not there."""
    monkeypatch.setattr("measurements.engine.disclosure.attack.TOGETHER", 2)
    data = country(33, people=2500, municipalities=6, months=36, rate=0.03)
    raw = measure(data.spells, data.labour_market, Spec(horizon=24, other_horizons=()))
    later = data.spells[data.spells.person_id == 5].assign(person_id=9_999_999)
    corrected = measure(
        pd.concat([data.spells, later]), data.labour_market, Spec(horizon=24, other_horizons=())
    )

    before = release(raw).as_dict()
    after = release(corrected, history=[before]).as_dict()

    assert audit([before, after]).findings == ()
    assert all(row["difference"] is not None for row in after["municipalities"])
    assert any(share["actual"] for share in shares(after, 0))


def test_apart_the_attack_still_recovers_what_classes_would_protect(monkeypatch):
    """Negative control of the way for large countries."""
    monkeypatch.setattr("measurements.engine.disclosure.attack.TOGETHER", 1)
    found = counts([[13], [60], [70]], [[[6, 9]], [[20, 31]], [[22, 40]]])

    assert audit([form(found, UNGUARDED)]).exact > 0
