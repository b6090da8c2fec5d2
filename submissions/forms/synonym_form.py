"""A line of the list of synonyms, as editors write it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from submissions.models import Synonym
from submissions.search.synonyms import LONGEST_PHRASE, words_of


class SynonymForm(forms.ModelForm):
    class Meta:
        model = Synonym
        fields = ["danish", "english", "note"]
        widgets = {
            "danish": forms.Textarea(attrs={"rows": 2}),
            "english": forms.Textarea(attrs={"rows": 2}),
        }

    def clean_danish(self) -> str:
        return ", ".join(_checked(self.cleaned_data["danish"]))

    def clean_english(self) -> str:
        return ", ".join(_checked(self.cleaned_data["english"]))

    def clean(self) -> None:
        """One word alone says nothing: it needs another, in Danish or English."""
        super().clean()
        danish, english = (words_of(self.cleaned_data.get(n, "")) for n in ("danish", "english"))
        if danish and len(danish) + len(english) < 2:
            raise ValidationError(_("Skriv mindst to ord med komma imellem, eller et engelsk ord."))


def _checked(column: str) -> tuple[str, ...]:
    words = words_of(column)
    for word in words:
        if len(word.split()) > LONGEST_PHRASE:
            raise ValidationError(
                _("»%(word)s« er for langt: skriv højst %(most)s ord mellem to kommaer.")
                % {"word": word, "most": LONGEST_PHRASE}
            )
    return words
