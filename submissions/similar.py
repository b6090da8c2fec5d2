"""Submissions that a new one may be a second telling of. For editors: also what waits is seen."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from submissions import searching, texts
from submissions.lifecycle import State
from submissions.models import Attachment, Kind, Submission
from submissions.search.folding import fold, tokens

MOST = 5
# Of 100; "Praktik i butik" and "Praktik i butikker" are alike, and "Praktik i køkken" is not.
ALIKE = 85
LEAST_WORDS = 2  # that a text has in common with the question, before it is mentioned
_SEEN = (State.SUBMITTED, State.RETURNED, State.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Similar:
    """One that may be the same, and why it may."""

    submission: Submission
    why: str


def similar_to(submission: Submission) -> list[Similar]:
    """The likeliest first: the same file, nearly the same title, then the same words."""
    found: dict[str, Similar] = {}
    for each in (*_same_files(submission), *_same_titles(submission), *_same_words(submission)):
        if each.submission.code != submission.code:
            found.setdefault(each.submission.code or "", each)
    return list(found.values())[:MOST]


def twins(waiting: Sequence[Submission]) -> set[int]:
    """Keys of those with nearly the title, or a file, of another subject. Few queries for many."""
    titles = _Titles.of_all()
    shared = _shared_digests(waiting)
    return {
        each.pk
        for each in waiting
        if any(True for _ in titles.like(each))
        or any(file.sha256 in shared for file in each.attachments.all())
    }


@dataclass(frozen=True)
class _Titles:
    """Every title that editors can see, its words folded and sorted, by the key of its row."""

    folded: dict[int, str]
    codes: dict[int, str]

    @classmethod
    def of_all(cls) -> "_Titles":
        rows = list(Submission.objects.filter(state__in=_SEEN).values_list("pk", "code", "title"))
        return cls(
            {pk: _sorted_words(title) for pk, _code, title in rows},
            {pk: code or "" for pk, code, _title in rows},
        )

    def like(self, submission: Submission) -> Iterator[int]:
        """Keys of other subjects with nearly this title, the nearest first."""
        near = process.extract(
            _sorted_words(submission.title),
            self.folded,
            scorer=fuzz.ratio,
            score_cutoff=ALIKE,
            limit=MOST + 1,
        )
        return (pk for _title, _score, pk in near if self.codes[pk] != submission.code)


def _sorted_words(title: str) -> str:
    return " ".join(sorted(fold(each.text) for each in tokens(title)))


def _same_files(submission: Submission) -> Iterable[Similar]:
    digests = [file.sha256 for file in submission.attachments.all()]
    others = Submission.objects.filter(state__in=_SEEN, attachments__sha256__in=digests)
    for other in others.select_related("municipality").distinct():
        names = other.attachments.filter(sha256__in=digests).values_list("name", flat=True)
        yield Similar(other, _("samme fil: %(name)s") % {"name": ", ".join(names)})


def _same_titles(submission: Submission) -> Iterable[Similar]:
    keys = list(_Titles.of_all().like(submission))
    rows = Submission.objects.select_related("municipality").in_bulk(keys)
    for key in keys:
        yield Similar(rows[key], _("næsten samme titel"))


def _same_words(submission: Submission) -> Iterable[Similar]:
    """What the search finds for the title and the first words of the text."""
    body = texts.as_plain(submission.summary or submission.problem or submission.practice)
    asked = " ".join([submission.title, submission.target_group, body])
    results = searching.search(asked, mend=False, limit=2 * MOST).results
    near = {each.code: each for each in results if each.sort in Kind.values}
    public = Submission.objects.filter(state=State.PUBLISHED, code__in=near)
    rows = {row.code: row for row in public.select_related("municipality")}
    for code, result in near.items():
        if code in rows and len(result.why) >= LEAST_WORDS:
            words = ", ".join(dict.fromkeys(each.word.lower() for each in result.why))
            yield Similar(rows[code], _("fælles ord: %(words)s") % {"words": words})


def _shared_digests(waiting: Sequence[Submission]) -> set[str]:
    """Digests of files that more than one subject has."""
    ours = {file.sha256 for each in waiting for file in each.attachments.all()}
    seen = Attachment.objects.filter(sha256__in=ours, submission__state__in=_SEEN)
    subjects: dict[str, set[str | None]] = {}
    for digest, code in seen.values_list("sha256", "submission__code"):
        subjects.setdefault(digest, set()).add(code)
    return {digest for digest, codes in subjects.items() if len(codes) > 1}
