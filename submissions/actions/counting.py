"""How often something is read, counted without knowing by whom. Never in a page's way."""

import logging
import re
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from submissions.models import DayCount, Submission, Use
from submissions.permissions import Actor, stands_as

logger = logging.getLogger(__name__)

# What calls itself a machine. The others that are machines are few, and are counted.
_ROBOT = re.compile(
    r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python|java/|go-http|headless|^$", re.I
)


def count(
    *,
    submission: Submission,
    use: Use,
    by: Actor | None,
    agent: str,
    is_prefetch: bool,
    now: datetime,
) -> None:
    """One more, unless a machine, the owners or the editors looked."""
    if is_prefetch or _ROBOT.search(agent) or (by is not None and stands_as(by, submission)):
        return
    day = timezone.localdate(now, timezone=timezone.get_default_timezone())
    try:
        with transaction.atomic():
            _add_one(code=submission.code, day=day, use=use)
    except DatabaseError:
        logger.warning("a read of %s was not counted", submission.code)


def _add_one(**of: Any) -> None:
    today = DayCount.objects.filter(**of)
    if today.update(number=F("number") + 1):
        return
    DayCount.objects.get_or_create(**of)  # another may have been first
    today.update(number=F("number") + 1)
