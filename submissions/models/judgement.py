"""What is kept for judging a submission: criteria, comments on fields, what was sent in before."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Criterion(models.TextChoices):
    """What makes a submission useful to others."""

    RELEVANCE = "relevance", _("Relevant")
    USABILITY = "usability", _("Til at bruge")
    TRANSFERABILITY = "transfer", _("Kan overføres til andre kommuner")
    CURRENCY = "currency", _("Aktuel")
    DOCUMENTED = "documented", _("Resultatet er dokumenteret")


class Side(models.TextChoices):
    SENDER = "sender", _("Afsenderen")
    REVIEWER = "reviewer", _("Redaktionen")


class CriterionTick(models.Model):
    """One side holds that a submission meets one criterion, since that date."""

    submission = models.ForeignKey("Submission", on_delete=models.CASCADE, related_name="ticks")
    criterion = models.CharField(max_length=10, choices=Criterion.choices)
    side = models.CharField(max_length=8, choices=Side.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "criterion", "side"], name="one_tick_a_side"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_criterion_display()}: {self.get_side_display()}"


class FieldComment(models.Model):
    """What the editors said of one field when they sent a submission back."""

    move = models.ForeignKey("Move", on_delete=models.CASCADE, related_name="field_comments")
    field = models.CharField(max_length=40)  # of the form
    text = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["move", "field"], name="one_comment_a_field")
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.text}"


class SentText(models.Model):
    """The texts as they were sent in, kept while the editors have the submission.

    So that they see what changed since they last had it. Without contacts, and gone once they have
    decided: it is theirs to compare, not a second archive.
    """

    move = models.OneToOneField("Move", on_delete=models.CASCADE, related_name="sent_text")
    fields = models.JSONField()  # by name

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.move)
