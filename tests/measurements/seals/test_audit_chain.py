"""The audit log is a chain: what is taken out of it or changed in it is found."""

import random
from datetime import timedelta

import pytest
from django.db import connection

from measurements import audit_chain, guards
from measurements.actions.trace import record
from measurements.models import Event
from tests.made_rounds import MADE_AT, finished_round


@pytest.fixture
def chain(anna):
    """Thirty lines, some by a person and some by the machine."""
    measured, _run = finished_round(
        slug="maaling", by=anna, outcome={"municipalities": []}, title="Måling"
    )
    for number in range(30):
        record(
            action="round.described",
            of=measured,
            by=anna if number % 3 else None,
            at=MADE_AT + timedelta(seconds=number, microseconds=number),
            reason=f"Grund {number}",
            details={"number": number, "share": number / 7},
        )
    return list(Event.objects.order_by("pk"))


def test_an_untouched_log_holds(chain):
    assert audit_chain.first_break() is None


def test_an_empty_log_holds(db):
    assert audit_chain.first_break() is None


def test_any_change_is_found_at_its_line(chain):
    chance = random.Random(7)
    columns = {
        "action": "round.published",
        "reason": "En anden grund",
        "details": {"number": -1},
        "at": MADE_AT - timedelta(days=1),
        "by_id": None,
        "round_id": 10**6,
    }
    with guards.lifted(connection):
        for _time in range(200):
            line = chance.choice(chain)
            column = chance.choice([c for c in columns if getattr(line, c) != columns[c]])
            Event.objects.filter(pk=line.pk).update(**{column: columns[column]})

            found = audit_chain.first_break()

            assert found == audit_chain.Break(event=line.pk, follows_on_another=False), column
            Event.objects.filter(pk=line.pk).update(**{column: getattr(line, column)})
    assert audit_chain.first_break() is None


def test_a_missing_line_is_found_by_the_one_after_it(chain):
    with guards.lifted(connection):
        Event.objects.filter(pk=chain[11].pk).delete()

    assert audit_chain.first_break() == audit_chain.Break(chain[12].pk, follows_on_another=True)


def test_a_line_changed_and_sealed_anew_breaks_the_next_one(chain):
    """Who can write a digest too, would have to write all later ones."""
    forged = chain[5]
    forged.reason = "Pænere grund"
    forged.sha256 = audit_chain._digest_of(forged)
    with guards.lifted(connection):
        forged.save()

    assert audit_chain.first_break() == audit_chain.Break(chain[6].pk, follows_on_another=True)
