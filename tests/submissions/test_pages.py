"""The pages: who sees what, nothing acts, empty states, and no query more for ten times as many."""

import re
from uuid import uuid4

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from submissions import signed
from submissions.actions import linking, reviewing, sharing
from submissions.lifecycle import State
from submissions.models import CONTENT, Kind, Submission
from submissions.permissions import Sender

PAYLOAD = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def link():
    """The address of a page by signed link, of what Sanne sent without an account."""

    def make(name, submission, purpose=signed.STATUS):
        return reverse(name, args=[signed.token(submission, purpose=purpose)])

    return make


# --- who sees what


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(
    "name", ["my-submission", "edit-submission", "withdraw-submission"]
)  # each needs a log-in, and is the author's alone
def test_what_belongs_to_another_does_not_exist(name, state, submission_in, client, oluf, mads):
    address = reverse(name, args=[submission_in(state, by=None).pk])

    assert client.get(address).status_code == 302
    for person in (oluf, mads):
        client.force_login(person)
        assert client.get(address).status_code in {404, 405}
        assert client.post(address).status_code == 404


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("name", ["review-submission", "correct-submission"])
def test_the_editors_pages_are_for_editors(name, state, submission_in, client, karen, oluf):
    address = reverse(name, args=[submission_in(state).pk])

    assert client.get(address).status_code == 302
    for person in (karen, oluf):
        client.force_login(person)
        assert client.get(address).status_code == 403
        assert client.post(address, {"do": "publish"}).status_code == 403


@pytest.mark.parametrize("state", [State.DRAFT, State.UNCONFIRMED])
def test_editors_do_not_see_what_was_never_sent_in(state, submission_in, client, mads):
    client.force_login(mads)

    assert client.get(f"/redaktion/{submission_in(state).pk}/").status_code == 404


@pytest.mark.parametrize("state", State)
def test_only_what_is_published_is_public(state, submission_in, client):
    submission = submission_in(state, title="Et særligt kendetegn")

    in_list = "særligt kendetegn" in client.get("/bidrag/").text
    in_api = client.get("/api/v1/submissions/").json()["results"]

    assert in_list is (state == State.PUBLISHED)
    assert any(each["title"] == submission.title for each in in_api) is (state == State.PUBLISHED)


def test_every_form_refuses_a_post_without_its_csrf_key(submission_in, karen):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(karen)
    draft = submission_in(State.DRAFT)
    addresses = [
        "/del-din-integrationsviden/metode/",
        "/del-din-integrationsviden/rapport/",
        f"/mine-bidrag/{draft.pk}/ret/",
        f"/mine-bidrag/{draft.pk}/traek-tilbage/",
        "/redaktion/1/",
    ]

    assert [strict.post(address).status_code for address in addresses] == [403] * len(addresses)


# --- signed links


def test_opening_the_link_only_shows_a_page_and_its_button_confirms(submission_in, client, link):
    submission = submission_in(State.UNCONFIRMED)
    address = link("confirm-email", submission, signed.CONFIRM)

    opened = client.get(address)
    submission.refresh_from_db()
    assert (opened.status_code, submission.state) == (200, State.UNCONFIRMED)

    client.post(address)
    submission.refresh_from_db()
    assert submission.state == State.SUBMITTED


def test_a_used_link_leads_to_where_the_submission_stands(confirmed, client, link):
    answer = client.post(link("confirm-email", confirmed, signed.CONFIRM), follow=True)

    assert answer.status_code == 200
    assert "Venter på redaktionen" in answer.text
    assert confirmed.moves.filter(action="confirm").count() == 1


@pytest.mark.parametrize("purpose", [signed.CONFIRM, signed.STATUS])
def test_a_link_for_one_purpose_is_good_for_no_other(purpose, submission_in, client, link):
    submission = submission_in(State.UNCONFIRMED)
    other = "submission-status" if purpose == signed.CONFIRM else "confirm-email"

    assert client.get(link(other, submission, purpose)).status_code == 404


def test_a_link_that_was_tampered_with_is_too_old_or_guessed_says_what_to_do(
    submission_in, client, link, monkeypatch
):
    submission = submission_in(State.UNCONFIRMED)
    good = link("confirm-email", submission, signed.CONFIRM)
    monkeypatch.setitem(signed.VALID_FOR, signed.CONFIRM, -signed.VALID_FOR[signed.CONFIRM])

    pages = [client.get(good), client.get(good[:-3] + "xx/"), client.get("/bekraeft/1/")]

    assert [page.status_code for page in pages] == [404, 404, 404]
    assert all("Kopiér hele linket" in page.text for page in pages)


