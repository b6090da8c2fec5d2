"""What a web process reads at its start, so that its first reader need not wait for it."""

import logging

from django.db import DatabaseError, connections
from django.urls import reverse

from submissions import searching

log = logging.getLogger(__name__)


def read_in_advance() -> None:
    """A site whose database is not there yet starts all the same."""
    reverse("home")  # imports every page
    try:
        searching.warm_up()
    except DatabaseError as problem:
        log.warning("The search was not read in advance: %s", problem)
    finally:
        connections.close_all()
