"""What may be done without an account from one address, whatever process answers."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from measurements import strangers
from measurements.models import StrangerAct
from measurements.strangers import MOST, WINDOW, Act

pytestmark = pytest.mark.django_db


def asked_from(address):
    return RequestFactory().get("/", REMOTE_ADDR=address)


@pytest.fixture
def use_up(now):
    def make(act, address="192.0.2.1"):
        return [strangers.may(asked_from(address), act, now=now) for _time in range(MOST[act])]

    return make


@pytest.mark.parametrize("act", Act)
def test_the_last_one_within_the_limit_is_let_through_and_the_next_is_not(act, use_up, now):
    assert all(use_up(act))
    assert not strangers.may(asked_from("192.0.2.1"), act, now=now)


def test_another_process_counts_on_where_the_first_one_was(use_up, now):
    use_up(Act.MAIL)
    cache.clear()  # what a process remembers by itself

    assert not strangers.may(asked_from("192.0.2.1"), Act.MAIL, now=now)


def test_if_a_process_counted_for_itself_alone_the_next_one_would_let_it_through(use_up, now):
    use_up(Act.MAIL)
    StrangerAct.objects.all().delete()

    assert strangers.may(asked_from("192.0.2.1"), Act.MAIL, now=now)


def test_another_address_and_another_act_are_counted_by_themselves(use_up, now):
    use_up(Act.MAIL)

    assert strangers.may(asked_from("192.0.2.2"), Act.MAIL, now=now)
    assert strangers.may(asked_from("192.0.2.1"), Act.LEAVE_TEXT, now=now)


def test_after_the_hour_it_may_go_on_and_nothing_is_kept_of_before(use_up, now):
    use_up(Act.MAIL)

    assert strangers.may(asked_from("192.0.2.1"), Act.MAIL, now=now + WINDOW)
    assert StrangerAct.objects.count() == 1


def test_who_asks_on_while_refused_does_not_wait_longer(use_up, now):
    use_up(Act.MAIL)

    strangers.may(asked_from("192.0.2.1"), Act.MAIL, now=now + WINDOW - timedelta(seconds=1))

    assert strangers.may(asked_from("192.0.2.1"), Act.MAIL, now=now + WINDOW)


def test_the_address_itself_is_not_kept(use_up):
    use_up(Act.MAIL)

    assert "192.0.2.1" not in str(list(StrangerAct.objects.values()))


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::7", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
    ],
)
def test_a_customer_of_the_long_addresses_is_one_place(one, other, is_same):
    """A customer has 2^64 of them; the whole address would be a new place each time."""
    assert (strangers.place_of(asked_from(one)) == strangers.place_of(asked_from(other))) is is_same
