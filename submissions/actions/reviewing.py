"""What reviewers do: return with a comment, publish, reject, correct."""

from datetime import datetime

from django.db import transaction

from measurements import danish
from submissions.actions import indexing, linking
from submissions.actions.moving import Attempt, make_move
from submissions.actions.sharing import Content, columns_of, set_related
from submissions.lifecycle import Action
from submissions.models import Submission
from submissions.permissions import Person


@transaction.atomic
def return_with_comment(
    *, submission: Submission, version: int, by: Person, now: datetime, comment: str
) -> None:
    make_move(Attempt(submission, Action.RETURN, version, by, now, comment))


@transaction.atomic
def reject(
    *, submission: Submission, version: int, by: Person, now: datetime, comment: str
) -> None:
    make_move(Attempt(submission, Action.REJECT, version, by, now, comment))


@transaction.atomic
def publish(
    *, submission: Submission, version: int, by: Person, now: datetime, comment: str = ""
) -> None:
    """Make it public under an address of its own, or under that of the edition it replaces."""
    earlier = _edition_with_the_address(submission)
    slug = earlier.slug if earlier else free_slug(submission)
    if earlier:
        _make_room(earlier, by=by, now=now)
    make_move(
        Attempt(submission, Action.PUBLISH, version, by, now, comment),
        slug=slug,
        published_at=now,
        **_date_of(submission, now),
    )
    linking.request(submission, *([earlier] if earlier else []), now=now)
    indexing.ring()


@transaction.atomic
def correct(
    *,
    submission: Submission,
    version: int,
    content: Content,
    by: Person,
    now: datetime,
    comment: str = "",
) -> None:
    """Put right what is public: a slip of the pen, the wrong municipality. The address stays."""
    make_move(
        Attempt(submission, Action.CORRECT, version, by, now, comment),
        **columns_of(submission, content),
    )
    set_related(submission, content)
    linking.request(submission, now=now)
    indexing.ring()


def free_slug(submission: Submission) -> str:
    """The title's address; the municipality, then a number, where the title is taken."""
    title = danish.slug(submission.title)[:80].strip("-") or "bidrag"
    taken = set(Submission.objects.filter(slug__startswith=title).values_list("slug", flat=True))
    place = submission.municipality
    candidates = [title, *([f"{title}-{place.slug}"[:110]] if place else [])]
    candidates += [f"{candidates[-1]}-{number}" for number in range(2, len(taken) + 3)]
    return next(each for each in candidates if each not in taken)


def _edition_with_the_address(submission: Submission) -> Submission | None:
    """The edition that readers find now, or the notice of one that was withdrawn since."""
    if submission.replaces_id is None:
        return None
    return Submission.objects.filter(code=submission.code, slug__isnull=False).first()


def _make_room(earlier: Submission, *, by: Person, now: datetime) -> None:
    """The older edition leaves its address: a consequence, not a decision of its own."""
    if earlier.is_published:
        make_move(Attempt(earlier, Action.REPLACE, earlier.version, by, now), slug=None)
    else:  # withdrawn it stays, only its notice gives way
        Submission.objects.filter(pk=earlier.pk).update(slug=None)


def _date_of(submission: Submission, now: datetime) -> dict[str, int]:
    """A method is published here and now; a report carries the date it came out elsewhere."""
    if submission.year is not None:
        return {}
    return {"year": now.year, "month": now.month}
