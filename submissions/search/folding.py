"""Words as they are compared: small letters, no accents, and æøå as those without them write."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

LONGEST_WORD = 60  # letters; what is longer is no word, and compounds are split letter by letter

_WORD = re.compile(r"[^\W_]+")
_LETTERS = str.maketrans({"æ": "ae", "ä": "ae", "ø": "o", "ö": "o", "å": "a", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word where it stands in a text."""

    text: str  # as written
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in its order; hyphens part them."""
    for found in _WORD.finditer(text):
        yield Token(found.group()[:LONGEST_WORD], found.start(), found.end())


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """`Børn`, `born` and `boern` are one, and so are `Århus`, `Aarhus` and `Arhus`."""
    return fold_text(word)[:LONGEST_WORD]


def fold_text(text: str) -> str:
    """The same for many words at once."""
    small = unicodedata.normalize("NFC", text).lower().translate(_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))
    return bare.replace("oe", "o").replace("aa", "a")
