"""What an editor is to mind before a submission becomes public: personal data in texts and files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measurements.filecheck import cpr
from submissions.models import CONTENT, Submission

_TEXTS = (
    *("title", "publisher", "target_group", "summary", "problem", "practice", "who_and_time"),
    *("preconditions", "results", "what_failed", "advice_smaller", "advice_larger", "contact"),
)
_OPEN_TO_CONTACTS = {"contact"}  # where an address or a number is what was asked for
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
# Eight digits, together, by twos or by fours; not two years, and no part of a longer number.
_PHONE = re.compile(
    r"(?<![\d.,/-])(?:\+45 ?)?"
    r"(?!(?:19|20)\d\d ?(?:19|20)\d\d)[2-9]\d(?: ?\d\d){3}(?![\d/-]|[.,]\d)"
)


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing in one place. An editor ticks it off by its key, and the trace keeps the key."""

    key: str  # "practice.phone"
    where: str  # the field or the file, in words
    what: str


def cautions_of(submission: Submission) -> list[Caution]:
    """Of the texts in their order, then of the files."""
    return [*_of_texts(submission), *_of_files(submission)]


def label_of(name: str) -> str:
    """What a field is called, in words."""
    if name == "files":
        return _("Filer")
    field = Submission._meta.get_field(name)
    return capfirst(str(getattr(field, "verbose_name", name)))


def _of_texts(submission: Submission) -> Iterator[Caution]:
    for name in _TEXTS:
        if name not in CONTENT[submission.kind]:
            continue
        text = getattr(submission, name)
        for sort, number in _found(text, with_contacts=name not in _OPEN_TO_CONTACTS):
            yield Caution(f"{name}.{sort}", label_of(name), _said(sort, number))


def _found(text: str, *, with_contacts: bool) -> Iterator[tuple[str, int]]:
    """The sorts of personal data in a text, and how many of each."""
    if number := cpr.count(text).numbers:
        yield "cpr", number
    if with_contacts:
        if number := len(_ADDRESS.findall(text)):
            yield "email", number
        if number := len(_PHONE.findall(text)):
            yield "phone", number


def _of_files(submission: Submission) -> Iterator[Caution]:
    for file in submission.attachments.all():
        if number := file.findings.get("cpr", 0):
            yield Caution(f"file-{file.pk}.cpr", file.name, _said("cpr", number))


def _said(sort: str, number: int) -> str:
    if sort == "cpr":
        text = ngettext(
            "%(number)d tal, der ligner et CPR-nummer",
            "%(number)d tal, der ligner CPR-numre",
            number,
        )
    elif sort == "email":
        text = ngettext("%(number)d e-mailadresse", "%(number)d e-mailadresser", number)
    else:
        text = ngettext("%(number)d telefonnummer", "%(number)d telefonnumre", number)
    return text % {"number": number}
