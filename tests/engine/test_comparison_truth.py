"""Simulated truth: what a comparison says of rounds in which nothing has changed."""

import numpy as np
import pytest

from tests.engine.two_dates import TwoDates, apart, overlapping

SEEDS = range(30)
FEW = 8_000  # people, for the tests that are run every time


def stacked(rounds: list[TwoDates], of) -> np.ndarray:
    return np.concatenate([of(each) for each in rounds])


def test_a_year_later_the_intervals_hold_the_change_and_nobody_is_said_to_have_moved():
    one = overlapping(3, earlier=2006, later=2007, people=FEW)

    assert one.covered.mean() >= 0.95
    assert one.moved == 0


@pytest.mark.long
def test_with_nobody_in_common_the_intervals_are_exact():
    rounds = [apart(seed, year=2007) for seed in SEEDS]

    assert 0.93 <= stacked(rounds, lambda r: r.covered).mean() <= 0.97
    assert np.mean([r.moved > 0 for r in rounds]) <= 0.15  # 0.05 and the noise of 30 rounds
    assert sum(r.moved for r in rounds) / sum(len(r.change) for r in rounds) <= 0.05


@pytest.mark.long
@pytest.mark.parametrize("later", [2007, 2010])
def test_with_people_in_common_the_intervals_are_too_wide_and_never_too_narrow(later):
    rounds = [overlapping(seed, earlier=2006, later=later) for seed in SEEDS]

    errors = stacked(rounds, lambda r: (r.change - r.true) / r.se)
    assert stacked(rounds, lambda r: r.covered).mean() >= 0.99
    assert errors.std() < 0.7
    assert sum(r.moved for r in rounds) == 0


@pytest.mark.long
@pytest.mark.parametrize("later", [2007, 2010])
def test_the_error_of_nested_rounds_is_what_hausman_says(later):
    rounds = [overlapping(seed, earlier=2006, later=later) for seed in SEEDS]

    errors = stacked(rounds, lambda r: (r.change - r.true) / r.se_if_nested)
    assert 0.95 <= errors.std() <= 1.2
    assert np.mean([len(r.comparison.moved_if_nested) > 0 for r in rounds]) <= 0.2


@pytest.mark.long
def test_names_repeat_as_often_as_nested_rounds_let_expect():
    rounds = [overlapping(seed, earlier=2006, later=2007) for seed in SEEDS]

    lists = [r.comparison.repeats[end] for r in rounds for end in ("fastest", "slowest")]
    seen = np.mean([len(each.codes) for each in lists])
    assert seen == pytest.approx(np.mean([each.if_nested.mean for each in lists]), abs=0.5)
    assert seen > np.mean([each.if_unchanged.mean for each in lists]) + 1


@pytest.mark.long
def test_names_repeat_as_often_as_rounds_apart_let_expect():
    lists = [
        r.comparison.repeats[end]
        for r in (apart(seed, year=2007) for seed in SEEDS)
        for end in ("fastest", "slowest")
    ]

    seen = np.mean([len(each.codes) for each in lists])
    assert seen == pytest.approx(np.mean([each.if_unchanged.mean for each in lists]), abs=0.6)


def test_taking_rounds_apart_for_nested_would_find_movements_where_there_are_none():
    """The negative control: without the cautious assumption noise is called movement."""
    one = apart(3, year=2007, people=FEW)

    assert one.moved == 0
    assert len(one.comparison.moved_if_nested) > 10
