"""One measured fit of a peer, run by the Python of var/bench/venv in a process of its own.

    python tests/bench/peers.py PEER SPELLS.csv LABOUR_MARKET.csv

Rows and dummies are built before the clock starts. Prints one line of JSON: CPU and wall seconds,
rows, and the coefficients as "column=level".
"""

import json
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import rows

TOLERANCE = 1e-7  # glum's: at 1e-9 it stalls


def main(peer: str, spells: Path, labour_market: Path) -> None:
    warnings.simplefilter("ignore")
    fit, count = PEERS[peer](*rows.read(spells, labour_market))
    cpu, wall = time.process_time(), time.perf_counter()
    coefficients = fit()
    measured = {
        "cpu": [time.process_time() - cpu],
        "wall": [time.perf_counter() - wall],
        "rows": count,
        "coefficients": {name: float(value) for name, value in coefficients.items()},
    }
    print(json.dumps(measured))


Prepared = tuple[Callable[[], dict[str, float]], int]


def glum(table: pd.DataFrame, labour_market: pd.DataFrame) -> Prepared:
    """The same likelihood as the engine's, on person-months with categories kept as categories."""
    import tabmat
    from glum import GeneralizedLinearRegressor

    months = rows.person_months(table, labour_market)
    names = rows.covariates(months)
    parts = [
        tabmat.CategoricalMatrix(months[name], drop_first=name != "month") for name in names
    ] + [tabmat.DenseMatrix(months[["unemployment"]].to_numpy())]
    columns = [
        f"{name}={level}"
        for name in names
        for level in months[name].cat.categories[int(name != "month") :]
    ] + ["unemployment"]
    matrix, event = tabmat.SplitMatrix(parts), months["event"].to_numpy()
    del months

    def fit() -> dict[str, float]:
        model = GeneralizedLinearRegressor(
            family="binomial",
            link="cloglog",
            alpha=0,
            fit_intercept=False,
            gradient_tol=TOLERANCE,
        )
        model.fit(matrix, event)
        return dict(zip(columns, model.coef_, strict=True))

    return fit, len(event)


def lifelines(table: pd.DataFrame, labour_market: pd.DataFrame) -> Prepared:
    """Cox with delayed entry. It knows Efron's ties only, so its coefficients are a little other."""
    from lifelines import CoxPHFitter

    pieces = rows.pieces(table, labour_market)
    frame = rows.dummies(pieces).assign(
        begin=pieces["begin"], end=pieces["end"], event=pieces["event"]
    )

    def fit() -> dict[str, float]:
        model = CoxPHFitter()
        model.fit(frame, duration_col="end", event_col="event", entry_col="begin")
        return model.params_.to_dict()

    return fit, len(frame)


def phreg(table: pd.DataFrame, labour_market: pd.DataFrame) -> Prepared:
    """statsmodels counts a spell that begins when an event happens as at risk: entry + 1/2."""
    from statsmodels.duration.hazard_regression import PHReg

    pieces = rows.pieces(table, labour_market)
    frame = rows.dummies(pieces)
    matrix, columns = frame.to_numpy(), list(frame)

    def fit() -> dict[str, float]:
        model = PHReg(
            pieces["end"].to_numpy(),
            matrix,
            status=pieces["event"].to_numpy(),
            entry=pieces["begin"].to_numpy() + 0.5,
            ties="breslow",
        )
        return dict(zip(columns, model.fit(disp=0).params, strict=True))

    return fit, len(frame)


def pieces_for_r(table: pd.DataFrame, labour_market: pd.DataFrame) -> Prepared:
    """No fit: writes the cut spells where coxph.R reads them."""
    target = Path(sys.argv[4])

    def write() -> dict[str, float]:
        rows.pieces(table, labour_market).to_csv(target, index=False)
        return {}

    return write, len(table)


PEERS = {
    "glum": glum,
    "lifelines": lifelines,
    "phreg": phreg,
    "pieces-for-r": pieces_for_r,
}

if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
