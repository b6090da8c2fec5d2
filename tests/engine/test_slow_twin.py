"""A slow, obvious twin agrees: one row per month at risk, fitted by statsmodels, averaged by loops."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from measurements.engine import Spec
from measurements.engine.estimate import estimate
from measurements.engine.spells import read_spells
from tests.engine.toys import Country, country, person_months, unemployment_at

HORIZON = 12
SOME = settings(max_examples=12, deadline=None)
THOUSANDS = settings(max_examples=3000, deadline=None)


@SOME
@given(seed=st.integers(0, 2**32 - 1), link=st.sampled_from(["cloglog", "poisson"]))
def test_twin_agrees(seed, link):
    _check_twin(seed, link)


@pytest.mark.long
@THOUSANDS
@given(seed=st.integers(0, 2**32 - 1), link=st.sampled_from(["cloglog", "poisson"]))
def test_twin_agrees_on_thousands(seed, link):
    _check_twin(seed, link)


def _check_twin(seed: int, link: str) -> None:
    data = country(seed)

    mine = estimate(
        read_spells([data.spells]),
        data.labour_market,
        Spec(horizon=HORIZON, other_horizons=(), link=link),
        progress=lambda *_: None,
    )

    twin = _twin(data, link)
    np.testing.assert_allclose(mine.primary.actual, twin.actual, atol=1e-6)
    np.testing.assert_allclose(mine.primary.expected, twin.expected, atol=1e-6)
    np.testing.assert_allclose(mine.primary.covariance, twin.covariance, rtol=1e-3, atol=1e-5)


@dataclass(frozen=True)
class Twin:
    actual: np.ndarray
    expected: np.ndarray
    covariance: np.ndarray


class _Model:
    """Design matrices by name, so that any set of people can be predicted."""

    def __init__(self, data: Country, link: str) -> None:
        rows = person_months(data.spells, data.labour_market)
        with_events = rows.groupby("month").y.sum()
        self.months = list(with_events[with_events > 0].index)
        self.codes = sorted(data.spells.municipality_code.unique())
        self.labour_market = data.labour_market
        rows = rows[rows.month.isin(self.months)]
        X = self.design(rows, rows.month.to_numpy(), rows.municipality_code.to_numpy())
        if link == "cloglog":
            family = sm.families.Binomial(link=sm.families.links.CLogLog())
        else:
            family = sm.families.Poisson()
        start = np.full(X.shape[1], 0.0)
        start[: len(self.months)] = np.log(rows.y.mean())
        fit = sm.GLM(rows.y.to_numpy(), X, family=family).fit(
            start_params=start, tol=1e-13, maxiter=100
        )
        self.beta, self.covariance = fit.params, fit.cov_params()

    def design(self, people: pd.DataFrame, month: np.ndarray, code: np.ndarray) -> np.ndarray:
        columns = [month == m for m in self.months]
        columns += [people.sex == "F", people.origin == "south", people.origin == "west"]
        columns += [people.age - 40, people.permit_year == 2002]
        columns += [code == c for c in self.codes[1:]]
        columns += [unemployment_at(people, month, self.labour_market)]
        return np.column_stack([np.asarray(c, dtype=float) for c in columns])


def _twin(data: Country, link: str) -> Twin:
    model = _Model(data, link)
    people = data.spells[data.spells.entry == 0]
    own = _designs(model, people)
    share = people.municipality_code.value_counts(normalize=True).loc[model.codes[1:]].to_numpy()
    effects = slice(-1 - len(share), -1)
    national = {month: X.copy() for month, X in own.items()}
    for X in national.values():
        X[:, effects] = share  # the national mean effect, whoever receives them

    def means(designs: dict[int, np.ndarray], beta: np.ndarray) -> np.ndarray:
        time = _restricted_means(designs, len(people), beta)
        return pd.Series(time).groupby(people.municipality_code.to_numpy()).mean().to_numpy()

    gradient = np.empty((len(model.codes), len(model.beta)))
    for k in range(len(model.beta)):
        step = np.zeros_like(model.beta)
        step[k] = 1e-5
        up = means(own, model.beta + step) - means(national, model.beta + step)
        down = means(own, model.beta - step) - means(national, model.beta - step)
        gradient[:, k] = (up - down) / 2e-5
    covariance = gradient @ model.covariance @ gradient.T
    return Twin(means(own, model.beta), means(national, model.beta), covariance)


def _designs(model: _Model, people: pd.DataFrame) -> dict[int, np.ndarray]:
    """Month → design matrix of everybody in that month, for the months that have a rate."""
    code = people.municipality_code.to_numpy()
    months = [month for month in model.months if month <= HORIZON]
    return {month: model.design(people, np.full(len(people), month), code) for month in months}


def _restricted_means(designs: dict[int, np.ndarray], people: int, beta: np.ndarray) -> np.ndarray:
    """(people,) sum of S(0) .. S(HORIZON - 1), month by month."""
    survival, total = np.ones(people), np.zeros(people)
    for month in range(1, HORIZON + 1):
        total += survival
        if month in designs:
            survival = survival * np.exp(-np.exp(designs[month] @ beta))
    return total
