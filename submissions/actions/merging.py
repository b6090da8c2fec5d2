"""What came in twice becomes one: the second is put together with the one that is public."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from submissions import published
from submissions.actions import indexing, linking
from submissions.actions.moving import Attempt, make_move
from submissions.lifecycle import Action, MoveRefused
from submissions.models import Attachment, FileState, Submission
from submissions.permissions import Person


@transaction.atomic
def merge(
    *,
    submission: Submission,
    version: int,
    into: Submission,
    by: Person,
    now: datetime,
    comment: str = "",
    with_files: Collection[int] = (),
) -> None:
    """Let the municipalities of `submission` stand at `into`, and tell the sender.

    with_files  keys of its files that `into` is to have as well; only checked ones
    """
    if into.pk == submission.pk or not into.is_published:
        raise MoveRefused(
            _(
                "%(code)s er ikke et andet, offentligt bidrag. Skriv nummeret, som det står på siden."
            )
            % {"code": into.code}
        )
    make_move(Attempt(submission, Action.MERGE, version, by, now, comment), merged_into=into)
    said = _("Lagt sammen med »%(title)s« (%(code)s).")
    said %= {"title": submission.title, "code": submission.code}
    make_move(Attempt(into, Action.CORRECT, into.version, by, now, said))
    newcomers = [each for each in published.places(submission) if each != into.municipality]
    into.further_municipalities.add(*newcomers)
    _copy_files(submission, into, with_files)
    linking.request(into, now=now)
    indexing.ring()


def target(code: str) -> Submission:
    """The public submission of that number, or a refusal that says what to write."""
    found = Submission.objects.filter(code=code.strip().upper(), slug__isnull=False).first()
    if found is None or not found.is_published:
        raise MoveRefused(
            _("Der er intet offentligt bidrag med nummeret »%(code)s«. Skriv fx IV-0123.")
            % {"code": code.strip()[:20]}
        )
    return found


def _copy_files(submission: Submission, into: Submission, keys: Collection[int]) -> None:
    """Rows of their own for the same bytes: either submission may drop its own."""
    there = set(into.attachments.values_list("sha256", flat=True))
    for file in submission.attachments.filter(pk__in=keys, state=FileState.CLEAN):
        if file.sha256 not in there:
            Attachment.objects.create(**_columns(file), submission=into)


def _columns(file: Attachment) -> dict[str, object]:
    names = (each.attname for each in Attachment._meta.concrete_fields)
    return {name: getattr(file, name) for name in names if name not in {"id", "submission_id"}}
