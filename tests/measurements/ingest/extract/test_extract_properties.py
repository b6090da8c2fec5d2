"""What must be so whatever the extract holds: order is nothing, longer is later, spells tile."""

import random
from dataclasses import replace

import numpy as np
import pytest

from measurements.ingest.extract.derive import derive
from measurements.ingest.extract.success import Success

from .small_extracts import register_of, small_extract

SEEDS = range(10_000, 10_100)


def events_of(derived):
    """Person → the day of the event."""
    spells = derived.spells
    happened = np.isin(np.asarray(spells.reason), ["employment", "education", "self_sufficient"])
    return dict(zip(spells.person[happened].tolist(), spells.end[happened].tolist(), strict=True))


def shuffled(rows, seed):
    """The same rows in another order."""
    order = np.random.default_rng(seed).permutation(len(rows.person))
    columns = {name: getattr(rows, name)[order] for name in rows.__slots__ if name != "meanings"}
    return replace(rows, **columns)


@pytest.mark.parametrize("success", Success)
def test_the_order_of_rows_is_of_no_account(success):
    for seed in SEEDS:
        register = register_of(small_extract(seed))

        derived = derive(register, success).spells
        other = derive(
            replace(
                register,
                residences=shuffled(register.residences, seed),
                activities=shuffled(register.activities, seed + 1),
                exits=shuffled(register.exits, seed + 2),
            ),
            success,
        ).spells

        for name in derived.__slots__:
            assert list(getattr(derived, name)) == list(getattr(other, name)), f"seed {seed}"


def test_shuffled_files_give_the_same_table(extract):
    table = extract.read()
    for rows in extract.rows.values():
        random.Random(7).shuffle(body := rows[1:])
        rows[1:] = body

    assert extract.read().frame.equals(table.frame)


@pytest.mark.parametrize(
    ("shorter", "longer"),
    [
        (Success.WORK_2_MONTHS, Success.WORK_13_WEEKS),
        (Success.WORK_13_WEEKS, Success.WORK_26_WEEKS),
    ],
)
def test_a_longer_minimum_only_delays_or_removes_events(shorter, longer):
    changed = 0
    for seed in SEEDS:
        register = register_of(small_extract(seed))

        before, after = (events_of(derive(register, success)) for success in (shorter, longer))

        assert after.keys() <= before.keys(), f"seed {seed}"
        assert all(before[person] <= day for person, day in after.items()), f"seed {seed}"
        changed += before != after
    assert changed > 3


@pytest.mark.parametrize("success", Success)
def test_the_spells_of_a_person_tile_and_end_once(success):
    for seed in SEEDS:
        register = register_of(small_extract(seed))

        spells = derive(register, success).spells

        person, reason = spells.person, np.asarray(spells.reason)
        follows = np.append(False, person[1:] == person[:-1])[: len(person)]
        gap = spells.begin[follows] - spells.end[np.append(follows[1:], False)[: len(person)]]
        is_last = ~np.append(follows[1:], False)[: len(person)]
        assert (spells.begin <= spells.end).all()
        assert (spells.begin >= register.persons.permit[person]).all()
        assert (gap == np.timedelta64(1, "D")).all(), f"seed {seed}"
        assert ((reason == "moved") == ~is_last).all(), f"seed {seed}"


def test_what_happens_after_the_event_changes_nothing(extract):
    table = extract.read()
    extract.rows["activities"] += [
        ["3", "ordinary_employment", "2004-01-01", ""],
        ["3", "public_support", "2003-03-01", ""],
    ]
    extract.rows["exits"] += [["3", "2007-01-01", "emigration"]]

    assert extract.read().frame.equals(table.frame)


def test_leaving_somebody_out_changes_nobody_else(extract):
    table = extract.read().frame
    for part, rows in extract.rows.items():
        extract.rows[part] = [row for row in rows if row[0] != "3"]

    others = extract.read().frame

    expected = table[table["person_id"] != 3].drop(columns="person_id")
    assert others.drop(columns="person_id").astype(str).to_numpy().tolist() == (
        expected.astype(str).to_numpy().tolist()
    )
