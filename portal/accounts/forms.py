"""What the pages about accounts ask for."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import SetPasswordMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measurements import published
from measurements.mailbox import MailAddressField
from portal import attempts, factors
from portal.accounts.known import KnownRequest
from portal.models import Role, User

DOMAIN = RegexValidator(
    r"^@?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$",
    _("Skriv et domæne som »kommunen.dk«."),
)


def email_field(label: Any) -> MailAddressField:
    return MailAddressField(
        label=label, max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class NewPasswordForm(SetPasswordMixin, forms.Form):
    """A password, twice; Django's validators say what is wrong with it."""

    password1, password2 = SetPasswordMixin.create_password_fields(
        label1=_("Ny adgangskode"), label2=_("Ny adgangskode igen")
    )

    def __init__(self, person: User, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.person = person
        self.fields["password1"].help_text = _(
            "Mindst 12 tegn. Tre eller fire tilfældige ord er godt; adgangskoder, som mange bruger, "
            "går ikke."
        )
        self.fields["password2"].help_text = ""

    def clean(self) -> dict[str, Any]:
        self.validate_passwords("password1", "password2")
        self.validate_password_for_user(self.person, "password2")
        return super().clean() or {}

    def password(self) -> str:
        return str(self.cleaned_data["password1"])


class AcceptForm(NewPasswordForm):
    first_name = forms.CharField(
        label=_("Fornavn"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Efternavn"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    field_order = ("first_name", "last_name", "password1", "password2")


class OldPasswordField(forms.CharField):
    def __init__(self, **named: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        super().__init__(strip=False, widget=widget, **named)


class ChangePasswordForm(NewPasswordForm):
    old_password = OldPasswordField(label=_("Nuværende adgangskode"))
    field_order = ("old_password", "password1", "password2")

    def __init__(self, request: KnownRequest, *args: Any, **named: Any) -> None:
        super().__init__(request.user, *args, **named)
        self.request = request

    def clean_old_password(self) -> str:
        _check_password(self.request, self.cleaned_data["old_password"])
        return str(self.cleaned_data["old_password"])


class ForgottenForm(forms.Form):
    email = email_field(_("Din e-mailadresse"))


class NewEmailForm(forms.Form):
    email = email_field(_("Ny e-mailadresse"))


class CodeForm(forms.Form):
    """Six digits from the app, or a recovery code."""

    code = forms.CharField(
        label=_("Kode"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, request: KnownRequest, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.request = request

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        _check_code(self.request, code)
        return code


class FirstCodeForm(forms.Form):
    """Shows that the app was set up with the secret that the page gave."""

    code = forms.CharField(
        label=_("Kode fra appen"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, secret: str, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.secret = secret

    def clean_code(self) -> str:
        code = "".join(self.cleaned_data["code"].split())
        if not factors.validate_totp_code(self.secret, code):
            raise ValidationError(_("Koden passer ikke. Se efter, om telefonens ur går rigtigt."))
        return code


class ProveForm(forms.Form):
    """The password, or a code, of whoever is logged in already."""

    proof = OldPasswordField(label=_("Adgangskode, eller kode fra appen"))

    def __init__(self, request: KnownRequest, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.request = request

    def clean_proof(self) -> str:
        proof = str(self.cleaned_data["proof"])
        is_code = "".join(proof.split()).isdigit() and factors.has_one(self.request.user)
        (_check_code if is_code else _check_password)(self.request, proof)
        return proof


class InviteForm(forms.Form):
    """Of a colleague: the municipality is the editor's own."""

    email = email_field(_("E-mailadresse"))
    role = forms.ChoiceField(
        label=_("Rolle"),
        choices=[
            (Role.MUNICIPAL, _("Bruger: deler viden, tager metoder op, svarer på høringer")),
            (Role.EDITOR, _("Redaktør: inviterer også kolleger og retter kommunens bidrag")),
        ],
        widget=forms.RadioSelect(attrs={"class": "form-radio"}),
        initial=Role.MUNICIPAL,
    )


class RoleForm(forms.Form):
    """A role of the site, and the municipality that goes with two of them."""

    role = forms.ChoiceField(label=_("Rolle"), choices=Role.choices)
    municipality = forms.ChoiceField(
        label=_("Kommune"),
        required=False,
        help_text=_("Kun for kommunens redaktør og kommunale brugere."),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _offer(self, "municipality", municipality_choices(_("Ingen")))

    def municipality_code(self) -> str | None:
        return self.cleaned_data["municipality"] or None


class InvitePersonForm(RoleForm):
    email = email_field(_("E-mailadresse"))
    field_order = ("email", "role", "municipality")


class PeopleFilter(forms.Form):
    """Which accounts the list shows; everything may be left out."""

    q = forms.CharField(label=_("Navn eller adresse"), required=False, max_length=100)
    role = forms.ChoiceField(label=_("Rolle"), required=False)
    municipality = forms.ChoiceField(label=_("Kommune"), required=False)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _offer(self, "role", [("", _("Alle")), *Role.choices])
        _offer(self, "municipality", municipality_choices(_("Alle")))


class DomainForm(forms.Form):
    municipality = forms.ChoiceField(label=_("Kommune"))
    domain = forms.CharField(
        label=_("Domæne"),
        max_length=253,
        validators=[DOMAIN],
        help_text=_("Det, der står efter @ i kommunens e-mailadresser."),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _offer(self, "municipality", municipality_choices(_("Vælg")))


def municipality_choices(first: Any) -> list[tuple[str, Any]]:
    return [("", first), *((each.code, each.name) for each in published.municipalities())]


def _offer(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _check_password(request: KnownRequest, password: str) -> None:
    person = request.user
    found = authenticate(request, username=person.email, password=password)
    if found is None or found.pk != person.pk:
        if attempts.are_too_many(request, person.email):
            raise ValidationError(attempts.WAIT)
        raise ValidationError(_("Adgangskoden passer ikke."))


def _check_code(request: KnownRequest, code: str) -> None:
    person = request.user
    try:
        guess = attempts.begin(request, f"code of {person.pk}", now=timezone.now())
    except PermissionDenied as refusal:
        raise ValidationError(attempts.WAIT) from refusal
    if not factors.accepts(person, code):
        raise ValidationError(_("Koden passer ikke, eller den er brugt. Vent på den næste."))
    guess.delete()
