"""A small good file, and ways to write it and to spoil it."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest

SPELLS = """\
person_id;municipality_code;permit_date;from_date;to_date;end_reason;sex;birth_year;origin;permit_basis;education
a1;0101;2004-02-20;2004-02-20;2005-03-10;moved;F;1975;Irak;refugee;no
a1;0751;2004-02-20;2005-03-11;2006-01-20;employment;F;1975;Irak;refugee;no
b2;0565;2003-05-01;2003-05-01;2007-10-31;end_of_data;M;1980;Ærø;reunified_other;yes
c3;101;2002-11-30;2002-11-30;2003-02-28;education;M;1960;Bosnien;reunified_refugee;no
d4;0400;2005-06-15;2005-06-15;2005-06-30;emigrated;F;1984;Somalia;refugee;no
e5;0851;1999-01-01;1999-01-01;1999-01-01;employment;M;1970;Iran;refugee;yes
"""

LABOUR_MARKET = """\
municipality_code;year;unemployment;jobs
0101;2003;5,1;0,81
0101;2004;5,5;0,80
0101;2005;4,9;0,82
0751;2004;6,0;1,02
0751;2005;5,8;1
"""


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def written(
    rows, separator=";", encoding="utf-8", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL
):
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=lineterminator, quoting=quoting).writerows(
        rows
    )
    return out.getvalue().encode(encoding)


def write_xlsx(path: Path, rows) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture
def spell_rows():
    return rows_of(SPELLS)


@pytest.fixture
def labour_market_rows():
    return rows_of(LABOUR_MARKET)


@pytest.fixture
def store(tmp_path):
    """Bytes or rows → a file."""

    def store(content, name="fil.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else written(content))
        return path

    return store
