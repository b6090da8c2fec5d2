"""The one search: what the page and the API ask, answered with frozen results.

Every text that is found is looked up once more among what is public now, so that a withdrawn or
corrected text is not shown in the moment before the index has followed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from measurements import published as measured
from submissions import lexicon, narrowing, searchable
from submissions.models import SearchDocument, SearchTerm, Sort
from submissions.narrowing import Counts, Filters, Hit, Places
from submissions.search import passages, ranking
from submissions.search.folding import fold
from submissions.search.passages import Passage
from submissions.search.question import Alternative, Question, Reason

_PAGES = {
    Sort.METHOD: "submission",
    Sort.REPORT: "submission",
    Sort.ROUND: "round",
    Sort.MUNICIPALITY: "municipality",
}
DEPTH = 120  # documents that are weighed against each other; of a common term, the best so many
FEW = 2_000  # documents that filters leave, of which every one can be looked through
_ATTRIBUTES = (
    *("id", "key", "subject", "stamp", "sort", "year"),
    *("municipalities", "target_groups", "topics", "submission__stage"),
)


@dataclass(frozen=True, slots=True)
class Why:
    """A word that answers, and how: an inflection, within a compound, a synonym …"""

    word: str  # as it stands in the text
    asked: str
    reason: Reason
    is_within: bool  # what answers is a part of the word
    is_same: bool  # the very word that was asked for


@dataclass(frozen=True, slots=True)
class Result:
    code: str
    sort: Sort
    url: str
    score: float
    title: Passage
    passage: Passage
    file_name: str  # the passage stands in a file; empty: in the text itself
    page: int | None
    municipality_codes: tuple[str, ...]
    year: int | None
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    question: Question
    results: tuple[Result, ...]  # of the part asked for
    total: int
    is_cut: bool  # there are more: the total is the least there are
    was_cut: bool  # the same before anything was narrowed
    counts: Counts
    like_is_region: bool  # the newest round cannot tell who works under similar conditions


def search(
    typed: str,
    *,
    filters: Filters | None = None,
    mend: bool = True,
    limit: int = 20,
    offset: int = 0,
) -> Answer:
    """The best results for what was typed, from `offset`, at most `limit`."""
    filters = filters or Filters()
    question = lexicon.reader(lexicon.state()).read(typed, mend=mend)
    best_of_all = weighed = _weighed(question, SearchTerm.objects.all())
    places = Places(filters.like)
    if filters and best_of_all.is_cut:  # what passes may lie deeper than the best of all
        weighed = _weighed_among(question, filters, places)
    passing = narrowing.passing(weighed.hits, filters, places)
    return Answer(
        question=question,
        results=tuple(_results(passing[offset : offset + limit], question, weighed.postings)),
        total=len(passing),
        is_cut=weighed.is_cut,
        was_cut=best_of_all.is_cut,
        counts=narrowing.counts(_joined(weighed.hits, best_of_all.hits), filters, places),
        like_is_region=places.are_of_region,
    )


def warm_up() -> None:
    """Read at the start of a process what the first question would have to wait for.

    Reading a word fills what the word list keeps; a question with a slip fetches the vocabulary.
    """
    now = lexicon.state()
    reads = lexicon.reader(now)
    reads.normaliser.word("virksomhedspraktik")
    reads.lexicon.speller()


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What answers, the best first; `is_cut`: there may be more than was weighed."""

    hits: Sequence[Hit]
    postings: ranking.Postings
    is_cut: bool


def _weighed(question: Question, among: QuerySet[SearchTerm]) -> _Weighed:
    known = question.documents
    common = {term for term, documents in known.items() if documents > DEPTH}
    rare = known.keys() - common
    postings = _by_term(among.filter(term__in=sorted(rare))) if rare else {}
    postings |= {term: _best_of(term, among) for term in sorted(common)}
    answers = ranking.ranked(question.asked, postings, most=DEPTH)
    if common:  # only their best documents were read: now what they weigh in all the others
        documents = [each.document for each in answers]
        postings |= _by_term(_in_documents(common, documents))
        answers = ranking.ranked(question.asked, postings, most=DEPTH, among=set(documents))
    is_cut = bool(common) or len(answers) == DEPTH
    return _Weighed(_public_hits(answers), postings, is_cut)


def _weighed_among(question: Question, filters: Filters, places: Places) -> _Weighed:
    """What answers among the documents that the filters leave: of few of them, each is weighed."""
    left = SearchDocument.objects.filter(narrowing.condition(filters, places)).order_by()
    documents = list(left.values_list("pk", flat=True)[: FEW + 1])
    if len(documents) > FEW:
        deep = narrowing.condition(filters, places, before="document__")
        return _weighed(question, SearchTerm.objects.filter(deep))
    postings = _by_term(_in_documents(question.documents, documents))
    answers = ranking.ranked(question.asked, postings, most=DEPTH)
    return _Weighed(_public_hits(answers), postings, is_cut=len(answers) == DEPTH)


