"""What somebody typed, understood: for each word the terms that answer it, and how well."""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from math import log
from typing import Protocol

from submissions.search.folding import Token, tokens
from submissions.search.normaliser import Normaliser, Word, says_nothing
from submissions.search.spelling import Speller
from submissions.search.synonyms import LONGEST_PHRASE, Same, Thesaurus

LONGEST = 300  # letters of a question that are read
MOST_WORDS = 12
MOST_TERMS = 16  # the worthiest: a word with many synonyms is answered by the best of them
_SHORTEST_SOFT = 6  # letters of a word whose neighbours are searched along with its parts


class Reason(StrEnum):
    """Why a term answers a word, the plainest first."""

    WORD = "word"
    PART = "part"  # the word is a compound, and the term one of its parts
    DERIVED = "derived"  # tolk and tolkning
    SYNONYM = "synonym"
    ENGLISH = "english"
    SPELLING = "spelling"


# How good an answer is beside the word itself. Chosen on the first half of the practitioners' set.
QUALITY = {
    Reason.WORD: 1.0,
    Reason.PART: 0.5,
    Reason.DERIVED: 0.7,
    Reason.SYNONYM: 0.6,
    Reason.ENGLISH: 0.9,
    Reason.SPELLING: 0.75,
}
_ONLY_PARTS = 0.9  # for the parts of a compound that nobody has written whole
_BESIDE_WHOLE = 0.3  # for the words of a phrase, or the parts of a compound, that is known as one


@dataclass(frozen=True, slots=True)
class Alternative:
    """A term that answers a word."""

    term: str
    quality: float  # 0 … 1
    reason: Reason
    worth: float = 0.0  # quality times how rare the term is
    documents: int = 0  # in how many it stands


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing asked for: the best of the alternatives counts."""

    word: str  # as it is searched for
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """`corrected` is the whole question with its slips mended; None where there were none."""

    typed: str
    corrected: str | None
    asked: tuple[Asked, ...]

    @property
    def documents(self) -> dict[str, int]:
        """In how many documents each term stands."""
        return {each.term: each.documents for one in self.asked for each in one.alternatives}


class Lexicon(Protocol):
    """What the index knows of its words."""

    def documents(self, terms: Collection[str]) -> Mapping[str, int]:
        """In how many texts each term stands; those that stand in none are left out."""

    def of_roots(self, roots: Collection[str]) -> Mapping[str, set[str]]:
        """The terms that share each root."""

    def size(self) -> int:
        """How many texts there are."""

    def speller(self) -> Speller: ...


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything that it takes to understand a question."""

    normaliser: Normaliser
    thesaurus: Thesaurus
    lexicon: Lexicon

    def read(self, typed: str, *, mend: bool = True) -> Question:
        """Understand what was typed; `mend` whether slips of the finger are put right."""
        typed = " ".join(typed.replace("\0", " ").replace("\u00ad", "").split())[:LONGEST]
        words = _telling(typed)
        known = self._known([each.text for each in words])
        mended = [self._mended(each, known) for each in words] if mend else words
        if mended != words:
            known = self._known([each.text for each in mended])
        asked = self._asked([each.text for each in mended], known, mend=mend)
        return Question(typed, _rewritten(typed, words, mended), self._weighed(asked))

    def _known(self, words: Sequence[str]) -> "_Known":
        """Looks up at once whatever may be asked about these words."""
        read = [self.normaliser.word(word) for word in words]
        phrases = {
            (start, length): same
            for length in range(1, LONGEST_PHRASE + 1)
            for start in range(len(words) - length + 1)
            if (same := self.thesaurus.same_as(words[start : start + length]))
        }
        parts = {part: self.thesaurus.same_as([part]) for word in read for part in word.parts}
        roots = {self.normaliser.root(word) for word in words} | {
            self.normaliser.root(part) for part in parts
        }
        derived = self.lexicon.of_roots(roots)
        terms = {word.term for word in read} | parts.keys() | set().union(*derived.values())
        return _Known(read, phrases, parts, derived, set(self.lexicon.documents(terms)))

    def _mended(self, token: Token, known: "_Known") -> Token:
        """The word itself, or the one it was meant to be where nothing answers it as it is."""
        word = self.normaliser.word(token.text)
        terms = {word.term, *word.parts, *known.derived.get(self.normaliser.root(token.text), ())}
        if (
            terms & known.stand
            or self.thesaurus.same_as([token.text])
            or self.normaliser.word_list.has(word.folded)
            or not token.text.isalpha()
        ):
            return token
        near = self.lexicon.speller().nearest(token.text)
        return token._replace(text=near.word) if near else token

    def _asked(self, words: Sequence[str], known: "_Known", *, mend: bool) -> list[Asked]:
        found: list[Asked] = []
        in_phrases: set[int] = set()
        for (start, length), same in known.phrases.items():
            if length > 1:
                in_phrases |= set(range(start, start + length))
                phrase = " ".join(words[start : start + length])
                found.append(Asked(phrase, tuple(self._same(same))))
        for place, word in enumerate(known.words):
            scale = _BESIDE_WHOLE if place in in_phrases else 1.0
            of_word = self._of_word(words[place], word, known, place, mend=mend)
            found += [_scaled(each, scale) for each in of_word]
        return found

    def _of_word(
        self, text: str, word: Word, known: "_Known", place: int, *, mend: bool
    ) -> Iterable[Asked]:
        """The word, with whatever means the same; then, of a compound, its parts."""
        stands_whole = word.term in known.stand
        alternatives = [Alternative(word.term, QUALITY[Reason.WORD], Reason.WORD)]
        alternatives += self._derived(self.normaliser.root(text), known)
        alternatives += self._same(known.phrases.get((place, 1), []))
        if mend and not stands_whole and len(word.folded) >= _SHORTEST_SOFT:
            alternatives += self._misspelt(text)
        yield Asked(text, tuple(alternatives))
        quality = QUALITY[Reason.PART] if stands_whole else _ONLY_PARTS
        if (place, 1) in known.phrases:
            quality *= _BESIDE_WHOLE
        for part in word.parts:
            of_part = [Alternative(part, 1.0, Reason.PART)]
            of_part += self._derived(self.normaliser.root(part), known)
            of_part += self._same(known.parts[part])
            yield _scaled(Asked(text, tuple(of_part)), quality)

    def _derived(self, root: str, known: "_Known") -> list[Alternative]:
        return [
            Alternative(term, QUALITY[Reason.DERIVED], Reason.DERIVED)
            for term in sorted(known.derived.get(root, ()))
        ]

    def _same(self, same: Sequence[Same]) -> list[Alternative]:
        """Words of the list; one that is written in several words counts by each, shared out."""
        found = []
        for each in same:
            reason = Reason.ENGLISH if each.from_english else Reason.SYNONYM
            telling = [t.text for t in tokens(each.word) if not says_nothing(t.text)]
            for text in telling:
                term = self.normaliser.word(text).term
                found.append(Alternative(term, QUALITY[reason] / len(telling), reason))
        return found

    def _misspelt(self, text: str) -> list[Alternative]:
        near = self.lexicon.speller().nearest(text, slips=1)
        if near is None:
            return []
        term = self.normaliser.word(near.word).term
        return [Alternative(term, QUALITY[Reason.SPELLING], Reason.SPELLING)]

    def _weighed(self, asked: Sequence[Asked]) -> tuple[Asked, ...]:
        """Only terms that stand somewhere, each with its worth; rare ones tell more.

        A synonym is worth no more than the word itself would be, however rarely it is written.
        """
        terms = {each.term for one in asked for each in one.alternatives}
        documents, size = self.lexicon.documents(terms), self.lexicon.size()
        rarity = {term: _rarity(count, size) for term, count in documents.items()}
        weighed = [Asked(each.word, _best(each.alternatives, rarity, documents)) for each in asked]
        least = _least_worth(weighed)
        told = (
            Asked(each.word, tuple(a for a in each.alternatives if a.worth >= least))
            for each in weighed
        )
        return tuple(each for each in told if each.alternatives)


