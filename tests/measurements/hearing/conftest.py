"""A computed round of 98 municipalities, and the same in hearing. Karen is from Hedensted."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from measurements.actions import hearing as verbs
from measurements.actions import runs
from measurements.ingest.codes import present_codes
from measurements.models import Hearing, Position, Round, Run
from tests.engine.two_dates import outcomes
from tests.made_rounds import finished_round

UNTIL = date(2026, 11, 23)  # three weeks after `now`
HEDENSTED, LEMVIG = "0766", "0665"
PDF = (
    b"%PDF-1.4\n"
    b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>endobj\n"
    b"xref\n"
    b"0 4\n"
    b"0000000000 65535 f \n"
    b"0000000009 00000 n \n"
    b"0000000052 00000 n \n"
    b"0000000101 00000 n \n"
    b"trailer<</Root 1 0 R/Size 4>>\n"
    b"startxref\n"
    b"164\n"
    b"%%EOF\n"
)


@pytest.fixture(scope="session")
def outcome():
    """Of a simulated country, computed by the engine."""
    (found,) = outcomes(7, years=(2007,), people=30_000, codes=list(present_codes()))
    return found


@pytest.fixture
def computed(outcome, anna):
    """Ready to be sent to hearing."""
    measured, _run = finished_round(
        slug="maaling-1999-2007",
        by=anna,
        outcome=outcome,
        title="Prøvemåling 1999 til 2007",
        simulated=True,
    )
    Run.objects.filter(round=measured).update(settings=runs.settings_of(measured))
    return Round.objects.get(pk=measured.pk)


@pytest.fixture
def open_(computed, anna, now):
    """Sends the round to hearing; whoever is a municipal user by then gets a mail."""

    def open_(until=UNTIL, **other):
        verbs.open_hearing(**{"measured": computed, "until": until, "by": anna, "now": now} | other)
        return computed

    return open_


@pytest.fixture
def heard(open_, karen, oluf):
    return open_()


@pytest.fixture
def hedensted(heard):
    return hearing_of(heard, HEDENSTED)


@pytest.fixture
def answer(hedensted, karen, now):
    """Karen's answer; without being told otherwise it is an objection without a file."""

    def answer(**other):
        told = {
            "hearing": hedensted,
            "version": hedensted.version,
            "position": Position.OBJECTS,
            "comment": "Vi mangler 40 personer fra 2004.",
            "file": None,
            "by": karen,
            "now": now,
        }
        verbs.answer(**told | other)
        hedensted.refresh_from_db()
        return hedensted

    return answer


@pytest.fixture
def respond(hedensted, anna, now):
    def respond(**other):
        hedensted.refresh_from_db()
        told = {
            "hearing": hedensted,
            "version": hedensted.version,
            "response": "De 40 er flyttet fra kommunen.",
            "by": anna,
            "now": now,
        }
        verbs.respond(**told | other)
        hedensted.refresh_from_db()
        return hedensted

    return respond


def hearing_of(measured, code):
    return Hearing.objects.select_related("round").get(
        round=measured, municipality=code, sitting=measured.sitting
    )


def pdf(name="Bemærkninger.pdf", content=PDF):
    return SimpleUploadedFile(name, content, content_type="application/pdf")
