"""The two forms: a report, handbook or the like; a method or experience.

Field by field what the page asks for, with a hint that shows by example what a good answer is.
"""

from collections.abc import Iterable
from uuid import uuid4

from django import forms
from django.core import signing
from django.core.validators import MaxLengthValidator, URLValidator
from django.db.models import Q, TextChoices
from django.forms import BoundField
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measurements import danish
from measurements import published as measured
from submissions.actions.sharing import Content
from submissions.models import CONTENT, Attachment, Kind, ReportType, Submission
from submissions.models.submission import FIRST_YEAR, Experience, Stage
from submissions.subject_words import TOPICS

MOST_FILES = 10
LONGEST_TEXT = 10_000  # letters; some four printed pages a field


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


def _year(label: str, help_text: str, *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=required,
        error_messages={"invalid": gettext_lazy("Skriv årstallet med fire cifre, fx 2024.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
    )


def _long(label: str, help_text: str, *, rows: int = 6, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        validators=[MaxLengthValidator(LONGEST_TEXT)],
    )


class SubmissionForm(forms.Form):
    """What both forms have in common. A draft may leave anything open."""

    kind: Kind
    sections: tuple[tuple[str, tuple[str, ...]], ...]

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    replaces = forms.CharField(widget=forms.HiddenInput, required=False)
    website = forms.CharField(
        label=gettext_lazy("Lad dette felt stå tomt"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": -1, "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Din e-mailadresse"),
        help_text=gettext_lazy(
            "Vi sender et link, som du bekræfter adressen med. Den vises ikke på siden."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    files = forms.Field(
        label=gettext_lazy("Vælg filer"),
        help_text=gettext_lazy(
            "pdf, docx, xlsx, pptx eller odt. Filer, vi har modtaget, huskes, selv om et andet felt "
            "skal rettes. En fil, der blev afvist, skal vælges igen."
        ),
        required=False,
        widget=FilesInput(attrs={"accept": ".pdf,.docx,.xlsx,.pptx,.odt"}),
    )
    kept = forms.MultipleChoiceField(
        label=gettext_lazy("Filer, vi har modtaget"),
        help_text=gettext_lazy("Fjern fluebenet ved en fil, der ikke skal med."),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-checkbox"}),
    )

    def __init__(
        self,
        data: object = None,
        *,
        initial: dict[str, object] | None = None,
        submission: Submission | None = None,
        draft: bool = False,
        with_email: bool = False,
        received: Iterable[Attachment] = (),
        refused: Iterable[str] = (),
    ) -> None:
        """`received` and `refused`: what became of the files that came with this post."""
        super().__init__(data, initial={"key": uuid4(), **(initial or {})})
        self.submission = submission
        self.draft = draft
        self.refused = list(refused)
        # Errors are listed in the order in which the page asks.
        self.order_fields([name for _heading, names in self.sections for name in names])
        self._offer_municipalities()
        self._offer_files(list(received))
        if not with_email:
            del self.fields["email"]
        if draft:
            for field in self.fields.values():
                field.required = False
            self.fields["key"].required = True

    def grouped(self) -> list[tuple[str, list[BoundField]]]:
        """The fields as the page has them, below the headings of the sections."""
        return [
            (heading, [self[name] for name in names if name in self.fields])
            for heading, names in self.sections
        ]

    def now_against(self, version: int) -> None:
        """Let the next post be compared with this version: the person has been told of it."""
        self.data = self.data.copy()
        self.data["version"] = str(version)

    @property
    def is_from_a_robot(self) -> bool:
        return bool(self.data.get("website"))

    def content(self) -> Content:
        """What was typed, for the verbs. Only of a valid form."""
        municipality = self.cleaned_data["municipality"] or None
        return Content(
            fields={
                name: municipality if name == "municipality_id" else self.cleaned_data[name]
                for name in CONTENT[self.kind]
            },
            further_municipalities=tuple(
                code for code in self.cleaned_data["further"] if code != municipality
            ),
            attachments=tuple(self._attachments[token] for token in self.cleaned_data["kept"])
            if "kept" in self.fields
            else (),
            replaces=self.cleaned_data["replaces"],
        )

    def clean_replaces(self) -> Submission | None:
        code = self.cleaned_data["replaces"]
        if not code:
            return None
        found = Submission.objects.filter(code=code, slug__isnull=False).first()
        if found is None:
            raise forms.ValidationError(_("Bidraget %(code)s findes ikke.") % {"code": code})
        return found

    def clean_further(self) -> list[str]:
        """Codes of the municipalities that were named; old names lead to those of today."""
        by_name = {danish.sort_key(each.name): each.code for each in self._municipalities}
        names = [part.strip() for part in self.cleaned_data["further"].split(",") if part.strip()]
        return [
            by_name.get(danish.sort_key(name.removesuffix(" Kommune"))) or _successor(name)
            for name in names
        ]

    def clean(self) -> dict[str, object]:
        for text in self.refused:
            self.add_error("files", text)
        if len(self._attachments) > MOST_FILES:
            self.add_error("files", _("Send højst %(most)d filer.") % {"most": MOST_FILES})
        for year, month in (("year", "month"), ("began_year", "began_month")):
            self._check_date(year, month)
        return self.cleaned_data

    def _check_date(self, year: str, month: str) -> None:
        this_year = timezone.localdate().year
        value = self.cleaned_data.get(year)
        if value is not None and not FIRST_YEAR <= value <= this_year:
            self.add_error(
                year,
                _("Årstallet skal ligge mellem %(first)s og %(last)s.")
                % {"first": FIRST_YEAR, "last": this_year},
            )
        if value is None and self.cleaned_data.get(month) and year not in self.errors:
            self.add_error(year, _("Skriv også årstallet."))

    def _offer_municipalities(self) -> None:
        self._municipalities = measured.municipalities()
        field = self.fields["municipality"]
        field.choices = [
            ("", _("Vælg kommune")),
            *((each.code, each.name) for each in self._municipalities),
        ]

    def _offer_files(self, received: list[Attachment]) -> None:
        """Those of the submission, those a refused form brought before, and those just received."""
        attachments = list(self.submission.attachments.all()) if self.submission else []
        if self.is_bound:
            attachments = _known(self.data.getlist("kept"), self.submission, attachments)
        attachments += received
        self._attachments = {_token(each): each for each in attachments}
        if not attachments:
            del self.fields["kept"]
            return
        self.fields["kept"].choices = [(token, each) for token, each in self._attachments.items()]
        self.initial["kept"] = list(self._attachments)
        if self.is_bound:
            self.data = self.data.copy()
            self.data.setlist(
                "kept", [*self.data.getlist("kept"), *(_token(each) for each in received)]
            )


def _long_title(help_text: str) -> forms.CharField:
    return forms.CharField(label=gettext_lazy("Titel"), help_text=help_text, max_length=200)


def _further(help_text: str) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Andre kommuner"), help_text=help_text, max_length=1000, required=False
    )


def _target_group(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Målgruppe"),
        help_text=gettext_lazy("Fx »familiesammenførte kvinder uden job i det første år«."),
        max_length=300,
        required=required,
    )


def _link(help_text: str) -> forms.URLField:
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


def _topics() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=gettext_lazy("Emner"),
        help_text=gettext_lazy("Sæt kryds ved dem, der passer, så andre finder bidraget."),
        required=False,
        choices=list(TOPICS.items()),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-checkbox"}),
    )


def _choice(label: str, help_text: str, choices: type[TextChoices]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=[("", gettext_lazy("Ikke oplyst")), *choices.choices],
        required=False,
    )


def _contact_email() -> forms.EmailField:
    return forms.EmailField(
        label=gettext_lazy("E-mailadresse til spørgsmål"),
        help_text=gettext_lazy(
            "Andre kommuner kan stille spørgsmål gennem siden. Adressen vises ikke."
        ),
        required=False,
    )


def _contact() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Kontakt"),
        help_text=gettext_lazy(
            "Hvem kan andre kommuner spørge? Fx »Integrationsteamet, tlf. 12 34 56 78«. "
            "Vises offentligt."
        ),
        max_length=300,
    )


_OWN_ACCOUNT = (gettext_lazy("Så vi kan skrive til dig"), ("email",))


class ReportForm(SubmissionForm):
    """Indsend rapport, håndbog eller lignende."""

    kind = Kind.REPORT
    sections = (
        (
            gettext_lazy("Om rapporten"),
            ("title", "report_type", "publisher", "year", "month", "municipality", "further"),
        ),
        (gettext_lazy("Indhold"), ("target_group", "topics", "summary")),
        (gettext_lazy("Fil eller link"), ("kept", "files", "link")),
        (gettext_lazy("Kontakt"), ("contact", "contact_email")),
        _OWN_ACCOUNT,
    )

    title = _long_title(gettext_lazy("Som den står på forsiden."))
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
    year = _year(gettext_lazy("Udgivet år"), gettext_lazy("Fx 2024."), required=True)
    month = MonthField(
        label=gettext_lazy("Udgivet måned"), help_text=gettext_lazy("Hvis du kender den.")
    )
    municipality = forms.ChoiceField(
        label=gettext_lazy("Kommune"),
        help_text=gettext_lazy("Lad stå tomt, hvis rapporten handler om hele landet."),
        required=False,
    )
    further = _further(
        gettext_lazy("Handler den om flere kommuner, så skriv dem med komma: »Vejle, Horsens«.")
    )
    target_group = _target_group(required=False)
    topics = _topics()
    summary = _long(
        gettext_lazy("Resumé"),
        gettext_lazy(
            "Tre til seks korte afsnit: hvad blev undersøgt, hvad fandt I, og hvad kan andre bruge "
            "det til? Skriv ikke om enkeltpersoner, der kan genkendes."
        ),
        rows=8,
        required=True,
    )
    link = _link(gettext_lazy("Hvor rapporten ligger, hvis du ikke sender filen."))
    contact = _contact()
    contact_email = _contact_email()

    def clean(self) -> dict[str, object]:
        super().clean()
        nothing = not self.cleaned_data.get("link") and not self.cleaned_data.get("kept")
        if nothing and not self.draft and not {"link", "files"} & self.errors.keys():
            self.add_error("files", _("Send enten filen eller et link til rapporten."))
        return self.cleaned_data


class MethodForm(SubmissionForm):
    """Metoder og gode erfaringer, der ikke er beskrevet i en rapport."""

    kind = Kind.METHOD
    sections = (
        (
            gettext_lazy("Om metoden"),
            (
                "title",
                "municipality",
                "further",
                "began_year",
                "began_month",
                "ended_year",
                "target_group",
                "topics",
            ),
        ),
        (
            gettext_lazy("Sådan gør I"),
            ("problem", "practice", "who_and_time", "preconditions"),
        ),
        (gettext_lazy("Hvad I har lært"), ("experience", "stage", "results", "what_failed")),
        (gettext_lazy("Råd til andre kommuner"), ("advice_smaller", "advice_larger")),
        (gettext_lazy("Kontakt og bilag"), ("contact", "contact_email", "link", "kept", "files")),
        _OWN_ACCOUNT,
    )

    title = _long_title(
        gettext_lazy("Kort og genkendelig, fx »Praktik i butik i de første tre måneder«.")
    )
    municipality = forms.ChoiceField(
        label=gettext_lazy("Kommune"), help_text=gettext_lazy("Kommunen, der bruger metoden.")
    )
    further = _further(
        gettext_lazy("Er I flere om metoden, så skriv de andre med komma: »Vejle, Horsens«.")
    )
    began_year = _year(
        gettext_lazy("Begyndte år"),
        gettext_lazy("Fx 2019. Så kan metoden holdes op mod målingerne før og efter."),
    )
    began_month = MonthField(
        label=gettext_lazy("Begyndte måned"), help_text=gettext_lazy("Hvis du kender den.")
    )
    ended_year = _year(
        gettext_lazy("Sluttede år"), gettext_lazy("Lad stå tomt, hvis I stadig gør det.")
    )
    target_group = _target_group(required=True)
    topics = _topics()
    problem = _long(
        gettext_lazy("Problemet"),
        gettext_lazy(
            "Hvad ville I løse? Fx »Mange ventede over et halvt år på den første praktikplads«."
        ),
        rows=4,
        required=True,
    )
    practice = _long(
        gettext_lazy("Hvad I gør"),
        gettext_lazy(
            "Trin for trin, så en anden kommune kan gøre det efter. Fx »1. Samtale i den første "
            "uge. 2. Besøg på to virksomheder. 3. …«."
        ),
        rows=8,
        required=True,
    )
    who_and_time = _long(
        gettext_lazy("Hvem gør det, og hvor lang tid tager det?"),
        gettext_lazy("Fx »En medarbejder, ca. fire timer om ugen for hver ti borgere«."),
        rows=3,
    )
    preconditions = _long(
        gettext_lazy("Forudsætninger"),
        gettext_lazy("Hvad skal være på plads? Fx »En aftale med tre lokale virksomheder«."),
        rows=3,
    )
    experience = _choice(
        gettext_lazy("Hvordan gik det?"),
        gettext_lazy("Det, der ikke virkede, er lige så velkomment som det, der virkede."),
        Experience,
    )
    stage = _choice(
        gettext_lazy("Hvor langt er I?"),
        gettext_lazy("Så andre ved, hvor meget metoden er prøvet."),
        Stage,
    )
    results = _long(
        gettext_lazy("Resultater, og hvordan de er målt"),
        gettext_lazy(
            "Fx »14 af 20 deltagere var i job efter et år ifølge vores egen opgørelse«. "
            "Skriv gerne, hvis I ikke har målt det."
        ),
        rows=4,
    )
    what_failed = _long(
        gettext_lazy("Hvad der ikke virkede"),
        gettext_lazy(
            "Det er lige så nyttigt. Fx »Hold på over ti deltagere gav for lidt tid til hver«."
        ),
        rows=4,
    )
    advice_smaller = _long(
        gettext_lazy("Råd til en mindre kommune"),
        gettext_lazy("Fx »Slå jer sammen med nabokommunen om kurset«."),
        rows=3,
    )
    advice_larger = _long(
        gettext_lazy("Råd til en større kommune"),
        gettext_lazy("Fx »Begynd i ét distrikt, og lad de samme to medarbejdere følge med«."),
        rows=3,
    )
    contact = _contact()
    contact_email = _contact_email()
    link = _link(gettext_lazy("Hvis der står mere om metoden et andet sted."))

    def clean(self) -> dict[str, object]:
        super().clean()
        began, ended = (self.cleaned_data.get(name) for name in ("began_year", "ended_year"))
        self._check_date("ended_year", "")
        if began and ended and ended < began:
            self.add_error("ended_year", _("Metoden kan ikke være sluttet, før den begyndte."))
        return self.cleaned_data


FORMS: dict[str, type[SubmissionForm]] = {Kind.REPORT: ReportForm, Kind.METHOD: MethodForm}


def initial_of(submission: Submission) -> dict[str, object]:
    """A form's fields filled in from what is kept."""
    fields = {name: getattr(submission, name) for name in CONTENT[submission.kind]}
    return {
        **fields,
        "municipality": fields.pop("municipality_id"),
        "further": ", ".join(str(each) for each in submission.further_municipalities.all()),
        "key": submission.key,
        "version": submission.version,
    }


def _known(
    tokens: list[str], submission: Submission | None, of_submission: list[Attachment]
) -> list[Attachment]:
    """The attachments that signed tokens stand for, as far as this form may hold them."""
    keys = []
    for token in tokens:
        try:
            keys.append(int(_signer().unsign(token)))
        except signing.BadSignature:
            continue
    ours = Q(submission=None) | Q(submission=submission) if submission else Q(submission=None)
    loose = Attachment.objects.filter(ours, pk__in=keys)
    return list({each.pk: each for each in [*of_submission, *loose]}.values())


def _token(attachment: Attachment) -> str:
    return _signer().sign(str(attachment.pk))


def _signer() -> signing.Signer:
    return signing.Signer(salt="submissions.kept-file")


def _successor(name: str) -> str:
    """The municipality of today under a name from before 2007, where there is just one."""
    successors = measured.former_municipality(name)
    if not successors:
        raise forms.ValidationError(
            _("»%(name)s« er ikke en kommune. Skriv navnene med komma imellem.") % {"name": name}
        )
    if len(successors) > 1:
        raise forms.ValidationError(
            _("%(name)s blev delt. Skriv en af disse: %(names)s.")
            % {"name": name, "names": ", ".join(each.name for each in successors)}
        )
    return successors[0].code
