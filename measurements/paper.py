"""Pages drawn on paper: HTML of our own → PDF, without opening any address it names."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

from django.core.cache import cache

# A thousand paragraphs take about a second and a half, and memory that is not given back at once.
MOST_TAGS = 4_000
_KEPT_FOR = 24 * 60 * 60  # seconds; what is drawn carries its date
_one_at_a_time = Lock()


class NoPdf(Exception):
    """This server lacks what draws PDF files."""


class TooLong(Exception):
    """The document has more paragraphs than are drawn while somebody waits."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A document that is drawn when somebody wants it, and kept for a day.

    text  what it says: as long as that stays the same, so does what was drawn
    """

    text: str
    draw: Callable[[], bytes]

    @property
    def is_kept(self) -> bool:
        return self._key in cache

    def pdf(self) -> bytes:
        """Raises `NoPdf` where Pango is not installed, and `TooLong`."""
        drawn = cache.get(self._key)
        if drawn is None:
            drawn = self.draw()
            cache.set(self._key, drawn, _KEPT_FOR)
        return drawn

    @property
    def _key(self) -> str:
        return f"paper/{sha256(self.text.encode()).hexdigest()}"


def draw(text: str) -> bytes:
    """The PDF of an HTML document. Raises `NoPdf` where Pango is not installed, and `TooLong`."""
    if text.count("<") > MOST_TAGS:
        raise TooLong
    with _one_at_a_time:  # each takes hundreds of megabytes at worst
        return _laid_out(text).write_pdf()


def draw_on_one_page(texts: Iterable[str]) -> bytes:
    """The first of these documents that fits one page; the last, where none does.

    texts  the same document again and again, each time set smaller
    """
    pages = None
    with _one_at_a_time:
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
