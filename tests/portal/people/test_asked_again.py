"""What nobody undoes asks again who one is, and no address leads away from the site."""

import pytest
from django.urls import get_resolver, reverse

from measurements import kept_text
from portal import attempts, guarding
from portal.models import Invitation, PersonEvent
from tests.conftest import PASSWORD
from tests.measurements.pages.conftest import figures, make_round  # noqa: F401

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "//evil.example\\@testserver/",
    "https://testserver@evil.example/",
    "/\t/evil.example/",
]


def asked_first(answer):
    return answer.status_code == 302 and answer["Location"].startswith(reverse("prove-again"))


def address_of(name, person):
    takes = get_resolver().reverse_dict.getlist(name)[0][0][0][1]
    known = {"slug": "maaling", "pk": person.pk, "municipality": "hedensted"}
    return reverse(name, kwargs={each: known[each] for each in takes})


@pytest.mark.parametrize("name", sorted(guarding.ASKED_AGAIN))
def test_an_old_proof_is_not_enough_for_what_nobody_undoes(client, anna, karen, later, name):
    client.force_login(anna)
    assert not asked_first(client.get(address_of(name, karen)))

    later(client, minutes=16)

    assert asked_first(client.get(address_of(name, karen)))


def test_a_button_leads_back_to_the_page_that_it_stands_on(client, anna, karen, later):
    client.force_login(anna)
    later(client, minutes=59)
    client.get(reverse("my-page"))
    later(client, minutes=2)

    asked = client.post(reverse("remove-factor", args=[karen.pk]))["Location"]

    page = client.post(asked, {"proof": PASSWORD})
    assert page["Location"] == reverse("person", args=[karen.pk])


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("remove-domain", "/administration/domaener/"),
        ("hearing-file", "/hoering/maaling/"),
        ("manage-hearing-file", "/administration/maalinger/maaling/hoering/hedensted/"),
    ],
)
def test_what_is_no_page_leads_back_to_the_page_that_it_stands_on(
    client, anna, karen, later, name, page
):
    client.force_login(anna)
    later(client, minutes=59)
    client.get(reverse("my-page"))
    later(client, minutes=2)

    asked = client.get(address_of(name, karen))["Location"]

    assert client.post(asked, {"proof": PASSWORD})["Location"] == page


def test_other_pages_do_not_ask(client, anna, later):
    """The control: it is the table that asks."""
    client.force_login(anna)

    later(client, minutes=16)

    assert client.get(reverse("people")).status_code == 200


def test_the_password_again_leads_back_and_is_logged(client, anna, karen, later):
    client.force_login(anna)
    later(client, minutes=16)
    asked = client.get(reverse("person", args=[karen.pk]))["Location"]

    page = client.post(asked, {"proof": PASSWORD})

    assert page["Location"] == reverse("person", args=[karen.pk])
    assert client.get(page["Location"]).status_code == 200
    assert PersonEvent.objects.get(person=anna, action="proved_again").details["page"]


def test_a_form_opened_in_time_may_be_sent_a_while_after(client, anna, later):
    client.force_login(anna)
    form = {"email": "ny@example.com", "role": "moderator"}
    later(client, minutes=30)

    assert client.post(reverse("invite-person"), form)["Location"] == reverse("people")


def test_but_not_for_ever(client, anna, later):
    client.force_login(anna)
    later(client, minutes=30)
    later(client, minutes=29)
    client.get(reverse("my-page"))
    later(client, minutes=2)

    assert asked_first(client.post(reverse("invite-person"), {"email": "ny@example.com"}))


FORMS = {
    "invite-person": {"email": "ny@example.com", "role": "moderator", "municipality": ""},
    "person": {"role": "moderator", "municipality": ""},
    "domains": {"municipality": "0766", "domain": "hedensted.example"},
    "change-email": {"email": "ny@example.com"},
}


@pytest.mark.parametrize("name", FORMS)
def test_what_was_typed_too_late_stands_in_the_form_after_the_proof(
    client, anna, karen, later, name
):
    client.force_login(anna)
    address = address_of(name, karen)
    too_late(client, later)

    asked = client.post(address, FORMS[name])["Location"]
    client.post(asked, {"proof": PASSWORD})
    page = client.get(address)

    shown = page.context["form"]
    assert {each: shown[each].value() for each in FORMS[name]} == FORMS[name]
    assert "Det, du skrev, står her endnu" in page.text


