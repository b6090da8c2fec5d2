"""The column municipality_code: what its codes mean, and which of them mean nothing."""

import numpy as np

from measurements.ingest.cells import tell_missing
from measurements.ingest.codes import CHRISTIANSOE, CodeMeaning, canonical, code_key
from measurements.ingest.dates import danish
from measurements.ingest.text_table import TextTable

NAME = "municipality_code"
REGIONS = {"1081", "1082", "1083", "1084", "1085"}


def tell_codes(text: TextTable) -> list[CodeMeaning | None]:
    """What each different code of the column means; None where a fault was told."""
    column = text.columns[NAME]
    codes = [canonical(cell) for cell in column.texts]
    meanings = [code_key().get(code) if code else None for code in codes]
    tell_missing(text, NAME)
    kinds = {
        "code_malformed": [code is None for code in codes],
        "code_is_christiansoe": [code == CHRISTIANSOE for code in codes],
        "code_is_region": [code in REGIONS for code in codes],
        "code_unknown": [meaning is None for meaning in meanings],
    }
    for kind, is_such in kinds.items():
        text.faults.tell(kind, column.spread(is_such), column=NAME, cell=column.of_row)
    return meanings


def tell_out_of_use(
    text: TextTable, meanings: list[CodeMeaning | None], begins: np.ndarray
) -> None:
    """An old code counts only for what began while it was in use.

    begins  (rows,) datetime64[D], NaT where a fault was told
    """
    column = text.columns[NAME]
    last_days = [m.in_use_until if m else None for m in meanings]
    until = column.spread(np.array(last_days, dtype="datetime64[D]"))

    def details(row: int) -> dict[str, str]:
        meaning = meanings[column.codes[row]]
        assert meaning is not None, "only known codes go out of use"
        return {"date": danish(begins[row]), "name": meaning.name, "until": danish(until[row])}

    text.faults.tell(
        "code_out_of_use",
        begins > until,
        column=NAME,
        cell=column.of_row,
        details=details,
    )
