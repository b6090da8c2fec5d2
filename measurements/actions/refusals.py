"""When a verb cannot be done now: the reason is a sentence for the person who asked."""

from django.utils.translation import gettext as _

from measurements.ingest.personal_data import holds_cpr_in_prose
from measurements.lifecycle import NotPossible
from measurements.models import Round, RoundKind, Run

__all__ = [
    "NotPossible",
    "check_has_no_live_run",
    "check_is_computed_here",
    "check_names_nobody",
    "someone_was_faster",
]


def check_is_computed_here(measured: Round) -> None:
    if measured.kind != RoundKind.COMPUTED:
        raise NotPossible(_("Målingen er beregnet et andet sted og kan ikke ændres her."))


def check_has_no_live_run(measured: Round) -> None:
    if Run.objects.filter(round=measured, state__in=["waiting", "running"]).exists():
        raise NotPossible(
            _("En beregning af målingen er i gang. Vent, til den er færdig, eller stop den først.")
        )


def check_names_nobody(*texts: str) -> None:
    """What is typed here becomes public, or stays in a log that nothing can be taken out of."""
    if any(holds_cpr_in_prose(text) for text in texts):
        raise NotPossible(
            _("Teksten ser ud til at indeholde et CPR-nummer. Den bliver offentlig: slet nummeret.")
        )


def someone_was_faster() -> NotPossible:
    """The compare-and-swap found another version than the page had shown."""
    return NotPossible(
        _("En anden har ændret målingen imens. Se på den igen, og prøv så en gang til.")
    )
