"""What stands at an address: a submission, or the notice of one that was withdrawn."""

from django.db.models import F

from submissions.lifecycle import State
from submissions.models import Submission


def at(address: str) -> Submission | None:
    """By the address of its page or by its code, in capital or small letters."""
    rows = Submission.objects.filter(state__in=[State.PUBLISHED, State.WITHDRAWN])
    return rows.filter(slug=address).select_related("municipality").first() or of_code(address)


def of_code(code: str) -> Submission | None:
    """What readers of a code are shown now; None for what has never been public.

    The public edition; else the notice of the last that was; else what it was merged into.
    """
    editions = Submission.objects.filter(code=code.upper()).select_related("municipality")
    public = editions.filter(state=State.PUBLISHED).first()
    if public is not None:
        return public
    withdrawn = editions.filter(state=State.WITHDRAWN, published_at__isnull=False)
    notice = withdrawn.order_by(F("slug").asc(nulls_first=True), "edition").last()
    return notice or _merged(code)


def of(submission: Submission) -> str:
    """The one address it is shown at: its own, unless that tells a title that is not to be named."""
    own = "" if submission.title_hidden else submission.slug
    return own or submission.code or ""


def _merged(code: str) -> Submission | None:
    """What it was merged into has been public itself, so the search ends there."""
    row = Submission.objects.filter(code=code.upper(), state=State.MERGED).last()
    into = row.merged_into if row else None
    return of_code(into.code) if into and into.code and into.code != code.upper() else None
