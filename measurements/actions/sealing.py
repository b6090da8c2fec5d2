"""The nightly look at every seal, and what is done when one is broken."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction

from measurements import outbox
from measurements.models import SealCheck
from measurements.verification import Verification, verify_all

logger = logging.getLogger(__name__)


@transaction.atomic
def check_seals(*, now: datetime) -> SealCheck:
    """Compute every seal again, keep what was found, and write to us when one is broken."""
    looked_at = list(verify_all())
    broken = [each for each in looked_at if not each.holds]
    check = SealCheck.objects.create(
        checked_at=now, versions=len(looked_at), broken=[_kept(each) for each in broken]
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
    return check


def _kept(each: Verification) -> dict[str, object]:
    return {"slug": each.slug, "version": each.version, "parts": list(each.broken)}


def _parts(each: Verification) -> str:
    return ", ".join(each.broken)
