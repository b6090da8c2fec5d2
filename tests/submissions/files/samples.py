"""Honest files, whole enough that a program would open them, and with room for what does not belong."""

import io
import struct
import zipfile
import zlib

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

PERSON = "Hemmelig Forfatterson"  # nobody; whatever names them must not reach the public
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
_R = f'xmlns:r="{_REL.rstrip("/")}" '
_TYPE = "application/vnd.openxmlformats-officedocument."

MAIN = {
    "docx": ("word/document.xml", f"{_TYPE}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{_TYPE}spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{_TYPE}presentationml.presentation.main+xml"),
}


def zip_of(parts, *, stored=()):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, compress_type=kind)
    return file.getvalue()


def relations(*rows):
    """`(id, kind, target)`, and a fourth where the target is outside."""
    lines = "".join(
        f'<Relationship Id="{row[0]}" Type="{row[1] if "/" in row[1] else _REL + row[1]}" '
        f'Target="{row[2]}"{" TargetMode=" + chr(34) + row[3] + chr(34) if len(row) > 3 else ""}/>'
        for row in rows
    )
    return f'<Relationships xmlns="{_PACKAGE}relationships">{lines}</Relationships>'


def office_parts(kind, *, main="", rels=(), types="", **extra):
    """The parts of a small document; `main` stands inside its heart, `rels` are its relations."""
    name, content_type = MAIN[kind]
    folder, _slash, last = name.rpartition("/")
    core = f"<c><dc:creator xmlns:dc='d'>{PERSON}</dc:creator></c>"
    return {
        "[Content_Types].xml": f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{_PACKAGE}content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{name}" ContentType="{content_type}"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        f"{types}</Types>",
        "_rels/.rels": relations(
            ("rId1", "officeDocument", name),
            ("rId2", f"{_PACKAGE}relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        name: _heart(kind, main),
        f"{folder}/_rels/{last}.rels": relations(*rels),
        "docProps/core.xml": core,
        **{key.replace("__", "/").replace("_xml", ".xml").replace("_rels_", "_rels/"): value
           for key, value in extra.items()},
    }  # fmt: skip


def office(kind, *, more=None, **told):
    return zip_of(office_parts(kind, **told) | (more or {}))


def _heart(kind, inside):
    if kind == "docx":
        return f"<w:document {_W}{_R}><w:body><w:p><w:r><w:t>Ord</w:t></w:r></w:p>{inside}</w:body></w:document>"
    if kind == "xlsx":
        return f'<workbook {_R}><sheets><sheet name="a" sheetId="1"/></sheets>{inside}</workbook>'
    return f'<p:presentation xmlns:p="p" {_R}>{inside}</p:presentation>'


def odt(*, content="", manifest="", more=None):
    office_ns = "urn:oasis:names:tc:opendocument:xmlns:"
    manifest_ns = f"{office_ns}manifest:1.0"
    return zip_of(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'<office:document-content xmlns:office="{office_ns}office:1.0" '
            f'xmlns:text="{office_ns}text:1.0" xmlns:draw="{office_ns}drawing:1.0" '
            f'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:script="{office_ns}script:1.0" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<text:p>Ord</text:p>{content}</office:document-content>",
            "meta.xml": f"<m><dc:creator xmlns:dc='d'>{PERSON}</dc:creator></m>",
            "settings.xml": "<s xmlns:config='c'><config:config-item "
            f'config:name="PrinterName">{PERSON}</config:config-item></s>',
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{manifest_ns}">'
            '<manifest:file-entry manifest:full-path="/" manifest:media-type="x"/>'
            '<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="x"/>'
            f"{manifest}</manifest:manifest>",
            **(more or {}),
        },
        stored={"mimetype"},
    )


def pdf(*pages, change=None):
    """A PDF with a line on each page; `change` gets the writer before it is written."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    for text in pages or ("Ord",):
        page = writer.add_blank_page(300, 300)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        page[NameObject("/Contents")] = writer._add_object(
            stream(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode("cp1252"))
        )
    writer.add_metadata({"/Author": PERSON})
    if change:
        change(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def stream(data, **keys):
    made = DecodedStreamObject()
    made.set_data(data)
    for key, value in keys.items():
        made[NameObject(f"/{key}")] = value
    return made


def dictionary(**keys):
    """Names for what begins with a stroke, texts for other strings."""
    return DictionaryObject(
        {
            NameObject(f"/{key}"): (NameObject(value) if value.startswith("/") else TextStringObject(value))
            if isinstance(value, str)
            else value
            for key, value in keys.items()
        }
    )  # fmt: skip


def array(*values):
    return ArrayObject(values)


def packed_objects(plain):
    """The same PDF with its objects hidden in a compressed stream, as newer programs write them."""
    reader = PdfReader(io.BytesIO(plain))
    objects, streams = {}, {}
    writer = PdfWriter(clone_from=reader)
    for number, each in enumerate(writer._objects, start=1):
        if each is None:
            continue
        out = io.BytesIO()
        each.write_to_stream(out)
        (streams if b"stream\n" in out.getvalue() else objects)[number] = out.getvalue()
    return _with_object_stream(objects, streams, root=writer._root_object.indirect_reference.idnum)


def _with_object_stream(objects, streams, *, root):
    container = max([*objects, *streams]) + 1
    table = container + 1
    body, places = b"%PDF-1.5\n", {}
    for number, content in streams.items():
        places[number] = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    heads, inside = b"", b""
    for number, content in objects.items():
        heads += b"%d %d " % (number, len(inside))
        inside += content + b"\n"
    packed = zlib.compress(heads + inside)
    places[container] = len(body)
    body += b"%d 0 obj\n<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>\nstream\n" % (
        container, len(objects), len(heads), len(packed),
    )  # fmt: skip
    body += packed + b"\nendstream\nendobj\n"
    places[table] = len(body)
    rows = b""
    order = {number: index for index, number in enumerate(objects)}
    for number in range(table + 1):
        if number in order:
            rows += struct.pack(">BIH", 2, container, order[number])
        elif number in places:
            rows += struct.pack(">BIH", 1, places[number], 0)
        else:
            rows += struct.pack(">BIH", 0, 0, 65535)
    packed = zlib.compress(rows)
    head = b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Filter/FlateDecode/Length %d>>\n"
    body += head % (table, table + 1, root, len(packed))
    return (
        body
        + b"stream\n"
        + packed
        + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % places[table]
    )


def jpeg_with_notes():
    """The least that begins like a JPEG, with a place and a name in it, lying on its side."""
    place = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 2)
    place += struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0) + struct.pack(">HHII", 0x010E, 2, 30, 38)
    place += bytes(4) + PERSON.encode()
    segments = [(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"), (0xE1, place), (0xFE, PERSON.encode())]
    head = b"".join(
        struct.pack(">BBH", 0xFF, kind, len(content) + 2) + content for kind, content in segments
    )
    return b"\xff\xd8" + head + b"\xff\xda\x00\x02picture\xff\xd9"


def png_with_notes():
    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [
            chunk(b"IHDR", head),
            chunk(b"tEXt", b"Author\0" + PERSON.encode()),
            chunk(b"IDAT", zlib.compress(b"\0\0")),
            chunk(b"IEND", b""),
        ]
    )
