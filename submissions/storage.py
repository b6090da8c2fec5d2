"""Where files of submissions lie: under their digest, in whatever storage the settings name.

Nobody opens a path: with S3-compatible storage there is none. A child gets a copy of its own.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import IO
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages

FOLDER = "attachments"


class WholeFiles(FileSystemStorage):
    """Below MEDIA_ROOT: whole or not there, and the same bytes once."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name  # a digest: what has the name, has the bytes

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]
        beside = super()._save(f"{name}.{uuid4().hex}", content)
        try:
            _flush(Path(self.path(beside)))
            Path(self.path(beside)).replace(self.path(name))
        except BaseException:
            self.delete(beside)
            raise
        return name


def keep(content: IO[bytes]) -> str:
    """Keep the bytes, and return the digest under which they are found again."""
    content.seek(0)
    sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    content.seek(0)
    _storage().save(_name(sha256), File(content))
    return sha256


def open_file(sha256: str) -> IO[bytes]:
    """Raises FileNotFoundError where nothing is kept under the digest."""
    return _storage().open(_name(sha256), "rb")


def exists(sha256: str) -> bool:
    return _storage().exists(_name(sha256))


def copy_to(sha256: str, target: Path) -> None:
    """A copy on the disk, for a child or a library that wants a path."""
    with open_file(sha256) as kept, target.open("wb") as copy:
        shutil.copyfileobj(kept, copy)


def delete(digests: Iterable[str]) -> None:
    for digest in digests:
        _storage().delete(_name(digest))


def _storage() -> Storage:
    return storages["attachments"]


def _name(sha256: str) -> str:
    return f"{FOLDER}/{sha256[:2]}/{sha256}"


def _flush(path: Path) -> None:
    """The bytes must survive a power cut as well as their name."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
