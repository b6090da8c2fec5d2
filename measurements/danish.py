"""Danish habits for names: sorting, addresses, and finding a name however it is spelt."""

import re
import unicodedata

_AFTER_Z = {"æ": "zza", "ø": "zzb", "å": "zzc"}
_IN_ADDRESSES = {"æ": "ae", "ø": "o", "å": "a"}


def sort_key(name: str) -> str:
    """A key that puts names in Danish order (… z æ ø å, aa as å) under any database collation.

    Letters only: collations disagree on what a hyphen or a space is worth.
    """
    letters = re.sub(r"[^\w]", "", _composed(name).replace("aa", "å"))
    return "".join(_AFTER_Z.get(letter, letter) for letter in letters)


def slug(name: str) -> str:
    """The address of a name, as the original portal wrote them: å→a, æ→ae, ø→o."""
    text = "".join(_IN_ADDRESSES.get(letter, letter) for letter in _composed(name))
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name.replace("\u00a0", " ")).strip().lower()
