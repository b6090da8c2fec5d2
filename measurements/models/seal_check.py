"""What the nightly check of the seals found."""

from django.db import models


class SealCheck(models.Model):
    """One look at every version that has been public."""

    checked_at = models.DateTimeField()
    versions = models.PositiveIntegerField()
    broken = models.JSONField(default=list)  # {slug, version, parts}; empty: every seal holds

    class Meta:
        ordering = ["-checked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.checked_at:%Y-%m-%d %H:%M}: {len(self.broken)} of {self.versions}"
