"""Why somebody whom a broker sends is not let in, as a table: what happened, and what to do."""

from dataclasses import dataclass
from enum import Enum, auto

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Reason(Enum):
    CANCELLED = auto()
    UNREACHABLE = auto()
    UNTRUSTED = auto()
    NO_ORGANISATION = auto()
    UNKNOWN_ORGANISATION = auto()
    CONTRADICTION = auto()
    NOT_SURE_ENOUGH = auto()
    NO_EMAIL = auto()
    EMAIL_TAKEN = auto()
    CLOSED = auto()


class Refused(Exception):
    """Nobody was logged in, and nothing was changed."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.name)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Words:
    what: Promise
    to_do: Promise
    status: int = 403


WORDS = {
    Reason.CANCELLED: Words(
        _("Du afbrød log-in"), _("Du kan begynde forfra, når du vil."), status=200
    ),
    Reason.UNREACHABLE: Words(
        _("Log-in-tjenesten svarer ikke"),
        _("Prøv igen om nogle minutter. Der er ikke sket noget med din konto."),
        status=503,
    ),
    Reason.UNTRUSTED: Words(
        _("Svaret fra log-in-tjenesten kunne ikke godkendes"),
        _(
            "Det sker, hvis siden har ligget åben for længe, eller hvis svaret er brugt før. "
            "Begynd forfra. Sker det igen, så skriv til os."
        ),
    ),
    Reason.NO_ORGANISATION: Words(
        _("Vi fik ikke at vide, hvilken kommune du arbejder i"),
        _(
            "Bed den, der styrer log-in i din kommune, om at sende CVR-nummer eller kommunekode med."
        ),
    ),
    Reason.UNKNOWN_ORGANISATION: Words(
        _("Din organisation er ikke en kommune, som vi kender"),
        _(
            "Kun ansatte i de 98 kommuner kan logge ind på denne måde. Alt, der er offentliggjort, "
            "kan læses uden log-in, og du kan dele en metode uden at logge ind."
        ),
    ),
    Reason.CONTRADICTION: Words(
        _("Oplysningerne om din organisation passer ikke sammen"),
        _(
            "CVR-nummer og kommunekode fører til to forskellige kommuner. Skriv til os, så ser vi på det."
        ),
    ),
    Reason.NOT_SURE_ENOUGH: Words(
        _("Dit log-in er ikke sikkert nok her"),
        _("Log ind på et højere sikringsniveau, for eksempel med MitID Erhverv."),
    ),
    Reason.NO_EMAIL: Words(
        _("Vi fik ingen gyldig e-mailadresse"),
        _("Bed den, der styrer log-in i din kommune, om at sende din e-mailadresse med."),
    ),
    Reason.EMAIL_TAKEN: Words(
        _("Der findes allerede en konto med din e-mailadresse"),
        _(
            "Vi kan ikke se, at kontoen er din, og slår de to derfor ikke sammen. Log ind med "
            "adgangskode, eller skriv til os."
        ),
    ),
    Reason.CLOSED: Words(
        _("Din konto er lukket"),
        _("Tal med kommunens redaktør, eller skriv til os, hvis den skal åbnes igen."),
    ),
}
