"""The words of a PDF, a page at a time, as a reader would mark and copy them."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2


def words_of(source: Path) -> Iterator[str]:
    document = pypdfium2.PdfDocument(source)
    for number in range(len(document)):
        page = document[number]
        yield page.get_textpage().get_text_bounded()
        page.close()
