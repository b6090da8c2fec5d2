"""A file as columns of text. Each column keeps its different texts once.

Later rules so look at every text once and not at every cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from measurements.ingest.faults import Faults


@dataclass(frozen=True, slots=True)
class TextColumn:
    """texts  the different texts of the column; codes (rows,): which of them each row holds."""

    texts: tuple[str, ...]
    codes: np.ndarray

    def of_row(self, position: int) -> str:
        return self.texts[self.codes[position]]

    def spread(self, values: Sequence[Any] | np.ndarray) -> np.ndarray:
        """(rows,): one value per different text, given to each row that holds it."""
        return np.asarray(values)[self.codes]


@dataclass(frozen=True, slots=True)
class TextTable:
    """A file as text. `faults` gathers on; rows it marks as bad hold nothing to rely on.

    format     "csv", "xlsx" or "parquet"
    encoding   of a CSV file: "utf-8-sig", "utf-8" or "cp1252"; "" for the others
    separator  of a CSV file; "" for the others
    declared   the separator stood in a first line of its own, as `sep=;`
    """

    name: str
    sha256: str
    size: int
    format: str
    encoding: str
    separator: str
    declared: bool
    rows: int
    columns: dict[str, TextColumn]
    faults: Faults
