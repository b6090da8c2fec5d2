"""Words that mean the same, in Danish and from English, as editors keep them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from submissions.search.folding import fold, tokens
from submissions.search.stemming import english_stem, stem

LONGEST_PHRASE = 3  # words
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """One line of the list: Danish words for one thing, and English ones that are read as them."""

    danish: tuple[str, ...]
    english: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Same:
    """A word that may stand for what was typed."""

    word: str  # as editors wrote it; may be several words
    from_english: bool


class Thesaurus:
    """Finds the Danish words for a word or phrase, whatever its inflection."""

    def __init__(self, meanings: Iterable[Meaning]) -> None:
        self._danish: dict[Phrase, dict[Same, None]] = defaultdict(dict)
        self._english: dict[Phrase, dict[Same, None]] = defaultdict(dict)
        for meaning in meanings:
            for written in meaning.danish:
                others = (Same(other, False) for other in meaning.danish if other != written)
                self._danish[_phrase(written, stem)].update(dict.fromkeys(others))
            for written in meaning.english:
                danish = (Same(other, True) for other in meaning.danish)
                self._english[_phrase(written, english_stem)].update(dict.fromkeys(danish))

    def same_as(self, words: Sequence[str]) -> list[Same]:
        """What these words together also are called; Danish readings first."""
        danish = self._danish.get(tuple(stem(fold(word)) for word in words), {})
        english = self._english.get(tuple(english_stem(fold(word)) for word in words), {})
        return list(danish | english)


def words_of(column: str) -> tuple[str, ...]:
    """The words of a column, which stand between commas."""
    return tuple(word for each in column.split(",") if (word := " ".join(each.split())))


def _phrase(written: str, stemmed: object) -> Phrase:
    return tuple(stemmed(fold(token.text)) for token in tokens(written))  # type: ignore[operator]
