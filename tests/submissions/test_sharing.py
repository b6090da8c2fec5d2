"""Sending in: once, however often the button is pressed; by log-in or by confirmed address."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from measurements.models import Message
from submissions.actions import reviewing, sharing
from submissions.actions.sharing import KeyInUse
from submissions.lifecycle import Action, MoveRefused, StaleVersion, State
from submissions.models import Kind, Submission
from submissions.permissions import Sender


def test_the_same_form_sent_twice_arrives_once(content, karen, now):
    form = {"kind": Kind.METHOD, "key": uuid4(), "content": content(), "by": karen, "now": now}

    first = sharing.submit_new(**form)
    again = sharing.submit_new(**form)

    assert first.pk == again.pk
    assert Submission.objects.count() == 1
    assert Message.objects.count() == 1  # thanks to Karen


def test_the_key_of_another_persons_form_is_refused(content, karen, oluf, now):
    form = {"kind": Kind.METHOD, "key": uuid4(), "content": content(), "now": now}
    sharing.submit_new(**form, by=karen)

    with pytest.raises(KeyInUse):
        sharing.submit_new(**form, by=oluf)
    with pytest.raises(KeyInUse):
        sharing.submit_by_email(**form, email="sanne@example.com")


def test_a_draft_saved_twice_from_the_same_form_keeps_what_was_typed_last(content, karen, now):
    form = {"kind": Kind.METHOD, "key": uuid4(), "by": karen, "now": now}

    sharing.save_new_draft(**form, content=content(title="Først"))
    sharing.save_new_draft(**form, content=content(title="Sidst"))

    assert Submission.objects.get().title == "Sidst"


def test_a_draft_may_be_empty_but_what_is_sent_in_has_a_title(content, karen, now):
    draft = sharing.save_new_draft(
        kind=Kind.METHOD, key=uuid4(), content=content(title=""), by=karen, now=now
    )

    assert draft.state == State.DRAFT
    with pytest.raises(IntegrityError, match="what_is_sent_in_has_a_title"), transaction.atomic():
        sharing.submit(
            submission=draft, version=draft.version, content=content(title=""), by=karen, now=now
        )


def test_a_form_changes_only_what_belongs_to_its_kind(submission_in, content, karen, now):
    draft = submission_in(State.DRAFT)
    sneaky = content()
    sneaky.fields.update(state=State.PUBLISHED, slug="snyd", author_id=None, summary="Ikke mit")

    sharing.save(submission=draft, version=draft.version, content=sneaky, by=karen, now=now)

    assert (draft.state, draft.slug, draft.author, draft.summary) == (
        State.DRAFT,
        None,
        karen,
        "",
    )


def test_two_open_windows_do_not_overwrite_each_other(submission_in, content, karen, now):
    draft = submission_in(State.DRAFT)
    seen = draft.version
    sharing.save(submission=draft, version=seen, content=content(title="A"), by=karen, now=now)

    with pytest.raises(StaleVersion, match="Karen"):
        sharing.save(submission=draft, version=seen, content=content(title="B"), by=karen, now=now)

    assert Submission.objects.get().title == "A"


def test_a_change_while_the_editors_read_makes_their_version_stale(
    submission_in, content, karen, mads, now
):
    submitted = submission_in(State.SUBMITTED)
    read = submitted.version

    sharing.submit(
        submission=submitted, version=read, content=content(title="Bedre"), by=karen, now=now
    )

    with pytest.raises(StaleVersion):
        reviewing.publish(submission=submitted, version=read, by=mads, now=now)


def test_what_comes_by_mail_waits_until_the_address_is_confirmed(submission_in, now):
    unconfirmed = submission_in(State.UNCONFIRMED)

    assert not unconfirmed.was_sent_in
    sharing.confirm_email(submission=unconfirmed, by=Sender(unconfirmed.pk), now=now)

    assert unconfirmed.state == State.SUBMITTED
    assert unconfirmed.confirmed_at == now


def test_nobody_confirms_twice_or_for_another(submission_in, now):
    unconfirmed = submission_in(State.UNCONFIRMED)

    with pytest.raises(PermissionDenied):
        sharing.confirm_email(submission=unconfirmed, by=Sender(unconfirmed.pk + 1), now=now)
    sharing.confirm_email(submission=unconfirmed, by=Sender(unconfirmed.pk), now=now)
    with pytest.raises(MoveRefused):
        sharing.confirm_email(submission=unconfirmed, by=Sender(unconfirmed.pk), now=now)


def test_an_address_cannot_be_flooded_with_confirmation_mails(submission_in, now):
    for _time in range(sharing.UNCONFIRMED_PER_ADDRESS):
        submission_in(State.UNCONFIRMED)

    with pytest.raises(MoveRefused, match="prøv igen i morgen"):
        submission_in(State.UNCONFIRMED)

    assert Message.objects.count() == sharing.UNCONFIRMED_PER_ADDRESS


def test_nor_with_drafts_that_were_begun_days_ago(content, municipalities, now):
    old = {"kind": Kind.METHOD, "content": content(), "by": None, "now": now - timedelta(days=3)}
    drafts = [
        sharing.save_new_draft(key=uuid4(), **old)
        for _each in range(sharing.UNCONFIRMED_PER_ADDRESS + 1)
    ]

    def ask(draft):
        sharing.ask(
            submission=draft,
            version=draft.version,
            content=content(),
            email="offer@example.com",
            by=Sender(draft.pk),
            now=now,
        )

    for draft in drafts[:-1]:
        ask(draft)
    with pytest.raises(MoveRefused, match="prøv igen i morgen"):
        ask(drafts[-1])

    assert Message.objects.count() == sharing.UNCONFIRMED_PER_ADDRESS


def test_an_address_may_be_used_again_the_next_day(submission_in, now):
    for _time in range(sharing.UNCONFIRMED_PER_ADDRESS):
        submission_in(State.UNCONFIRMED)
    Submission.objects.update(changed_at=now - timedelta(days=1, minutes=1))

    assert submission_in(State.UNCONFIRMED).state == State.UNCONFIRMED


def test_a_new_edition_takes_over_number_and_address(submission_in, content, karen, mads, now):
    first = submission_in(State.PUBLISHED)
    address = first.slug

    second = sharing.submit_new(
        kind=Kind.METHOD,
        key=uuid4(),
        content=content(title="Et helt andet navn", replaces=first),
        by=karen,
        now=now,
    )
    reviewing.publish(submission=second, version=second.version, by=mads, now=now)

    first.refresh_from_db()
    assert (second.code, second.edition, second.slug) == (first.code, 2, address)
    assert (first.state, first.slug) == (State.REPLACED, None)
    assert first.moves.last().action == Action.REPLACE


def test_only_its_own_people_write_a_new_edition(submission_in, content, oluf, now):
    published = submission_in(State.PUBLISHED)

    with pytest.raises(PermissionDenied):
        sharing.submit_new(
            kind=Kind.METHOD,
            key=uuid4(),
            content=content(replaces=published),
            by=oluf,
            now=now,
        )


def test_two_moderators_decide_and_the_second_reads_the_firsts_decision(
    submission_in, mads, anna, now
):
    submission = submission_in(State.SUBMITTED)
    as_anna_sees_it = Submission.objects.get(pk=submission.pk)
    read = submission.version

    reviewing.return_with_comment(
        submission=submission, version=read, by=mads, now=now, comment="Hvor mange deltog?"
    )

    with pytest.raises(StaleVersion, match=r"sendt tilbage af Mads. Hvor mange deltog"):
        reviewing.publish(submission=as_anna_sees_it, version=read, by=anna, now=now)
    assert Submission.objects.get().state == State.RETURNED


def test_titles_that_are_alike_get_addresses_of_their_own(submission_in):
    addresses = [submission_in(State.PUBLISHED).slug for _time in range(3)]

    assert addresses == [
        "praktik-i-butik",
        "praktik-i-butik-hedensted",
        "praktik-i-butik-hedensted-2",
    ]


def test_a_withdrawn_submission_leaves_the_public_pages_at_once(submission_in, karen, client, now):
    published = submission_in(State.PUBLISHED)
    address = published.get_absolute_url()
    assert client.get(address).status_code == 200

    sharing.withdraw(submission=published, version=published.version, by=karen, now=now)

    assert client.get(address).status_code == 410


def test_a_submission_has_an_account_or_an_address_never_both(submission_in):
    draft = submission_in(State.DRAFT)

    with pytest.raises(IntegrityError, match="author_or_sender"), transaction.atomic():
        Submission.objects.filter(pk=draft.pk).update(sender_email="x@example.com")


def test_a_month_without_its_year_is_not_kept(submission_in):
    draft = submission_in(State.DRAFT)

    with pytest.raises(IntegrityError, match="month_belongs"), transaction.atomic():
        Submission.objects.filter(pk=draft.pk).update(month=3)


def test_a_stranger_s_draft_of_a_bare_title_does_not_follow_the_owner_s_own_edition(
    content, karen, oluf, mads, now, submission_in
):
    bare = submission_in(State.PUBLISHED)
    Submission.objects.filter(pk=bare.pk).update(only_title=True)
    bare.refresh_from_db()
    form = {"kind": Kind.METHOD, "now": now}
    of_oluf = sharing.save_new_draft(**form, key=uuid4(), content=content(replaces=bare), by=oluf)
    of_karen = sharing.submit_new(**form, key=uuid4(), content=content(replaces=bare), by=karen)
    reviewing.publish(submission=of_karen, version=of_karen.version, by=mads, now=now)

    sent = {"submission": of_oluf, "version": of_oluf.version, "content": content(), "now": now}
    with pytest.raises(MoveRefused, match="nyere udgave"):
        sharing.submit(**sent, by=oluf)

    of_oluf.refresh_from_db()
    assert of_oluf.state == State.DRAFT
