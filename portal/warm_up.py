"""What a web process reads at its start, so that its first reader need not wait for it."""

import gc
import logging

from django.conf import settings
from django.db import DatabaseError, connections
from django.urls import reverse
from django.utils import translation

from measurements import published as results
from measurements.drawn import round_body
from submissions import searching

log = logging.getLogger(__name__)


def read_in_advance() -> None:
    """A site whose database is not there yet starts all the same."""
    reverse("home")  # imports every page
    try:
        searching.warm_up()
        _draw_the_newest_round()
    except DatabaseError as problem:
        log.warning("Nothing was read in advance: %s", problem)
    finally:
        connections.close_all()
    _leave_out_of_collections()


def _draw_the_newest_round() -> None:
    newest = results.newest_computed_round()
    if newest is None:
        return
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            round_body(newest, sort="")


def _leave_out_of_collections() -> None:
    """What has been read stays as long as the process: looking through it held up some readers
    for a tenth of a second each.
    """
    gc.collect()
    gc.freeze()
