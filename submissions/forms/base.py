"""What both forms have in common: who sends it, its files, the municipalities, the years."""

from collections.abc import Collection, Iterable, Mapping
from uuid import uuid4

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measurements import danish
from measurements import published as measured
from measurements.mailbox import MailAddressField
from submissions.actions import judging
from submissions.actions.sharing import Content
from submissions.forms import fields, files, haste
from submissions.forms.steps import CHECK, Step
from submissions.models import CONTENT, Attachment, Kind, Side, Submission
from submissions.models.submission import FIRST_YEAR


class SubmissionForm(forms.Form):
    """The whole of a form, or the fields of one step. A draft may leave anything open."""

    kind: Kind
    steps: tuple[Step, ...]
    either: frozenset[str] = frozenset()  # fields of which one is enough, and one is needed

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    replaces = forms.CharField(widget=forms.HiddenInput, required=False)
    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    website = forms.CharField(
        label=gettext_lazy("Lad dette felt stå tomt"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": -1, "autocomplete": "off"}),
    )
    email = MailAddressField(
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
        widget=fields.FilesInput(attrs={"accept": ".pdf,.docx,.xlsx,.pptx,.odt"}),
    )
    kept = forms.MultipleChoiceField(
        label=gettext_lazy("Filer, vi har modtaget"),
        help_text=gettext_lazy("Fjern fluebenet ved en fil, der ikke skal med."),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-checkbox"}),
    )

    criteria = fields.criteria()

    def __init__(
        self,
        data: object = None,
        *,
        initial: dict[str, object] | None = None,
        submission: Submission | None = None,
        step: Step | None = None,
        draft: bool = False,
        with_email: bool = False,
        received: Iterable[Attachment] = (),
        refused: Iterable[str] = (),
    ) -> None:
        """One step of the form, or all of it.

        received, refused  what became of the files that came with this post
        """
        super().__init__(data, initial={"key": uuid4(), "opened": haste.stamp(), **(initial or {})})
        self.submission = submission
        self.step = step
        self.draft = draft
        self.refused = list(refused)
        # Errors are listed in the order in which the page asks.
        self.order_fields([name for each in self.steps for name in each.fields])
        self._offer_municipalities()
        if not with_email:
            del self.fields["email"]
        self._offer_files(list(received))
        self._mark_what_is_needed()
        if step is not None:
            self._leave_only(step.fields)
        if draft:
            for field in self.fields.values():
                field.required = False
            self.fields["key"].required = True

    def grouped(self) -> list[tuple[str, list[BoundField]]]:
        """The fields below the headings of the steps they belong to."""
        return [(each.heading, self._shown(each.fields)) for each in self.steps if each != CHECK]

    def needed(self) -> list[BoundField]:
        """Of one step: what has to be filled in before the whole can be sent."""
        return [field for field in self._of_step() if field.field.is_needed]

    def later(self) -> list[BoundField]:
        """Of one step: what can wait."""
        return [field for field in self._of_step() if not field.field.is_needed]

    def remark(self, comments: Mapping[str, str]) -> None:
        """Put what the editors said of a field beside it."""
        for name in comments.keys() & self.fields.keys():
            self.fields[name].comment = comments[name]

    def now_against(self, version: int) -> None:
        """Let the next post be compared with this version: the person has been told of it."""
        self.data = self.data.copy()
        self.data["version"] = str(version)

    def refuse_haste(self) -> None:
        """Say so where nobody can have read the page, and let the next try count from now."""
        if haste.is_hasty(self.data.get("opened", "")):
            self.add_error(None, haste.TOO_SOON)
            self.data = self.data.copy()
            self.data["opened"] = haste.stamp()

    @property
    def is_from_a_robot(self) -> bool:
        return bool(self.data.get("website"))

    def content(self) -> Content:
        """What was typed, for the verbs: of a valid form all of it, else what can be kept."""
        clean = self.cleaned_data
        values = {**clean, "municipality_id": clean.get("municipality") or None}
        if "municipality" not in clean:
            del values["municipality_id"]
        return Content(
            fields={name: values[name] for name in CONTENT[self.kind] if name in values},
            further_municipalities=tuple(
                code for code in clean["further"] if code != values.get("municipality_id")
            )
            if "further" in clean
            else None,
            attachments=self._chosen_files(),
            replaces=clean.get("replaces"),
            criteria=tuple(clean["criteria"]) if "criteria" in clean else None,
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
        if "files" in self.fields:
            self._check_files()
        for year, month in (("year", "month"), ("began_year", "began_month")):
            self._check_date(year, month)
        return self.cleaned_data

    def _check_files(self) -> None:
        for text in self.refused:
            self.add_error("files", text)
        if len(self._attachments) > files.MOST_FILES:
            self.add_error("files", _("Send højst %(most)d filer.") % {"most": files.MOST_FILES})

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

    def _chosen_files(self) -> tuple[Attachment, ...] | None:
        """Those that stay; None leaves them as they are, as a step does."""
        if self.step is not None:
            return None
        if "kept" not in self.fields:
            return ()
        return tuple(self._attachments[token] for token in self.cleaned_data["kept"])

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
            attachments = files.known(self.data.getlist("kept"), self.submission, attachments)
        attachments += received
        self._attachments = {files.token(each): each for each in attachments}
        if not attachments:
            del self.fields["kept"]
            return
        self.fields["kept"].choices = [(token, each) for token, each in self._attachments.items()]
        self.initial["kept"] = list(self._attachments)
        if self.is_bound:
            self.data = self.data.copy()
            self.data.setlist(
                "kept", [*self.data.getlist("kept"), *(files.token(each) for each in received)]
            )

    def _mark_what_is_needed(self) -> None:
        """A draft may leave a field open and still say that it has to be filled in at last."""
        for name, field in self.fields.items():
            field.is_needed = field.required or name in self.either
            field.most_letters = fields.limit_of(field)

    def _leave_only(self, names: Collection[str]) -> None:
        """The fields of one step. Files of a draft are listed beside the form, not in it."""
        stays = {"key", "version", "replaces", "website", *names} - {"kept"}
        for name in self.fields.keys() - stays:
            del self.fields[name]

    def _of_step(self) -> list[BoundField]:
        return self._shown(self.step.fields if self.step else ())

    def _shown(self, names: Iterable[str]) -> list[BoundField]:
        return [self[name] for name in names if name in self.fields]


def as_posted(submission: Submission) -> QueryDict:
    """What a browser would send for all that is kept of a submission."""
    kept = [files.token(each) for each in submission.attachments.all()]
    return as_post({**initial_of(submission), "kept": kept})


def as_post(values: Mapping[str, object]) -> QueryDict:
    """Values of a form's fields as a browser would send them."""
    data = QueryDict(mutable=True)
    for name, value in values.items():
        several = value if isinstance(value, list) else ["" if value is None else str(value)]
        data.setlist(name, several)
    return data


def initial_of(submission: Submission) -> dict[str, object]:
    """A form's fields filled in from what is kept."""
    kept = {name: getattr(submission, name) for name in CONTENT[submission.kind]}
    return {
        **kept,
        "municipality": kept.pop("municipality_id"),
        "further": ", ".join(str(each) for each in submission.further_municipalities.all()),
        "email": submission.sender_email,
        "criteria": judging.ticked_by(submission, Side.SENDER),
        "key": submission.key,
        "version": submission.version,
    }


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
