"""What befalls a draft while somebody types: kept, made one's own, its files, its link by mail."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from measurements import outbox, uploads
from submissions import permissions, signed
from submissions.actions import files
from submissions.actions.moving import Attempt, keep_while_typing
from submissions.actions.sharing import Content, columns_of, set_related
from submissions.lifecycle import Action, MoveRefused
from submissions.models import Attachment, Submission
from submissions.permissions import Actor, Person, Sender

MOST_LINKS = 5  # a day to one address, whoever typed it
_LINK_HEADER = "X-Draft"
_A_DAY = timedelta(days=1)


@transaction.atomic
def keep(
    *,
    submission: Submission,
    version: int,
    content: Content,
    by: Actor,
    now: datetime,
    email: str | None = None,
) -> None:
    """Keep what has been typed so far. It comes often, so the trace has it once an hour.

    email  of somebody without an account; None leaves it as it is
    """
    address = {} if email is None or submission.author_id else {"sender_email": email}
    keep_while_typing(
        Attempt(submission, Action.SAVE, version, by, now),
        **columns_of(submission, content),
        **address,
    )
    set_related(submission, content)


@transaction.atomic
def make_own(*, submission: Submission, by: Person, link: Sender, now: datetime) -> None:
    """A draft begun without an account becomes that of whoever logged in and holds its link."""
    keep_while_typing(
        Attempt(submission, Action.SAVE, submission.version, link, now),
        author=by,
        begun_in_id=permissions.home_of(by),
        sender_email="",
    )


@transaction.atomic
def add_file(
    *, submission: Submission, file: UploadedFile, most: int, by: Actor, now: datetime
) -> Attachment:
    """Take in one file. The text is left alone, so its version stays too."""
    permissions.check_can_move(by, submission, Action.SAVE)
    if submission.attachments.count() >= most:
        raise uploads.RefusedFile(
            _("%(name)s kom ikke med. Send højst %(most)d filer.")
            % {"name": uploads.display_name(file.name or ""), "most": most}
        )
    if isinstance(by, Sender) and not submission.was_sent_in:
        files.check_room_for_a_stranger(file=file)
    kept = files.keep_file(file=file, now=now)
    Attachment.objects.filter(pk=kept.pk).update(submission=submission)
    kept.refresh_from_db()
    return kept


@transaction.atomic
def remove_file(*, submission: Submission, attachment: int, by: Actor) -> None:
    """Let one file go; the sweep takes it. Asked for twice, it is gone once."""
    permissions.check_can_move(by, submission, Action.SAVE)
    submission.attachments.filter(pk=attachment).update(submission=None)


@transaction.atomic
def mail_link(*, submission: Submission, by: Sender, now: datetime) -> None:
    """Send the link of a draft to the address that was typed, so that it can be found again."""
    permissions.check_can_move(by, submission, Action.SAVE)
    address = submission.sender_email
    if not address:
        raise MoveRefused(_("Skriv din e-mailadresse først."))
    lately = outbox.count_with_header(to=address, header=_LINK_HEADER, since=now - _A_DAY)
    if lately >= MOST_LINKS:
        raise MoveRefused(_("Der er sendt nok links til adressen i dag. Prøv igen i morgen."))
    outbox.write(
        to=address,
        template="draft_link",
        # Not the title: it is whatever somebody typed, and the address need not be theirs.
        context={"url": settings.BASE_URL + signed.draft_path(submission)},
        headers={_LINK_HEADER: str(submission.pk)},
        now=now,
    )
