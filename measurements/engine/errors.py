"""What can be wrong with the data, by name; and what a reader must be warned of.

Every fault has a stable code and one sentence in Danish and in English that says what was wrong,
where, and what to do. Faults are collected, so that a file is corrected once and not twenty times.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

TABLES = {
    "spells": ("Forløbsfilen", "The spell file"),
    "labour_market": ("Arbejdsmarkedsfilen", "The labour-market file"),
}

# code → (Danish, English). Braces are filled from the fault's `where`.
FAULTS = {
    "missing_column": (
        "{table}: kolonnen {column} mangler. Filen har kolonnerne {found}.",
        "{table}: the column {column} is missing. The file has the columns {found}.",
    ),
    "doubled_column": (
        "{table}: kolonnen {column} findes mere end én gang.",
        "{table}: the column {column} occurs more than once.",
    ),
    "empty_table": (
        "{table}: der er ingen rækker med data.",
        "{table}: there are no rows of data.",
    ),
    "missing_value": (
        "{table}: række {row}, kolonne {column}: feltet er tomt. "
        "Skriv en værdi; ukendt kan skrives som en kategori, f.eks. uoplyst.",
        "{table}: row {row}, column {column}: the field is empty. "
        "Write a value; unknown can be a category of its own.",
    ),
    "not_a_whole_number": (
        "{table}: række {row}, kolonne {column}: {found} er ikke et helt tal.",
        "{table}: row {row}, column {column}: {found} is not a whole number.",
    ),
    "not_a_number": (
        "{table}: række {row}, kolonne {column}: {found} er ikke et tal.",
        "{table}: row {row}, column {column}: {found} is not a number.",
    ),
    "out_of_range": (
        "{table}: række {row}, kolonne {column}: {found} ligger uden for {expected}.",
        "{table}: row {row}, column {column}: {found} is outside {expected}.",
    ),
    "no_duration": (
        "{table}: række {row}: exit ({found}) skal være større end entry ({entry}). "
        "Forløb uden en eneste måned kan ikke måles og skal fjernes eller rettes.",
        "{table}: row {row}: exit ({found}) must be greater than entry ({entry}). "
        "A spell without a single month cannot be measured; remove or correct it.",
    ),
    "more_of_the_same": (
        "{table}: kolonne {column}: den samme fejl findes i {total} rækker; de første {shown} er vist.",
        "{table}: column {column}: the same fault is in {total} rows; the first {shown} are shown.",
    ),
    "too_many_levels": (
        "{table}: kolonnen {column} har {found} forskellige værdier; højst {expected} kan være "
        "kategorier. Saml dem i grupper, eller fjern kolonnen.",
        "{table}: the column {column} has {found} different values; at most {expected} can be "
        "categories. Group them or remove the column.",
    ),
    "one_municipality": (
        "{table}: der skal være forløb fra mindst to kommuner for at kunne sammenligne.",
        "{table}: spells of at least two municipalities are needed for a comparison.",
    ),
    "no_people": (
        "{table}: ingen forløb begynder i måned 0, så ingen kommune har modtaget nogen.",
        "{table}: no spell begins in month 0, so no municipality has received anybody.",
    ),
    "no_events": (
        "{table}: ingen forløb ender i arbejde eller uddannelse (event er 0 overalt).",
        "{table}: no spell ends in work or education (event is 0 everywhere).",
    ),
    "no_events_by_horizon": (
        "{table}: ingen forløb ender i arbejde eller uddannelse inden for {horizon} måneder.",
        "{table}: no spell ends in work or education within {horizon} months.",
    ),
    "horizon_beyond_data": (
        "Ingen er fulgt i {horizon} måneder; det længste forløb er {found} måneder. Vælg en kortere horisont.",
        "Nobody is followed for {horizon} months; the longest spell has {found}. Choose a shorter horizon.",
    ),
    "labour_market_required": (
        "Justering for arbejdsmarkedet ({adjust}) kræver en arbejdsmarkedsfil.",
        "Adjusting for the labour market ({adjust}) needs a labour-market file.",
    ),
    "labour_market_doubled": (
        "{table}: kommune {municipality_code}, år {year} findes mere end én gang.",
        "{table}: municipality {municipality_code}, year {year} occurs more than once.",
    ),
    "labour_market_missing": (
        "{table}: kommune {municipality_code} mangler år {year}. "
        "Alle år fra kommunens første forløb til filens sidste år skal være med.",
        "{table}: municipality {municipality_code} lacks year {year}. "
        "All years from its first spell to the last year of the file are needed.",
    ),
    "sexes_not_separable": (
        "{table}: opdeling på køn kræver kolonnen sex med mindst to værdier, der hver har udfald.",
        "{table}: separate sexes need the column sex with at least two values, each with outcomes.",
    ),
    "separation": (
        "Modellen faldt ikke til ro: {term} kan ikke bestemmes af disse data "
        "(næsten alle eller næsten ingen i gruppen har udfald). Saml gruppen med en anden.",
        "The model did not settle: {term} cannot be determined from these data "
        "(nearly all or nearly none of the group have the outcome). Merge the group with another.",
    ),
    "not_comparable": (
        "Kommunerne kan ikke sammenlignes: {term} er aldrig under risiko i de samme måneder som de øvrige.",
        "The municipalities cannot be compared: {term} is never at risk in the same months as the others.",
    ),
    "not_releasable": (
        "Resultatet kan ikke offentliggøres: {found} små tal kan regnes ud af det, og der er ikke mere "
        "at udelade. Saml kommuner eller årgange, og beregn igen.",
        "The result cannot be published: {found} small counts can be worked out from it, and nothing "
        "more can be left out. Merge municipalities or arrival years, and compute again.",
    ),
    "bad_setting": (
        "Indstillingen {setting} er {found}; ventet: {expected}.",
        "The setting {setting} is {found}; expected: {expected}.",
    ),
    "unknown_municipality": (
        "Kommune {municipality_code} findes ikke i beregningen.",
        "Municipality {municipality_code} is not part of the calculation.",
    ),
    "bad_command": (
        "Kommandolinjen kan ikke forstås: {found}. Se --help.",
        "The command line cannot be understood: {found}. See --help.",
    ),
    "file_not_found": ("Filen {file} findes ikke.", "The file {file} does not exist."),
    "file_not_readable": (
        "Filen {file} kan ikke læses som CSV: {found}.",
        "The file {file} cannot be read as CSV: {found}.",
    ),
    "file_not_writable": (
        "Filen {file} kan ikke skrives: {found}.",
        "The file {file} cannot be written: {found}.",
    ),
}

# What does not stop a measurement but matters to its reader.
WARNINGS = {
    "labour_market_absent": (
        "Der er ingen arbejdsmarkedsfil, så der er ikke justeret for det lokale arbejdsmarked.",
        "There is no labour-market file, so the local labour market is not adjusted for.",
    ),
    "labour_market_carried_forward": (
        "Arbejdsmarkedstal findes til og med {year}; tallet for det sidste år er ført videre.",
        "Labour-market figures reach {year}; the last year's figure is carried forward.",
    ),
    "one_level": (
        "Kolonnen {column} har kun én værdi og indgår ikke.",
        "The column {column} has only one value and takes no part.",
    ),
    "aliased": (
        "{term} er bestemt af de øvrige oplysninger (f.eks. af kommunen) og indgår ikke selvstændigt.",
        "{term} is determined by the other columns (for example by the municipality) and is left out.",
    ),
    "held_by_prior": (
        "{term} har ingen eller kun udfald; skønnet er trukket mod gennemsnittet af en svag forhåndsantagelse.",
        "{term} has no outcomes or nothing else; the estimate is drawn to the mean by a weak prior.",
    ),
    "overlapping_spells": (
        "{total} forløb overlapper et andet forløb for samme person (eller er det samme forløb to gange).",
        "{total} spells overlap another spell of the same person (or are the same spell twice).",
    ),
    "certain_month": (
        "I måned {month} fik alle, der endnu ventede, et udfald; chancen er sat til 1.",
        "In month {month} everybody still waiting had the outcome; the chance is taken as 1.",
    ),
    "standardisations_differ": (
        "Direkte og indirekte standardisering er uenige med mere end én standardfejl for {municipality_codes}.",
        "Direct and indirect standardisation differ by more than one standard error for {municipality_codes}.",
    ),
    "effect_changes": (
        "Kommunens fart ændrer sig gennem forløbet for {municipality_codes}; én forskel i måneder "
        "dækker over det.",
        "The municipality's pace changes over time since the permit for {municipality_codes}; one "
        "difference in months hides that.",
    ),
    "few_outcomes": (
        "Nogle måneder, grupper eller kommuner har for få med eller for få uden udfald til et skøn "
        "for sig; hvilke vises ikke.",
        "Some months, groups or municipalities have too few with or too few without an outcome for "
        "an estimate of their own; which ones is not shown.",
    ),
    "nobody_ranked": (
        "Ingen kommune har personer nok til at indgå i placeringerne.",
        "No municipality has enough people to be ranked.",
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong (or worth a warning): a stable code, two sentences, and where."""

    code: str
    da: str
    en: str
    where: dict[str, Any]

    def text(self, language: str) -> str:
        return self.en if language == "en" else self.da

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "text_da": self.da, "text_en": self.en, **self.where}


class DataError(Exception):
    """The data cannot be measured. `faults` names every reason found, at least one."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        assert self.faults, "a DataError without a fault tells nobody anything"
        super().__init__("; ".join(f.en for f in self.faults))

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(f.code for f in self.faults)

    def lines(self, language: str = "da") -> list[str]:
        """One line per fault, ready to print."""
        return [f.text(language) for f in self.faults]


def fault(code: str, **where: Any) -> Fault:
    """The fault called `code`, with its sentences filled in from `where`."""
    return _filled(code, FAULTS[code], where)


def warning(code: str, **where: Any) -> Fault:
    """The warning called `code`; it travels with the result."""
    return _filled(code, WARNINGS[code], where)


def _filled(code: str, sentences: tuple[str, str], where: dict[str, Any]) -> Fault:
    names = TABLES.get(where.get("table", ""), (where.get("table"),) * 2)
    da, en = (
        sentence.format(**{**where, "table": name})
        for sentence, name in zip(sentences, names, strict=True)
    )
    return Fault(code, da, en, where)
