"""Kept while somebody types: on two devices, after the log-in has ended, with a key too old."""

import re
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from measurements.models import Message
from submissions import lifecycle, signed
from submissions.actions import drafting, moving
from submissions.actions.sharing import Content
from submissions.lifecycle import Action, State
from submissions.models import Kind, Submission
from tests.submissions.drafts.conftest import NEW_METHOD


def test_the_first_letters_make_a_draft_and_tell_its_address(client, posted, as_json):
    fields = {**posted(title="Sp"), "step": "metoden"}

    told = client.post(NEW_METHOD, fields, **as_json).json()

    draft = Submission.objects.get()
    assert (draft.title, draft.version) == ("Sp", told["version"])
    assert re.fullmatch(r"Gemt \d\d\.\d\d", told["saved"])
    assert client.get(told["steps"]["metoden"]).context["form"]["title"].value() == "Sp"


def test_what_is_typed_is_kept_and_what_is_missing_is_told(
    client, karen, submission_in, step_address, typed, as_json
):
    draft = submission_in(State.DRAFT, contact="")
    client.force_login(karen)

    told = client.post(step_address(draft, 2), typed(draft, 2, problem="Nyt"), **as_json).json()

    draft.refresh_from_db()
    assert (draft.problem, draft.version) == ("Nyt", told["version"])
    assert told["missing"] == "Mangler for at kunne sendes: Kontakt."


def test_a_field_that_is_wrong_does_not_hold_back_the_others(
    client, karen, submission_in, step_address, typed, as_json
):
    draft = submission_in(State.DRAFT)
    client.force_login(karen)

    told = client.post(
        step_address(draft), typed(draft, title="Nyt", began_year="19"), **as_json
    ).json()

    draft.refresh_from_db()
    assert draft.title == "Nyt"
    assert "mellem 1970" in told["problems"]["began_year"]


def test_an_hour_of_typing_is_one_line_of_the_trace_and_no_mail(
    client, karen, submission_in, step_address, typed, as_json
):
    draft = submission_in(State.DRAFT)
    client.force_login(karen)

    for number in range(20):
        draft.refresh_from_db()
        client.post(step_address(draft), typed(draft, title=f"Titel {number}"), **as_json)

    assert draft.moves.count() <= 2
    assert not Message.objects.exists()


def test_the_trace_would_be_flooded_without_the_hour(
    client, karen, submission_in, step_address, typed, as_json, monkeypatch
):
    monkeypatch.setattr(moving, "TRACED_FOR", timedelta(0))
    draft = submission_in(State.DRAFT)
    client.force_login(karen)

    for number in range(20):
        draft.refresh_from_db()
        client.post(step_address(draft), typed(draft, title=f"Titel {number}"), **as_json)

    assert draft.moves.count() > 20


def test_the_hour_is_each_persons_own(karen, submission_in, now):
    draft = submission_in(State.DRAFT)
    an_hour_later = now + timedelta(hours=1, minutes=1)

    for at in (now, an_hour_later, an_hour_later + timedelta(minutes=5)):
        drafting.keep(
            submission=draft, version=draft.version, by=karen, now=at,
            content=Content({"title": f"Klokken {at:%H.%M}"}, None, None),
        )  # fmt: skip

    assert [move.at for move in draft.moves.all()] == [now, an_hour_later]


# --- two devices


def test_the_second_device_is_told_and_sees_both_texts(
    client, karen, submission_in, step_address, typed
):
    draft = submission_in(State.DRAFT)
    client.force_login(karen)
    mine, theirs = typed(draft, 2, problem="Min tekst"), typed(draft, 2, problem="Den anden tekst")
    client.post(step_address(draft, 2), theirs)

    page = client.post(step_address(draft, 2), mine)

    assert page.status_code == 409
    assert "Min tekst" in page.text
    assert "Den anden tekst" in page.text
    assert Submission.objects.get().problem == "Den anden tekst"
    again = client.post(
        step_address(draft, 2), {**mine, "version": page.context["form"]["version"].value()}
    )
    assert again.status_code == 302
    assert Submission.objects.get().problem == "Min tekst"


def test_a_save_on_its_own_is_told_what_the_other_device_wrote(
    client, karen, submission_in, step_address, typed, as_json
):
    draft = submission_in(State.DRAFT)
    client.force_login(karen)
    mine = typed(draft, 2, problem="Min tekst")
    client.post(step_address(draft, 2), typed(draft, 2, problem="Den anden tekst"))

    answer = client.post(step_address(draft, 2), mine, **as_json)

    assert answer.status_code == 409
    assert answer.json()["differing"]["problem"]["theirs"] == "Den anden tekst"
    assert Submission.objects.get().problem == "Den anden tekst"


