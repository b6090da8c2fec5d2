"""A file is in quarantine until it was taken apart and scanned; nothing else lets it out."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from measurements import doorbell, scanner
from measurements.filecheck import child
from measurements.filecheck.reasons import Reason
from submissions import searching, storage
from submissions.actions import checking, files, reading, sharing
from submissions.lifecycle import State
from submissions.models import FilePage, FileReading, FileState, Problem
from submissions.presenters import file_page
from tests.submissions.files.hostile import HOSTILE
from tests.submissions.files.samples import PERSON, office, pdf

CLEAN, FOUND = scanner.Verdict("", "ClamAV 1"), scanner.Verdict("Test.EICAR", "ClamAV 1")


@pytest.fixture
def sent(submission_in, now):
    """A submission in a state, with a file that was just sent."""

    def make(state, name="Rapport.pdf", content=None):
        file = files.keep_file(
            file=SimpleUploadedFile(name, content or pdf("Skovrejsning")), now=now
        )
        made = submission_in(state)
        files.set_attachments(submission=made, keep=[file])
        file.refresh_from_db()
        return file

    return make


@pytest.fixture
def scanned(monkeypatch, settings):
    """A scanner that answers as told: a verdict, or that it is down."""
    settings.CLAMAV_SOCKET = "/nowhere"

    def answer(said):
        def scan(_file):
            if isinstance(said, Exception):
                raise said
            return said

        monkeypatch.setattr(scanner, "scan", scan)

    return answer


def check(file, now):
    checking.check(attachment=file, now=now)
    file.refresh_from_db()
    return file


def test_a_file_that_comes_rings_for_a_worker(now, bells, django_capture_on_commit_callbacks, db):
    with django_capture_on_commit_callbacks(execute=True):
        file = files.keep_file(file=SimpleUploadedFile("a.pdf", pdf()), now=now)

    assert bells == [doorbell.CHECK_FILES]
    assert file.state == FileState.WAITING


def test_what_the_scanner_finds_clean_is_let_out(sent, scanned, now):
    scanned(CLEAN)

    file = check(sent(State.SUBMITTED), now)

    assert (file.state, file.checked_by, file.problem) == (FileState.CLEAN, "ClamAV 1", "")
    assert file.public_sha256 not in {"", file.sha256}
    with storage.open_file(file.public_sha256) as copy:
        assert PERSON.encode() not in copy.read()
    assert file_page.standing_of(file) == "Kontrolleret for virus og skjulte oplysninger."


def test_a_virus_is_kept_from_everybody(sent, scanned, now, client, mads):
    scanned(FOUND)

    file = check(sent(State.PUBLISHED), now)
    client.force_login(mads)

    assert (file.state, file.problem) == (FileState.REFUSED, Reason.VIRUS)
    assert client.get(f"/bidrag/filer/{file.pk}/").status_code == 404
    assert client.get(f"/bidrag/filer/{file.pk}/side/1.png").status_code == 404
    assert "viruskontrollen" in file_page.standing_of(file)


def test_without_a_scanner_files_stay_in_quarantine_and_the_pages_say_so(
    sent, settings, now, client, mads, karen
):
    settings.FILES_WITHOUT_SCANNER = False

    file = check(sent(State.SUBMITTED), now)
    client.force_login(karen)
    standing = client.get(f"/mine-bidrag/{file.submission_id}/").content.decode()

    assert (file.state, file.problem) == (FileState.WAITING, Problem.NO_SCANNER)
    assert "der er ingen viruskontrol på serveren" in standing
    assert f"/bidrag/filer/{file.pk}/" not in standing
    assert checking.check_waiting(now=now + timedelta(days=1)) == 0


def test_it_can_be_decided_to_do_without_a_scanner(sent, settings, now):
    settings.FILES_WITHOUT_SCANNER = True

    file = check(sent(State.SUBMITTED), now)

    assert (file.state, file.checked_by) == (FileState.CLEAN, "")
    assert "ikke for virus" in file_page.standing_of(file)


def test_files_that_waited_for_a_scanner_are_checked_when_one_is_named(
    sent, settings, scanned, now, monkeypatch
):
    settings.FILES_WITHOUT_SCANNER, settings.CLAMAV_SOCKET = False, ""
    file = check(sent(State.SUBMITTED), now)
    settings.CLAMAV_SOCKET = "/nowhere"
    scanned(CLEAN)
    monkeypatch.setattr(child, "clean", None)  # it was taken apart already

    assert checking.check_waiting(now=now) == 1

    file.refresh_from_db()
    assert file.state == FileState.CLEAN


def test_a_scanner_that_is_down_is_asked_again_and_again(sent, scanned, now):
    scanned(scanner.ScannerDown("no answer"))
    file = check(sent(State.SUBMITTED), now)
    assert (file.state, file.problem) == (FileState.WAITING, Problem.SCANNER_DOWN)

    moments = [now + timedelta(minutes=minute) for minute in range(200)]
    asked = [moment for moment in moments if checking.check_waiting(now=moment)]
    file.refresh_from_db()
    assert file.state == FileState.WAITING
    scanned(CLEAN)
    checking.check_waiting(now=now + timedelta(days=1))

    file.refresh_from_db()
    assert file.state == FileState.CLEAN
    assert 5 <= len(asked) <= 10


def test_a_hostile_file_is_refused_and_its_sender_told_why(sent, now, client, karen):
    name, make = HOSTILE["docx that fetches by DDE"]

    file = check(sent(State.SUBMITTED, name, make()), now)
    client.force_login(karen)
    page = client.get(f"/mine-bidrag/{file.submission_id}/").content.decode()

    assert (file.state, file.problem) == (FileState.REFUSED, Reason.EXTERNAL)
    assert "henter noget andre steder fra" in page


def test_a_child_that_gives_up_is_tried_three_times(sent, now, monkeypatch):
    def give_up(*_told, **_more):
        raise child.GaveUp("timeout")

    monkeypatch.setattr(child, "clean", give_up)
    file = sent(State.SUBMITTED)

    states = [check(file, now).state for _attempt in range(checking.MOST_ATTEMPTS)]

    assert states == [FileState.WAITING, FileState.WAITING, FileState.REFUSED]
    assert file.problem == Reason.UNREADABLE


def test_two_workers_check_a_file_once(sent, now, monkeypatch):
    taken_apart = []
    real = child.clean
    monkeypatch.setattr(child, "clean", lambda *a, **k: taken_apart.append(1) or real(*a, **k))
    file = sent(State.SUBMITTED)
    as_the_other_saw_it = type(file).objects.get(pk=file.pk)

    check(file, now)
    check(as_the_other_saw_it, now)

    assert taken_apart == [1]


def test_editors_read_a_file_before_it_is_let_out(sent, settings, now, client, mads):
    settings.FILES_WITHOUT_SCANNER = False
    file = check(sent(State.SUBMITTED), now)
    client.force_login(mads)

    picture = client.get(f"/bidrag/filer/{file.pk}/side/1.png")

    assert b"".join(picture.streaming_content).startswith(b"\x89PNG")
    assert picture["Content-Type"] == "image/png"
    assert FilePage.objects.get(reading=file.sha256).text == "Skovrejsning"
    assert client.get(f"/bidrag/filer/{file.pk}/").status_code == 404


def test_the_search_finds_words_of_a_file_only_when_it_is_public_and_let_out(
    sent, scanned, now, index_now
):
    scanned(scanner.ScannerDown("x"))
    file = check(sent(State.PUBLISHED), now)
    index_now()
    reading.read_waiting(now=now)
    before = searching.search("skovrejsning").total

    scanned(CLEAN)
    checking.check_waiting(now=now + timedelta(hours=2))
    after = searching.search("skovrejsning").total
    scanned(FOUND)
    checking.scan_again(now=now)

    assert (before, after, searching.search("skovrejsning").total) == (0, 1, 0)
    file.refresh_from_db()
    assert file.state == FileState.REFUSED


def test_the_search_does_not_see_what_is_under_review(sent, scanned, now, index_now):
    scanned(CLEAN)
    check(sent(State.SUBMITTED), now)
    index_now()

    assert FilePage.objects.exists()
    assert searching.search("skovrejsning").total == 0


def test_cpr_numbers_are_told_by_page_and_never_kept(sent, now):
    file = check(sent(State.SUBMITTED, content=pdf("Ingen", "Borger 010190-1234")), now)

    assert file.findings["cpr"] == 1
    assert file.findings["cpr_where"] == {"2": 1}
    assert "010190" not in str(file.findings)
    assert file_page.warnings_of(file) == ("1 tal ligner et CPR-nummer (side 2)",)


def test_a_name_with_a_cpr_number_is_refused(now, db):
    with pytest.raises(files.uploads.RefusedFile, match="CPR-nummer"):
        files.keep_file(file=SimpleUploadedFile("010190-1234.pdf", pdf()), now=now)


def test_pages_that_are_pictures_are_told_of(sent, now):
    file = check(sent(State.SUBMITTED, content=pdf(" ")), now)

    assert any("kunne ikke læses" in warning for warning in file_page.warnings_of(file))


def test_every_finding_has_its_words(sent, now):
    from measurements.filecheck import markup
    from measurements.filecheck import office as rules
    from measurements.filecheck import pdf as pdf_rules

    removed = {*rules._LEFT_OUT.values(), *pdf_rules._LEFT_OUT.values()}
    removed |= {"names", "pictures", "local_links", "other_workbooks"}
    remains = {*markup._HIDES.values(), "hidden_sheets", "hidden_slides", "hidden_rows"}

    assert removed <= file_page._removed().keys()
    assert remains <= file_page._remains().keys()


def test_only_files_that_were_let_out_are_named_to_the_public(sent, now, client, let_out):
    file = sent(State.PUBLISHED)
    url = file.submission.get_absolute_url()

    before = client.get(url).content.decode()
    let_out(file)
    after = client.get(url).content.decode()

    assert "Rapport.pdf" not in before
    assert "Rapport.pdf" in after


def test_the_sweep_takes_copy_and_pictures_along(now, db, django_capture_on_commit_callbacks):
    file = files.keep_file(file=SimpleUploadedFile("a.pdf", pdf()), now=now)
    check(file, now)
    kept = {file.sha256, file.public_sha256, file.pictures.get().sha256}
    assert all(map(storage.exists, kept))

    with django_capture_on_commit_callbacks(execute=True):
        files.sweep_files(now=now + files.KEPT_WITHOUT_A_FORM * 2)

    assert not any(map(storage.exists, kept))


def test_texts_are_kept_while_somebody_may_still_look(sent, now, karen):
    file = check(sent(State.SUBMITTED), now)
    reading.read_waiting(now=now)
    assert FileReading.objects.exists()

    made = file.submission
    sharing.withdraw(submission=made, version=made.version, by=karen, now=now)
    reading.read_waiting(now=now)

    assert not FileReading.objects.exists()


def test_bytes_that_are_gone_do_not_stop_the_others(sent, now):
    lost, other = sent(State.SUBMITTED), sent(State.SUBMITTED, "a.docx", office("docx"))
    storage.delete([lost.sha256])

    assert checking.check_waiting(now=now) == 2

    other.refresh_from_db()
    assert other.state == FileState.CLEAN


def test_without_the_claim_a_file_would_be_taken_apart_twice(sent, now, monkeypatch):
    taken_apart = []
    real = child.clean
    monkeypatch.setattr(child, "clean", lambda *a, **k: taken_apart.append(1) or real(*a, **k))
    monkeypatch.setattr(checking, "_claim", lambda *_told: True)
    file = sent(State.SUBMITTED)
    as_the_other_saw_it = type(file).objects.get(pk=file.pk)

    checking.check(attachment=file, now=now)
    checking.check(attachment=as_the_other_saw_it, now=now)

    assert taken_apart == [1, 1]


def test_keeping_needs_no_path(now, db):
    """What is stored is read back through the storage, byte for byte."""
    digest = storage.keep(io.BytesIO(b"abc"))

    with storage.open_file(digest) as kept:
        assert kept.read() == b"abc"
