"""When a verb cannot be done now: the reason is a sentence for the person who asked."""

from django.utils.translation import gettext as _

from measurements.models import Round, RoundKind, RoundState


class NotPossible(Exception):
    """What the state, not the person, stands in the way of. The text is shown on the page."""


def check_is_draft(measured: Round) -> None:
    """Only a computed round that is still a draft may change."""
    if measured.kind != RoundKind.COMPUTED:
        raise NotPossible(_("Målingen er beregnet et andet sted og kan ikke ændres her."))
    if measured.state != RoundState.DRAFT:
        raise NotPossible(_("Målingen er offentliggjort og kan ikke længere ændres."))


def check_has_no_live_run(measured: Round) -> None:
    if measured.live_run is not None:
        raise NotPossible(
            _("En beregning af målingen er i gang. Vent, til den er færdig, eller stop den først.")
        )


def someone_was_faster() -> NotPossible:
    """The compare-and-swap found another version than the page had shown."""
    return NotPossible(
        _("En anden har ændret målingen imens. Se på den igen, og prøv så en gang til.")
    )
