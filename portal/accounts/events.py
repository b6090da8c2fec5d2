"""The log of people in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.models import PersonEvent

WORDS: dict[str, Promise] = {
    "accepted_invitation": _("Tog imod en invitation"),
    "made_by_broker": _("Konto oprettet ved første log-in"),
    "known_to_broker": _("Forbundet med kommunens log-in"),
    "moved_by_broker": _("Flyttet til en anden kommune ved log-in"),
    "role_by_broker": _("Rolle ændret ved log-in"),
    "closed": _("Konto lukket"),
    "opened": _("Konto åbnet igen"),
    "role_changed": _("Rolle ændret"),
    "password_by_link": _("Ny adgangskode ved link"),
    "password_changed": _("Adgangskode ændret"),
    "email_asked": _("Bad om at skifte adresse"),
    "email_changed": _("Skiftede adresse"),
    "factor_set_up": _("Satte kode op"),
    "factor_removed": _("Kode fjernet"),
    "proved_again": _("Viste adgangskode eller kode igen"),
    "logged_out_everywhere": _("Loggede ud alle steder"),
    "domain_added": _("Føjede et domæne til"),
    "domain_removed": _("Fjernede et domæne"),
    "made_by_command": _("Konto oprettet på serveren"),
}


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    what: Promise | str
    who: str  # empty for the machine
    details: str


def lines(events: Iterable[PersonEvent]) -> list[Line]:
    """One for each event, in the order they come."""
    return [
        Line(
            at=event.at,
            what=WORDS.get(event.action, event.action),
            who=str(event.by) if event.by else "",
            details=", ".join(str(value) for value in event.details.values() if value),
        )
        for event in events
    ]