def left_while_saving(client, draft, address, typed, *, unanswered, **changed):
    """What a page sends on leaving: words newer than those it has not heard of, and its old version."""
    page = {**typed(draft), **changed, "unanswered": unanswered}
    return client.post(address, page, headers={"Accept": "application/json"})


@pytest.fixture
def saved_unheard(client, karen, submission_in, step_address, typed, as_json):
    """A draft whose page has sent »Halv« and not been told that it arrived."""
    client.force_login(karen)
    draft = submission_in(State.DRAFT)
    client.post(step_address(draft), typed(draft, title="Halv"), **as_json)
    return draft  # as the page knows it


def test_the_last_words_are_kept_though_the_save_before_them_was_not_answered_yet(
    saved_unheard, client, step_address, typed
):
    answer = left_while_saving(
        client,
        saved_unheard,
        step_address(saved_unheard),
        typed,
        title="Halvt skrevet",
        unanswered="title=Halv",
    )

    assert answer.status_code == 200
    assert Submission.objects.get().title == "Halvt skrevet"


@pytest.mark.parametrize("unanswered", [None, "", "title=Noget+andet", "%%&&=", "key=1"])
def test_without_saying_what_it_had_sent_a_page_overwrites_nobody(
    saved_unheard, client, step_address, typed, unanswered
):
    said = {} if unanswered is None else {"unanswered": unanswered}
    page = {**typed(saved_unheard, title="Halvt skrevet"), **said}

    answer = client.post(step_address(saved_unheard), page, headers={"Accept": "application/json"})

    assert answer.status_code == 409
    assert Submission.objects.get().title == "Halv"


def test_what_a_colleague_wrote_meanwhile_is_not_overwritten_on_leaving(
    saved_unheard, client, step_address, typed
):
    Submission.objects.update(title="Kollegaens", version=F("version") + 1)

    answer = left_while_saving(
        client,
        saved_unheard,
        step_address(saved_unheard),
        typed,
        title="Halvt skrevet",
        unanswered="title=Halv",
    )

    assert answer.status_code == 409
    assert Submission.objects.get().title == "Kollegaens"


def test_the_same_words_twice_are_no_conflict(
    client, karen, submission_in, step_address, typed, as_json
):
    draft = submission_in(State.DRAFT)
    client.force_login(karen)
    fields = typed(draft, 2, problem="Én gang\r\nog to linjer")
    client.post(step_address(draft, 2), fields, **as_json)

    assert client.post(step_address(draft, 2), fields).status_code == 302


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "9" * 5000])
def test_a_page_that_is_about_no_version_overwrites_nothing(
    version, client, karen, submission_in, step_address, typed
):
    draft = submission_in(State.DRAFT)
    client.force_login(karen)

    page = client.post(step_address(draft), {**typed(draft, title="Ny"), "version": version})

    assert page.status_code in {409, 422}
    assert Submission.objects.get().title == draft.title


# --- the log-in has ended


def test_a_save_after_the_log_in_ended_says_where_to_log_in(
    client, submission_in, step_address, typed, as_json
):
    draft = submission_in(State.DRAFT)

    answer = client.post(step_address(draft), typed(draft, title="Ny"), **as_json)

    assert answer.status_code == 401
    assert answer.json()["log_in"].startswith("/log-ind/")
    assert Submission.objects.get().title == draft.title


@pytest.mark.parametrize("whole", [False, True])
def test_a_page_sent_after_the_log_in_ended_comes_back_filled_in(
    whole, client, karen, submission_in, step_address, typed, posted
):
    draft = submission_in(State.DRAFT)
    if whole:
        address = reverse("edit-submission", args=[draft.pk])
        fields = posted(title="Alt det, jeg skrev", key=draft.key, version=draft.version)
    else:
        address, fields = step_address(draft), typed(draft, title="Alt det, jeg skrev")

    sent = client.post(address, fields)
    assert sent["Location"].startswith("/log-ind/?next=")
    client.force_login(karen)
    page = client.get(address)
    kept = client.post(address, {**fields, "version": page.context["form"]["version"].value()})

    assert page.context["form"]["title"].value() == "Alt det, jeg skrev"
    assert kept.status_code == 302
    assert Submission.objects.get().title == "Alt det, jeg skrev"


