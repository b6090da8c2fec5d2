"""What a broker says about a person, read from its own names into ours. Plain Python."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from defusedxml import DefusedXmlException, ElementTree

CVR_SCOPE = re.compile(r"cvrNumberIdentifier:(\d{8})$")
YES = {"true", "1", "yes"}


class Ambiguous(ValueError):
    """A claim that must have one value has several."""


@dataclass(frozen=True, slots=True)
class Claims:
    """One person as a broker knows them; None and "" where it said nothing."""

    issuer: str
    subject: str
    email: str | None
    email_is_verified: bool
    first_name: str
    last_name: str
    cvr: str | None  # of the organisation, 8 digits as far as the broker says so
    municipality: str | None  # code, 4 digits as far as the broker says so
    assurance: str | None  # how sure the broker is of the person
    authenticated_at: float | None  # when the person showed who they are, seconds since 1970
    privileges: tuple[str, ...]

    def as_kept(self) -> dict[str, Any]:
        """As JSON can hold it; the broker's other claims, a CPR number say, are never kept."""
        return {**asdict(self), "privileges": list(self.privileges)}

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> "Claims":
        return cls(**{**kept, "privileges": tuple(kept["privileges"])})


def read(
    said: Mapping[str, Any],
    *,
    names: Mapping[str, str],
    issuer: str,
    subject: str,
    authenticated_at: float | None,
    vouches_for_email: bool,
) -> Claims:
    """Our claims out of what a broker said, each under the name that `names` gives it.

    said               a value, or a list of values, for each of the broker's names
    vouches_for_email  the broker verifies every address, whether it says so each time or not
    Raises Ambiguous when, for instance, two CVR numbers are given.
    """

    def one(what: str) -> str | None:
        return _only_one(names[what], _values(said, names[what]))

    cvr = _digits(one("cvr"), length=8)
    email = one("email")
    return Claims(
        issuer=issuer,
        subject=subject,
        email=email.lower() if email else None,
        email_is_verified=vouches_for_email or (one("email_verified") or "").lower() in YES,
        first_name=(one("first_name") or "")[:150],
        last_name=(one("last_name") or "")[:150],
        cvr=cvr,
        municipality=_digits(one("municipality"), length=4),
        assurance=one("assurance"),
        authenticated_at=authenticated_at,
        privileges=tuple(sorted(set(_privileges(_values(said, names["privileges"]), cvr=cvr)))),
    )


def _values(said: Mapping[str, Any], name: str) -> list[str]:
    found = said.get(name) if name else None
    listed = found if isinstance(found, list) else [found]
    texts = (str(value).strip() for value in listed if isinstance(value, str | int))
    return [text for text in texts if text]


def _only_one(name: str, values: list[str]) -> str | None:
    if len(set(values)) > 1:
        raise Ambiguous(name)
    return values[0] if values else None


def _digits(value: str | None, *, length: int) -> str | None:
    """`766` is municipality 0766, and `DK12345678` is 12345678; anything else stays as it is."""
    if value is None:
        return None
    digits = value.upper().removeprefix("DK").strip()
    return digits.zfill(length) if digits.isascii() and digits.isdigit() else value


def _privileges(values: list[str], *, cvr: str | None) -> Iterator[str]:
    """Plain names, and those inside an OIO basic privilege profile."""
    for value in values:
        profile = _profile(value)
        if profile is None:
            yield value
        else:
            yield from _granted_for(profile, cvr=cvr)


def _profile(value: str) -> Any:
    """The XML of a privilege profile, which travels in base64; None when it is something else."""
    try:
        root = ElementTree.fromstring(base64.b64decode(value, validate=True))
    except (binascii.Error, ValueError, ElementTree.ParseError, DefusedXmlException):
        return None
    return root if _local(root.tag) == "PrivilegeList" else None


def _granted_for(profile: Any, *, cvr: str | None) -> Iterator[str]:
    """A privilege counts only for the organisation that its group names."""
    for group in profile:
        scope = CVR_SCOPE.search(group.get("Scope", ""))
        if _local(group.tag) == "PrivilegeGroup" and scope and scope[1] == cvr:
            yield from (
                privilege.text.strip()
                for privilege in group
                if _local(privilege.tag) == "Privilege" and privilege.text
            )


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
