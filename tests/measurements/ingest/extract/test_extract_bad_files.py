"""One mistake in a good extract is told once: with its file, its name, its row and its column."""

import json
from datetime import date

import pytest
from django.utils import translation

from measurements.ingest.refused import InputRefused

from ..test_ingest_bad_files import add, both, cells, drop, insert, put, rename


def remove(row):
    return lambda rows: rows[: row - 1] + rows[row:]


def append(*cells):
    return lambda rows: [*rows, list(cells)]


BAD = [
    # headings
    ("persons", drop("person_id"), "missing_column", None, "person_id"),
    ("persons", drop("birth_date"), "missing_column", None, "birth_date"),
    ("persons", rename("permit_date", "tilladelse"), "missing_column", None, "permit_date"),
    ("persons", drop("education"), "missing_column", None, "education"),
    ("persons", add("sex", "M"), "doubled_column", None, "sex"),
    ("persons", add("municipality_code", "0101"), "reserved_column", None, "municipality_code"),
    ("persons", add("age_group", "18-24"), "reserved_column", None, "age_group"),
    ("residences", drop("person_id"), "missing_column", None, "person_id"),
    ("residences", drop("municipality_code"), "missing_column", None, "municipality_code"),
    ("residences", drop("to_date"), "missing_column", None, "to_date"),
    ("activities", drop("type"), "missing_column", None, "type"),
    ("activities", rename("from_date", "fra"), "missing_column", None, "from_date"),
    ("exits", drop("kind"), "missing_column", None, "kind"),
    ("exits", lambda rows: [["person_id", "date", "slags"]], "missing_column", None, "kind"),
    # rows
    ("persons", lambda rows: rows[:1], "no_rows", None, None),
    ("residences", lambda rows: rows[:1], "no_rows", None, None),
    ("activities", lambda rows: rows[:1], "no_rows", None, None),
    ("activities", insert(4, lambda rows: [""] * 4), "empty_row", 4, None),
    ("residences", insert(4, cells(1)), "repeated_header", 4, None),
    ("persons", insert(3, cells(2)), "doubled_person", 3, None),
    ("persons", append("1", "F", "1975-04-12", "Irak", "refugee", "2004-02-21", "no"),
     "doubled_person", 7, None),
    ("residences", insert(9, cells(6)), "doubled_row", 9, None),
    ("activities", insert(3, cells(2)), "doubled_row", 3, None),
    ("exits", insert(4, cells(2)), "doubled_row", 4, None),
    # CPR numbers and what hides them
    ("persons", put(3, "origin", "010170-1234"), "cpr_number", 3, "origin"),
    ("activities", put(3, "person_id", "0101701234"), "cpr_number", 3, "person_id"),
    ("residences", put(3, "person_id", "a" * 64), "digest_person_id", 3, "person_id"),
    ("exits", put(3, "person_id", "0123456789abcdef" * 2), "digest_person_id", 3, "person_id"),
    # missing
    ("persons", put(3, "person_id", ""), "missing_value", 3, "person_id"),
    ("persons", put(3, "sex", "-"), "missing_value", 3, "sex"),
    ("persons", put(3, "birth_date", "NA"), "missing_value", 3, "birth_date"),
    ("persons", put(3, "permit_date", ""), "missing_value", 3, "permit_date"),
    ("persons", put(3, "permit_basis", ""), "missing_value", 3, "permit_basis"),
    ("residences", put(3, "municipality_code", ""), "missing_value", 3, "municipality_code"),
    ("residences", put(3, "from_date", ""), "missing_value", 3, "from_date"),
    ("activities", put(3, "type", ""), "missing_value", 3, "type"),
    ("activities", put(3, "from_date", "null"), "missing_value", 3, "from_date"),
    ("exits", put(2, "date", ""), "missing_value", 2, "date"),
    ("exits", put(2, "kind", ""), "missing_value", 2, "kind"),
    # dates
    ("persons", put(3, "birth_date", "1980-02-30"), "bad_date", 3, "birth_date"),
    ("persons", put(3, "birth_date", "1980"), "bad_date", 3, "birth_date"),
    ("persons", put(3, "birth_date", "01-09-1980"), "other_date_format", 3, "birth_date"),
    ("persons", put(3, "birth_date", "1899-12-31"), "birth_too_long_ago", 3, "birth_date"),
    ("persons", put(3, "birth_date", "2003-05-02"), "birth_after_permit", 3, "birth_date"),
    ("persons", put(4, "permit_date", "1998-12-31"), "date_before_1999", 4, "permit_date"),
    ("persons", put(4, "permit_date", "2008-01-01"), "date_after_data_end", 4, "permit_date"),
    ("residences", put(5, "from_date", "2007-02-31"), "bad_date", 5, "from_date"),
    ("residences", put(4, "to_date", "31-12-2006"), "other_date_format", 4, "to_date"),
    ("residences", put(5, "to_date", "2008-01-01"), "date_after_data_end", 5, "to_date"),
    ("residences", put(5, "to_date", "2006-12-31"), "to_before_from", 5, "to_date"),
    ("residences", put(6, "from_date", "1900-01-01"), "date_before_register", 6, "from_date"),
    ("activities", put(2, "from_date", "1968-04-01"), "date_before_register", 2, "from_date"),
    ("activities", put(2, "to_date", "2004-02-19"), "to_before_from", 2, "to_date"),
    ("activities", put(2, "to_date", "9999-12-31"), "date_after_data_end", 2, "to_date"),
    ("activities", put(2, "to_date", "38321"), "bad_date", 2, "to_date"),
    ("exits", put(2, "date", "2008-01-01"), "date_after_data_end", 2, "date"),
    ("exits", put(2, "date", "1968-04-01"), "date_before_register", 2, "date"),
    # codes and lists
    ("residences", put(3, "municipality_code", "Aarhus"), "code_malformed", 3, "municipality_code"),
    ("residences", put(3, "municipality_code", "999"), "code_unknown", 3, "municipality_code"),
    ("residences", put(3, "municipality_code", "1082"), "code_is_region", 3, "municipality_code"),
    ("residences", put(3, "municipality_code", "411"), "code_is_christiansoe", 3,
     "municipality_code"),
    ("residences", put(7, "municipality_code", "0401"), "code_out_of_use", 7, "municipality_code"),
    ("residences", put(5, "municipality_code", "0565"), "code_out_of_use", 5, "municipality_code"),
    ("persons", put(3, "sex", "X"), "unknown_value", 3, "sex"),
    ("persons", put(3, "permit_basis", "asylum"), "unknown_value", 3, "permit_basis"),
    ("activities", put(3, "type", "employment"), "unknown_value", 3, "type"),
    ("exits", put(2, "kind", "moved"), "unknown_value", 2, "kind"),
    # residences of one person
    ("residences", put(3, "from_date", "2005-03-09"), "overlapping_residences", 3, None),
    ("residences", put(2, "to_date", ""), "overlapping_residences", 3, None),
    ("residences", append("5", "0751", "1999-01-01", "1999-01-01"), "overlapping_residences", 8,
     None),
    # between the files
    ("residences", put(6, "person_id", "33"), "person_unknown", 6, None),
    ("activities", append("6", "none", "2004-01-01", ""), "person_unknown", 11, None),
    ("exits", put(2, "person_id", "44"), "person_unknown", 2, None),
    ("residences", put(6, "from_date", "1960-01-30"), "date_before_register", 6, "from_date"),
    ("activities", put(5, "from_date", "1980-08-31"), "before_birth", 5, None),
    ("residences", put(7, "from_date", "1984-12-23"), "before_birth", 7, None),
    ("exits", put(2, "date", "1984-12-23"), "before_birth", 2, None),
    ("exits", put(3, "date", "1998-12-31"), "death_before_permit", 3, "date"),
    ("exits", append("5", "2006-05-18", "death"), "second_death", 4, None),
    ("exits", append("5", "2006-05-18", "emigration"), "after_death", 4, None),
    ("activities", append("5", "none", "2006-05-18", ""), "after_death", 11, None),
    ("residences", both(put(8, "to_date", "2003-01-01"), append("5", "0101", "2006-05-18", "")),
     "after_death", 9, None),
    # nobody
    ("persons", both(*(put(row, "birth_date", "1930-01-01") for row in range(2, 7))),
     "nobody_left", None, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "mutate", "code", "row", "column"),
    BAD,
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_one_mistake_in_an_extract_is_one_fault(extract, part, mutate, code, row, column):
    extract.rows[part] = mutate(extract.rows[part])

    assert extract.refusals() == [(part, code, row, column)]


def test_a_person_missing_from_the_persons_is_told_in_every_file_that_knows_them(extract):
    extract.rows["persons"] = remove(6)(extract.rows["persons"])

    assert extract.refusals() == [
        ("residences", "person_unknown", 8, None),
        ("activities", "person_unknown", 9, None),
        ("activities", "person_unknown", 10, None),
        ("exits", "person_unknown", 3, None),
    ]


def test_the_good_extract_is_read(extract):
    """The negative control: without a mutation nothing is refused."""
    assert extract.read().report.people == 5


def test_mistakes_in_several_files_are_told_together(extract):
    extract.rows["persons"] = put(3, "sex", "X")(extract.rows["persons"])
    extract.rows["residences"] = drop("to_date")(extract.rows["residences"])
    extract.rows["exits"] = put(2, "kind", "moved")(extract.rows["exits"])

    assert extract.refusals() == [
        ("persons", "unknown_value", 3, "sex"),
        ("residences", "missing_column", None, "to_date"),
        ("exits", "unknown_value", 2, "kind"),
    ]


def test_the_other_files_are_compared_with_the_persons_only_when_those_are_right(extract):
    extract.rows["persons"] = put(2, "person_id", "7")(extract.rows["persons"])
    extract.rows["persons"] = put(3, "sex", "X")(extract.rows["persons"])

    assert extract.refusals() == [("persons", "unknown_value", 3, "sex")]


def test_an_extract_without_its_last_day_is_refused(extract):
    assert extract.refusals(data_end=None) == [("", "missing_data_end", None, None)]


def test_an_extract_that_ends_after_today_is_refused(extract):
    assert extract.refusals(data_end=date(2026, 11, 3)) == [("", "data_end_in_future", None, None)]


def test_a_last_day_before_the_data_is_told_at_the_rows_that_contradict_it(extract):
    told = extract.refusals(data_end=date(2006, 12, 31))

    assert told == [("residences", "date_after_data_end", 5, "from_date")]


def test_a_fault_between_files_reads_as_a_danish_sentence(extract):
    extract.rows["activities"] = append("5", "none", "2006-05-18", "")(extract.rows["activities"])

    with pytest.raises(InputRefused) as refused:
        extract.read()

    (file,) = refused.value.refused
    with translation.override("da"):
        assert (file.file, str(file.faults[0])) == (
            "activities.csv",
            "Række 11: fandt noget, der begynder efter personens død den 17-05-2006, "
            "forventede at intet begynder efter en død.",
        )


def test_person_ids_never_appear_in_a_fault(extract):
    ids = {str(number): f"hemmelig{number}" for number in range(1, 6)}
    for rows in extract.rows.values():
        for row in rows[1:]:
            row[0] = ids[row[0]]
    extract.rows["persons"] = remove(6)(extract.rows["persons"])
    extract.rows["residences"] = put(3, "from_date", "2005-03-09")(extract.rows["residences"])

    with pytest.raises(InputRefused) as refused:
        extract.read()

    told = [json.dumps(each.as_dict()) for each in refused.value.refused]
    told += [str(fault) for each in refused.value.refused for fault in each.faults]
    assert "hemmelig" not in " ".join([*told, str(refused.value)])
