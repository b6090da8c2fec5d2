"""Who to learn from, by example and by what must always hold. Plain Python; no database.

Hedensted asks: its people added 2 months to the expected time, the labour market 1, and it received
400. Its difference is +3.0 months, with an error of 1.0.
"""

from dataclasses import dataclass, replace
from math import hypot, log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions import matching
from submissions.matching import Caution, Conditions, Measured, Requirement, Shared, Weights

SIMILAR, FASTER, METHOD, CONTACT = Requirement
HEDENSTED, HORSENS, LEMVIG = "0766", "0615", "0665"
ASKING = Measured(HEDENSTED, Conditions(2.0, 1.0, 400), 3.0, 1.0, is_judged=True)
OTHER = Measured(HORSENS, Conditions(1.5, 1.0, 800), -2.0, 1.0, is_judged=True)


@dataclass(frozen=True)
class Method:
    municipalities: frozenset[str]  # that use it
    has_contact: bool


SHARED = Method(frozenset({HORSENS}), has_contact=True)


def shared(methods, asking):
    """What each municipality has shared, as the one that asks sees it, counted one by one."""
    found = {}
    for method in methods:
        for user in method.municipalities if asking not in method.municipalities else ():
            before = found.get(user, Shared())
            found[user] = Shared(before.methods + 1, before.answered + method.has_contact)
    return found


def ask(*others, methods=(SHARED,), weights=matching.AS_THE_MODEL_SAYS, asking=ASKING):
    return matching.learn_from(
        HEDENSTED,
        measured=[asking, *others],
        shared=shared(methods, HEDENSTED),
        weights=weights,
    )


def one(*others, **told):
    (found,) = ask(*others, **told).others
    return found


def under(who_arrived, labour_market, people):
    return replace(OTHER, conditions=Conditions(who_arrived, labour_market, people))


# --- by example


def test_one_that_fulfils_all_four_is_a_match_with_its_method():
    found = one(OTHER)

    assert found.is_match
    assert found.answered == 1


@pytest.mark.parametrize(
    ("other", "method", "fails"),
    [
        # people   market   size     difference, error     the method           fails
        (under(1.5, 1.0, 800), SHARED, ()),
        (under(-1.5, 1.0, 800), SHARED, (SIMILAR,)),
        (under(1.5, 4.5, 800), SHARED, (SIMILAR,)),
        (under(1.5, 1.0, 400 * 64), SHARED, (SIMILAR,)),
        (replace(OTHER, difference=2.0), SHARED, (FASTER,)),
        (replace(OTHER, difference=6.0), SHARED, (FASTER,)),
        (replace(OTHER, se=3.0), SHARED, (FASTER,)),
        (replace(OTHER, is_judged=False), SHARED, (FASTER,)),
        (OTHER, replace(SHARED, municipalities=frozenset({LEMVIG})), (METHOD,)),
        (OTHER, replace(SHARED, municipalities=frozenset({HORSENS, HEDENSTED})), (METHOD,)),
        (OTHER, replace(SHARED, has_contact=False), (CONTACT,)),
        (replace(under(9.0, 1.0, 800), difference=3.0), SHARED, (SIMILAR, FASTER)),
    ],
)
def test_each_requirement_alone_keeps_a_municipality_from_being_a_match(other, method, fails):
    assert one(other, methods=[method]).fails == fails


@pytest.mark.parametrize(
    ("other", "weights", "months"),
    [
        # people apart 0.5; market apart 0; twice the size, half a month
        (under(1.5, 1.0, 800), Weights(), 0.5 + 0.0 + 0.5),
        (under(2.5, 0.0, 400), Weights(), 0.5 + 1.0 + 0.0),
        (under(2.5, 0.0, 100), Weights(2, 1, 0), 1.0 + 1.0 + 0.0),
        (under(2.5, 0.0, 100), Weights(0, 3, 1), 0.0 + 3.0 + 1.0),
        (under(2.5, None, 400), Weights(), 0.5),
    ],
)
def test_the_distance_adds_up_how_far_apart_the_conditions_are(other, weights, months):
    assert one(other, weights=weights).distance.months == pytest.approx(months)


