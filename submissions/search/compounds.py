"""What a compound is made of: virksomhedspraktik is virksomhed and praktik."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from submissions.search.folding import fold_text

# Parts shorter than four letters are taken for chance, except these of the field.
SHORT_PARTS = frozenset(
    [
        "job",
        "bo",
        "by",
        "lon",
        "it",
        "far",
        "mor",
        "ung",
        "syg",
        "bil",
        "tid",
        "tog",
        "vej",
        "bus",
        "lan",
        "fag",
        "egu",
        "fgu",
        "igu",
    ]
)
# They stand in front of a word without being its subject: under-visning, over-enskomst.
_PREFIXES = frozenset(
    [
        "under",
        "over",
        "efter",
        "mellem",
        "gennem",
        "imod",
        "uden",
        "inden",
        "frem",
        "sammen",
        "selv",
    ]
)
_SHORTEST_PART = 4
_MOST_PARTS = 3
_ENDINGS = (
    *("", "en", "et", "er", "erne", "ene", "ne", "n", "r", "e", "s", "t", "rne", "te", "ede"),
    *("ens", "ets", "ers", "ernes", "enes", "nes", "ns", "rs", "rnes", "es"),
)
_LINKS = ("", "s", "e", "er")


class WordList:
    """Danish words that may be parts of others, folded. Knows nothing of inflection but the tails."""

    def __init__(self, words: Iterable[str]) -> None:
        long_enough = (word for word in words if len(word) >= _SHORTEST_PART)
        parts = (word for word in long_enough if word.isalpha() and word.islower())
        self.words = frozenset(fold_text("\n".join(parts)).split("\n"))
        self.parts_of = lru_cache(maxsize=100_000)(self._parts_of)

    def has(self, folded: str) -> bool:
        """Whether this is a word of the list, or an inflection of one: praktik, praktikken."""
        return any(
            folded.endswith(ending) and self._is_base(folded[: len(folded) - len(ending)])
            for ending in _ENDINGS
        )

    def _is_base(self, text: str) -> bool:
        is_doubled = len(text) > _SHORTEST_PART and text[-1] == text[-2]
        return text in self.words or (is_doubled and text[:-1] in self.words)

    def _parts_of(self, folded: str) -> tuple[str, ...]:
        """The words a compound is made of, fewest first; empty for a word that is none."""
        for count in range(2, _MOST_PARTS + 1):
            if found := self._split(folded, count):
                return found
        return ()

    def _split(self, folded: str, count: int) -> tuple[str, ...]:
        if count == 1:
            return (folded,) if self._can_end(folded) else ()
        for cut in range(len(folded) - 2, 1, -1):  # the longest first part that leaves words
            head = self._head(folded[:cut])
            if head and (rest := self._split(folded[cut:], count - 1)):
                return (head, *rest)
        return ()

    def _head(self, text: str) -> str:
        """The word that these letters are when it stands in front, without the letter that links."""
        for link in _LINKS:
            word = text[: len(text) - len(link)]
            if text.endswith(link) and self._is_part(word) and word not in _PREFIXES:
                return word
        return ""

    def _can_end(self, text: str) -> bool:
        return text in SHORT_PARTS or (len(text) >= _SHORTEST_PART and self.has(text))

    def _is_part(self, word: str) -> bool:
        return word in SHORT_PARTS or (len(word) >= _SHORTEST_PART and word in self.words)


def read_hunspell(path: Path) -> list[str]:
    """The words of a Hunspell dictionary, without names; empty where the file is not there."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("/", 1)[0].split("\t", 1)[0].split(" ", 1)[0] for line in lines]
