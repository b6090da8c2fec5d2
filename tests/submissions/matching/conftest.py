"""A round with conditions and figures written as a table, and methods to learn of."""

from uuid import uuid4

import pytest

from submissions.actions import known
from submissions.actions.known import KnownSubmission
from submissions.models import Kind, Submission
from tests.made_rounds import finished_round, make_public

HEDENSTED, FREDERICIA, LEMVIG, ISHOJ = "0766", "0607", "0665", "0183"
COUNTRY = {
    # people: who came, market; received; difference, error; None: too few to be shown
    HEDENSTED: (2.0, 1.0, 400, 3.0, 1.0),
    FREDERICIA: (1.5, 1.0, 800, -2.0, 1.0),
    LEMVIG: (9.0, 1.0, 85, -1.0, 1.0),
    ISHOJ: (2.0, 1.0, 200, 2.5, 1.0),
    "0825": None,  # Læsø
}


@pytest.fixture
def publish_country(municipalities, make_user):
    def make(country=COUNTRY, **fields):
        by = make_user(f"{uuid4()}@example.com", "administrator")
        rows = [_row(code, figures) for code, figures in country.items()]
        described = {"title": "Måling", "minimum_people": 80, "simulated": False} | fields
        measured, run = finished_round(
            slug=f"maaling-{uuid4()}", by=by, outcome={"municipalities": rows}, **described
        )
        make_public(measured, run, by=by)
        return measured

    return make


@pytest.fixture
def share(now):
    """Publish a method; it is Fredericia's, in use, and has a contact, unless told otherwise."""

    def make(title="Praktik i butik", municipality=FREDERICIA, *, further=(), **fields):
        known.bring_in(
            known=KnownSubmission(
                kind=Kind.METHOD,
                report_type="",
                title=title,
                municipality=municipality,
                publisher="Kommunen",
                year=2024,
                texts={"practice": "Først en samtale, så en plads."},
            ),
            source="Prøve",
            now=now,
        )
        rows = Submission.objects.filter(title=title)
        rows.update(**{"contact": "Integrationsteamet, 12 34 56 78"} | fields)
        made = rows.get()
        made.further_municipalities.set(further)
        return made

    return make


def _row(code, figures):
    nothing = dict.fromkeys(
        ("people", "events", "actual", "expected", "difference", "ci_low", "ci_high", "waterfall")
    )
    row = {"code": code, "reason": None, "rank_low": None, "rank_high": None, "se": None, **nothing}
    if figures is None:
        return {**row, "verdict": "too_few", "reason": "fewer_than_shown"}
    who_arrived, market, people, difference, se = figures
    return {
        **row,
        "verdict": "too_few" if people < 80 else "as_expected",
        "people": people,
        "actual": 30 + difference,
        "expected": 30.0,
        "difference": difference,
        "se": se,
        "ci_low": difference - 2 * se,
        "ci_high": difference + 2 * se,
        "waterfall": {
            "who_arrived": {"months": who_arrived},
            "labour_market": None if market is None else {"months": market},
        },
    }
