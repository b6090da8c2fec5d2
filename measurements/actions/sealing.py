"""The nightly look at every seal and at the audit log, and what is done when one is broken."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction

from measurements import audit_chain, outbox
from measurements.audit_chain import Break
from measurements.models import SealCheck
from measurements.verification import Verification, verify_all

logger = logging.getLogger(__name__)


@transaction.atomic
def check_seals(*, now: datetime) -> SealCheck:
    """Compute every seal again, read the audit log again, keep what was found, and write to us when
    one of them is broken: whoever changes a version and its seal has the log against them.
    """
    looked_at = list(verify_all())
    broken = [each for each in looked_at if not each.holds]
    gap = audit_chain.first_break()
    check = SealCheck.objects.create(
        checked_at=now,
        versions=len(looked_at),
        broken=[*(_kept(each) for each in broken), *([_kept_of_log(gap)] if gap else [])],
    )
    for each in broken:
        logger.error("seal broken: %s, version %s: %s", each.slug, each.version, _parts(each))
        outbox.write(
            to=settings.CONTACT_EMAIL,
            template="seal_broken",
            context={"slug": each.slug, "version": each.version, "parts": _parts(each)},
            now=now,
            key=f"seal:{each.slug}:{each.version}:{now:%Y-%m-%d}",
        )
    if gap:
        logger.error("audit log broken at line %s", gap.event)
        outbox.write(
            to=settings.CONTACT_EMAIL,
            template="log_broken",
            context={"line": gap.event},
            now=now,
            key=f"log:{gap.event}:{now:%Y-%m-%d}",
        )
    return check


def _kept_of_log(gap: Break) -> dict[str, object]:
    return {"log": gap.event}


def _kept(each: Verification) -> dict[str, object]:
    return {"slug": each.slug, "version": each.version, "parts": list(each.broken)}


def _parts(each: Verification) -> str:
    return ", ".join(each.broken)
