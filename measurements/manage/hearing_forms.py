"""Forms of the hearing's board."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measurements.actions.hearing import LONGEST_TEXT, SHORTEST
from measurements.models import Hearing

USUAL = timedelta(days=21)


def _day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": _("Skriv datoen som dag, måned og år, for eksempel 24-12-2026.")
        },
    )


class OpenHearingForm(forms.Form):
    """Until when, and why so short if it is short."""

    until = _day(
        _("Sidste dag, kommunerne kan svare"), _("Hele dagen tæller med. Tre uger er passende.")
    )
    short_reason = forms.CharField(
        label=_("Hvorfor får kommunerne så kort tid?"),
        help_text=_("Skal kun udfyldes, hvis de får mindre end %(days)s dage.")
        % {"days": SHORTEST.days},
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = lambda: timezone.localdate() + USUAL


class ExtendHearingForm(forms.Form):
    until = _day(_("Ny sidste dag"), _("Alle kommunernes brugere får en mail om den nye frist."))


class ResponseForm(forms.Form):
    """The publisher's response to one municipality."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    response = forms.CharField(
        label=_("Udgiverens svar"),
        help_text=_(
            "Står ved siden af kommunens svar, når målingen er offentlig. Kommunens brugere får en "
            "mail om, at der er svaret."
        ),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Skriv et svar til kommunen.")},
    )

    def __init__(self, hearing: Hearing, data: Any = None) -> None:
        initial = {"version": hearing.version, "response": hearing.response}
        super().__init__(None if data is None else data.copy(), initial=initial)

    def now_against(self, hearing: Hearing) -> None:
        """Sent once more, the response is to what the municipality says now."""
        self.data["version"] = hearing.version