def test_the_gap_has_the_variance_of_both():
    gap = one(replace(OTHER, se=2.0)).gap

    assert gap.months == -5.0
    assert gap.low == pytest.approx(-5.0 - 1.959964 * hypot(1, 2))
    assert gap.high == pytest.approx(-5.0 + 1.959964 * hypot(1, 2))


def test_a_gap_beyond_the_error_of_each_alone_may_still_be_chance():
    apart = replace(OTHER, difference=0.5)  # 2.5 months: more than 1.96 errors of either

    assert one(apart).fails == (FASTER,)
    assert one(
        replace(apart, se=0.0)
    ).is_match  # without its error it would have been called faster


@pytest.mark.parametrize(
    "asking",
    [
        replace(ASKING, conditions=None),
        replace(ASKING, difference=None),
        replace(ASKING, se=None),
        replace(ASKING, code=LEMVIG),
    ],
)
def test_a_municipality_without_figures_is_told_so_instead_of_compared(asking):
    found = ask(OTHER, asking=asking)

    assert not found.is_comparable
    assert found.others == ()


@pytest.mark.parametrize("missing", ["conditions", "difference", "se"])
def test_another_without_figures_is_left_out(missing):
    assert ask(replace(OTHER, **{missing: None})).others == ()


def test_the_most_similar_comes_first_and_equals_keep_their_order():
    far, near = replace(under(4.0, 1.0, 400), code="far"), replace(under(2.0, 1.0, 400), code="b")
    equal = replace(near, code="a")

    assert [each.code for each in ask(far, near, equal).others] == ["b", "a", "far"]


def test_the_nearest_misses_were_faster_and_fail_the_fewest_requirements():
    chance_and_far = replace(under(9.0, 1.0, 400), code="chance and far", difference=2.0)
    chance = replace(OTHER, code="chance", difference=2.0)
    slower = replace(OTHER, code="slower", difference=4.0)
    shares = replace(SHARED, municipalities=frozenset({"chance", "chance and far", "slower"}))

    found = ask(chance_and_far, chance, slower, OTHER, methods=[shares])

    assert found.matches == ()
    assert [each.code for each in found.nearest(9)] == ["chance", HORSENS, "chance and far"]
    assert [each.code for each in found.nearest(1)] == ["chance"]


def test_the_way_to_the_matches_is_counted_requirement_by_requirement():
    others = [
        OTHER,
        replace(OTHER, code="without a contact"),
        replace(OTHER, code="without a method"),
        replace(OTHER, code="slow", difference=3.0),
        replace(under(9.0, 1.0, 400), code="far"),
    ]
    silent = replace(
        SHARED, municipalities=frozenset({"without a contact", "far"}), has_contact=False
    )

    found = ask(*others, methods=[SHARED, silent])

    assert [found.left_after(each) for each in Requirement] == [4, 3, 2, 1]
    assert len(found.matches) == 1


@pytest.mark.parametrize(
    ("place", "cautions"),
    [
        (ASKING, ()),
        (under(0, 0, 120), ()),
        (under(0, 0, 115), (Caution.FEW_PEOPLE,)),
        (replace(OTHER, conditions=None), ()),  # nothing is shown that a few could move
        (replace(OTHER, is_divided=True), (Caution.DIVIDED,)),
        (replace(OTHER, shares_job_centre=True), (Caution.SHARED_JOB_CENTRE,)),
    ],
)
def test_few_people_divided_municipalities_and_shared_job_centres_carry_a_caution(place, cautions):
    assert matching.cautions(place, minimum_people=80) == cautions


# --- whatever the figures


