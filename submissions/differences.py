"""What differs between two texts, word by word. Plain Python."""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from rapidfuzz.distance import Indel


class Kind(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words, with the spaces after them."""

    kind: Kind
    text: str


def words(before: str, after: str) -> list[Piece]:
    """The stretches of both texts in order: without the added ones it is `before`, without the
    removed ones `after`."""
    old, new = _words(before), _words(after)
    pieces = []
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            pieces.append(Piece(Kind.SAME, "".join(new[step.dest_start : step.dest_end])))
        elif step.tag == "delete":
            pieces.append(Piece(Kind.REMOVED, "".join(old[step.src_start : step.src_end])))
        else:
            pieces.append(Piece(Kind.ADDED, "".join(new[step.dest_start : step.dest_end])))
    return _removed_first(pieces)


def _removed_first(pieces: list[Piece]) -> list[Piece]:
    """Where words were exchanged, the old ones are read before the new ones."""
    for place, (one, other) in enumerate(pairwise(pieces)):
        if one.kind is Kind.ADDED and other.kind is Kind.REMOVED:
            pieces[place : place + 2] = [other, one]
    return pieces


def _words(text: str) -> list[str]:
    """Each with the blanks after it; a line's end is a word of its own."""
    return re.findall(r"\S+[^\S\n]*|\s+", text)
