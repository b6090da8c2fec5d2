"""Where in a text the answer stands: a passage, the words to mark, and why they answer."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from submissions.search.folding import LONGEST_WORD, fold, places
from submissions.search.normaliser import Normaliser
from submissions.search.question import Reason

PASSAGE = 36  # words
_BEFORE = 8  # words in front of the first one marked
# Words of a long text that are looked through: a handbook's page has some five hundred.
_LOOKED_THROUGH = 4_000

Word = re.Match[str]  # of a text, where it stands


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text, marked or not."""

    text: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A word of the text that answers, and why."""

    word: str
    term: str
    reason: Reason
    is_within: bool  # the term is a part of the word


@dataclass(frozen=True, slots=True)
class Passage:
    pieces: tuple[Piece, ...]
    found: tuple[Found, ...]

    @property
    def plain(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def marked(normaliser: Normaliser, text: str, by: Mapping[str, Reason]) -> Passage:
    """The whole of a short text, such as a title."""
    words = list(places(text))
    found = _found(normaliser, words, by)
    return Passage(tuple(_pieces(text, 0, len(text), words, found)), tuple(found.values()))


def best_passage(normaliser: Normaliser, text: str, by: Mapping[str, Reason]) -> Passage:
    """The part of a text with the most different answers; its beginning where it has none.

    by  term → why it answers, as `ranking` tells
    """
    words = list(islice(places(text), _LOOKED_THROUGH))
    if not words:
        return Passage((), ())
    found = _found(normaliser, words, by)
    first = _best_start(words, found)
    last = min(first + PASSAGE, len(words)) - 1
    start = words[first].start()
    end = (
        len(text) if last == len(words) - 1 and len(words) < _LOOKED_THROUGH else words[last].end()
    )
    pieces = list(_pieces(text, start, end, words, found))
    if first:
        pieces.insert(0, Piece("… ", is_marked=False))
    if end < len(text):
        pieces.append(Piece(" …", is_marked=False))
    return Passage(tuple(pieces), tuple(found.values()))


def _found(
    normaliser: Normaliser, words: Sequence[Word], by: Mapping[str, Reason]
) -> dict[int, Found]:
    """Which words answer, by their place among the words.

    A stem is a piece of its word, so what holds none of the terms need not be taken apart.
    """
    found: dict[int, Found] = {}
    if not by:
        return found
    holds_a_term = re.compile("|".join(re.escape(term) for term in by)).search
    for place, each in enumerate(words):
        if not holds_a_term(fold(each.group())):
            continue
        written = each.group()[:LONGEST_WORD]
        word = normaliser.word(written)
        term = next((term for term in (word.term, *word.parts) if term in by), None)
        if term is not None:
            found[place] = Found(written, term, by[term], is_within=term != word.term)
    return found


def _best_start(words: Sequence[Word], found: Mapping[int, Found]) -> int:
    """Where the window with the most different terms begins; the earliest of equals."""
    places = sorted(found)
    best, most = 0, 0
    for number, place in enumerate(places):
        within = (p for p in places[number:] if p < place + PASSAGE - _BEFORE)
        terms = len({found[p].term for p in within})
        if terms > most:
            best, most = place, terms
    start = max(0, best - _BEFORE)
    return min(start, max(0, len(words) - PASSAGE))


def _pieces(
    text: str, start: int, end: int, words: Sequence[Word], found: Mapping[int, Found]
) -> Iterable[Piece]:
    at = start
    for place in sorted(found):
        word_start, word_end = words[place].span()
        if start <= word_start and word_end <= end:
            if at < word_start:
                yield Piece(text[at:word_start], is_marked=False)
            yield Piece(text[word_start:word_end], is_marked=True)
            at = word_end
    if at < end:
        yield Piece(text[at:end], is_marked=False)
