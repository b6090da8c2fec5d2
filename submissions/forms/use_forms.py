"""The small forms of those who use what others shared."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy

from submissions.actions.adopting import Month
from submissions.actions.asking import LONGEST
from submissions.models import Adoption, Experience


class MonthForm(forms.Form):
    """Since when."""

    month_number = forms.TypedChoiceField(
        label=gettext_lazy("Måned"), choices=lambda: list(MONTHS.items()), coerce=int
    )
    year = forms.IntegerField(
        label=gettext_lazy("År"),
        help_text=gettext_lazy("Med fire cifre. Det må gerne være en måned, der kommer."),
        error_messages={"invalid": gettext_lazy("Skriv årstallet med fire cifre, fx 2026.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
    )

    def month(self) -> Month:
        return Month(self.cleaned_data["year"], self.cleaned_data["month_number"])


class StoryForm(forms.Form):
    """How it went."""

    experience = forms.ChoiceField(
        label=gettext_lazy("Hvordan gik det?"),
        choices=[("", gettext_lazy("Ikke oplyst")), *Experience.choices],
        required=False,
    )
    story = forms.CharField(
        label=gettext_lazy("Fortæl"),
        help_text=gettext_lazy(
            "Hvad gjorde I anderledes, og hvad kom der ud af det? Skriv ikke om enkeltpersoner. "
            "Alle kan læse det."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        validators=[MaxLengthValidator(LONGEST)],
    )


class QuestionForm(forms.Form):
    """What somebody wants to know of whoever does it."""

    text = forms.CharField(
        label=gettext_lazy("Dit spørgsmål"),
        help_text=gettext_lazy("Skriv ikke om enkeltpersoner, der kan genkendes."),
        widget=forms.Textarea(attrs={"rows": 8}),
        validators=[MaxLengthValidator(LONGEST)],
    )


class AnswerForm(QuestionForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = gettext_lazy("Dit svar")


def month_of(adoption: Adoption) -> dict[str, int]:
    return {"month_number": adoption.from_month, "year": adoption.from_year}


def story_of(adoption: Adoption) -> dict[str, str]:
    return {"experience": adoption.experience, "story": adoption.story}
