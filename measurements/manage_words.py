"""What the administration pages call stages, failures and events: tables from code to sentence."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

# What a computation is doing, and where on the way from 0 to 1 it then is (measured on 30,000 people).
STAGES: dict[str, tuple[Promise, float, float]] = {
    "files": (gettext_lazy("Læser og kontrollerer filerne"), 0.00, 0.45),
    "reading": (gettext_lazy("Ordner forløbene"), 0.45, 0.50),
    "fitting": (gettext_lazy("Tilpasser modellen"), 0.50, 0.60),
    "means": (gettext_lazy("Beregner faktisk og forventet tid"), 0.60, 0.70),
    "uncertainty": (gettext_lazy("Beregner usikkerheden"), 0.70, 0.85),
    "ranking": (gettext_lazy("Finder placeringer"), 0.85, 0.95),
    "cohorts": (gettext_lazy("Følger ankomstårene"), 0.95, 1.00),
    "done": (gettext_lazy("Gemmer resultaterne"), 1.00, 1.00),
}

FAILURES: dict[str, Promise] = {
    "stopped": gettext_lazy("En administrator stoppede beregningen."),
    "worker_died": gettext_lazy(
        "Programmet, der beregner, gik ned ved hvert forsøg. Det sker især, når filen er så stor, "
        "at maskinen løber tør for hukommelse. Tal med den, der driver siden, før du prøver igen."
    ),
    "memory": gettext_lazy(
        "Der var ikke hukommelse nok til filen. Tal med den, der driver siden, før du prøver igen."
    ),
    "file_missing": gettext_lazy("Den uploadede fil findes ikke længere. Upload den igen."),
    "unexpected": gettext_lazy(
        "Der er en fejl i programmet. Dine filer er gemt, og intet er offentliggjort. "
        "Tal med den, der driver siden; fejlen står i loggen."
    ),
}

EVENTS: dict[str, Promise] = {
    "round.created": gettext_lazy("Målingen blev oprettet"),
    "round.described": gettext_lazy("Beskrivelsen blev ændret"),
    "round.published": gettext_lazy("Målingen blev offentliggjort"),
    "input.stored": gettext_lazy("En fil blev uploadet"),
    "run.requested": gettext_lazy("En beregning blev sat i gang"),
    "run.stopped": gettext_lazy("Beregningen blev stoppet"),
    "run.finished": gettext_lazy("Beregningen blev færdig"),
    "run.refused": gettext_lazy("Filerne kunne ikke bruges"),
    "run.failed": gettext_lazy("Beregningen gik i stå"),
}
