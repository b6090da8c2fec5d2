"""Plausible files that are wrong: what has changed since the round before is told by name (D25)."""

import csv
from datetime import date

import pytest
from django.core.management import call_command

from measurements import demonstration
from measurements.ingest import drift
from measurements.ingest.codes import code_key
from measurements.ingest.spells import read_spells

NAMES = {code: known.name for code, known in code_key().items()}
THEN, NOW = date(2006, 10, 31), date(2007, 10, 31)


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    folder = tmp_path_factory.mktemp("country")
    call_command("simulate_spells", seed=2026, people=12_000, out=folder, verbosity=0)
    return folder


@pytest.fixture(scope="module")
def seen(country):
    """The rows of the file as it was drawn on each of two days."""
    rows = {}
    for day in (THEN, NOW):
        demonstration.write_as_seen(country=country, last_day=day, folder=country / str(day))
        with (country / str(day) / "forloeb.csv").open(encoding="utf-8-sig", newline="") as file:
            rows[day] = list(csv.DictReader(file, delimiter=";"))
    return rows


@pytest.fixture(scope="module")
def report_of(tmp_path_factory):
    """Rows → what a validation would report of them."""

    def report_of(rows):
        path = tmp_path_factory.mktemp("drift") / "forloeb.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
        spells = read_spells(path, name="forloeb.csv").report.as_dict()
        return {"spells": spells, "labour_market": None}

    return report_of


@pytest.fixture(scope="module")
def before(seen, report_of):
    return report_of(seen[THEN])


@pytest.fixture(scope="module")
def now(seen, report_of):
    return report_of(seen[NOW])


def codes_of(report, before, *, is_corrected=False):
    earlier = drift.Earlier("Målingen før", before, is_corrected)
    return {each["code"] for each in drift.warnings_of(report, earlier, names=NAMES)}


def test_a_year_more_of_the_same_people_raises_nothing(now, before):
    assert codes_of(now, before) == set()


def test_D25_last_years_file_is_noticed(before):
    assert {"drift_same_file", "drift_not_newer"} <= codes_of(before, before)


def test_D25_last_years_file_with_other_bytes_is_noticed(seen, report_of, before):
    shuffled = report_of(seen[THEN][::-1])

    assert "drift_not_newer" in codes_of(shuffled, before)


def test_D25_two_fifths_of_the_rows_missing_are_noticed(seen, report_of, before):
    people = sorted({row["person_id"] for row in seen[NOW]})
    kept = set(people[: len(people) * 6 // 10])

    cut = report_of([row for row in seen[NOW] if row["person_id"] in kept])

    assert "drift_fewer_people" in codes_of(cut, before)


def test_D25_a_municipality_that_is_missing_is_noticed_by_name(seen, report_of, before):
    there = {row["person_id"] for row in seen[NOW] if _is_of(row, "0766")}
    rows = [row for row in seen[NOW] if row["person_id"] not in there]

    earlier = drift.Earlier("Målingen før", before, is_corrected=False)
    told = drift.warnings_of(report_of(rows), earlier, names=NAMES)

    missing = [each for each in told if each["code"] == "drift_municipality_missing"]
    assert "Hedensted" in missing[0]["da"]
    assert "Hedensted" in missing[0]["en"]


def test_D25_columns_that_changed_places_are_noticed(seen, report_of, before):
    rows = [row | {"education": row["origin"], "origin": row["education"]} for row in seen[NOW]]

    assert "drift_categories" in codes_of(report_of(rows), before)


def test_half_of_a_municipality_missing_is_noticed(seen, report_of, before):
    copenhagen = [row["person_id"] for row in seen[NOW] if _is_of(row, "0101")]
    gone = set(copenhagen[::2])

    cut = report_of([row for row in seen[NOW] if row["person_id"] not in gone])

    assert "drift_municipality_counts" in codes_of(cut, before)


def test_values_that_are_missing_more_often_are_noticed(seen, report_of, before):
    rows = [
        row | ({"education": ""} if int(row["person_id"]) % 5 == 0 else {}) for row in seen[NOW]
    ]

    assert "drift_missing_share" in codes_of(report_of(rows), before)


def test_another_rule_of_what_counts_is_noticed(seen, report_of, before):
    rows = [
        row | ({"end_reason": "end_of_data"} if row["end_reason"] == "employment" else {})
        for row in seen[NOW]
    ]

    assert "drift_outcomes" in codes_of(report_of(rows), before)


def test_a_column_less_and_a_column_more_are_noticed(seen, report_of, before):
    rows = [row | {"helbred": "god"} for row in seen[NOW]]

    assert "drift_column_new" in codes_of(report_of(rows), before)
    assert "drift_column_gone" in codes_of(before, report_of(rows))


def test_a_labour_market_file_that_was_forgotten_is_noticed(now, before):
    had_one = before | {"labour_market": {"file": "kommuner_aar.csv"}}

    assert codes_of(now, had_one) == {"drift_labour_market_gone"}


def test_a_correction_may_use_the_same_file(now):
    assert codes_of(now, now, is_corrected=True) == set()


def test_each_warning_is_told_once_in_both_languages(before):
    told = drift.warnings_of(before, drift.Earlier("Målingen før", before, False), names=NAMES)

    assert len({each["code"] for each in told}) == len(told) > 0
    assert all("Målingen før" in each["da"] and "Målingen før" in each["en"] for each in told)


def test_counts_are_written_as_each_language_has_them():
    told = drift._told(
        "drift_fewer_people", {"now": 12000, "before": 30000, "percent": 60} | {"round": "R"}
    )

    assert "(12.000 mod 30.000)" in told["da"]
    assert "(12,000 against 30,000)" in told["en"]


def test_many_names_are_cut_and_counted():
    worded = drift._worded({"names": list("abcdefghijkl")}, "og {} andre", thousands=".")

    assert worded["names"].endswith("i, j og 2 andre")


def _is_of(row, code):
    return code_key()[row["municipality_code"]].successor == code
