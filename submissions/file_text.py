"""The text of a file, page by page. Run as a child that may use only so much time and memory.

    python -m submissions.file_text PATH pdf|docx|pptx|xlsx|odt

Prints a list of texts as JSON: one for each page or slide, one for a file without pages. Whatever a
hostile file makes it do ends with it: whoever started it reads what it printed, or that it failed.
"""

import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from defusedxml.ElementTree import iterparse
from pypdf import PdfReader

from measurements.computing import confinement
from measurements.computing.job import Limits

MOST_PAGES = 500
MOST_LETTERS = 20_000  # of a page
MOST_UNPACKED = 50 * 2**20  # bytes of XML that are read of an archive
MEMORY = 2**30  # bytes
SECONDS = 20  # of a processor

# Where the texts stand in an archive; each part is a page, in the order of its number.
_PARTS = {
    "docx": re.compile(r"word/document\.xml"),
    "pptx": re.compile(r"ppt/slides/slide(\d{1,4})\.xml"),
    "xlsx": re.compile(r"xl/sharedStrings\.xml"),
    "odt": re.compile(r"content\.xml"),
}
_PARAGRAPHS = {"p", "h", "si"}
_GAPS = {"br", "cr", "tab", "line-break", "s"}


class TooMuch(Exception):
    """More than anybody would write: a bomb, or a file that needs no search."""


def pages_of(path: Path, kind: str) -> list[str]:
    """The texts of the file's pages. Raises whatever its library does for a broken one."""
    texts = _of_pdf(path) if kind == "pdf" else _of_archive(path, _PARTS[kind])
    return [_plain(text) for _, text in zip(range(MOST_PAGES), texts, strict=False)]


def _of_pdf(path: Path) -> Iterator[str]:
    for page in PdfReader(path, strict=False).pages:
        yield page.extract_text()


def _of_archive(path: Path, wanted: re.Pattern[str]) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        parts = [part for part in archive.infolist() if wanted.fullmatch(part.filename)]
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise TooMuch
        for part in sorted(parts, key=_number):
            with archive.open(part) as file:
                yield "".join(_words(file))


def _number(part: zipfile.ZipInfo) -> int:
    found = re.search(r"(\d{1,4})\.xml", part.filename)
    return int(found.group(1)) if found else 0


def _words(file: object) -> Iterable[str]:
    """Paragraph by paragraph; what parts words within one becomes a space."""
    for _event, element in iterparse(file):
        name = element.tag.rpartition("}")[2]
        if name in _GAPS:
            element.text = " "
        elif name in _PARAGRAPHS:
            yield "".join(element.itertext()) + " "
            element.clear()


def _plain(text: str) -> str:
    """One line that every database takes."""
    letters = text.replace("\0", " ").encode("utf-8", "ignore").decode()
    return " ".join(letters.split())[:MOST_LETTERS]


if __name__ == "__main__":
    # It prints into a pipe, and writes nothing.
    confinement.confine(Limits(memory=MEMORY, seconds=SECONDS, file=0))
    json.dump(pages_of(Path(sys.argv[1]), sys.argv[2]), sys.stdout)
