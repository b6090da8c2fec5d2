"""Links that prove an e-mail address: signed, for one purpose, and with an end.

Opening one only shows a page; acting takes a POST from it. A confirmed address cannot be confirmed
again, because the submission has then moved on.
"""

from datetime import timedelta

from django.urls import reverse

from measurements import signed_links
from measurements.signed_links import BadLink
from submissions.lifecycle import State
from submissions.models import Question, Submission

__all__ = ["BadLink", "confirm_path", "review_path", "status_path", "submission_of", "token"]

CONFIRM = "submissions.confirm"
STATUS = "submissions.status"
ANSWER = "submissions.answer"
DRAFT = "submissions.draft"
VALID_FOR = {
    CONFIRM: timedelta(days=7),
    STATUS: timedelta(days=365),
    ANSWER: timedelta(days=60),
}


def confirm_path(submission: Submission) -> str:
    return reverse("confirm-email", args=[token(submission, purpose=CONFIRM)])


def status_path(submission: Submission, by: object = None) -> str:
    """Where the author sees how it stands: their own page, or by signed link without an account.

    by  who goes there, where that is known: whoever is logged in, such as an editor of the
        municipality, never gets the sender's own link, which has their address in it
    """
    if submission.author_id or getattr(by, "is_authenticated", False):
        return reverse("my-submission", args=[submission.pk])
    if submission.state == State.DRAFT:
        return draft_path(submission)
    return reverse("submission-status", args=[token(submission, purpose=STATUS)])


def draft_path(submission: Submission) -> str:
    """Where whoever holds this link writes on, without an account."""
    return reverse("draft", args=[draft_token(submission)])


def draft_token(submission: Submission) -> str:
    """Goes on holding while the address is typed; the draft itself is forgotten in time."""
    return signed_links.token([submission.pk, str(submission.key)], purpose=DRAFT)


def draft_of(value: str) -> Submission:
    """What the link to a draft was made for, whatever has become of it since."""
    pk, key = signed_links.read(value, purpose=DRAFT, valid_for=None)
    found = Submission.objects.filter(pk=pk, key=key).first()
    if found is None:
        raise BadLink
    return found


def review_path(submission: Submission) -> str:
    return reverse("review-submission", args=[submission.pk])


def answer_path(question: Question, address: str) -> str:
    """Where whoever reads this address answers a question."""
    return reverse("answer", args=[signed_links.token([question.pk, address], purpose=ANSWER)])


def question_of(value: str) -> Question:
    """The question that the link was made for."""
    pk, address = signed_links.read(value, purpose=ANSWER, valid_for=VALID_FOR[ANSWER])
    found = Question.objects.filter(pk=pk).first()
    if found is None or address not in found.sent_to:
        raise BadLink
    return found


def token(submission: Submission, *, purpose: str) -> str:
    # The address is part of what is signed: a corrected one makes the old link void.
    return signed_links.token([submission.pk, submission.sender_email], purpose=purpose)


def submission_of(value: str, *, purpose: str) -> Submission:
    """The submission that the link was made for."""
    pk, email = signed_links.read(value, purpose=purpose, valid_for=VALID_FOR[purpose])
    found = Submission.objects.filter(pk=pk, sender_email=email, author=None).first()
    if found is None:
        raise BadLink
    return found
