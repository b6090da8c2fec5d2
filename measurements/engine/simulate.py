"""Data with known truth, for demonstration, tests and speed: a country of simulated newcomers.

One seed gives one country. `simulate_months` is the table that the engine measures;
`simulate` writes the same people with dates, as a register would deliver them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.stats import norm

from measurements.engine import columns
from measurements.engine.simulated_truth import (
    AGE_GROUP,
    ORIGIN_COUNTS,
    PER_POINT_OF_UNEMPLOYMENT,
    REFUGEE,
    WITH_OTHER,
    WITH_REFUGEE,
    Truth,
    baseline,
    by_level,
    coefficients,
    hazard_by_month,
    labour_market_factor,
    person_log_hazards,
)

NEVER = np.iinfo(np.int32).max
PEOPLE_PER_BLOCK = 100_000

SIZE_SPREAD = 1.1  # sd of log size: some municipalities under 20 people of 30,000, some over 2,000
CASE_MIX_SPREAD = 0.45  # sd of the log odds by which the mix of people varies between places

BASIS_SHARES = {REFUGEE: 0.40, WITH_REFUGEE: 0.15, WITH_OTHER: 0.45}
SHARE_OF_WOMEN = {REFUGEE: 0.42, WITH_REFUGEE: 0.60, WITH_OTHER: 0.62}
SHARE_WITH_EDUCATION = 0.35
AGE_SHARES = {"18-24": 0.30, "25-29": 0.22, "30-39": 0.30, "40-49": 0.12, "50-64": 0.06}

# Chances in a month: about 7 % move while they wait, and about 4 % leave the country or die.
MOVING = 0.0024
EMIGRATING = 0.0016
DYING = 0.0002

# Per cent of the country's workforce; each municipality has its own level and its own years.
NATIONAL_UNEMPLOYMENT = {
    1999: 5.6, 2000: 5.3, 2001: 5.1, 2002: 5.2, 2003: 6.1,
    2004: 6.3, 2005: 5.6, 2006: 4.4, 2007: 3.4,
}  # fmt: skip

AGE_LIMIT = 65
EMPLOYMENT_SHARE = 0.8  # of first entries; the rest begin an education


@dataclass(frozen=True, slots=True)
class Simulated:
    """A simulated country: what a register would deliver, and what is true.

    spells         from `simulate`: person_id, municipality_code, permit_date, from_date, to_date
                   (datetime64), end_reason, sex, birth_year, origin, permit_basis, education.
                   From `simulate_months`: the engine's table, months instead of dates.
    labour_market  municipality_code, year, unemployment (per cent)
    """

    spells: pd.DataFrame
    labour_market: pd.DataFrame
    truth: Truth


@dataclass(frozen=True, slots=True)
class Calendar:
    """Permits are given in these years; nothing is known after the last month.

    The data behind reach two months further: an event must last two months to count.
    """

    permit_years: range = range(1999, 2007)
    last_year: int = 2007
    last_month: int = 10

    @property
    def last(self) -> int:
        """Month of the end, counted from January of the first permit year."""
        return (self.last_year - self.permit_years[0]) * 12 + self.last_month - 1

    @property
    def last_day(self) -> np.datetime64:
        """Last day of the last month."""
        month_after = np.datetime64(f"{self.permit_years[0]}-01", "M") + self.last + 1
        return month_after.astype("datetime64[D]") - 1


def simulate(
    *,
    people: int = 30_000,
    seed: int,
    municipalities: Sequence[str],
    spread: float = 0.16,
    largest_first: bool = False,
    proportional: bool = False,
    calendar: Calendar = Calendar(),
) -> Simulated:
    """The flat spell file of a simulated country. Arguments as in `simulate_months`."""
    plan = _Plan(people, seed, municipalities, spread, largest_first, proportional, calendar)
    country = _country(plan)
    spells = _with_dates(country, np.random.default_rng([seed, 1]))
    return Simulated(spells, country.labour_market, country.truth)


def simulate_months(
    *,
    people: int = 30_000,
    seed: int,
    municipalities: Sequence[str],
    spread: float = 0.16,
    largest_first: bool = False,
    proportional: bool = False,
    calendar: Calendar = Calendar(),
    effects: Mapping[str, float] | None = None,
) -> Simulated:
    """The engine's table of the same country, without the detour over dates.

    municipalities  4-digit codes
    spread          sd of the municipalities' effects on the log hazard
    effects         code → these very effects instead: other people, the same municipalities
    largest_first   the codes come in order of size; otherwise sizes fall at random
    proportional    the permit basis acts alike in all months, exactly as the hazard model
                    assumes; otherwise the three bases have curves of their own, as in real life
    """
    plan = _Plan(
        people, seed, municipalities, spread, largest_first, proportional, calendar, effects
    )
    country = _country(plan)
    return Simulated(_with_months(country), country.labour_market, country.truth)


@dataclass(frozen=True, slots=True)
class _Plan:
    people: int
    seed: int
    municipalities: Sequence[str]
    spread: float
    largest_first: bool
    proportional: bool
    calendar: Calendar
    effects: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class _Country:
    """`people` has one row per person, in the order of person_id; so have all arrays.

    codes                 municipalities, largest first
    second, moved         place (position in codes) and month of the move, NEVER for most
    event                 month in which work or education began, NEVER if it did not
    end, end_reason       month and reason of the end of observation, unless the event came first
    """

    plan: _Plan
    codes: list[str]
    labour_market: pd.DataFrame
    truth: Truth
    people: pd.DataFrame
    second: np.ndarray
    moved: np.ndarray
    event: np.ndarray
    end: np.ndarray
    end_reason: np.ndarray


def _country(plan: _Plan) -> _Country:
    random = np.random.default_rng([plan.seed, 0])
    codes = list(plan.municipalities)
    if not plan.largest_first:
        random.shuffle(codes)
    sizes = _sizes(len(codes))
    people = _people(random, plan, codes, sizes)
    labour_market = _labour_market(random, plan.calendar, codes)
    truth = _truth(random, plan, people, labour_market, codes)
    second, moved = _moves(random, people, sizes)
    end, end_reason = _ends(random, plan.calendar, people)
    moved = np.where(moved < end, moved, NEVER)
    hazard_of_place = _hazard_of_place(plan.calendar, labour_market, truth, codes)
    event = _events(random, people, second, moved, end, hazard_of_place, truth)
    moved = np.where(moved < event, moved, NEVER)
    return _Country(
        plan, codes, labour_market, truth, people, second, moved, event, end, end_reason
    )


def _sizes(count: int) -> np.ndarray:
    """(municipalities,) shares of all people, falling: the quantiles of a log-normal."""
    quantiles = (np.arange(count) + 0.5) / count
    sizes = np.exp(-SIZE_SPREAD * norm.ppf(quantiles))
    return sizes / sizes.sum()


# --- people


def _people(
    random: np.random.Generator, plan: _Plan, codes: list[str], sizes: np.ndarray
) -> pd.DataFrame:
    """Who they are on the day of the permit. The mix of people varies between municipalities.

    `place` is the municipality's position in `codes`; `start` the permit's month counted from
    January of the first permit year.
    """
    size, years = plan.people, plan.calendar.permit_years
    place = random.choice(len(codes), size, p=sizes)
    basis = _mixed(random, BASIS_SHARES, place, len(codes))
    women = np.array([SHARE_OF_WOMEN[b] for b in BASIS_SHARES])[basis.codes]
    start = random.integers(0, 12 * len(years), size)
    age_group = _mixed(random, AGE_SHARES, place, len(codes))
    permit_year = years[0] + start // 12
    return pd.DataFrame(
        {
            "place": place,
            "start": start,
            columns.MUNICIPALITY: pd.Categorical.from_codes(place, categories=codes),
            columns.PERMIT_YEAR: permit_year,
            columns.PERMIT_MONTH: start % 12 + 1,
            columns.SEX: pd.Categorical.from_codes(
                (random.random(size) < women).astype(int), categories=["M", "F"]
            ),
            "age_group": age_group,
            "birth_year": permit_year - _ages(random, age_group),
            "origin": _mixed(random, ORIGIN_COUNTS, place, len(codes)),
            "permit_basis": basis,
            "education": _mixed(
                random,
                {"no": 1 - SHARE_WITH_EDUCATION, "yes": SHARE_WITH_EDUCATION},
                place,
                len(codes),
            ),
        }
    )


def _mixed(
    random: np.random.Generator, shares: Mapping[str, float], place: np.ndarray, places: int
) -> pd.Categorical:
    """(people,) levels, drawn by shares that differ a little between places."""
    tilted = np.array(list(shares.values())) * np.exp(
        CASE_MIX_SPREAD * random.standard_normal((places, len(shares)))
    )
    cumulative = np.cumsum(tilted / tilted.sum(axis=1, keepdims=True), axis=1)
    draws = random.random(len(place))
    codes = np.zeros(len(place), dtype=np.int8)
    for level in range(len(shares) - 1):
        codes += draws > cumulative[place, level]
    return pd.Categorical.from_codes(codes, categories=list(shares))


def _ages(random: np.random.Generator, age_group: pd.Categorical) -> np.ndarray:
    bounds = np.array([[int(end) for end in group.split("-")] for group in AGE_GROUP])
    low, high = bounds[age_group.codes].T
    return low + (random.random(len(low)) * (high - low + 1)).astype(int)


# --- places


def _labour_market(
    random: np.random.Generator, calendar: Calendar, codes: list[str]
) -> pd.DataFrame:
    """Unemployment per municipality and year: the country's path, a level and ups and downs."""
    years = np.arange(calendar.permit_years[0], calendar.last_year + 1)
    known = sorted(NATIONAL_UNEMPLOYMENT)
    path = np.interp(years, known, [NATIONAL_UNEMPLOYMENT[year] for year in known])
    level = random.normal(0, 1.3, (len(codes), 1))
    steps = np.cumsum(random.normal(0, 0.5, (len(codes), len(years))), axis=1)
    points = np.round(np.clip(path + level + steps, 0.5, None), 1)
    table = pd.DataFrame(
        {
            columns.MUNICIPALITY: np.repeat(codes, len(years)),
            columns.YEAR: np.tile(years, len(codes)),
            "unemployment": points.ravel(),
        }
    )
    return table.sort_values([columns.MUNICIPALITY, columns.YEAR], ignore_index=True)


