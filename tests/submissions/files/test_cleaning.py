"""What hides in a file does not reach the public; what cannot be taken out is told."""

import io
import zipfile

import pytest
from pypdf import PdfReader
from pypdf.generic import NameObject

from measurements.filecheck import child, cpr, images
from tests.submissions.files.samples import (
    PERSON,
    array,
    dictionary,
    jpeg_with_notes,
    odt,
    office,
    pdf,
    png_with_notes,
    relations,
    stream,
)


@pytest.fixture
def cleaned(tmp_path):
    """The public copy of a file: what is known of it, and all its bytes, unpacked."""

    def make(kind, content):
        (tmp_path / "original").write_bytes(content)
        result = child.clean(tmp_path / "original", tmp_path, kind=kind, title="Rapport")
        copy = result.path.read_bytes()
        return result, copy if kind == "pdf" else unpacked(copy)

    return make


def unpacked(content):
    """Names and contents one after another, so that anything can be looked for."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(name.encode() + b"\n" + archive.read(name) for name in archive.namelist())


def part(rel, target, content, kind="docx", main=""):
    folder = {"docx": "word", "xlsx": "xl", "pptx": "ppt"}[kind]
    return office(
        kind, rels=[("rId9", rel, target)], more={f"{folder}/{target}": content}, main=main
    )


HIDING = {
    "docx, its maker": ("docx", lambda: office("docx"), "properties"),
    "xlsx, its maker": ("xlsx", lambda: office("xlsx"), "properties"),
    "pptx, its maker": ("pptx", lambda: office("pptx"), "properties"),
    "odt, its maker": ("odt", odt, "properties"),
    "pdf, its maker": ("pdf", pdf, "properties"),
    "docx, who commented": ("docx", lambda: part("comments", "comments.xml", f'<w:comments xmlns:w="w"><w:comment w:author="{PERSON}" w:initials="{PERSON}"/></w:comments>'), "names"),
    "docx, who changed": ("docx", lambda: office("docx", main=f"<w:p><w:ins w:author='{PERSON}' w:id='1'/></w:p>"), "names"),
    "docx, its people": ("docx", lambda: part("people", "people.xml", f'<w15:people xmlns:w15="w"><w15:person w15:author="{PERSON}"><w15:presenceInfo w15:providerId="AD" w15:userId="{PERSON}"/></w15:person></w15:people>'), "names"),
    "docx, its template": ("docx", lambda: part("settings", "settings.xml", f'<w:settings xmlns:w="w" xmlns:r="r"><w:attachedTemplate r:id="rId1" w:x="{PERSON}"/></w:settings>'), "names"),
    "docx, a template of its machine": ("docx", lambda: office("docx", rels=[("rId9", "attachedTemplate", f"file:///C:/{PERSON}/a.dotm", "External")]), "template"),
    "docx, a link to its machine": ("docx", lambda: office("docx", rels=[("rId9", "hyperlink", f"file:///C:/{PERSON}/a.docx", "External")]), "local_links"),
    "docx, data of its server": ("docx", lambda: part("customXml", "item1.xml", f"<a>{PERSON}</a>"), "server_data"),
    "docx, a letter to many": ("docx", lambda: part("settings", "settings.xml", f'<w:settings xmlns:w="w"><w:mailMerge><w:query w:val="{PERSON}"/></w:mailMerge></w:settings>'), "names"),
    "docx, a picture of a phone": ("docx", lambda: part("image", "media/a.jpeg", jpeg_with_notes()), "pictures"),
    "pptx, a picture": ("pptx", lambda: part("image", "media/a.png", png_with_notes(), "pptx"), "pictures"),
    "docx, its thumbnail": ("docx", lambda: office("docx", more={"_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml"), ("rId2", "http://x/metadata/thumbnail", "docProps/thumbnail.jpeg")), "docProps/thumbnail.jpeg": PERSON}), "thumbnail"),
    "docx, what nothing refers to": ("docx", lambda: office("docx", more={"word/old.xml": f"<a>{PERSON}</a>"}), "properties"),
    "pptx, the workbook behind a chart": ("pptx", lambda: part("package", "embeddings/a.xlsx", f"PK {PERSON}", "pptx"), "chart_data"),
    "pptx, who commented": ("pptx", lambda: part("commentAuthors", "commentAuthors.xml", f'<p:cmAuthorLst xmlns:p="p"><p:cmAuthor id="0" name="{PERSON}" initials="{PERSON}"/></p:cmAuthorLst>', "pptx"), "names"),
    "xlsx, who commented": ("xlsx", lambda: part("comments", "comments1.xml", f"<comments><authors><author>{PERSON}</author></authors></comments>", "xlsx"), "names"),
    "xlsx, its people": ("xlsx", lambda: part("person", "persons/person.xml", f'<personList><person displayName="{PERSON}" id="1" userId="{PERSON}" providerId="AD"/></personList>', "xlsx"), "names"),
    "xlsx, its folder": ("xlsx", lambda: office("xlsx", main=f'<x15ac:absPath xmlns:x15ac="x" url="C:\\{PERSON}\\"/>'), "names"),
    "xlsx, another workbook": ("xlsx", lambda: office("xlsx", rels=[("rId9", "externalLink", "externalLinks/e.xml")], more={"xl/externalLinks/e.xml": "<externalLink/>", "xl/externalLinks/_rels/e.xml.rels": relations(("rId1", "externalLinkPath", f"file:///C:/{PERSON}.xlsx", "External"))}), "other_workbooks"),
    "xlsx, its printer": ("xlsx", lambda: part("printerSettings", "printerSettings/p.bin", PERSON, "xlsx"), "printer"),
    "odt, who changed": ("odt", lambda: odt(content=f"<text:tracked-changes><dc:creator>{PERSON}</dc:creator></text:tracked-changes>"), "names"),
    "odt, its thumbnail": ("odt", lambda: odt(more={"Thumbnails/thumbnail.png": PERSON}), "thumbnail"),
    "odt, a picture of a phone": ("odt", lambda: odt(more={"Pictures/a.jpg": jpeg_with_notes()}), "pictures"),
}  # fmt: skip


@pytest.mark.parametrize("what", HIDING)
def test_a_person_in_the_properties_does_not_reach_the_public(what, cleaned):
    kind, make, code = HIDING[what]
    content = make()
    assert PERSON.encode() in (content if kind == "pdf" else unpacked(content))

    result, copy = cleaned(kind, content)

    assert PERSON.encode() not in copy
    assert code in result.removed


def on_root(key, value):
    def change(writer):
        writer._root_object[NameObject(key)] = value(writer) if callable(value) else value

    return change


def on_page(key, value):
    def change(writer):
        writer.pages[0][NameObject(key)] = value(writer)

    return change


HIDING_IN_PDF = {
    "properties of the file": (on_root("/Metadata", lambda w: w._add_object(stream(PERSON.encode()))), "properties"),
    "properties of a page": (on_page("/Metadata", lambda w: w._add_object(stream(PERSON.encode()))), "properties"),
    "notes of a program": (on_page("/PieceInfo", lambda w: dictionary(X=PERSON)), "properties"),
    "thumbnail": (on_page("/Thumb", lambda w: w._add_object(stream(PERSON.encode()))), "thumbnail"),
    "who commented": (on_page("/Annots", lambda w: array(dictionary(Subtype="/Text", Rect=array(), T=PERSON, Contents="x"))), "names"),
    "link to a machine": (on_page("/Annots", lambda w: array(dictionary(Subtype="/Link", A=dictionary(S="/URI", URI=f"file:///C:/{PERSON}")))), "local_links"),
    "link to a file": (on_page("/Annots", lambda w: array(dictionary(Subtype="/Link", A=dictionary(S="/GoToR", F=PERSON)))), "local_links"),
    "picture of a phone": (on_page("/XObject", lambda w: w._add_object(stream(jpeg_with_notes(), Filter=NameObject("/DCTDecode")))), "pictures"),
}  # fmt: skip


@pytest.mark.parametrize("what", HIDING_IN_PDF)
def test_what_hides_in_a_pdf_does_not_reach_the_public(what, cleaned):
    change, code = HIDING_IN_PDF[what]

    result, copy = cleaned("pdf", pdf(change=change))

    assert PERSON.encode() not in copy
    assert code in result.removed


def test_an_earlier_state_of_a_pdf_is_gone(cleaned):
    """Programs write changes behind the old text, which stays in the file."""
    first = pdf(PERSON)
    size = int(PdfReader(io.BytesIO(first)).trailer["/Size"])
    page = PdfReader(io.BytesIO(first)).pages[0]
    number = page["/Contents"].indirect_reference.idnum if hasattr(page["/Contents"], "indirect_reference") else 0  # fmt: skip
    later = b"%d 0 obj\n<</Length 2>>\nstream\nq \nendstream\nendobj\n" % number
    place = len(first)
    begins = first.rstrip().rsplit(b"startxref", 1)[1].split()[0]
    root = PdfReader(io.BytesIO(first)).trailer.raw_get("/Root").idnum
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root %d 0 R/Prev %s>>\n"
    content = first + later
    content += table % (number, place, size, root, begins)
    content += b"startxref\n%d\n%%%%EOF\n" % (place + len(later))
    assert PERSON not in PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert PERSON.encode() in content

    _result, copy = cleaned("pdf", content)

    assert PERSON.encode() not in copy


def test_a_copy_of_a_pdf_reads_as_before_and_is_called_as_its_file(cleaned):
    _result, copy = cleaned("pdf", pdf("Første side", "Anden side"))

    reader = PdfReader(io.BytesIO(copy))
    assert [page.extract_text() for page in reader.pages] == ["Første side", "Anden side"]
    assert dict(reader.metadata) == {"/Title": "Rapport"}


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx"])
def test_a_copy_of_an_office_file_is_whole(kind, cleaned):
    """Every relation leads to a part that is there, and every part has a type."""
    result, _copy = cleaned(kind, office(kind, more={"word/loose.xml": "<x/>"}))

    with zipfile.ZipFile(result.path) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
        assert names[0] == "[Content_Types].xml"
        assert b"core.xml" not in archive.read(names[0])
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert len(names) == 4


def test_the_first_part_of_an_odt_is_still_its_type(cleaned):
    result, _copy = cleaned("odt", odt())

    with zipfile.ZipFile(result.path) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert b"meta.xml" not in archive.read("META-INF/manifest.xml")


REMAINING = {
    "comments": ("docx", lambda: part("comments", "comments.xml", '<w:c xmlns:w="w"><w:comment/><w:comment/></w:c>'), 2),
    "changes": ("docx", lambda: office("docx", main="<w:ins/><w:del/>"), 2),
    "hidden_text": ("docx", lambda: office("docx", main="<w:r><w:rPr><w:vanish/></w:rPr></w:r>"), 1),
    "hidden_sheets": ("xlsx", lambda: office("xlsx", main='<sheet name="b" state="veryHidden"/>'), 1),
    "hidden_rows": ("xlsx", lambda: part("worksheet", "sheet.xml", '<s><row hidden="1"/></s>', "xlsx"), 1),
    "hidden_slides": ("pptx", lambda: part("slide", "slide.xml", '<p:sld xmlns:p="p" show="0"/>', "pptx"), 1),
    "notes": ("pptx", lambda: part("notesSlide", "n.xml", '<p:notes xmlns:p="p"/>', "pptx"), 1),
}  # fmt: skip


@pytest.mark.parametrize("code", REMAINING)
def test_what_a_reader_may_overlook_is_counted(code, cleaned):
    kind, make, number = REMAINING[code]

    result, _copy = cleaned(kind, make())

    assert result.remains == {code: number}


def test_comments_in_a_pdf_are_counted(cleaned):
    note = dictionary(Subtype="/Text", Rect=array(), Contents="Husk det her")

    result, _copy = cleaned("pdf", pdf(change=on_page("/Annots", lambda w: array(note))))

    assert result.remains == {"comments": 1}


def test_cpr_numbers_of_a_comment_are_counted_and_named_by_their_part(cleaned):
    number = "<w:comment><w:p><w:r>010190-</w:r><w:r>1234</w:r></w:p></w:comment>"
    content = part("comments", "comments.xml", f'<w:c xmlns:w="w">{number}</w:c>')

    result, _copy = cleaned("docx", content)

    assert [(each["part"], each["numbers"]) for each in result.cpr] == [("word/comments.xml", 1)]


@pytest.mark.parametrize(
    ("text", "numbers", "fitting"),
    [
        ("010190-1234", 1, 0),
        ("070761-4285 og 070761 4285", 2, 2),
        ("290200-1234", 1, 0),  # a leap year
        ("290201-1234 310490-1234 001290-1234", 0, 0),
        ("01-01-1990-1234", 1, 0),
        ("12345678, 2024-2025, 0101901234567", 0, 0),
        ("", 0, 0),
    ],
)
def test_a_cpr_number_begins_with_a_date(text, numbers, fitting):
    assert cpr.count(text) == cpr.Count(numbers, fitting)


def test_a_picture_keeps_its_pixels_and_which_way_is_up():
    jpeg, png = images.without_notes(jpeg_with_notes()), images.without_notes(png_with_notes())

    assert jpeg.endswith(b"\xff\xda\x00\x02picture\xff\xd9")
    assert images._orientation(jpeg[jpeg.find(b"\xff\xe1") :]) == 6
    assert b"IDAT" in png
    assert b"tEXt" not in png
    assert images.without_notes(jpeg) == jpeg
    assert images.without_notes(png) == png


@pytest.mark.parametrize("size", range(0, 140, 7))
def test_a_picture_that_is_cut_off_breaks_nothing(size):
    assert isinstance(images.without_notes(jpeg_with_notes()[:size]), bytes)
    assert isinstance(images.without_notes(png_with_notes()[:size]), bytes)


def test_pages_of_a_pdf_are_drawn(tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf(*[f"Side {n}" for n in range(9)]))

    pictures = child.draw(tmp_path / "a.pdf", tmp_path)

    assert [path.name for path in pictures] == [f"{n}.png" for n in range(1, 7)]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in pictures)


def test_without_blanking_the_names_a_person_would_reach_the_public(tmp_path, monkeypatch):
    from measurements.filecheck import markup
    from measurements.filecheck import office as office_rules

    monkeypatch.setattr(markup, "without_names", lambda part: part)
    content = office("docx", main=f"<w:p><w:ins w:author='{PERSON}' w:id='1'/></w:p>")

    office_rules.clean(io.BytesIO(content), tmp_path / "copy", kind="docx")

    assert PERSON.encode() in unpacked((tmp_path / "copy").read_bytes())
