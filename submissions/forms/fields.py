"""Fields that both forms are put together from. Each carries what helps to fill it in.

`help_text` stands below the label. `guide` is folded away beside the field: what makes a good
answer, and an example of one.
"""

from dataclasses import dataclass

from django import forms
from django.core.validators import MaxLengthValidator, URLValidator
from django.db.models import TextChoices
from django.forms import Field
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measurements.mailbox import MailAddressField
from submissions.models import Criterion
from submissions.models.submission import Experience, Stage
from submissions.subject_words import TOPICS

LONGEST_TEXT = 10_000  # letters; some four printed pages a field
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Guide:
    """What makes a good answer, and what one may look like."""

    good: Words
    example: Words


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class MonthField(forms.TypedChoiceField):
    def __init__(self, **kwargs: object) -> None:
        super().__init__(
            choices=lambda: [("", _("Vælg måned")), *MONTHS.items()],
            coerce=int,
            empty_value=None,
            required=False,
            **kwargs,
        )


def guided(field: Field, good: Words, example: Words) -> Field:
    """The field with help of its own beside it."""
    field.guide = Guide(good, example)
    return field


def limit_of(field: Field) -> int | None:
    """The most letters that a text may have; None where nobody counts."""
    if not isinstance(field.widget, forms.Textarea):
        return None
    return next(
        (each.limit_value for each in field.validators if isinstance(each, MaxLengthValidator)),
        None,
    )


def year(label: Words, help_text: Words, *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=required,
        error_messages={"invalid": gettext_lazy("Skriv årstallet med fire cifre, fx 2024.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
    )


def month(label: Words) -> MonthField:
    return MonthField(label=label, help_text=gettext_lazy("Hvis du kender den."))


def long_text(
    label: Words, help_text: Words, *, rows: int = 6, required: bool = False
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        validators=[MaxLengthValidator(LONGEST_TEXT)],
    )


class OneLineField(forms.CharField):
    """Text on one line, whatever was posted: a heading, and a line of a mail, have no other."""

    def to_python(self, value: object) -> str:
        return " ".join(str(super().to_python(value)).split())


def title(help_text: Words) -> forms.CharField:
    return OneLineField(label=gettext_lazy("Titel"), help_text=help_text, max_length=200)


def further(help_text: Words) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Andre kommuner"), help_text=help_text, max_length=1000, required=False
    )


def target_group(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Målgruppe"),
        help_text=gettext_lazy("Fx »familiesammenførte kvinder uden job i det første år«."),
        max_length=300,
        required=required,
    )


def link(help_text: Words) -> forms.URLField:
    return forms.URLField(
        label=gettext_lazy("Link"),
        help_text=help_text,
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        error_messages={
            "invalid": gettext_lazy("Skriv hele adressen, fx https://www.eksempel.dk/rapport.")
        },
    )


def topics() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=gettext_lazy("Emner"),
        help_text=gettext_lazy("Sæt kryds ved dem, der passer, så andre finder bidraget."),
        required=False,
        choices=list(TOPICS.items()),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-checkbox"}),
    )


def experience() -> forms.ChoiceField:
    return _choice(
        gettext_lazy("Hvordan gik det?"),
        gettext_lazy("Det, der ikke virkede, er lige så velkomment som det, der virkede."),
        Experience,
    )


def stage() -> forms.ChoiceField:
    return _choice(
        gettext_lazy("Hvor langt er I?"),
        gettext_lazy("Så andre ved, hvor meget metoden er prøvet."),
        Stage,
    )


def criteria() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=gettext_lazy("Hvad mener I selv?"),
        help_text=gettext_lazy(
            "Sæt kryds ved det, I vil stå inde for. Det vises på siden med dato, ved siden af "
            "redaktionens vurdering."
        ),
        required=False,
        choices=Criterion.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-checkbox"}),
    )


def contact() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Kontakt"),
        help_text=gettext_lazy(
            "Hvem kan andre kommuner spørge? Fx »Integrationsteamet, tlf. 12 34 56 78«. "
            "Vises offentligt."
        ),
        max_length=300,
    )


def contact_email() -> MailAddressField:
    return MailAddressField(
        label=gettext_lazy("E-mailadresse til spørgsmål"),
        help_text=gettext_lazy(
            "Andre kommuner kan stille spørgsmål gennem siden. Adressen vises ikke."
        ),
        required=False,
    )


def _choice(label: Words, help_text: Words, choices: type[TextChoices]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=[("", gettext_lazy("Ikke oplyst")), *choices.choices],
        required=False,
    )
