"""What has changed since the previous round: plausible files that are nevertheless wrong.

Last year's file, half a file, a municipality that is missing, columns that changed places: no rule
of form is broken, and only the round before tells. Two reports of reading come in, warnings come
out; each has to be accepted by somebody before the round goes on.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

# A round follows the people of the one before and some more: fewer is never plausible, and a third
# more in a year has not happened since the law of 1999.
FEWEST, MOST = 0.97, 1.35
# A municipality's own share of the country: what chance allows, and a fifth beside it for quotas
# that were changed.
CHANCE, CHANGED_QUOTA = 4.0, 0.20  # standard deviations; share of what was expected
SMALLEST_JUDGED = 30  # spells expected; below that everything is chance
MISSING, ENDS = 0.05, 0.10  # changes of a share
MOVED = 0.25  # share of the people who would have to change category to explain the change
MOST_NAMES = 10  # written out in one warning

# code → (Danish, English)
TEXTS = {
    "drift_same_file": (
        "Filen er den samme som i “{round}”. Er det den rigtige?",
        "The file is the same as in “{round}”. Is it the right one?",
    ),
    "drift_not_newer": (
        "Den seneste opholdstilladelse er fra {now}; i “{round}” var den fra {before}. "
        "Er det den nyeste fil?",
        "The latest permit is of {now}; in “{round}” it was of {before}. Is this the newest file?",
    ),
    "drift_fewer_people": (
        "Der er {percent} % færre personer end i “{round}” ({now} mod {before}), selv om en måling "
        "følger de samme personer videre. Mangler der noget af filen?",
        "There are {percent}% fewer people than in “{round}” ({now} against {before}), although a "
        "round goes on following the same people. Is part of the file missing?",
    ),
    "drift_more_people": (
        "Der er {percent} % flere personer end i “{round}” ({now} mod {before}). Er nogle kommet "
        "med to gange, eller dækker filen andre grupper?",
        "There are {percent}% more people than in “{round}” ({now} against {before}). Are some in "
        "it twice, or does the file cover other groups?",
    ),
    "drift_municipality_missing": (
        "Ingen forløb fra kommuner, der var med i “{round}”: {names}.",
        "No spells of municipalities that were part of “{round}”: {names}.",
    ),
    "drift_municipality_new": (
        "Forløb fra kommuner, der ikke var med i “{round}”: {names}.",
        "Spells of municipalities that were not part of “{round}”: {names}.",
    ),
    "drift_municipality_counts": (
        "Antallet af forløb har ændret sig anderledes end i resten af landet siden “{round}” i "
        "{names}.",
        "The number of spells has changed otherwise than in the rest of the country since “{round}” "
        "in {names}.",
    ),
    "drift_missing_share": (
        "Andelen uden oplysning er en anden end i “{round}” i kolonnerne {names}.",
        "The share without a value differs from “{round}” in the columns {names}.",
    ),
    "drift_column_gone": (
        "Kolonner, der var med i “{round}”, mangler nu: {names}. Tallene bliver justeret for mindre.",
        "Columns that were part of “{round}” are missing now: {names}. Less is adjusted for.",
    ),
    "drift_column_new": (
        "Kolonner, der ikke var med i “{round}”, indgår nu: {names}.",
        "Columns that were not part of “{round}” take part now: {names}.",
    ),
    "drift_categories": (
        "Værdierne fordeler sig helt anderledes end i “{round}” i kolonnerne {names}. Er kolonner "
        "byttet om, eller er inddelingen en anden?",
        "The values are spread quite otherwise than in “{round}” in the columns {names}. Have "
        "columns changed places, or is the grouping another?",
    ),
    "drift_outcomes": (
        "{now} % af forløbene ender i arbejde eller uddannelse; i “{round}” var det {before} %. "
        "Er reglen for, hvad der tæller, den samme?",
        "{now}% of the spells end in work or education; in “{round}” it was {before}%. Is the rule "
        "of what counts the same?",
    ),
    "drift_labour_market_gone": (
        "“{round}” blev justeret for arbejdsmarkedet. Nu er der ingen fil med kommuner og år.",
        "“{round}” was adjusted for the labour market. Now there is no file of municipalities and "
        "years.",
    ),
}

Report = Mapping[str, Any]
Warning = dict[str, str]  # code, da, en


@dataclass(frozen=True, slots=True)
class Earlier:
    """The round to compare with.

    report         what was read for it: {"spells": SpellReport, "labour_market": ... or None}
    is_corrected   this round corrects it: the same people, perhaps the same file
    """

    title: str
    report: Report
    is_corrected: bool


def warnings_of(now: Report, earlier: Earlier, *, names: Mapping[str, str]) -> list[Warning]:
    """What somebody should look at before the round goes on; at most one warning of a kind.

    names  present municipality code → name
    """
    spells, before = now["spells"], earlier.report["spells"]
    found: list[tuple[str, dict[str, Any]] | None] = [
        None if earlier.is_corrected else _same_file(spells, before),
        None if earlier.is_corrected else _not_newer(spells, before),
        *_people(spells, before),
        *_municipalities(spells, before, names),
        *_columns(spells, before),
        _missing_share(spells, before),
        _categories(spells, before),
        _outcomes(spells, before),
        _labour_market(now, earlier.report),
    ]
    return [_told(code, where | {"round": earlier.title}) for code, where in filter(None, found)]


def comparison_of(now: Report, before: Report) -> list[dict[str, Any]]:
    """The figures that a person compares first: {name, now, before}."""
    return [
        {"name": name, "now": now["spells"][name], "before": before["spells"][name]}
        for name in ("people", "spells", "municipalities", "first_permit", "last_permit")
    ]


_Found = tuple[str, dict[str, Any]] | None


def _same_file(now: Report, before: Report) -> _Found:
    return ("drift_same_file", {}) if _digests(now) & _digests(before) else None


def _digests(spells: Report) -> set[str]:
    """Of the file, or of the files that an extract consists of, empty ones apart."""
    extract = spells.get("extract")
    files = [file for file in extract["files"] if file["rows"]] if extract else [spells]
    return {file["sha256"] for file in files}


def _not_newer(now: Report, before: Report) -> _Found:
    if now["last_permit"] > before["last_permit"]:
        return None
    days = {name: _day(report["last_permit"]) for name, report in _both(now, before)}
    return ("drift_not_newer", days)


def _people(now: Report, before: Report) -> list[_Found]:
    ratio = now["people"] / before["people"]
    if FEWEST <= ratio <= MOST:
        return []
    code = "drift_fewer_people" if ratio < 1 else "drift_more_people"
    counts = {name: report["people"] for name, report in _both(now, before)}
    return [(code, counts | {"percent": max(1, round(100 * abs(ratio - 1)))})]


def _municipalities(now: Report, before: Report, names: Mapping[str, str]) -> list[_Found]:
    here, there = now["places"], before["places"]
    return [
        _if_any("drift_municipality_missing", _named(there.keys() - here.keys(), names)),
        _if_any("drift_municipality_new", _named(here.keys() - there.keys(), names)),
        _if_any("drift_municipality_counts", _named(_out_of_step(here, there), names)),
    ]


def _out_of_step(here: Mapping[str, int], there: Mapping[str, int]) -> set[str]:
    """Municipalities whose count did not follow the country's.

    The median of the municipalities' own ratios is the country's: one that is wrong, and be it
    Copenhagen, does not move it.
    """
    both = here.keys() & there.keys()
    if not both:
        return set()
    ratios = sorted(here[code] / there[code] for code in both)
    country = ratios[len(ratios) // 2]
    return {code for code in both if _is_out_of_step(here[code], country * there[code])}


def _is_out_of_step(count: int, expected: float) -> bool:
    if max(count, expected) < SMALLEST_JUDGED:
        return False
    return abs(count - expected) > CHANCE * math.sqrt(expected) + CHANGED_QUOTA * expected


def _columns(now: Report, before: Report) -> list[_Found]:
    here, there = set(now["covariates"]), set(before["covariates"])
    return [
        _if_any("drift_column_gone", sorted(there - here)),
        _if_any("drift_column_new", sorted(here - there)),
    ]


def _missing_share(now: Report, before: Report) -> _Found:
    changed = [
        column
        for column in sorted(set(now["covariates"]) & set(before["covariates"]))
        if abs(_unknown(now, column) - _unknown(before, column)) > MISSING
    ]
    return _if_any("drift_missing_share", changed)


def _unknown(report: Report, column: str) -> float:
    return report["unknown"].get(column, 0) / report["rows"]


def _categories(now: Report, before: Report) -> _Found:
    here, there = now["categories"], before["categories"]
    changed = [c for c in sorted(here.keys() & there.keys()) if _moved(here[c], there[c]) > MOVED]
    return _if_any("drift_categories", changed)


def _moved(here: Mapping[str, int], there: Mapping[str, int]) -> float:
    """Share, 0 to 1, that would have to change category to make one spread of the other."""
    all_here, all_there = sum(here.values()) or 1, sum(there.values()) or 1
    levels = here.keys() | there.keys()
    return sum(abs(here.get(k, 0) / all_here - there.get(k, 0) / all_there) for k in levels) / 2


def _outcomes(now: Report, before: Report) -> _Found:
    shares = {
        name: sum(report["events"].values()) / report["spells"]
        for name, report in _both(now, before)
    }
    if abs(shares["now"] - shares["before"]) <= ENDS:
        return None
    return ("drift_outcomes", {name: round(100 * share) for name, share in shares.items()})


def _labour_market(now: Report, before: Report) -> _Found:
    is_gone = before["labour_market"] is not None and now["labour_market"] is None
    return ("drift_labour_market_gone", {}) if is_gone else None


def _both(now: Report, before: Report) -> list[tuple[str, Report]]:
    return [("now", now), ("before", before)]


def _named(codes: set[str], names: Mapping[str, str]) -> list[str]:
    return [names.get(code, code) for code in sorted(codes)]


def _if_any(code: str, names: list[str]) -> _Found:
    return (code, {"names": names}) if names else None


def _told(code: str, where: dict[str, Any]) -> Warning:
    da, en = TEXTS[code]
    return {
        "code": code,
        "da": da.format(**_worded(where, "og {} andre", thousands=".")),
        "en": en.format(**_worded(where, "and {} others", thousands=",")),
    }


def _worded(where: dict[str, Any], others: str, *, thousands: str) -> dict[str, Any]:
    """The same with counts as people write them, and lists of names as text, the long ones cut."""
    names = where.get("names", [])
    told = ", ".join(names[:MOST_NAMES])
    if len(names) > MOST_NAMES:
        told += " " + others.format(len(names) - MOST_NAMES)
    counts = {
        key: f"{value:,}".replace(",", thousands)
        for key, value in where.items()
        if isinstance(value, int)
    }
    return {**where, **counts, "names": told}


def _day(text: str) -> str:
    """As both languages read it without a month's name: 31-12-2006."""
    return f"{date.fromisoformat(text):%d-%m-%Y}"
