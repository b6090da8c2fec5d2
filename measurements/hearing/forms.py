"""The form of a municipality's answer. What was typed or sent is still there when it is refused."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measurements.actions.hearing import LONGEST_TEXT
from measurements.actions.hearing_files import MAX_MEGABYTES, KeptFile, keep_file
from measurements.lifecycle import NotPossible
from measurements.models import Hearing, Position

FILE_WAITS = timedelta(hours=12)  # for the rest of the form; less than until it is swept
_SALT = "hearing-file"


class AnswerForm(forms.Form):
    """Agree or object, with a comment and a file."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    kept_file = forms.CharField(widget=forms.HiddenInput, required=False)
    municipality = forms.CharField(widget=forms.HiddenInput, required=False)  # whose page it was
    position = forms.ChoiceField(
        label=gettext_lazy("Kommunens svar"),
        choices=(
            (Position.AGREES, gettext_lazy("Vi har ingen indvendinger mod tallene")),
            (Position.OBJECTS, gettext_lazy("Vi har en indvending mod tallene")),
        ),
        widget=forms.RadioSelect(attrs={"class": "form-radio"}),
        error_messages={"required": gettext_lazy("Vælg, om I har en indvending.")},
    )
    comment = forms.CharField(
        label=gettext_lazy("Bemærkning"),
        help_text=gettext_lazy(
            "Skal udfyldes, hvis I har en indvending. Teksten bliver offentlig ved siden af tallet. "
            "Skriv ikke om personer, der kan genkendes."
        ),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    file = forms.FileField(
        label=gettext_lazy("Fil"),
        help_text=gettext_lazy(
            "En pdf, docx, xlsx, pptx eller odt på højst %(limit)d MB. Filen bliver offentlig "
            "sammen med svaret. Forfatterens navn og andre egenskaber tages ud først."
        )
        % {"limit": MAX_MEGABYTES},
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.xlsx,.pptx,.odt"}),
    )
    remove_file = forms.BooleanField(required=False)

    def __init__(
        self,
        hearing: Hearing,
        data: Any = None,
        files: Any = None,
        *,
        draft: Mapping[str, str] | None = None,
    ) -> None:
        initial = {
            "version": hearing.version,
            "municipality": hearing.municipality_id,
            "position": hearing.position,
            "comment": hearing.comment,
            **(draft or {}),
        }
        super().__init__(None if data is None else data.copy(), files, initial=initial)
        self.hearing = hearing
        self.fields["file"].error_messages["empty"] = _("Filen er tom. Vælg den rigtige fil.")
        self.file_before = _file_of(hearing)
        self.waiting = self._file_that_waits()
        self.fields["remove_file"].label = _("Fjern filen %(name)s") % {"name": hearing.file_name}
        if self.file_before is None:
            del self.fields["remove_file"]

    def clean_comment(self) -> str:
        comment = self.cleaned_data["comment"].strip()
        if not comment and self.cleaned_data.get("position") == Position.OBJECTS:
            raise forms.ValidationError(_("Skriv, hvad I indvender mod tallene."))
        return comment

    def clean_file(self) -> UploadedFile | None:
        """A good file is kept at once, so that an error elsewhere in the form does not lose it."""
        sent = self.cleaned_data["file"]
        if sent is None:
            return None
        try:
            self.waiting = keep_file(sent)
        except NotPossible as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        token = [self.hearing.pk, self.waiting.sha256, self.waiting.name]
        self.data["kept_file"] = signing.dumps(token, salt=_SALT)
        return sent

    def answer_file(self) -> KeptFile | None:
        """The file that the answer is to have: the new one, or the one it had."""
        if self.waiting is not None:
            return self.waiting
        return None if self.cleaned_data.get("remove_file") else self.file_before

    def now_against(self, hearing: Hearing) -> None:
        """Sent once more, the text replaces what stands there now."""
        self.data["version"] = hearing.version

    def _file_that_waits(self) -> KeptFile | None:
        """A file of an earlier try. Only our own signature is believed."""
        try:
            of, sha256, name = signing.loads(
                self.data.get("kept_file", ""), salt=_SALT, max_age=FILE_WAITS
            )
        except signing.BadSignature:
            return None
        return KeptFile(sha256=sha256, name=name) if of == self.hearing.pk else None


def _file_of(hearing: Hearing) -> KeptFile | None:
    if not hearing.file_sha256:
        return None
    return KeptFile(sha256=hearing.file_sha256, name=hearing.file_name)
