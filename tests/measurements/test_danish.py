"""Danish names: order, addresses, spelling."""

import pytest

from measurements import danish


def test_danish_letters_come_last_and_double_a_with_them():
    names = ["Aarhus", "Ærø", "Vordingborg", "Aalborg", "Allerød", "Øster", "Aabenraa"]

    ordered = sorted(names, key=danish.sort_key)

    assert ordered == ["Allerød", "Vordingborg", "Ærø", "Øster", "Aabenraa", "Aalborg", "Aarhus"]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Høje-Taastrup", "hoje-taastrup"),
        ("Ærø", "aero"),
        ("Århus", "arhus"),
        ("Ringkøbing-Skjern", "ringkobing-skjern"),
        ("  Faaborg  Midtfyn ", "faaborg-midtfyn"),
    ],
)
def test_addresses_are_spelt_as_the_original_portal_did(name, address):
    assert danish.slug(name) == address


@pytest.mark.parametrize("spelling", ["Århus", "AARHUS", "aarhus", "A\u030arhus"])
def test_a_name_is_found_however_it_is_spelt(spelling):
    assert danish.sort_key(spelling) == danish.sort_key("Aarhus")


def test_a_name_that_begins_so_is_nearer_than_one_that_looks_alike():
    names = ["Støvring", "Tørring-Uldum", "Lemvig"]

    assert danish.nearest("Tørring", names) == ["Tørring-Uldum", "Støvring"]
    assert danish.nearest("", names) == []
