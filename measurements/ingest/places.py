"""The column municipality_code: what its codes mean, and which of them mean nothing."""

from measurements.ingest.cells import tell_missing
from measurements.ingest.codes import CHRISTIANSOE, CodeMeaning, canonical, code_key
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
