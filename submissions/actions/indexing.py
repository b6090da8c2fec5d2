"""Keeps the index of the search equal to what the public can read.

Indexing a part and rebuilding the whole are the same work on a smaller or larger scope, and what a
document weighs depends on itself alone, so the index cannot depend on the order of events.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TypeVar
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from measurements import doorbell
from measurements import published as measured
from submissions import lexicon, searchable
from submissions.lifecycle import State
from submissions.models import (
    SearchDocument,
    SearchIdf,
    SearchState,
    SearchTerm,
    SearchWord,
    Sort,
    Submission,
)
from submissions.search import weights

AT_ONCE = 200  # subjects in one transaction
_ROWS = 2_000  # in one statement
_INSERT_TERM = "INSERT INTO submissions_searchterm (document_id, term, weight) VALUES (%s, %s, %s)"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """What indexing did, in documents."""

    added: int
    removed: int


@dataclass(slots=True)
class _Counts:
    """In how many more documents, or fewer, each term and word stands."""

    documents: int = 0
    terms: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    known: dict[str, tuple[str, str]] = field(default_factory=dict)  # word → term, root

    def take(self, read: weights.Read, by: int) -> None:
        self.documents += by
        for term in read.weights:
            self.terms[term] += by
        for word in read.vocabulary:
            self.words[word] += by
        self.known |= read.vocabulary


def ring() -> None:
    """Tell a worker, after the commit, that something public has changed. Part of a larger verb."""
    doorbell.ring_after_commit(doorbell.INDEX_SEARCH)


def catch_up(*, now: datetime) -> Change:
    """Whatever has changed since, rung for or not: new, corrected, withdrawn, or other rules."""
    if lexicon.state().rules != lexicon.rules():
        return rebuild(now=now)
    added = removed = 0
    for subjects in _batches(_waiting(), AT_ONCE):
        change = _index(subjects, now=now)
        added, removed = added + change.added, removed + change.removed
    return Change(added, removed)


@transaction.atomic
def index_submission(*, submission_id: int, now: datetime) -> Change:
    """One submission as it is now, also when only the texts of its files are new."""
    code = Submission.objects.values_list("code", flat=True).get(pk=submission_id)
    return _index([f"bidrag/{code}"], now=now)


@transaction.atomic
def rebuild(*, now: datetime) -> Change:
    """The whole index from nothing but what is published."""
    state = _locked_state()
    removed = state.documents
    for model in (SearchTerm, SearchIdf, SearchWord, SearchDocument):
        model.objects.all()._raw_delete(using=model.objects.db)
    counts, state.documents = _Counts(), 0
    for documents in _batches(_all_documents(), AT_ONCE):
        _add(documents, counts)
    _save_counts(counts)
    _conclude(state, counts, now=now)
    return Change(added=counts.documents, removed=removed)


@transaction.atomic
def _index(subjects: Sequence[str], *, now: datetime) -> Change:
    """Make the documents of these subjects what they should be now; none where nothing is public."""
    state = _locked_state()
    counts = _Counts()
    stored = SearchDocument.objects.filter(subject__in=subjects)
    for document in stored.only("title", "text", "also", "sort"):
        counts.take(_read(document), -1)
    removed = -counts.documents
    SearchTerm.objects.filter(document__in=stored).delete()
    stored.delete()
    _add(list(_documents_of(subjects)), counts)
    _save_counts(counts)
    _conclude(state, counts, now=now)
    return Change(added=counts.documents + removed, removed=removed)


def _locked_state() -> SearchState:
    """One at a time: whoever comes second reads what is published after the first is done."""
    SearchState.objects.get_or_create(name=lexicon.INDEX)
    return SearchState.objects.select_for_update().get(name=lexicon.INDEX)


def _conclude(state: SearchState, counts: _Counts, *, now: datetime) -> None:
    state.documents += counts.documents
    state.rules = lexicon.rules()
    state.generation = uuid4()
    state.made_at = now
    state.save()


def _waiting() -> list[str]:
    """Subjects whose documents are missing, older than they are, or no longer public."""
    return sorted(
        {
            *_waiting_submissions(),
            *_differing(
                "maaling/", {r.slug: searchable.stamp_of_round(r) for r in measured.rounds()}
            ),
            *_differing(
                "kommune/",
                {p.code: searchable.stamp_of_municipality(p) for p in measured.municipalities()},
            ),
        }
    )


def _waiting_submissions() -> Iterator[str]:
    indexed = SearchDocument.objects.filter(
        submission=OuterRef("pk"), submission_version=OuterRef("version"), page=None
    )
    new = _published().filter(~Exists(indexed)).values_list("code", flat=True)
    yield from (f"bidrag/{code}" for code in new)
    yield from _of_submissions().exclude(searchable.IS_PUBLIC).values_list("subject", flat=True)
    yield from _of_submissions().filter(submission=None).values_list("subject", flat=True)


def _of_submissions() -> QuerySet[SearchDocument]:
    return SearchDocument.objects.filter(subject__startswith="bidrag/")


def _differing(prefix: str, wanted: Mapping[str, str]) -> Iterator[str]:
    stored = SearchDocument.objects.filter(subject__startswith=prefix)
    indexed = dict(stored.values_list("subject", "stamp"))
    stamps = {f"{prefix}{key}": stamp for key, stamp in wanted.items()}
    for subject in indexed.keys() | stamps.keys():
        if indexed.get(subject) != stamps.get(subject):
            yield subject


def _documents_of(subjects: Sequence[str]) -> Iterator[SearchDocument]:
    wanted = {prefix: set[str]() for prefix in ("bidrag", "maaling", "kommune")}
    for subject in subjects:
        prefix, _, key = subject.partition("/")
        wanted[prefix].add(key)
    for row in _published().filter(code__in=wanted["bidrag"]):
        yield from searchable.of_submission(row)
    if wanted["maaling"]:
        yield from (
            searchable.of_round(r) for r in measured.rounds() if r.slug in wanted["maaling"]
        )
    if wanted["kommune"]:
        places = (p for p in measured.municipalities() if p.code in wanted["kommune"])
        yield from (searchable.of_municipality(place) for place in places)


def _all_documents() -> Iterator[SearchDocument]:
    for row in _published().order_by("pk").iterator(chunk_size=AT_ONCE):
        yield from searchable.of_submission(row)
    yield from map(searchable.of_round, measured.rounds())
    yield from map(searchable.of_municipality, measured.municipalities())


def _published() -> QuerySet[Submission]:
    return (
        Submission.objects.filter(state=State.PUBLISHED)
        .select_related("municipality")
        .prefetch_related("further_municipalities", "attachments")
    )


def _read(document: SearchDocument) -> weights.Read:
    return weights.read(
        lexicon.normaliser(),
        title=document.title,
        text=f"{document.text} {document.also}",
        in_parts=document.sort != Sort.MUNICIPALITY,
    )


def _add(documents: Sequence[SearchDocument], counts: _Counts) -> None:
    SearchDocument.objects.bulk_create(documents)
    terms: list[tuple[int, str, int]] = []
    for document in documents:
        read = _read(document)
        counts.take(read, +1)
        terms += [(document.pk, term, weight) for term, weight in read.weights.items()]
    with connection.cursor() as cursor:  # bulk_create takes four times as long for so small rows
        cursor.executemany(_INSERT_TERM, terms)


def _save_counts(counts: _Counts) -> None:
    """Add the differences to what is counted; what stands nowhere any longer is forgotten."""
    for batch in _batches(sorted(t for t, by in counts.terms.items() if by), _ROWS):
        before = dict(SearchIdf.objects.filter(term__in=batch).values_list("term", "documents"))
        after = [SearchIdf(term=t, documents=before.get(t, 0) + counts.terms[t]) for t in batch]
        SearchIdf.objects.bulk_create(
            [row for row in after if row.documents],
            update_conflicts=True,
            unique_fields=["term"],
            update_fields=["documents"],
        )
        gone = [row.term for row in after if not row.documents]
        SearchIdf.objects.filter(term__in=gone).delete()
    for batch in _batches(sorted(w for w, by in counts.words.items() if by), _ROWS):
        before = dict(SearchWord.objects.filter(word__in=batch).values_list("word", "documents"))
        words = [_word(w, before.get(w, 0) + counts.words[w], counts.known[w]) for w in batch]
        SearchWord.objects.bulk_create(
            [row for row in words if row.documents],
            update_conflicts=True,
            unique_fields=["word"],
            update_fields=["documents"],
        )
        gone = [row.word for row in words if not row.documents]
        SearchWord.objects.filter(word__in=gone).delete()


def _word(word: str, documents: int, known: tuple[str, str]) -> SearchWord:
    return SearchWord(word=word, term=known[0], root=known[1], documents=documents)


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
