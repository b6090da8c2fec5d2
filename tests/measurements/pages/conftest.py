"""Rounds with made-up figures, small enough to check by hand and plainly test data."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import exp, sin

import pytest
from django.utils import translation

from measurements import doorbell, drawn, payload
from measurements.actions import publication, rounds
from measurements.models import Municipality
from tests.made_rounds import finished_round, finished_run, make_public

CORRECTED_AT = datetime(2026, 11, 4, 9, 0, tzinfo=UTC)

SPEC = {
    "horizon": 72,
    "other_horizons": [36],
    "adjust": "within",
    "link": "cloglog",
    "sexes": "together",
    "draws": 1000,
    "seed": 7,
    "minimum_people": 80,
    "minimum_shown": 20,
    "minimum_at_risk": 10,
    "smallest_cell": 5,
    "level": 0.95,
}


@dataclass(frozen=True)
class Figures:
    """One municipality's made-up result; a difference of None is a municipality that is too small."""

    code: str
    difference: float | None
    people: int = 400
    half_width: float = 2.0
    verdict: str = "as_expected"
    listed: str = ""
    rank_low: int | None = 1
    rank_high: int | None = 90
    reason: str = ""


@pytest.fixture(autouse=True)
def danish():
    """A page asked for in English leaves its language behind in the thread."""
    with translation.override("da"):
        yield


@pytest.fixture(autouse=True)
def nothing_read_yet():
    """Each test begins as a process that has not read any frozen payload, nor drawn one."""
    payload.sealed.cache_clear()
    drawn.forget()


@pytest.fixture
def figures(municipalities):
    """A country: the ten first codes are fastest, the ten last slowest, two are too small."""

    def make(count=98):
        codes = list(Municipality.objects.order_by("code").values_list("code", flat=True))[:count]
        rows = [Figures(code, round(8 * sin(number), 3)) for number, code in enumerate(codes)]
        rows[-1] = withheld(codes[-1])
        rows[-2] = unranked(codes[-2])
        ranked = sorted(rows[:-2], key=lambda row: row.difference)
        ends = {row.code: "fastest" for row in ranked[:10]}
        ends |= {row.code: "slowest" for row in ranked[-10:] if row.code not in ends}
        return [with_words(row, ends) for row in rows]

    return make


def withheld(code):
    return Figures(
        code, None, verdict="too_few", rank_low=None, rank_high=None, reason="fewer_than_shown"
    )


def unranked(code):
    return Figures(
        code,
        -1.5,
        people=45,
        half_width=5.5,
        verdict="too_few",
        rank_low=None,
        rank_high=None,
        reason="fewer_than_ranked",
    )


def with_words(row, ends):
    if row.verdict == "too_few":
        return row
    away_from_zero = abs(row.difference) > row.half_width
    verdict = ("faster" if row.difference < 0 else "slower") if away_from_zero else "as_expected"
    return replace(row, verdict=verdict, listed=ends.get(row.code, ""))


@pytest.fixture
def make_round(anna):
    """A computed round with these figures, published unless asked otherwise.

    national  figures of the country that are to be others than usual
    """

    def make(
        rows,
        *,
        slug="maaling-1999-2007",
        published=True,
        simulated=True,
        published_at=datetime(2026, 11, 2, 9, 0, tzinfo=UTC),
        title="",
        publisher="Prøveudgiver",
        contact="Prøvekontoret",
        **national,
    ):
        measured, run = finished_round(
            slug=slug,
            by=anna,
            outcome=outcome_of(rows, **national),
            title=title or f"Prøvemåling {slug[-9:-5]} til {slug[-4:]}",
            publisher=publisher,
            contact=contact,
            period_from=int(slug[-9:-5]),
            period_to=int(slug[-4:]),
            simulated=simulated,
        )
        if published:
            make_public(measured, run, by=anna, at=published_at)
        return measured

    return make


@pytest.fixture
def correct(anna):
    """Publish a corrected version of a round with these figures."""

    def make(
        measured,
        rows,
        *,
        reason="En fil manglede.",
        kind="correction",
        at=CORRECTED_AT,
        spec=SPEC,
    ):
        newer = rounds.begin_correction(
            measured=measured, kind=kind, reason=reason, by=anna, now=at
        )
        outcome = outcome_of(rows) | {"spec": spec}
        make_public(newer, finished_run(newer, by=anna, outcome=outcome), by=anna, at=at)
        return newer

    return make


@pytest.fixture
def retract(anna):
    def do(measured, *, reason="Filen var en anden.", at=CORRECTED_AT):
        measured.refresh_from_db()
        publication.retract_round(measured=measured, reason=reason, by=anna, now=at)

    return do


