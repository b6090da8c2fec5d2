"""The derivation agrees with its slow twin, person by person."""

from functools import partial

import pytest

from measurements.ingest.extract import events
from measurements.ingest.extract.derive import derive
from measurements.ingest.extract.report import left_out_of
from measurements.ingest.extract.stretches import stretches_of
from measurements.ingest.extract.success import Success

from .small_extracts import DATA_END, in_present_codes, register_of, small_extract
from .twin import Spell, spells_of

EXTRACTS = 2_400
PER_TEST = 200


@pytest.mark.parametrize("first_seed", range(0, EXTRACTS, PER_TEST))
def test_the_derivation_agrees_with_walking_day_by_day(first_seed):
    for seed in range(first_seed, first_seed + PER_TEST):
        people, success = small_extract(seed), list(Success)[seed % len(Success)]

        derived = derive(register_of(people), success)

        walked = walk(people, success)
        assert spells_by_person(derived, people) == [
            [] if isinstance(found, str) else found for found in walked
        ], f"seed {seed}"
        reasons = [found for found in walked if isinstance(found, str)]
        for reason, count in left_out_of(derived.funnel).items():
            assert reasons.count(reason) == count, f"seed {seed}: {reason}"


@pytest.mark.parametrize("days_between", [0, 1, 3])
def test_the_twin_notices_another_rule_for_pauses(monkeypatch, days_between):
    """The negative control: a day more or less of pause, and they disagree."""
    joined = partial(stretches_of, days_between=days_between)
    monkeypatch.setattr(events, "stretches_of", lambda rows, **_: joined(rows))

    extracts = [small_extract(seed) for seed in range(1_000)]

    assert any(
        spells_by_person(derive(register_of(people), Success.WORK_2_MONTHS), people)
        != [
            [] if isinstance(found, str) else found for found in walk(people, Success.WORK_2_MONTHS)
        ]
        for people in extracts
    )


def test_the_small_extracts_meet_every_way_in_and_out():
    """Else agreement would say little."""
    met = set()
    for seed in range(400):
        for success in Success:
            for found in walk(small_extract(seed), success):
                met |= {found} if isinstance(found, str) else {spell.reason for spell in found}

    assert met == {
        "outside_age", "outside_population", "without_residence", "busy_at_permit",
        "never_observed", "busy_before_residence",
        "employment", "education", "self_sufficient", "moved", "died", "emigrated",
        "age_limit", "end_of_data", "unknown_place",
    }  # fmt: skip


def walk(people, success):
    """What the twin finds for each person: spells, or why there are none."""
    return [
        spells_of(in_present_codes(person), success=success, data_end=DATA_END) for person in people
    ]


def spells_by_person(derived, people):
    spells, found = derived.spells, [[] for _ in people]
    meanings = register_of(people).residences.meanings
    for place, person in enumerate(spells.person.tolist()):
        found[person].append(
            Spell(
                meanings[spells.municipality[place]].successor,
                spells.begin[place].item(),
                spells.end[place].item(),
                str(spells.reason[place]),
            )
        )
    return found
