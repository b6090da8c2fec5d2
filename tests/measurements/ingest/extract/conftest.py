"""A small good extract, and ways to write it and to spoil it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from measurements.ingest.delivery import read_input
from measurements.ingest.extract.success import Success
from measurements.ingest.refused import InputRefused
from measurements.ingest.source import Source

from ..conftest import rows_of, written

DATA_END = date(2007, 12, 31)
TODAY = date(2026, 11, 2)

PERSONS = """\
person_id;sex;birth_date;origin;permit_basis;permit_date;education
1;F;1975-04-12;Irak;refugee;2004-02-20;no
2;M;1980-09-01;Thailand;reunified_other;2003-05-01;yes
3;M;1960-01-31;Bosnien;reunified_refugee;2002-11-30;no
4;F;1984-12-24;Somalia;refugee;2005-06-15;
5;M;1970-07-07;Iran;refugee;1999-01-01;yes
"""

RESIDENCES = """\
person_id;municipality_code;from_date;to_date
1;0101;2004-02-20;2005-03-10
1;0751;2005-03-11;
2;0565;2003-05-01;2006-12-31
2;0530;2007-01-01;
3;101;2001-08-01;
4;0400;2005-06-15;2005-09-30
5;0851;1999-01-01;
"""

ACTIVITIES = """\
person_id;type;from_date;to_date
1;public_support;2004-02-20;2005-11-30
1;ordinary_employment;2005-04-01;2005-05-15
1;ordinary_employment;2006-01-20;
2;public_support;2003-05-01;2003-12-31
2;none;2004-01-01;
3;education;2003-02-28;2005-06-30
3;subsidised_employment;2002-12-01;2003-02-27
5;ordinary_employment;1999-01-01;1999-12-31
5;ordinary_employment;2000-01-02;2003-05-31
"""

EXITS = """\
person_id;date;kind
4;2005-10-01;emigration
5;2006-05-17;death
"""

TEXTS = {"persons": PERSONS, "residences": RESIDENCES, "activities": ACTIVITIES, "exits": EXITS}


@dataclass
class Extract:
    """The four files as rows, to be changed, written and read."""

    folder: Path
    rows: dict[str, list[list[str]]]

    def sources(self) -> dict[str, Source]:
        for part, rows in self.rows.items():
            (self.folder / f"{part}.csv").write_bytes(written(rows))
        return {part: Source(self.folder / f"{part}.csv", f"{part}.csv") for part in self.rows}

    def read(self, *, success=Success.WORK_2_MONTHS, data_end=DATA_END):
        return read_input(self.sources(), success=success, data_end=data_end, today=TODAY).spells

    def refusals(self, **how) -> list[tuple[str, str, int | None, str | None]]:
        """(file, code, row, column) of every fault."""
        with pytest.raises(InputRefused) as refused:
            self.read(**how)
        return [
            (each.kind, fault.code, fault.row, fault.column)
            for each in refused.value.refused
            for fault in each.faults
        ]


@pytest.fixture
def extract(tmp_path):
    return Extract(tmp_path, {part: rows_of(text) for part, text in TEXTS.items()})
