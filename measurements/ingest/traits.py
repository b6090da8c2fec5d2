"""Who a person is on the day of the permit: the columns that both ways in have."""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from measurements.ingest.cells import free_category, one_of, tell_missing
from measurements.ingest.text_table import TextTable

PERSON = "person_id"
TRAITS = ("sex", "origin", "permit_basis", "education")

PERMIT_BASES = ("refugee", "reunified_refugee", "reunified_other")
SEXES = {
    "m": "M", "mand": "M", "male": "M",
    "f": "F", "k": "F", "kvinde": "F", "female": "F",
}  # fmt: skip

FIRST_PERMIT = np.datetime64("1999-01-01")  # the Integration Act is in force
OLDEST_YEAR = 1900  # of birth; what is before is a slip or a filler

# Lengths of the common digests: MD5, SHA-1, SHA-2.
_DIGEST = re.compile(
    r"(?i)(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96,128})"
)


def tell_reserved(text: TextTable, names: Iterable[str]) -> None:
    """Columns that bear a name which the table gives to something else."""
    for name in names:
        if name in text.columns:
            text.faults.tell_of_file("reserved_column", column=name)


def tell_ids(text: TextTable) -> None:
    """A hash of a CPR number is as good as the number: all of them can be tried in minutes."""
    column = text.columns[PERSON]
    tell_missing(text, PERSON)
    digests = column.spread([_DIGEST.fullmatch(cell) is not None for cell in column.texts])
    text.faults.tell("digest_person_id", digests, column=PERSON)


def read_traits(
    text: TextTable, *, others: set[str]
) -> tuple[dict[str, pd.Categorical], dict[str, int]]:
    """The categories of a person, and which of them are not known in how many rows.

    others  columns that are no categories; all that are not among them are
    """
    fixed = {
        "sex": one_of(text, "sex", SEXES),
        "permit_basis": one_of(text, "permit_basis", {basis: basis for basis in PERMIT_BASES}),
    }
    further = [name for name in text.columns if name not in {*others, *TRAITS, ""}]
    free = {name: free_category(text, name) for name in ("origin", "education", *further)}
    covariates = {
        "sex": fixed["sex"],
        "origin": free["origin"][0],
        "permit_basis": fixed["permit_basis"],
        **{name: category for name, (category, _) in free.items()},
    }
    return covariates, {name: count for name, (_, count) in free.items() if count}
