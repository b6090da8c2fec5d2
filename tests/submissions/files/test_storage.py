"""Files lie in whatever storage the settings name; no code of ours opens a path of it."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.files.storage import InMemoryStorage, storages
from django.core.files.uploadedfile import SimpleUploadedFile

from submissions import storage
from submissions.actions import checking, files
from submissions.lifecycle import State
from submissions.models import FilePage, FileState
from tests.submissions.files.samples import pdf


@pytest.fixture
def elsewhere(settings):
    """A storage without paths, as one over a network is."""
    settings.STORAGES = {
        **settings.STORAGES,
        "attachments": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }


def test_the_whole_way_works_without_a_path(elsewhere, submission_in, now, client):
    file = files.keep_file(file=SimpleUploadedFile("a.pdf", pdf("Skov")), now=now)
    files.set_attachments(submission=submission_in(State.PUBLISHED), keep=[file])

    checking.check_waiting(now=now)
    answer = client.get(f"/bidrag/filer/{file.pk}/")

    assert isinstance(storages["attachments"], InMemoryStorage)
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert FilePage.objects.get().text == "Skov"
    assert not Path(site.MEDIA_ROOT, storage.FOLDER).exists()


def test_nothing_of_submissions_but_the_storage_knows_a_folder():
    asking = re.compile(r"MEDIA_ROOT|storages\[|FileSystemStorage")
    rooms = Path(site.BASE_DIR, "submissions").rglob("*.py")

    assert [path.name for path in rooms if asking.search(path.read_text())] == ["storage.py"]


def test_bytes_are_kept_once_and_only_for_us():
    first, second = storage.keep(io.BytesIO(b"abc")), storage.keep(io.BytesIO(b"abc"))

    folder = Path(site.MEDIA_ROOT, storage.FOLDER)
    (path,) = [path for path in folder.rglob("*") if path.is_file()]
    assert first == second == path.name
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_file_is_there_whole_or_not_at_all(monkeypatch):
    def full(_path):
        raise OSError("no space left on device")

    monkeypatch.setattr(storage, "_flush", full)

    with pytest.raises(OSError, match="no space"):
        storage.keep(io.BytesIO(b"abc"))

    assert not [path for path in Path(site.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_without_writing_beside_half_a_file_would_have_its_name(monkeypatch, settings):
    """Django's own storage, stopped in the middle."""
    settings.STORAGES = {
        **settings.STORAGES,
        "attachments": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }

    class Breaking(io.BytesIO):
        def read(self, *_size):
            if self.tell() == 0:
                return super().read(10)
            raise OSError("the line went dead")

    monkeypatch.setattr(storage.hashlib, "file_digest", lambda *_told: storage.hashlib.sha256(b""))

    with pytest.raises(OSError, match="dead"):
        storage.keep(Breaking(b"x" * 100))

    assert [path for path in Path(site.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_bucket_is_a_setting():
    ask = "from django.core.files.storage import storages as s; a = s['attachments']; "
    ask += "print(type(a).__name__, a.bucket_name, a.endpoint_url, a.default_acl, a.file_overwrite)"
    told = {
        "AWS_STORAGE_BUCKET_NAME": "bidrag",
        "AWS_S3_ENDPOINT_URL": "https://storage.example",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }

    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", ask],
        cwd=site.BASE_DIR, env={**os.environ, **told}, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout.split() == [
        "S3Storage",
        "bidrag",
        "https://storage.example",
        "private",
        "True",
    ]


@pytest.mark.django_db
def test_a_checked_file_stays_when_its_original_is_asked_for_again(now):
    """The same bytes sent twice are kept once, and each row has its own check."""
    first, second = (
        files.keep_file(file=SimpleUploadedFile(name, pdf()), now=now)
        for name in ("a.pdf", "b.pdf")
    )

    checking.check_waiting(now=now)

    for file in (first, second):
        file.refresh_from_db()
        assert file.state == FileState.CLEAN
    assert first.sha256 == second.sha256
