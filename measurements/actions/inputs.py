"""Uploaded files: kept under the SHA-256 of their bytes, outside the web root."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from measurements.actions.moving import make_move
from measurements.actions.refusals import NotPossible
from measurements.lifecycle import RoundAction, move
from measurements.models import PUTS_OUT_OF_USE, InputFile, InputKind, Round
from measurements.permissions import check_may

MEGABYTE = 2**20
INCOMING = "incoming-"  # what a file is called until all of it is there


def store_input(
    *, measured: Round, kind: InputKind, file: File, by: AbstractBaseUser, now: datetime
) -> InputFile:
    """Keep a file for a draft. The same bytes as last time are the same file, and change nothing.

    The bytes are on the disk before the row says so: a row without its file cannot be.
    """
    check_may(by, measured, RoundAction.UPLOAD)
    move(measured.state, RoundAction.UPLOAD)
    stored = _keep_bytes(file.chunks())
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
        return InputFile.objects.create(
            round=measured,
            kind=kind,
            sha256=stored.sha256,
            size=stored.size,
            name=Path(file.name or "").name[:200],
            uploaded_by_id=by.pk,
            uploaded_at=now,
        )


def path_of(stored: InputFile) -> Path:
    return _path(stored.sha256)


def delete_bytes(stored: InputFile, *, now: datetime) -> None:
    """Delete a file that must not be kept. The row stays, to tell what was refused and when."""
    path_of(stored).unlink(missing_ok=True)
    InputFile.objects.filter(sha256=stored.sha256).update(deleted_at=now, in_use=False)


def remove_unused(digests: Iterable[str]) -> None:
    """Delete the bytes that no round needs any more."""
    for digest in digests:
        if not InputFile.objects.filter(sha256=digest, deleted_at=None).exists():
            _path(digest).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Stored:
    sha256: str
    size: int  # bytes


def _keep_bytes(chunks: Iterable[bytes]) -> _Stored:
    """Write beside, flush to the disk, then rename: readers see the whole file or none."""
    folder = Path(settings.INPUT_ROOT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=folder, prefix=INCOMING)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            stored = _copy(chunks, out)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(_path(stored.sha256))
        _flush_folder(folder)
    except OSError as problem:
        raise NotPossible(
            _(
                "Filen kunne ikke gemmes: %(reason)s. Prøv igen, eller tal med den, der driver siden."
            )
            % {"reason": problem.strerror}
        ) from problem
    finally:
        beside.unlink(missing_ok=True)
    return stored


def _copy(chunks: Iterable[bytes], out: IO[bytes]) -> _Stored:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > settings.MAX_INPUT_MEGABYTES * MEGABYTE:
            raise NotPossible(
                _("Filen er for stor. Den må højst fylde %(limit)d MB.")
                % {"limit": settings.MAX_INPUT_MEGABYTES}
            )
        digest.update(chunk)
        out.write(chunk)
    if not size:
        raise NotPossible(_("Filen er tom."))
    return _Stored(digest.hexdigest(), size)


def _flush_folder(folder: Path) -> None:
    """The new name must survive a power cut as well as the bytes."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _path(digest: str) -> Path:
    return Path(settings.INPUT_ROOT) / digest
