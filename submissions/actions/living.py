"""What owners say of a method after it is public: still in use, changed, stopped; whom to ask."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from measurements import outbox
from submissions import contacts, running_links
from submissions.actions import indexing, mailing
from submissions.actions.moving import Attempt, make_move
from submissions.lifecycle import Action, MoveRefused, State
from submissions.models import Kind, Move, Running, Submission
from submissions.models.submission import FIRST_YEAR
from submissions.permissions import Actor
from submissions.running import ASK_AFTER, REMIND_AFTER

AT_ONCE = 100  # questions for each ring; the rest waits for the next
LONGEST_WHY = 1_000  # letters
# Changes of contact within a day: each writes to an address that somebody typed.
MOST_OF_ONE_SUBJECT = 5
MOST_OF_ONE_PERSON = 50
_A_DAY = timedelta(days=1)


@transaction.atomic
def affirm(
    *, submission: Submission, version: int, by: Actor, now: datetime, changed: bool = False
) -> None:
    """It is still done, as described or changed since. What had stopped may have begun again."""
    _check_is_method(submission)
    make_move(
        Attempt(submission, Action.AFFIRM, version, by, now),
        running=Running.CHANGED if changed else Running.YES,
        running_said_at=now,
        ended_year=None,
    )
    indexing.ring()


@transaction.atomic
def stop(
    *, submission: Submission, version: int, year: int, by: Actor, now: datetime, why: str = ""
) -> None:
    """It is not done any longer, since that year. The page stays, and says so, and why."""
    _check_is_method(submission)
    _check_year(submission, year, now)
    if len(why) > LONGEST_WHY:
        raise MoveRefused(_("Skriv højst %(most)s tegn.") % {"most": LONGEST_WHY})
    make_move(
        Attempt(submission, Action.STOP, version, by, now, why),
        running=Running.STOPPED,
        running_said_at=now,
        ended_year=year,
    )
    indexing.ring()


@transaction.atomic
def change_contact(
    *,
    submission: Submission,
    version: int,
    contact: str,
    contact_email: str,
    by: Actor,
    now: datetime,
) -> None:
    """Name another to ask. Whoever was named before and whoever is now are told by mail."""
    if not contact.strip():
        raise MoveRefused(_("Skriv, hvem andre kan spørge, eller fjern kontakten helt."))
    _check_not_too_many(submission, by, now)
    _set_contact(
        Attempt(submission, Action.CONTACT, version, by, now),
        contact=contact.strip(),
        contact_email=contact_email.strip(),
        contact_erased_at=None,
    )


@transaction.atomic
def erase_contact(*, submission: Submission, version: int, by: Actor, now: datetime) -> None:
    """Name nobody any longer; questions go to the owner."""
    _set_contact(
        Attempt(submission, Action.CONTACT, version, by, now),
        contact="",
        contact_email="",
        contact_erased_at=now,
    )


def ask_whether_running(*, now: datetime) -> int:
    """Ask owners of methods that nobody has spoken of for a year; remind once. Returns how many."""
    due = [*_due_for_asking(now)[:AT_ONCE], *_due_for_reminding(now)[:AT_ONCE]]
    return sum(_ask(each, now=now) for each in due)


def _due_for_asking(now: datetime) -> QuerySet[Submission]:
    last = Coalesce("running_said_at", "published_at")
    quiet = _running_methods().annotate(last=last).filter(last__lte=now - ASK_AFTER)
    return quiet.filter(Q(running_asked_at=None) | Q(running_asked_at__lte=F("last")))


def _due_for_reminding(now: datetime) -> QuerySet[Submission]:
    asked = _running_methods().filter(running_asked_at__lte=now - REMIND_AFTER)
    unanswered = Q(running_said_at=None) | Q(running_said_at__lt=F("running_asked_at"))
    unreminded = Q(running_reminded_at=None) | Q(running_reminded_at__lt=F("running_asked_at"))
    return asked.filter(unanswered, unreminded)


def _running_methods() -> QuerySet[Submission]:
    """Those that may be asked about: in use as far as is known, with somebody to ask."""
    nobody = Q(author=None, sender_email="", contact_email="")
    stopped = Q(running=Running.STOPPED) | Q(ended_year__isnull=False)
    methods = Submission.objects.filter(
        kind=Kind.METHOD, state=State.PUBLISHED, only_title=False, published_at__isnull=False
    )
    return methods.exclude(nobody | stopped).select_related("author").order_by("published_at", "pk")


@transaction.atomic
def _ask(submission: Submission, *, now: datetime) -> bool:
    """Take the question by a filtered update, so that it goes out once, then write it."""
    is_reminder = _is_asked(submission)
    mark = "running_reminded_at" if is_reminder else "running_asked_at"
    unchanged = Submission.objects.filter(pk=submission.pk, **{mark: getattr(submission, mark)})
    if unchanged.update(**{mark: now}) != 1:
        return False
    for address in contacts.who_knows(submission):
        _mail_question(submission, address, is_reminder=is_reminder, now=now)
    return True


def _is_asked(submission: Submission) -> bool:
    """Whether the question of this year is out, and only the reminder is left."""
    asked = submission.running_asked_at
    said = submission.running_said_at or submission.published_at
    return asked is not None and said is not None and asked > said


def _mail_question(
    submission: Submission, address: str, *, is_reminder: bool, now: datetime
) -> None:
    path = running_links.path(submission, address)
    with override(settings.LANGUAGE_CODE):
        line = _("Er »%(title)s« stadig i brug?") % {"title": submission.title}
    mailing.tell(
        to=address,
        template="still_running",
        context={
            "submission": submission,
            "url": settings.BASE_URL + path,
            "is_reminder": is_reminder,
            "months": running_links.VALID_FOR.days // 30,
        },
        line=line,
        path=path,
        now=now,
        key=f"running/{submission.pk}/{now:%Y-%m-%d}/{address}",
    )


def _check_not_too_many(submission: Submission, by: Actor, now: datetime) -> None:
    """Removing a contact is never refused; naming a new one may have to wait."""
    lately = Move.objects.filter(action=Action.CONTACT, at__gt=now - _A_DAY)
    of_subject = lately.filter(submission__code=submission.code).count()
    person = getattr(by, "pk", None)
    of_person = lately.filter(by_id=person).count() if person else 0
    if of_subject >= MOST_OF_ONE_SUBJECT or of_person >= MOST_OF_ONE_PERSON:
        raise MoveRefused(
            _("Kontakten er skiftet mange gange det seneste døgn. Prøv igen i morgen.")
        )


def _set_contact(attempt: Attempt, **changes: object) -> None:
    """In every edition that named the same, so that no other brings the old one back."""
    submission = attempt.submission
    old, old_address = submission.contact, submission.contact_email
    make_move(attempt, **changes)
    others = Submission.objects.filter(code=submission.code).exclude(pk=submission.pk)
    others.filter(contact=old, contact_email=old_address).update(
        version=F("version") + 1, **changes
    )
    indexing.ring()
    _tell_contact(submission, old_address, is_new=False, now=attempt.now)
    if submission.contact_email.lower() != old_address.lower():
        _tell_contact(submission, submission.contact_email, is_new=True, now=attempt.now)


def _tell_contact(submission: Submission, address: str, *, is_new: bool, now: datetime) -> None:
    if not address:
        return
    outbox.write(
        to=address,
        template="contact_changed",
        context={
            "submission": submission,
            "url": settings.BASE_URL + submission.get_absolute_url(),
            "is_new": is_new,
            "is_same": address.lower() == submission.contact_email.lower(),
        },
        now=now,
        key=f"contact/{submission.pk}/{submission.version}/{address}",
    )


def _check_is_method(submission: Submission) -> None:
    if not submission.is_method:
        raise MoveRefused(_("Kun en metode kan være i brug eller stoppet."))


def _check_year(submission: Submission, year: int, now: datetime) -> None:
    first, last = submission.began_year or FIRST_YEAR, timezone.localtime(now).year
    if not first <= year <= last:
        raise MoveRefused(
            _("Årstallet skal ligge mellem %(first)s og %(last)s.") % {"first": first, "last": last}
        )
