"""The ways in which data may be delivered, and what each file must hold: tables for the pages.

The columns are written here again, because what reads the files is not loaded by the web server; a
test holds them to it.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from measurements.models import EXTRACT, InputKind, Round


@dataclass(frozen=True, slots=True)
class Way:
    """needed    the files that must be there before anything can be checked
    also      files that may go along
    data_end  whether the last day of data must ("required") or may ("optional") be told, or is
              of no account ("")
    """

    name: str  # in the address
    title: Promise
    text: Promise
    needed: tuple[InputKind, ...]
    also: tuple[InputKind, ...] = ()
    data_end: str = ""

    @property
    def kinds(self) -> tuple[InputKind, ...]:
        return (*self.needed, *self.also)


WAYS = (
    Way(
        "forloeb",
        _("Færdige forløb"),
        _("Én fil, hvor hver persons tid i en kommune allerede er opgjort."),
        (InputKind.SPELLS,),
        (InputKind.LABOUR_MARKET,),
    ),
    Way(
        "udtraek",
        _("Registerudtræk i flere filer"),
        _(
            "Fire filer, som registret har dem: personer, bopæle, aktiviteter og udgange. "
            "Forløbene bliver opgjort her efter målingens regel."
        ),
        EXTRACT,
        (InputKind.LABOUR_MARKET,),
        data_end="required",
    ),
    Way(
        "arkiv",
        _("Alt i et zip-arkiv"),
        _("De samme filer, pakket i én. Hvad hver fil indeholder, ses af dens navn."),
        (InputKind.ARCHIVE,),
        (),
        data_end="optional",
    ),
)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file must hold: a row for each …, with these columns, of which some have set values."""

    rows: Promise
    columns: tuple[str, ...]
    values: dict[str, tuple[str, ...]]


_PERMIT_BASES = ("refugee", "reunified_refugee", "reunified_other")

CONTENTS: dict[InputKind, Contents] = {
    InputKind.SPELLS: Contents(
        _("En række for hver person og kommune."),
        ("person_id", "municipality_code", "permit_date", "from_date", "to_date", "end_reason")
        + ("sex", "birth_year", "origin", "permit_basis", "education"),
        {
            "end_reason": ("employment", "education", "moved", "emigrated", "died", "age_limit")
            + ("end_of_data",),
            "permit_basis": _PERMIT_BASES,
        },
    ),
    InputKind.PERSONS: Contents(
        _("En række for hver person."),
        ("person_id", "sex", "birth_date", "origin", "permit_basis", "permit_date", "education"),
        {"permit_basis": _PERMIT_BASES},
    ),
    InputKind.RESIDENCES: Contents(
        _("En række for hver periode i en kommune. Er den ikke slut, er to_date tom."),
        ("person_id", "municipality_code", "from_date", "to_date"),
        {},
    ),
    InputKind.ACTIVITIES: Contents(
        _("En række for hver periode med en aktivitet. Er den ikke slut, er to_date tom."),
        ("person_id", "type", "from_date", "to_date"),
        {
            "type": ("ordinary_employment", "subsidised_employment", "education", "public_support")
            + ("none",)
        },
    ),
    InputKind.EXITS: Contents(
        _("En række for hver udvandring og hvert dødsfald. Er der ingen, så kun overskrifterne."),
        ("person_id", "date", "kind"),
        {"kind": ("death", "emigration")},
    ),
    InputKind.LABOUR_MARKET: Contents(
        _(
            "En række for hver kommune og år. Uden den kan der ikke tages højde for det lokale "
            "arbejdsmarked."
        ),
        ("municipality_code", "year", "unemployment"),
        {},
    ),
}
# Names by which a file in an archive is known, with any of the endings of a table.
NAMES_IN_ARCHIVE: dict[InputKind, str] = {
    InputKind.SPELLS: "forloeb",
    InputKind.PERSONS: "personer",
    InputKind.RESIDENCES: "bopaele",
    InputKind.ACTIVITIES: "aktiviteter",
    InputKind.EXITS: "udgange",
    InputKind.LABOUR_MARKET: "kommuner_aar",
}

TABLE_ENDINGS = (".csv", ".txt", ".tsv", ".xlsx", ".parquet")
ENDINGS: dict[InputKind, tuple[str, ...]] = {
    kind: (".zip",) if kind == InputKind.ARCHIVE else TABLE_ENDINGS for kind in InputKind
}


def way_of(measured: Round, *, asked: str = "") -> Way:
    """The way asked for by name; else the way of the files that are there; else the first."""
    here = {file.kind for file in measured.current_inputs} - {InputKind.LABOUR_MARKET}
    named = [way for way in WAYS if way.name == asked]
    used = [way for way in WAYS if here & set(way.needed)]
    return next(iter([*named, *used, *WAYS]))
