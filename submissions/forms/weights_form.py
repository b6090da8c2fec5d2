"""How much each part of the conditions counts, as a reader chooses it."""

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from submissions.matching import Weights

AS_CALCULATED = "1"
CHOICES = [
    ("0", _("Tæller ikke med")),
    (AS_CALCULATED, _("Tæller som beregnet")),
    ("2", _("Tæller dobbelt")),
    ("3", _("Tæller tredobbelt")),
]
# By the names in the address.
FIELDS = {"ankomne": "who_arrived", "arbejdsmarked": "labour_market", "storrelse": "size"}


def _field(label: str | Promise) -> forms.ChoiceField:
    told = _("Vælg en af mulighederne. Indtil da er der regnet, som om intet var valgt.")
    return forms.ChoiceField(label=label, choices=CHOICES, error_messages={"invalid_choice": told})


class WeightsForm(forms.Form):
    """What the address leaves out counts as the model says; so does all of a form with a fault."""

    ankomne = _field(_("Hvem der kom"))
    arbejdsmarked = _field(_("Det lokale arbejdsmarked"))
    storrelse = _field(_("Antal personer"))

    @classmethod
    def asked(cls, query: QueryDict) -> "WeightsForm":
        """The form as the address fills it in."""
        return cls({name: query.get(name, AS_CALCULATED) for name in FIELDS})

    @property
    def weights(self) -> Weights:
        if not self.is_valid():
            return Weights()
        return Weights(**{name: int(self.cleaned_data[key]) for key, name in FIELDS.items()})