def _joined(some: Sequence[Hit], others: Sequence[Hit]) -> list[Hit]:
    """Each subject once: what a filter would leave is counted in both."""
    return list({hit.key: hit for hit in (*others, *some)}.values())


def _best_of(term: str, among: QuerySet[SearchTerm]) -> dict[int, int]:
    """The documents in which a common term weighs most."""
    best = among.filter(term=term).order_by("-weight", "document_id")
    return dict(best.values_list("document_id", "weight")[:DEPTH])


def _in_documents(terms: Collection[str], documents: Collection[int]) -> QuerySet[SearchTerm]:
    """The weights of common terms in a few documents.

    A plain condition on the term would send SQLite through every text that has it, tens of
    thousands for the commonest; of an expression it knows no index, and begins with the documents.
    """
    rows = SearchTerm.objects.alias(written=Coalesce("term", Value("")))
    return rows.filter(document__in=documents, written__in=sorted(terms))


def _by_term(rows: QuerySet[SearchTerm]) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {}
    for term, document, weight in rows.values_list("term", "document_id", "weight"):
        found.setdefault(term, {})[document] = weight
    return found


def _public_hits(answers: Sequence[ranking.Answer]) -> list[Hit]:
    """One hit for each subject that is public as it was indexed; the best first."""
    scores = {each.document: each.score for each in answers}
    rows = SearchDocument.objects.filter(searchable.IS_PUBLIC, pk__in=scores).values(*_ATTRIBUTES)
    stamps = _stamps_of_rounds() if any(row["sort"] == Sort.ROUND for row in rows) else {}
    best: dict[str, Hit] = {}
    for row in rows:
        subject = row["subject"]
        if row["sort"] == Sort.ROUND and stamps.get(subject) != row["stamp"]:
            continue
        hit = _hit(row, scores[row["id"]])
        if subject not in best or _order(hit) < _order(best[subject]):
            best[subject] = hit
    return sorted(best.values(), key=_order)


def _stamps_of_rounds() -> dict[str, str]:
    return {f"maaling/{r.slug}": searchable.stamp_of_round(r) for r in measured.rounds()}


def _order(hit: Hit) -> tuple[float, str]:
    """By score; equals by their key, which a rebuild does not change."""
    return (-hit.score, hit.key)


def _hit(row: Mapping[str, Any], score: float) -> Hit:
    return Hit(
        document=row["id"],
        key=row["key"],
        sort=row["sort"],
        year=row["year"],
        municipalities=_between_strokes(row["municipalities"]),
        target_groups=_between_strokes(row["target_groups"]),
        topics=_between_strokes(row["topics"]),
        stage=row["submission__stage"] or "",
        score=score,
    )


@lru_cache(maxsize=4_096)  # few different lists, met in every hit
def _between_strokes(text: str) -> frozenset[str]:
    return frozenset(part for part in text.split("|") if part)


def _results(
    hits: Sequence[Hit], question: Question, postings: ranking.Postings
) -> Iterable[Result]:
    texts = SearchDocument.objects.in_bulk([hit.document for hit in hits])
    for hit in hits:
        if hit.document in texts:  # else it went while we were looking
            by = ranking.reasons(question.asked, postings, hit.document)
            yield _result(hit, texts[hit.document], question, by)


def _result(
    hit: Hit, document: SearchDocument, question: Question, by: Mapping[str, Reason]
) -> Result:
    title = passages.marked(lexicon.normaliser(), document.title, by)
    passage = passages.best_passage(lexicon.normaliser(), document.text, by)
    return Result(
        code=document.code,
        sort=Sort(document.sort),
        url=reverse(_PAGES[Sort(document.sort)], args=[document.slug]),
        score=hit.score,
        title=title,
        passage=passage,
        file_name=document.file_name,
        page=document.page,
        municipality_codes=tuple(part for part in document.municipalities.split("|") if part),
        year=document.year,
        why=tuple(_why([*title.found, *passage.found], question)),
    )


def _why(found: Sequence[passages.Found], question: Question) -> Iterable[Why]:
    """Each word asked for once, by the word of the text that answers it most plainly."""
    by_asked: dict[str, list[Why]] = {}
    for each in found:
        asked = _asked_by(each.term, question)
        if asked is not None:
            is_same = fold(each.word) == fold(asked)
            told = Why(each.word, asked, each.reason, each.is_within, is_same)
            by_asked.setdefault(asked, []).append(told)
    return (min(words, key=_roundabout) for words in by_asked.values())


def _roundabout(why: Why) -> tuple[bool, int, bool]:
    """The least is the plainest; of equals the first in the text is told."""
    return not why.is_same, list(Reason).index(why.reason), why.is_within


def _asked_by(term: str, question: Question) -> str | None:
    """The word of the question that this term answers best."""
    answers: list[tuple[Alternative, str]] = [
        (alternative, one.word)
        for one in question.asked
        for alternative in one.alternatives
        if alternative.term == term
    ]
    return max(answers, key=lambda each: each[0].worth)[1] if answers else None
