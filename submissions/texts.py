"""What people wrote, made safe to show: Markdown to HTML through an allow-list."""

import re
from html import unescape

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "code", "pre", "h3", "h4"}
SCHEMES = {"http", "https", "mailto"}
# Whatever Markdown or HTML could read as more than a word: most texts have none of it.
_MARKS = re.compile(r"[\\`~*_\[\]<>&#\0]|^\s*(?:[-+=]|\d+[.)])", re.MULTILINE)
# Headings of the page are ours: those in a text come below them.
_HEADINGS = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
_markdown = MarkdownIt(
    "commonmark", {"html": False, "linkify": False, "breaks": True, "maxNesting": 20}
).disable("image")


def as_html(text: str) -> SafeString:
    """Markdown as HTML that can be put into a page. Raw HTML is shown as text, not obeyed."""
    tokens = _markdown.parse(text)
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag)
    safe = nh3.clean(
        _markdown.renderer.render(tokens, _markdown.options, {}),
        tags=TAGS,
        attributes={"a": {"href", "title"}},
        attribute_filter=_whole_addresses_only,
        url_schemes=SCHEMES,
        link_rel="nofollow noopener noreferrer",
    )
    return mark_safe(safe)  # noqa: S308 - nh3 has just cleaned it


def as_plain(text: str) -> str:
    """The words alone, on one line, for cards and search. Not safe until it is escaped."""
    if not _MARKS.search(text):
        return " ".join(text.split())
    return _without_marks(text)


def _without_marks(text: str) -> str:
    html = _markdown.render(text).replace("</p>", " ").replace("</li>", " ")
    return " ".join(unescape(strip_tags(html)).split())


def safe_address(address: str) -> str:
    """The address, if a click on it only opens a page; else nothing."""
    return address if _scheme(address) in SCHEMES else ""


def _scheme(address: str) -> str:
    return address.partition(":")[0].lower()


def _whole_addresses_only(tag: str, attribute: str, value: str) -> str | None:
    """No relative addresses: `//other.example` looks like ours and is not."""
    return value if attribute != "href" or safe_address(value) else None
