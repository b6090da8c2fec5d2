"""An editor in Hedensted and one in Lemvig; links as they stand in mails; log-ins moved in time."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from measurements import doorbell
from portal import log_ins
from portal.models import LogIn

NEW_PASSWORD = "blaa-cykel-under-broen"


@pytest.fixture(autouse=True)
def bells(monkeypatch):
    """Every ring, instead of a Redis."""
    rung = []
    monkeypatch.setattr(doorbell, "ring", lambda task, *arguments: rung.append(task))
    return rung


@pytest.fixture
def ellen(make_user):
    """Hedensted's editor."""
    return make_user("ellen@hedensted.example", "municipal_editor", "0766", name="Ellen")


@pytest.fixture
def erik(make_user):
    """Lemvig's editor."""
    return make_user("erik@lemvig.example", "municipal_editor", "0665", name="Erik")


@pytest.fixture
def sent(django_capture_on_commit_callbacks):
    """Do something, and get the mails that it sent."""

    def sent(act):
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return mail.outbox[before:]

    return sent


@pytest.fixture
def later():
    """As if time had passed since the log-in, and since the person was seen or showed a password."""

    def later(client, **passed):
        span = timedelta(**passed)
        session = client.session
        session[log_ins.PROVED_AT] -= span.total_seconds()
        session.save()
        for row in LogIn.objects.filter(pk=session[log_ins.NUMBER]):
            row.begun_at -= span
            row.seen_at -= span
            row.save()

    return later


@pytest.fixture
def right_now():
    return timezone.now()


def link_in(message):
    """The path of the first link of a mail."""
    return re.search(r"https?://[^/\s]+(/\S+)", message.body)[1]
