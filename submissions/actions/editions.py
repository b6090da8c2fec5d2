"""A next edition of what is public: a draft that begins with the text everybody reads now."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from submissions import permissions
from submissions.actions import indexing, reviewing, sharing
from submissions.actions.moving import Attempt, record_move
from submissions.lifecycle import Action, MoveRefused, StaleVersion, State
from submissions.models import CONTENT, Attachment, FilePicture, Submission
from submissions.permissions import Actor, Sender

_UNDER_WAY = (State.DRAFT, State.UNCONFIRMED, State.SUBMITTED, State.RETURNED)


@transaction.atomic
def begin(*, submission: Submission, by: Actor, now: datetime, address: str = "") -> Submission:
    """The draft of the next edition, or the one that the same person has begun already.

    address  of somebody without an account, who came by a signed link
    """
    if not permissions.can_replace(by, submission):
        raise PermissionDenied(_("Kun kommunen selv kan sende en ny udgave af dette bidrag."))
    owner = {"sender_email": address} if isinstance(by, Sender) else {"author": by}
    if isinstance(by, Sender) and not address:
        raise MoveRefused(_("Log ind for at skrive en ny udgave."))
    editions = Submission.objects.filter(code=submission.code)
    # Of this very edition: in a draft of something else the address may be anybody's guess.
    begun = editions.filter(state__in=_UNDER_WAY, replaces=submission, **owner)
    if (mine := begun.order_by("edition").last()) is not None:
        return mine
    latest = editions.aggregate(latest=Max("edition"))["latest"]
    try:
        with transaction.atomic():
            draft = _copy(submission, edition=latest + 1, now=now, **owner)
    except IntegrityError as problem:
        raise StaleVersion(_("En kollega begyndte i samme øjeblik. Prøv igen.")) from problem
    record_move(Attempt(draft, Action.SAVE, 0, by, now), from_state="", to_state=State.DRAFT)
    return draft


@transaction.atomic
def take_down(
    *,
    submission: Submission,
    version: int,
    reason: str,
    by: Actor,
    now: datetime,
    comment: str = "",
    hide_title: bool = False,
) -> None:
    """Withdraw an earlier edition alone; the others stay. A notice with the reason stands there.

    hide_title  the notice does not name it, and neither does the address that all editions share
    """
    permissions.check_can_move(by, submission, Action.WITHDRAW)
    if not reason.strip():
        raise MoveRefused(_("Skriv en begrundelse, som alle kan læse."))
    sharing.withdraw(
        submission=submission,
        version=version,
        reason=reason,
        by=by,
        now=now,
        comment=comment,
        hide_title=hide_title,
    )
    if hide_title:
        _leave_old_titles(code=submission.code)


def _leave_old_titles(*, code: str | None) -> None:
    """An address is made of the title that was published first: another is made of today's."""
    current = Submission.objects.filter(code=code, slug__isnull=False).first()
    if current is None or current.title_hidden or reviewing.is_of_its_title(current):
        return
    slug = reviewing.free_slug(current)
    Submission.objects.filter(pk=current.pk).update(slug=slug, version=F("version") + 1)
    indexing.ring()


def _copy(submission: Submission, *, edition: int, now: datetime, **owner: Any) -> Submission:
    """What a form may change is taken over; where it stands and who answered for it is not."""
    draft = Submission.objects.create(
        kind=submission.kind,
        code=submission.code,
        edition=edition,
        replaces=submission,
        state=State.DRAFT,
        key=uuid4(),
        created_at=now,
        changed_at=now,
        begun_in_id=permissions.home_of(owner.get("author")),
        **owner,
        **_content_of(submission),
    )
    draft.further_municipalities.set(submission.further_municipalities.all())
    for attachment in submission.attachments.all():
        _copy_file(attachment, draft)
    return draft


def _content_of(submission: Submission) -> dict[str, object]:
    content = {name: getattr(submission, name) for name in CONTENT[submission.kind]}
    # A bare title may be described by anybody; the address behind it is for its owners.
    return {**content, "contact_email": ""} if submission.only_title else content


def _copy_file(attachment: Attachment, draft: Submission) -> None:
    """A row of its own for the same bytes, with what was found when they were checked."""
    pictures = list(attachment.pictures.all())
    attachment.pk, attachment.submission = None, draft
    attachment.save()
    FilePicture.objects.bulk_create(
        FilePicture(attachment=attachment, number=each.number, sha256=each.sha256)
        for each in pictures
    )
