"""Files that a form may hold, named to the browser by signed tokens."""

from collections.abc import Iterable

from django.core import signing
from django.db.models import Q

from submissions.models import Attachment, Submission

MOST_FILES = 10


def known(
    tokens: Iterable[str], submission: Submission | None, of_submission: Iterable[Attachment]
) -> list[Attachment]:
    """The attachments that signed tokens stand for, as far as this form may hold them."""
    keys = []
    for value in tokens:
        try:
            keys.append(int(_signer().unsign(value)))
        except signing.BadSignature:
            continue
    ours = Q(submission=None) | Q(submission=submission) if submission else Q(submission=None)
    loose = Attachment.objects.filter(ours, pk__in=keys)
    return list({each.pk: each for each in [*of_submission, *loose]}.values())


def token(attachment: Attachment) -> str:
    return _signer().sign(str(attachment.pk))


def _signer() -> signing.Signer:
    return signing.Signer(salt="submissions.kept-file")
