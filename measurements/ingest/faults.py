"""What can be wrong with a file: one sentence for each kind, with row, column, found and expected.

A fault keeps what it needs to be told in any language, and no more: cells are cut short, and
person ids and what looks like a CPR number are never quoted.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from measurements.ingest import limits

FIRST_ROW = 2  # as a spreadsheet numbers them: row 1 holds the headings

DELIVERY = _("Filerne: fandt %(found)s, forventede %(expected)s.")
MEMBER = _('Filen "%(member)s" i arkivet: fandt %(found)s, forventede %(expected)s.')
FILE = _("Filen: fandt %(found)s, forventede %(expected)s.")
COLUMN = _('Kolonnen "%(column)s": fandt %(found)s, forventede %(expected)s.')
HEADING = _("Overskrifterne: fandt %(found)s, forventede %(expected)s.")
WHOLE_ROW = _("Række %(row)s: fandt %(found)s, forventede %(expected)s.")
CELL = _('Række %(row)s, kolonne "%(column)s": fandt %(found)s, forventede %(expected)s.')


@dataclass(frozen=True, slots=True)
class Kind:
    """The sentence of a fault and its two halves. `found` is None where the cell is quoted."""

    sentence: Any
    found: Any
    expected: Any


KINDS: dict[str, Kind] = {
    # the file
    "empty_file": Kind(FILE, _("ingen tegn"), _("en overskriftsrække og mindst én række med data")),
    "no_rows": Kind(FILE, _("kun overskrifter"), _("mindst én række med data")),
    "too_large": Kind(FILE, _("%(size)s MB"), _("højst %(limit)s MB")),
    "too_many_rows": Kind(FILE, _("mere end %(limit)s rækker"), _("højst %(limit)s rækker")),
    "too_many_columns": Kind(FILE, _("%(count)s kolonner"), _("højst %(limit)s kolonner")),
    "line_too_long": Kind(
        WHOLE_ROW, _("en linje med mere end %(limit)s tegn"), _("en linje for hver række")
    ),
    "too_many_cells": Kind(
        FILE,
        _("%(columns)s kolonner og mere end %(rows)s rækker"),
        _("højst %(limit)s felter i alt (rækker gange kolonner)"),
    ),
    "wrong_type": Kind(
        FILE,
        _("en fil af typen %(type)s"),
        _("en CSV-fil, et Excel-ark (.xlsx) eller en Parquet-fil"),
    ),
    "other_than_named": Kind(
        FILE,
        _("indhold af typen %(type)s i en fil, hvis navn slutter som en %(name)s-fil"),
        _("et filnavn, der passer til indholdet; gem filen igen i den type, navnet siger"),
    ),
    "packed_file": Kind(
        FILE,
        _("en pakket fil (%(type)s)"),
        _("filen selv; pak den ud, eller saml filerne i et zip-arkiv"),
    ),
    # zip archives, and Excel sheets, which are such
    "encrypted": Kind(
        FILE, _("en fil med adgangskode"), _("en fil uden; gem den igen uden adgangskode")
    ),
    "too_many_members": Kind(FILE, _("%(count)s filer i arkivet"), _("højst %(limit)s")),
    "unreadable_zip": Kind(
        FILE, _("et arkiv, der ikke kan læses"), _("et ubeskadiget zip-arkiv; pak filerne igen")
    ),
    "empty_zip": Kind(
        FILE, _("et arkiv uden filer"), _("forløb eller registerudtræk, og gerne kommuner og år")
    ),
    "unsafe_member": Kind(
        MEMBER, _("et navn eller en genvej, der peger ud af arkivet"), _("almindelige filer")
    ),
    "nested_archive": Kind(
        MEMBER, _("et arkiv i arkivet"), _("datafilerne selv; pak det indre arkiv ud")
    ),
    "unknown_member": Kind(
        MEMBER,
        _("en fil, der hverken kendes på navn eller overskrifter"),
        _("filer, der hedder som i vejledningen: %(names)s"),
    ),
    "doubled_member": Kind(
        MEMBER, _("samme slags data som i %(other)s"), _("hver slags data i én fil")
    ),
    "damaged_member": Kind(
        MEMBER,
        _("indhold, der ikke kan pakkes ud, eller som ikke har den størrelse, arkivet siger"),
        _("en ubeskadiget fil; pak filerne igen"),
    ),
    # Parquet
    "unreadable_parquet": Kind(
        FILE,
        _("en Parquet-fil, der ikke kan læses"),
        _("en ubeskadiget Parquet-fil uden kryptering, eller en CSV-fil"),
    ),
    "column_type": Kind(
        COLUMN,
        _("værdier af typen %(type)s"),
        _("tekst, tal eller datoer; én værdi i hvert felt og ingen tidszone"),
    ),
    "too_many_row_groups": Kind(
        FILE,
        _("%(count)s rækkegrupper i Parquet-filen"),
        _("højst %(limit)s; skriv større grupper"),
    ),
    "too_many_pages": Kind(
        FILE, _("mere end %(limit)s sider i Parquet-filen"), _("færre; skriv større sider")
    ),
    "unreadable_xlsx": Kind(
        FILE,
        _("et Excel-ark, der ikke kan læses"),
        _("et ubeskadiget Excel-ark (.xlsx) eller en CSV-fil"),
    ),
    "several_sheets": Kind(FILE, _("flere ark med data"), _("ét ark med data")),
    "utf16": Kind(
        FILE,
        _("tegnsættet UTF-16"),
        _('UTF-8 eller Windows-1252; vælg "CSV UTF-8", når filen gemmes'),
    ),
    "nul_byte": Kind(FILE, _("et nulltegn (byte 0)"), _("en tekstfil")),
    "unclear_encoding": Kind(
        FILE,
        _("bogstaver i et ukendt tegnsæt"),
        _('UTF-8 eller Windows-1252; vælg "CSV UTF-8", når filen gemmes'),
    ),
    "unknown_separator": Kind(
        FILE,
        _("ingen skilletegn mellem overskrifterne"),
        _("semikolon, komma eller tabulator mellem kolonnerne"),
    ),
    "unterminated_quote": Kind(
        WHOLE_ROW,
        _("et anførselstegn, der aldrig lukkes"),
        _("et anførselstegn før og efter teksten"),
    ),
    "cpr_in_name": Kind(
        FILE, _("et filnavn, der ligner et CPR-nummer"), _("et filnavn uden personoplysninger")
    ),
    "cpr_beside_cells": Kind(
        FILE,
        _("noget, der ligner et CPR-nummer, uden for felterne (vises ikke)"),
        _("ingen personoplysninger i arkets navn, kommentarer, egenskaber eller andre noter"),
    ),
    "nobody_left": Kind(
        FILE,
        _("ingen personer, der kan måles, efter %(excluded)s udeladte rækker"),
        _("personer på 18-64 år ved opholdstilladelsen"),
    ),
    # headings
    "missing_column": Kind(
        COLUMN, _("ingen kolonne med det navn"), _("denne kolonne; filen har %(columns)s")
    ),
    "doubled_column": Kind(COLUMN, _("navnet mere end én gang"), _("hvert navn én gang")),
    "unnamed_column": Kind(
        FILE, _("en kolonne uden navn (nummer %(number)s)"), _("en overskrift over hver kolonne")
    ),
    "reserved_column": Kind(COLUMN, _("et navn, som beregningen selv bruger"), _("et andet navn")),
    "cpr_in_heading": Kind(
        HEADING, _("noget, der ligner et CPR-nummer"), _("en overskrift uden personoplysninger")
    ),
    "title_row": Kind(
        WHOLE_ROW,
        _("overskrifterne her"),
        _("dem i filens første række; slet rækkerne ovenover"),
    ),
    "long_heading": Kind(
        HEADING, _("en overskrift med mere end %(limit)s tegn"), _("højst %(limit)s tegn")
    ),
    "odd_heading": Kind(
        HEADING,
        _("en overskrift med et usynligt tegn (%(character)s)"),
        _("almindelige bogstaver, tal og tegn"),
    ),
    "garbled_heading": Kind(
        HEADING,
        _("en overskrift med forkerte bogstaver"),
        _("æ, ø og å; filen er gemt i UTF-8 og åbnet som noget andet"),
    ),
    "formula_heading": Kind(
        HEADING, _("en overskrift, der ligner en formel"), _("et navn, der begynder med et bogstav")
    ),
    # rows
    "ragged_row": Kind(WHOLE_ROW, _("%(count)s felter"), _("%(width)s felter som i overskriften")),
    "bad_quote": Kind(
        WHOLE_ROW,
        _("et anførselstegn midt i et felt"),
        _("anførselstegn før og efter hele teksten"),
    ),
    "empty_row": Kind(WHOLE_ROW, _("en tom række"), _("data i alle rækker indtil den sidste")),
    "repeated_header": Kind(WHOLE_ROW, _("overskrifterne igen"), _("data")),
    "totals_row": Kind(
        WHOLE_ROW,
        _("en sumrække"),
        _("kun rækker om personer eller kommuner; slet rækken med summen"),
    ),
    "exact_duplicate": Kind(
        WHOLE_ROW, _("det samme som i række %(other)s"), _("hvert forløb én gang")
    ),
    "overlapping_spells": Kind(
        WHOLE_ROW,
        _("et forløb, der begynder, før personens forløb i række %(other)s er slut"),
        _("forløb i forlængelse af hinanden"),
    ),
    "gap_between_spells": Kind(
        WHOLE_ROW,
        _("et ophold på %(days)s dage efter personens forløb i række %(other)s"),
        _("at næste forløb begynder samme dag eller dagen efter"),
    ),
    "spell_after_event": Kind(
        WHOLE_ROW,
        _("et forløb, efter at personen kom i arbejde eller uddannelse (række %(other)s)"),
        _("at forløbet i række %(other)s er personens sidste"),
    ),
    "spell_after_end": Kind(
        WHOLE_ROW,
        _("et forløb, efter at personen gik ud af målingen (række %(other)s, %(reason)s)"),
        _('at række %(other)s er personens sidste, eller end_reason "moved"'),
    ),
    # cells of any file
    "cpr_number": Kind(
        CELL,
        _("noget, der ligner et CPR-nummer (vises ikke)"),
        _("et løbenummer uden personoplysninger; filen er afvist"),
    ),
    "digest_person_id": Kind(
        CELL,
        _("noget, der ligner et krypteret CPR-nummer (vises ikke)"),
        _("et løbenummer, der ikke er dannet af CPR-nummeret"),
    ),
    "formula": Kind(
        CELL,
        _("noget, der ligner en formel"),
        _("en værdi, der begynder med et bogstav eller et tal"),
    ),
    "cell_too_long": Kind(
        CELL, _("et felt med mere end %(limit)s tegn"), _("højst %(limit)s tegn")
    ),
    "odd_character": Kind(
        CELL, _("et usynligt tegn (%(character)s)"), _("almindelige bogstaver, tal og tegn")
    ),
    "mojibake": Kind(CELL, None, _("æ, ø og å; filen er gemt i UTF-8 og åbnet som noget andet")),
    "missing_value": Kind(CELL, _("et tomt felt"), _("en værdi")),
    "code_malformed": Kind(CELL, None, _("en kommunekode på tre eller fire cifre som 0101")),
    "code_unknown": Kind(CELL, None, _("en kommunekode, der er eller var i brug")),
    "code_is_region": Kind(CELL, None, _("en kommunekode; dette er en regions kode")),
    "code_is_christiansoe": Kind(
        CELL, None, _("en kommune; Christiansø hører ikke til nogen kommune og indgår ikke")
    ),
    # cells of the spell file
    "code_out_of_use": Kind(
        CELL, None, _("en kode, der var i brug den %(date)s; %(name)s blev nedlagt den %(until)s")
    ),
    "bad_date": Kind(CELL, None, _("en dato som 2004-02-28 eller 28-02-2004")),
    "other_date_format": Kind(CELL, None, _("en dato skrevet som filens øvrige: %(example)s")),
    "date_before_1999": Kind(CELL, None, _("en dato fra 1. januar 1999 eller senere")),
    "date_in_future": Kind(CELL, None, _("en dato, der ikke ligger i fremtiden")),
    "start_before_permit": Kind(
        CELL, None, _("en dato på eller efter opholdstilladelsen %(other)s")
    ),
    "end_before_start": Kind(
        CELL, None, _("en dato på eller efter forløbets begyndelse %(other)s")
    ),
    "event_before_start": Kind(
        CELL,
        None,
        _("at arbejde eller uddannelse begynder på eller efter forløbets begyndelse %(other)s"),
    ),
    "unknown_value": Kind(CELL, None, _("en af værdierne %(values)s")),
    "bad_birth_year": Kind(CELL, None, _("et årstal med fire cifre som 1975")),
    "born_after_permit": Kind(CELL, None, _("et fødselsår før opholdstilladelsen")),
    "person_differs": Kind(CELL, None, _("samme værdi som for samme person i række %(other)s")),
    "too_many_levels": Kind(
        COLUMN, _("%(count)s forskellige værdier"), _("højst %(limit)s; saml dem i grupper")
    ),
    # a delivery of several files
    "no_files": Kind(
        DELIVERY,
        _("hverken forløb eller et registerudtræk"),
        _("filen med forløb, eller personer, bopæle, aktiviteter og udgange"),
    ),
    "mixed_parts": Kind(
        DELIVERY,
        _("både filen med forløb og dele af et registerudtræk"),
        _("enten det ene eller det andet"),
    ),
    "archive_beside_files": Kind(
        DELIVERY,
        _("både et arkiv og en fil af samme slags uden for det"),
        _("hver fil én gang, i arkivet eller ved siden af"),
    ),
    "missing_persons": Kind(
        DELIVERY, _("ingen fil med personer"), _("alle fire filer i registerudtrækket")
    ),
    "missing_residences": Kind(
        DELIVERY, _("ingen fil med bopæle"), _("alle fire filer i registerudtrækket")
    ),
    "missing_activities": Kind(
        DELIVERY, _("ingen fil med aktiviteter"), _("alle fire filer i registerudtrækket")
    ),
    "missing_exits": Kind(
        DELIVERY,
        _("ingen fil med udgange"),
        _("alle fire filer i registerudtrækket; er der ingen udgange, så kun overskrifterne"),
    ),
    "missing_data_end": Kind(
        DELIVERY,
        _("ingen dato for registerudtrækkets sidste dag"),
        _("den sidste dag, som udtrækket dækker"),
    ),
    "data_end_in_future": Kind(
        DELIVERY, _("%(date)s som udtrækkets sidste dag"), _("en dag, der ikke ligger i fremtiden")
    ),
    # the register extract
    "date_before_register": Kind(
        CELL, None, _("en dato fra 2. april 1968 eller senere, da CPR-registret begyndte")
    ),
    "date_after_data_end": Kind(
        CELL, None, _("en dato på eller før udtrækkets sidste dag %(data_end)s; er den forkert?")
    ),
    "birth_too_long_ago": Kind(CELL, None, _("en fødselsdato fra 1. januar 1900 eller senere")),
    "birth_after_permit": Kind(CELL, None, _("en dato på eller før opholdstilladelsen %(other)s")),
    "to_before_from": Kind(CELL, None, _("en dato på eller efter from_date %(other)s")),
    "doubled_person": Kind(
        WHOLE_ROW, _("samme person som i række %(other)s"), _("hver person én gang")
    ),
    "doubled_row": Kind(
        WHOLE_ROW, _("det samme som i række %(other)s"), _("hver oplysning én gang")
    ),
    "person_unknown": Kind(
        WHOLE_ROW,
        _("en person, der ikke er i filen med personer"),
        _("kun personer, der er i den; ret den, eller slet rækken"),
    ),
    "overlapping_residences": Kind(
        WHOLE_ROW,
        _("en bopæl, der begynder, før personens bopæl i række %(other)s er slut"),
        _("én bopæl ad gangen; på selve flyttedagen må begge stå"),
    ),
    "before_birth": Kind(
        WHOLE_ROW, _("en dato før personens fødsel"), _("en dato på eller efter fødslen")
    ),
    "after_death": Kind(
        WHOLE_ROW,
        _("noget, der begynder efter personens død den %(date)s"),
        _("at intet begynder efter en død"),
    ),
    "death_before_permit": Kind(
        CELL, None, _("en dato på eller efter opholdstilladelsen %(other)s")
    ),
    "second_death": Kind(
        WHOLE_ROW, _("endnu en død for personen i række %(other)s"), _("højst én død pr. person")
    ),
    # cells of the file of municipalities and years
    "old_code": Kind(
        CELL, None, _("en nuværende kommunes kode; %(name)s er nu en del af %(successor)s")
    ),
    "bad_year": Kind(CELL, None, _("et årstal med fire cifre mellem %(first)s og %(last)s")),
    "bad_number": Kind(CELL, None, _("et tal som 4,7 uden tusindtalsskilletegn")),
    "mixed_decimals": Kind(CELL, None, _("samme decimaltegn som i filens øvrige tal (%(sign)s)")),
    "not_a_percentage": Kind(CELL, None, _("en procent fra 0 til 100")),
    "doubled_year": Kind(
        WHOLE_ROW,
        _("samme kommune og år som i række %(other)s"),
        _("hver kommune højst én gang om året"),
    ),
    "missing_year": Kind(
        WHOLE_ROW,
        _("at kommune %(municipality)s mangler %(year)s"),
        _("alle år mellem kommunens første og sidste"),
    ),
}


# Faults after which the bytes must not be kept.
PERSONAL = frozenset(
    {"cpr_in_name", "cpr_in_heading", "cpr_beside_cells", "cpr_number", "digest_person_id"}
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where.

    row      as a spreadsheet numbers it; None where it concerns the file or a column
    cell     what the cell holds, cut short; "" where it may not be shown or there is none
    details  what else the sentence needs, in JSON types
    """

    code: str
    row: int | None = None
    column: str | None = None
    cell: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def found(self) -> str:
        """What stands there, in the reader's language."""
        words = KINDS[self.code].found
        return f'"{self.cell}"' if words is None else str(words) % self.details

    @property
    def expected(self) -> str:
        """What should stand there, in the reader's language."""
        return str(KINDS[self.code].expected) % self.details

    def __str__(self) -> str:
        """The whole sentence."""
        return str(KINDS[self.code].sentence) % {
            "row": self.row,
            "column": self.column,
            "found": self.found,
            "expected": self.expected,
            "member": self.details.get("member", ""),
        }

    def as_dict(self) -> dict[str, Any]:
        """For storing; `Fault(**stored)` tells it again, in any language."""
        return asdict(self)


