"""The person to ask can be replaced or removed, in every edition at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from measurements.models import Message
from submissions import contacts, signed
from submissions.actions import editions, living, reviewing, sharing
from submissions.lifecycle import Action, MoveRefused, StaleVersion, State
from submissions.models import Submission

JETTE = {"contact": "Jette Testesen, tlf. 12 34 56 78", "contact_email": "jette@example.com"}


@pytest.fixture
def method(submission_in):
    return submission_in(State.PUBLISHED, **JETTE)


def change(submission, by, now, **to):
    living.change_contact(
        submission=submission,
        version=submission.version,
        by=by,
        now=now,
        **{"contact": "Bo Prøvesen", "contact_email": "bo@example.com", **to},
    )


def told(address):
    return [m.body for m in Message.objects.filter(to=address) if "Kontakten er" in m.subject]


def test_a_new_contact_is_shown_without_a_review_and_both_are_told(method, client, karen, now):
    change(method, karen, now)

    page = client.get(method.get_absolute_url()).text
    assert "Bo Prøvesen" in page
    assert "Jette" not in page
    assert "bo@example.com" not in page
    assert "ikke længere kontakt" in told("jette@example.com")[0]
    assert "Du er nu kontakt" in told("bo@example.com")[0]
    assert method.moves.last().action == Action.CONTACT
    assert contacts.who_answers(method) == ["bo@example.com"]


def test_a_corrected_text_at_the_same_address_is_told_once(method, karen, now):
    change(method, karen, now, contact_email="jette@example.com")

    assert len(told("jette@example.com")) == 1
    assert "stadig til denne adresse" in told("jette@example.com")[0]


def test_a_removed_contact_is_gone_from_every_edition(method, client, karen, mads, now):
    second = editions.begin(submission=method, by=karen, now=now)
    sharing.submit(
        submission=second, version=second.version, content=sharing.Content({}), by=karen, now=now
    )
    reviewing.publish(submission=second, version=second.version, by=mads, now=now)
    third = editions.begin(submission=second, by=karen, now=now)

    living.erase_contact(submission=second, version=second.version, by=karen, now=now)

    rows = Submission.objects.filter(code=method.code)
    assert {(row.contact, row.contact_email) for row in rows} == {("", "")}
    assert Submission.objects.get(pk=second.pk).contact_erased_at == now
    assert "Jette" not in client.get(second.get_absolute_url()).text
    with pytest.raises(StaleVersion):  # a page opened before does not bring the old one back
        sharing.save(
            submission=third,
            version=third.version,
            content=sharing.Content(JETTE),
            by=karen,
            now=now,
        )


def test_without_a_contact_questions_reach_the_owner(method, karen, now):
    living.erase_contact(submission=method, version=method.version, by=karen, now=now)

    assert contacts.who_answers(method) == ["karen@example.com"]


def test_only_owners_and_editors_name_another(method, oluf, mads, client, now):
    with pytest.raises(PermissionDenied):
        change(method, oluf, now)
    client.force_login(oluf)
    assert client.get(f"/bidrag/{method.slug}/kontakt/").status_code == 403

    change(method, mads, now)

    assert Submission.objects.get().contact == "Bo Prøvesen"


def test_the_form_keeps_what_was_typed_and_acts_on_post_alone(method, client, karen):
    client.force_login(karen)
    address = f"/bidrag/{method.slug}/kontakt/"
    assert "Jette Testesen" in client.get(address).text

    refused = client.post(
        address,
        {"version": method.version, "do": "change", "contact": "Bo", "contact_email": "ikke en"},
    )
    assert refused.status_code == 422
    assert "ikke en" in refused.text

    client.post(address, {"version": method.version, "do": "erase"})
    method.refresh_from_db()
    assert method.contact == ""


def test_two_changes_at_once_are_one(method, karen, mads, now):
    as_mads_sees_it = Submission.objects.get(pk=method.pk)
    change(method, karen, now)

    with pytest.raises(StaleVersion):
        change(as_mads_sees_it, mads, now + timedelta(minutes=1), contact="En helt tredje")

    assert Submission.objects.get().contact == "Bo Prøvesen"


def test_a_sender_without_an_account_changes_it_by_link(confirmed, mads, client, now):
    reviewing.publish(submission=confirmed, version=confirmed.version, by=mads, now=now)
    page = client.get(signed.status_path(confirmed))
    assert "Skift kontakt" in page.text

    client.post(
        f"{signed.status_path(confirmed)}kontakt/",
        {
            "version": confirmed.version,
            "do": "change",
            "contact": "Bo Prøvesen",
            "contact_email": "",
        },
    )

    assert Submission.objects.get().contact == "Bo Prøvesen"


def test_whoever_completes_a_bare_title_is_not_shown_the_address_of_its_contact(method, client):
    Submission.objects.filter(pk=method.pk).update(only_title=True)

    form = client.get(f"/del-din-integrationsviden/metode/?bidrag={method.code}&hele=1").text

    assert method.title in form
    assert JETTE["contact_email"] not in form


def test_who_changes_it_again_and_again_has_to_wait(method, karen, now):
    for number in range(living.MOST_OF_ONE_SUBJECT):
        change(method, karen, now, contact_email=f"a{number}@example.com")

    with pytest.raises(MoveRefused, match="Prøv igen i morgen"):
        change(method, karen, now, contact_email="offer@example.com")

    assert not Message.objects.filter(to="offer@example.com").exists()
    change(method, karen, now + timedelta(days=1), contact_email="offer@example.com")


def test_a_contact_who_wants_to_be_gone_never_waits(method, karen, now):
    for number in range(living.MOST_OF_ONE_SUBJECT):
        change(method, karen, now, contact_email=f"a{number}@example.com")

    living.erase_contact(submission=method, version=method.version, by=karen, now=now)

    assert contacts.who_answers(method) == [karen.email]


def test_one_person_is_limited_over_all_they_answer_for(submission_in, karen, now, monkeypatch):
    monkeypatch.setattr(living, "MOST_OF_ONE_PERSON", 1)
    change(submission_in(State.PUBLISHED), karen, now)

    with pytest.raises(MoveRefused):
        change(submission_in(State.PUBLISHED), karen, now)


def test_without_the_limit_an_address_would_be_flooded(method, karen, now, monkeypatch):
    monkeypatch.setattr(living, "MOST_OF_ONE_SUBJECT", 1_000)

    for _time in range(10):
        change(method, karen, now, contact_email="offer@example.com")
        change(method, karen, now, contact_email="bo@example.com")

    assert len(told("offer@example.com")) == 20
