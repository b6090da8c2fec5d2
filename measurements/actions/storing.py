"""Keeping bytes under their SHA-256, outside the web root: whole, or not at all."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from measurements.actions.refusals import NotPossible

MEGABYTE = 2**20
INCOMING = "incoming-"  # what a file is called until all of it is there


@dataclass(frozen=True, slots=True)
class Stored:
    sha256: str
    size: int  # bytes


def keep_bytes(chunks: Iterable[bytes], *, folder: Path, max_megabytes: int) -> Stored:
    """Write beside, flush to the disk, then rename: readers see the whole file or none."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=folder, prefix=INCOMING)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            stored = _copy(chunks, out, max_megabytes)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(folder / stored.sha256)
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


def _copy(chunks: Iterable[bytes], out: IO[bytes], max_megabytes: int) -> Stored:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > max_megabytes * MEGABYTE:
            raise NotPossible(
                _("Filen er for stor. Den må højst fylde %(limit)d MB.") % {"limit": max_megabytes}
            )
        digest.update(chunk)
        out.write(chunk)
    if not size:
        raise NotPossible(_("Filen er tom."))
    return Stored(digest.hexdigest(), size)


def _flush_folder(folder: Path) -> None:
    """The new name must survive a power cut as well as the bytes."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