def months(most):
    return st.floats(-most, most).map(lambda value: round(value, 2))


conditions = st.builds(Conditions, months(8), months(4), st.integers(20, 5000))
places = st.builds(
    Measured,
    st.just(""),
    st.none() | conditions,
    st.none() | months(12),
    st.none() | st.floats(0.4, 6).map(lambda value: round(value, 2)),
    st.booleans(),
)
weights = st.builds(Weights, *[st.integers(0, matching.HEAVIEST)] * 3)


@st.composite
def countries(draw):
    found = draw(st.lists(places, min_size=2, max_size=8))
    measured = [replace(place, code=str(number)) for number, place in enumerate(found)]
    codes = st.sampled_from([each.code for each in measured])
    users = st.frozensets(codes, min_size=1, max_size=2)
    return measured, draw(st.lists(st.builds(Method, users, st.booleans())))


def matched(code, measured, methods, **told):
    answer = matching.learn_from(code, measured=measured, shared=shared(methods, code), **told)
    return {each.code: each for each in answer.matches}


@given(countries(), places, weights)
def test_one_more_municipality_changes_nothing_between_the_others(country, stranger, weights):
    measured, methods = country
    stranger = replace(stranger, code="stranger")
    theirs = Method(frozenset({"stranger"}), has_contact=True)

    for place in measured:
        before = matched(place.code, measured, methods, weights=weights)
        after = matched(place.code, [*measured, stranger], [*methods, theirs], weights=weights)
        after.pop("stranger", None)
        assert after == before


@given(countries(), weights, st.randoms(use_true_random=False))
def test_the_order_in_which_they_are_told_changes_no_match(country, weights, random):
    measured, methods = country
    shuffled = random.sample(measured, len(measured))

    for place in measured:
        there = matched(place.code, shuffled, methods, weights=weights)
        assert there == matched(place.code, measured, methods, weights=weights)


@given(countries(), weights)
def test_distance_is_the_same_both_ways_and_the_gap_turns_round(country, weights):
    (one, other, *_), _methods = country
    distance = matching.distance_between(one, other, weights=weights)
    gap, back = matching.gap_between(one, other), matching.gap_between(other, one)

    assert distance == matching.distance_between(other, one, weights=weights)
    assert (gap is None) == (back is None)
    if gap and back:
        assert (back.months, back.low, back.high) == (-gap.months, -gap.high, -gap.low)


@given(countries(), weights)
def test_two_municipalities_are_never_told_to_learn_from_each_other(country, weights):
    measured, methods = country
    pairs = {
        (place.code, code)
        for place in measured
        for code in matched(place.code, measured, methods, weights=weights)
    }

    assert not pairs & {(there, here) for here, there in pairs}
    assert all(here != there for here, there in pairs)


@given(countries(), weights)
def test_a_heavier_weight_never_makes_anybody_more_similar(country, weights):
    measured, methods = country
    heavier = Weights(weights.who_arrived + 1, weights.labour_market, weights.size + 1)

    for place in measured:
        fewer = matched(place.code, measured, methods, weights=heavier)
        assert fewer.keys() <= matched(place.code, measured, methods, weights=weights).keys()


@given(countries())
def test_every_match_fulfils_what_is_promised(country):
    measured, methods = country
    by_code = {each.code: each for each in measured}

    for place in measured:
        for found in matched(place.code, measured, methods).values():
            here, there = place.conditions, by_code[found.code].conditions
            apart = abs(here.who_arrived - there.who_arrived) + abs(
                here.labour_market - there.labour_market
            )
            assert apart + 0.5 * abs(log2(here.people / there.people)) <= 3.0 + 1e-9
            error = hypot(place.se, by_code[found.code].se)
            assert by_code[found.code].difference - place.difference < -1.95 * error
            used = [each for each in methods if found.code in each.municipalities]
            assert any(each.has_contact for each in used if place.code not in each.municipalities)
