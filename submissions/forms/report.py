"""Indsend rapport, håndbog eller lignende: what the page asks for, field by field."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from submissions.forms import fields
from submissions.forms.base import SubmissionForm
from submissions.forms.fields import guided
from submissions.forms.steps import REPORT_STEPS
from submissions.models import Kind, ReportType


class ReportForm(SubmissionForm):
    """A text that is written already: the file or a link, and what is in it."""

    kind = Kind.REPORT
    steps = REPORT_STEPS
    either = frozenset({"files", "link"})

    title = fields.title(gettext_lazy("Som den står på forsiden."))
    report_type = forms.ChoiceField(
        label=gettext_lazy("Type"),
        choices=ReportType.choices,
        help_text=gettext_lazy("Vælg det, der passer bedst."),
        widget=forms.RadioSelect(attrs={"class": "form-radio"}),
    )
    publisher = forms.CharField(
        label=gettext_lazy("Udgiver"),
        help_text=gettext_lazy("Fx »Hedensted Kommune« eller navnet på et forskningscenter."),
        max_length=200,
    )
    year = fields.year(gettext_lazy("Udgivelsesår"), gettext_lazy("Fx 2024."), required=True)
    month = fields.month(gettext_lazy("Udgivelsesmåned"))
    municipality = forms.ChoiceField(
        label=gettext_lazy("Kommune"),
        help_text=gettext_lazy("Lad stå tomt, hvis rapporten handler om hele landet."),
        required=False,
    )
    further = fields.further(
        gettext_lazy("Handler den om flere kommuner, så skriv dem med komma: »Vejle, Horsens«.")
    )
    target_group = fields.target_group(required=False)
    topics = fields.topics()
    summary = guided(
        fields.long_text(
            gettext_lazy("Resumé"),
            gettext_lazy(
                "Tre til seks korte afsnit: hvad blev undersøgt, hvad fandt I, og hvad kan andre "
                "bruge det til? Skriv ikke om enkeltpersoner, der kan genkendes."
            ),
            rows=8,
            required=True,
        ),
        gettext_lazy(
            "Begynd med det, en travl kollega skal vide. Nævn også det, der gik dårligere end "
            "ventet, og hvor mange der var med."
        ),
        gettext_lazy(
            "Vi fulgte 62 familiesammenførte i to år. De, der mødte en virksomhed i den første "
            "måned, var i arbejde fire måneder før de andre. Danskkurser om aftenen gav ingen "
            "forskel. Andre kan bruge skabelonen til samtalen bagest i rapporten."
        ),
    )
    link = fields.link(gettext_lazy("Hvor rapporten ligger, hvis du ikke sender filen."))
    contact = fields.contact()
    contact_email = fields.contact_email()

    def clean(self) -> dict[str, object]:
        super().clean()
        nothing = not self.cleaned_data.get("link") and not self.cleaned_data.get("kept")
        if nothing and not self.draft and not {"link", "files"} & self.errors.keys():
            self.add_error("files", _("Send enten filen eller et link til rapporten."))
        return self.cleaned_data