def _truth(
    random: np.random.Generator,
    plan: _Plan,
    people: pd.DataFrame,
    labour_market: pd.DataFrame,
    codes: list[str],
) -> Truth:
    """The truth of this country, centred so that its average person has linear predictor 0."""
    effects = plan.spread * random.standard_normal(len(codes))
    if plan.effects is not None:
        effects = np.array([plan.effects[code] for code in codes])
    uncentred = Truth(
        seed=plan.seed,
        spread=plan.spread,
        municipality_effects=dict(sorted(zip(codes, effects.tolist(), strict=True))),
        coefficients=coefficients(plan.calendar.permit_years, proportional=plan.proportional),
        baseline=baseline(proportional=plan.proportional),
        centre=0.0,
        unemployment=PER_POINT_OF_UNEMPLOYMENT,
        unemployment_centre=float(labour_market["unemployment"].mean()),
    )
    return replace(uncentred, centre=float(_mix(people, uncentred).mean()))


def _mix(people: pd.DataFrame, truth: Truth) -> np.ndarray:
    """(people,) linear predictors without the permit basis, which belongs to the baselines."""
    total = person_log_hazards(people, truth)
    if "permit_basis" in truth.coefficients:
        total -= by_level(people["permit_basis"], truth.coefficients["permit_basis"])
    return total


