"""Uploaded files: kept under the SHA-256 of their bytes, outside the web root."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from measurements import failpoints
from measurements.actions.moving import make_move
from measurements.actions.refusals import NotPossible
from measurements.actions.storing import keep_bytes
from measurements.ingest.personal_data import holds_cpr_in_prose
from measurements.lifecycle import RoundAction, move
from measurements.models import PUTS_OUT_OF_USE, InputFile, InputKind, Round
from measurements.permissions import check_may


def store_input(
    *, measured: Round, kind: InputKind, file: File, by: AbstractBaseUser, now: datetime
) -> InputFile:
    """Keep a file for a draft. The same bytes as last time are the same file, and change nothing.

    A name with a CPR number in it is refused before the row is there, for the row is kept for ever.

    The bytes are on the disk before the row says so: a row without its file cannot be.
    """
    check_may(by, measured, RoundAction.UPLOAD)
    move(measured.state, RoundAction.UPLOAD)
    name = Path(file.name or "").name[:200]
    if holds_cpr_in_prose(name):
        raise NotPossible(
            _("Filens navn ser ud til at indeholde et CPR-nummer. Giv den et andet navn.")
        )
    stored = keep_bytes(
        file.chunks(),
        folder=Path(settings.INPUT_ROOT),
        max_megabytes=settings.MAX_INPUT_MEGABYTES,
    )
    failpoints.reach("after_bytes_stored")
    in_use = measured.inputs.filter(kind=kind, in_use=True, deleted_at=None).first()
    if in_use is not None and in_use.sha256 == stored.sha256:
        return in_use
    with transaction.atomic():
        make_move(
            measured=measured,
            action=RoundAction.UPLOAD,
            by=by,
            now=now,
            details={"kind": kind, "sha256": stored.sha256},
        )
        measured.inputs.filter(kind__in=PUTS_OUT_OF_USE[kind], in_use=True).update(in_use=False)
        row = InputFile.objects.create(
            round=measured,
            kind=kind,
            sha256=stored.sha256,
            size=stored.size,
            name=name,
            uploaded_by_id=by.pk,
            uploaded_at=now,
        )
        failpoints.reach("after_input_row")
        return row


def path_of(stored: InputFile) -> Path:
    return _path(stored.sha256)


def is_itself(stored: InputFile) -> bool:
    """Whether the bytes on the disk are those that the row was made for; they must be there."""
    with path_of(stored).open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest() == stored.sha256


def delete_bytes(stored: InputFile, *, now: datetime) -> None:
    """Delete a file that must not be kept. The row stays, to tell what was refused and when."""
    path_of(stored).unlink(missing_ok=True)
    InputFile.objects.filter(sha256=stored.sha256).update(deleted_at=now, in_use=False)


def remove_unused(digests: Iterable[str]) -> None:
    """Delete the bytes that no round needs any more."""
    for digest in digests:
        if not InputFile.objects.filter(sha256=digest, deleted_at=None).exists():
            _path(digest).unlink(missing_ok=True)


def _path(digest: str) -> Path:
    return Path(settings.INPUT_ROOT) / digest
