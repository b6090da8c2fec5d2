"""Who did what, when, and why."""

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One line of the audit log of rounds. Written by the verb that makes the change, and kept."""

    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    action = models.CharField(max_length=40)
    # A draft may be deleted; its lines stay as they are, and so does the number they point with.
    round = models.ForeignKey(
        "Round",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="events",
    )
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    # Each line seals the one before it; see measurements.audit_chain. The first follows on nothing.
    previous_sha256 = models.CharField(max_length=64, blank=True, unique=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
