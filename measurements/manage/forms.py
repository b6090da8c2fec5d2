"""Forms of the administration pages. They return clean values in the verbs' own types."""

from collections.abc import Collection
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext_lazy as _

from measurements.actions.rounds import RoundDescription
from measurements.actions.storing import MEGABYTE
from measurements.manage.ways import CONTENTS, ENDINGS, Way
from measurements.manage.words import EVENTS
from measurements.models import CorrectionKind, InputKind, Round, Success
from measurements.wording import listing

FIRST_YEAR = 1986  # municipalities have been keyed by CPR since then; nothing older can be meant
LAST_YEAR = 2100
SHORTEST_HORIZON, LONGEST_HORIZON = 12, 120  # months
FEWEST_PEOPLE = 20  # below this no figure is ever shown
MOST_PEOPLE = 100_000  # more than any municipality has; far more is no number to the database
PROGRAM = "programmet"  # in the log: what nobody did


class DayField(forms.DateField):
    """A day, picked where the browser has a calendar, and typed as Danes do where it has none."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"], **kwargs)


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
    data_end = DayField(
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
    """The files of one way of delivery.

    here  what has been uploaded already: such a field may be left empty, and the file stays
    """

    def __init__(
        self,
        way: Way,
        *args: Any,
        here: Collection[str] = (),
        data_end: date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.way = way
        if way.data_end:
            self.fields["data_end"] = _data_end_field(way, data_end)
        for kind in way.kinds:
            is_required = kind in way.needed and kind not in here
            self.fields[kind.value] = _file_field(kind, is_required=is_required)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for kind in self.way.kinds:
            if file := values.get(kind.value):
                self._check(kind, file)
        if not self.errors and not any(values.get(kind.value) for kind in self.way.kinds):
            raise forms.ValidationError(_("Vælg mindst én fil."))
        return values

    @property
    def chosen(self) -> dict[InputKind, File]:
        """The files that can be kept, whatever is wrong with the others."""
        found = {kind: self.cleaned_data.get(kind.value) for kind in self.way.kinds}
        return {kind: file for kind, file in found.items() if file}

    def _check(self, kind: InputKind, file: File) -> None:
        if file.size > settings.MAX_INPUT_MEGABYTES * MEGABYTE:
            self.add_error(
                kind.value,
                _("Filen er for stor. Den må højst fylde %(limit)d MB.")
                % {"limit": settings.MAX_INPUT_MEGABYTES},
            )
        elif not (file.name or "").lower().endswith(ENDINGS[kind]):
            self.add_error(
                kind.value,
                _("Filen %(name)s kan ikke bruges her. Dens navn skal ende på %(endings)s.")
                % {"name": file.name, "endings": listing(ENDINGS[kind])},
            )


class ReasonForm(forms.Form):
    """A move that needs a reason."""

    reason = forms.CharField(
        label=_("Hvorfor"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = help_text


class CorrectionForm(ReasonForm):
    """Why there has to be another version."""

    kind = forms.ChoiceField(
        label=_("Hvad slags ændring"),
        choices=CorrectionKind.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Læserne skal kunne se forskel på en fejl og noget, der hele tiden var meningen."
        ),
    )
    field_order = ["kind", "reason"]


class TypedPeriodForm(forms.Form):
    """The period, typed: nothing that cannot be undone happens by a slip of the hand."""

    period = forms.CharField(max_length=20)

    def __init__(self, measured: Round, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = f"{measured.period_from}-{measured.period_to}"
        self.fields["period"].label = _("Skriv målingens periode, %(period)s, for at bekræfte") % {
            "period": self.wanted
        }

    def clean_period(self) -> str:
        typed = "".join(self.cleaned_data["period"].split()).replace("–", "-")
        if typed != self.wanted:
            raise forms.ValidationError(
                _("Der står ikke %(period)s. Er det den rigtige måling?"),
                params={"period": self.wanted},
            )
        return typed


class PublishForm(TypedPeriodForm):
    """The last step before everybody can see the round."""

    def __init__(self, measured: Round, *args: Any, is_alone: bool, **kwargs: Any) -> None:
        super().__init__(measured, *args, **kwargs)
        if is_alone:
            self.fields["alone_reason"] = forms.CharField(
                label=_("Hvorfor er du alene om det?"),
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("Du har selv godkendt målingen. Begrundelsen bliver stående."),
            )
            self.order_fields(["alone_reason", "period"])


class RetractForm(TypedPeriodForm, ReasonForm):
    """Taking a public round away."""

    field_order = ["reason", "period"]


class ApproveForm(forms.Form):
    """Freezing what will become public. `in_the_way` is what the hearing still speaks against it."""

    def __init__(self, *args: Any, was_heard: bool, in_the_way: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not was_heard:
            self.fields["no_hearing_reason"] = forms.CharField(
                label=_("Hvorfor er kommunerne ikke hørt?"),
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text=_("Begrundelsen kommer til at stå på siden, hvor alle kan læse den."),
            )
        if in_the_way:
            self.fields["hearing_reason"] = forms.CharField(
                label=_("Hvorfor godkendes målingen alligevel?"),
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text=in_the_way,
            )


def _file_field(kind: InputKind, *, is_required: bool) -> forms.FileField:
    field = forms.FileField(
        label=kind.label,
        required=is_required,
        help_text=CONTENTS[kind].rows if kind in CONTENTS else "",
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS[kind])}),
    )
    field.error_messages["required"] = _("Filen mangler. Vælg den.")
    field.error_messages["empty"] = _("Filen er tom. Vælg den rigtige fil.")
    return field


def _data_end_field(way: Way, data_end: date | None) -> DayField:
    is_required = way.data_end == "required"
    hint = _("Den sidste dag, som udtrækket ved noget om, for eksempel 31-12-2007.")
    if not is_required:
        hint += " " + _("Kun hvis arkivet er et registerudtræk.")
    return DayField(
        label=_("Sidste dag i data"), required=is_required, initial=data_end, help_text=hint
    )


class LogForm(forms.Form):
    """What the audit log is narrowed to. Sent in the address, so that it can be kept as a link."""

    maaling = forms.ChoiceField(label=_("Måling"), required=False)
    person = forms.ChoiceField(label=_("Person"), required=False)
    handling = forms.ChoiceField(label=_("Handling"), required=False)

    def __init__(
        self,
        *args: Any,
        people: list[tuple[str, str]],
        rounds: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        actions = sorted(((key, str(text)) for key, text in EVENTS.items()), key=lambda e: e[1])
        self.fields["maaling"].choices = [("", _("Alle målinger")), *rounds]
        self.fields["person"].choices = [("", _("Alle")), (PROGRAM, _("Programmet")), *people]
        self.fields["handling"].choices = [("", _("Alt")), *actions]

    def wanted(self) -> dict[str, Any]:
        """The conditions on events; a choice that does not exist is no condition."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        conditions: dict[str, Any] = {}
        if "maaling" in chosen:
            conditions["round_id"] = int(chosen["maaling"])
        if "handling" in chosen:
            conditions["action"] = chosen["handling"]
        if chosen.get("person") == PROGRAM:
            conditions["by"] = None
        elif "person" in chosen:
            conditions["by_id"] = int(chosen["person"])
        return conditions

    def as_address(self) -> str:
        """The choices as they stand in the address, for the links to other pages of the log."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        return urlencode(chosen)
