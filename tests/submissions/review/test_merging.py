"""What came in twice becomes one, and everybody it concerns can see so."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from submissions import published
from submissions.actions import merging
from submissions.lifecycle import MoveRefused, State
from submissions.models import Attachment, FileState, RelinkRequest, Submission

VEJLE = "0630"


@pytest.fixture
def pair(submission_in, oluf):
    """One that waits, from Vejle, and the public one that it tells again."""
    public = submission_in(State.PUBLISHED, title="Praktik i butik", by=oluf)
    return submission_in(State.SUBMITTED, title="Butikspraktik", municipality_id=VEJLE), public


def merge(submission, into, *, by, now, **how):
    merging.merge(
        submission=submission, version=submission.version, into=into, by=by, now=now, **how
    )


def test_the_municipality_comes_to_stand_at_the_other_one(pair, mads, now):
    waiting, public = pair

    merge(waiting, public, by=mads, now=now)

    assert (waiting.state, waiting.merged_into) == (State.MERGED, public)
    assert published.by_code(public.code).municipality_codes == ("0766", VEJLE)
    assert RelinkRequest.objects.filter(submission=public, done_at=None).exists()


def test_the_others_page_says_who_shared_it_too(pair, mads, now, client):
    waiting, public = pair

    merge(waiting, public, by=mads, now=now)

    assert "Også delt af Vejle (november 2026)" in client.get(public.get_absolute_url()).text


def test_the_index_is_told_that_the_other_one_changed(pair, mads, now):
    waiting, public = pair
    before = public.version

    merge(waiting, public, by=mads, now=now)

    assert Submission.objects.get(pk=public.pk).version == before + 1
    assert "Butikspraktik" in public.moves.last().comment


def test_the_sender_is_told_where_it_went(pair, mads, now, django_capture_on_commit_callbacks):
    waiting, public = pair

    with django_capture_on_commit_callbacks(execute=True):
        merge(waiting, public, by=mads, now=now, comment="I fortæller det samme.")

    letter = mail.outbox[-1]
    assert letter.to == ["karen@example.com"]
    assert public.code in letter.body
    assert "I fortæller det samme." in letter.body


def test_the_senders_own_page_leads_to_the_other_one(pair, mads, karen, now, client):
    waiting, public = pair
    merge(waiting, public, by=mads, now=now)
    client.force_login(karen)

    page = client.get(f"/mine-bidrag/{waiting.pk}/")
    led_to = client.get(f"/bidrag/{public.code}/", follow=True)

    assert f'href="/bidrag/{public.code}/"' in page.text
    assert led_to.request["PATH_INFO"] == public.get_absolute_url()


def test_only_checked_files_that_were_chosen_come_along_and_nothing_is_taken_away(pair, mads, now):
    waiting, public = pair
    clean = _file(waiting, now, "a", FileState.CLEAN)
    unchecked = _file(waiting, now, "b", FileState.WAITING)
    _file(waiting, now, "c", FileState.CLEAN)
    foreign = _file(None, now, "d", FileState.CLEAN)

    keys = [clean.pk, unchecked.pk, foreign.pk]
    merge(waiting, public, by=mads, now=now, with_files=keys)

    assert [file.sha256 for file in public.attachments.all()] == ["a" * 64]
    assert waiting.attachments.count() == 3


@pytest.mark.parametrize("state", [State.SUBMITTED, State.WITHDRAWN, State.REJECTED])
def test_only_what_is_public_takes_another_in(state, submission_in, mads, now):
    waiting, hidden = submission_in(State.SUBMITTED), submission_in(state)

    with pytest.raises(MoveRefused, match="offentligt bidrag"):
        merge(waiting, hidden, by=mads, now=now)
    with pytest.raises(MoveRefused, match="intet offentligt bidrag"):
        merging.target(hidden.code)

    assert Submission.objects.get(pk=waiting.pk).state == State.SUBMITTED


def test_nobody_merges_their_own_or_into_their_own(submission_in, mads, anna, now):
    own_waiting = submission_in(State.SUBMITTED, by=mads, reviewer=anna)
    own_public = submission_in(State.PUBLISHED, by=mads, reviewer=anna)
    others = submission_in(State.SUBMITTED)

    with pytest.raises(PermissionDenied, match="dit eget bidrag"):
        merge(own_waiting, own_public, by=mads, now=now)
    with pytest.raises(PermissionDenied, match="dit eget bidrag"):
        merge(others, own_public, by=mads, now=now)


def test_a_refused_merge_changes_neither(pair, mads, now):
    waiting, public = pair

    with pytest.raises(MoveRefused):
        merging.merge(submission=waiting, version=99, into=public, by=mads, now=now)

    assert Submission.objects.get(pk=waiting.pk).state == State.SUBMITTED
    assert not public.further_municipalities.exists()


def test_an_editor_merges_from_the_page_by_choice_or_by_number(pair, client, mads):
    waiting, public = pair
    client.force_login(mads)
    address = f"/redaktion/{waiting.pk}/"

    wrong = client.post(
        address, {"do": "merge", "version": waiting.version, "into_code": "IV-9999"}
    )
    right = client.post(
        address,
        {"do": "merge", "version": waiting.version, "into_code": f" {public.code.lower()} "},
        follow=True,
    )

    assert wrong.status_code == 409
    assert "intet offentligt bidrag med nummeret »IV-9999«" in wrong.text
    assert "lagt sammen" in right.text
    assert Submission.objects.get(pk=waiting.pk).merged_into == public


def _file(submission, now, letter, state):
    return Attachment.objects.create(
        submission=submission,
        sha256=letter * 64,
        name=f"{letter}.pdf",
        content_type="application/pdf",
        size=1,
        uploaded_at=now,
        state=state,
    )