@dataclass(frozen=True, slots=True)
class _Known:
    """What was looked up about the words of a question."""

    words: Sequence[Word]
    phrases: Mapping[tuple[int, int], list[Same]]  # (first word, words) → what it also is called
    parts: Mapping[str, list[Same]]
    derived: Mapping[str, set[str]]  # root → terms
    stand: Set[str]  # those of their terms that stand in some text


def _telling(typed: str) -> list[Token]:
    """The words that are searched for; where all are common ones, all of them."""
    words = list(tokens(typed))
    return ([each for each in words if not says_nothing(each.text)] or words)[:MOST_WORDS]


def _rewritten(typed: str, words: Sequence[Token], mended: Sequence[Token]) -> str | None:
    if words == mended:
        return None
    text = typed
    for before, after in reversed(list(zip(words, mended, strict=True))):
        text = text[: before.start] + after.text + text[before.end :]
    return text


def _scaled(asked: Asked, scale: float) -> Asked:
    if scale == 1.0:
        return asked
    return Asked(
        asked.word, tuple(replace(a, quality=a.quality * scale) for a in asked.alternatives)
    )


def _best(
    alternatives: Sequence[Alternative],
    rarity: Mapping[str, float],
    documents: Mapping[str, int],
) -> tuple[Alternative, ...]:
    """Each term once, by its best reason."""
    most = rarity.get(alternatives[0].term, float("inf"))
    found: dict[str, Alternative] = {}
    for each in alternatives:
        if each.term not in rarity:
            continue
        worth = each.quality * min(rarity[each.term], most)
        if each.term not in found or found[each.term].worth < worth:
            found[each.term] = replace(each, worth=worth, documents=documents[each.term])
    return tuple(found.values())


def _least_worth(asked: Sequence[Asked]) -> float:
    """What a term must be worth to be among those that are looked up."""
    worths = sorted((a.worth for each in asked for a in each.alternatives), reverse=True)
    return worths[MOST_TERMS - 1] if len(worths) > MOST_TERMS else 0.0


def _rarity(documents: int, size: int) -> float:
    return log(1 + (size - documents + 0.5) / (documents + 0.5))
