"""Sending a round to hearing, and giving more time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from measurements.actions import hearing as verbs
from measurements.actions.refusals import NotPossible
from measurements.models import Event, Hearing, Message, Round, RoundState, Run

from .conftest import UNTIL


def test_every_municipality_of_the_round_is_asked_once(open_):
    measured = open_()

    assert measured.state == RoundState.HEARING
    assert measured.hearing_until == UNTIL
    assert Hearing.objects.filter(round=measured, sitting=1).count() == 98


def test_the_audit_log_tells_of_it_without_figures(open_):
    open_()

    line = Event.objects.get(action="hearing.opened")
    assert line.details.items() >= {"until": "2026-11-23", "asked": 98}.items()


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (date(2026, 11, 1), "allerede gået"),
        (date(2026, 11, 2), "mindre end 5 dage"),
        (date(2026, 11, 6), "mindre end 5 dage"),
        (date(2062, 11, 23), "årstallet"),
    ],
)
def test_a_deadline_that_is_not_decent_is_refused(open_, until, said):
    with pytest.raises(NotPossible, match=said):
        open_(until=until)

    assert Round.objects.get().state == RoundState.COMPUTED
    assert not Hearing.objects.exists()


@pytest.mark.parametrize(
    ("until", "reason"), [(date(2026, 11, 7), ""), (date(2026, 11, 3), "Kun en enkelt rettelse")]
)
def test_five_days_are_enough_and_fewer_with_a_reason(open_, until, reason):
    open_(until=until, short_reason=reason)

    assert Round.objects.get().hearing_until == until
    assert Event.objects.get(action="hearing.opened").reason == reason


def test_figures_with_warnings_that_nobody_accepted_are_not_sent_out(open_):
    Run.objects.update(warnings=[{"code": "odd", "da": "Mærkeligt", "en": "Odd"}])

    with pytest.raises(NotPossible, match="advarsler"):
        open_()


def test_a_round_that_is_already_in_hearing_is_not_sent_again(heard, open_):
    with pytest.raises(NotPossible):
        open_()

    assert Hearing.objects.count() == 98


def test_the_deadline_can_be_moved_on_but_not_back(heard, anna, now):
    with pytest.raises(NotPossible, match="efter den"):
        verbs.extend_hearing(measured=heard, until=UNTIL, by=anna, now=now)

    verbs.extend_hearing(measured=heard, until=UNTIL + timedelta(days=7), by=anna, now=now)

    assert Round.objects.get().hearing_until == date(2026, 11, 30)


def test_a_deadline_that_has_passed_can_be_moved_to_a_day_to_come(heard, anna):
    late = datetime(2026, 12, 1, 9, tzinfo=UTC)

    with pytest.raises(NotPossible, match="allerede gået"):
        verbs.extend_hearing(measured=heard, until=date(2026, 11, 30), by=anna, now=late)
    verbs.extend_hearing(measured=heard, until=date(2026, 12, 4), by=anna, now=late)

    assert Message.objects.filter(key__startswith="hearing_extended").count() == 2
