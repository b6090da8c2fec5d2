"""Which word somebody meant who typed one that nobody has written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from submissions.search.folding import fold

SHORTEST = 4  # letters: shorter words have too many neighbours
_LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class Near:
    word: str
    slips: int  # letters left out, put in, changed, or two that changed places


class Speller:
    """The words of the index, held in memory. `documents` says in how many texts each stands."""

    def __init__(self, documents: Mapping[str, int]) -> None:
        self._documents = documents
        self._words = list(documents)
        self._folded: Sequence[str] = [fold(word) for word in self._words]

    def __len__(self) -> int:
        return len(self._words)

    def nearest(self, word: str, *, slips: int | None = None) -> Near | None:
        """The likeliest word within as many slips as its length forgives; None if there is none."""
        folded = fold(word)
        if len(folded) < SHORTEST:
            return None
        found = process.extract(
            folded,
            self._folded,
            scorer=OSA.distance,
            processor=None,
            limit=_LOOKED_AT,
            score_cutoff=forgiven(folded) if slips is None else slips,
        )
        candidates = [(int(distance), self._words[index]) for _text, distance, index in found]
        best = min(candidates, key=lambda each: self._order(folded, *each), default=None)
        return Near(word=best[1], slips=best[0]) if best else None

    def _order(self, folded: str, distance: int, word: str) -> tuple[object, ...]:
        """Fewer slips, the same beginning and ending, the commoner word, the alphabet."""
        other = fold(word)
        return (
            distance,
            other[0] != folded[0],
            abs(len(other) - len(folded)),
            -self._documents[word],
            word,
        )


def forgiven(folded: str) -> int:
    """One slip in a short word, two from six letters, three from twelve."""
    return 1 + (len(folded) >= 6) + (len(folded) >= 12)