class FileRefused(Exception):
    """The file cannot be used. `faults` are examples, `total` is how many there are.

    file  what the user called it, and kind what it was uploaded as; "" where whoever catches the
          refusal knows, or where the fault is of no single file
    """

    def __init__(
        self,
        faults: Iterable[Fault],
        total: int | None = None,
        *,
        file: str = "",
        kind: str = "",
    ) -> None:
        self.faults = tuple(faults)
        self.total = len(self.faults) if total is None else total
        self.file = file
        self.kind = kind
        assert self.faults, "a refusal without a fault tells nobody anything"
        super().__init__(f"{self.total} faults: {', '.join(sorted({f.code for f in self.faults}))}")

    def as_dict(self) -> dict[str, Any]:
        return {"total": self.total, "faults": [fault.as_dict() for fault in self.faults]}


def is_personal(refused: FileRefused) -> bool:
    """Whether the file holds what looks like CPR numbers, so that its bytes must not be kept."""
    return any(fault.code in PERSONAL for fault in refused.faults)


def refuse(code: str, **where: Any) -> FileRefused:
    """The refusal of a file for one reason that leaves nothing more to look for."""
    return FileRefused([_fault(code, **where)])


class Faults:
    """The faults of one file, gathered so that it is corrected once and not twenty times.

    bad  (rows,) rows with a fault: later checks pass over them, so that one mistake is told once
    """

    def __init__(self, rows: int) -> None:
        self.bad = np.zeros(rows, dtype=bool)
        self.total = 0
        self._of_a_kind: dict[tuple[str, str | None], list[Fault]] = {}

    def tell(
        self,
        code: str,
        rows: np.ndarray,
        *,
        column: str | None = None,
        cell: Callable[[int], str] = lambda row: "",
        details: Callable[[int], Mapping[str, Any]] = lambda row: {},
    ) -> None:
        """Tell the same fault of several rows.

        rows           mask (rows,) or positions; rows with an earlier fault are passed over
        cell, details  position → what to quote, and what else the sentence needs
        """
        positions = np.flatnonzero(rows) if rows.dtype == bool else rows.astype(int)
        positions = positions[~self.bad[positions]]
        if not len(positions):
            return
        self.bad[positions] = True
        self.total += len(positions)
        examples = self._of_a_kind.setdefault((code, column), [])
        for position in positions[: limits.MOST_EXAMPLES - len(examples)].tolist():
            row = position + FIRST_ROW
            where = {"row": row, "column": column, "cell": cell(position)}
            examples.append(_fault(code, **where, **details(position)))

    def tell_of_file(self, code: str, *, column: str | None = None, **details: Any) -> None:
        """Tell a fault that has no row."""
        self.total += 1
        self._of_a_kind.setdefault((code, column), []).append(
            _fault(code, column=column, **details)
        )

    def refuse_if_any(self) -> None:
        if self.total:
            raise FileRefused(self._examples(), self.total)

    def _examples(self) -> list[Fault]:
        """One of each kind, and more in the order of rows, as many as are shown."""
        firsts = [faults[0] for faults in self._of_a_kind.values()]
        others = [fault for faults in self._of_a_kind.values() for fault in faults[1:]]
        chosen = [*firsts, *sorted(others, key=_place)][: limits.MOST_EXAMPLES]
        return sorted(chosen, key=_place)


def _fault(
    code: str, *, row: int | None = None, column: str | None = None, cell: str = "", **details: Any
) -> Fault:
    assert code in KINDS, f"unknown fault {code}"
    return Fault(code, row, column, _cut(cell), details)


def _cut(cell: str) -> str:
    if len(cell) <= limits.MOST_FOUND_CHARACTERS:
        return cell
    return cell[: limits.MOST_FOUND_CHARACTERS - 1] + "…"


def _place(fault: Fault) -> tuple[int, str, str]:
    return fault.row or 0, fault.column or "", fault.code
