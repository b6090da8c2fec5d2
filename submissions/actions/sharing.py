"""What authors do: keep a draft, send in, confirm an address, withdraw."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from submissions import lifecycle, permissions
from submissions.actions import files, indexing, judging, linking, messages
from submissions.actions.moving import Attempt, make_move, record_move
from submissions.lifecycle import Action, MoveRefused, State
from submissions.models import CONTENT, Attachment, Submission
from submissions.permissions import Actor, Person, Sender

UNCONFIRMED_PER_ADDRESS = 5  # a day: whoever types another's address cannot flood it
UNCONFIRMED_IN_ALL = 200
NEW_DRAFTS_AN_HOUR = 300  # of people without an account, all together
OPEN_DRAFTS = 5_000
DRAFTS_OF_ONE_AUTHOR = 50
_A_DAY = timedelta(days=1)


class KeyInUse(Exception):
    """The form's key has already brought in something of somebody else's."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a form holds, or a step of it: what is left out, or None, stays as it is."""

    fields: Mapping[str, object]
    further_municipalities: tuple[str, ...] | None = ()  # codes
    attachments: tuple[Attachment, ...] | None = ()
    replaces: Submission | None = field(default=None)
    criteria: tuple[str, ...] | None = None  # that the sender holds are met


@transaction.atomic
def save_new_draft(
    *, kind: str, key: UUID, content: Content, by: Person | None, now: datetime
) -> Submission:
    """Keep what has been typed so far. The same form sent twice keeps one draft.

    by  None for somebody without an account: whoever holds its signed link may write on
    """
    _check_may_replace(content.replaces, by)
    if not Submission.objects.filter(key=key).exists():
        _check_room_for_a_draft(by, now)
    submission, is_new = _create(kind, key, content, state=State.DRAFT, author=by, now=now)
    actor = by or Sender(submission.pk)
    if is_new:
        record_move(
            Attempt(submission, Action.SAVE, 0, actor, now), from_state="", to_state=State.DRAFT
        )
    elif submission.state == State.DRAFT:
        save(submission=submission, version=submission.version, content=content, by=actor, now=now)
    return submission


@transaction.atomic
def submit_new(*, kind: str, key: UUID, content: Content, by: Person, now: datetime) -> Submission:
    """Send in a form that was never kept as a draft. Sent twice, it arrives once."""
    _check_may_replace(content.replaces, by)
    submission, is_new = _create(kind, key, content, state=State.DRAFT, author=by, now=now)
    if is_new or submission.state == State.DRAFT:
        submit(submission=submission, version=submission.version, content=content, by=by, now=now)
    return submission


@transaction.atomic
def submit_by_email(
    *, kind: str, key: UUID, content: Content, email: str, now: datetime
) -> Submission:
    """Keep what somebody without an account sent, and ask them to show the address is theirs."""
    _check_may_replace(content.replaces, None)
    if not Submission.objects.filter(key=key).exists():
        _check_not_flooding(email, now)
    submission, is_new = _create(
        kind, key, content, state=State.UNCONFIRMED, sender_email=email, now=now
    )
    if is_new:
        attempt = Attempt(submission, Action.SAVE, 0, Sender(submission.pk), now)
        record_move(attempt, from_state="", to_state=State.UNCONFIRMED)
        messages.ask_for_confirmation(submission=submission, now=now)
    return submission


@transaction.atomic
def ask(
    *, submission: Submission, version: int, content: Content, email: str, by: Sender, now: datetime
) -> None:
    """Send in a draft without an account: it waits until the address has shown to be theirs."""
    _check_may_replace(submission.replaces, None)
    _check_not_flooding(email, now)
    make_move(
        Attempt(submission, Action.ASK, version, by, now),
        sender_email=email,
        **columns_of(submission, content),
    )
    set_related(submission, content)


@transaction.atomic
def save(
    *, submission: Submission, version: int, content: Content, by: Actor, now: datetime
) -> None:
    """Keep changes to a draft, or to one that came back, without sending it in."""
    make_move(Attempt(submission, Action.SAVE, version, by, now), **columns_of(submission, content))
    set_related(submission, content)


@transaction.atomic
def submit(
    *, submission: Submission, version: int, content: Content, by: Actor, now: datetime
) -> None:
    """Send in to the editors: the first time, after it came back, or changed while they read."""
    _check_may_still_replace(submission, by)
    make_move(
        Attempt(submission, Action.SUBMIT, version, by, now),
        submitted_at=now,
        **columns_of(submission, content),
    )
    set_related(submission, content)


@transaction.atomic
def confirm_email(*, submission: Submission, by: Actor, now: datetime) -> None:
    """The address is the sender's: what they sent goes to the editors."""
    make_move(
        Attempt(submission, Action.CONFIRM, submission.version, by, now),
        confirmed_at=now,
        submitted_at=now,
    )


