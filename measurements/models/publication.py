"""What is frozen: everything the public will see of one version, in one text with one digest."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Publication(models.Model):
    """The payload of an approved round. Pages, charts and files are drawn from it alone.

    It is never changed: taken back before publication it is deleted, and after that it stays.
    """

    round = models.OneToOneField("Round", on_delete=models.PROTECT, related_name="publication")
    payload = models.TextField()  # canonical JSON, UTF-8; see measurements.payload
    sha256 = models.CharField(max_length=64, unique=True)
    frozen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("offentliggørelse")
        verbose_name_plural = _("offentliggørelser")

    def __str__(self) -> str:
        return f"{self.round}: {self.sha256[:12]}"
