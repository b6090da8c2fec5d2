"""Mails of a hearing: to each person once, bounded, after the commit, and without figures."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from measurements import outbox
from measurements.actions import hearing as verbs
from measurements.actions.refusals import NotPossible
from measurements.models import Event, Hearing, Message, Run
from measurements.tasks import tend_hearings

from .conftest import HEDENSTED, UNTIL

NEAR = datetime(2026, 11, 20, 9, tzinfo=UTC)  # the first of the last three days


def written(kind):
    return sorted(Message.objects.filter(key__startswith=kind).values_list("to", flat=True))


def test_each_active_municipal_user_gets_one_mail_with_the_deadline_and_the_link(
    open_, karen, oluf, mads, make_user
):
    gone = make_user("gone@example.com", "municipal", HEDENSTED)
    gone.is_active = False
    gone.save()
    measured = open_()

    assert written("hearing_opened") == ["karen@example.com", "oluf@example.com"]
    mail = Message.objects.get(to="karen@example.com")
    assert "svar senest 23. november 2026" in mail.subject
    assert f"/hoering/{measured.slug}/" in mail.body
    assert "simulerede data" in mail.body


def test_no_figure_and_no_municipality_stands_in_a_mail(heard, answer, respond, anna, now):
    answer()
    respond()
    verbs.remind(measured=heard, by=anna, now=now)
    verbs.extend_hearing(measured=reloaded(heard), until=date(2026, 12, 1), by=anna, now=now)

    mails = "".join(f"{each.subject}{each.body}" for each in Message.objects.all())

    assert not re.search(r"\d,\d", mails)
    assert not any(name in mails for name in ("Hedensted", "Lemvig", "40 personer", "flyttet"))


def test_the_page_does_not_wait_for_a_hundred_mails(
    heard, mailoutbox, now, django_capture_on_commit_callbacks
):
    assert mailoutbox == []

    for message in outbox.due(now):
        outbox.deliver(message_id=message, now=now)

    assert sorted(mail.to[0] for mail in mailoutbox) == ["karen@example.com", "oluf@example.com"]


def test_when_sending_to_hearing_fails_nobody_is_written_to(open_, karen, now, monkeypatch):
    monkeypatch.setattr(Hearing.objects, "bulk_create", broken)

    with pytest.raises(RuntimeError):
        open_()

    assert not Message.objects.exists()
    assert not Event.objects.filter(action="hearing.opened").exists()


def broken(rows):
    raise RuntimeError(len(list(rows)))


def test_a_reminder_goes_to_those_who_have_not_looked(heard, hedensted, karen, anna, now):
    verbs.record_look(hearing=hedensted, by=karen, now=now)

    assert verbs.remind(measured=heard, by=anna, now=now) == 1

    assert written("hearing_reminder") == ["oluf@example.com"]


def test_nobody_is_reminded_twice_on_one_day(heard, anna, now):
    assert verbs.remind(measured=heard, by=anna, now=now) == 2
    assert verbs.remind(measured=heard, by=anna, now=now + timedelta(hours=10)) == 0
    assert verbs.remind(measured=heard, by=anna, now=now + timedelta(days=1)) == 2

    assert len(written("hearing_reminder")) == 4
    assert Event.objects.filter(action="hearing.reminded").count() == 2


def test_after_the_deadline_nobody_is_reminded(heard, anna):
    with pytest.raises(NotPossible, match="udløb"):
        verbs.remind(measured=heard, by=anna, now=datetime(2026, 11, 24, 9, tzinfo=UTC))


def test_the_timer_reminds_once_in_the_last_three_days(heard, now):
    hours = [NEAR - timedelta(days=2) + timedelta(hours=step) for step in range(24 * 7)]

    reminded = [verbs.remind_before_deadline(now=hour) for hour in hours]

    assert [hour.date() for hour, count in zip(hours, reminded, strict=True) if count] == [
        date(2026, 11, 19)  # from midnight in Copenhagen
    ]
    assert sum(reminded) == 2
    assert written("hearing_reminder") == ["karen@example.com", "oluf@example.com"]
    assert Event.objects.get(action="hearing.reminded").by is None


def test_who_was_reminded_by_hand_long_ago_is_reminded_by_the_timer_too(heard, anna, now):
    verbs.remind(measured=heard, by=anna, now=now)

    assert verbs.remind_before_deadline(now=NEAR) == 2


def test_the_timer_rings_a_bell_that_may_ring_twice(heard, monkeypatch):
    monkeypatch.setattr("measurements.tasks.timezone.now", lambda: NEAR)

    tend_hearings()
    tend_hearings()

    assert len(written("hearing_reminder")) == 2


def test_a_new_deadline_is_told_to_all_and_reminds_anew(heard, anna):
    verbs.remind_before_deadline(now=NEAR)
    verbs.extend_hearing(
        measured=reloaded(heard), until=UNTIL + timedelta(days=14), by=anna, now=NEAR
    )

    assert written("hearing_extended") == ["karen@example.com", "oluf@example.com"]
    assert "7. december 2026" in Message.objects.filter(key__startswith="hearing_ext")[0].subject
    assert verbs.remind_before_deadline(now=NEAR + timedelta(days=1)) == 0
    assert verbs.remind_before_deadline(now=NEAR + timedelta(days=14)) == 2


def test_a_response_is_told_to_those_who_asked(answer, respond):
    answer()
    respond()

    assert written("hearing_responded") == ["karen@example.com"]


def test_without_its_key_a_mail_would_be_written_twice(heard, now):
    """The control of the tests above: the key is what holds the second one back."""
    context = {"measured": heard, "url": "https://example.com/"}
    for key in ("once", "once", None, None):
        outbox.write(
            to="a@example.com", template="hearing_opened", context=context, now=now, key=key
        )

    assert Message.objects.filter(to="a@example.com").count() == 3


def reloaded(measured):
    return type(measured).objects.get(pk=measured.pk)


def test_a_municipality_without_users_is_not_said_to_be_reminded(heard, anna, now):
    assert Run.objects.get().outcome["municipalities"][5]["code"] not in {"0766", "0665"}

    assert verbs.remind(measured=heard, by=anna, now=now) == 2

    assert Hearing.objects.exclude(reminded_at=None).count() == 2