@transaction.atomic
def withdraw(
    *,
    submission: Submission,
    version: int,
    by: Actor,
    now: datetime,
    comment: str = "",
    reason: str = "",
    hide_title: bool = False,
) -> None:
    """Take back, at once also from the public pages and their files.

    What was public leaves a notice at its address, so that no reference leads nowhere.

    comment     to the author, by mail
    reason      for everybody, on the notice
    hide_title  the notice does not name it: the title is what is complained of
    """
    was_public = submission.is_published
    make_move(
        Attempt(submission, Action.WITHDRAW, version, by, now, comment),
        slug=submission.slug if was_public else None,
        withdrawn_at=now,
        withdrawn_reason=reason.strip(),
        title_hidden=hide_title,
    )
    if was_public:
        linking.request(submission, now=now)
        indexing.ring()


def _create(
    kind: str, key: UUID, content: Content, *, state: State, now: datetime, **owner: Any
) -> tuple[Submission, bool]:
    """A new submission, or the one that the same form made before."""
    assert state in lifecycle.INITIAL
    columns = _columns(kind, content)
    home = permissions.home_of(owner.get("author"))
    try:
        with transaction.atomic():
            submission = Submission.objects.create(
                kind=kind, key=key, state=state, created_at=now, changed_at=now,
                replaces=content.replaces, begun_in_id=home, **owner, **columns,
            )  # fmt: skip
    except IntegrityError:
        earlier = Submission.objects.filter(key=key).first()
        if earlier is None:
            raise
        _check_same_owner(earlier, **owner)
        return earlier, False
    submission.code, submission.edition = _code_and_edition(submission)
    submission.save(update_fields=["code", "edition"])
    set_related(submission, content)
    return submission, True


def _code_and_edition(submission: Submission) -> tuple[str | None, int]:
    """A number of its own, or the next edition of what it replaces."""
    if submission.replaces is None:
        return f"IV-{submission.pk:04d}", 1
    newest = Submission.objects.filter(code=submission.replaces.code).order_by("-edition")[0]
    return newest.code, newest.edition + 1


def columns_of(submission: Submission, content: Content) -> dict[str, object]:
    """Only what a form of this kind may change, whatever else was posted."""
    return _columns(submission.kind, content)


def _columns(kind: str, content: Content) -> dict[str, object]:
    return {name: content.fields[name] for name in CONTENT[kind] if name in content.fields}


def set_related(submission: Submission, content: Content) -> None:
    if content.further_municipalities is not None:
        submission.further_municipalities.set(content.further_municipalities)  # type: ignore[arg-type]  # keys
    if content.attachments is not None:
        files.set_attachments(submission=submission, keep=content.attachments)
    if content.criteria is not None:
        judging.keep_senders(submission=submission, criteria=content.criteria)


def _check_same_owner(earlier: Submission, **owner: object) -> None:
    if any(getattr(earlier, name) != value for name, value in owner.items()):
        raise KeyInUse


def _check_may_replace(replaces: Submission | None, by: Person | None) -> None:
    if replaces is not None and not permissions.can_replace(by, replaces):
        raise PermissionDenied(_("Kun kommunen selv kan sende en ny udgave af dette bidrag."))


def _check_may_still_replace(submission: Submission, by: Actor) -> None:
    """Since the draft was begun, the municipality may have told its own story behind the title."""
    if submission.replaces is None:
        return
    public = Submission.objects.filter(code=submission.code, state=State.PUBLISHED).first()
    if public is None or permissions.can_replace(by, public):
        return
    if public.author_id is None and public.sender_email == submission.sender_email != "":
        return
    raise MoveRefused(
        _(
            "Kommunen har selv fået en nyere udgave offentliggjort imens. Send din tekst som et nyt "
            "bidrag i stedet."
        )
    )


def _check_room_for_a_draft(by: Person | None, now: datetime) -> None:
    """Drafts cost nothing to begin: so that nobody fills the disk with them."""
    drafts = Submission.objects.filter(state=State.DRAFT, author_id=by.pk if by else None)
    if by is None:
        an_hour = drafts.filter(created_at__gt=now - timedelta(hours=1)).count()
        if an_hour >= NEW_DRAFTS_AN_HOUR or drafts.count() >= OPEN_DRAFTS:
            raise MoveRefused(
                _(
                    "Der er begyndt usædvanligt mange kladder uden konto. Log ind, eller prøv igen "
                    "om en time. Det, du har skrevet, står her endnu."
                )
            )
    elif drafts.count() >= DRAFTS_OF_ONE_AUTHOR:
        raise MoveRefused(
            _("Du har %(most)d kladder. Kassér en, du ikke skal bruge, før du begynder en ny.")
            % {"most": DRAFTS_OF_ONE_AUTHOR}
        )


def _check_not_flooding(email: str, now: datetime) -> None:
    # Since they were sent, not since they were begun: a heap of old drafts is no way past this.
    recent = Submission.objects.filter(state=State.UNCONFIRMED, changed_at__gt=now - _A_DAY)
    if (
        recent.filter(sender_email__iexact=email).count() >= UNCONFIRMED_PER_ADDRESS
        or recent.count() >= UNCONFIRMED_IN_ALL
    ):
        raise MoveRefused(
            _(
                "Der venter allerede flere bidrag på at blive bekræftet. Bekræft dem i de mails, "
                "vi har sendt, eller prøv igen i morgen."
            )
        )
