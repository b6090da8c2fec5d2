"""Another e-mail address: the new one is confirmed, the old one is told, and nobody takes it over."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from measurements.models import Message
from portal.actions import emails
from portal.models import MunicipalityDomain, User
from tests.portal.people.conftest import link_in


def ask(client, email="karen@ny.example"):
    return client.post(reverse("change-email"), {"email": email})


@pytest.fixture
def mails(client, karen, sent):
    client.force_login(karen)
    return {message.to[0]: message for message in sent(lambda: ask(client))}


def test_both_addresses_are_told_before_anything_is_changed(mails, karen):
    assert set(mails) == {"karen@ny.example", "karen@example.com"}
    assert User.objects.get(pk=karen.pk).email == "karen@example.com"
    assert "http" not in mails["karen@example.com"].body.replace("integrationsviden", "")


def test_the_link_and_the_button_change_it_and_the_old_one_is_told_again(
    client, mails, karen, sent
):
    link = link_in(mails["karen@ny.example"])
    client.get(link)
    assert User.objects.get(pk=karen.pk).email == "karen@example.com"

    [told] = sent(lambda: client.post(link))

    assert User.objects.get(pk=karen.pk).email == "karen@ny.example"
    assert told.to == ["karen@example.com"]
    assert client.post(link).status_code == 410


def test_a_stolen_link_is_of_no_use_to_somebody_else(mails, karen, oluf):
    thief = Client()
    thief.force_login(oluf)

    answer = thief.post(link_in(mails["karen@ny.example"]))

    assert answer.status_code == 410
    assert {karen.email, oluf.email} == set(
        User.objects.filter(pk__in=[karen.pk, oluf.pk]).values_list("email", flat=True)
    )


def test_somebody_elses_address_gets_no_link_and_the_page_says_the_same(client, karen, oluf, sent):
    client.force_login(karen)

    messages = sent(lambda: ask(client, oluf.email))

    assert [message.to for message in messages] == [[karen.email]]
    assert "Vi har skrevet til den nye adresse" in client.get(reverse("security")).text


def test_an_address_outside_the_municipality_is_refused_where_its_domains_are_known(client, karen):
    MunicipalityDomain.objects.create(municipality_id="0766", domain="hedensted.example")
    client.force_login(karen)

    page = ask(client, "karen@privat.example")

    assert page.status_code == 422
    assert "karen@privat.example" in page.text
    assert mail.outbox == []


def test_who_asks_again_and_again_is_told_to_wait_and_no_more_is_mailed(client, karen, sent):
    client.force_login(karen)
    messages = sent(
        lambda: [ask(client, f"a{number}@ny.example") for number in range(emails.MOST_A_DAY)]
    )

    refused = ask(client, "en.mere@ny.example")

    assert len(messages) == 2 * emails.MOST_A_DAY
    assert refused.status_code == 422
    assert "Prøv igen i morgen" in refused.text
    assert "en.mere@ny.example" in refused.text
    assert not Message.objects.filter(to="en.mere@ny.example").exists()


def test_the_next_day_one_may_ask_again(karen, now):
    for _time in range(emails.MOST_A_DAY):
        emails.ask_to_change(person=karen, email="karen@ny.example", now=now)

    emails.ask_to_change(person=karen, email="karen@ny.example", now=now + timedelta(days=1))

    assert karen.events.filter(action=emails.ASKED).count() == emails.MOST_A_DAY + 1


def test_without_the_limit_any_address_would_be_written_to(karen, now, monkeypatch):
    monkeypatch.setattr(emails, "MOST_A_DAY", 1_000)

    for _time in range(10):
        emails.ask_to_change(person=karen, email="offer@ny.example", now=now)

    assert Message.objects.filter(to="offer@ny.example").count() == 10