@pytest.fixture
def bells(monkeypatch):
    """Every ring, instead of a Redis."""
    rung = []
    monkeypatch.setattr(doorbell, "ring", lambda task, *arguments: rung.append(task))
    return rung


def outcome_of(rows, **national):
    """A whole outcome in the keys of the engine."""
    differences = [row.difference for row in rows if row.rank_low]
    return {
        "method": "expected-time@1",
        "spec": SPEC,
        "national": {
            "people": sum(row.people for row in rows),
            "spells": sum(row.people for row in rows) + 900,
            "events": sum(row.people for row in rows) // 2,
            "municipalities": len(rows),
            "ranked": len(differences),
            "actual": 40.2,
            "coefficients": [{"term": "sex[women]", "estimate": -0.6, "se": 0.02}],
            "baseline": [{"month": month, "alpha": -4.2} for month in range(1, 73)],
            "explained_share": {"raw": 0.35, "denoised": 0.52},
            "gap": {"observed": max(differences) - min(differences), "shrunken": 9.8},
            "quintile_gap": {"observed": 9.1, "shrunken": 6.7},
            "chance_gap": {"mean": 9.4, "low": 7.7, "high": 11.6},
            "between_sd": 2.6,
            "could_be_top_ten": 61,
            "funnel": {
                "overdispersion": 2.5,
                "between_variance": 0.01,
                "points": [funnel_point(expected) for expected in (100, 150, 200, 400, 800)],
            },
            "cohorts": [cohort(year) for year in range(1999, 2008)],
            **national,
        },
        "municipalities": [_row(row) for row in rows],
        "warnings": [
            {
                "code": "unemployment_carried_forward",
                "text_da": "Ledigheden er ført frem fra 2007.",
                "text_en": "Unemployment is carried forward from 2007.",
            },
            {
                "code": "effect_changes",
                "text_da": "Farten ændrer sig for 0101.",
                "text_en": "The speed changes for 0101.",
            },
        ],
    }


def cohort(year):
    """Shares grow with arrival year and with time; nobody is followed past 2008."""
    return {
        "permit_year": year,
        "permit_year_last": year,
        "people": 3000 + year,
        "shares": [share(year, years) for years in range(1, 7)],
    }


def share(year, years):
    if year + years > 2008:
        return {
            "years": years,
            "actual": None,
            "low": None,
            "high": None,
            "expected": None,
            "reason": "not_followed",
        }
    actual = 0.10 + 0.015 * (year - 1999) + 0.08 * (years - 1)
    return {
        "years": years,
        "actual": actual,
        "low": actual - 0.012,
        "high": actual + 0.012,
        "expected": None,
        "reason": None,
    }


def _row(row):
    """A municipality in the keys of the engine."""
    shown = row.difference is not None
    return {
        "code": row.code,
        "verdict": row.verdict,
        "reason": row.reason or None,
        "people": row.people if shown else None,
        "events": row.people // 2 if shown else None,
        "actual": 38.25 + row.difference if shown else None,
        "expected": 38.25 if shown else None,
        "difference": row.difference,
        "ci_low": row.difference - row.half_width if shown else None,
        "ci_high": row.difference + row.half_width if shown else None,
        "rank_low": row.rank_low,
        "rank_high": row.rank_high,
        "could_be_top_ten": row.rank_low is not None and row.rank_low <= 10,
        "band": (1 if row.difference < 0 else 2) if row.rank_low else None,
        "se": row.half_width / 1.96 if shown else None,
        "shrunken": row.difference / 2 if shown else None,
        "reliability": 0.5 if shown else None,
        **(_beside(row) if shown else {}),
    }


def _beside(row):
    """Of a municipality that is shown: the ratio, and its difference by other choices."""
    expected, ratio = row.people / 2, exp(-row.difference / 18)
    return {
        "observed": 5 * int(expected * ratio / 5),
        "expected_events": expected,
        "ratio": ratio,
        "ratio_low": ratio * 0.9,
        "ratio_high": ratio * 1.1,
        "unusual": False,
        "direct_difference": row.difference,
        "own_baseline_difference": 0.0,
        "other_horizons": [{"horizon": 36, "difference": row.difference / 2, "se": 0.5}],
    }


def funnel_point(expected):
    """Limits that open as they do by chance: by the square root of what is expected."""
    far, near = 3.09 / expected**0.5, 1.96 / expected**0.5
    return {
        "expected_events": expected,
        "low_95": exp(-near),
        "high_95": exp(near),
        "low_998": exp(-far),
        "high_998": exp(far),
        "adjusted_low_95": exp(-near - 0.1),
        "adjusted_high_95": exp(near + 0.1),
        "adjusted_low_998": exp(-far - 0.1),
        "adjusted_high_998": exp(far + 0.1),
    }
