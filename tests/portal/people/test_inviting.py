"""Invitations: who may send them, to whom, and that a link makes one account."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse

from measurements.models import Message
from portal.actions import inviting, tending
from portal.actions.refusing import Refused
from portal.models import Invitation, MunicipalityDomain, PersonEvent, Role, User
from tests.conftest import PASSWORD
from tests.portal.people.conftest import NEW_PASSWORD, link_in

AT_ONCE = 5
FILLED_IN = {
    "first_name": "Nina",
    "last_name": "Ny",
    "password1": NEW_PASSWORD,
    "password2": NEW_PASSWORD,
}


@pytest.fixture
def invite(right_now):
    def invite(by, email="nina@hedensted.example", role=Role.MUNICIPAL, municipality="0766"):
        return inviting.invite(
            email=email, role=role, municipality=municipality, by=by, now=right_now
        )

    return invite


def test_an_editor_invites_and_the_colleague_comes_in(client, ellen, sent):
    client.force_login(ellen)
    form = {"email": "Nina@Hedensted.example", "role": "municipal"}

    [message] = sent(lambda: client.post(reverse("my-municipality"), form))
    nina = Client()
    page = nina.post(link_in(message), FILLED_IN)

    assert page["Location"] == reverse("my-page")
    made = User.objects.get(email="nina@hedensted.example")
    assert (made.role, made.home_municipality_id) == ("municipal", "0766")
    assert nina.get(reverse("my-page")).status_code == 200
    assert PersonEvent.objects.filter(person=made, action="accepted_invitation", by=ellen).exists()


def test_opening_the_link_changes_nothing_as_mail_scanners_do_it(client, ellen, invite):
    made = invite(ellen)

    page = client.get(inviting.path_of(made))

    assert "nina@hedensted.example" in page.text
    assert not User.objects.filter(email=made.email).exists()


@pytest.mark.parametrize("end", ["used", "withdrawn", "old", "sent again", "editor closed"])
def test_a_link_that_is_over_makes_no_account(client, ellen, anna, invite, right_now, end):
    made = invite(ellen)
    if end == "used":
        client.post(inviting.path_of(made), FILLED_IN)
        User.objects.filter(email=made.email).update(email="elsewhere@hedensted.example")
    elif end == "withdrawn":
        inviting.withdraw(invitation=made, by=ellen, now=right_now)
    elif end == "old":
        past = right_now - inviting.VALID_FOR - timedelta(minutes=1)
        Invitation.objects.filter(pk=made.pk).update(expires_at=past)
    elif end == "sent again":
        inviting.invite_again(invitation=made, by=ellen, now=right_now)
    else:
        tending.close(person=ellen, by=anna, now=right_now)

    page = Client().post(inviting.path_of(made), FILLED_IN)

    assert page.status_code == 410
    assert not User.objects.filter(email=made.email).exists()


def test_a_changed_link_is_no_link(client, ellen, invite):
    path = inviting.path_of(invite(ellen))

    assert client.post(path[:-3] + "xx/", FILLED_IN).status_code == 410


@pytest.mark.parametrize(
    ("role", "municipality"),
    [("municipal", "0665"), ("moderator", None), ("administrator", "0766")],
)
def test_an_editor_invites_nobody_elsewhere_and_no_staff(ellen, invite, role, municipality):
    with pytest.raises(PermissionDenied):
        invite(ellen, role=role, municipality=municipality)

    assert not Invitation.objects.exists()


@pytest.mark.parametrize("person", ["karen", "mads"])
def test_others_invite_nobody(request, invite, person):
    with pytest.raises(PermissionDenied):
        invite(request.getfixturevalue(person))


def test_only_addresses_of_the_municipality_once_its_domains_are_known(ellen, invite):
    MunicipalityDomain.objects.create(municipality_id="0766", domain="hedensted.example")

    with pytest.raises(Refused, match=r"hedensted\.example"):
        invite(ellen, email="nina@evil-hedensted.example")
    with pytest.raises(Refused):
        invite(ellen, email="nina@sub.hedensted.example")

    assert invite(ellen, email="nina@hedensted.example").pk


def test_an_address_is_invited_once_and_not_when_it_has_an_account(ellen, karen, invite):
    invite(ellen)

    with pytest.raises(Refused, match="allerede inviteret"):
        invite(ellen)
    with pytest.raises(Refused, match="allerede en konto"):
        invite(ellen, email=karen.email)


@pytest.mark.parametrize(
    ("password", "says"),
    [("kort", "12 tegn"), ("1234567890123", "almindelig")],
)
def test_a_weak_password_is_refused_and_the_name_is_kept(client, ellen, invite, password, says):
    weak = {**FILLED_IN, "password1": password, "password2": password}

    page = client.post(inviting.path_of(invite(ellen)), weak)

    assert page.status_code == 422
    assert says in page.text
    assert 'value="Nina"' in page.text


def test_another_municipalitys_invitation_is_not_found(client, erik, ellen, invite):
    made = invite(ellen)
    client.force_login(erik)

    for name in ("withdraw-invitation", "invite-again"):
        assert client.post(reverse(name, args=[made.pk])).status_code == 404
    assert inviting.open_invitations(made.made_at).filter(pk=made.pk).exists()


def use_at_once(invitation, now, accept):
    start = Barrier(AT_ONCE)

    def one(number):
        mine = Invitation.objects.get(pk=invitation.pk)
        try:
            start.wait()
            return accept(mine, number, now)
        except Refused:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [made for made in pool.map(one, range(AT_ONCE)) if made is not None]


@pytest.mark.django_db(transaction=True)
def test_of_five_who_use_a_link_at_once_one_is_let_in(ellen, invite, right_now):
    def accept(invitation, number, now):
        return inviting.accept(
            invitation=invitation,
            first_name=f"N{number}",
            last_name="Ny",
            password=PASSWORD,
            now=now,
        )

    made = use_at_once(invite(ellen), right_now, accept)

    assert len(made) == 1
    assert User.objects.get(email="nina@hedensted.example").first_name == made[0].first_name


@pytest.mark.django_db(transaction=True)
def test_without_the_comparison_all_five_would_have_used_it(ellen, invite, right_now):
    """The control: the same race, looking first and writing afterwards."""
    looked = Barrier(AT_ONCE)

    def blind(invitation, number, now):
        assert invitation.used_at is None
        looked.wait()
        return Invitation.objects.filter(pk=invitation.pk).update(used_at=now)

    assert sum(use_at_once(invite(ellen), right_now, blind)) == AT_ONCE


def test_an_address_is_not_flooded_with_invitations(ellen, anna, invite, right_now):
    made = invite(ellen)
    for _time in range(inviting.MOST_TO_ONE - 1):
        made = inviting.invite_again(invitation=made, by=ellen, now=right_now)

    for by in (ellen, anna):
        with pytest.raises(Refused, match="nok invitationer"):
            inviting.invite_again(invitation=made, by=by, now=right_now)

    assert inviting.open_invitations(right_now).get() == made
    assert Message.objects.filter(to=made.email).count() == inviting.MOST_TO_ONE


def test_after_a_day_the_invitation_can_be_sent_again(ellen, invite, right_now):
    made = invite(ellen)
    for _time in range(inviting.MOST_TO_ONE - 1):
        made = inviting.invite_again(invitation=made, by=ellen, now=right_now)

    again = inviting.invite_again(invitation=made, by=ellen, now=right_now + timedelta(days=1))

    assert again.pk != made.pk


def test_one_person_sends_only_so_many_in_a_day(ellen, invite, monkeypatch):
    monkeypatch.setattr(inviting, "MOST_OF_ONE", 2)
    for number in range(2):
        invite(ellen, email=f"a{number}@hedensted.example")

    with pytest.raises(Refused, match="2 invitationer"):
        invite(ellen, email="en.mere@hedensted.example")


def test_without_the_limit_an_address_would_be_flooded(ellen, invite, right_now, monkeypatch):
    monkeypatch.setattr(inviting, "MOST_TO_ONE", 1_000)

    made = invite(ellen)
    for _time in range(9):
        made = inviting.invite_again(invitation=made, by=ellen, now=right_now)

    assert Message.objects.filter(to=made.email).count() == 10
