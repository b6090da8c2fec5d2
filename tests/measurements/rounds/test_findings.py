"""What a run found becomes what somebody has to look at: once of a kind, with names, by the right
round.
"""

import pytest

from measurements.actions import rounds
from measurements.actions.findings import findings_of
from measurements.computing.job import Found
from measurements.models import CorrectionKind, Round, Run, RunKind

SPELLS = {
    "file": "forloeb.csv",
    "sha256": "a" * 64,
    "rows": 1000,
    "people": 900,
    "spells": 1000,
    "municipalities": 1,
    "first_permit": "1999-01-02",
    "last_permit": "2006-12-30",
    "events": {"employment": 500, "education": 100},
    "covariates": ["sex"],
    "places": {"0766": 1000},
    "categories": {"sex": {"F": 500, "M": 500}},
    "unknown": {},
}
REPORT = {"spells": SPELLS, "labour_market": None}


@pytest.fixture
def public_with_report(request, finished):
    """The public round, with the report of the files that it was computed from."""
    Run.objects.filter(pk=finished.pk).update(report=REPORT)
    return request.getfixturevalue("public")


@pytest.fixture
def later(anna, description, now):
    """Another round of the same kind, and a validation of it."""
    return rounds.create_round(description=description, by=anna, now=now)


def validation_of(measured):
    return Run(round=measured, kind=RunKind.VALIDATION)


def codes(found):
    return [each["code"] for each in found.warnings]


def test_the_first_round_of_all_is_held_against_nothing(later):
    found = findings_of(validation_of(later), Found(REPORT, outcome={}))

    assert found.warnings == []
    assert found.report == REPORT


def test_a_round_is_held_against_the_newest_public_one(public_with_report, later):
    found = findings_of(validation_of(later), Found(REPORT, outcome={}))

    assert codes(found) == ["drift_same_file", "drift_not_newer"]
    assert found.report["compared_with"]["title"] == public_with_report.title


@pytest.mark.parametrize(
    "other", [{"simulated": True}, {"success": "work_26_weeks"}, {"period_to": 2006}]
)
def test_a_round_that_measures_something_else_is_no_measure(public_with_report, later, other):
    Round.objects.filter(pk=later.pk).update(**other)
    later.refresh_from_db()

    assert findings_of(validation_of(later), Found(REPORT, outcome={})).warnings == []


def test_a_correction_is_held_against_what_it_corrects(public_with_report, anna, now):
    correction = rounds.begin_correction(
        measured=public_with_report,
        kind=CorrectionKind.CORRECTION,
        reason="Talt to gange.",
        by=anna,
        now=now,
    )
    half = REPORT | {"spells": SPELLS | {"people": 450}}

    assert findings_of(validation_of(correction), Found(REPORT, outcome={})).warnings == []
    assert codes(findings_of(validation_of(correction), Found(half, outcome={}))) == [
        "drift_fewer_people"
    ]


def test_warnings_of_the_engine_are_told_once_of_a_kind_and_with_names(draft):
    told = [
        {
            "code": "effect_changes",
            "text_da": "Farten ændrer sig for 0766, 0665.",
            "text_en": "The pace changes for 0766, 0665.",
            "municipality_codes": "0766, 0665",
        },
        {"code": "aliased", "text_da": "A er bestemt.", "text_en": "A is determined."},
        {"code": "aliased", "text_da": "B er bestemt.", "text_en": "B is determined."},
    ]
    run = Run(round=draft, kind=RunKind.COMPUTATION)

    found = findings_of(run, Found({}, outcome={"warnings": told}))

    assert found.warnings == [
        {
            "code": "effect_changes",
            "da": "Farten ændrer sig for Hedensted, Lemvig.",
            "en": "The pace changes for Hedensted, Lemvig.",
        },
        {
            "code": "aliased",
            "da": "A er bestemt. B er bestemt.",
            "en": "A is determined. B is determined.",
        },
    ]