def test_so_does_the_reason_for_a_retraction(client, anna, later, make_round, figures):  # noqa: F811
    measured = make_round(figures(9))
    address = reverse("manage-round-retract", args=[measured.slug])
    client.force_login(anna)
    too_late(client, later)

    asked = client.post(address, {"reason": "Tallene er forkerte.", "period": "1999-2007"})
    client.post(asked["Location"], {"proof": PASSWORD})
    page = client.get(address)

    assert "Tallene er forkerte." in page.text
    measured.refresh_from_db()
    assert measured.retracted_at is None


def test_it_was_not_sent_by_that_and_it_is_shown_once(client, anna, later):
    client.force_login(anna)
    address = reverse("invite-person")
    too_late(client, later)

    asked = client.post(address, FORMS["invite-person"])["Location"]
    client.post(asked, {"proof": PASSWORD})
    client.get(address)

    assert not Invitation.objects.exists()
    assert "ny@example.com" not in client.get(address).text


def test_without_keeping_it_would_be_lost(client, anna, later, monkeypatch):
    """The control."""
    monkeypatch.setattr(guarding.kept_text, "keep", lambda request: None)
    client.force_login(anna)
    address = reverse("invite-person")
    too_late(client, later)

    asked = client.post(address, FORMS["invite-person"])["Location"]
    client.post(asked, {"proof": PASSWORD})

    assert "ny@example.com" not in client.get(address).text


def test_no_code_and_no_flood_is_kept(client, anna, later):
    client.force_login(anna)
    too_late(client, later)

    client.post(reverse("second-factor-set-up"), {"code": "123456", "next": "/"})
    client.post(reverse("invite-person"), {"email": "x" * (kept_text.MOST_LETTERS + 1)})

    assert "kept_text" not in client.session


def test_an_editor_looks_at_colleagues_but_shows_who_invites(client, ellen, later):
    client.force_login(ellen)
    too_late(client, later)
    form = {"email": "kollega@hedensted.example", "role": "municipal_editor"}

    assert client.get(reverse("my-municipality")).status_code == 200
    asked = client.post(reverse("my-municipality"), form)
    client.post(asked["Location"], {"proof": PASSWORD})

    assert asked_first(asked)
    assert "kollega@hedensted.example" in client.get(reverse("my-municipality")).text
    assert not Invitation.objects.exists()


def test_an_editor_who_has_just_shown_it_is_not_asked(client, ellen):
    client.force_login(ellen)
    form = {"email": "kollega@hedensted.example", "role": "municipal_editor"}

    answer = client.post(reverse("my-municipality"), form)

    assert answer["Location"] == reverse("my-municipality")


def too_late(client, later):
    """Longer since the proof than any form holds, but still logged in."""
    later(client, minutes=40)
    client.get(reverse("my-page"))
    later(client, minutes=25)


def test_a_wrong_password_is_no_proof_and_is_braked(client, anna, later):
    client.force_login(anna)
    later(client, minutes=16)
    for number in range(attempts.MOST_PER_ACCOUNT):
        client.post(reverse("prove-again"), {"proof": f"gæt-{number}"})

    page = client.post(reverse("prove-again"), {"proof": PASSWORD})

    assert page.status_code == 422
    assert asked_first(client.get(reverse("invite-person")))


@pytest.mark.parametrize("where", ELSEWHERE)
@pytest.mark.parametrize("door", ["log-in", "prove-again", "second-factor"])
def test_no_next_leads_away_from_the_site(client, karen, where, door):
    form = {"username": karen.email, "password": PASSWORD, "proof": PASSWORD, "next": where}
    if door != "log-in":
        client.force_login(karen)

    answer = client.post(reverse(door), form)

    assert answer.status_code == 302
    assert answer["Location"] == reverse("my-page")


@pytest.mark.parametrize("where", ["/kommuner/", "/en/kommuner/?navn=x"])
def test_a_next_of_our_own_is_followed(client, karen, where):
    form = {"username": karen.email, "password": PASSWORD, "next": where}

    assert client.post(reverse("log-in"), form)["Location"] == where


def test_no_password_is_kept_whatever_form_it_is_posted_to(client, anna, later):
    client.force_login(anna)
    too_late(client, later)

    client.post(
        reverse("change-email"),
        {"email": "ny@example.com", "password": PASSWORD, "old_password": PASSWORD},
    )

    assert client.session["kept_text"]["words"] == {"email": "ny@example.com"}
