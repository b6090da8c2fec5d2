"""Files that are what they say, and files that only pretend."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from measurements.filecheck.archive import MOST_ENTRIES
from measurements.uploads import RefusedFile, check, display_name
from submissions import storage
from submissions.actions import files
from submissions.lifecycle import State
from submissions.models import Attachment

PDF_HEAD, PDF_TAIL = b"%PDF-1.4\n", b"\n%%EOF\n"


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "pptx", "odt"])
def test_office_files_are_accepted_for_what_they_are(suffix, office):
    file = office(suffix)

    content_type = check(
        f"Notat.{suffix.upper()}", io.BytesIO(file), size=len(file), max_megabytes=1
    )

    assert content_type.startswith("application/vnd.oasis.opendocument.text" if suffix == "odt"
                                   else "application/vnd.openxmlformats-officedocument.")  # fmt: skip


def test_a_pdf_that_merely_mentions_a_key_of_scripts_is_accepted():
    file = PDF_HEAD + b"<</Title (Om /JS og /JSON)>>" + PDF_TAIL

    assert check("a.pdf", io.BytesIO(file), size=len(file), max_megabytes=1) == "application/pdf"


def test_a_pdf_is_accepted(pdf):
    assert check("a.pdf", io.BytesIO(pdf), size=len(pdf), max_megabytes=1) == "application/pdf"


@pytest.fixture
def hostile(pdf, office):
    """Every file by what is wrong with it."""
    return {
        "web page renamed": ("a.pdf", b"<html><script>alert(1)</script></html>"),
        "web page before the pdf": ("a.pdf", b"<script>alert(1)</script>" + pdf),
        "web page in the head": ("a.pdf", PDF_HEAD + b"<HTML><script>x</script>" + PDF_TAIL),
        "archive behind the pdf": ("a.pdf", pdf + office("docx")),
        "pdf with script": ("a.pdf", PDF_HEAD + b"<</S/JavaScript/JS (app.alert(1))>>" + PDF_TAIL),
        "pdf with script in disguise": (
            "a.pdf",
            PDF_HEAD + b"<</S/J#61vaScript/J#53\n(app.alert(1))>>" + PDF_TAIL,
        ),
        "pdf that launches": ("a.pdf", PDF_HEAD + b"<</S/Launch/F (cmd.exe)>>" + PDF_TAIL),
        "pdf with a file inside": ("a.pdf", PDF_HEAD + b"/EmbeddedFile" + PDF_TAIL),
        "cut off": ("a.pdf", PDF_HEAD + b"1 0 obj"),
        "macros": ("a.docx", office("docx", word__vbaProject="x", **{"word__vbaProject.bin": "x"})),
        "spreadsheet as text": ("a.docx", office("xlsx")),
        "plain archive": ("a.docx", office("odt")),
        "scripts in open document": ("a.odt", office("odt", Basic__Standard="x")),
        "page before the archive": ("a.docx", b"<html>" + office("docx")),
        "page after the archive": ("a.docx", office("docx") + b"<script>alert(1)</script>"),
        "damaged inside": ("a.docx", with_damaged_types(office("docx"))),
        "half an archive": ("a.xlsx", office("xlsx")[:-30]),
        "picture that runs": ("a.svg", b"<svg onload='alert(1)'/>"),
        "program": ("a.exe", b"MZ\x90"),
        "double suffix": ("a.pdf.html", b"%PDF-"),
        "no suffix": ("pdf", b"%PDF-"),
        "empty": ("a.pdf", b""),
        "bomb by number": ("a.docx", office("docx", **{f"x{n}": "" for n in range(MOST_ENTRIES)})),
        "old office": ("a.doc", b"\xd0\xcf\x11\xe0"),
        "gif that is a script": ("a.pdf", b"GIF89a=alert(1)//"),
    }


def with_damaged_types(archive):
    """The same archive with its first part compressed, and the compressed bytes spoilt."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as sound, zipfile.ZipFile(file, "w") as packed:
        for part in sound.infolist():
            packed.writestr(part.filename, sound.read(part), zipfile.ZIP_DEFLATED)
    spoilt = bytearray(file.getvalue())
    begin = 30 + len("[Content_Types].xml")
    spoilt[begin : begin + 8] = b"\xff" * 8
    return bytes(spoilt)


def test_no_hostile_file_is_accepted(hostile):
    accepted = [what for what, (name, content) in hostile.items() if is_accepted(name, content)]

    assert accepted == []


