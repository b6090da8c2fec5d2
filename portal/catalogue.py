"""The English catalogue: which sentences there are, and which have no English yet.

Works on Babel alone, so that a machine without GNU gettext can check and update it.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import templatize

ROOMS = ("portal", "measurements", "submissions", "templates")
PATH = settings.BASE_DIR / "portal" / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def sentences() -> Catalog:
    """Every sentence marked for translation in code and templates, with where it stands."""
    found = Catalog(locale="en", project=settings.SITE_NAME, charset="utf-8")
    for path in _sources():
        text = path.read_text(encoding="utf-8")
        source = text if path.suffix == ".py" else _as_python(text, path)
        for _line, message, comments, context in extract(
            "python", BytesIO(source.encode()), KEYWORDS, ["Translators:"], {"encoding": "utf-8"}
        ):
            place = (
                str(path.relative_to(settings.BASE_DIR)),
                0,
            )  # no line: those change with every edit
            flags = ("python-format",) if "%(" in str(message) else ()
            found.add(message, None, [place], flags, comments, context=context)
    return found


def english() -> Catalog:
    """The catalogue as committed; empty before there is one."""
    if not PATH.exists():
        return Catalog(locale="en")
    with PATH.open("rb") as file:
        return read_po(file, locale="en")


def update() -> None:
    """Add new sentences without English, drop those no longer used, keep the rest."""
    catalogue = english()
    catalogue.update(sentences(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False  # Babel compiles no catalogue whose heading says that it is a guess
    PATH.parent.mkdir(parents=True, exist_ok=True)
    with PATH.open("wb") as file:
        write_po(file, catalogue, sort_by_file=True, include_lineno=False, width=100)


def untranslated() -> list[str]:
    """Sentences that a reader of the English pages would meet in Danish."""
    have = english()
    missing = []
    for wanted in sentences():
        known = have.get(wanted.id, wanted.context) if wanted.id else None
        if wanted.id and (known is None or known.fuzzy or not _has_words(known.string)):
            missing.append(str(wanted.id))
    return missing


def _sources() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((settings.BASE_DIR / room).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield path


def _as_python(template: str, path: Path) -> str:
    """A template with all but its sentences blanked out, unindented so that Python can read it."""
    lines = templatize(template, origin=str(path)).splitlines()
    return "\n".join(line.strip() for line in lines)


def _has_words(string: object) -> bool:
    return all(string) if isinstance(string, (list, tuple)) else bool(string)
