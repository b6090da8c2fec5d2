"""The only type that leaves the engine: what may be known of an outcome.

Pages, exports and the API take nothing else. `seal` is called by `release` alone.
"""

import json
from hashlib import sha256
from typing import Any, Final, NoReturn, final

Json = dict[str, Any]


class _Seal:
    """Whoever holds it is `release`."""


_SEAL: Final = _Seal()


@final
class Released:
    """A published form that passed the attack. It cannot be made, changed, copied or pickled by hand;
    to carry it elsewhere, carry `as_dict()`.
    """

    __slots__ = ("_text",)
    _text: str

    def __init__(self, text: str, *, seal: _Seal) -> None:
        if seal is not _SEAL:
            raise TypeError("only disclosure.release makes a Released")
        object.__setattr__(self, "_text", text)

    def as_dict(self) -> Json:
        """A copy of its own each time: changing it changes nothing here."""
        form: Json = json.loads(self._text)
        return form

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise TypeError("a Released cannot be changed")

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("a Released cannot be imitated")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Released cannot be copied or pickled; carry as_dict()")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Released) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)


def seal(form: Json) -> Released:
    return Released(canonical(form), seal=_SEAL)


def fingerprint(form: Json) -> str:
    """SHA-256 of the canonical text. Equal figures, equal fingerprint."""
    return sha256(canonical(form).encode()).hexdigest()


def canonical(form: Json) -> str:
    """Sorted keys, no spaces, no NaN."""
    return json.dumps(
        form, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
