"""From words to terms: the one way in which texts and questions are read."""

from dataclasses import dataclass
from functools import lru_cache

from submissions.search import folding
from submissions.search.compounds import WordList
from submissions.search.stemming import root, stem

# Changes whenever the same text would give other terms: an index of before is then built anew.
RULES = "terms@1"

STOP_WORDS = frozenset(
    folding.fold(word)
    for word in ["ad", "af", "alle", "alt", "anden", "andet", "andre", "at", "blev", "blive", "bliver", "da", "de", "dem", "den", "denne", "der", "deres", "det", "dette", "dig", "din", "dine", "disse", "dit", "dog", "du", "efter", "eller", "en", "end", "er", "et", "for", "fra", "fx", "før", "ham", "han", "hans", "har", "havde", "have", "hen", "hende", "hendes", "her", "hos", "hun", "hvad", "hvem", "hver", "hvilke", "hvilken", "hvis", "hvor", "hvordan", "hvorfor", "hvornår", "i", "ikke", "ind", "ja", "jeg", "jer", "jo", "kan", "kunne", "lad", "man", "mange", "med", "meget", "men", "mens", "mere", "mig", "min", "mine", "mit", "mod", "må", "ned", "nej", "nogen", "nogle", "nok", "nu", "når", "og", "også", "om", "op", "os", "over", "på", "samt", "sammen", "selv", "sig", "sin", "sine", "sit", "skal", "skulle", "som", "så", "sådan", "få", "får", "gør", "gøre", "til", "ud", "uden", "under", "var", "ved", "vi", "vil", "ville", "vor", "vores", "være", "været", "bruge", "bruger", "findes", "a", "an", "and", "are", "as", "by", "do", "does", "for", "from", "how", "in", "into", "is", "it", "of", "on", "or", "our", "that", "the", "their", "them", "they", "this", "to", "we", "what", "when", "where", "who", "why", "with", "you", "your"]
) - {"far"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A word and what it is compared by."""

    folded: str
    term: str  # the stem of the whole word
    parts: tuple[str, ...]  # stems of what it is made of; empty: no compound


class Normaliser:
    """Reads words with one word list; words that stop the reader are left to the callers."""

    def __init__(self, word_list: WordList) -> None:
        self.word_list = word_list
        self.word = lru_cache(maxsize=200_000)(self._word)

    def _word(self, text: str) -> Word:
        folded = folding.fold(text)
        parts = tuple(stem(part) for part in self.word_list.parts_of(folded))
        return Word(folded, stem(folded), parts)

    def root(self, text: str) -> str:
        return root(stem(folding.fold(text)))


def says_nothing(text: str) -> bool:
    """Whether a word is too common, or too short, to be searched for."""
    folded = folding.fold(text)
    return folded in STOP_WORDS or (len(folded) < 2 and not folded.isdigit())
