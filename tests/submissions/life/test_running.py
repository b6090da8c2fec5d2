"""Once a year a method's owner is asked whether it is still done, and readers are told."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from measurements.models import Message
from submissions import published, running, running_links, signed
from submissions.actions import living, mailing, reviewing, sharing
from submissions.lifecycle import Action, MoveRefused, State
from submissions.models import How, Kind, Running, Submission
from submissions.permissions import Sender

A_YEAR = timedelta(days=366)
A_MONTH = timedelta(days=31)


@pytest.fixture
def method(submission_in):
    return submission_in(State.PUBLISHED)


def asked(to="karen@example.com"):
    """The mails with the yearly question to an address, oldest first."""
    return [m for m in Message.objects.filter(to=to) if "stadig i brug?" in m.subject]


def link_in(message):
    return re.search(r"/i-brug/\S+", message.body)[0]


def post(client, path, submission, **answer):
    return client.post(path, {"version": submission.version, **answer})


def label(submission, now):
    found = running.label(Submission.objects.get(pk=submission.pk), now=now)
    return found.text if found else ""


# --- who is asked, and when


def test_an_owner_is_asked_after_a_year_and_only_once(method, now):
    assert living.ask_whether_running(now=now + timedelta(days=364)) == 0

    assert living.ask_whether_running(now=now + A_YEAR) == 1
    assert living.ask_whether_running(now=now + A_YEAR + timedelta(hours=1)) == 0

    assert len(asked()) == 1


def test_the_question_is_repeated_once_after_a_month(method, now):
    for days in (366, 380, 397, 398, 430, 700):
        living.ask_whether_running(now=now + timedelta(days=days))

    assert len(asked()) == 2
    assert "For en måned siden" in asked()[1].body


def test_an_answer_is_good_for_a_year(method, karen, now):
    living.ask_whether_running(now=now + A_YEAR)
    living.affirm(submission=method, version=method.version, by=karen, now=now + A_YEAR)

    living.ask_whether_running(now=now + A_YEAR + A_MONTH)
    assert len(asked()) == 1, "no reminder of what was answered"
    living.ask_whether_running(now=now + 2 * A_YEAR)

    assert len(asked()) == 2


def test_owner_and_contact_are_both_asked(submission_in, now):
    submission_in(State.PUBLISHED, contact_email="Kontakt@example.com")

    living.ask_whether_running(now=now + A_YEAR)

    assert len(asked()) == 1
    assert len(asked("kontakt@example.com")) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": Kind.REPORT},
        {"only_title": True},
        {"ended_year": 2020},
        {"running": Running.STOPPED},
        {"state": State.WITHDRAWN},
        {"author": None},
    ],
    ids=str,
)
def test_nobody_is_asked_about_what_cannot_be_in_use(changes, method, now):
    Submission.objects.filter(pk=method.pk).update(**changes)

    assert living.ask_whether_running(now=now + A_YEAR) == 0


def test_whoever_wants_no_mails_is_not_asked(method, now):
    mailing.choose(address="karen@example.com", how=How.NEVER, now=now)

    living.ask_whether_running(now=now + A_YEAR)

    assert asked() == []


# --- what readers are told


def test_readers_are_told_when_it_was_last_confirmed(method, karen, now):
    assert label(method, now) == ""

    living.affirm(submission=method, version=method.version, by=karen, now=now)

    assert label(method, now) == "Stadig i brug, bekræftet november 2026"


def test_without_an_answer_readers_are_told_that_too(method, now):
    assert label(method, now + timedelta(days=424)) == "", "the reminder has a month as well"

    assert label(method, now + timedelta(days=425)) == "Ikke bekræftet siden 2026"


def test_what_stopped_says_so_and_why_on_page_card_and_in_the_api(method, karen, client, now):
    living.stop(
        submission=method, version=method.version, year=2025, by=karen, now=now, why="Ingen penge."
    )

    page = client.get(method.get_absolute_url()).text
    assert "Stoppet i 2025" in page
    assert "Ingen penge." in page
    assert "Stoppet i 2025" in client.get("/bidrag/").text
    assert client.get(f"/api/v1/submissions/{method.code}/").json()["running"] == "stopped"
    assert published.shared_with_others_than("0615") == {}


def test_what_stopped_may_begin_again(method, karen, client, now):
    living.stop(submission=method, version=method.version, year=2025, by=karen, now=now, why="Nej")

    living.affirm(submission=method, version=method.version, by=karen, now=now)

    page = client.get(method.get_absolute_url()).text
    assert "Stadig i brug" in page
    assert "<blockquote" not in page


def test_a_report_has_no_such_label(submission_in, client, karen, now):
    report = submission_in(State.PUBLISHED, kind=Kind.REPORT)

    assert label(report, now + 3 * A_YEAR) == ""
    with pytest.raises(MoveRefused, match="Kun en metode"):
        living.affirm(submission=report, version=report.version, by=karen, now=now)


@pytest.mark.parametrize("year", [1969, 2018, 2027])
def test_a_year_that_cannot_be_is_refused(year, submission_in, karen, now):
    method = submission_in(State.PUBLISHED, began_year=2019)

    with pytest.raises(MoveRefused, match="mellem 2019 og 2026"):
        living.stop(submission=method, version=method.version, year=year, by=karen, now=now)


# --- the link


@pytest.fixture
def link(method):
    return running_links.path(method, "karen@example.com")


def test_opening_the_link_changes_nothing(method, link, client):
    page = client.get(link)

    method.refresh_from_db()
    assert page.status_code == 200
    assert (method.running, method.running_said_at) == ("", None)


def test_one_click_answers_yes(method, client, now):
    living.ask_whether_running(now=now + A_YEAR)

    answer = post(client, link_in(asked()[0]), method, do="yes")

    method.refresh_from_db()
    assert (answer.status_code, method.running) == (302, Running.YES)
    assert method.moves.last().action == Action.AFFIRM


def test_changed_leads_to_the_next_edition(method, link, client, karen):
    answer = post(client, link, method, do="changed")

    method.refresh_from_db()
    draft = Submission.objects.get(edition=2)
    assert method.running == Running.CHANGED
    assert (draft.author, draft.practice) == (karen, method.practice)
    assert answer.headers["Location"] == reverse("my-submission", args=[draft.pk])


def test_a_contact_without_an_account_writes_the_next_edition_too(submission_in, client):
    method = submission_in(State.PUBLISHED, contact_email="kontakt@example.com")

    post(client, running_links.path(method, "kontakt@example.com"), method, do="changed")

    draft = Submission.objects.get(edition=2)
    assert (draft.author, draft.sender_email) == (None, "kontakt@example.com")


def test_stopped_asks_for_the_year_and_loses_nothing_that_was_typed(method, link, client):
    refused = post(client, link, method, do="stopped", year="i fjor", why="Projektet sluttede.")
    assert refused.status_code == 422
    assert "fire cifre" in refused.text
    assert "Projektet sluttede." in refused.text

    post(client, link, method, do="stopped", year="2025", why="Projektet sluttede.")

    method.refresh_from_db()
    assert (method.running, method.ended_year) == (Running.STOPPED, 2025)


def test_a_link_answers_once(method, link, client):
    post(client, link, method, do="yes")

    again = client.post(link, {"version": method.version + 1, "do": "stopped", "year": "2025"})

    method.refresh_from_db()
    assert again.headers["Location"] == method.get_absolute_url()
    assert method.running == Running.YES


def test_the_mark_of_the_answer_is_what_makes_it_answer_once(method, link, client):
    post(client, link, method, do="yes")
    Submission.objects.update(running_said_at=None)

    again = client.post(link, {"version": method.version + 1, "do": "stopped", "year": "2025"})

    method.refresh_from_db()
    assert method.running == Running.STOPPED, "without the mark the link would still hold"
    assert again.status_code == 302


def test_old_foreign_and_changed_links_do_not_hold(method, link, client, monkeypatch):
    status = f"/i-brug/{signed.token(method, purpose=signed.STATUS)}/"
    stranger = running_links.path(method, "fremmed@example.com")

    assert client.get(status).status_code == 404
    assert client.get(stranger).status_code == 404
    assert client.get(link.replace("/i-brug/", "/i-brug/x")).status_code == 404
    monkeypatch.setattr(running_links, "VALID_FOR", timedelta(seconds=-1))
    assert client.get(link).status_code == 404


def test_a_link_of_what_was_withdrawn_does_not_hold(method, link, client, karen, now):
    sharing.withdraw(submission=method, version=method.version, by=karen, now=now)

    assert client.get(link).status_code == 404


# --- by log-in


@pytest.mark.parametrize(("name", "status"), [("karen", 200), ("oluf", 403), ("mads", 403)])
def test_the_owners_may_answer_at_any_time(name, status, method, client, request):
    client.force_login(request.getfixturevalue(name))

    assert client.get(f"/bidrag/{method.slug}/i-brug/").status_code == status


def test_others_do_not_answer_for_the_owner(method, oluf, now):
    for by in (oluf, Sender(method.pk + 1)):
        with pytest.raises(PermissionDenied):
            living.affirm(submission=method, version=method.version, by=by, now=now)


def test_a_sender_without_an_account_is_asked_by_their_address(confirmed, mads, client, now):
    reviewing.publish(submission=confirmed, version=confirmed.version, by=mads, now=now)
    living.ask_whether_running(now=now + A_YEAR)

    post(client, link_in(asked("sanne@example.com")[0]), confirmed, do="yes")

    confirmed.refresh_from_db()
    assert confirmed.running == Running.YES
