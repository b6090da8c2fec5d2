"""Accounts are closed and roles changed: by whom, and from the very next request."""

import pytest
from django.urls import reverse

from portal.actions import tending
from portal.actions.refusing import Refused
from portal.models import PersonEvent, User


def test_a_closed_account_is_out_at_the_next_request_and_stays_out(client, karen, ellen, right_now):
    client.force_login(karen)

    tending.close(person=karen, by=ellen, now=right_now)

    assert client.get(reverse("my-page"))["Location"].startswith(reverse("log-in"))
    tending.open_again(person=User.objects.get(pk=karen.pk), by=ellen, now=right_now)
    assert client.get(reverse("my-page")).status_code == 302  # the old log-in does not come back


def test_another_role_ends_the_log_ins_that_had_the_old_one(client, mads, anna, right_now):
    client.force_login(mads)
    assert client.get(reverse("review")).status_code == 200

    tending.change_role(person=mads, role="municipal", municipality="0766", by=anna, now=right_now)

    assert client.get(reverse("review"))["Location"].startswith(reverse("log-in"))


@pytest.mark.parametrize("change", [{"role": "moderator"}, {"home_municipality_id": "0665"}])
def test_so_does_a_change_that_no_verb_made(client, karen, change):
    client.force_login(karen)
    assert client.get(reverse("my-page")).status_code == 200

    User.objects.filter(pk=karen.pk).update(**change)

    assert client.get(reverse("my-page")).status_code == 302


def test_an_editor_closes_colleagues_and_finds_nobody_else(client, ellen, karen, oluf, mads):
    client.force_login(ellen)

    answers = {
        each: client.post(reverse("close-account", args=[each.pk])).status_code
        for each in (karen, oluf, mads, ellen)
    }

    assert list(answers.values()) == [302, 404, 404, 404]
    closed = User.objects.filter(is_active=False)
    assert list(closed) == [karen]


def test_the_button_asks_first_and_closes_nothing(client, ellen, karen):
    client.force_login(ellen)
    assert reverse("close-account", args=[karen.pk]) in client.get(reverse("my-municipality")).text

    page = client.get(reverse("close-account", args=[karen.pk]))

    assert "Luk kontoen?" in page.text
    assert str(karen) in page.text
    assert User.objects.get(pk=karen.pk).is_active


def test_the_page_shows_own_people_and_no_others(client, ellen, karen, oluf):
    client.force_login(ellen)

    page = client.get(reverse("my-municipality")).text

    assert karen.email in page
    assert oluf.email not in page


def test_the_last_administrator_stays(anna, astrid, right_now):
    tending.close(person=astrid, by=anna, now=right_now)
    with pytest.raises(Refused, match="mindst én administrator"):
        tending.close(person=anna, by=User(pk=0, role="administrator"), now=right_now)

    assert User.objects.get(pk=anna.pk).is_active


def test_what_was_done_to_whom_is_on_the_persons_page(client, anna, karen, right_now):
    client.force_login(anna)

    client.post(
        reverse("person", args=[karen.pk]), {"role": "municipal_editor", "municipality": "0766"}
    )

    line = PersonEvent.objects.get(person=karen)
    assert (line.action, line.by) == ("role_changed", anna)
    assert "Rolle ændret" in client.get(reverse("person", args=[karen.pk])).text


def test_a_municipal_role_without_a_municipality_is_refused_with_what_to_do(client, anna, mads):
    client.force_login(anna)

    page = client.post(reverse("person", args=[mads.pk]), {"role": "municipal"})

    assert page.status_code == 422
    assert "Vælg den kommune" in page.text
    assert User.objects.get(pk=mads.pk).role == "moderator"
