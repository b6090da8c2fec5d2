"""Files that came with a submission."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Attachment(models.Model):
    """A file kept under its SHA-256; the name it came with is only text to show.

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

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
