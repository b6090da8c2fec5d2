"""Mail that waits to be sent."""

from django.db import models
from django.db.models import Q


class Message(models.Model):
    """One mail. Written with the change it tells of, sent after it, tried again when it fails."""

    # Of what it tells, to whom: what is written twice is sent once. Empty: always another one.
    key = models.CharField(max_length=200, null=True, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    headers = models.JSONField(default=dict)  # beyond the usual, such as List-Unsubscribe
    written_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            # Asked for twice a minute among all that was ever sent.
            models.Index(
                fields=["next_attempt_at"], condition=Q(sent_at=None), name="mail_that_waits"
            ),
            # What an address had lately, before each mail to it.
            models.Index(fields=["written_at"], name="mail_by_when_it_was_written"),
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
