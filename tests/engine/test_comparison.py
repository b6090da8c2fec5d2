"""Two rounds compared: cases worked out by hand, and what must hold whatever the figures."""

from dataclasses import replace
from itertools import combinations, product
from math import sqrt

import pytest
from scipy.stats import hypergeom, norm

from measurements.engine import many_tests
from measurements.engine.comparison import compare
from measurements.engine.pairing import Measured, Published, RoundFigures
from measurements.engine.repeats import by_lot

LEVEL = 0.95


def figure(code, difference, *, se=1.0, low=None, high=None, reason=None, listed=None):
    low = difference - 2 * se if low is None else low
    high = difference + 2 * se if high is None else high
    measured = Measured(difference, low, high, se, shrunken=difference, reliability=0.9)
    return Published(code, measured, reason, listed)


def without(code, reason):
    return Published(code, None, reason)


def a_round(*figures, seed=1):
    return RoundFigures(tuple(figures), level=LEVEL, seed=seed)


def the_change(earlier, later):
    (change,) = compare(earlier=a_round(earlier), later=a_round(later)).changes
    return change


def test_a_change_is_later_minus_earlier_with_the_two_intervals_joined():
    change = the_change(figure("0101", -2, low=-4, high=0), figure("0101", 1, low=-1, high=4))

    assert change.months == 3
    assert change.low == pytest.approx(3 - sqrt(2**2 + 2**2))
    assert change.high == pytest.approx(3 + sqrt(3**2 + 2**2))


def test_the_test_takes_the_errors_as_those_of_different_people():
    change = the_change(figure("0101", -2, se=3), figure("0101", 8, se=4))

    assert change.p_value == pytest.approx(2 * norm.sf(10 / 5))


@pytest.mark.parametrize(
    ("months", "verdict"),
    [(-9, "moved_faster"), (9, "moved_slower"), (1, "within_noise"), (0, "within_noise")],
)
def test_the_verdict_says_which_way(months, verdict):
    assert the_change(figure("0101", 2), figure("0101", 2 + months)).verdict == verdict


@pytest.mark.parametrize(
    ("p_values", "limit", "told"),
    [
        ([0.001, 0.02, 0.03, 0.5], 0.0375, 3),
        ([0.03, 0.04, 0.05], 0.05, 3),  # the third passes, and takes with it those above their line
        ([0.02, 0.9, 0.9, 0.9], 0.0125, 0),
        ([], 0.0, 0),
    ],
)
def test_the_line_is_that_of_benjamini_and_hochberg(p_values, limit, told):
    line = many_tests.line(p_values, level=LEVEL)

    assert line.limit == pytest.approx(limit)
    assert (line.told, line.among) == (told, len(p_values))


def test_one_test_among_many_needs_more_than_one_alone():
    moved, rest = figure("0101", 2.9), [figure(f"02{n:02}", 0) for n in range(50)]
    still = [replace(each) for each in rest]

    alone = the_change(figure("0101", 0), moved)
    among = compare(earlier=a_round(figure("0101", 0), *rest), later=a_round(moved, *still))

    assert alone.verdict == "moved_slower"
    assert among.changes[0].verdict == "within_noise"


def test_swapping_the_rounds_turns_every_sign():
    one = a_round(figure("0101", -3), figure("0147", 5, se=0.5), figure("0151", 0, se=2))
    other = a_round(figure("0101", 4, se=0.7), figure("0147", -6), figure("0151", 1))

    there, back = compare(earlier=one, later=other), compare(earlier=other, later=one)

    turned = {"moved_faster": "moved_slower", "moved_slower": "moved_faster"}
    for forward, backward in zip(there.changes, back.changes, strict=True):
        assert backward.months == -forward.months
        assert backward.low == pytest.approx(-forward.high)
        assert backward.high == pytest.approx(-forward.low)
        assert backward.p_value == forward.p_value
        assert backward.verdict == turned.get(forward.verdict, forward.verdict)
    assert there.line == back.line
    assert there.moved_if_nested == back.moved_if_nested


@pytest.mark.parametrize(
    ("before", "after", "reason", "which"),
    [
        (figure("0101", 1, reason="fewer_than_ranked"), figure("0101", 2), "fewer_than_ranked", "earlier"),
        (figure("0101", 1), without("0101", "fewer_than_shown"), "fewer_than_shown", "later"),
        (without("0101", "no_events"), without("0101", "no_events"), "no_events", "both"),
        (None, figure("0101", 2), "not_in_round", "earlier"),
        (figure("0101", 1), None, "not_in_round", "later"),
    ],
)  # fmt: skip
def test_who_cannot_be_compared_is_told_why(before, after, reason, which):
    rounds = [a_round(*[each for each in (found,) if each]) for found in (before, after)]

    (change,) = compare(earlier=rounds[0], later=rounds[1]).changes

    assert (change.verdict, change.reason, change.reason_in) == ("not_comparable", reason, which)
    assert change.p_value is None


