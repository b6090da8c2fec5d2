"""Pages drawn on paper: HTML of our own → PDF, without opening any address it names."""

from collections.abc import Iterable


class NoPdf(Exception):
    """This server lacks what draws PDF files."""


def draw(text: str) -> bytes:
    """The PDF of an HTML document. Raises `NoPdf` where Pango is not installed."""
    return _laid_out(text).write_pdf()


def draw_on_one_page(texts: Iterable[str]) -> bytes:
    """The first of these documents that fits one page; the last, where none does.

    texts  the same document again and again, each time set smaller
    """
    pages = None
    for text in texts:
        pages = _laid_out(text)
        if len(pages.pages) == 1:
            break
    assert pages is not None, "there is a document to draw"
    return pages.write_pdf()


def _laid_out(text: str):  # type: ignore[no-untyped-def]  # a type of what may not be installed
    try:
        from weasyprint import HTML  # here, because it looks for Pango when it is imported
    except OSError as problem:
        raise NoPdf from problem
    return HTML(string=text, url_fetcher=_nothing).render()


def _nothing(url: str, *args: object, **kwargs: object) -> None:
    """People's texts name addresses; drawing them on paper opens none."""
    raise ValueError(f"not fetched: {url}")
