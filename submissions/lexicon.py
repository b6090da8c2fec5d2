"""What the index knows of its words, kept in the process as long as it does not change."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from django.conf import settings

from submissions.models import SearchIdf, SearchState, SearchWord, Synonym
from submissions.search.compounds import WordList, read_hunspell
from submissions.search.normaliser import RULES, Normaliser
from submissions.search.question import Reader
from submissions.search.spelling import Speller
from submissions.search.synonyms import Thesaurus

INDEX = "search"
# A large vocabulary takes a second to read: while texts come in one by one, it may be a little old.
_SMALL, _KEPT_SECONDS = 20_000, 60.0


@cache
def normaliser() -> Normaliser:
    """The one way of reading words. Without the word list, compounds stay whole."""
    return Normaliser(WordList(read_hunspell(settings.WORD_LIST)))


def rules() -> str:
    """What an index must have been made by to fit the questions."""
    return f"{RULES}, {len(normaliser().word_list.words)} words"


@dataclass
class IndexLexicon:
    """The vocabulary of the index as it stands in the database."""

    state: SearchState

    def documents(self, terms: Collection[str]) -> Mapping[str, int]:
        found = SearchIdf.objects.filter(term__in=sorted(terms))
        return dict(found.values_list("term", "documents"))

    def of_roots(self, roots: Collection[str]) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        words = SearchWord.objects.filter(root__in=sorted(roots)).values_list("root", "term")
        for root, term in words.distinct():
            found.setdefault(root, set()).add(term)
        return found

    def size(self) -> int:
        return self.state.documents

    def speller(self) -> Speller:
        return _kept.speller(self.state)


def state() -> SearchState:
    """What the index is now; an empty one before the first."""
    return SearchState.objects.filter(name=INDEX).first() or SearchState(name=INDEX)


def reader(now: SearchState) -> Reader:
    return Reader(normaliser(), thesaurus(), IndexLexicon(now))


def thesaurus() -> Thesaurus:
    return _kept.thesaurus()


@dataclass
class _Kept:
    """What this process has read already, and when it was of use."""

    _speller: Speller | None = None
    _generation: UUID | None = None
    _read_at: float = 0.0
    _thesauruses: dict[frozenset[tuple[str, str]], Thesaurus] = field(default_factory=dict)

    def speller(self, now: SearchState) -> Speller:
        if self._speller is None or self._is_old(now):
            words = dict(SearchWord.objects.values_list("word", "documents"))
            self._speller = Speller(words)
            self._generation, self._read_at = now.generation, time.monotonic()
        return self._speller

    def _is_old(self, now: SearchState) -> bool:
        if now.generation == self._generation:
            return False
        assert self._speller is not None
        is_small = len(self._speller) < _SMALL
        return is_small or time.monotonic() - self._read_at > _KEPT_SECONDS

    def thesaurus(self) -> Thesaurus:
        """Made anew when a line of the list has changed; reading the list tells."""
        lines = frozenset(Synonym.objects.values_list("danish", "english"))
        if lines not in self._thesauruses:
            meanings = [Synonym(danish=d, english=e).meaning for d, e in sorted(lines)]
            self._thesauruses = {lines: Thesaurus(meanings)}
        return self._thesauruses[lines]


_kept = _Kept()
