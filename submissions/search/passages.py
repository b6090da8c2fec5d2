"""Where in a text the answer stands: a passage, the words to mark, and why they answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from submissions.search.folding import Token, fold, tokens
from submissions.search.normaliser import Normaliser
from submissions.search.question import Reason

PASSAGE = 36  # words
_BEFORE = 8  # words in front of the first one marked
# Words of a long text that are looked through: a handbook's page has some five hundred.
_LOOKED_THROUGH = 4_000


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
    words = list(tokens(text))
    found = _found(normaliser, words, by)
    return Passage(tuple(_pieces(text, 0, len(text), words, found)), tuple(found.values()))


def best_passage(normaliser: Normaliser, text: str, by: Mapping[str, Reason]) -> Passage:
    """The part of a text with the most different answers; its beginning where it has none.

    by  term → why it answers, as `ranking` tells
    """
    words = list(tokens(text))[:_LOOKED_THROUGH]
    if not words:
        return Passage((), ())
    found = _found(normaliser, words, by)
    first = _best_start(words, found)
    last = min(first + PASSAGE, len(words)) - 1
    start = words[first].start
    end = len(text) if last == len(words) - 1 and len(words) < _LOOKED_THROUGH else words[last].end
    pieces = list(_pieces(text, start, end, words, found))
    if first:
        pieces.insert(0, Piece("… ", is_marked=False))
    if end < len(text):
        pieces.append(Piece(" …", is_marked=False))
    return Passage(tuple(pieces), tuple(found.values()))


def _found(
    normaliser: Normaliser, words: Sequence[Token], by: Mapping[str, Reason]
) -> dict[int, Found]:
    """Which words answer, by their place among the words.

    A stem is a piece of its word, so what holds none of the terms need not be taken apart.
    """
    found = {}
    for place, token in enumerate(words):
        folded = fold(token.text)
        if not any(term in folded for term in by):
            continue
        word = normaliser.word(token.text)
        term = next((term for term in (word.term, *word.parts) if term in by), None)
        if term is not None:
            found[place] = Found(token.text, term, by[term], is_within=term != word.term)
    return found


def _best_start(words: Sequence[Token], found: Mapping[int, Found]) -> int:
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
    text: str, start: int, end: int, words: Sequence[Token], found: Mapping[int, Found]
) -> Iterable[Piece]:
    at = start
    for place in sorted(found):
        token = words[place]
        if start <= token.start and token.end <= end:
            if at < token.start:
                yield Piece(text[at : token.start], is_marked=False)
            yield Piece(text[token.start : token.end], is_marked=True)
            at = token.end
    if at < end:
        yield Piece(text[at:end], is_marked=False)
