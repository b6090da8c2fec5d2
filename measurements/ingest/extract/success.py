"""What counts as success: which spell must last how long."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from measurements.ingest.months import whole_months

ONE_DAY = np.timedelta64(1, "D")


class Success(StrEnum):
    """Ordinary education counts in all of them, whatever its length."""

    WORK_2_MONTHS = "work_2_months"
    WORK_13_WEEKS = "work_13_weeks"
    WORK_26_WEEKS = "work_26_weeks"
    SELF_SUFFICIENT = "self_sufficient"


@dataclass(frozen=True, slots=True)
class Minimum:
    """How long it must last: so many whole months and weeks, the first and last day counted."""

    months: int = 0
    weeks: int = 0

    def is_reached(self, begins: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """(rows,) whether what begins on one day and has the other as its last lasts long enough."""
        after = ends + ONE_DAY
        weeks_later = begins + np.timedelta64(7 * self.weeks, "D")
        return (whole_months(begins, after) >= self.months) & (after >= weeks_later)

    def before(self, data_end: np.datetime64) -> np.datetime64:
        """The last day on which what begins and goes on has surely lasted long enough by the end.

        From 31 December, two months back is 31 October: what is not known begins the day after.
        """
        unknown = pd.Timestamp(data_end) + pd.DateOffset(days=1)
        unknown -= pd.DateOffset(months=self.months, weeks=self.weeks)
        return np.datetime64((unknown - pd.DateOffset(days=1)).date(), "D")


MINIMA = {
    Success.WORK_2_MONTHS: Minimum(months=2),
    Success.WORK_13_WEEKS: Minimum(weeks=13),
    Success.WORK_26_WEEKS: Minimum(weeks=26),
    Success.SELF_SUFFICIENT: Minimum(weeks=26),
}

WORK, EDUCATION, ON_ONES_OWN = "employment", "education", "self_sufficient"


def kinds_of_event(success: Success) -> tuple[str, str]:
    """The events by which a spell may succeed. Of two on one day the first is told."""
    return (ON_ONES_OWN if success is Success.SELF_SUFFICIENT else WORK, EDUCATION)
