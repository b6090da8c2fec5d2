"""What was read in the files of a run, for the administrator to recognise: the validation report."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measurements.models import InputKind, Run, Success
from measurements.wording import whole

FORMATS = {
    "xlsx": gettext_lazy("Excel-ark (.xlsx)"),
    "parquet": gettext_lazy("Parquet (.parquet)"),
}
SEPARATORS = {
    ";": gettext_lazy("semikolon"),
    ",": gettext_lazy("komma"),
    "\t": gettext_lazy("tabulator"),
}
ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
DATE_FORMATS = {
    "yyyy-mm-dd": gettext_lazy("år-måned-dag"),
    "dd-mm-yyyy": gettext_lazy("dag-måned-år"),
}
END_REASONS = {
    "employment": gettext_lazy("arbejde"),
    "education": gettext_lazy("uddannelse"),
    "self_sufficient": gettext_lazy("selvforsørgelse"),
    "moved": gettext_lazy("flyttet til en anden kommune"),
    "emigrated": gettext_lazy("udvandret"),
    "died": gettext_lazy("død"),
    "age_limit": gettext_lazy("nået aldersgrænsen"),
    "end_of_data": gettext_lazy("stadig i gang, da data sluttede"),
    "unknown_place": gettext_lazy("bopæl ukendt"),
}
# From the people in the file to those who are measured, and why somebody fell out on the way.
FUNNEL = {
    "in_file": (gettext_lazy("Personer i filen"), ""),
    "right_age": (
        gettext_lazy("18-64 år ved opholdstilladelsen"),
        gettext_lazy("yngre eller ældre"),
    ),
    "in_population": (
        gettext_lazy("Hører til dem, som reglen gælder"),
        gettext_lazy("fik ikke offentlig forsørgelse i begyndelsen"),
    ),
    "has_residence": (
        gettext_lazy("Har boet i en kommune efter opholdstilladelsen"),
        gettext_lazy("ingen bopæl i en kommune"),
    ),
    "waiting": (
        gettext_lazy("Ikke i arbejde eller uddannelse ved opholdstilladelsen"),
        gettext_lazy("i arbejde eller uddannelse i forvejen"),
    ),
    "observed": (
        gettext_lazy("Kom til en kommune, mens data endnu rakte"),
        gettext_lazy("kom først efter, at data sluttede"),
    ),
    "measured": (
        gettext_lazy("Personer i målingen"),
        gettext_lazy("i arbejde eller uddannelse, før de kom til en kommune"),
    ),
}
ASSUMPTIONS = {
    "ongoing_residences": gettext_lazy("Bopæle uden slutdato: regnet til, at data slutter"),
    "ongoing_activities": gettext_lazy("Aktiviteter uden slutdato: regnet til, at data slutter"),
    "residences_before_permit": gettext_lazy(
        "Bopæle, der sluttede før opholdstilladelsen: ikke brugt"
    ),
    "residences_at_permit": gettext_lazy(
        "Bopæle, der begyndte før opholdstilladelsen: regnet fra den"
    ),
    "merged_residences": gettext_lazy("Bopæle i samme kommune lige efter hinanden: lagt sammen"),
    "residences_after_gap": gettext_lazy("Bopæle efter en dag uden bopæl: ikke brugt"),
    "merged_activities": gettext_lazy(
        "Ansættelser eller uddannelser med højst to dage imellem: lagt sammen"
    ),
    "short_work": gettext_lazy("Perioder, der var for korte til at tælle"),
    "exits_before_permit": gettext_lazy("Udvandringer før opholdstilladelsen: ikke brugt"),
    "later_exits": gettext_lazy("Udgange efter den første: ikke brugt"),
}
COMPARED = {
    "people": gettext_lazy("Personer"),
    "spells": gettext_lazy("Forløb"),
    "municipalities": gettext_lazy("Kommuner"),
    "first_permit": gettext_lazy("Første opholdstilladelse"),
    "last_permit": gettext_lazy("Seneste opholdstilladelse"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class FileReading:
    """One file as it was read, how it was written, and the digest it is kept under."""

    title: str
    name: str
    facts: list[Fact]
    sha256: str


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """How many were left after a step; `lost` is empty on the first, `why` where nobody was."""

    name: str
    people: str
    lost: str
    why: str


@dataclass(frozen=True, slots=True)
class OldCodeRow:
    """Spells under a code of before 2007, and where they were counted."""

    old: str
    new: str
    spells: str
    assumption: str  # empty where the whole municipality became part of the new one


@dataclass(frozen=True, slots=True)
class OldCodes:
    rows: list[OldCodeRow]
    spells: str
    assumed: str  # spells of divided municipalities


@dataclass(frozen=True, slots=True)
class ComparedRow:
    name: str
    now: str
    before: str


@dataclass(frozen=True, slots=True)
class Compared:
    """The round that this one was held against."""

    title: str
    rows: list[ComparedRow]


@dataclass(frozen=True, slots=True)
class Readings:
    """Everything that was read, in the order in which one looks for mistakes."""

    files: list[FileReading]
    content: list[Fact]
    funnel: list[FunnelRow]
    left_out: list[Fact]
    assumptions: list[Fact]
    old_codes: OldCodes | None
    compared: Compared | None


def readings_of(run: Run) -> Readings | None:
    """What was read, when the files could be used; None before that."""
    spells = run.report.get("spells")
    if spells is None:
        return None
    extract = spells.get("extract")
    return Readings(
        files=_files(spells, run.report["labour_market"]),
        content=_content(spells),
        funnel=_funnel(extract["funnel"]) if extract else [],
        left_out=_left_out(spells),
        assumptions=_counted(ASSUMPTIONS, extract["assumptions"]) if extract else [],
        old_codes=_old_codes(spells["old_codes"]),
        compared=_compared(run.report.get("compared_with")),
    )


def _files(spells: dict[str, Any], labour_market: dict[str, Any] | None) -> list[FileReading]:
    extract = spells.get("extract")
    told = (
        [_file(file["kind"], file) for file in extract["files"]]
        if extract
        else [_file(InputKind.SPELLS, spells)]
    )
    if labour_market:
        told.append(_file(InputKind.LABOUR_MARKET, labour_market, _years(labour_market)))
    return told


def _file(kind: str, report: dict[str, Any], further: list[Fact] | None = None) -> FileReading:
    return FileReading(
        title=str(InputKind(kind).label),
        name=report["file"],
        facts=[
            Fact(_("Format"), _form(report)),
            Fact(_("Rækker"), whole(report["rows"])),
            *_dates(report),
            *(further or []),
        ],
        sha256=report["sha256"],
    )


def _form(report: dict[str, Any]) -> str:
    """How the file is written; a spreadsheet has neither encoding nor separator."""
    if report["format"] in FORMATS:
        return str(FORMATS[report["format"]])
    return _("CSV, %(encoding)s, %(separator)s mellem kolonnerne") % {
        "encoding": ENCODINGS.get(report["encoding"], report["encoding"]),
        "separator": SEPARATORS.get(report["separator"], report["separator"]),
    }


def _dates(report: dict[str, Any]) -> list[Fact]:
    written = DATE_FORMATS.get(report.get("date_format", ""))
    return [Fact(_("Datoer"), str(written))] if written else []


def _years(report: dict[str, Any]) -> list[Fact]:
    return [
        Fact(_("Kommuner"), whole(report["municipalities"])),
        Fact(_("År"), f"{report['first_year']}-{report['last_year']}"),
        Fact(_("Kolonner med tal"), ", ".join(report["measures"])),
    ]


def _content(report: dict[str, Any]) -> list[Fact]:
    ends = [
        f"{END_REASONS.get(reason, reason)} {whole(n)}" for reason, n in report["ends"].items() if n
    ]
    facts = [
        Fact(_("Personer"), whole(report["people"])),
        Fact(_("Forløb"), whole(report["spells"])),
        Fact(_("Kommuner"), whole(report["municipalities"])),
        Fact(_("Opholdstilladelser"), _period(report["first_permit"], report["last_permit"])),
        Fact(_("Forløbene ender med"), "; ".join(ends)),
    ]
    if extract := report.get("extract"):
        facts += [
            Fact(_("Hvad der tæller"), str(Success(extract["success"]).label)),
            Fact(_("Data rækker til"), _day(extract["data_end"])),
            Fact(_("Sidste dag, et udfald kan ses"), _day(extract["last_day"])),
        ]
    return facts


def _funnel(steps: list[dict[str, Any]]) -> list[FunnelRow]:
    before = [None, *(step["people"] for step in steps)]
    return [
        FunnelRow(
            name=str(FUNNEL[step["name"]][0]),
            people=whole(step["people"]),
            lost="" if previous is None else whole(previous - step["people"]),
            why=str(FUNNEL[step["name"]][1]) if previous != step["people"] else "",
        )
        for step, previous in zip(steps, before, strict=False)
    ]


def _left_out(report: dict[str, Any]) -> list[Fact]:
    """What was read but not measured, and what was filled in; only where there is any."""
    names = {
        "outside_age": _("Udeladt: ikke 18-64 år ved opholdstilladelsen"),
        "zero_months": _("Udeladt: forløb uden en egen måned"),
        "late_people": _("Personer, der kom til en kommune senere end deres tilladelse"),
        "early_codes": _("Forløb fra før 2007, der allerede har den nye kommunekode"),
    }
    unknown = {
        _("Uoplyst i kolonnen %(column)s") % {"column": column}: count
        for column, count in report["unknown"].items()
    }
    return _counted(names, report) + [
        Fact(name, whole(count)) for name, count in unknown.items() if count
    ]


def _counted(names: dict[str, Any], report: dict[str, Any]) -> list[Fact]:
    return [Fact(str(name), whole(report[key])) for key, name in names.items() if report[key]]


def _old_codes(rows: list[dict[str, Any]]) -> OldCodes | None:
    if not rows:
        return None
    return OldCodes(
        rows=[_old_code(row) for row in rows],
        spells=whole(sum(row["spells"] for row in rows)),
        assumed=whole(sum(row["spells"] for row in rows if row["is_divided"])),
    )


def _old_code(row: dict[str, Any]) -> OldCodeRow:
    return OldCodeRow(
        old=f"{row['code']} {row['name']}",
        new=f"{row['successor']} {row['successor_name']}",
        spells=whole(row["spells"]),
        assumption=_("Kommunen blev delt; alle forløb er talt med i den største del.")
        if row["is_divided"]
        else "",
    )


def _compared(told: dict[str, Any] | None) -> Compared | None:
    if told is None:
        return None
    return Compared(
        title=told["title"],
        rows=[
            ComparedRow(str(COMPARED[row["name"]]), _figure(row["now"]), _figure(row["before"]))
            for row in told["figures"]
        ],
    )


def _figure(value: int | str) -> str:
    return whole(value) if isinstance(value, int) else _day(value)


def _period(first: str, last: str) -> str:
    return _("fra %(first)s til %(last)s") % {"first": _day(first), "last": _day(last)}


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text))
