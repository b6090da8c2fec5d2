"""Which texts answer a question best, from the weights of its terms in each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from heapq import nsmallest

from submissions.search.question import Asked, Reason
from submissions.search.weights import WHOLE

Postings = Mapping[str, Mapping[int, int]]  # term → document → weight


@dataclass(frozen=True, slots=True)
class Answer:
    """One text, and how well it answers."""

    document: int
    score: float


def ranked(
    asked: Sequence[Asked], postings: Postings, *, most: int, among: Set[int] | None = None
) -> list[Answer]:
    """The texts, the best first and at most so many; equals by their number.

    Of everything asked for, the best alternative in a text counts; what is asked for adds up.
    """
    scores: defaultdict[int, float] = defaultdict(float)
    for one in asked:
        for document, worth in _best_worths(one, postings).items():
            scores[document] += worth
    wanted = scores.keys() if among is None else scores.keys() & among
    best = nsmallest(most, ((-round(scores[document]), document) for document in wanted))
    return [Answer(document, -score / WHOLE) for score, document in best]


def reasons(asked: Sequence[Asked], postings: Postings, document: int) -> dict[str, Reason]:
    """By which terms a text answers, and why: term → reason."""
    found: dict[str, Reason] = {}
    for one in asked:
        worth, term, reason = max(
            (each.worth * postings.get(each.term, {}).get(document, 0), each.term, each.reason)
            for each in one.alternatives
        )
        if worth:
            found.setdefault(term, reason)
    return found


def _best_worths(one: Asked, postings: Postings) -> dict[int, float]:
    """Document → what its best alternative is worth."""
    best: dict[int, float] = {}
    for each in one.alternatives:
        for document, weight in postings.get(each.term, {}).items():
            worth = each.worth * weight
            if worth > best.get(document, 0.0):
                best[document] = worth
    return best
