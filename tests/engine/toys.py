"""Small made-up countries for the engine's tests. Everything in them is simulated."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

FIRST_YEAR = 2001
CODES = ("101", "147", "330", "461", "751", "851")


@dataclass(frozen=True)
class Country:
    """Spells in months and a labour market, as the engine takes them."""

    spells: pd.DataFrame
    labour_market: pd.DataFrame


def country(
    seed: int,
    *,
    people: int = 300,
    municipalities: int = 3,
    months: int = 24,
    rate: float = 0.06,
    effects: float = 0.3,
) -> Country:
    """People arriving over two years, followed `months` at most; a tenth move, some are censored.

    rate     monthly rate of the reference person
    effects  standard deviation of the municipalities' log rates
    """
    random = np.random.default_rng(seed)
    years = FIRST_YEAR + np.arange(2 + months // 12 + 1)
    unemployment = 6 + random.normal(0, 1.5, (municipalities, len(years)))
    home = random.choice(municipalities, people, p=_sizes(municipalities))
    traits = pd.DataFrame(
        {
            "sex": random.choice(["F", "M"], people),
            "origin": random.choice(["north", "south", "west"], people, p=[0.5, 0.3, 0.2]),
            "age": random.integers(18, 60, people).astype(float),
        }
    )
    start = random.integers(0, 24, people)
    log_rate = (
        np.log(rate)
        - 0.4 * (traits.sex == "F")
        + 0.3 * (traits.origin == "south")
        - 0.01 * (traits.age - 40)
        + random.normal(0, effects, municipalities)[home]
    ).to_numpy()
    month = np.arange(1, months + 1)
    year = (start[:, None] + month - 1) // 12
    rates = np.exp(log_rate[:, None] - 0.05 * (unemployment[home[:, None], year] - 6))
    happens = random.random(rates.shape) < -np.expm1(-rates)
    last = np.where(happens.any(axis=1), happens.argmax(axis=1) + 1, months)
    censored = random.integers(1, 3 * months, people)
    event = happens.any(axis=1) & (last <= censored)
    spells = pd.DataFrame(
        {
            "person_id": np.arange(people) + 1,
            "municipality_code": np.array(CODES)[home],
            "permit_year": FIRST_YEAR + start // 12,
            "permit_month": start % 12 + 1,
            "entry": 0,
            "exit": np.minimum(last, censored),
            "event": event.astype(int),
        }
    ).join(traits)
    return Country(
        _with_movers(spells, np.array(CODES[:municipalities]), random),
        _long(unemployment, years, CODES[:municipalities]),
    )


def person_months(spells: pd.DataFrame, labour_market: pd.DataFrame | None) -> pd.DataFrame:
    """One row per month at risk: the form the engine never makes. `y` is the event."""
    rows = spells.loc[spells.index.repeat(spells.exit - spells.entry)].copy()
    rows["month"] = rows.entry + rows.groupby(level=0).cumcount() + 1
    rows["y"] = ((rows.event == 1) & (rows.month == rows.exit)).astype(int)
    if labour_market is not None:
        rows["unemployment"] = unemployment_at(rows, rows.month.to_numpy(), labour_market)
    return rows.reset_index(drop=True)


def unemployment_at(
    spells: pd.DataFrame, month: np.ndarray, labour_market: pd.DataFrame
) -> np.ndarray:
    """(rows,) unemployment of the calendar year in which each row's month lies; carried forward."""
    by_place = labour_market.set_index(["municipality_code", "year"]).unemployment
    start = (spells.permit_year - FIRST_YEAR) * 12 + spells.permit_month - 1
    year = np.minimum(FIRST_YEAR + (start + month - 1) // 12, labour_market.year.max())
    return by_place.loc[list(zip(spells.municipality_code, year, strict=True))].to_numpy()


def _sizes(municipalities: int) -> np.ndarray:
    sizes = np.arange(municipalities, 0, -1.0)
    return sizes / sizes.sum()


def _with_movers(
    spells: pd.DataFrame, codes: np.ndarray, random: np.random.Generator
) -> pd.DataFrame:
    """A tenth of those followed at least 4 months move half-way, to another municipality."""
    moves = (random.random(len(spells)) < 0.1) & (spells.exit >= 4)
    after = spells[moves].copy()
    after["entry"] = after.exit // 2
    places = np.searchsorted(codes, after.municipality_code)
    after["municipality_code"] = codes[(places + 1) % len(codes)]
    before = spells.copy()
    before.loc[moves, "exit"] = after.entry
    before.loc[moves, "event"] = 0
    return pd.concat([before, after], ignore_index=True)


def _long(values: np.ndarray, years: np.ndarray, codes: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "municipality_code": np.repeat(codes, len(years)),
            "year": np.tile(years, len(codes)),
            "unemployment": values.ravel(),
        }
    )
