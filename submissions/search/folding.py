"""Words as they are compared: small letters, no accents, and æøå as those without them write."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

LONGEST_WORD = 60  # letters; what is longer is no word, and compounds are split letter by letter

_WORD = re.compile(r"[^\W_]+")
_LETTERS = str.maketrans({"æ": "ae", "ä": "ae", "ø": "o", "ö": "o", "å": "a", "ß": "ss"})


class Token(NamedTuple):
    """A word where it stands in a text."""

    text: str  # as written
    start: int
    end: int


def places(text: str) -> Iterator[re.Match[str]]:
    """Where the words of a text stand, in its order; hyphens part them."""
    return _WORD.finditer(text)


def tokens(text: str) -> Iterator[Token]:
    """The same words, no longer than any word is."""
    for found in places(text):
        yield Token(found.group()[:LONGEST_WORD], *found.span())


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """`Børn`, `born` and `boern` are one, and so are `Århus`, `Aarhus` and `Arhus`."""
    return fold_text(word)[:LONGEST_WORD]


def fold_text(text: str) -> str:
    """The same for many words at once."""
    small = unicodedata.normalize("NFC", text).lower().translate(_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))
    return bare.replace("oe", "o").replace("aa", "a")
