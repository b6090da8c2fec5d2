"""Addresses that somebody typed: refused where no mail can be sent, and known by their mailbox."""

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from measurements import mailbox
from measurements.mailbox import MailAddressField

UNREACHABLE = [
    "p@\u200d.com",
    "ab@é" + 56 * "a" + ".dk",
    "anna@[127.0.0.1]",
    '"anna"@kommunen.dk',
]


@pytest.mark.parametrize("address", UNREACHABLE)
def test_what_no_mail_reaches_is_refused(address):
    with pytest.raises(ValidationError, match="almindelig e-mailadresse"):
        MailAddressField().clean(address)


@pytest.mark.parametrize("address", UNREACHABLE)
def test_djangos_own_check_lets_it_pass(address):
    """The negative control."""
    validate_email(address)


@pytest.mark.parametrize("address", ["anna@kommunen.dk", "a.b+c@blåbær.example", "x@sub.k.dk"])
def test_ordinary_addresses_pass(address):
    assert MailAddressField().clean(address) == address


def test_one_mailbox_has_many_spellings():
    spellings = ["Anna@kommunen.dk", "anna+1@kommunen.dk", " anna+nyt@KOMMUNEN.dk"]

    assert {mailbox.mailbox_of(each) for each in spellings} == {"anna@kommunen.dk"}
    assert mailbox.mailbox_of("hanna@kommunen.dk") != "anna@kommunen.dk"
