"""How much may be done here without an account from one network address within an hour.

Counted in the database: for every web process together, and also after a restart. The addresses
themselves are not kept.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Address, ip_address, ip_network

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from rest_framework.throttling import BaseThrottle

from measurements.models import StrangerAct

WINDOW = timedelta(hours=1)
CUSTOMER_BITS = 64  # of an IPv6 address, those that tell whose it is (RFC 6177)


class Act(StrEnum):
    LEAVE_TEXT = "leave-text"  # a draft, or what was typed when a log-in ended
    MAIL = "mail"  # has a mail sent to an address that was typed
    DRAW = "draw"  # has a PDF drawn that nobody has had drawn today


# A town hall may stand behind one address; a robot is stopped soon.
MOST = {Act.LEAVE_TEXT: 60, Act.MAIL: 20, Act.DRAW: 30}


def may(request: HttpRequest, act: Act, *, now: datetime) -> bool:
    """Count the act, and say whether it is still within the limit.

    Counted before it is judged, so that many at once are counted too; what was refused does not
    make the wait longer.
    """
    StrangerAct.objects.filter(at__lte=now - WINDOW).delete()
    counted = StrangerAct.objects.create(what=act, at=now, address=place_of(request))
    if StrangerAct.objects.filter(what=act, address=counted.address).count() <= MOST[act]:
        return True
    counted.delete()
    return False


def place_of(request: HttpRequest) -> str:
    """Digest of the network address; X-Forwarded-For counts only behind our own proxy."""
    address = BaseThrottle().get_ident(request)  # type: ignore[arg-type]  # reads META only
    network = _network_of(address or "")
    return salted_hmac("measurements.strangers", network, algorithm="sha256").hexdigest()


def _network_of(address: str) -> str:
    """One customer of IPv6 has at least 64 bits of addresses to choose from: they are one place."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv4Address):
        return address
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ip_network((known, CUSTOMER_BITS), strict=False))