def test_the_unranked_have_a_change_with_its_interval_but_no_verdict():
    few = "fewer_than_ranked"

    change = the_change(figure("0101", 1, reason=few), figure("0101", 9, reason=few))

    assert change.months == 8
    assert change.low < 8 < change.high
    assert change.verdict == "not_comparable"


def test_nested_rounds_would_show_movements_that_are_else_overlooked():
    earlier = a_round(figure("0101", 0, se=2.0), figure("0147", 0, se=2.0))
    later = a_round(figure("0101", 3, se=1.9), figure("0147", 0.5, se=1.9))

    found = compare(earlier=earlier, later=later)

    assert {each.verdict for each in found.changes} == {"within_noise"}
    assert found.moved_if_nested == ("0101",)  # 3 months are 4.8 errors of sqrt(2.0^2 - 1.9^2)


def listed(count, *, ten, se, reliability=0.9):
    """Municipalities one month apart; the first `ten` are the fastest."""
    return a_round(
        *(
            Published(
                f"{101 + n:04}",
                Measured(n, n - 2 * se, n + 2 * se, se, shrunken=n, reliability=reliability),
                None,
                "fastest" if n < ten else None,
            )
            for n in range(count)
        )
    )


def test_lots_drawn_among_the_same_are_hypergeometric():
    found = by_lot(
        length=10, length_before=10, ranked=90, ranked_before=90, in_both=90, level=LEVEL
    )

    outside = hypergeom(90, 10, 10)
    assert found.mean == pytest.approx(100 / 90)
    assert (found.low, found.high) == (outside.ppf(0.025), outside.ppf(0.975))


def test_lots_drawn_among_different_municipalities_are_those_of_counting_all():
    before, after = "abcd", "bcdef"  # three are ranked in both
    counts = [
        len(set(one) & set(two))
        for one, two in product(combinations(before, 2), combinations(after, 3))
    ]

    found = by_lot(length=3, length_before=2, ranked=5, ranked_before=4, in_both=3, level=LEVEL)

    assert found.mean == pytest.approx(sum(counts) / len(counts))
    assert (found.low, found.high) == (min(counts), max(counts))


def test_names_in_both_lists_are_counted():
    earlier, later = listed(30, ten=10, se=1.0), listed(30, ten=8, se=1.0)

    fastest = compare(earlier=earlier, later=later).repeats["fastest"]

    assert fastest.codes == tuple(f"{101 + n:04}" for n in range(8))
    assert (fastest.length, fastest.length_before) == (8, 10)


def test_without_noise_every_name_repeats_when_nothing_changed():
    round_ = listed(30, ten=10, se=1e-6)

    fastest = compare(earlier=round_, later=round_).repeats["fastest"]

    assert fastest.if_unchanged.mean == pytest.approx(10)
    assert fastest.by_lot.mean < 4


def test_with_noise_alone_names_repeat_as_by_lot():
    """Reliability 0 and equal shrunken values: no municipality differs from another."""
    rows = listed(40, ten=10, se=3.0).municipalities
    equal = a_round(
        *(replace(r, measured=replace(r.measured, shrunken=0.0, reliability=0.0)) for r in rows)
    )

    fastest = compare(earlier=equal, later=equal).repeats["fastest"]

    assert fastest.if_unchanged.mean == pytest.approx(fastest.by_lot.mean, abs=0.1)


def test_the_same_people_measured_twice_give_the_same_list():
    round_ = listed(40, ten=10, se=3.0)

    fastest = compare(earlier=round_, later=round_).repeats["fastest"]

    assert fastest.if_nested.mean == pytest.approx(10)
    assert fastest.if_unchanged.mean < 9


def test_the_seed_decides_the_draws_and_nothing_else():
    rounds = listed(40, ten=10, se=3.0), listed(40, ten=9, se=2.0)

    one = compare(earlier=rounds[0], later=rounds[1])
    other = compare(earlier=rounds[0], later=replace(rounds[1], seed=2))

    assert one.changes == other.changes
    assert one.repeats["fastest"].if_unchanged != other.repeats["fastest"].if_unchanged
    assert one.repeats["fastest"].if_unchanged.mean == pytest.approx(
        other.repeats["fastest"].if_unchanged.mean, abs=0.15
    )


def test_lists_of_nobody_have_nothing_to_repeat():
    nobody = a_round(without("0101", "fewer_than_shown"))

    found = compare(earlier=nobody, later=nobody)

    assert found.repeats["fastest"].codes == ()
    assert found.repeats["fastest"].if_unchanged is None
    assert found.line.among == 0
