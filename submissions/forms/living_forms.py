"""The small forms of owners after publication."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy

from measurements.mailbox import MailAddressField
from submissions.actions.living import LONGEST_WHY


class StoppedForm(forms.Form):
    """Since when it is not done any longer, and why."""

    year = forms.IntegerField(
        label=gettext_lazy("Hvilket år stoppede den?"),
        help_text=gettext_lazy("Med fire cifre, fx 2025."),
        error_messages={"invalid": gettext_lazy("Skriv årstallet med fire cifre, fx 2025.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
    )
    why = forms.CharField(
        label=gettext_lazy("Hvorfor?"),
        help_text=gettext_lazy("Alle kan læse det. Skriv ikke om enkeltpersoner."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[MaxLengthValidator(LONGEST_WHY)],
    )


class ContactForm(forms.Form):
    """Whom others can ask from now on."""

    contact = forms.CharField(
        label=gettext_lazy("Kontakt"),
        help_text=gettext_lazy(
            "Fx »Integrationsteamet, tlf. 12 34 56 78«. Alle kan læse det på siden."
        ),
        max_length=300,
    )
    contact_email = MailAddressField(
        label=gettext_lazy("E-mailadresse til spørgsmål"),
        help_text=gettext_lazy("Vises ikke. Både den gamle og den nye adresse får besked."),
        required=False,
    )
