"""Danish habits for names: sorting, addresses, and finding a name however it is spelt."""

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process

_NO_LETTER = re.compile(r"[^\w]")
_AFTER_Z = str.maketrans({"æ": "zza", "ø": "zzb", "å": "zzc"})
_IN_ADDRESSES = {"æ": "ae", "ø": "o", "å": "a"}
ALIKE = 70  # of 100, how alike two names must be for one to be proposed for the other


def sort_key(name: str) -> str:
    """A key that puts names in Danish order (… z æ ø å, aa as å) under any database collation.

    Letters only: collations disagree on what a hyphen or a space is worth.
    """
    return _NO_LETTER.sub("", _composed(name).replace("aa", "å")).translate(_AFTER_Z)


def slug(name: str) -> str:
    """The address of a name, as the original portal wrote them: å→a, æ→ae, ø→o."""
    text = "".join(_IN_ADDRESSES.get(letter, letter) for letter in _composed(name))
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")


def nearest(wanted: str, names: Iterable[str], *, most: int = 3) -> list[str]:
    """The names that somebody may have meant who wrote this; none where nothing is like it.

    Those that begin with it come first.
    """
    key, keys = sort_key(wanted), {name: sort_key(name) for name in names}
    begun = [name for name, each in keys.items() if key and each.startswith(key)]
    alike = process.extract(key, keys, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=most)
    return list(dict.fromkeys([*begun, *(name for _key, _score, name in alike)]))[:most]


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name.replace("\u00a0", " ")).strip().lower()
