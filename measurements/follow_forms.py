"""The form of a reader who wants to know when a round is corrected."""

from django import forms
from django.utils.translation import gettext_lazy as _

from measurements.mailbox import MailAddressField
from measurements.models import Follower


class FollowForm(forms.Form):
    email = MailAddressField(
        label=_("Din e-mailadresse"),
        max_length=Follower._meta.get_field("email").max_length,
        help_text=_("Vi skriver til adressen, så du kan bekræfte, at den er din."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