def test_a_corrected_address_makes_the_old_link_void(submission_in, client, link):
    submission = submission_in(State.UNCONFIRMED)
    old = link("confirm-email", submission, signed.CONFIRM)
    Submission.objects.filter(pk=submission.pk).update(sender_email="anden@example.com")

    assert client.get(old).status_code == 404


def test_a_link_made_for_an_account_holders_submission_opens_nothing(submission_in, client):
    submission = submission_in(State.SUBMITTED)
    forged = signing.dumps([submission.pk, ""], salt=signed.STATUS)

    assert client.get(reverse("submission-status", args=[forged])).status_code == 404


def test_a_sender_without_account_puts_right_what_came_back(
    confirmed, client, mads, now, link, posted
):
    reviewing.return_with_comment(
        submission=confirmed, version=confirmed.version, by=mads, now=now, comment="Skriv hvem."
    )
    standing = client.get(link("submission-status", confirmed))
    fields = posted(version=confirmed.version, key=confirmed.key, who_and_time="To på deltid")

    sent = client.post(link("edit-by-link", confirmed), fields)

    confirmed.refresh_from_db()
    assert "Skriv hvem." in standing.text
    assert sent.status_code == 302
    assert (confirmed.state, confirmed.who_and_time) == (State.SUBMITTED, "To på deltid")


def test_a_municipalitys_editor_is_never_given_the_link_of_a_sender_without_an_account(
    submission_in, client, make_user, mads, posted, now
):
    """The link holds for a year, whoever the editor works for then, and has the address in it."""
    sent = submission_in(State.UNCONFIRMED)
    sharing.confirm_email(submission=sent, by=Sender(sent.pk), now=now)
    reviewing.return_with_comment(
        submission=sent, version=sent.version, by=mads, now=now, comment="Skriv mere."
    )
    client.force_login(make_user("ellen@example.com", "municipal_editor", "0766"))
    own = reverse("my-submission", args=[sent.pk])
    edit = reverse("edit-submission", args=[sent.pk])

    pages = [client.get(address) for address in (own, edit, f"{edit}?hele=1")]
    kept = client.post(edit, posted(version=sent.version, do="send"))

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert not [page for page in pages if "bidrag-status" in page.text]
    assert kept["Location"] == own
    assert sent.moves.last().by.email == "ellen@example.com"


# --- the author's and the editors' way through


def test_the_author_reads_the_comment_and_finds_the_way_on(submission_in, client, karen):
    submission = submission_in(State.RETURNED)
    client.force_login(karen)

    page = client.get("/mine-bidrag/")

    assert "Skriv mere." in page.text
    assert f"/mine-bidrag/{submission.pk}/ret/" in page.text


def test_a_moderator_publishes_from_one_screen(submission_in, client, mads):
    submission = submission_in(State.SUBMITTED)
    client.force_login(mads)
    page = client.get(f"/redaktion/{submission.pk}/")

    answer = client.post(
        f"/redaktion/{submission.pk}/",
        {"do": "publish", "version": submission.version},
        follow=True,
    )

    submission.refresh_from_db()
    assert submission.practice in page.text
    assert "er offentliggjort" in answer.text
    assert client.get(submission.get_absolute_url()).status_code == 200


def test_the_second_moderator_sees_the_firsts_decision_and_keeps_their_comment(
    submission_in, client, mads, anna, now
):
    submission = submission_in(State.SUBMITTED)
    read = submission.version
    reviewing.reject(
        submission=submission, version=read, by=mads, now=now, comment="Findes allerede."
    )
    client.force_login(anna)

    page = client.post(
        f"/redaktion/{submission.pk}/",
        {"do": "return", "version": read, "comment": "Min lange tekst"},
    )

    assert page.status_code == 409
    assert "Findes allerede." in page.text


def test_a_decision_without_a_reason_keeps_the_page_and_says_so(submission_in, client, mads):
    submission = submission_in(State.SUBMITTED)
    client.force_login(mads)

    page = client.post(
        f"/redaktion/{submission.pk}/", {"do": "reject", "version": submission.version}
    )

    assert page.status_code == 409
    assert "begrundelse" in page.text


NO_VERSIONS = ["9" * 5000, "9" * 30, "-1", "x", "²", ""]


