"""Editions: which there are, what changed between them, how one was, and how the next begins."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from submissions import signed
from submissions.actions import editions, files, reviewing, sharing
from submissions.lifecycle import State
from submissions.models import Attachment, FileState, Submission
from submissions.permissions import Sender
from submissions.presenters import editions_page

TEXT = "Først en samtale, så en plads."


@pytest.fixture
def publish_next(mads, now):
    """Begin a next edition, change it as told, and publish it a day later."""

    def make(submission, by, **changes):
        draft = editions.begin(submission=submission, by=by, now=now)
        Submission.objects.filter(pk=draft.pk).update(**changes)
        draft.refresh_from_db()
        content = sharing.Content({})
        sharing.submit(submission=draft, version=draft.version, content=content, by=by, now=now)
        reviewing.publish(
            submission=draft, version=draft.version, by=mads, now=now + timedelta(days=1)
        )
        submission.refresh_from_db()
        draft.refresh_from_db()
        return draft

    return make


def told(change):
    """A change as one line: what was taken out in minus, what came in plus."""
    signs = {"same": "", "removed": "-", "added": "+"}
    return [f"{signs[piece.kind]}{piece.text.strip()}" for piece in change.pieces]


def test_who_describes_a_bare_title_is_not_given_the_address_behind_it(submission_in, oluf, now):
    bare = submission_in(State.PUBLISHED, contact_email="k@example.com")
    Submission.objects.filter(pk=bare.pk).update(only_title=True)
    bare.refresh_from_db()

    draft = editions.begin(submission=bare, by=oluf, now=now)

    assert draft.contact_email == ""
    assert draft.title == bare.title


def test_a_next_edition_begins_with_what_is_public(submission_in, karen, now, pdf, let_out):
    file = let_out(files.keep_file(file=SimpleUploadedFile("bilag.pdf", pdf), now=now))
    first = submission_in(
        State.PUBLISHED, attachments=[file], further=["0615"], contact_email="k@example.com"
    )

    draft = editions.begin(submission=first, by=karen, now=now)

    assert (draft.state, draft.code, draft.edition) == (State.DRAFT, first.code, 2)
    assert (draft.title, draft.practice, draft.contact_email) == (
        first.title,
        TEXT,
        "k@example.com",
    )
    assert [each.pk for each in draft.further_municipalities.all()] == ["0615"]
    assert [each.sha256 for each in draft.attachments.all()] == [file.sha256]
    assert [each.pk for each in first.attachments.all()] == [file.pk], (
        "the public one keeps its own"
    )


def test_whoever_begins_twice_goes_on_where_they_were(submission_in, karen, now):
    first = submission_in(State.PUBLISHED)
    begun = editions.begin(submission=first, by=karen, now=now)
    Submission.objects.filter(pk=begun.pk).update(problem="Halvt skrevet om.")

    again = editions.begin(submission=first, by=karen, now=now)

    assert again.pk == begun.pk
    assert again.problem == "Halvt skrevet om."


def test_a_colleague_of_the_municipality_has_a_draft_of_their_own(
    submission_in, karen, make_user, now
):
    first = submission_in(State.PUBLISHED)
    kirsten = make_user("kirsten@example.com", "municipal", "0766")

    drafts = [editions.begin(submission=first, by=each, now=now) for each in (karen, kirsten)]

    assert [each.edition for each in drafts] == [2, 3]
    assert [each.author for each in drafts] == [karen, kirsten]


@pytest.mark.parametrize("name", ["oluf", "mads"])
def test_others_begin_no_edition(name, submission_in, request, client, now):
    first = submission_in(State.PUBLISHED)
    person = request.getfixturevalue(name)
    client.force_login(person)

    with pytest.raises(PermissionDenied):
        editions.begin(submission=first, by=person, now=now)
    assert client.post(f"/bidrag/{first.slug}/ny-udgave/").status_code == 403
    assert Submission.objects.count() == 1


def test_the_button_leads_to_the_form_with_the_text_in_it(submission_in, client, karen):
    first = submission_in(State.PUBLISHED)
    client.force_login(karen)
    assert "Skriv en ny udgave" in client.get(first.get_absolute_url()).text

    form = client.post(f"/bidrag/{first.slug}/ny-udgave/", follow=True)

    assert form.status_code == 200
    assert Submission.objects.get(edition=2).practice == TEXT


def test_a_sender_without_an_account_begins_by_the_link_of_the_first(confirmed, mads, client, now):
    reviewing.publish(submission=confirmed, version=confirmed.version, by=mads, now=now)
    link = f"{signed.status_path(confirmed)}ny-udgave/"

    answer = client.post(link)

    draft = Submission.objects.get(edition=2)
    assert answer.status_code == 302
    assert (draft.sender_email, draft.author) == (confirmed.sender_email, None)


def test_a_draft_in_which_somebody_typed_my_address_is_not_mine(confirmed, mads, now):
    """Whoever began to describe the bare title before me knows the link of that draft."""
    reviewing.publish(submission=confirmed, version=confirmed.version, by=mads, now=now)
    confirmed.refresh_from_db()
    theirs = Submission.objects.create(
        kind=confirmed.kind,
        code=confirmed.code,
        edition=confirmed.edition + 1,
        key=uuid4(),
        state=State.DRAFT,
        sender_email=confirmed.sender_email,
        created_at=now,
        changed_at=now,
    )

    mine = editions.begin(
        submission=confirmed, by=Sender(confirmed.pk), now=now, address=confirmed.sender_email
    )

    assert mine.pk != theirs.pk
    assert mine.practice == confirmed.practice


def test_the_link_of_one_submission_begins_no_edition_of_another(confirmed, submission_in, now):
    other = submission_in(State.PUBLISHED)

    with pytest.raises(PermissionDenied):
        editions.begin(
            submission=other, by=Sender(confirmed.pk), address="sanne@example.com", now=now
        )


def test_the_differences_are_told_field_by_field_in_words(submission_in, karen, publish_next):
    first = submission_in(State.PUBLISHED)
    second = publish_next(
        first,
        karen,
        practice="Først to samtaler, så en plads.",
        stage="running",
        began_year=2019,
        topics=["forebyggelse"],
        contact="En anden",
    )

    changes = {each.name: told(each) for each in editions_page.changes(first, second)}

    assert changes == {
        "Emner": ["+Forebyggelse"],
        "Startår": ["+2019"],
        "Afprøvning": ["+I fast drift"],
        "Hvad I gør": ["Først", "-en samtale,", "+to samtaler,", "så en plads."],
    }


def test_files_and_municipalities_are_among_the_differences(
    submission_in, karen, publish_next, now, pdf, let_out
):
    file = let_out(files.keep_file(file=SimpleUploadedFile("bilag.pdf", pdf), now=now))
    first = submission_in(State.PUBLISHED, attachments=[file], further=["0615"])
    second = editions.begin(submission=first, by=karen, now=now)
    second.further_municipalities.set(["0630"])
    second.attachments.update(name="nyt bilag.pdf")

    changes = {each.name: told(each) for each in editions_page.changes(first, second)}

    assert changes == {
        "Andre kommuner": ["-Horsens", "+Vejle"],
        "Filer": ["-bilag.pdf", "+nyt bilag.pdf"],
    }


def test_the_page_says_which_edition_it_is_and_lists_them(
    submission_in, karen, publish_next, client
):
    first = submission_in(State.PUBLISHED)
    second = publish_next(first, karen, problem="Nogle ventede længe.")

    page = client.get(second.get_absolute_url()).text
    listed = client.get(f"/bidrag/{second.slug}/udgaver/").text

    assert f"{second.code}, udgave 2." in page
    assert f"/bidrag/{second.slug}/udgaver/" in page
    assert "2. november 2026" in listed
    assert "3. november 2026" in listed
    assert "Hedensted" in listed
    assert "<del>" in listed
    assert "[taget ud:" in listed, "told to whoever does not see the line through it"


def test_an_earlier_edition_can_be_read_with_a_notice_and_without_its_contact(
    submission_in, karen, publish_next, client
):
    first = submission_in(State.PUBLISHED, contact="Jette Testesen, tlf. 12 34 56 78")
    second = publish_next(first, karen, practice="Noget andet.", contact="Integrationsteamet")

    earlier = client.get(f"/bidrag/{second.slug}/udgave/1/").text

    assert "Du læser en tidligere udgave" in earlier
    assert TEXT in earlier
    assert "Jette Testesen" not in earlier


def test_the_files_of_an_earlier_edition_are_named_and_not_given_out(
    submission_in, karen, publish_next, client, now, pdf
):
    file = files.keep_file(file=SimpleUploadedFile("gammelt bilag.pdf", pdf), now=now)
    Attachment.objects.filter(pk=file.pk).update(
        state=FileState.CLEAN, public_sha256=file.sha256, public_size=file.size
    )
    first = submission_in(State.PUBLISHED, attachments=[file])
    second = publish_next(first, karen)

    earlier = client.get(f"/bidrag/{second.slug}/udgave/1/").text

    assert "gammelt bilag.pdf" in earlier
    assert f"/bidrag/filer/{file.pk}/" not in earlier
    assert client.get(f"/bidrag/filer/{file.pk}/").status_code == 404


def test_the_current_edition_has_one_address(submission_in, karen, publish_next, client):
    second = publish_next(submission_in(State.PUBLISHED), karen)

    answer = client.get(f"/bidrag/{second.slug}/udgave/2/")

    assert (answer.status_code, answer.headers["Location"]) == (302, second.get_absolute_url())
    assert client.get(f"/bidrag/{second.slug}/udgave/3/").status_code == 404


def test_an_edition_that_was_never_public_is_not_shown(submission_in, karen, client, now):
    first = submission_in(State.PUBLISHED)
    editions.begin(submission=first, by=karen, now=now)

    listed = client.get(f"/bidrag/{first.slug}/udgaver/").text

    assert "Der er kun én udgave." in listed
    assert client.get(f"/bidrag/{first.slug}/udgave/2/").status_code == 404


@pytest.mark.parametrize("query", ["fra=x&til=y", "fra=99&til=1", "fra=2&til=1", "fra=1&til=1"])
def test_whatever_two_editions_are_asked_for_a_page_answers(
    query, submission_in, karen, publish_next, client
):
    second = publish_next(submission_in(State.PUBLISHED), karen, problem="Nyt.")

    assert client.get(f"/bidrag/{second.slug}/udgaver/?{query}").status_code == 200


def test_more_editions_ask_no_more_of_the_database(
    submission_in, karen, publish_next, client, django_assert_max_num_queries
):
    current = submission_in(State.PUBLISHED)
    for number in range(4):
        current = publish_next(current, karen, problem=f"Nummer {number}.")

    with django_assert_max_num_queries(12):
        client.get(f"/bidrag/{current.slug}/udgaver/")
