"""Two rounds of one simulated country, computed by the engine, so that every figure adds up."""

from copy import deepcopy
from datetime import UTC, datetime

import pytest

from measurements import published
from measurements.ingest.codes import present_codes
from tests.engine.two_dates import outcomes
from tests.made_rounds import finished_round, make_public

EARLIER, LATER = "maaling-1999-2006", "maaling-1999-2007"


@pytest.fixture(scope="session")
def country():
    """The outcomes of the autumn of 2006 and of 2007."""
    return outcomes(5, years=(2006, 2007), people=9_000, codes=list(present_codes()))


@pytest.fixture
def publish(anna):
    """A round with this outcome, published; its period is the end of its slug."""

    def make(slug, outcome, *, simulated=True, day=1):
        measured, run = finished_round(
            slug=slug,
            by=anna,
            outcome=outcome,
            title=f"Prøvemåling {slug[-9:-5]} til {slug[-4:]}",
            period_from=int(slug[-9:-5]),
            period_to=int(slug[-4:]),
            simulated=simulated,
        )
        make_public(measured, run, by=anna, at=datetime(2026, 11, day, 9, 0, tzinfo=UTC))
        return published.round_by_slug(slug)

    return make


@pytest.fixture
def two_rounds(publish, country):
    """The earlier, the later."""
    return publish(EARLIER, country[0], day=1), publish(LATER, country[1], day=2)


@pytest.fixture
def shown(client):
    """The text of a page that stands."""

    def get(address, **asked):
        response = client.get(address, asked)
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    return get


def changed(outcome, code, months):
    """The same round, had this municipality's people taken so many months more."""
    outcome = deepcopy(outcome)
    row = row_of(outcome, code)
    for figure in ("actual", "difference", "ci_low", "ci_high"):
        row[figure] += months
    for figure in ("months", "low", "high"):
        row["waterfall"]["remains"][figure] += months
    return outcome


def row_of(outcome, code):
    return next(row for row in outcome["municipalities"] if row["code"] == code)


def codes(outcome, *, reason):
    """Of the municipalities that are ranked (None), or are not for this reason."""
    return [row["code"] for row in outcome["municipalities"] if row["reason"] == reason]
