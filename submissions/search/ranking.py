"""Which texts answer a question best, from the weights of its terms in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from submissions.search.question import Asked, Reason
from submissions.search.weights import WHOLE


@dataclass(frozen=True, slots=True)
class Answer:
    """One text: how well it answers, and by which term each thing asked for."""

    document: int
    score: float
    by: Mapping[str, Reason]  # term → why it answers


def ranked(asked: Sequence[Asked], postings: Mapping[int, Mapping[str, int]]) -> list[Answer]:
    """The texts, the best first; equals by their number.

    postings  document → term → weight
    """
    answers = [_answer(asked, document, weights) for document, weights in postings.items()]
    return sorted(answers, key=lambda each: (-each.score, each.document))


def _answer(asked: Sequence[Asked], document: int, weights: Mapping[str, int]) -> Answer:
    score, by = 0.0, dict[str, Reason]()
    for one in asked:
        worth, term, reason = max(
            (each.worth * weights.get(each.term, 0), each.term, each.reason)
            for each in one.alternatives
        )
        if worth:
            score += worth / WHOLE
            by.setdefault(term, reason)
    return Answer(document, round(score, 4), by)
