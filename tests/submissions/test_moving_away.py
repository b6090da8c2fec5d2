"""Whoever moves to another municipality takes their drafts along, for themselves alone."""

from uuid import uuid4

import pytest

from submissions import permissions
from submissions.actions import drafting, editions, sharing
from submissions.lifecycle import State
from submissions.models import Submission
from submissions.permissions import Sender


@pytest.fixture
def ellen(make_user):
    return make_user("ellen@example.com", "municipal_editor", "0766")


@pytest.fixture
def elof(make_user):
    return make_user("elof@example.com", "municipal_editor", "0665")


@pytest.fixture
def draft(submission_in):
    return submission_in(State.DRAFT)


def move_to_lemvig(person):
    person.home_municipality_id = "0665"
    person.save()


def read_again(submission):
    return Submission.objects.get(pk=submission.pk)


def test_an_editor_sees_the_drafts_of_colleagues(draft, ellen, elof):
    assert permissions.owned_by(ellen) == [draft]
    assert permissions.owned_by(elof) == []


def test_a_draft_is_not_shown_in_the_place_that_its_author_moves_to(
    draft, client, karen, ellen, elof
):
    move_to_lemvig(karen)

    for editor in (ellen, elof):
        client.force_login(editor)
        assert client.get(f"/mine-bidrag/{draft.pk}/").status_code == 404
        assert permissions.owned_by(editor) == []
    assert permissions.owned_by(karen) == [draft]


def test_what_was_sent_in_stays_with_the_municipality(submission_in, karen, ellen, elof):
    sent = submission_in(State.SUBMITTED)

    move_to_lemvig(karen)

    assert permissions.can_see(ellen, read_again(sent))
    assert not permissions.can_see(elof, read_again(sent))


def test_by_the_author_s_place_of_today_the_new_editors_would_read_it(draft, karen, elof):
    move_to_lemvig(karen)

    Submission.objects.filter(pk=draft.pk).update(begun_in="0665")

    assert permissions.can_see(elof, read_again(draft))


def test_a_draft_made_one_s_own_belongs_to_one_s_colleagues_too(content, karen, ellen, now):
    draft = sharing.save_new_draft(kind="method", key=uuid4(), content=content(), by=None, now=now)
    drafting.make_own(submission=draft, by=karen, link=Sender(draft.pk), now=now)

    assert permissions.owned_by(ellen) == [read_again(draft)]


def test_so_does_the_draft_of_a_new_edition(submission_in, karen, ellen, elof, now):
    begun = editions.begin(submission=submission_in(State.PUBLISHED), by=karen, now=now)

    move_to_lemvig(karen)
    moved = read_again(begun)

    assert begun.begun_in_id == "0766"
    assert not permissions.can_see(elof, moved)