# --- what happens to them


def _moves(
    random: np.random.Generator, people: pd.DataFrame, sizes: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(people,) the place of the first move, and its month."""
    month = random.geometric(MOVING, len(people))
    second = random.choice(len(sizes), len(people), p=sizes)
    return second, np.where(second == people["place"], NEVER, month)


def _ends(
    random: np.random.Generator, calendar: Calendar, people: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray]:
    """(people,) month and reason of the end of observation."""
    start = people["start"].to_numpy()
    limit_year = people["birth_year"].to_numpy() + AGE_LIMIT - calendar.permit_years[0]
    reasons = {
        "end_of_data": calendar.last - start + 1,
        "age_limit": limit_year * 12 - start,
        "emigrated": random.geometric(EMIGRATING, len(people)),
        "died": random.geometric(DYING, len(people)),
    }
    months = np.array(list(reasons.values()))
    return months.min(axis=0), np.array(list(reasons), dtype=object)[months.argmin(axis=0)]


def _hazard_of_place(
    calendar: Calendar, labour_market: pd.DataFrame, truth: Truth, codes: list[str]
) -> np.ndarray:
    """(municipalities, years) factor on the hazard: the municipality's effect and labour market."""
    years = calendar.last // 12 + 1
    market = labour_market_factor(labour_market, codes, calendar.permit_years[0], years, truth)
    effects = np.array([truth.municipality_effects[code] for code in codes])
    return market * np.exp(effects)[:, None]


def _events(
    random: np.random.Generator,
    people: pd.DataFrame,
    second: np.ndarray,
    moved: np.ndarray,
    end: np.ndarray,
    hazard_of_place: np.ndarray,
    truth: Truth,
) -> np.ndarray:
    """(people,) month of the event, NEVER if observation ended before.

    The event comes in the first month whose cumulated hazard passes a unit exponential draw,
    which is the complementary log-log model exactly.
    """
    patience = random.standard_exponential(len(people))
    patience *= np.exp(-person_log_hazards(people, truth))
    bases = people["permit_basis"].cat
    shape = np.array([hazard_by_month(truth.baseline[b], int(end.max())) for b in bases.categories])
    basis = bases.codes.to_numpy()
    first, start = (people[name].to_numpy() for name in ("place", "start"))
    event = np.full(len(people), NEVER, dtype=np.int64)
    for begin in range(0, len(people), PEOPLE_PER_BLOCK):
        waiting = np.arange(begin, min(begin + PEOPLE_PER_BLOCK, len(people)))
        month = 0
        while len(waiting):
            month += 1
            place = np.where(month > moved[waiting], second[waiting], first[waiting])
            year = (start[waiting] + month - 1) // 12
            hazard = shape[basis[waiting], month - 1] * hazard_of_place[place, year]
            patience[waiting] -= hazard
            event[waiting[patience[waiting] <= 0]] = month
            waiting = waiting[(patience[waiting] > 0) & (end[waiting] > month)]
    return event


# --- tables

TRAITS = [columns.SEX, "origin", "permit_basis", "education"]


def _with_months(country: _Country) -> pd.DataFrame:
    """The engine's table."""
    spells = _spells(country)
    traits = [columns.PERMIT_YEAR, columns.PERMIT_MONTH, "age_group", *TRAITS]
    table = spells.join(country.people[traits], on="row")
    return table[[*columns.REQUIRED_OF_SPELLS, "age_group", *TRAITS]]


def _with_dates(country: _Country, random: np.random.Generator) -> pd.DataFrame:
    """The flat file: a day for each permit, and dates that fall in the months of the spells.

    Permits are given on days 1..28, so that every later month has that day, and at least 28 days
    until the next. A second spell begins on the day after the move.
    """
    size = len(country.people)
    permit_day, day_of_move, last_day = (random.integers(0, 28, size) for _ in range(3))
    works = random.random(size) < EMPLOYMENT_SHARE
    spells = _spells(country)
    row = spells["row"].to_numpy()
    people = country.people.iloc[row].reset_index(drop=True)
    calendar = country.plan.calendar
    january = np.datetime64(f"{calendar.permit_years[0]}-01", "M")
    permit_month = january + people["start"].to_numpy()

    moves_away = spells["end_reason"].to_numpy() == "moved"
    day = permit_day[row] + np.where(moves_away, day_of_move[row], last_day[row])
    to_date = _day(permit_month + spells[columns.EXIT].to_numpy() - 1, day)
    end_of_data = calendar.last_day
    birthday = (people["birth_year"] + AGE_LIMIT).astype(str).to_numpy(dtype="datetime64[Y]")
    reason = spells["end_reason"].to_numpy()
    to_date = np.where(reason == "age_limit", _day(birthday, -1), to_date)
    to_date = np.where(reason == "end_of_data", end_of_data, np.minimum(to_date, end_of_data))
    permit_date = _day(permit_month, permit_day[row])
    is_second = spells[columns.ENTRY].to_numpy() > 0
    from_date = np.where(is_second, np.roll(to_date, 1) + 1, permit_date)
    event = np.where(works[row], "employment", "education")
    return pd.DataFrame(
        {
            columns.PERSON: spells[columns.PERSON],
            columns.MUNICIPALITY: spells[columns.MUNICIPALITY],
            "permit_date": permit_date,
            "from_date": from_date,
            "to_date": to_date,
            "end_reason": np.where(reason == "event", event, reason),
            "birth_year": people["birth_year"],
            **{name: people[name] for name in TRAITS},
        }
    )


def _day(month: np.ndarray | np.datetime64, days: np.ndarray | int) -> np.ndarray:
    """The first day of a month or year, and so many days later."""
    return month.astype("datetime64[D]") + days


def _spells(country: _Country) -> pd.DataFrame:
    """One row per person and municipality, a person's second right after the first.

    row         the person's row in country.people
    end_reason  "event", "moved", or why observation ended
    """
    last = np.minimum(country.event, country.end)
    reason = np.where(country.event <= country.end, "event", country.end_reason)
    everybody = np.arange(len(country.people))
    movers = np.flatnonzero(country.moved != NEVER)
    moves = country.moved != NEVER
    first = pd.DataFrame(
        {
            "row": everybody,
            "place": country.people["place"],
            columns.ENTRY: 0,
            columns.EXIT: np.where(moves, country.moved, last),
            "end_reason": np.where(moves, "moved", reason),
        }
    )
    second = pd.DataFrame(
        {
            "row": movers,
            "place": country.second[movers],
            columns.ENTRY: country.moved[movers],
            columns.EXIT: last[movers],
            "end_reason": reason[movers],
        }
    )
    spells = pd.concat([first, second]).sort_values("row", kind="stable", ignore_index=True)
    spells[columns.PERSON] = spells["row"] + 1
    spells[columns.MUNICIPALITY] = pd.Categorical.from_codes(spells["place"], country.codes)
    spells[columns.EVENT] = (spells["end_reason"] == "event").astype(int)
    return spells
