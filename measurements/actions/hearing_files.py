"""The file that a municipality may lay beside its answer: checked, and kept under its digest."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from measurements import scanner, uploads
from measurements.actions.refusals import NotPossible
from measurements.actions.storing import keep_bytes
from measurements.filecheck import child
from measurements.filecheck.reasons import Reason, Refusal
from measurements.ingest.personal_data import holds_cpr_in_prose
from measurements.models import Hearing

MAX_MEGABYTES = 10
KEPT_WITHOUT_AN_ANSWER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class KeptFile:
    sha256: str
    name: str  # as the sender calls it, harmless to show


def keep_file(file: UploadedFile) -> KeptFile:
    """Check a file by its content and keep it, before any answer speaks of it.

    What is kept is a copy without the metadata of its makers: the answer becomes public.
    """
    name = uploads.display_name(file.name or "")
    if holds_cpr_in_prose(name):
        raise NotPossible(
            _("Filens navn ser ud til at indeholde et CPR-nummer. Giv den et andet navn.")
        )
    assert file.file is not None, "an uploaded file has content"
    try:
        uploads.check(name, file.file, size=file.size or 0, max_megabytes=MAX_MEGABYTES)
        sha256 = _keep_copy(file.file, name)
    except uploads.RefusedFile as refusal:
        raise NotPossible(str(refusal)) from refusal
    except Refusal as refusal:
        raise NotPossible(uploads.sentence(refusal.reason, name)) from refusal
    except child.GaveUp as problem:
        raise NotPossible(uploads.sentence(Reason.UNREADABLE, name)) from problem
    except scanner.ScannerDown as problem:
        raise NotPossible(
            _("Viruskontrollen svarer ikke lige nu. Prøv igen om lidt, eller svar uden fil.")
        ) from problem
    return KeptFile(sha256=sha256, name=name)


def _keep_copy(content: IO[bytes], name: str) -> str:
    """The digest of the copy. Taken apart in a child while the sender waits: a second or two."""
    if scanner.is_configured() and not scanner.scan(content).is_clean:
        raise Refusal(Reason.VIRUS)
    content.seek(0)
    with TemporaryDirectory(prefix="file-") as place:
        original = Path(place) / "original"
        with original.open("wb") as out:
            shutil.copyfileobj(content, out)
        cleaned = child.clean(
            original, Path(place), kind=uploads.kind_of(name), title=PurePath(name).stem
        )
        if cleaned.cpr or (
            uploads.kind_of(name) == "pdf" and child.cpr_numbers_in_pdf(cleaned.path, Path(place))
        ):
            raise NotPossible(
                _(
                    "%(name)s ser ud til at indeholde et CPR-nummer. Filen bliver offentlig: slet "
                    "nummeret, gem filen, og vælg den på ny."
                )
                % {"name": name}
            )
        with cleaned.path.open("rb") as copy:
            return keep_bytes(
                File(copy).chunks(), folder=folder(), max_megabytes=2 * MAX_MEGABYTES
            ).sha256


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
