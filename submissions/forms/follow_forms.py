"""The form of a reader who wants to know what a municipality shares and how it fares."""

from django import forms
from django.utils.translation import gettext_lazy as _

from measurements.mailbox import MailAddressField
from submissions.models import MunicipalityFollower, Pace


class PaceForm(forms.Form):
    """How often."""

    pace = forms.TypedChoiceField(
        label=_("Hvor tit vil du have mail?"),
        choices=Pace.choices,
        coerce=Pace,
        initial=Pace.WEEKLY,
        widget=forms.RadioSelect(attrs={"class": "form-radio"}),
    )


class FollowMunicipalityForm(PaceForm):
    email = MailAddressField(
        label=_("Din e-mailadresse"),
        max_length=MunicipalityFollower._meta.get_field("email").max_length,
        help_text=_("Vi skriver til adressen, så du kan bekræfte, at den er din."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ("email", "pace")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()
