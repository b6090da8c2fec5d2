"""Tables that several of the engine's tests read."""

from pathlib import Path

import pandas as pd
import pytest

from measurements.engine import Spec
from tests.engine.toys import Country, country

REFERENCE = Path(__file__).parent / "reference"


@pytest.fixture(autouse=True)
def folders():
    """The engine keeps no files; the site's folders are not wanted here."""


@pytest.fixture(scope="session")
def reference() -> Country:
    """The data whose outside values R computed."""
    return Country(
        pd.read_csv(REFERENCE / "spells.csv"), pd.read_csv(REFERENCE / "labour_market.csv")
    )


@pytest.fixture(scope="session")
def small() -> Country:
    """Six municipalities, 900 people, 24 months."""
    return country(7, people=900, municipalities=6)


@pytest.fixture(scope="session")
def small_spec() -> Spec:
    """A horizon that `small` is followed for."""
    return Spec(horizon=18, other_horizons=(12,), minimum_people=60, minimum_at_risk=3)
