"""A question reaches the contact, and the answer the asker, without either address being shown."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from measurements import outbox
from submissions import contacts, permissions, signed
from submissions.lifecycle import MoveRefused, StaleVersion
from submissions.models import Adoption, Question, Submission
from submissions.permissions import Person

MOST_A_DAY_OF_ONE = 5
MOST_A_DAY_TO_ONE = 20
LONGEST = 4_000  # letters
_A_DAY = timedelta(days=1)


@transaction.atomic
def ask(*, submission: Submission, text: str, by: Person, now: datetime) -> Question:
    """Send a question on to whoever answers for the submission."""
    if not permissions.can_ask(by, submission):
        raise PermissionDenied(_("Log ind for at stille et spørgsmål."))
    _check_text(text)
    _check_not_too_many(submission, by, now)
    if not submission.is_published:
        raise MoveRefused(_("Bidraget er ikke længere offentligt."))
    assert submission.code, "a check constraint ties it to the state"
    question = Question.objects.create(
        code=submission.code,
        asked_by_id=by.pk,
        municipality_id=permissions.home_of(by),
        text=text.strip(),
        asked_at=now,
        sent_to=contacts.who_answers(submission),
    )
    for address in question.sent_to:
        outbox.write(
            to=address,
            template="question",
            context=_context(question, submission, signed.answer_path(question, address)),
            now=now,
            key=f"question/{question.pk}/{address}",
        )
    return question


@transaction.atomic
def answer(*, question: Question, text: str, now: datetime) -> None:
    """Send the answer to who asked. The link is the permission; the first answer counts."""
    _check_text(text)
    waiting = Question.objects.filter(pk=question.pk, answered_at=None)
    if waiting.update(answer=text.strip(), answered_at=now) != 1:
        raise StaleVersion(_("Spørgsmålet er allerede besvaret."))
    question.refresh_from_db()
    submission = subject_of(question)
    outbox.write(
        to=question.asked_by.email,
        template="answer",
        context=_context(question, submission, submission.get_absolute_url()),
        now=now,
        key=f"answer/{question.pk}",
    )


def subject_of(about: Question | Adoption) -> Submission:
    """The submission as it is now: the edition with an address, else the latest."""
    editions = Submission.objects.filter(code=about.code)
    found = editions.order_by(F("slug").asc(nulls_first=True), "edition").last()
    assert found is not None, "rows of submissions are never deleted"
    return found


def _check_text(text: str) -> None:
    if not text.strip():
        raise MoveRefused(_("Skriv noget, før du sender."))
    if len(text) > LONGEST:
        raise MoveRefused(
            _("Teksten er på %(length)s tegn. Skriv højst %(most)s.")
            % {"length": len(text), "most": LONGEST}
        )


def _check_not_too_many(submission: Submission, by: Person, now: datetime) -> None:
    lately = Question.objects.filter(asked_at__gt=now - _A_DAY)
    if lately.filter(asked_by_id=by.pk).count() >= MOST_A_DAY_OF_ONE:
        raise MoveRefused(
            _("Du har stillet %(most)s spørgsmål i dag. Prøv igen i morgen.")
            % {"most": MOST_A_DAY_OF_ONE}
        )
    if lately.filter(code=submission.code).count() >= MOST_A_DAY_TO_ONE:
        raise MoveRefused(_("Kontakten har fået mange spørgsmål i dag. Prøv igen i morgen."))


def _context(question: Question, submission: Submission, path: str) -> dict[str, object]:
    return {
        "question": question,
        "submission": submission,
        "url": settings.BASE_URL + path,
    }
