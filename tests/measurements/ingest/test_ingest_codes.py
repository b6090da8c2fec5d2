"""Every municipality code, at the dates around which it changed its meaning."""

from datetime import date

import pytest

from measurements.ingest.codes import canonical, code_key, predecessors, present_codes
from measurements.ingest.faults import FileRefused
from measurements.ingest.spells import read_spells

TODAY = date(2026, 11, 2)


def reading_of(store, rows, code, day):
    """The municipality that a spell under `code` from `day` is counted in, or the fault's name."""
    rows[3][1:5] = [code, day, day, "2007-10-31"]
    try:
        frame = read_spells(store(rows), name="f.csv", today=TODAY).frame
    except FileRefused as refused:
        (fault,) = refused.faults
        return fault.code
    return frame["municipality_code"][2]


def test_there_are_98_municipalities_and_270_on_the_eve_of_the_reform():
    eve = date(2006, 12, 31)
    key = code_key().values()

    on_the_eve = [
        m
        for m in key
        if (m.in_use_until or eve) >= eve and (m.in_use_from is None or m.in_use_from <= eve)
    ]

    assert len(present_codes()) == 98
    assert len(on_the_eve) == 270


@pytest.mark.parametrize("number", range(0, 1000, 100))
def test_every_code_from_000_to_999_is_known_or_refused_by_name(store, spell_rows, number):
    """A hundred codes in one file: each row is either counted or told, none is dropped."""
    template = spell_rows[3]
    codes = [f"{code:03d}" for code in range(number, number + 100)]
    rows = spell_rows[:1] + [[f"p{c}", c, *template[2:]] for c in codes]
    present = {row[1] for row in rows[1:] if code_key().get(canonical(row[1]))}

    with pytest.raises(FileRefused) as refused:
        read_spells(store(rows), name="f.csv", today=TODAY)

    assert refused.value.total == 100 - len(present & in_use_on(date(2003, 5, 1)))


def in_use_on(day):
    return {
        m.code.removeprefix("0")
        for m in code_key().values()
        if m.in_use_until is None or m.in_use_until >= day
    }


@pytest.mark.parametrize(
    ("code", "day", "reading"),
    [
        ("401", "2002-12-31", "0400"),
        ("401", "2003-01-01", "code_out_of_use"),
        ("400", "2003-01-01", "0400"),
        ("443", "2005-12-31", "0492"),
        ("443", "2006-01-01", "code_out_of_use"),
        ("189", "2006-12-31", "0190"),
        ("189", "2007-01-01", "code_out_of_use"),
        ("0189", "2006-12-31", "0190"),
        ("219", "2006-12-31", "0219"),
        ("219", "2007-01-01", "0219"),
        ("719", "2004-01-01", "0846"),
        ("411", "2004-01-01", "code_is_christiansoe"),
        ("0000", "2004-01-01", "code_unknown"),
    ],
)
def test_a_code_means_what_it_meant_on_the_day_the_spell_began(
    store, spell_rows, code, day, reading
):
    assert reading_of(store, spell_rows, code, day) == reading


@pytest.mark.parametrize(
    "meaning", [m for m in code_key().values() if m.in_use_until], ids=lambda m: m.code
)
def test_every_old_code_leads_to_a_present_municipality(meaning):
    assert code_key()[meaning.successor].in_use_until is None
    assert meaning in predecessors()[meaning.successor]


@pytest.mark.parametrize("text", ["", "1", "12", "12345", "abc", "101.0", " 101", "１０１", "-101"])
def test_what_is_not_three_or_four_digits_is_no_code(text):
    assert canonical(text) is None