def test_it_comes_back_once_and_to_nobody_else(
    client, karen, oluf, submission_in, step_address, typed
):
    draft = submission_in(State.DRAFT)
    client.post(step_address(draft), typed(draft, title="Fortroligt"))
    client.force_login(oluf)
    assert client.get(step_address(draft)).status_code == 404
    client.force_login(karen)

    pages = [client.get(step_address(draft)).text for _time in range(2)]

    assert "Fortroligt" not in pages[1]


def test_a_stranger_leaves_only_so_much_behind(client, submission_in, step_address):
    draft = submission_in(State.DRAFT)

    client.post(step_address(draft), {"title": "x" * 500_000, "unknown": "y" * 500_000})

    assert len(client.session["unsent"]["text"]) < 20_000


def test_a_form_begun_before_the_log_in_ended_becomes_a_draft_without_an_account(client, posted):
    client.post(NEW_METHOD, {**posted(title="Begyndt før"), "step": "metoden"})

    assert Submission.objects.get().author is None


# --- the key of the form


@pytest.fixture
def strict(karen):
    client = Client(enforce_csrf_checks=True)
    client.force_login(karen)
    return client


def test_a_key_too_old_keeps_the_text_and_may_be_sent_again(
    strict, submission_in, step_address, typed
):
    draft = submission_in(State.DRAFT)
    strict.get(step_address(draft))
    old = {**typed(draft, title="Min »titel« <b>"), "csrfmiddlewaretoken": "x" * 64}

    page = strict.post(step_address(draft), old)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    again = strict.post(
        step_address(draft), {**old, "csrfmiddlewaretoken": fields["csrfmiddlewaretoken"]}
    )

    assert page.status_code == 403
    assert "Min »titel« &lt;b&gt;" in page.text
    assert fields["title"] == "Min »titel« &lt;b&gt;"
    assert again.status_code == 302


def test_what_another_site_sent_is_shown_and_not_offered(
    strict, submission_in, step_address, typed
):
    draft = submission_in(State.DRAFT)

    page = strict.post(
        step_address(draft), typed(draft), headers={"Origin": "https://other.example"}
    )

    assert page.status_code == 403
    assert "Send igen" not in page.text


def test_a_password_is_never_written_on_the_page(strict):
    page = strict.post("/log-ind/", {"username": "karen@example.com", "password": "hemmeligt"})

    assert page.status_code == 403
    assert "hemmeligt" not in page.text


def test_a_fresh_key_lets_the_page_go_on(strict, submission_in, step_address, typed, as_json):
    draft = submission_in(State.DRAFT)
    answer = strict.get(reverse("form-key"))

    told = strict.post(
        step_address(draft),
        {**typed(draft, title="Ny"), "csrfmiddlewaretoken": answer.json()["key"]},
        **as_json,
    )

    assert "no-store" in answer["Cache-Control"]
    assert told.status_code == 200


def test_every_address_of_a_draft_refuses_a_post_without_a_key(
    strict, submission_in, step_address, anonymous_draft
):
    draft = submission_in(State.DRAFT)
    addresses = [
        step_address(draft),
        reverse("edit-submission-files", args=[draft.pk]),
        step_address(anonymous_draft),
        reverse("draft-files", args=[signed.draft_token(anonymous_draft)]),
    ]

    assert [strict.post(address).status_code for address in addresses] == [403] * 4


# --- whose it is


@pytest.mark.parametrize("person", ["oluf", "mads", "anna"])
def test_another_persons_draft_does_not_exist(
    person, request, client, submission_in, step_address, typed
):
    draft = submission_in(State.DRAFT)
    client.force_login(request.getfixturevalue(person))

    for number in range(1, 6):
        assert client.get(step_address(draft, number)).status_code == 404
        assert client.post(step_address(draft, number), typed(draft, number)).status_code == 404
    assert client.post(reverse("edit-submission-files", args=[draft.pk])).status_code == 404


@pytest.mark.parametrize("state", [State.SUBMITTED, State.PUBLISHED, State.WITHDRAWN])
def test_what_is_no_draft_is_not_kept_and_the_text_is_shown(
    state, client, karen, submission_in, step_address, typed, as_json
):
    submission = submission_in(state, kind=Kind.METHOD)
    client.force_login(karen)
    fields = typed(submission, title="For sent skrevet")

    page = client.post(step_address(submission), fields)
    told = client.post(step_address(submission), fields, **as_json)

    assert (page.status_code, told.status_code) == (409, 409)
    assert "For sent skrevet" in page.text
    submission.refresh_from_db()
    assert submission.title != "For sent skrevet"


def test_saving_is_no_way_round_the_table_of_moves():
    assert {state for state, action in lifecycle.MOVES if action == Action.SAVE} == {
        State.DRAFT,
        State.RETURNED,
    }
