"""What is true in simulated data: the hazards everybody has, and the differences that follow.

The figures are chosen so that a simulated country resembles the published one: shares in work or
education after one to six years, an even trend over arrival years that doubles the one-year share
from 2000 to 2006, and municipalities that differ by a normal effect on the log hazard. They are a
plausible setting, not estimates.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from measurements.engine import columns

REFUGEE, WITH_REFUGEE, WITH_OTHER = "refugee", "reunified_refugee", "reunified_other"

# Monthly hazards in years 1..6 since the permit, of a person with linear predictor 0. The sixth
# year's hazard goes on. Chosen so that first entries lie on or above the shares in work that are
# known for each group.
BASELINE = {
    REFUGEE: (0.0135, 0.0110, 0.0122, 0.0118, 0.0105, 0.0102),
    WITH_REFUGEE: (0.0126, 0.0076, 0.0088, 0.0104, 0.0091, 0.0087),
    WITH_OTHER: (0.0423, 0.0248, 0.0194, 0.0152, 0.0146, 0.0129),
}

# log hazard, against the first level
SEX = {"M": 0.0, "F": -0.6}
AGE_GROUP = {"18-24": 0.0, "25-29": 0.0, "30-39": -0.15, "40-49": -0.45, "50-64": -1.0}
EDUCATION = {"no": 0.0, "yes": 0.25}
PER_PERMIT_YEAR = 0.127  # six arrival years double the one-year share
PER_POINT_OF_UNEMPLOYMENT = -0.06

# People in work ten years after the permit, by origin, and how many were counted.
_SHARE_AT_TEN_YEARS = {
    "Iraq": (0.20, 2552),
    "Afghanistan": (0.30, 1702),
    "Somalia": (0.24, 620),
    "Yugoslavia": (0.21, 528),
    "Bosnia": (0.30, 476),
    "Iran": (0.24, 406),
    "Serbia-Montenegro": (0.10, 162),
    "Sudan": (0.32, 120),
    "Russia": (0.35, 113),
    "Burma": (0.39, 84),
    "other": (0.35, 929),
}
ORIGIN = {
    origin: float(np.log(-np.log1p(-share)) - np.log(-np.log1p(-0.258)))
    for origin, (share, _) in _SHARE_AT_TEN_YEARS.items()
}
ORIGIN_COUNTS = {origin: count for origin, (_, count) in _SHARE_AT_TEN_YEARS.items()}


@dataclass(frozen=True, slots=True)
class Truth:
    """The hazard of everybody in month t since the permit, without chance:

    log mu = log baseline[basis, year of t] + sum of coefficients - centre
             + municipality effect + unemployment * (points - unemployment_centre)

    baseline  permit basis → monthly hazard in years 1..6; the last goes on
    """

    seed: int
    spread: float
    municipality_effects: Mapping[str, float]
    coefficients: Mapping[str, Mapping[str, float]]
    baseline: Mapping[str, tuple[float, ...]]
    centre: float
    unemployment: float
    unemployment_centre: float

    def as_dict(self) -> dict[str, Any]:
        """The same in JSON types."""
        return asdict(self)


def coefficients(permit_years: range, *, proportional: bool) -> dict[str, dict[str, float]]:
    """Column → level → effect on the log hazard.

    proportional  the permit basis is one effect on one common baseline, as the hazard model
                  assumes; otherwise each basis has the shape of its own baseline
    """
    middle = (permit_years[0] + permit_years[-1]) / 2
    effects = {
        columns.SEX: SEX,
        "age_group": AGE_GROUP,
        "origin": ORIGIN,
        "education": EDUCATION,
        columns.PERMIT_YEAR: {str(y): PER_PERMIT_YEAR * (y - middle) for y in permit_years},
    }
    if proportional:
        effects["permit_basis"] = {basis: _mean_log_ratio(basis) for basis in BASELINE}
    return effects


def baseline(*, proportional: bool) -> dict[str, tuple[float, ...]]:
    """Permit basis → monthly hazard in years 1..6."""
    return dict.fromkeys(BASELINE, BASELINE[REFUGEE]) if proportional else dict(BASELINE)


def _mean_log_ratio(basis: str) -> float:
    return float(np.mean(np.log(BASELINE[basis]) - np.log(BASELINE[REFUGEE])))


def person_log_hazards(people: pd.DataFrame, truth: Truth) -> np.ndarray:
    """(people,): the sum of coefficients less the centre, municipality and baseline left out."""
    total = np.full(len(people), -truth.centre)
    for column, effects in truth.coefficients.items():
        total += by_level(people[column], effects)
    return total


def by_level(column: pd.Series, values: Mapping[str, float]) -> np.ndarray:
    """(rows,): the value of each row's level. A level without a value is an error."""
    places, levels = pd.factorize(column)
    return np.array([values[str(level)] for level in levels])[places]