@pytest.mark.parametrize("version", NO_VERSIONS)
def test_a_decision_about_no_version_at_all_changes_nothing(version, submission_in, client, mads):
    submission = submission_in(State.SUBMITTED)
    client.force_login(mads)

    page = client.post(f"/redaktion/{submission.pk}/", {"do": "publish", "version": version})

    submission.refresh_from_db()
    assert page.status_code == 409
    assert submission.state == State.SUBMITTED


@pytest.mark.parametrize("version", NO_VERSIONS)
def test_a_withdrawal_of_no_version_at_all_is_refused_in_danish(
    version, submission_in, client, karen
):
    submission = submission_in(State.SUBMITTED)
    client.force_login(karen)

    page = client.post(
        f"/mine-bidrag/{submission.pk}/traek-tilbage/", {"version": version}, follow=True
    )

    submission.refresh_from_db()
    assert "Bidraget er ændret, siden du åbnede siden" in page.text
    assert submission.state == State.SUBMITTED


CAN_WITHDRAW = [State.DRAFT, State.SUBMITTED, State.RETURNED, State.PUBLISHED]


@pytest.mark.parametrize("state", CAN_WITHDRAW)
def test_the_button_asks_before_anything_is_taken_back(state, submission_in, client, karen):
    submission = submission_in(state)
    client.force_login(karen)
    address = reverse("withdraw-submission", args=[submission.pk])
    assert address in client.get(reverse("my-submission", args=[submission.pk])).text

    page = client.get(address)

    submission.refresh_from_db()
    assert "Det kan ikke fortrydes." in page.text
    assert ('name="reason"' in page.text) is (state == State.PUBLISHED)
    assert submission.state == state


def test_what_cannot_be_taken_back_is_not_asked_about(submission_in, client, karen):
    submission = submission_in(State.WITHDRAWN)
    client.force_login(karen)

    page = client.get(reverse("withdraw-submission", args=[submission.pk]), follow=True)

    assert page.redirect_chain[-1][0] == reverse("my-submission", args=[submission.pk])
    assert "Bidraget kan ikke trækkes tilbage nu." in page.text


def test_a_nul_in_what_no_form_looks_at_is_left_out(submission_in, client, mads, karen):
    submission = submission_in(State.SUBMITTED)
    client.force_login(mads)
    decision = {"do": "return", "version": submission.version, "comment": "Skriv \0mere."}

    client.post(f"/redaktion/{submission.pk}/", decision)
    client.force_login(karen)
    form = client.post("/del-din-integrationsviden/metode/", {"replaces": "IV-\0"})

    assert submission.moves.last().comment == "Skriv mere."
    assert form.status_code == 422


@pytest.mark.parametrize("limit", ["9" * 30, "101", "-1", "0", "æ"])
def test_the_api_gives_a_page_of_rows_whatever_number_is_asked_for(limit, submission_in, client):
    submission_in(State.PUBLISHED)

    answer = client.get("/api/v1/submissions/", {"limit": limit})

    assert answer.status_code == 200
    assert len(answer.json()["results"]) == 1


def test_a_correction_by_the_editors_is_public_at_once(submission_in, client, mads, posted):
    submission = submission_in(State.PUBLISHED)
    client.force_login(mads)

    client.post(
        f"/redaktion/{submission.pk}/ret/",
        posted(version=submission.version, title="Rettet titel", key=submission.key),
    )

    assert "Rettet titel" in client.get(submission.get_absolute_url()).text


def test_the_queue_shows_the_oldest_first(submission_in, client, mads, now):
    submission_in(State.SUBMITTED, title="Yngst")
    older = submission_in(State.SUBMITTED, title="Ældst")
    Submission.objects.filter(pk=older.pk).update(submitted_at=now.replace(year=2020))
    client.force_login(mads)

    text = client.get("/redaktion/").text

    assert text.index("Ældst") < text.index("Yngst")


# --- nothing acts


@pytest.mark.parametrize("kind", Kind)
def test_no_field_can_put_anything_live_on_any_page(
    kind, content, karen, mads, client, now, municipalities
):
    words = {
        name: PAYLOAD
        for name in CONTENT[kind]
        if name not in {"municipality_id", "link"}
        and not name.endswith(("year", "month"))
        and not Submission._meta.get_field(name).choices  # a word of ours, kept short by the column
    }
    made = sharing.submit_new(
        kind=kind, key=uuid4(), content=content(kind, **words), by=karen, now=now
    )
    client.force_login(karen)
    pages = [client.get(path).text for path in ("/mine-bidrag/", f"/mine-bidrag/{made.pk}/")]
    pages.append(client.get(f"/mine-bidrag/{made.pk}/ret/").text)
    client.force_login(mads)
    pages += [client.get(path).text for path in ("/redaktion/", f"/redaktion/{made.pk}/")]
    reviewing.publish(submission=made, version=made.version, by=mads, now=now, comment=PAYLOAD)
    pages += [client.get(path).text for path in ("/bidrag/", made.get_absolute_url(), "/")]
    pages.append(client.get(f"/redaktion/{made.pk}/").text)

    for page in pages:
        assert "<script>alert" not in page
        assert not re.search(r"<img[^>]*onerror", page)
    assert sum("alert(1)" in page for page in pages) >= 7  # it is shown, as text


