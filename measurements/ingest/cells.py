"""Rules for one column at a time: missing values, fixed lists, categories."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from measurements.ingest import limits
from measurements.ingest.text_table import TextTable

# What a register may write where it does not know. In a category it becomes a level of its own.
MISSING = {"", "-", ".", "na", "n/a", "#n/a", "null"}
UNKNOWN = "uoplyst"


def is_missing(cell: str) -> bool:
    return cell.lower() in MISSING


def tell_missing(text: TextTable, name: str) -> None:
    """A column that must hold a value in every row."""
    column = text.columns[name]
    missing = column.spread([is_missing(cell) for cell in column.texts])
    text.faults.tell("missing_value", missing, column=name)


def one_of(text: TextTable, name: str, values: Mapping[str, str]) -> pd.Categorical:
    """A column with a fixed list: what may be written (in small letters) → what it means."""
    column = text.columns[name]
    tell_missing(text, name)
    meant = [values.get(cell.lower()) for cell in column.texts]
    unknown = column.spread([value is None for value in meant])
    listed = ", ".join(dict.fromkeys(values.values()))
    text.faults.tell(
        "unknown_value",
        unknown,
        column=name,
        cell=column.of_row,
        details=lambda row: {"values": listed},
    )
    return _categorical(meant, column.codes)


def free_category(text: TextTable, name: str) -> tuple[pd.Categorical, int]:
    """A column of categories as the file has them, and how many rows do not know.

    Not known is a category of its own, "uoplyst": leaving such people out would change whom the
    municipalities are compared on.
    """
    column = text.columns[name]
    meant = [UNKNOWN if is_missing(cell) else cell for cell in column.texts]
    levels = len(set(meant))
    if levels > limits.MOST_LEVELS:
        text.faults.tell_of_file(
            "too_many_levels", column=name, count=levels, limit=limits.MOST_LEVELS
        )
    unknown = column.spread([value == UNKNOWN for value in meant])
    return _categorical(meant, column.codes), int(unknown.sum())


def _categorical(meant: Sequence[str | None], codes: np.ndarray) -> pd.Categorical:
    """Levels in alphabetical order; None becomes missing."""
    levels = sorted({value for value in meant if value is not None})
    places = {value: place for place, value in enumerate(levels)} | {None: -1}
    lookup = np.array([places[value] for value in meant])
    return pd.Categorical.from_codes(lookup[codes], categories=pd.Index(levels, dtype="str"))
