"""Files that came with a submission."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileState(models.TextChoices):
    """Nobody but its sender's page names a file before it is clean, and nobody gets it."""

    WAITING = "waiting", _("Venter på kontrol")
    CLEAN = "clean", _("Kontrolleret")
    REFUSED = "refused", _("Ikke godkendt")


class Problem(models.TextChoices):
    """Why a file still waits. Why one was refused is a `measurements.filecheck` Reason."""

    NO_SCANNER = "no_scanner", _("Der er ingen viruskontrol på serveren")
    SCANNER_DOWN = "scanner_down", _("Viruskontrollen svarer ikke")
    UNFINISHED = "unfinished", _("Kontrollen blev ikke færdig")


class Attachment(models.Model):
    """A file kept under its SHA-256; the name it came with is only text to show.

    What came is never given out. The public gets a copy without the metadata of its makers, kept
    under a digest of its own: `public_sha256`, empty until the copy was made.

    `submission` is empty while its form still has errors: the file is kept by reference meanwhile
    and swept after a day if the form never arrives.
    """

    submission = models.ForeignKey(
        "Submission", null=True, on_delete=models.PROTECT, related_name="attachments"
    )
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(_("filnavn"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("størrelse i byte"))
    uploaded_at = models.DateTimeField()

    state = models.CharField(
        _("kontrol"), max_length=8, choices=FileState.choices, default=FileState.WAITING
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.CharField(_("kontrolleret af"), max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # of the check
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    # What moderators are to know: `actions.checking` writes it, `file_words` says it.
    findings = models.JSONField(_("fund"), default=dict, blank=True)
    public_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    public_size = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_clean(self) -> bool:
        return self.state == FileState.CLEAN


class FilePicture(models.Model):
    """The picture of a page of a file, for moderators who look before they decide. PNG."""

    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, related_name="pictures")
    number = models.PositiveSmallIntegerField(_("side"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["attachment", "number"]
        constraints = [
            models.UniqueConstraint(fields=["attachment", "number"], name="one_picture_a_page")
        ]

    def __str__(self) -> str:
        return f"{self.attachment} {self.number}"
