"""After a round: whoever was fast and has shared nothing is asked, once, what they do."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from measurements import published as measured
from measurements.published import MunicipalityResult
from submissions import calls, contacts
from submissions.actions import mailing

# After the first version of a round; later it is no news. Within it, whoever gets an account is asked.
LASTS = timedelta(days=60)


def call_who_is_missing(*, now: datetime) -> None:
    """Mail the people of each municipality that the newest round shows as fast and that is silent."""
    newest = measured.newest_computed_round()
    if newest is None or timezone.localdate(now) - newest.published_on > LASTS:
        return
    for result in calls.missing_from(newest):
        for person in contacts.who_shares_for(result.municipality.code):
            _call(result, person, now)


def _call(result: MunicipalityResult, person: AbstractBaseUser, now: datetime) -> None:
    with override(settings.LANGUAGE_CODE):
        path = calls.form_path(result)
        reason = calls.reason(result)
        line = _("%(reason)s Hvad gør I?") % {"reason": reason}
    mailing.tell(
        to=person.email,  # type: ignore[attr-defined]  # of every account
        template="call",
        context={
            "name": result.municipality.name,
            "reason": reason,
            "url": settings.BASE_URL + path,
        },
        line=line,
        path=path,
        now=now,
        key=f"call/{result.round.slug}/{result.municipality.code}/{person.pk}",
    )
