"""What `manage.py simulate_extract` writes leads back to the country it came from."""

from datetime import date

import pytest
from django.core.management import call_command

from measurements.engine.simulate import simulate_months
from measurements.ingest.delivery import read_input
from measurements.ingest.extract.success import Success
from measurements.ingest.source import Source
from measurements.management.commands.simulate_spells import municipalities_by_size

PARTS = {
    "persons": "personer.csv",
    "residences": "bopaele.csv",
    "activities": "aktiviteter.csv",
    "exits": "udgange.csv",
    "labour_market": "kommuner_aar.csv",
}
PEOPLE = 6_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("simulated")
    call_command("simulate_extract", seed=2026, people=PEOPLE, out=folder, verbosity=0)
    return folder


def read(folder, success):
    files = {part: Source(folder / name, name) for part, name in PARTS.items()}
    return read_input(files, success=success, data_end=date(2007, 12, 31))


@pytest.fixture(scope="module")
def tables(folder):
    return {success: read(folder, success).spells for success in Success}


def test_the_spells_derived_are_the_engines_table_of_the_same_seed(tables):
    derived = tables[Success.WORK_2_MONTHS].frame

    simulated = simulate_months(
        seed=2026, people=PEOPLE, municipalities=municipalities_by_size(2026), largest_first=True
    ).spells
    assert len(derived) == len(simulated) > PEOPLE
    for column in simulated.columns:
        assert derived[column].astype(str).tolist() == simulated[column].astype(str).tolist(), (
            column
        )


def test_the_labour_market_lies_beside_it(folder):
    found = read(folder, Success.WORK_2_MONTHS)

    assert found.labour_market.report.municipalities == 98


def test_the_extract_holds_what_the_derivation_must_see_through(tables):
    """Else the agreement above would say little."""
    report = tables[Success.WORK_2_MONTHS].report

    seen = report.extract.assumptions
    assert report.extract.last_day == "2007-10-31"
    assert seen.residences_at_permit > 400
    assert seen.merged_activities > 200
    assert seen.short_work > 400
    assert sum(old.spells for old in report.old_codes) > 50
    assert report.extract.left_out.busy_at_permit == 0


def test_a_longer_minimum_finds_fewer_events(tables):
    events = [
        tables[success].report.events["employment"]
        for success in (Success.WORK_2_MONTHS, Success.WORK_13_WEEKS, Success.WORK_26_WEEKS)
    ]

    assert events == sorted(events, reverse=True)
    assert events[0] > events[2] > 0


def test_self_sufficiency_measures_those_on_support_only(tables):
    report = tables[Success.SELF_SUFFICIENT].report

    steps = {step.name: step.people for step in report.extract.funnel}
    assert 0.7 < steps["in_population"] / steps["right_age"] < 0.95
    assert report.people == steps["measured"]
    assert report.events["self_sufficient"] > report.events["education"] > 0


def test_the_same_seed_gives_the_same_bytes(folder, tmp_path):
    call_command("simulate_extract", seed=2026, people=PEOPLE, out=tmp_path, verbosity=0)

    for name in [*PARTS.values(), "sandhed.json"]:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()