def test_no_page_carries_inline_script_or_style(submission_in, client):
    submission = submission_in(State.PUBLISHED)

    for path in ("/bidrag/", submission.get_absolute_url(), "/del-din-integrationsviden/metode/"):
        text = client.get(path).text
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", text)


# --- reading


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("?slags=method", True),
        ("?slags=report", False),
        ("?kommune=hedensted", True),
        ("?kommune=vejle", True),
        ("?kommune=lemvig", False),
        ("?kommune=findes-ikke&side=99&slags=x", True),
    ],
)
def test_the_list_is_narrowed_by_kind_and_place(query, found, client, karen, mads, content, now):
    made = sharing.submit_new(
        kind=Kind.METHOD, key=uuid4(), content=content(further=["0630"]), by=karen, now=now
    )
    reviewing.publish(submission=made, version=made.version, by=mads, now=now)

    page = client.get(f"/bidrag/{query}")

    assert ("Praktik i butik" in page.text) is found


def test_an_empty_list_invites_and_one_narrowed_to_nothing_helps(
    client, municipalities, submission_in
):
    assert "Vær den første" in client.get("/bidrag/").text
    submission_in(State.PUBLISHED)

    assert "Vælg alle slags" in client.get("/bidrag/?kommune=lemvig").text


def test_the_result_stands_beside_the_practice_as_association(
    client, submission_in, publish_round, now
):
    submission = submission_in(State.PUBLISHED, began_year=2010)
    publish_round("foer", {"0766": 2.0}, years=(1999, 2007))
    publish_round("efter", {"0766": -5.0}, years=(2011, 2019), simulated=True)
    linking.catch_up(now=now)

    text = client.get(submission.get_absolute_url()).text

    assert "Sammenfald, ikke bevis" in text
    assert text.index("Før metoden begyndte") < text.index("Efter at metoden begyndte")
    assert "−5,0 (−8,0; −2,0)" in text
    assert "+2,0 (−1,0; +5,0)" in text
    assert text.count("simulerede data") == 2  # in the table, and on the card of evidence
    assert "400" in text


def test_no_result_too_few_people_and_no_figures_are_said_in_words(
    client, submission_in, publish_round, stated_rounds, now
):
    submission = submission_in(State.PUBLISHED)
    assert "endnu ikke med i en måling" in client.get(submission.get_absolute_url()).text
    publish_round("smaa", {"0766": None})
    linking.catch_up(now=now)

    text = client.get(submission.get_absolute_url()).text

    assert "for få til at sige" in text
    assert "ingen tal offentliggjort" in text


def test_a_bare_title_says_so_and_invites(client, submission_in):
    submission = submission_in(State.PUBLISHED)
    Submission.objects.filter(pk=submission.pk).update(only_title=True)

    text = client.get(submission.get_absolute_url()).text

    assert "Kun titlen er kendt" in text
    assert f"/del-din-integrationsviden/metode/?bidrag={submission.code}" in text


@pytest.mark.parametrize(
    "path", ["/bidrag/", "/redaktion/", "/mine-bidrag/", "/api/v1/submissions/"]
)
def test_ten_times_as_many_need_no_more_queries(path, client, submission_in, karen, mads):
    state = State.SUBMITTED if path == "/redaktion/" else State.PUBLISHED
    client.force_login(mads if path == "/redaktion/" else karen)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        return len(caught)

    for _time in range(2):
        submission_in(state)
    few = queries()
    for _time in range(18):
        submission_in(state)

    assert queries() == few


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_open_page_answers_in_both_languages(prefix, client, submission_in):
    address = submission_in(State.PUBLISHED).get_absolute_url()
    paths = [
        "/bidrag/",
        address,
        "/del-din-integrationsviden/",
        "/del-din-integrationsviden/metode/",
        "/del-din-integrationsviden/rapport/",
        "/del-din-integrationsviden/tak/",
    ]

    assert [client.get(prefix + path).status_code for path in paths] == [200] * len(paths)
