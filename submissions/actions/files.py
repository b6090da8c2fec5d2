"""Keeping files: under their own digest, written whole before any row speaks of them."""

import hashlib
import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from measurements import uploads
from submissions.models import Attachment, Submission

KEPT_WITHOUT_A_FORM = timedelta(days=1)
MOST_LOOSE_BYTES = 5 * 2**30


def keep_file(*, file: UploadedFile, now: datetime) -> Attachment:
    """Check and store a file that belongs to no submission yet. Refusals name what is wrong."""
    name, size = uploads.display_name(file.name or ""), file.size or 0
    _check_room(name, size)
    assert file.file is not None, "an uploaded file has content"
    content_type = uploads.check(
        name, file.file, size=size, max_megabytes=settings.MAX_ATTACHMENT_MEGABYTES
    )
    return Attachment.objects.create(
        sha256=_store(file),
        name=name,
        content_type=content_type,
        size=size,
        uploaded_at=now,
    )


def set_attachments(*, submission: Submission, keep: Iterable[Attachment]) -> None:
    """Make these the files of the submission; those left out wait for the sweep."""
    wanted = [attachment.pk for attachment in keep]
    submission.attachments.exclude(pk__in=wanted).update(submission=None)
    Attachment.objects.filter(pk__in=wanted, submission=None).update(submission=submission)


@transaction.atomic
def sweep_files(*, now: datetime) -> int:
    """Forget files whose form never arrived, and delete what no row speaks of any longer."""
    old = Attachment.objects.filter(submission=None, uploaded_at__lt=now - KEPT_WITHOUT_A_FORM)
    digests = set(old.values_list("sha256", flat=True))
    count = old.delete()[0]
    unused = digests - set(
        Attachment.objects.filter(sha256__in=digests).values_list("sha256", flat=True)
    )
    transaction.on_commit(partial(_delete, unused))
    return count


def path_of(sha256: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "attachments" / sha256[:2] / sha256


def _check_room(name: str, size: int) -> None:
    """Files without a form may take only so much of the disk, whoever sends them."""
    loose = Attachment.objects.filter(submission=None).aggregate(size=Sum("size"))["size"] or 0
    if loose + size > MOST_LOOSE_BYTES:
        raise uploads.RefusedFile(
            _("Der er ikke plads til %(name)s lige nu. Prøv igen i morgen, eller send et link.")
            % {"name": name}
        )


def _delete(digests: Iterable[str]) -> None:
    for digest in digests:
        path_of(digest).unlink(missing_ok=True)


def _store(file: UploadedFile) -> str:
    """Write under the digest, whole or not at all; the same bytes are kept once."""
    digest = hashlib.sha256()
    folder = Path(settings.MEDIA_ROOT) / "attachments"
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, delete=False) as temporary:
        try:
            for chunk in file.chunks():
                digest.update(chunk)
                temporary.write(chunk)
            temporary.flush()
            os.fsync(temporary.fileno())
            target = path_of(digest.hexdigest())
            target.parent.mkdir(exist_ok=True)
            Path(temporary.name).replace(target)
        except BaseException:
            Path(temporary.name).unlink(missing_ok=True)
            raise
    return digest.hexdigest()
