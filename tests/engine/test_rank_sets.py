"""Rank sets against plain loops, and what they must never do."""

import numpy as np
import pytest

from measurements.engine import ranking

LEVEL = 0.95


@pytest.fixture(params=range(10))
def case(request):
    """Differences with correlated errors, from clear order to none at all."""
    random = np.random.default_rng(request.param)
    count = int(random.integers(3, 9))
    difference = random.normal(0, request.param, count)
    root = random.normal(0, 1, (count, count)) / np.sqrt(count)
    covariance = root @ root.T + np.diag(random.uniform(0.2, 1.5, count))
    drawn = ranking.noise(covariance, difference, draws=400, seed=1)
    return difference, covariance, drawn


def test_marginal_and_simultaneous_sets_are_those_of_plain_loops(case):
    difference, covariance, drawn = case

    sets = ranking.rank_sets(difference, covariance, drawn, level=LEVEL)

    everyone = range(len(difference))
    marginal = [_loop(case, [(j, k) for k in everyone if k != j]) for j in everyone]
    assert list(sets.low) == [1 + _faster(difference, told, j) for j, told in enumerate(marginal)]
    assert list(sets.high) == [
        len(difference) - _slower(difference, told, j) for j, told in enumerate(marginal)
    ]
    told = _loop(case, [(j, k) for j in everyone for k in everyone if j != k])
    assert list(sets.simultaneous_low) == [1 + _faster(difference, told, j) for j in everyone]
    assert list(sets.simultaneous_high) == [
        len(difference) - _slower(difference, told, j) for j in everyone
    ]


def test_the_observed_rank_is_always_inside(case):
    difference, covariance, drawn = case

    sets = ranking.rank_sets(difference, covariance, drawn, level=LEVEL)

    rank = difference.argsort().argsort() + 1
    assert (sets.low <= rank).all()
    assert (rank <= sets.high).all()


def test_what_holds_for_all_at_once_is_no_narrower_than_one_at_a_time(case):
    sets = ranking.rank_sets(*case, level=LEVEL)

    assert (sets.simultaneous_low <= sets.low).all()
    assert (sets.simultaneous_high >= sets.high).all()


def test_equal_municipalities_share_all_ranks():
    covariance = np.eye(6)
    drawn = ranking.noise(covariance, np.zeros(6), draws=500, seed=1)

    sets = ranking.rank_sets(np.zeros(6), covariance, drawn, level=LEVEL)

    assert list(sets.low) == [1] * 6
    assert list(sets.high) == [6] * 6


def test_far_apart_each_has_a_rank_and_a_band_of_its_own():
    difference = np.array([20.0, 0.0, 10.0])
    drawn = ranking.noise(np.eye(3), difference, draws=500, seed=1)

    sets = ranking.rank_sets(difference, np.eye(3), drawn, level=LEVEL)

    assert list(sets.low) == [3, 1, 2] == list(sets.high)
    assert list(ranking.bands(difference, sets.told_apart)) == [3, 1, 2]


def test_a_band_ends_where_its_first_member_is_beaten():
    difference = np.array([0.0, 1.0, 2.0, 3.0])
    told_apart = np.zeros((4, 4), dtype=bool)
    told_apart[2, 0] = told_apart[3, 0] = True  # shown slower than the fastest

    assert list(ranking.bands(difference, told_apart)) == [1, 1, 2, 2]


def test_noise_has_the_covariance_asked_for():
    covariance = np.array([[2.0, -0.7, 0.1], [-0.7, 1.0, 0.3], [0.1, 0.3, 0.5]])

    drawn = ranking.noise(covariance, np.array([3.0, 1.0, 2.0]), draws=200_000, seed=4)

    np.testing.assert_allclose(np.cov(drawn.T), covariance, atol=0.02)


def test_simultaneous_sets_cover_all_true_ranks_as_often_as_promised():
    random = np.random.default_rng(5)
    truth, se = np.linspace(0, 3, 12), 0.8
    covered = 0
    for seed in range(200):
        seen = truth + se * random.standard_normal(12)
        covariance = se**2 * np.eye(12)
        drawn = ranking.noise(covariance, seen, draws=400, seed=seed)
        sets = ranking.rank_sets(seen, covariance, drawn, level=LEVEL)
        rank = np.arange(1, 13)
        covered += ((sets.simultaneous_low <= rank) & (rank <= sets.simultaneous_high)).all()

    assert covered >= 0.93 * 200


def test_verdicts_keep_false_ones_rare():
    random = np.random.default_rng(6)

    told = [
        ranking.verdicts(random.standard_normal(90), np.ones(90), level=LEVEL) for _ in range(300)
    ]

    some = np.mean([(each != "as_expected").any() for each in told])
    assert some < 0.08  # all are equal, so any verdict is false; at most one round in twenty


def test_verdicts_say_which_way():
    told = ranking.verdicts(np.array([-9.0, 0.1, 9.0]), np.ones(3), level=LEVEL)

    assert list(told) == ["faster", "as_expected", "slower"]


def test_chances_add_up():
    chances = ranking.chances(np.arange(20.0), np.full(20, 25.0), np.arange(20.0), seed=3)

    assert chances.top_ten.sum() == pytest.approx(10)
    assert chances.fastest_fifth.sum() == pytest.approx(4)
    assert chances.mean_rank.sum() == pytest.approx(20 * 21 / 2)
    assert (np.diff(chances.top_ten) < 0.02).all()


def test_where_nothing_tells_municipalities_apart_ranks_are_drawn_by_lot():
    chances = ranking.chances(np.zeros(30), np.zeros(30), np.arange(30.0), seed=3)

    np.testing.assert_allclose(chances.top_ten, 1 / 3, atol=0.03)
    np.testing.assert_allclose(chances.mean_rank, 15.5, atol=0.5)


def _loop(case, pairs):
    """Pairs told apart, by the paper's recipe written out; stepwise."""
    difference, covariance, drawn = case
    told: set[tuple[int, int]] = set()
    while True:
        rest = [pair for pair in pairs if pair not in told]
        if not rest:
            return told
        largest = sorted(
            max(abs(draw[j] - draw[k]) / _s(covariance, j, k) for j, k in rest) for draw in drawn
        )
        critical = largest[int(np.ceil(LEVEL * (len(largest) - 1)))]
        new = {
            (j, k)
            for j, k in rest
            if abs(difference[j] - difference[k]) / _s(covariance, j, k) > critical
        }
        if not new:
            return told
        told |= new


def _s(covariance, j, k):
    return (covariance[j, j] + covariance[k, k] - 2 * covariance[j, k]) ** 0.5


def _faster(difference, told, j):
    return sum(1 for a, k in told if a == j and difference[k] < difference[j])


def _slower(difference, told, j):
    return sum(1 for a, k in told if a == j and difference[k] > difference[j])
