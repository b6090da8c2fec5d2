"""What the administration pages call stages, failures and events: tables from code to sentence."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from measurements.lifecycle import RoundState


@dataclass(frozen=True, slots=True)
class Stage:
    """What a worker does, and where on the way from 0 to 1 it begins and ends."""

    name: Promise
    start: float
    end: float


# Shares of the time that a computation for 30,000 people took.
STAGES = {
    "files": Stage(gettext_lazy("Læser og kontrollerer filerne"), 0.00, 0.20),
    "reading": Stage(gettext_lazy("Ordner forløbene"), 0.20, 0.22),
    "fitting": Stage(gettext_lazy("Tilpasser modellen"), 0.22, 0.28),
    "means": Stage(gettext_lazy("Beregner faktisk og forventet tid"), 0.28, 0.38),
    "uncertainty": Stage(gettext_lazy("Beregner usikkerheden"), 0.38, 0.44),
    "ranking": Stage(gettext_lazy("Finder placeringer"), 0.44, 0.49),
    "cohorts": Stage(gettext_lazy("Følger ankomstårene"), 0.49, 0.55),
    "releasing": Stage(
        gettext_lazy("Prøver, om nogen kan genkendes, og udelader det, der røber for meget"),
        0.55,
        1.00,
    ),
    "done": Stage(gettext_lazy("Gemmer resultaterne"), 1.00, 1.00),
}
# A validation only reads.
STAGES_OF_VALIDATION = {
    "files": Stage(gettext_lazy("Læser og kontrollerer filerne"), 0.00, 1.00),
    "done": Stage(gettext_lazy("Gemmer det, der blev fundet"), 1.00, 1.00),
}

FAILURES: dict[str, Promise] = {
    "stopped": gettext_lazy("En administrator stoppede arbejdet."),
    "worker_died": gettext_lazy(
        "Programmet, der beregner, gik ned ved hvert forsøg. Det sker især, når filen er så stor, "
        "at maskinen løber tør for hukommelse. Tal med den, der driver siden, før du prøver igen."
    ),
    "memory": gettext_lazy(
        "Der var ikke hukommelse nok til filerne. Tal med den, der driver siden: grænsen kan sættes "
        "op med RUN_MEMORY_MEGABYTES. Upload eventuelt filerne som CSV; det kræver mindre end Excel."
    ),
    "timeout": gettext_lazy(
        "Arbejdet tog længere tid, end det må. Tal med den, der driver siden: grænsen kan sættes op "
        "med RUN_SECONDS."
    ),
    "crashed": gettext_lazy(
        "Programmet, der læser filerne og regner, gik ned ved hvert forsøg. Dine filer er gemt. "
        "Tal med den, der driver siden; i loggen står, hvor det skete."
    ),
    "not_converged": gettext_lazy(
        "Modellen faldt ikke til ro: tallene kan ikke bestemmes af disse data. Saml små grupper i "
        "større, eller fjern en kolonne, der næsten kun har én værdi, og upload filen igen."
    ),
    "disk_full": gettext_lazy(
        "Der var ikke plads på disken. Tal med den, der driver siden, om at gøre plads, og prøv igen."
    ),
    "file_missing": gettext_lazy("Den uploadede fil findes ikke længere. Upload den igen."),
    "file_altered": gettext_lazy(
        "Filen på serverens disk er ikke længere den, der blev uploadet. Upload den igen."
    ),
    "unexpected": gettext_lazy(
        "Der er en fejl i programmet. Dine filer er gemt, og intet er offentliggjort. "
        "Tal med den, der driver siden; fejlen står i loggen."
    ),
}

EVENTS: dict[str, Promise] = {
    "round.created": gettext_lazy("Målingen blev oprettet"),
    "round.described": gettext_lazy("Beskrivelsen blev ændret"),
    "round.rules_changed": gettext_lazy("Reglerne for beregningen blev ændret"),
    "round.discarded": gettext_lazy("Kladden blev slettet"),
    "round.approved": gettext_lazy("Målingen blev godkendt og låst"),
    "round.reopened": gettext_lazy("Målingen blev taget tilbage"),
    "round.published": gettext_lazy("Målingen blev offentliggjort"),
    "round.superseded": gettext_lazy("Målingen blev afløst af en rettet udgave"),
    "round.correction_begun": gettext_lazy("En rettelse blev begyndt"),
    "round.retracted": gettext_lazy("Målingen blev trukket tilbage"),
    "input.stored": gettext_lazy("En fil blev uploadet"),
    "input.deleted": gettext_lazy("En fil blev slettet, og kun dens fingeraftryk er tilbage"),
    "validation.requested": gettext_lazy("Kontrollen blev sat i gang"),
    "validation.finished": gettext_lazy("Filerne blev kontrolleret og kan bruges"),
    "warning.accepted": gettext_lazy("En advarsel blev set og accepteret"),
    "run.requested": gettext_lazy("En beregning blev sat i gang"),
    "run.stopped": gettext_lazy("Kontrollen eller beregningen blev stoppet"),
    "run.finished": gettext_lazy("Beregningen blev færdig"),
    "run.refused": gettext_lazy("Filerne kunne ikke bruges"),
    "run.failed": gettext_lazy("Kontrollen eller beregningen gik i stå"),
    "hearing.opened": gettext_lazy("Målingen blev sendt i høring"),
    "hearing.extended": gettext_lazy("Høringsfristen blev forlænget"),
    "hearing.seen": gettext_lazy("En kommune så sine tal for første gang"),
    "hearing.answered": gettext_lazy("En kommune svarede på høringen"),
    "hearing.responded": gettext_lazy("En kommune fik svar på sit høringssvar"),
    "hearing.reminded": gettext_lazy(
        "Kommuner, der ikke har set deres tal, blev mindet om høringen"
    ),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Rounds that the list shows together."""

    name: str  # in the address
    title: Promise
    states: tuple[RoundState, ...]


_PUBLIC = (RoundState.PUBLISHED,)
_PAST = (RoundState.SUPERSEDED, RoundState.RETRACTED)
GROUPS = (
    Group(
        "i-gang",
        gettext_lazy("I gang"),
        tuple(state for state in RoundState if state not in (*_PUBLIC, *_PAST)),
    ),
    Group("offentlige", gettext_lazy("Offentlige"), _PUBLIC),
    Group("tidligere", gettext_lazy("Afløste og tilbagetrukne"), _PAST),
)
