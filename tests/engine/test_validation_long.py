"""The promises about simulated truth. Takes some fifteen minutes on two cores; the figures are in docs/validation.md."""

import numpy as np
import pytest

from tests.engine.validation import Validation, validate
from tests.engine.validation_page import by_municipality, chance_gap_error, chance_interval_holds

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def found() -> Validation:
    return validate()


def test_intervals_hold_the_truth_as_often_as_they_promise(found):
    coverage = np.nanmean(found.different.covered)

    assert 0.935 <= coverage <= 0.965


def test_intervals_hold_the_truth_in_municipalities_of_every_size(found):
    rounds = found.different

    coverage = {name: rounds.covered[mask].mean() for name, mask in rounds.size_classes()}

    assert len(coverage) == 5
    assert all(0.935 <= share <= 0.965 for share in coverage.values()), coverage


def test_differences_are_right_on_average_in_municipalities_of_every_size(found):
    rounds = found.different

    bias = {
        name: (rounds.difference - rounds.truth)[mask].mean()
        for name, mask in rounds.size_classes()
    }

    assert all(abs(months) < 0.15 for months in bias.values()), bias


def test_the_marginal_rank_set_of_every_municipality_holds_its_rank(found):
    worst = np.nanmin(by_municipality(found.different.in_rank_set))

    assert worst >= 0.95


def test_simultaneous_rank_sets_hold_all_ranks_at_once(found):
    inside = found.different.in_simultaneous_set

    all_at_once = (np.nan_to_num(inside, nan=1.0) == 1).all(axis=1).mean()

    assert all_at_once >= 0.95


def test_shrinkage_brings_the_differences_nearer_to_the_truth(found):
    rounds = found.different

    raw = np.nanmean((rounds.difference - rounds.truth) ** 2)
    shrunken = np.nanmean((rounds.shrunken - rounds.truth) ** 2)

    assert shrunken < 0.9 * raw


def test_where_nobody_differs_one_interval_in_twenty_says_otherwise(found):
    assert 0.04 <= np.nanmean(found.equal.outside) <= 0.06


def test_the_chance_gap_is_the_gap_that_chance_gives(found):
    apart, error = chance_gap_error(found.equal)

    assert abs(apart) <= 2 * error
    assert 0.91 <= chance_interval_holds(found.equal) <= 0.99


def test_intervals_suffer_little_where_permit_bases_have_curves_of_their_own(found):
    rounds = found.curves

    coverage = np.nanmean(rounds.covered)
    bias = np.nanmean(rounds.difference - rounds.truth)

    assert 0.92 <= coverage <= 0.965
    assert abs(bias) < 0.15
