"""The file that a municipality may lay beside its answer: checked, and kept under its digest."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from measurements import uploads
from measurements.actions.refusals import NotPossible
from measurements.actions.storing import keep_bytes
from measurements.ingest.personal_data import holds_cpr
from measurements.models import Hearing

MAX_MEGABYTES = 10
KEPT_WITHOUT_AN_ANSWER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class KeptFile:
    sha256: str
    name: str  # as the sender calls it, harmless to show


def keep_file(file: UploadedFile) -> KeptFile:
    """Check a file by its content and keep it, before any answer speaks of it."""
    name = uploads.display_name(file.name or "")
    if holds_cpr(name):
        raise NotPossible(
            _("Filens navn ser ud til at indeholde et CPR-nummer. Giv den et andet navn.")
        )
    assert file.file is not None, "an uploaded file has content"
    try:
        uploads.check(name, file.file, size=file.size or 0, max_megabytes=MAX_MEGABYTES)
    except uploads.RefusedFile as refusal:
        raise NotPossible(str(refusal)) from refusal
    stored = keep_bytes(file.chunks(), folder=folder(), max_megabytes=MAX_MEGABYTES)
    return KeptFile(sha256=stored.sha256, name=name)


def path_of(sha256: str) -> Path:
    return folder() / sha256


def content_type_of(name: str) -> str:
    """By the suffix: the content was checked against it before the file was kept."""
    return uploads.TYPES[uploads.kind_of(name)].content_type


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "hearing"


def sweep_files(*, now: datetime) -> int:
    """Delete what no answer speaks of any longer. Returns how many went."""
    used = set(Hearing.objects.exclude(file_sha256="").values_list("file_sha256", flat=True))
    old = [
        path
        for path in folder().glob("*")
        if path.name not in used
        and now - datetime.fromtimestamp(path.stat().st_mtime, UTC) > KEPT_WITHOUT_AN_ANSWER
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
