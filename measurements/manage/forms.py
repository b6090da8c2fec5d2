"""Forms of the administration pages. They return clean values in the verbs' own types."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext_lazy as _

from measurements.actions.rounds import RoundDescription
from measurements.actions.storing import MEGABYTE
from measurements.models import Round, Success

FIRST_YEAR = 1986  # municipalities have been keyed by CPR since then; nothing older can be meant
LAST_YEAR = 2100
SHORTEST_HORIZON, LONGEST_HORIZON = 12, 120  # months
FEWEST_PEOPLE = 20  # below this no figure is ever shown
MOST_PEOPLE = 100_000  # more than any municipality has; far more is no number to the database


class RoundForm(forms.Form):
    """What an administrator says about a round."""

    title = forms.CharField(
        label=_("Titel"),
        max_length=200,
        help_text=_(
            "Som den skal stå på siden, for eksempel: Måling af kommunernes "
            "integrationsindsats 1999-2007"
        ),
    )
    period_from = forms.IntegerField(
        label=_("Første år i perioden"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=_(
            "Det første år, som personer i målingen fik opholdstilladelse, for eksempel 1999"
        ),
    )
    period_to = forms.IntegerField(
        label=_("Sidste år i perioden"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=_("Det sidste år, som data dækker, for eksempel 2007"),
    )
    horizon = forms.IntegerField(
        label=_("Horisont i måneder"),
        initial=72,
        min_value=SHORTEST_HORIZON,
        max_value=LONGEST_HORIZON,
        help_text=_("Så længe tælles tiden til arbejde eller uddannelse. 72 måneder er seks år."),
    )
    minimum_people = forms.IntegerField(
        label=_("Mindste antal personer"),
        initial=80,
        min_value=FEWEST_PEOPLE,
        max_value=MOST_PEOPLE,
        help_text=_(
            "Kommuner med færre personer får ingen placering. De tidligere målinger brugte 80."
        ),
    )
    success = forms.ChoiceField(
        label=_("Hvad der tæller"),
        choices=Success.choices,
        initial=Success.WORK_2_MONTHS,
        help_text=_(
            "Et registerudtræk opgøres efter denne regel. En fil med færdige forløb "
            "skal allerede være opgjort efter den."
        ),
    )
    data_end = forms.DateField(
        label=_("Sidste dag i data"),
        required=False,
        help_text=_("Kun for registerudtræk: den sidste dag, som udtrækket ved noget om."),
    )
    publisher = forms.CharField(
        label=_("Udgiver"),
        max_length=200,
        help_text=_("Den myndighed, der står bag målingen"),
    )
    contact = forms.CharField(
        label=_("Kontakt"),
        max_length=200,
        required=False,
        help_text=_("Hvem læserne kan spørge, for eksempel et kontor og en e-mailadresse"),
    )
    simulated = forms.BooleanField(
        label=_("Data er simulerede"),
        required=False,
        help_text=_(
            "Sæt kryds, hvis personerne er frembragt af et program. Det vises tydeligt overalt."
        ),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("period_from"), values.get("period_to")
        if first is not None and last is not None and last < first:
            self.add_error(
                "period_to", _("Det sidste år kan ikke ligge før det første. Byt om på årene.")
            )
        return values

    def description(self) -> RoundDescription:
        return RoundDescription(**self.cleaned_data)

    @classmethod
    def of(cls, measured: Round) -> "RoundForm":
        return cls(initial={name: getattr(measured, name) for name in cls.base_fields})


class FilesForm(forms.Form):
    """The two files of a round. A field left empty keeps the file that is there."""

    spells = forms.FileField(
        label=_("Forløb"),
        help_text=_("En række for hver person og kommune. CSV eller Excel (.xlsx)."),
    )
    labour_market = forms.FileField(
        label=_("Kommuner og år"),
        required=False,
        help_text=_(
            "Ledighed og andet om arbejdsmarkedet, en række for hver kommune og år. "
            "Uden den kan der ikke tages højde for arbejdsmarkedet."
        ),
    )

    def __init__(self, *args: Any, has_spells: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spells"].required = not has_spells
        for field in self.fields.values():
            field.error_messages["empty"] = _("Filen er tom. Vælg den rigtige fil.")

    def clean_spells(self) -> File | None:
        return self._checked("spells")

    def clean_labour_market(self) -> File | None:
        return self._checked("labour_market")

    def _checked(self, name: str) -> File | None:
        file = self.cleaned_data[name]
        if file and file.size > settings.MAX_INPUT_MEGABYTES * MEGABYTE:
            raise forms.ValidationError(
                _("Filen er for stor. Den må højst fylde %(limit)d MB."),
                params={"limit": settings.MAX_INPUT_MEGABYTES},
            )
        return file
