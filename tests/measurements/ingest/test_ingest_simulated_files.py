"""What `manage.py simulate_spells` writes is read back as the country it came from."""

import json

import pandas as pd
import pytest
from django.core.management import call_command

from measurements.engine.simulate import simulate_months
from measurements.engine.simulated_truth import true_differences
from measurements.ingest.codes import code_key
from measurements.ingest.labour_market import read_labour_market
from measurements.ingest.spells import read_spells
from measurements.management.commands.simulate_spells import municipalities_by_size

FILES = ("forloeb.csv", "kommuner_aar.csv", "sandhed.json")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("simulated")
    call_command("simulate_spells", seed=2026, people=6_000, out=folder, verbosity=0)
    return folder


def test_the_file_read_back_is_the_engines_table_of_the_same_seed(folder):
    read = read_spells(folder / "forloeb.csv", name="forloeb.csv").frame

    simulated = simulate_months(
        seed=2026, people=6_000, municipalities=municipalities_by_size(2026), largest_first=True
    ).spells
    assert len(read) == len(simulated) > 6_000
    for column in simulated.columns:
        assert read[column].astype(str).tolist() == simulated[column].astype(str).tolist(), column


def test_the_labour_market_and_the_truth_read_back_are_those_of_the_same_seed(folder):
    simulated = simulate_months(
        seed=2026, people=6_000, municipalities=municipalities_by_size(2026), largest_first=True
    )

    labour_market = read_labour_market(folder / "kommuner_aar.csv", name="kommuner_aar.csv").frame
    truth = json.loads((folder / "sandhed.json").read_text(encoding="utf-8"))

    pd.testing.assert_frame_equal(
        labour_market, simulated.labour_market, check_dtype=False, check_exact=True
    )
    assert truth == json.loads(json.dumps(simulated.truth.as_dict()))
    assert len(true_differences(simulated.spells, labour_market, simulated.truth)) <= 98


def test_the_same_seed_gives_the_same_bytes(folder, tmp_path):
    call_command("simulate_spells", seed=2026, people=6_000, out=tmp_path, verbosity=0)

    for name in FILES:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_some_spells_stand_under_the_code_of_their_day(folder):
    report = read_spells(folder / "forloeb.csv", name="forloeb.csv").report

    under_old_codes = sum(old.spells for old in report.old_codes)
    assert 0.02 < under_old_codes / report.spells < 0.05
    assert any(old.is_divided for old in report.old_codes)
    assert {old.successor for old in report.old_codes} <= set(code_key())


def test_an_earlier_end_of_the_data_gives_an_earlier_round(tmp_path):
    call_command("simulate_spells", seed=1, people=500, last_permit_year=2004, out=tmp_path)

    report = read_spells(tmp_path / "forloeb.csv", name="forloeb.csv").report
    assert report.last_permit.startswith("2004")
    assert read_labour_market(tmp_path / "kommuner_aar.csv", name="k.csv").report.last_year == 2005
