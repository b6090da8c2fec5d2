"""Text inside attached files is found by page, and a hostile file costs a child, not the site."""

import io
import zipfile

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from submissions import file_text, searching, storage
from submissions.actions import reading, sharing
from submissions.lifecycle import State
from submissions.models import FilePage, FileReading, SearchDocument


def pdf_of(*pages):
    """A PDF with a line of text on each page."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    for text in pages:
        page = writer.add_blank_page(300, 300)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode("cp1252"))
        page[NameObject("/Contents")] = writer._add_object(stream)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def archive_of(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return file.getvalue()


@pytest.fixture
def shared_with(submission_in, now, let_out):
    """A published method with a file, brought in past the check of uploads where it must be."""

    def make(name, content):
        made = submission_in(State.PUBLISHED, title="Med bilag")
        kept = storage.keep(io.BytesIO(content))
        let_out(
            made.attachments.create(
                sha256=kept, name=name, content_type="x", size=len(content), uploaded_at=now
            )
        )
        return made

    return make


def test_a_page_of_a_pdf_is_found_and_named(shared_with, index_now, now, client):
    shared_with("bilag.pdf", pdf_of("Om budget og tid", "Her beskrives skovrejsning i detaljer"))
    index_now()

    assert reading.read_waiting(now=now) == 1

    (result,) = searching.search("skovrejsning").results
    assert (result.title.plain, result.file_name, result.page) == ("Med bilag", "bilag.pdf", 2)
    assert "Side 2 i bilag.pdf" in client.get("/soeg/?q=skovrejsning").content.decode()


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a.docx", {"word__document_xml": "<d><p><t>skov</t><t>rejsning</t></p></d>"}),
        ("a.odt", {"content_xml": "<d><p>om<tab/>skovrejs<span>ning</span></p></d>"}),
        ("a.pptx", {"ppt__slides__slide1_xml": "<d><p><t>skovrejsning</t></p></d>"}),
        ("a.xlsx", {"xl__sharedStrings_xml": "<d><si><t>skovrejsning</t></si></d>"}),
    ],
)
def test_words_of_office_files_are_found(shared_with, index_now, now, name, parts, found):
    shared_with(name, archive_of(**parts))
    index_now()

    reading.read_waiting(now=now)

    assert found("skovrejsning") == ["Med bilag"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("broken.pdf", b"%PDF-1.4\nnothing follows"),
        ("broken.docx", b"PK\x03\x04 nothing follows"),
        (
            "entities.docx",
            archive_of(word__document_xml='<!DOCTYPE d [<!ENTITY a "skov">]><d><t>&a;</t></d>'),
        ),
        ("bomb.docx", archive_of(word__document_xml=b"<d>" + b" " * (file_text.MOST_UNPACKED + 1))),
    ],
    ids=["broken pdf", "broken docx", "entities", "bomb"],
)
def test_a_file_that_cannot_be_read_is_noted_once_and_costs_nothing_else(
    shared_with, index_now, now, name, data
):
    shared_with(name, data)
    index_now()

    assert reading.read_waiting(now=now) == 1
    assert reading.read_waiting(now=now) == 0

    assert FileReading.objects.get().problem
    assert not FilePage.objects.exists()
    assert searching.search("bilag").total == 1


def test_text_of_files_is_forgotten_with_what_they_belong_to(
    shared_with, index_now, now, karen, found
):
    made = shared_with("bilag.pdf", pdf_of("skovrejsning"))
    index_now()
    reading.read_waiting(now=now)
    assert found("skovrejsning")

    sharing.withdraw(submission=made, version=made.version, by=karen, now=now)
    assert found("skovrejsning") == []
    index_now()
    reading.read_waiting(now=now)

    assert not FilePage.objects.exists()
    assert not SearchDocument.objects.exclude(page=None).exists()
