"""One submission as its editor sees it: what to mind, what changed, who sent it, what is like it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from measurements import published as measured
from submissions import differences, similar
from submissions.actions import judging
from submissions.cautions import label_of
from submissions.differences import Piece
from submissions.lifecycle import Action, State
from submissions.models import (
    Attachment,
    Criterion,
    CriterionTick,
    FilePage,
    FilePicture,
    Move,
    SentText,
    Side,
    Submission,
)
from submissions.subject_words import TOPICS

PAST_SHOWN = 10
PICTURES_SHOWN = 3  # of each file, beside the text
_QUIET_WORDS = 30  # of what is the same, on either side of a change


@dataclass(frozen=True, slots=True)
class Change:
    """A field that is not as it was when the editors last had it."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    since: datetime
    fields: tuple[Change, ...]
    files: tuple[str, ...]  # names of those that came since

    def __bool__(self) -> bool:
        return bool(self.fields or self.files)


@dataclass(frozen=True, slots=True)
class Past:
    """What the same sender has sent before."""

    lines: tuple[Submission, ...]  # the newest
    number: int
    published: int
    rejected: int


@dataclass(frozen=True, slots=True)
class SimilarLine:
    code: str
    title: str
    municipality: str
    state_label: str
    url: str
    is_public: bool
    why: str


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file as an editor sees it before it is public: never the file itself, but what is in it."""

    pk: int
    name: str
    size: int
    pictures: tuple[FilePicture, ...]
    has_text: bool


@dataclass(frozen=True, slots=True)
class CommentBox:
    """Room for a comment on one field of the form."""

    name: str
    label: str
    text: str  # as typed, where the page comes again


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion, and since when either side holds that it is met."""

    value: str
    label: str
    by_sender: datetime | None
    by_reviewer: datetime | None
    is_ticked: bool  # in the form


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody else did in the meantime."""

    what: str
    who: str
    at: datetime
    comment: str


def changes(submission: Submission) -> Changes | None:
    """Since the editors last had it: when they sent it back, else since it was sent in before.

    None: this is the first time they see it.
    """
    sent = list(
        SentText.objects.filter(move__submission=submission)
        .select_related("move")
        .order_by("move__at", "move_id")
    )
    before = _last_had(submission, sent)
    if before is None:
        return None
    return Changes(
        since=before.move.at,
        fields=tuple(_changed_fields(submission, before.fields)),
        files=tuple(
            file.name for file in submission.attachments.all() if file.uploaded_at > before.move.at
        ),
    )


def past(submission: Submission) -> Past:
    """By the account, or by the address of a sender without one."""
    same = Submission.objects.exclude(pk=submission.pk).exclude(submitted_at=None)
    if submission.author_id:
        same = same.filter(author=submission.author_id)
    elif submission.sender_email:
        same = same.filter(sender_email__iexact=submission.sender_email)
    else:
        same = same.none()
    rows = list(same.order_by("-submitted_at", "-pk"))
    return Past(
        lines=tuple(rows[:PAST_SHOWN]),
        number=len(rows),
        published=sum(row.published_at is not None for row in rows),
        rejected=sum(row.state == State.REJECTED for row in rows),
    )


def similar_lines(submission: Submission) -> list[SimilarLine]:
    return [_similar_line(each) for each in similar.similar_to(submission)]


def files(submission: Submission) -> list[FileLine]:
    rows = list(submission.attachments.prefetch_related("pictures"))
    read = set(
        FilePage.objects.filter(reading__in=[row.sha256 for row in rows])
        .values_list("reading", flat=True)
        .distinct()
    )
    return [_file_line(row, has_text=row.sha256 in read) for row in rows]


def file_pages(file: Attachment) -> list[FilePage]:
    """The text of each page, as far as it could be read."""
    return list(FilePage.objects.filter(reading=file.sha256))


def comment_boxes(submission: Submission, typed: Mapping[str, str]) -> list[CommentBox]:
    return [
        CommentBox(name, label_of(name), typed.get(name, ""))
        for name in judging.commentable(submission)
    ]


def criteria(submission: Submission, typed: Iterable[str] | None = None) -> list[CriterionLine]:
    """Both sides' ticks; `typed`: as the editor's form had them, where the page comes again."""
    ticks = {
        (each.side, each.criterion): each.at
        for each in CriterionTick.objects.filter(submission=submission)
    }
    chosen = set(typed) if typed is not None else judging.ticked_by(submission, Side.REVIEWER)
    return [
        CriterionLine(
            value=each.value,
            label=str(each.label),
            by_sender=ticks.get((Side.SENDER, each)),
            by_reviewer=ticks.get((Side.REVIEWER, each)),
            is_ticked=each in chosen,
        )
        for each in Criterion
    ]


def latest_decision(submission: Submission) -> Decision | None:
    """The last thing that happened, said to whoever came second."""
    last = submission.moves.select_related("by").exclude(action=Action.SAVE).last()
    if last is None:
        return None
    return Decision(
        what=_what(last),
        who=str(last.by) if last.by else _("afsenderen"),
        at=last.at,
        comment=last.comment,
    )


def _last_had(submission: Submission, sent: list[SentText]) -> SentText | None:
    """What was sent in last before the editors sent it back; else the time before this one."""
    earlier = sent[:-1]
    returned = submission.moves.filter(action=Action.RETURN).last()
    if returned is not None:
        earlier = [each for each in earlier if each.move.at <= returned.at] or earlier
    return earlier[-1] if earlier else None


def _changed_fields(submission: Submission, before: Mapping[str, object]) -> Iterator[Change]:
    now = judging.sent_fields(submission)
    for name, value in now.items():
        old, new = (_in_words(name, each) for each in (before.get(name), value))
        if old != new:
            pieces = tuple(_shortened(differences.words(old, new)))
            yield Change(label_of(name), pieces)


def _in_words(name: str, value: object) -> str:
    """A value as its field is filled in: names for codes, nothing for what is open."""
    if value in (None, "", []):
        return ""
    if name == "municipality_id":
        place = measured.municipality(code=str(value))
        return place.name if place else str(value)
    if isinstance(value, list):
        return ", ".join(str(TOPICS.get(each, each)) for each in value)
    choices = dict(getattr(Submission._meta.get_field(name), "flatchoices", []))
    return str(choices.get(value, value))


def _shortened(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Long stretches that are the same, without their middle."""
    for piece in pieces:
        words = piece.text.split(" ")
        if piece.kind == differences.Kind.SAME and len(words) > 2 * _QUIET_WORDS:
            ends = [*words[:_QUIET_WORDS], "…", *words[-_QUIET_WORDS:]]
            yield Piece(piece.kind, " ".join(ends))
        else:
            yield piece


def _similar_line(found: similar.Similar) -> SimilarLine:
    row = found.submission
    return SimilarLine(
        code=row.code or "",
        title=str(row),
        municipality=str(row.municipality or ""),
        state_label=row.get_state_display(),
        url=reverse("review-submission", args=[row.pk]),
        is_public=row.is_published,
        why=found.why,
    )


def _file_line(file: Attachment, *, has_text: bool) -> FileLine:
    pictures = tuple(file.pictures.all())[:PICTURES_SHOWN]
    return FileLine(file.pk, file.name, file.size, pictures, has_text)


def _what(move: Move) -> str:
    if move.action == Action.SUBMIT:
        return _("Ændret af afsenderen")
    return str(move.get_action_display())
