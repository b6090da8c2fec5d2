"""The trace: every move of a submission, by whom, when, and what was said."""

from django.conf import settings
from django.db import models

from submissions.lifecycle import Action, State


class Move(models.Model):
    """One line of a submission's history. Written by the verb that makes the move.

    `by` is empty for an e-mail sender and for what was known before the portal.
    """

    submission = models.ForeignKey("Submission", on_delete=models.CASCADE, related_name="moves")
    action = models.CharField(max_length=10, choices=Action.choices)
    from_state = models.CharField(max_length=12, choices=State.choices, blank=True)
    to_state = models.CharField(max_length=12, choices=State.choices)
    version = models.PositiveIntegerField()  # of the submission after the move
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    comment = models.TextField(blank=True)
    # Cautions about personal data that the person had read: what `cautions` calls them.
    accepted = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_action_display()}"
