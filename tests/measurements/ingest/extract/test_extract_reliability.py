"""The faults D09 to D15 of the list of what can go wrong, as a register extract may have them."""

from datetime import date, timedelta

import pytest

from measurements.ingest.codes import canonical, code_key
from measurements.ingest.refused import InputRefused

PEOPLE_OF_A_DAY = date(2003, 5, 1)
DIVIDED = [meaning for meaning in code_key().values() if meaning.is_divided]
PAST = [meaning for meaning in code_key().values() if meaning.in_use_until]


def living_in(extract, codes, day=PEOPLE_OF_A_DAY):
    """One person per code, who lives there from the permit on."""
    ids = [str(number) for number, _ in enumerate(codes, start=1)]
    heading = {part: rows[:1] for part, rows in extract.rows.items()}
    permit = [["F", "1975-04-12", "Irak", "refugee", str(day), "no"]]
    extract.rows = {
        "persons": heading["persons"] + [[i, *permit[0]] for i in ids],
        "residences": heading["residences"]
        + [[i, code, str(day), ""] for i, code in zip(ids, codes, strict=True)],
        "activities": heading["activities"] + [[i, "none", str(day), ""] for i in ids],
        "exits": heading["exits"],
    }
    return extract


@pytest.mark.parametrize("part", ["persons", "residences", "activities", "exits"])
def test_D09_a_row_that_stands_twice_is_never_counted_twice(extract, part):
    for row in list(extract.rows[part][1:]):
        extract.rows[part].append(row)

        (told,) = extract.refusals()

        assert told[:2] == (part, "doubled_person" if part == "persons" else "doubled_row")
        extract.rows[part].pop()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("2005-01-01", ""), ("2005-01-01", "")),
        (("2005-01-01", "2005-01-01"), ("2005-01-01", "")),
        (("2005-01-01", "2005-06-30"), ("2005-06-29", "")),
        (("2005-01-01", ""), ("2006-01-01", "2006-01-02")),
    ],
)
def test_D09_nobody_lives_in_two_municipalities_at_a_time(extract, first, second):
    living_in(extract, ["0101"])
    extract.rows["residences"] = extract.rows["residences"][:1] + [
        ["1", "0101", *first],
        ["1", "0751", *second],
    ]

    assert [code for _, code, *_ in extract.refusals()] == ["overlapping_residences"]


NO_DATES = ["2004-02-30", "2004-13-01", "04-02-28", "2004/02/28", "28.02.2004", "38045", "i dag",
            "2004-02-28 10:00:00", "20040228", "1-1-04"]  # fmt: skip
DATES = [
    ("persons", "birth_date"),
    ("persons", "permit_date"),
    ("residences", "from_date"),
    ("residences", "to_date"),
    ("activities", "from_date"),
    ("activities", "to_date"),
    ("exits", "date"),
]


@pytest.mark.parametrize("text", NO_DATES)
@pytest.mark.parametrize(("part", "column"), DATES)
def test_D10_what_is_no_date_is_refused_wherever_it_stands(extract, part, column, text):
    rows = extract.rows[part]
    rows[2][rows[0].index(column)] = text

    assert extract.refusals() == [(part, "bad_date", 3, column)]


@pytest.mark.parametrize(("part", "column"), DATES)
def test_D10_days_and_months_cannot_change_places_unseen(extract, part, column):
    rows = extract.rows[part]
    rows[2][rows[0].index(column)] = "01-02-2004"

    told = extract.refusals()

    # In a file of two rows either way of writing may be the file's.
    assert {(where, code) for where, code, *_ in told} == {(part, "other_date_format")}


@pytest.mark.parametrize("kind", ["death", "emigration"])
def test_D11_work_after_somebody_left_is_no_event(extract, kind):
    living_in(extract, ["0101"])
    extract.rows["exits"].append(["1", "2004-05-01", kind])
    extract.rows["activities"].append(["1", "ordinary_employment", "2004-05-02", ""])

    if kind == "death":
        assert extract.refusals() == [("activities", "after_death", 3, None)]
    else:
        assert extract.read().frame["event"].tolist() == [0]


def test_D11_a_life_of_one_day_lasts_a_month(extract):
    living_in(extract, ["0101"])
    extract.rows["residences"][1][3] = str(PEOPLE_OF_A_DAY)

    frame = extract.read().frame

    assert frame[["entry", "exit", "event"]].to_numpy().tolist() == [[0, 1, 0]]


@pytest.mark.parametrize("number", range(0, 1000, 100))
def test_D12_every_code_from_000_to_999_is_counted_or_refused_by_name(extract, number):
    codes = [f"{code:03d}" for code in range(number, number + 100)]
    unusable = [code for code in codes if not in_use(canonical(code), PEOPLE_OF_A_DAY)]

    with pytest.raises(InputRefused) as refused:
        living_in(extract, codes).read()

    assert refused.value.total == len(unusable)
    assert {each.kind for each in refused.value.refused} == {"residences"}


def in_use(code, day):
    meaning = code_key().get(code)
    return meaning and (meaning.in_use_until is None or meaning.in_use_until >= day)


@pytest.mark.parametrize("last", sorted({meaning.in_use_until for meaning in PAST}), ids=str)
def test_D13_old_codes_count_until_their_last_day_and_not_after(extract, last):
    old = [meaning for meaning in PAST if meaning.in_use_until == last]
    codes = [meaning.code for meaning in old]

    frame = living_in(extract, codes, last).read().frame

    assert frame["municipality_code"].tolist() == [meaning.successor for meaning in old]
    with pytest.raises(InputRefused) as refused:
        living_in(extract, codes, last + timedelta(days=1)).read()
    assert refused.value.total == len(codes)
    assert {fault.code for fault in refused.value.refused[0].faults} == {"code_out_of_use"}


@pytest.mark.parametrize("meaning", DIVIDED, ids=lambda meaning: meaning.code)
def test_D14_a_divided_municipality_is_told_and_nobody_is_lost(extract, meaning):
    report = living_in(extract, [meaning.code] * 3 + ["0101"]).read().report

    (old,) = report.old_codes
    assert (old.code, old.successor, old.spells, old.is_divided) == (
        meaning.code, meaning.successor, 3, True,
    )  # fmt: skip
    assert report.people == 4


def test_D15_a_present_code_before_its_time_is_counted_and_told(extract):
    """Registers are often delivered in the present division."""
    report = living_in(extract, ["0492", "0400", "0101"], date(2002, 5, 1)).read().report

    assert report.people == 3
    assert report.early_codes == 2


def test_D15_a_name_is_no_code(extract):
    living_in(extract, ["Århus"])

    assert extract.refusals() == [("residences", "code_malformed", 2, "municipality_code")]
