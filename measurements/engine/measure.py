"""The one public function: spells and labour market in, outcome out.

What measures is imported when somebody measures. A web process shows what was measured, and pandas
and scipy would take the better part of its memory.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from measurements.engine.outcome import Outcome
from measurements.engine.spec import Spec

if TYPE_CHECKING:
    import pandas as pd


def measure(
    spells: "pd.DataFrame | Iterable[pd.DataFrame]",
    labour_market: "pd.DataFrame | None" = None,
    spec: Spec | None = None,
    *,
    progress: Callable[[str, float], None] | None = None,
) -> Outcome:
    """Measure every municipality of the spells, or raise a DataError that names every fault.

    spells         one table, or an iterable of its parts (for files larger than memory likes)
    labour_market  municipality_code, year and numeric columns; None: no adjustment for it
    progress       called with a stage (reading, fitting, means, uncertainty, ranking, cohorts,
                   done) and the share of that stage that is done
    """
    from measurements.engine.measuring import measure_spells

    return measure_spells(spells, labour_market, spec or Spec(), progress=progress or _silent)


def _silent(stage: str, share: float) -> None:
    """Nobody is watching."""
