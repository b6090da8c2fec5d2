"""The way from spells and labour market to the outcome, stage by stage."""

from collections.abc import Iterable

import pandas as pd
from threadpoolctl import threadpool_limits

from measurements.engine import cohorts
from measurements.engine.compose import compose
from measurements.engine.estimate import Progress, estimate
from measurements.engine.findings import Evidence, Places
from measurements.engine.outcome import Outcome
from measurements.engine.spec import Spec
from measurements.engine.spells import read_spells
from measurements.engine.table import SpellTable


def measure_spells(
    spells: pd.DataFrame | Iterable[pd.DataFrame],
    labour_market: pd.DataFrame | None,
    spec: Spec,
    *,
    progress: Progress,
) -> Outcome:
    """What `measure` promises."""
    progress("reading", 0.0)
    parts = [spells] if isinstance(spells, pd.DataFrame) else spells
    table = read_spells(parts, separate_sexes=spec.sexes == "separate")
    # One thread for the small matrices: more are slower, and could change the last digits.
    with threadpool_limits(1, user_api="blas"):
        return measure_table(table, labour_market, spec, progress=progress)


def measure_table(
    table: SpellTable, labour_market: pd.DataFrame | None, spec: Spec, *, progress: Progress
) -> Outcome:
    """The same, for spells already read."""
    found = estimate(table, labour_market, spec, progress=progress)
    evidence = Evidence.of(found, spec)
    progress("uncertainty", 1.0)
    places = Places.of(found, evidence, spec)
    progress("ranking", 1.0)
    municipal = cohorts.municipal_cohorts(
        found.people,
        found.labour,
        found.fit,
        end=cohorts.end_of_data(table),
        effects=found.effects_expected,
        minimum=spec.minimum_shown,
        level=spec.level,
    )
    country = cohorts.national_cohorts(table, level=spec.level)
    progress("cohorts", 1.0)
    result = compose(found, evidence, places, spec, country=country, municipal=municipal)
    progress("done", 1.0)
    return result
