"""What the timer asks for: links, the search, mails and files that wait."""

from datetime import datetime

from measurements import outbox
from submissions.actions import (
    checking,
    following,
    indexing,
    linking,
    mailing,
    reading,
)


def sweep(*, now: datetime) -> None:
    """Catch up with everything whose ring was lost, or that was not to be done at once."""
    linking.catch_up(now=now)
    indexing.catch_up(now=now)
    checking.check_waiting(now=now)
    reading.read_waiting(now=now)
    mailing.send_digests(now=now)
    following.tell_followers(now=now)
    following.forget_unconfirmed(now=now)
    outbox.deliver_due(now=now)
