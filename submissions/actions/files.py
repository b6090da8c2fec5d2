"""Keeping files: under their own digest, written whole before any row speaks of them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from measurements import doorbell, uploads
from measurements.filecheck import cpr
from submissions import lifecycle, storage
from submissions.models import Attachment, FilePicture, Submission

KEPT_WITHOUT_A_FORM = timedelta(days=1)
MOST_LOOSE_BYTES = 5 * 2**30
MOST_BYTES_OF_STRANGERS = 20 * 2**30  # in drafts without an account, all together


def keep_file(*, file: UploadedFile, now: datetime) -> Attachment:
    """Check and store a file that belongs to no submission yet. Refusals name what is wrong.

    It stays in quarantine until a worker has taken it apart: `actions.checking`.
    """
    name, size = uploads.display_name(file.name or ""), file.size or 0
    _check_name(name)
    _check_room(name, size)
    assert file.file is not None, "an uploaded file has content"
    content_type = uploads.check(
        name, file.file, size=size, max_megabytes=settings.MAX_ATTACHMENT_MEGABYTES
    )
    kept = Attachment.objects.create(
        sha256=storage.keep(file.file),
        name=name,
        content_type=content_type,
        size=size,
        uploaded_at=now,
    )
    doorbell.ring_after_commit(doorbell.CHECK_FILES)
    return kept


def check_room_for_a_stranger(*, file: UploadedFile) -> None:
    """Drafts that nobody answers for yet may take only so much of the disk, all together."""
    unsent = Attachment.objects.filter(
        submission__author=None, submission__state__in=lifecycle.INITIAL
    )
    name = uploads.display_name(file.name or "")
    _check_fits(name, file.size or 0, beside=unsent, most=MOST_BYTES_OF_STRANGERS)


def set_attachments(*, submission: Submission, keep: Iterable[Attachment]) -> None:
    """Make these the files of the submission; those left out wait for the sweep."""
    wanted = [attachment.pk for attachment in keep]
    submission.attachments.exclude(pk__in=wanted).update(submission=None)
    Attachment.objects.filter(pk__in=wanted, submission=None).update(submission=submission)


@transaction.atomic
def sweep_files(*, now: datetime) -> int:
    """Forget files whose form never arrived, and delete what no row speaks of any longer."""
    old = Attachment.objects.filter(submission=None, uploaded_at__lt=now - KEPT_WITHOUT_A_FORM)
    kept = list(old.prefetch_related("pictures"))
    digests = {digest for attachment in kept for digest in _digests_of(attachment)}
    Attachment.objects.filter(pk__in=[attachment.pk for attachment in kept]).delete()
    transaction.on_commit(partial(storage.delete, digests - _spoken_of(digests)))
    return len(kept)


def _digests_of(attachment: Attachment) -> set[str]:
    """All that is kept of a file: what came, its copy, pictures of its pages."""
    pictures = {picture.sha256 for picture in attachment.pictures.all()}
    return ({attachment.sha256, attachment.public_sha256} | pictures) - {""}


def _spoken_of(digests: set[str]) -> set[str]:
    """Those of the digests that some row names."""
    files = Attachment.objects.filter(Q(sha256__in=digests) | Q(public_sha256__in=digests))
    pictures = FilePicture.objects.filter(sha256__in=digests)
    return {
        *(digest for pair in files.values_list("sha256", "public_sha256") for digest in pair),
        *pictures.values_list("sha256", flat=True),
    }


def _check_name(name: str) -> None:
    if cpr.count(name).numbers:
        raise uploads.RefusedFile(
            _("Filens navn ser ud til at indeholde et CPR-nummer. Giv den et andet navn.")
        )


def _check_room(name: str, size: int) -> None:
    """Files without a form may take only so much of the disk, whoever sends them."""
    loose = Attachment.objects.filter(submission=None)
    _check_fits(name, size, beside=loose, most=MOST_LOOSE_BYTES)


def _check_fits(name: str, size: int, *, beside: QuerySet[Attachment], most: int) -> None:
    there = beside.aggregate(size=Sum("size"))["size"] or 0
    if there + size > most:
        raise uploads.RefusedFile(
            _("Der er ikke plads til %(name)s lige nu. Prøv igen i morgen, eller send et link.")
            % {"name": name}
        )
