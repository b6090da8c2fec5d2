"""The engine finds what R found, to the digits that reference/README.md states."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from measurements.engine import Spec
from measurements.engine.estimate import Estimate, estimate
from measurements.engine.kaplan_meier import kaplan_meier, restricted_mean
from measurements.engine.spells import read_spells

REFERENCE = Path(__file__).parent / "reference"
R_REFERENCES = {
    "sex": "M",
    "age_group": "18-29",
    "origin": "Yugoslavia",
    "permit_basis": "refugee",
    "education": "no",
    "permit_year": "1999",
    "": "0147",
}


@pytest.fixture(scope="module")
def found(reference):
    """Name of R's run → the engine's estimate of it."""
    table = read_spells([reference.spells])
    specs = {
        "none": Spec(adjust="none"),
        "within": Spec(adjust="within"),
        "poisson": Spec(adjust="none", link="poisson"),
    }
    return {
        name: estimate(table, reference.labour_market, spec, progress=lambda *_: None)
        for name, spec in specs.items()
    }


@pytest.mark.parametrize("name", ["none", "within"])
def test_actual_expected_and_difference_are_those_of_r(found, name):
    r = _table(f"r_measure_{name}")

    primary = found[name].primary

    assert list(found[name].table.received) == list(r.people)
    np.testing.assert_allclose(primary.actual, r.actual, atol=1e-5)
    np.testing.assert_allclose(primary.expected, r.expected, atol=1e-5)
    np.testing.assert_allclose(primary.difference, r.difference, atol=1e-5)
    np.testing.assert_allclose(primary.se, r.se, rtol=1e-3)


@pytest.mark.parametrize("name", ["none", "within"])
def test_covariance_of_the_differences_is_that_of_r(found, name):
    r = _table(f"r_covariance_{name}").drop(columns="municipality_code").to_numpy()

    primary = found[name].primary

    tolerance = 1e-3 * np.outer(primary.se, primary.se)
    assert (np.abs(primary.covariance - r) < tolerance).all()


@pytest.mark.parametrize(
    ("name", "file"),
    [("none", "r_cloglog_none"), ("within", "r_cloglog_within"), ("poisson", "r_cox_breslow")],
)
def test_coefficients_and_errors_are_those_of_r(found, name, file):
    r = _table(file)

    mine = [_contrast(found[name], term) for term in r.term]

    np.testing.assert_allclose([c.estimate for c in mine], r.estimate, atol=1e-6)
    np.testing.assert_allclose([c.se for c in mine], r.se, atol=1e-6)


def test_cox_with_efron_ties_is_close_to_the_monthly_model(found):
    r = _table("r_cox_efron")

    mine = [_contrast(found["none"], term).estimate for term in r.term]

    np.testing.assert_allclose(mine, r.estimate, atol=0.02)


@pytest.mark.parametrize("name", ["none", "within"])
def test_month_effects_are_those_of_r(found, name):
    r = _table(f"r_months_{name}")
    fit, labour = found[name].fit, found[name].labour
    shift = sum(_value(found[name], column, level) for column, level in R_REFERENCES.items())
    shift -= float(fit.labour @ labour.centres)

    months = fit.parameters[fit.layout.months_part]

    np.testing.assert_allclose(months[r.month - 1] + shift, r.alpha, atol=1e-6)
    assert np.isneginf(np.delete(months, r.month - 1)).all(), "months without events have no rate"


def test_kaplan_meier_is_that_of_r(reference):
    r = _table("r_kaplan_meier")
    table = read_spells([reference.spells])

    for k, row in r.iterrows():
        there = table.take(table.municipality == k)
        curve = kaplan_meier(there.entry, there.exit, there.event, level=0.95)
        mine = restricted_mean(curve, horizon=72)
        assert mine.months == pytest.approx(row.rmst, abs=1e-6)
        assert mine.se == pytest.approx(row.se_greenwood, abs=1e-6)


@dataclass(frozen=True)
class Contrast:
    estimate: float
    se: float


def _table(name: str) -> pd.DataFrame:
    return pd.read_csv(REFERENCE / f"{name}.csv")


def _contrast(found: Estimate, term: str) -> Contrast:
    """R's term ("sexF", "municipality_code183", "unemployment") as a distance to R's reference."""
    fit = found.fit
    direction = np.zeros((1, len(fit.parameters)))
    if term == "unemployment":
        direction[0, fit.layout.labour.start] = 1
    else:
        column, level = _split(term)
        direction[0, _place(found, column, level)] += 1
        direction[0, _place(found, column, R_REFERENCES[column])] -= 1
    known = np.where(np.isfinite(fit.parameters), fit.parameters, 0)
    return Contrast(float((direction @ known)[0]), float(fit.covariance_of(direction)[0, 0] ** 0.5))


def _split(term: str) -> tuple[str, str]:
    if term.startswith("municipality_code"):
        return "", term.removeprefix("municipality_code").zfill(4)
    column = next(name for name in R_REFERENCES if name and term.startswith(name))
    return column, term.removeprefix(column)


def _place(found: Estimate, column: str, level: str) -> int:
    name = f"{column}={level}" if column else level
    layout = found.fit.layout
    return next(k for k in range(layout.size) if layout.name(k) == name)


def _value(found: Estimate, column: str, level: str) -> float:
    return float(found.fit.parameters[_place(found, column, level)])
