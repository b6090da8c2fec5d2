"""Uploaded files: same bytes, same file; nothing half-written; nothing too large."""

import hashlib
import os

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile

from measurements.actions import inputs
from measurements.actions.refusals import NotPossible
from measurements.models import InputFile, InputKind

BYTES = "person_id;opholdsår\n1;2004\n".encode()


def test_a_file_is_kept_under_the_digest_of_its_bytes(upload):
    row = upload(BYTES)

    assert row.sha256 == hashlib.sha256(BYTES).hexdigest()
    assert inputs.path_of(row).read_bytes() == BYTES
    assert row.size == len(BYTES)


def test_nobody_else_on_the_machine_can_read_it(upload):
    row = upload(BYTES)

    assert inputs.path_of(row).stat().st_mode & 0o077 == 0


def test_the_name_is_a_name_and_never_a_path(upload):
    assert upload(name="../../etc/passwd").name == "passwd"


def test_D22_the_same_bytes_twice_are_one_file_and_change_nothing(upload, draft):
    first = upload(BYTES)
    version = draft.version

    again = upload(BYTES, name="samme-igen.csv")

    assert again == first
    assert InputFile.objects.count() == 1
    assert draft.version == version


def test_the_newest_file_of_a_kind_counts(upload, draft):
    upload(b"gammel")
    newest = upload(b"ny")
    beside = upload(b"ledighed", kind=InputKind.LABOUR_MARKET)

    assert draft.current_inputs == [newest, beside]


def test_another_way_of_delivery_puts_the_files_of_the_first_out_of_use(upload, draft):
    upload(b"forlob")
    beside = upload(b"ledighed", kind=InputKind.LABOUR_MARKET)
    persons = upload(b"personer", kind=InputKind.PERSONS)

    assert draft.current_inputs == [persons, beside]

    archive = upload(b"arkiv", kind=InputKind.ARCHIVE)

    assert draft.current_inputs == [archive]


@pytest.mark.parametrize("name", ["mads", "karen", "oluf"])
def test_others_cannot_upload(request, name, draft, now):
    person = request.getfixturevalue(name)

    with pytest.raises(PermissionDenied):
        inputs.store_input(
            measured=draft,
            kind=InputKind.SPELLS,
            file=ContentFile(BYTES, name="f.csv"),
            by=person,
            now=now,
        )

    assert not settings.INPUT_ROOT.exists()


@pytest.mark.parametrize(("size", "refused"), [(2**20, False), (2**20 + 1, True)])
def test_the_limit_is_the_limit(upload, settings, size, refused):
    settings.MAX_INPUT_MEGABYTES = 1

    if refused:
        with pytest.raises(NotPossible, match="højst fylde 1 MB"):
            upload(b"x" * size)
        assert list(settings.INPUT_ROOT.iterdir()) == []
    else:
        assert upload(b"x" * size).size == size


def test_an_empty_file_is_refused(upload):
    with pytest.raises(NotPossible, match="tom"):
        upload(b"")

    assert not InputFile.objects.exists()


def test_a_full_disk_leaves_neither_row_nor_file_and_says_so(upload, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(NotPossible, match="kunne ikke gemmes"):
        upload(BYTES)

    assert not InputFile.objects.exists()
    assert list(settings.INPUT_ROOT.iterdir()) == []


def test_files_are_not_exchanged_under_a_computation(upload, waiting):
    before = sorted(settings.INPUT_ROOT.iterdir())

    with pytest.raises(NotPossible, match="Beregnes"):
        upload(b"andre bytes")

    assert sorted(settings.INPUT_ROOT.iterdir()) == before
