"""Readers who want to know when a round is corrected, and what they are still to be told."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Follower(models.Model):
    """An address, confirmed by its owner, that follows one round. Deleted when it stops."""

    series = models.ForeignKey("Series", on_delete=models.CASCADE, related_name="followers")
    email = models.EmailField()
    confirmed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("følger")
        verbose_name_plural = _("følgere")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "email"], name="one_follower_per_address")
        ]

    def __str__(self) -> str:
        return f"{self.series}: {self.pk}"


class NoticeEvent(models.TextChoices):
    PUBLISHED = "published", _("Ny udgave")
    RETRACTED = "retracted", _("Trukket tilbage")


class Notice(models.Model):
    """What befell a version in public. The row waits until every follower has been written to."""

    round = models.ForeignKey("Round", on_delete=models.PROTECT, related_name="+")
    event = models.CharField(max_length=10, choices=NoticeEvent.choices)
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "event"], name="one_notice_per_event")
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.event}"
