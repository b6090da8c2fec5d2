"""How much a text is about each of its terms: BM25 with more for titles.

A weight depends on its own text alone, never on the others, so that an index kept up to date text
by text is the index that a rebuild would make. How rare a term is comes in with the question.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from submissions.search.folding import tokens
from submissions.search.normaliser import Normaliser, says_nothing
from submissions.search.stemming import root

TITLE = 4.0  # a word in the title counts as so many in the text
PART = 0.6  # a word within a compound, of one that stands alone
K1 = 1.2  # how soon a repeated word stops to count (Robertson and Zaragoza, 2009)
B = 0.5  # how much longer texts are marked down
USUAL_LENGTH = 100.0  # words; shorter texts are not marked up
WHOLE = 1000  # weights are whole numbers, alike in every database
LONGEST_KEPT = 40  # letters of a word that may be proposed for another


@dataclass(slots=True)
class Read:
    """What indexing keeps of a text.

    weights     term → 1 … 2200
    vocabulary  word as written, in small letters → (its term, the root of its term)
    """

    weights: dict[str, int] = field(default_factory=dict)
    vocabulary: dict[str, tuple[str, str]] = field(default_factory=dict)


def read(normaliser: Normaliser, *, title: str, text: str, in_parts: bool = True) -> Read:
    """Terms with their weights, and the words that a misspelt one may be taken for.

    in_parts  whether compounds are found by their parts too; not in names such as Guldborgsund
    """
    found, counts, length = Read(), defaultdict[str, float](float), 0
    for written, each in ((title, TITLE), (text, 1.0)):
        for token in tokens(written):
            length += 1
            if says_nothing(token.text):
                continue
            word = normaliser.word(token.text)
            counts[word.term] += each
            for part in set(word.parts if in_parts else ()) - {word.term}:
                counts[part] += each * PART
            if token.text.isalpha() and 2 < len(token.text) <= LONGEST_KEPT:
                found.vocabulary[token.text.lower()] = (word.term, root(word.term))
    found.weights = {term: _weight(count, length) for term, count in counts.items()}
    return found


def _weight(count: float, length: int) -> int:
    fill = K1 * (1 - B + B * max(1.0, length / USUAL_LENGTH))
    return round(WHOLE * count * (K1 + 1) / (count + fill))
