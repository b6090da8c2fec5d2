"""What was read in the files of a run, for the administrator to recognise: the validation report."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from measurements.models import Run
from measurements.wording import whole

SEPARATORS = {
    ";": gettext_lazy("semikolon"),
    ",": gettext_lazy("komma"),
    "\t": gettext_lazy("tabulator"),
}
ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
END_REASONS = {
    "employment": gettext_lazy("arbejde"),
    "education": gettext_lazy("uddannelse"),
    "moved": gettext_lazy("flyttet til en anden kommune"),
    "emigrated": gettext_lazy("udvandret"),
    "died": gettext_lazy("død"),
    "age_limit": gettext_lazy("nået aldersgrænsen"),
    "end_of_data": gettext_lazy("stadig i gang, da data sluttede"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class OldCodeRow:
    """Spells under a code of before 2007, and where they were counted."""

    old: str
    new: str
    spells: str
    assumption: str  # empty where the whole municipality became part of the new one


@dataclass(frozen=True, slots=True)
class Readings:
    """Both files in facts, the old codes, and what a reader must be warned of."""

    spells: list[Fact]
    labour_market: list[Fact]
    old_codes: list[OldCodeRow]
    warnings: list[str]


def readings_of(run: Run) -> Readings | None:
    """What was read, when the files could be used; None before that."""
    spells = run.report.get("spells")
    if spells is None:
        return None
    labour_market = run.report["labour_market"]
    return Readings(
        spells=_form_of(spells) + _content_of(spells),
        labour_market=_form_of(labour_market) + _years_of(labour_market) if labour_market else [],
        old_codes=[_old_code(row) for row in spells["old_codes"]],
        warnings=[
            warning["text_en" if get_language() == "en" else "text_da"]
            for warning in run.outcome.get("warnings", [])
        ],
    )


def _form_of(report: dict[str, Any]) -> list[Fact]:
    """How the file is written; a spreadsheet has neither encoding nor separator."""
    if report["format"] != "csv":
        return [Fact(_("Format"), _("Excel-ark (.xlsx)")), Fact(_("Rækker"), whole(report["rows"]))]
    form = _("CSV, %(encoding)s, %(separator)s mellem kolonnerne") % {
        "encoding": ENCODINGS.get(report["encoding"], report["encoding"]),
        "separator": SEPARATORS.get(report["separator"], report["separator"]),
    }
    return [Fact(_("Format"), form), Fact(_("Rækker"), whole(report["rows"]))]


def _content_of(report: dict[str, Any]) -> list[Fact]:
    ends = [f"{END_REASONS[reason]} {whole(n)}" for reason, n in report["ends"].items()]
    facts = [
        Fact(_("Personer"), whole(report["people"])),
        Fact(_("Forløb"), whole(report["spells"])),
        Fact(_("Kommuner"), whole(report["municipalities"])),
        Fact(_("Opholdstilladelser"), _period(report["first_permit"], report["last_permit"])),
        Fact(_("Forløbene ender med"), "; ".join(ends)),
    ]
    return facts + _left_out(report)


def _left_out(report: dict[str, Any]) -> list[Fact]:
    """What was read but not measured, and what was filled in; only where there is any."""
    counted = (
        (_("Udeladt: ikke 18-64 år ved opholdstilladelsen"), report["outside_age"]),
        (_("Udeladt: forløb uden en egen måned"), report["zero_months"]),
        (_("Personer, der kom til en kommune senere end deres tilladelse"), report["late_people"]),
        (_("Forløb fra før 2007, der allerede har den nye kommunekode"), report["early_codes"]),
    )
    facts = [Fact(name, whole(count)) for name, count in counted if count]
    return facts + [
        Fact(_("Uoplyst i kolonnen %(column)s") % {"column": column}, whole(count))
        for column, count in report["unknown"].items()
        if count
    ]


def _years_of(report: dict[str, Any]) -> list[Fact]:
    return [
        Fact(_("Kommuner"), whole(report["municipalities"])),
        Fact(_("År"), f"{report['first_year']}-{report['last_year']}"),
        Fact(_("Kolonner med tal"), ", ".join(report["measures"])),
    ]


def _old_code(row: dict[str, Any]) -> OldCodeRow:
    return OldCodeRow(
        old=f"{row['code']} {row['name']}",
        new=f"{row['successor']} {row['successor_name']}",
        spells=whole(row["spells"]),
        assumption=_("Kommunen blev delt; alle forløb er talt med i den største del.")
        if row["is_divided"]
        else "",
    )


def _period(first: str, last: str) -> str:
    return _("fra %(first)s til %(last)s") % {
        "first": date_format(date.fromisoformat(first)),
        "last": date_format(date.fromisoformat(last)),
    }
