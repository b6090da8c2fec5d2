"""A register extract as arrays. People are positions 0, 1, ... in the order of their ids."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from measurements.ingest.codes import CodeMeaning

ORDINARY_WORK, ORDINARY_EDUCATION = "ordinary_employment", "education"
SUBSIDISED, SUPPORT, NOTHING = "subsidised_employment", "public_support", "none"
ACTIVITY_TYPES = (ORDINARY_WORK, SUBSIDISED, ORDINARY_EDUCATION, SUPPORT, NOTHING)

DEATH, EMIGRATION = "death", "emigration"
EXIT_KINDS = (DEATH, EMIGRATION)


@dataclass(frozen=True, slots=True)
class Persons:
    """(people,) each: permit and birth datetime64[D]; covariates on the day of the permit."""

    permit: np.ndarray
    birth: np.ndarray
    covariates: dict[str, pd.Categorical]

    def __len__(self) -> int:
        return len(self.permit)


@dataclass(frozen=True, slots=True)
class Residences:
    """(rows,) each, in any order. A person's begin on different days and share at most a day.

    meanings      what the municipality codes mean; municipality: position of each row's in it
    begin, end    first and last day, datetime64[D]; the end of data where it goes on
    """

    person: np.ndarray
    meanings: list[CodeMeaning]
    municipality: np.ndarray
    begin: np.ndarray
    end: np.ndarray


@dataclass(frozen=True, slots=True)
class Activities:
    """(rows,) each, in any order, and they may overlap. kind is one of ACTIVITY_TYPES.

    begin, end  first and last day, datetime64[D]; the end of data where it goes on
    """

    person: np.ndarray
    kind: pd.Categorical
    begin: np.ndarray
    end: np.ndarray

    def of(self, *kinds: str) -> "Activities":
        """Those of the named kinds."""
        rows = np.asarray(self.kind.isin(kinds))
        return Activities(self.person[rows], self.kind[rows], self.begin[rows], self.end[rows])


@dataclass(frozen=True, slots=True)
class Exits:
    """(rows,) each, in any order: day datetime64[D]; is_death, or else the person emigrated."""

    person: np.ndarray
    day: np.ndarray
    is_death: np.ndarray


@dataclass(frozen=True, slots=True)
class Register:
    """Everything known until `data_end`, the last day the extract covers."""

    persons: Persons
    residences: Residences
    activities: Activities
    exits: Exits
    data_end: np.datetime64
