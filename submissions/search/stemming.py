"""Stems of Danish words, the same for every inflection of a word."""

from functools import lru_cache

import snowballstemmer

_danish = snowballstemmer.stemmer("danish")
_english = snowballstemmer.stemmer("english")
# What makes another word of a stem: tolk-ning, rådgiv-er, rådgiv-ning.
_DERIVED = ("ering", "ning", "ing", "els", "end", "isk", "ist", "er", "or")
_SHORTEST_ROOT = 4


@lru_cache(maxsize=200_000)
def stem(folded: str) -> str:
    """The Danish stem, taken until it no longer changes.

    Once is not enough: Snowball makes `virksom` of virksomhed and `virksomhed` of virksomhederne.
    """
    while (shorter := _danish.stemWord(folded)) != folded:
        folded = shorter
    return folded


@lru_cache(maxsize=20_000)
def english_stem(folded: str) -> str:
    return _english.stemWord(folded)


@lru_cache(maxsize=200_000)
def root(stemmed: str) -> str:
    """What `tolk` and `tolkning`, `rådgiver` and `rådgivning` have in common; the stem itself else."""
    for ending in _DERIVED:
        if stemmed.endswith(ending) and len(stemmed) - len(ending) >= _SHORTEST_ROOT:
            return stemmed.removesuffix(ending)
    return stemmed