def is_accepted(name, content):
    try:
        check(name, io.BytesIO(content), size=len(content), max_megabytes=25)
    except RefusedFile:
        return False
    return True


def test_a_refusal_names_the_file_and_what_to_do():
    with pytest.raises(RefusedFile, match=r"plan\.docx er ikke en docx-fil .* vælg den på ny"):
        check("plan.docx", io.BytesIO(b"<html>"), size=6, max_megabytes=1)


def test_a_file_that_is_too_large_is_refused_with_both_sizes(pdf):
    with pytest.raises(RefusedFile, match=r"højst fylde 1 MB"):
        check("a.pdf", io.BytesIO(pdf), size=2 * 2**20, max_megabytes=1)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Brugere\\Rapport.pdf", "Rapport.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("rapport\u202efdp.exe", "rapportfdp.exe"),
        ("nul\x00.pdf", "nul.pdf"),
        ("æøå.pdf", "æøå.pdf"),
        ("x" * 300 + ".pdf", "x" * 150 + ".pdf"),
    ],
)
def test_a_file_name_is_only_harmless_text(sent, shown):
    assert display_name(sent) == shown


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once_under_their_digest(pdf, now):
    first, second = (
        files.keep_file(file=SimpleUploadedFile(name, pdf), now=now) for name in ("a.pdf", "b.pdf")
    )

    assert first.sha256 == second.sha256
    with storage.open_file(first.sha256) as kept:
        assert kept.read() == pdf


@pytest.fixture
def attached(submission_in, pdf, now, let_out):
    def make(state):
        file = let_out(files.keep_file(file=SimpleUploadedFile("Æble.pdf", pdf), now=now))
        submission = submission_in(state)
        files.set_attachments(submission=submission, keep=[file])
        return Attachment.objects.get(pk=file.pk)

    return make


def test_a_published_file_is_for_download_and_nothing_else(attached, client, pdf):
    file = attached(State.PUBLISHED)

    answer = client.get(f"/bidrag/filer/{file.pk}/")

    assert b"".join(answer.streaming_content) == pdf
    answer.close()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("state", [s for s in State if s not in {State.PUBLISHED}])
def test_an_unpublished_file_does_not_exist_for_others(state, attached, client, oluf):
    file = attached(state)

    assert client.get(f"/bidrag/filer/{file.pk}/").status_code == 404
    client.force_login(oluf)
    assert client.get(f"/bidrag/filer/{file.pk}/").status_code == 404


def test_editors_can_open_what_was_sent_in(attached, client, mads):
    file = attached(State.SUBMITTED)
    client.force_login(mads)

    answer = client.get(f"/bidrag/filer/{file.pk}/")
    answer.close()

    assert answer.status_code == 200


def test_a_form_cannot_take_files_from_another_submission(attached, submission_in, content, oluf):
    of_karen = attached(State.PUBLISHED)
    mine = submission_in(State.DRAFT, by=oluf)

    files.set_attachments(submission=mine, keep=[of_karen])

    of_karen.refresh_from_db()
    assert of_karen.submission_id != mine.pk


def test_the_sweep_takes_only_what_nobody_refers_to(
    attached, pdf, now, django_capture_on_commit_callbacks
):
    kept = attached(State.PUBLISHED)
    files.keep_file(file=SimpleUploadedFile("igen.pdf", pdf), now=now)
    alone = files.keep_file(file=SimpleUploadedFile("x.pdf", pdf + b"%%EOF"), now=now)

    with django_capture_on_commit_callbacks(execute=True):
        early = files.sweep_files(now=now)
    with django_capture_on_commit_callbacks(execute=True):
        late = files.sweep_files(now=now + files.KEPT_WITHOUT_A_FORM * 2)

    assert (early, late) == (0, 2)
    assert storage.exists(kept.sha256)
    assert not storage.exists(alone.sha256)


@pytest.mark.django_db
def test_files_without_a_form_cannot_fill_the_disk(pdf, now, monkeypatch):
    monkeypatch.setattr(files, "MOST_LOOSE_BYTES", len(pdf))
    files.keep_file(file=SimpleUploadedFile("a.pdf", pdf), now=now)

    with pytest.raises(RefusedFile, match=r"b\.pdf lige nu"):
        files.keep_file(file=SimpleUploadedFile("b.pdf", pdf), now=now)
