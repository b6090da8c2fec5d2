"""Mail that waits to be sent."""

from django.db import models


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

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
