"""Rules for the rows of one person together: one after the other, and the same person in all."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from measurements.ingest.faults import FIRST_ROW, Faults
from measurements.ingest.text_table import TextTable
from measurements.ingest.traits import PERSON

# What is so on the day of the permit, and so is the same in all rows of a person.
CONSTANT = ("permit_date", "sex", "birth_year", "origin", "permit_basis", "education")

ONE_DAY = np.timedelta64(1, "D")


def tell_persons(
    text: TextTable,
    *,
    begins: np.ndarray,
    ends: np.ndarray,
    end_reason: pd.Categorical,
    events: Sequence[str],
) -> np.ndarray:
    """(rows,) position of the same person's spell before, -1 for the first.

    begins, ends  (rows,) days; a spell may begin on the day the one before it ended or the day
                  after, when that one ended with a move
    """
    tell_duplicates(text, "exact_duplicate")
    _tell_differences(text)
    moved = np.asarray(end_reason == "moved")
    later, earlier = _followers(text, begins, ends, moved)
    rules = _rules(later, earlier, begins, ends, end_reason, events)
    for code, broken in rules:
        _tell_pairs(text.faults, code, later[broken], earlier[broken], begins, ends, end_reason)
    previous = np.full(text.rows, -1)
    previous[later] = earlier
    return previous


def _rules(
    later: np.ndarray,
    earlier: np.ndarray,
    begins: np.ndarray,
    ends: np.ndarray,
    end_reason: pd.Categorical,
    events: Sequence[str],
) -> Iterator[tuple[str, np.ndarray]]:
    """Each rule, and which of the pairs break it."""
    reason = end_reason[earlier]
    yield "overlapping_spells", begins[later] < ends[earlier]
    yield "spell_after_event", np.asarray(reason.isin(events))
    yield "spell_after_end", np.asarray(reason != "moved")
    yield "gap_between_spells", begins[later] > ends[earlier] + ONE_DAY


def _tell_pairs(
    faults: Faults,
    code: str,
    later: np.ndarray,
    earlier: np.ndarray,
    begins: np.ndarray,
    ends: np.ndarray,
    end_reason: pd.Categorical,
) -> None:
    before = dict(zip(later.tolist(), earlier.tolist(), strict=True))

    def details(row: int) -> dict[str, object]:
        other = before[row]
        return {
            "other": other + FIRST_ROW,
            "days": int((begins[row] - ends[other] - ONE_DAY) / ONE_DAY),
            "reason": str(end_reason[other]),
        }

    faults.tell(code, later, details=details)


def tell_duplicates(text: TextTable, code: str) -> None:
    """Rows that say what an earlier row says, letter by letter."""
    rows = rows_of_sound_persons(text)
    cells = pd.DataFrame({name: c.codes[rows] for name, c in text.columns.items()})
    repeated = cells.duplicated().to_numpy()
    if repeated.any():
        first = cells.groupby(list(cells.columns)).cumcount() == 0
        same = cells.merge(
            cells[first].assign(first=rows[first.to_numpy()]), how="left", on=list(cells.columns)
        )
        other = dict(zip(rows.tolist(), same["first"].tolist(), strict=True))
        text.faults.tell(
            code,
            rows[repeated],
            details=lambda row: {"other": other[row] + FIRST_ROW},
        )


def _tell_differences(text: TextTable) -> None:
    """Against the person's first row in the file."""
    rows = rows_of_sound_persons(text)
    person = text.columns[PERSON].codes[rows]
    _, first, place = np.unique(person, return_index=True, return_inverse=True)
    first_row = np.zeros(text.rows, dtype=int)
    first_row[rows] = rows[first[place]]
    for name in CONSTANT:
        column = text.columns[name]
        differs = column.codes[rows] != column.codes[first_row[rows]]
        text.faults.tell(
            "person_differs",
            rows[differs],
            column=name,
            cell=column.of_row,
            details=lambda row: {"other": int(first_row[row]) + FIRST_ROW},
        )


def _followers(
    text: TextTable, begins: np.ndarray, ends: np.ndarray, moved: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Positions of spells that follow another of the same person, and of those they follow.

    Of two on the same day, the one that ended with a move comes first.
    """
    rows = rows_of_sound_persons(text)
    person = text.columns[PERSON].codes
    order = rows[np.lexsort((~moved[rows], ends[rows], begins[rows], person[rows]))]
    follows = person[order[1:]] == person[order[:-1]]
    return order[1:][follows], order[:-1][follows]


def rows_of_sound_persons(text: TextTable) -> np.ndarray:
    """Positions of rows of people without any faulty row: one mistake is told once."""
    person = text.columns[PERSON].codes
    unsound = np.zeros(len(text.columns[PERSON].texts), dtype=bool)
    unsound[person[text.faults.bad]] = True
    return np.flatnonzero(~unsound[person])
