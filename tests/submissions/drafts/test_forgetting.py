"""Idle drafts are forgotten: those without an account in a month, others in a year, after a warning."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from measurements.models import Message
from submissions.actions import drafting, files, forgetting, sweeping, tending
from submissions.actions.sharing import Content
from submissions.lifecycle import State
from submissions.models import Attachment, Submission
from submissions.permissions import Sender

MONTH = forgetting.KEPT_WITHOUT_AN_ACCOUNT
YEAR = forgetting.KEPT_WITH_AN_ACCOUNT
TWO_WEEKS = forgetting.WARNED_BEFORE
DAY = timedelta(days=1)


def test_without_an_account_a_draft_lives_a_month_after_the_last_touch(anonymous_draft):
    touched = anonymous_draft.changed_at

    forgetting.forget_old_drafts(now=touched + MONTH - DAY)
    assert Submission.objects.exists()
    forgetting.forget_old_drafts(now=touched + MONTH + DAY)

    assert not Submission.objects.exists()


def test_with_an_account_the_author_is_warned_once_and_two_weeks_before(submission_in, karen, now):
    submission_in(State.DRAFT)

    for day in range(10):
        forgetting.forget_old_drafts(now=now + YEAR - TWO_WEEKS + day * DAY + timedelta(hours=1))

    assert Message.objects.get().to == karen.email
    assert Submission.objects.exists()


def test_a_year_and_a_warning_and_it_is_gone(submission_in, now):
    submission_in(State.DRAFT)
    forgetting.forget_old_drafts(now=now + YEAR - TWO_WEEKS + DAY)

    forgetting.forget_old_drafts(now=now + YEAR + 2 * DAY)

    assert not Submission.objects.exists()


def test_a_site_that_stood_still_gives_everybody_their_two_weeks(submission_in, now):
    submission_in(State.DRAFT)
    late = now + YEAR + 60 * DAY

    forgetting.forget_old_drafts(now=late)
    forgetting.forget_old_drafts(now=late + TWO_WEEKS - DAY)
    assert Submission.objects.exists()
    forgetting.forget_old_drafts(now=late + TWO_WEEKS + DAY)

    assert not Submission.objects.exists()


def test_whoever_writes_on_after_the_warning_keeps_the_draft(submission_in, karen, now):
    draft = submission_in(State.DRAFT)
    warned = now + YEAR - TWO_WEEKS + DAY
    forgetting.forget_old_drafts(now=warned)
    drafting.keep(
        submission=draft, version=draft.version, by=karen, now=warned,
        content=Content({"title": "Videre"}, None, None),
    )  # fmt: skip

    forgetting.forget_old_drafts(now=now + YEAR + 2 * DAY)

    assert Submission.objects.get().title == "Videre"


@pytest.mark.parametrize("state", [each for each in State if each != State.DRAFT])
def test_what_was_ever_sent_is_never_forgotten(state, submission_in, now):
    submission = submission_in(state)

    forgetting.forget_old_drafts(now=now + 10 * YEAR)
    forgetting.forget_old_drafts(now=now + 11 * YEAR)

    assert Submission.objects.filter(pk=submission.pk).exists()


def test_the_files_go_with_the_draft_unless_another_holds_the_same(
    anonymous_draft, submission_in, karen, pdf, now
):
    other = submission_in(State.SUBMITTED)
    drafting.add_file(
        submission=anonymous_draft,
        file=SimpleUploadedFile("a.pdf", pdf),
        most=10,
        by=Sender(anonymous_draft.pk),
        now=now,
    )
    same = files.keep_file(file=SimpleUploadedFile("b.pdf", pdf), now=now)
    Attachment.objects.filter(pk=same.pk).update(submission=other)
    later = anonymous_draft.changed_at + MONTH + DAY

    forgetting.forget_old_drafts(now=later)
    files.sweep_files(now=later)

    assert [each.name for each in Attachment.objects.all()] == ["b.pdf"]


@pytest.mark.parametrize(("timer", "is_forgotten"), [(tending.tend, True), (sweeping.sweep, False)])
def test_it_is_the_hour_that_forgets_and_not_every_half_minute(
    timer, is_forgotten, anonymous_draft
):
    timer(now=anonymous_draft.changed_at + MONTH + DAY)

    assert Submission.objects.exists() is not is_forgotten


def test_however_many_are_warned_their_authors_are_asked_for_at_once(
    submission_in, now, django_assert_max_num_queries
):
    for _each in range(10):
        submission_in(State.DRAFT)
    late = now + YEAR - TWO_WEEKS + DAY
    forgetting.forget_old_drafts(now=late)

    with django_assert_max_num_queries(3 + 10):  # one for each, that it was warned before
        forgetting.forget_old_drafts(now=late)