def true_differences(
    spells: pd.DataFrame, labour_market: pd.DataFrame, truth: Truth, *, horizon: int = 72
) -> pd.DataFrame:
    """What the measurement should find: months by which each municipality differs from expected.

    spells         the engine's table; the people of a municipality are its rows with entry 0
    labour_market  municipality_code, year, unemployment; the last year's figure is carried forward
    returns        indexed by municipality_code: people, actual, expected, difference (months).
                   Expected is at the effect that an average person received meets.
    """
    people = spells[spells[columns.ENTRY] == 0]
    codes, places = _codes_and_places(people[columns.MUNICIPALITY])
    effect = np.array([truth.municipality_effects[code] for code in codes])
    mean_effect = effect[places].mean()
    relative = np.exp(person_log_hazards(people, truth))
    hazards = monthly_hazards(people, labour_market, truth, months=horizon) * relative[:, None]
    own = restricted_means(hazards * np.exp(effect[places])[:, None])
    mean = restricted_means(hazards * np.exp(mean_effect))
    counts = np.bincount(places)
    table = pd.DataFrame(
        {
            "people": counts,
            "actual": np.bincount(places, own) / counts,
            "expected": np.bincount(places, mean) / counts,
        },
        index=pd.Index(codes, name=columns.MUNICIPALITY),
    )
    table["difference"] = table["actual"] - table["expected"]
    return table


def monthly_hazards(
    people: pd.DataFrame, labour_market: pd.DataFrame, truth: Truth, *, months: int
) -> np.ndarray:
    """(people, months): baseline times labour market in each month since the permit."""
    codes, places = _codes_and_places(people[columns.MUNICIPALITY])
    levels = list(truth.baseline)
    basis = by_level(people["permit_basis"], {level: i for i, level in enumerate(levels)})
    shape = np.array([hazard_by_month(truth.baseline[level], months) for level in levels])
    first_year = int(people[columns.PERMIT_YEAR].min())
    start = _start_months(people, first_year)
    years = int(start.max() + months - 1) // 12 + 1
    market = labour_market_factor(labour_market, codes, first_year, years, truth)
    year = (start[:, None] + np.arange(months)) // 12
    return shape[basis.astype(int)] * market[places[:, None], year]


def hazard_by_month(by_year: tuple[float, ...], months: int) -> np.ndarray:
    """(months,): the hazard of each month since the permit; the last year's goes on."""
    year = np.minimum(np.arange(months) // 12, len(by_year) - 1)
    return np.array(by_year)[year]


def labour_market_factor(
    labour_market: pd.DataFrame,
    codes: list[str],
    first_year: int,
    years: int,
    truth: Truth,
) -> np.ndarray:
    """(municipalities, years from first_year): factor on the hazard; the last year goes on."""
    wide = labour_market.pivot(
        index=columns.MUNICIPALITY, columns=columns.YEAR, values="unemployment"
    ).reindex(codes)
    wanted = np.minimum(first_year + np.arange(years), wide.columns.max())
    points = wide[wanted].to_numpy()
    return np.exp(truth.unemployment * (points - truth.unemployment_centre))


def restricted_means(hazards: np.ndarray) -> np.ndarray:
    """(people,): expected months up to the last column; the month of the event counts whole."""
    survival = np.exp(-np.cumsum(hazards[:, :-1], axis=1))
    return 1 + survival.sum(axis=1)


def _codes_and_places(column: pd.Series) -> tuple[list[str], np.ndarray]:
    places, codes = pd.factorize(column, sort=True)
    return [str(code) for code in codes], places


def _start_months(people: pd.DataFrame, first_year: int) -> np.ndarray:
    """(people,): calendar month of the permit, counted from January of `first_year`."""
    year = people[columns.PERMIT_YEAR].to_numpy() - first_year
    return year * 12 + people[columns.PERMIT_MONTH].to_numpy() - 1
