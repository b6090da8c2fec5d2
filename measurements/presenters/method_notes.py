"""Method notes: one Markdown file per method version and language, shown as a page."""

import re
from dataclasses import dataclass
from functools import cache

import nh3
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt

FOLDER = settings.BASE_DIR / "docs" / "method"
TAGS = {
    *("h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "strong", "em", "code", "pre", "a", "blockquote"),
    *("table", "thead", "tbody", "tr", "th", "td", "hr", "br"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MethodNote:
    slug: str  # "expected-time-1", as in the address
    method: str  # "expected-time@1", as results name it
    title: str
    lead: str  # the first paragraph, as text
    html: SafeString  # everything below the title


def method_notes() -> list[MethodNote]:
    """All notes in the language of the page, the newest version first."""
    slugs = sorted((path.name.split(".")[0] for path in FOLDER.glob("*.da.md")), reverse=True)
    return [_note(slug, _language()) for slug in slugs]


def method_note(slug: str) -> MethodNote | None:
    """The note at this address, or None."""
    return next((note for note in method_notes() if note.slug == slug), None)


def _language() -> str:
    return "en" if get_language() == "en" else "da"


@cache
def _note(slug: str, language: str) -> MethodNote:
    title, _, body = (FOLDER / f"{slug}.{language}.md").read_text(encoding="utf-8").partition("\n")
    name, _, version = slug.rpartition("-")
    return MethodNote(
        slug=slug,
        method=f"{name}@{version}",
        title=title.removeprefix("# ").strip(),
        lead=_lead(body),
        html=_rendered(body),
    )


def _lead(body: str) -> str:
    return re.sub(r"[*`_]", "", body.strip().split("\n\n")[0].replace("\n", " "))


def _rendered(body: str) -> SafeString:
    html = MarkdownIt("commonmark").enable("table").render(body)
    return mark_safe(nh3.clean(html, tags=TAGS))  # noqa: S308  (cleaned by an allow-list)
