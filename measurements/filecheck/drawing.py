"""The first pages of a PDF as pictures, for somebody who looks before anybody opens it."""

from pathlib import Path

import pypdfium2

MOST_DRAWN = 6
WIDEST = 1000  # pixels
TALLEST = 1600


def draw(source: Path, folder: Path) -> int:
    """Write 1.png, 2.png … into the folder. Returns how many pages the file has."""
    document = pypdfium2.PdfDocument(source)
    for number in range(min(len(document), MOST_DRAWN)):
        page = document[number]
        width, height = page.get_size()  # points
        scale = min(WIDEST / max(width, 1), TALLEST / max(height, 1))
        picture = page.render(scale=scale, may_draw_forms=False).to_pil()
        picture.convert("RGB").quantize(128).save(folder / f"{number + 1}.png", optimize=True)
        page.close()
    return len(document)
